// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/callsmodel.h"
#include "ui/docks/calls/callnode.h"
#include "ui/docks/calls/callsfilter.h"
#include "ui/docks/calls/callsorder.h"
#include "ui/docks/calls/callsrows.h"
#include "ui/docks/calls/callsselection.h"
#include "ui/docks/calls/groupcalls.h"

#include <QPointer>

#include <unordered_map>

namespace ui {

/// Live calls as the operator sees them: groupcall → calls → channels, chained calls below their master. A table of the rows that
/// are open, each with its depth, so that the view's work depends on what is visible. Never reset: rows come, go and move with
/// the frame of the CallsModel; the order by a changing column is made anew at most twice a second. GUI thread.
class CallsTree : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role {
        DepthRole = CallsModel::IdRole + 1, ///< int
        ExpandableRole,                     ///< bool
        OpenRole,                           ///< bool
        ChannelRole,                        ///< QString: whose levels the row shows; empty while it shows none
    };

    CallsTree(Host &host, CallsModel &calls, QObject *parent = nullptr);
    ~CallsTree() override;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    /// A column of CallsModel; −1: waiting calls first, then the newest.
    void sort(int column, Qt::SortOrder order) override;

    QStringList mimeTypes() const override { return {QString(CallsModel::callsMime)}; }
    QMimeData *mimeData(const QModelIndexList &indexes) const override;
    Qt::DropActions supportedDropActions() const override { return Qt::CopyAction; }
    bool canDropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column,
                         const QModelIndex &parent) const override;
    bool dropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column, const QModelIndex &parent) override;

    CallsModel &calls() const { return m_calls; }
    void setFilter(const QString &text);
    QString filter() const { return m_filter.text(); }
    /// Rows of calls that the filter asks for.
    int matching() const;
    /// Off: each call is a row, with nothing above and nothing below.
    void setTree(bool on);
    bool isTree() const { return m_isTree; }
    void setOpen(const QModelIndex &index, bool open);
    /// The row of a call; opens what it is in. Invalid when there is none or the filter hides it.
    QModelIndex reveal(const QUuid &call);
    /// The row of a call as things are; −1: it is not shown.
    int rowOf(const QUuid &call) const;
    /// Of a groupcall all that live below it.
    QList<QUuid> callsOf(const QModelIndex &index) const;
    /// Row of what this one is in; invalid at the top.
    QModelIndex parentRow(const QModelIndex &index) const;
    /// While true, rows are not put into another order: the pointer is over them.
    /// @param areNewLast  what comes meanwhile goes to the end, too: there is no scroll bar that could keep the others in place.
    void setSteady(bool steady, bool areNewLast = false);
    bool isSteady() const { return m_isSteady; }

    /// What of a row shows without its cells: another look, another row.
    struct Look
    {
        quint64 serial; ///< of what the row stands for
        int depth;
        bool isExpandable, isOpen;
        friend bool operator==(const Look &, const Look &) = default;
    };
    Look lookOf(int row) const;
    /// While `dataChanged` is told: whether this row of the range is meant.
    bool isChanged(int row) const;
    /// Is told what rows and calls do; one, if any.
    void setSelection(CallsSelection *selection) { m_selection = selection; }
    CallNode &nodeAt(int row) const { return *m_shown.at(row); }

Q_SIGNALS:
    /// Calls were dropped on a call.
    void dropped(const QList<QUuid> &calls, const QUuid &target);
    /// The rows are what `setFilter` asked for.
    void filtered();
    /// It has become a tree, or a list.
    void treeChanged(bool on);
    /// The rows are in the order that they ought to have now.
    void sorted();

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    using Kind = CallNode::Kind;
    friend class CallsRows;

    void take(const QList<QUuid> &added, const QList<QUuid> &changed, const QList<QUuid> &removed);
    void add(const QUuid &id);
    void change(const QUuid &id);
    void remove(const QUuid &id);
    void place(CallNode &node);
    void detach(CallNode &node);
    using Nodes = std::unordered_map<QUuid, std::unique_ptr<CallNode>, UuidHash>;
    void bury(Nodes::iterator node);
    CallNode *wantedParent(CallNode &node);
    CallNode &groupcallNode(const QUuid &id);
    void groupcallChanged(const QUuid &id);
    void adoptOrphansOf(const QUuid &id);
    CallNode *find(const QUuid &id) const;

    void setNodeOpen(CallNode &node, bool open);
    void touch(const CallNode &node);
    void makeDirty(CallNode &node);
    void settleDirty();
    void settleAll();
    void forgetGoneRoots();
    SortKey keyOf(const CallNode &root) const;
    void placeByNow(CallNode &root);
    void makeNextKey(CallNode &root);
    void keySome();
    void sortNow();
    void startSorting();
    void judge(CallNode &node);
    bool judgeRoot(CallNode &node);
    void judgeSome();
    bool isOpen(const CallNode &node) const;
    bool isExpandable(const CallNode &node) const;
    void list(CallNode &node, int depth, std::vector<CallsRows::Entry> &rows) const;
    void updateChannels(CallNode &node, const QStringList &ids);
    void takeQuality();
    void announce();
    void look(CallNode &node);

    CallNode *nodeOf(const QModelIndex &index) const;
    QVariant groupcallValue(const CallNode &node, int column, int role) const;
    QVariant channelValue(const CallNode &node, int column, int role) const;
    State groupcallState(const CallNode &node) const;
    QString searchOf(const CallNode &node) const;
    QString channelHeard(const CallNode &node) const;
    void collectCalls(const CallNode &node, QList<QUuid> &ids) const;

    Host &m_host;
    CallsModel &m_calls;
    Groupcalls m_groupcalls;
    Nodes m_nodes;
    std::vector<std::unique_ptr<CallNode>> m_buried; ///< gone, until their rows and places among the roots are
    QMultiHash<QUuid, QUuid> m_orphans;              ///< master that is not there → who waits for it
    std::vector<CallNode *> m_roots;                 ///< in the order of their keys but for those that are `isMoved`
    std::vector<CallNode *> m_dirty;
    QList<QUuid> m_touched; ///< whose cells changed
    CallsRows m_shown;
    QPointer<CallsSelection> m_selection;
    CallsFilter m_filter;
    std::vector<QUuid> m_unjudged; ///< roots that the present filter has not seen
    QSet<QUuid> m_openCalls;
    CallsOrder m_order;
    size_t m_keyed = 0; ///< how many of m_roots a sort that has begun has looked at
    core::Nanos m_sortCost{0};
    bool m_isTree = true;
    bool m_isSteady = false, m_areNewLast = false, m_isSortDue = false, m_isSorting = false, m_isAnnouncing = false;
    int m_sortPauseMs = 500;      ///< the longer a sort takes the seldomer it is done
    bool m_areRootsStale = false; ///< some of m_roots are none any more
    QBasicTimer m_sorting, m_judging;
};

} // namespace ui
