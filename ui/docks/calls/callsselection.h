// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QItemSelectionModel>
#include <QList>
#include <QUuid>

#include <array>

namespace ui {

class CallsModel;
class CallsTree;
struct CallNode;

/// Which rows of live calls are selected, and what the calls in them have in common, each call counted once. The rows hold it
/// themselves: Qt's own selection would look at ten thousand indexes for every row that comes or goes. Of that one only what it
/// is about to be asked is kept, or all of it while a screen reader listens. New rows are never selected. GUI thread.
class CallsSelection : public QItemSelectionModel
{
    Q_OBJECT

public:
    /// What a call can be; all but the first two only while it is in progress.
    enum Trait { Alive, Audible, Held, MutedIn, MutedOut, MutedBoth, Music, Silent, Recorded, Traits };

    CallsSelection(CallsTree &tree, const CallsModel &calls, QObject *parent = nullptr);

    using QItemSelectionModel::select;
    void select(const QItemSelection &wanted, SelectionFlags command) override;
    void clear() override;
    void reset() override;
    bool isChosen(int row) const;
    /// Qt asks its own selection about this row next.
    void answerFor(const QModelIndex &index);

    /// All of a groupcall, that of a channel. In the order of the rows, but the one that was selected first goes first.
    QList<QUuid> calls() const;
    int count() const { return m_counts[Traits]; }
    int count(Trait trait) const { return m_counts[size_t(trait)]; }
    /// Whether any is in progress, and all that are, are so.
    bool areAll(Trait trait) const { return count(Audible) > 0 && count(trait) == count(Audible); }

    /// What is below the node, its call, or whether it is selected is another now.
    void look(CallNode &node);
    /// Its row goes.
    void leave(CallNode &node);
    /// At the end of a frame: tells what it has changed.
    void settle();

Q_SIGNALS:
    /// Selected calls went, or came into a selected groupcall. `selectionChanged` tells what the operator changed.
    void drifted();

private:
    bool isChosen(const CallNode &node) const;
    bool isMeant(const CallNode &call) const;
    quint16 traitsOf(const CallNode &call) const;

    CallsTree &m_tree;
    const CallsModel &m_calls;
    SelectionFlags m_way = Select;          ///< what the last selection does to the one before it
    QUuid m_first;                          ///< where the operator began
    std::array<int, Traits + 1> m_counts{}; ///< the last one: of all
    mutable QList<QUuid> m_known;
    mutable bool m_isKnown = true;
    bool m_hasDrifted = false;
};

} // namespace ui
