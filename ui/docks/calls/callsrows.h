// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace ui {

class CallsOrder;
class CallsTree;
struct CallNode;

/// The rows that the tree of live calls shows now, and every way in which they change: a few at their places, very
/// many at once by one insertion or removal and one change of order. Tells the views, as QAbstractItemModel wants it.
class CallsRows
{
public:
    struct Entry
    {
        CallNode *node;
        int depth;
    };

    /// Rows that come before one that is there now.
    struct Block
    {
        int before;
        std::vector<Entry> rows;
    };

    explicit CallsRows(CallsTree &model) : m_model(model) {}

    int count() const { return int(m_rows.size()); }
    CallNode *at(int row) const { return m_rows[size_t(row)]; }
    /// Row behind the last one that is shown below this row.
    int endOf(int row) const;
    /// The rows of one root that is shown become these. Empty: none.
    void setBlock(CallNode &root, const std::vector<Entry> &wanted);
    /// Where a root belongs that is not shown; rows are in that order. @param isBefore  whether the one root stands before the other
    int placeOf(const CallNode &root, const CallsOrder &isBefore) const;
    /// New rows, in the order of their places.
    void insertBlocks(std::vector<Block> blocks);
    /// Takes away whose node `isHiding`, and clears that.
    void hideMarked();
    /// All rows become these. Rows that stay keep their selection.
    void setAll(const std::vector<Entry> &wanted);
    /// Marks a row and what is shown below it.
    void markHiding(int row);

private:
    void insert(int at, std::vector<Entry>::const_iterator first, std::vector<Entry>::const_iterator last);
    void remove(int first, int last);
    void insertUnnumbered(int at, std::vector<Entry>::const_iterator first, std::vector<Entry>::const_iterator last);
    void removeUnnumbered(int first, int last);
    void reorder(std::vector<CallNode *> next);
    void number(int from);

    CallsTree &m_model;
    std::vector<CallNode *> m_rows;
    std::vector<CallNode *> m_marked; ///< since the last hideMarked(); some may have been unmarked
};

} // namespace ui
