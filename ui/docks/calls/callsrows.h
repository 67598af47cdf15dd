// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

namespace ui {

class CallsOrder;
class CallsTree;
struct CallNode;

/// The rows that the tree of live calls shows now, and every way in which they change. Tells the views, as QAbstractItemModel wants
/// it: one range that comes or goes as that, more than one as a change of layout in which new rows take the places of those that
/// go, since a view looks at all its rows for each range.
class CallsRows
{
public:
    struct Entry
    {
        CallNode *node;
        int depth;
    };
    /// A root and what is to be shown below it.
    using Block = std::vector<Entry>;

    explicit CallsRows(CallsTree &model) : m_model(model) {}

    int count() const { return int(m_rows.size()); }
    CallNode *at(int row) const { return m_rows[size_t(row)]; }
    /// Marks a row and what is shown below it: they go with the next change, unless that asks for them.
    void markHiding(int row);
    /// Whether the rows of a root are these, and none of them goes.
    bool isShown(const Block &wanted) const;
    /// Rows that are marked go, and these blocks come to where the order puts their roots. @param blocks  in that order
    void settle(const std::vector<Block> &blocks, const CallsOrder &order);
    /// All rows become these.
    void setAll(const std::vector<Entry> &wanted);

private:
    std::vector<int> hidingRows();
    void exchange(std::vector<CallNode *> next);
    void removeHeld();
    void append(const std::vector<CallNode *> &next);
    void rearrange(std::vector<CallNode *> next);
    void leave(CallNode &node);
    void insert(int at, const std::vector<CallNode *> &nodes);
    void remove(int first, int last);
    void number(int from);

    CallsTree &m_model;
    std::vector<CallNode *> m_rows;
    std::vector<CallNode *> m_marked; ///< since the last change; some may have been unmarked
};

} // namespace ui
