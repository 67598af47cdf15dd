// SPDX-License-Identifier: GPL-3.0-or-later
// Which rows are shown, and in what order.
#include "ui/docks/calls/callstree.h"

#include <QElapsedTimer>
#include <QTimerEvent>

#include <algorithm>
#include <iterator>

namespace ui {
namespace {
constexpr int sortMs = 500, judgingPauseMs = 8;
constexpr int sortShare = 200; // one part in so many of the time goes into sorting
constexpr int judgingMs = 3;   // a slice of a frame
constexpr size_t fewRoots = 8; // more are settled at once
constexpr double unmeasured = -1000;

bool isMeasured(int column)
{
    return column == CallsModel::Levels || column == CallsModel::Mos || column == CallsModel::Jitter ||
           column == CallsModel::Loss;
}

/// In the operator's order; what is equal by that is newest first.
class Before
{
public:
    Before(int column, Qt::SortOrder order) : m_column(column), m_sign(order == Qt::AscendingOrder ? 1 : -1) {}

    bool operator()(const CallNode *a, const CallNode *b) const
    {
        const SortKey &one = a->key, &other = b->key;
        if (m_column < 0) {
            if (one.rank != other.rank)
                return one.rank < other.rank;
        } else if (one.number != other.number) {
            return m_sign > 0 ? one.number < other.number : one.number > other.number;
        } else if (const int by = one.text.compare(other.text); by != 0) {
            return by * m_sign < 0;
        }
        return one.created != other.created ? one.created > other.created : a->id < b->id;
    }

private:
    int m_column, m_sign;
};

/// What has been put in order stays so; what has come since is put into it.
void sortGrown(std::vector<CallNode *> &roots, const Before &before)
{
    const auto grown = std::is_sorted_until(roots.begin(), roots.end(), before);
    if (grown - roots.begin() < (roots.end() - grown) * 4) {
        std::sort(roots.begin(), roots.end(), before);
        return;
    }
    if (grown == roots.end())
        return;
    std::sort(grown, roots.end(), before);
    std::vector<CallNode *> merged;
    merged.reserve(roots.size());
    std::merge(roots.begin(), grown, grown, roots.end(), std::back_inserter(merged), before);
    roots = std::move(merged);
}
} // namespace

void CallsTree::updateKey(CallNode &root) const
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
    const ChannelQuality *quality = call && isMeasured(m_sortColumn) ? m_calls.quality(call->channelId) : nullptr;
    const bool isHeard = quality && quality->mos > 0 && call->status == contract::callstatus::progressing;
    switch (m_sortColumn) {
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
        key.text =
            (call ? m_calls.cell(root.id, m_sortColumn, Qt::DisplayRole) : groupcallValue(root, m_sortColumn, Qt::DisplayRole))
                .toString()
                .toLower();
        break;
    }
    root.key = std::move(key);
    root.isKeyStale = false;
}

void CallsTree::sort(int column, Qt::SortOrder order)
{
    if (m_sortColumn == column && m_sortOrder == order)
        return;
    m_sortColumn = column < CallsModel::Actions ? column : -1;
    m_sortOrder = order;
    for (CallNode *root : m_roots)
        root->isKeyStale = true;
    sortNow();
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, CallsModel::Count - 1);
}

void CallsTree::startSorting()
{
    m_isSortDue = true;
    if (!m_sorting.isActive() && !m_isSteady)
        m_sorting.start(m_sortPauseMs, this);
}

void CallsTree::setSteady(bool steady)
{
    m_isSteady = steady;
    if (!steady && m_isSortDue && !m_sorting.isActive())
        m_sorting.start(m_sortPauseMs, this);
}

void CallsTree::sortNow()
{
    m_isSortDue = false;
    QElapsedTimer timer;
    timer.start();
    const bool moves = isMeasured(m_sortColumn) || m_sortColumn == CallsModel::Duration;
    for (CallNode *root : m_roots) {
        if (moves || root->isKeyStale)
            updateKey(*root);
        if (m_filter.isAboutQuality())
            judgeRoot(*root);
    }
    settleAll();
    m_sortPauseMs = std::max(sortMs, int(timer.nsecsElapsed() / 1'000'000) * sortShare);
}

void CallsTree::compactRoots()
{
    if (!std::exchange(m_areRootsStale, false))
        return;
    std::erase_if(m_roots, [](CallNode *one) {
        one->isInRoots = one->isRoot;
        return !one->isRoot;
    });
}

void CallsTree::settleAll()
{
    compactRoots();
    m_shown.hideMarked();
    for (CallNode *root : std::exchange(m_dirty, {})) {
        root->isDirty = false;
        judgeRoot(*root);
        if (root->row < 0)
            updateKey(*root);
    }
    sortGrown(m_roots, Before(m_sortColumn, m_sortOrder));
    std::vector<CallsRows::Entry> rows;
    rows.reserve(m_roots.size());
    for (CallNode *root : m_roots) {
        if (root->matchesBelow)
            list(*root, 0, rows);
    }
    m_shown.setAll(rows);
    m_buried.clear();
}

/// Rows that have to go, go; roots that changed get the rows they ought to have.
void CallsTree::settleDirty()
{
    if (m_dirty.size() > fewRoots) {
        settleAll();
        return;
    }
    compactRoots();
    m_shown.hideMarked();
    const Before before(m_sortColumn, m_sortOrder);
    for (CallNode *root : std::exchange(m_dirty, {})) {
        root->isDirty = false;
        judgeRoot(*root);
        if (root->row < 0)
            updateKey(*root);
        std::vector<CallsRows::Entry> rows;
        if (root->matchesBelow)
            list(*root, 0, rows);
        m_shown.setBlock(*root, root->row < 0 ? m_shown.placeOf(*root, before) : root->row, rows);
    }
    m_buried.clear();
}

void CallsTree::judge(CallNode &node)
{
    if (m_filter.isEmpty()) {
        node.matches = true;
        return;
    }
    if (node.search.isEmpty())
        node.search = searchOf(node);
    node.matches = node.kind == Kind::Call ? m_filter.matches(m_calls, node.id, node.search) : m_filter.matchesText(node.search);
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
        m_judging.start(judgingPauseMs, this);
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
    if (m_isSortDue && !m_isSteady)
        sortNow();
}

void CallsTree::announce()
{
    int first = m_shown.count(), last = -1;
    for (const QUuid &id : std::exchange(m_touched, {})) {
        const CallNode *node = find(id);
        if (!node || node->row < 0)
            continue;
        first = std::min(first, node->row);
        last = std::max(last, node->row);
    }
    if (first <= last)
        Q_EMIT dataChanged(index(first, 0), index(last, CallsModel::Count - 1));
}

} // namespace ui
