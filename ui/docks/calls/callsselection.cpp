// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/calls/callsselection.h"

#include "ui/docks/calls/callstree.h"

#include <QAccessible>
#include <QSet>

#include <utility>

namespace ui {
namespace {
template <typename Do> void forEachRow(const QItemSelection &selection, Do act)
{
    for (const QItemSelectionRange &range : selection) {
        for (int row = range.top(); range.isValid() && row <= range.bottom(); ++row)
            act(row);
    }
}
} // namespace

CallsSelection::CallsSelection(CallsTree &tree, const CallsModel &calls, QObject *parent)
    : QItemSelectionModel(&tree, parent), m_tree(tree), m_calls(calls)
{
    tree.setSelection(this);
}

bool CallsSelection::isChosen(const CallNode &node) const
{
    if (m_way & Deselect)
        return node.isKept && !node.isNow;
    return m_way & Toggle ? node.isKept != node.isNow : node.isKept || node.isNow;
}

bool CallsSelection::isChosen(int row) const { return isChosen(m_tree.nodeAt(row)); }

/// As QItemSelectionModel defines it: the last selection stays apart, so that one that is drawn wider or narrower replaces it.
void CallsSelection::select(const QItemSelection &wanted, SelectionFlags command)
{
    if (command == NoUpdate)
        return;
    const int rows = m_tree.rowCount();
    const bool begins = command & Clear || count() == 0;
    for (int row = 0; row < rows; ++row) {
        CallNode &node = m_tree.nodeAt(row);
        node.isKept = !(command & Clear) && (command & Current ? node.isKept : isChosen(node));
        node.isNow = false;
    }
    m_way = command & (Select | Deselect | Toggle);
    forEachRow(wanted, [this](int row) { m_tree.nodeAt(row).isNow = true; });
    for (int row = 0; row < rows; ++row)
        look(m_tree.nodeAt(row));
    const QModelIndex top = wanted.isEmpty() ? QModelIndex() : QModelIndex(wanted.front().topLeft());
    if (begins && top.isValid() && !(command & Current && count() > 1))
        m_first = m_tree.callsOf(top).value(0);
    m_hasDrifted = false;
    if (QAccessible::isActive()) {
        const QSignalBlocker quiet(this);
        QItemSelectionModel::select(wanted, command);
    } else {
        answerFor(top);
    }
    Q_EMIT selectionChanged(wanted, {});
}

void CallsSelection::clear()
{
    select(QItemSelection(), Clear);
    clearCurrentIndex();
}

void CallsSelection::reset()
{
    const QSignalBlocker quiet(this);
    clear();
}

void CallsSelection::answerFor(const QModelIndex &index)
{
    if (QAccessible::isActive())
        return;
    const QSignalBlocker quiet(this);
    QItemSelection own;
    if (index.isValid() && isChosen(index.row()))
        own.select(index.siblingAtColumn(0), index.siblingAtColumn(m_tree.columnCount() - 1));
    QItemSelectionModel::select(own, ClearAndSelect);
}

QList<QUuid> CallsSelection::calls() const
{
    if (std::exchange(m_isKnown, true))
        return m_known;
    m_known.clear();
    QSet<QUuid> known;
    for (int row = 0; row < m_tree.rowCount() && m_known.size() < count(); ++row) {
        if (!isChosen(row))
            continue;
        for (const QUuid &id : m_tree.callsOf(m_tree.index(row, 0))) {
            if (!m_calls.call(id) || known.contains(id))
                continue;
            known.insert(id);
            m_known += id;
        }
    }
    if (const auto first = m_known.indexOf(m_first); first > 0)
        m_known.move(first, 0);
    return m_known;
}

/// It, a channel of it, or the groupcall that it is a leg of is selected.
bool CallsSelection::isMeant(const CallNode &call) const
{
    if (isChosen(call))
        return true;
    for (const auto &channel : call.channels) {
        if (isChosen(*channel))
            return true;
    }
    for (const CallNode *above = call.parent; above && above->kind == CallNode::Kind::Groupcall; above = above->parent) {
        if (isChosen(*above))
            return true;
    }
    return false;
}

quint16 CallsSelection::traitsOf(const CallNode &node) const
{
    const contract::Call *call = m_calls.call(node.id);
    if (!call)
        return 0;
    quint16 traits = 1 << Traits;
    const auto add = [&traits](bool is, Trait trait) { traits |= quint16(is ? 1 << trait : 0); };
    add(!CallsModel::isEnded(*call), Alive);
    if (call->status != contract::callstatus::progressing)
        return traits;
    const bool isBoth = call->muteDirection == QLatin1String("both");
    add(true, Audible);
    add(m_calls.isHeld(node.id), Held);
    add(isBoth || call->muteDirection == QLatin1String("in"), MutedIn);
    add(isBoth || call->muteDirection == QLatin1String("out"), MutedOut);
    add(isBoth, MutedBoth);
    add(m_calls.hasMusic(node.id), Music);
    add(m_calls.isSilent(node.id), Silent);
    add(!call->recordingId.isNull(), Recorded);
    return traits;
}

void CallsSelection::look(CallNode &node)
{
    if (node.kind == CallNode::Kind::Channel)
        return look(*node.parent);
    if (node.kind == CallNode::Kind::Groupcall) {
        for (CallNode *one : node.calls)
            look(*one);
        return;
    }
    const quint16 now = isMeant(node) ? traitsOf(node) : quint16(0), before = std::exchange(node.traits, now);
    if (now == before)
        return;
    for (size_t i = 0; i < m_counts.size(); ++i)
        m_counts[i] += (now >> i & 1) - (before >> i & 1);
    if ((now >> Traits & 1) == (before >> Traits & 1))
        return;
    m_isKnown = false;
    m_hasDrifted = true;
}

void CallsSelection::leave(CallNode &node)
{
    if (!node.isKept && !node.isNow)
        return;
    node.isKept = node.isNow = false;
    look(node);
}

void CallsSelection::settle()
{
    if (std::exchange(m_hasDrifted, false))
        Q_EMIT drifted();
}

} // namespace ui
