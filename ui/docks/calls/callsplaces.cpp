// SPDX-License-Identifier: GPL-3.0-or-later
// Which rows are shown, and in what order.
#include "ui/docks/calls/callstree.h"

#include <QElapsedTimer>
#include <QTimerEvent>

#include <algorithm>
#include <iterator>

namespace ui {
namespace {
constexpr int sortMs = 500, slicePauseMs = 8;
constexpr int sortShare = 200;              // one part in so many of the time goes into sorting
constexpr int judgingMs = 3;                // a slice of a frame
constexpr core::Nanos keysSlice{1'000'000}; // the same, of many in a row
constexpr int rootsBetweenLooks = 32;       // at the time
constexpr size_t fewRoots = 64;             // more are settled at once
constexpr size_t mostBuried = 1000;         // as long as nothing is sorted
constexpr double unmeasured = -1000;

/// An ended call that goes moves those that live below it.
bool isLiveBelowEnded(const CallsTree &tree)
{
    bool hasEnded = false;
    for (int row = 0; row < tree.rowCount() && tree.calls().endedKept() > 0; ++row) {
        const CallNode &node = tree.nodeAt(row);
        const contract::Call *call = node.kind == CallNode::Kind::Call ? tree.calls().call(node.id) : nullptr;
        if (call && hasEnded && !CallsModel::isEnded(*call))
            return true;
        hasEnded = hasEnded || (call && CallsModel::isEnded(*call));
    }
    return false;
}
} // namespace

SortKey CallsTree::keyOf(const CallNode &root) const
{
    SortKey key;
    const contract::Call *call = root.kind == Kind::Call ? m_calls.call(root.id) : nullptr;
    const contract::Groupcall *groupcall = root.kind == Kind::Groupcall ? m_groupcalls.find(root.id) : nullptr;
    const core::Timestamp created = call ? call->tmCreate : groupcall ? groupcall->tmCreate : core::Timestamp();
    key.created = created.isSet() ? created.micros() : 0;
    if (call) {
        key.rank = CallsModel::rankOf(*call);
    } else {
        const State state = groupcallState(root);
        key.rank = state == State::Ringing ? 0 : state == State::Hangup ? 2 : 1;
    }
    const ChannelQuality *quality = call && m_order.isMeasured() ? m_calls.quality(call->channelId) : nullptr;
    const bool isHeard = quality && quality->mos > 0 && call->status == contract::callstatus::progressing;
    switch (m_order.column()) {
    case -1: break;
    case CallsModel::Levels: key.number = isHeard ? double(std::max(quality->levelIn, quality->levelOut)) : unmeasured; break;
    case CallsModel::Mos: key.number = isHeard ? quality->mos : unmeasured; break;
    case CallsModel::Jitter: key.number = isHeard ? quality->jitterMs : unmeasured; break;
    case CallsModel::Loss: key.number = isHeard ? quality->lossPercent : unmeasured; break;
    case CallsModel::Started: key.number = double(key.created); break;
    case CallsModel::Duration: {
        const core::Timestamp end =
            call && CallsModel::isEnded(*call) && call->tmHangup.isSet() ? call->tmHangup : m_host.clock().wall();
        key.number = created.isSet() ? double(end.micros() - created.micros()) : 0;
        break;
    }
    case CallsModel::Age: {
        const core::Timestamp since = call && call->tmHangup.isSet()        ? call->tmHangup
                                      : call && call->tmProgressing.isSet() ? call->tmProgressing
                                      : call && call->tmRinging.isSet()     ? call->tmRinging
                                                                            : created;
        key.number = since.isSet() ? -double(since.micros()) : 0;
        break;
    }
    default:
        key.text = (call ? m_calls.cell(root.id, m_order.column(), Qt::DisplayRole)
                         : groupcallValue(root, m_order.column(), Qt::DisplayRole))
                       .toString()
                       .toLower();
        break;
    }
    return key;
}

/// Of a root that is not shown, or that is to be put elsewhere at once.
void CallsTree::placeByNow(CallNode &root)
{
    root.key = keyOf(root);
    root.hasNext = root.isKeyStale = false;
    root.isMoved = true;
    if (std::exchange(root.wasPlaced, true) || !m_areNewLast || m_shown.count() == 0)
        return;
    root.key.late = nextSerial();
    root.isKeyStale = true;
    startSorting();
}

void CallsTree::sort(int column, Qt::SortOrder order)
{
    if (!m_order.set(column, order))
        return;
    for (CallNode *root : m_roots) {
        root->isKeyStale = root->isMoved = true;
        makeNextKey(*root);
    }
    m_isSortDue = false;
    sortNow();
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, CallsModel::Count - 1);
}

void CallsTree::startSorting()
{
    m_isSortDue = true;
    if (!m_sorting.isActive() && !m_isSteady)
        m_sorting.start(m_sortPauseMs, this);
}

void CallsTree::setSteady(bool steady, bool areNewLast)
{
    m_isSteady = steady;
    m_calls.setInUse(steady && isLiveBelowEnded(*this));
    m_areNewLast = steady && areNewLast;
    if (!steady && m_isSortDue && !m_sorting.isActive())
        m_sorting.start(m_sortPauseMs, this);
}

void CallsTree::makeNextKey(CallNode &root)
{
    if (!root.isRoot)
        return;
    if (root.isKeyStale || m_order.isMoving()) {
        root.next = keyOf(root);
        root.hasNext = root.next != root.key;
        root.isKeyStale = false;
    }
    if (m_filter.isAboutQuality())
        judgeRoot(root);
}

/// A slice of what a new order has to look at; the rows move when it has seen all.
void CallsTree::keySome()
{
    QElapsedTimer slice;
    slice.start();
    while (m_keyed < m_roots.size()) {
        makeNextKey(*m_roots[m_keyed++]);
        if (m_keyed % rootsBetweenLooks == 0 && slice.nsecsElapsed() > keysSlice.count())
            break;
    }
    m_sortCost += core::Nanos(slice.nsecsElapsed());
    m_sorting.start(slicePauseMs, this);
}

void CallsTree::sortNow()
{
    m_isSorting = false;
    QElapsedTimer timer;
    timer.start();
    for (CallNode *root : m_roots) {
        if (!std::exchange(root->hasNext, false))
            continue;
        root->key = std::move(root->next);
        root->isMoved = true;
    }
    settleAll();
    Q_EMIT sorted();
    const core::Nanos cost = std::exchange(m_sortCost, core::Nanos(0)) + core::Nanos(timer.nsecsElapsed());
    m_sortPauseMs = std::max(sortMs, int(cost / core::Millis(1)) * sortShare);
    if (m_isSortDue) // something changed while the keys were made
        startSorting();
}

void CallsTree::forgetGoneRoots()
{
    if (!std::exchange(m_areRootsStale, false))
        return;
    m_keyed = 0;
    std::erase_if(m_roots, [](CallNode *one) {
        one->isInRoots = one->isRoot;
        return !one->isRoot;
    });
}

void CallsTree::settleAll()
{
    for (CallNode *root : std::exchange(m_dirty, {})) {
        root->isDirty = false;
        judgeRoot(*root);
        if (root->row < 0 || root->isHiding)
            placeByNow(*root);
    }
    forgetGoneRoots();
    m_order.arrange(m_roots);
    std::vector<CallsRows::Entry> rows;
    rows.reserve(m_roots.size());
    for (CallNode *root : m_roots) {
        if (root->matchesBelow)
            list(*root, 0, rows);
    }
    m_shown.setAll(rows);
    m_calls.setInUse(m_isSteady && isLiveBelowEnded(*this));
    m_buried.clear();
    if (m_selection)
        m_selection->settle();
}

/// Rows that have to go, go; roots that changed get the rows they ought to have.
void CallsTree::settleDirty()
{
    if (m_dirty.size() > fewRoots) {
        settleAll();
        return;
    }
    std::vector<CallNode *> wanted;
    for (CallNode *root : std::exchange(m_dirty, {})) {
        root->isDirty = false;
        judgeRoot(*root);
        if (root->row < 0 || root->isHiding)
            placeByNow(*root);
        if (root->matchesBelow)
            wanted.push_back(root);
        else if (root->row >= 0)
            m_shown.markHiding(root->row);
    }
    std::sort(wanted.begin(), wanted.end(), m_order);
    std::vector<CallsRows::Block> blocks;
    for (CallNode *root : wanted) {
        CallsRows::Block block;
        list(*root, 0, block);
        if (m_shown.isShown(block))
            continue;
        if (root->row >= 0)
            m_shown.markHiding(root->row);
        blocks.push_back(std::move(block));
    }
    m_shown.settle(blocks, m_order);
    m_calls.setInUse(m_isSteady && isLiveBelowEnded(*this));
    if (m_buried.size() > mostBuried) {
        forgetGoneRoots();
        m_buried.clear();
    }
    if (m_selection)
        m_selection->settle();
}

int CallsTree::matching() const
{
    int count = 0;
    for (int row = 0; row < m_shown.count(); ++row)
        count += m_shown.at(row)->kind == Kind::Call && m_shown.at(row)->matches;
    return count;
}

void CallsTree::judge(CallNode &node)
{
    if (m_filter.isEmpty()) {
        node.matches = true;
        return;
    }
    const auto search = [this, &node]() -> const QString & {
        if (node.search.isEmpty())
            node.search = searchOf(node);
        return node.search;
    };
    node.matches = node.kind == Kind::Call ? m_filter.matches(m_calls, node.id, search) : m_filter.matchesText(search());
}

/// @return whether it or anything below is what the filter asks for
bool CallsTree::judgeRoot(CallNode &node)
{
    judge(node);
    bool matches = node.matches;
    for (CallNode *one : node.calls)
        matches = judgeRoot(*one) || matches;
    node.matchesBelow = matches;
    return matches;
}

void CallsTree::setFilter(const QString &text)
{
    if (text.simplified() == m_filter.text())
        return;
    m_filter.setText(text);
    m_unjudged.clear();
    for (const CallNode *root : m_roots)
        m_unjudged.push_back(root->id);
    judgeSome();
}

/// A slice of what a new filter has to look at; the rows change when it has seen all.
void CallsTree::judgeSome()
{
    QElapsedTimer slice;
    slice.start();
    while (!m_unjudged.empty() && slice.elapsed() < judgingMs) {
        if (CallNode *root = find(m_unjudged.back()); root && !root->parent)
            judgeRoot(*root);
        m_unjudged.pop_back();
    }
    if (!m_unjudged.empty()) {
        m_judging.start(slicePauseMs, this);
        return;
    }
    m_judging.stop();
    settleAll();
    Q_EMIT filtered();
}

void CallsTree::timerEvent(QTimerEvent *event)
{
    if (event->timerId() == m_judging.timerId()) {
        judgeSome();
        return;
    }
    if (!m_unjudged.empty())
        return; // else the rows change twice
    m_sorting.stop();
    if (m_isSteady) {
        m_isSortDue = std::exchange(m_isSorting, false) || m_isSortDue;
        return;
    }
    if (!m_isSorting && !std::exchange(m_isSortDue, false))
        return;
    if (!std::exchange(m_isSorting, true))
        m_keyed = 0;
    if (m_keyed < m_roots.size())
        keySome();
    else
        sortNow();
}

/// Told as one range of which `isChanged` names the rows.
void CallsTree::announce()
{
    std::vector<CallNode *> touched;
    int first = m_shown.count(), last = -1;
    const auto note = [&](CallNode &node) {
        if (node.row < 0 || std::exchange(node.isTouched, true))
            return;
        touched.push_back(&node);
        first = std::min(first, node.row);
        last = std::max(last, node.row);
    };
    for (const QUuid &id : std::exchange(m_touched, {})) {
        CallNode *node = find(id);
        if (!node)
            continue;
        note(*node);
        for (const auto &channel : node->channels)
            note(*channel);
    }
    if (first > last)
        return;
    m_isAnnouncing = true;
    Q_EMIT dataChanged(index(first, 0), index(last, CallsModel::Count - 1));
    m_isAnnouncing = false;
    for (CallNode *one : touched)
        one->isTouched = false;
}

bool CallsTree::isChanged(int row) const { return !m_isAnnouncing || m_shown.at(row)->isTouched; }

CallsTree::Look CallsTree::lookOf(int row) const
{
    const CallNode &node = *m_shown.at(row);
    return {node.serial, node.depth, isExpandable(node), isOpen(node)};
}

} // namespace ui
