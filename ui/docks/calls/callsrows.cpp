// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/calls/callsrows.h"

#include "ui/docks/calls/callsorder.h"
#include "ui/docks/calls/callstree.h"

#include <algorithm>
#include <iterator>

namespace ui {
namespace {
constexpr size_t fewRanges = 64; // more are done at once
} // namespace

int CallsRows::endOf(int row) const
{
    const int depth = at(row)->depth;
    int end = row + 1;
    while (end < count() && at(end)->depth > depth)
        ++end;
    return end;
}

int CallsRows::placeOf(const CallNode &root, const CallsOrder &isBefore) const
{
    int low = 0, high = count();
    while (low < high) {
        int middle = low + (high - low) / 2;
        while (middle > low && at(middle)->depth > 0)
            --middle;
        if (isBefore(at(middle), &root))
            low = endOf(middle);
        else
            high = middle;
    }
    return low;
}

void CallsRows::number(int from)
{
    for (size_t i = size_t(from); i < m_rows.size(); ++i)
        m_rows[i]->row = int(i);
}

void CallsRows::insert(int at, std::vector<Entry>::const_iterator first, std::vector<Entry>::const_iterator last)
{
    if (first == last)
        return;
    insertUnnumbered(at, first, last);
    number(at);
}

void CallsRows::insertUnnumbered(int at, std::vector<Entry>::const_iterator first, std::vector<Entry>::const_iterator last)
{
    std::vector<CallNode *> nodes;
    for (auto one = first; one != last; ++one) {
        one->node->depth = one->depth;
        nodes.push_back(one->node);
    }
    m_model.beginInsertRows({}, at, at + int(nodes.size()) - 1);
    m_rows.insert(m_rows.begin() + at, nodes.begin(), nodes.end());
    m_model.endInsertRows();
}

/// From the last to the first, so that places before them stay what they are.
void CallsRows::insertBlocks(std::vector<Block> blocks)
{
    while (!blocks.empty()) {
        Block last = std::move(blocks.back());
        blocks.pop_back();
        if (!blocks.empty() && blocks.back().before == last.before) {
            std::move(last.rows.begin(), last.rows.end(), std::back_inserter(blocks.back().rows));
            continue;
        }
        insertUnnumbered(last.before, last.rows.begin(), last.rows.end());
        if (blocks.empty())
            number(last.before);
    }
}

void CallsRows::remove(int first, int last)
{
    if (first > last)
        return;
    removeUnnumbered(first, last);
    number(first);
}

void CallsRows::removeUnnumbered(int first, int last)
{
    m_model.beginRemoveRows({}, first, last);
    for (int row = first; row <= last; ++row) {
        at(row)->row = -1;
        at(row)->isHiding = false;
    }
    m_rows.erase(m_rows.begin() + first, m_rows.begin() + last + 1);
    m_model.endRemoveRows();
}

void CallsRows::setBlock(CallNode &root, const std::vector<Entry> &wanted)
{
    const int first = root.row, end = endOf(first);
    int same = 0;
    while (first + same < end && size_t(same) < wanted.size() && at(first + same) == wanted[size_t(same)].node)
        ++same;
    int tail = 0;
    while (end - tail > first + same && wanted.size() - size_t(tail) > size_t(same) &&
           at(end - 1 - tail) == wanted[wanted.size() - 1 - size_t(tail)].node)
        ++tail;
    remove(first + same, end - tail - 1);
    insert(first + same, wanted.begin() + same, wanted.end() - tail);
}

void CallsRows::markHiding(int row)
{
    for (int i = row, end = endOf(row); i < end; ++i) {
        at(i)->isHiding = true;
        m_marked.push_back(at(i));
    }
}

void CallsRows::hideMarked()
{
    std::vector<int> rows;
    for (const CallNode *one : std::exchange(m_marked, {})) {
        if (one->isHiding && one->row >= 0)
            rows.push_back(one->row);
    }
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    std::vector<std::pair<int, int>> ranges;
    for (const int row : rows) {
        if (!ranges.empty() && ranges.back().second == row - 1)
            ranges.back().second = row;
        else
            ranges.emplace_back(row, row);
    }
    if (ranges.size() > fewRanges) {
        std::vector<CallNode *> next, gone;
        for (CallNode *one : m_rows)
            (one->isHiding ? gone : next).push_back(one);
        const int first = int(next.size());
        next.insert(next.end(), gone.begin(), gone.end());
        reorder(std::move(next));
        ranges = {{first, count() - 1}};
    }
    for (auto range = ranges.rbegin(); range != ranges.rend(); ++range)
        removeUnnumbered(range->first, range->second);
    if (!ranges.empty())
        number(ranges.front().first);
}

void CallsRows::setAll(const std::vector<Entry> &wanted)
{
    const bool areSame = wanted.size() == m_rows.size() &&
                         std::all_of(wanted.begin(), wanted.end(), [](const Entry &one) { return one.node->row >= 0; });
    for (CallNode *node : m_rows)
        node->isHiding = !areSame;
    for (const Entry &one : wanted)
        one.node->isHiding = false;
    if (!areSame)
        std::copy_if(m_rows.begin(), m_rows.end(), std::back_inserter(m_marked),
                     [](const CallNode *one) { return one->isHiding; });
    hideMarked();
    std::vector<Entry> added;
    for (const Entry &one : wanted) {
        if (one.node->row < 0)
            added.push_back(one);
        else
            one.node->depth = one.depth;
    }
    // What is new stands together, as in a first snapshot: it goes to its place at once.
    size_t first = 0;
    while (first < wanted.size() && wanted[first].node->row >= 0)
        ++first;
    const bool together =
        !added.empty() && first + added.size() <= wanted.size() && wanted[first + added.size() - 1].node == added.back().node;
    insert(together && first <= m_rows.size() ? int(first) : count(), added.begin(), added.end());
    std::vector<CallNode *> next;
    next.reserve(wanted.size());
    for (const Entry &one : wanted)
        next.push_back(one.node);
    reorder(std::move(next));
}

void CallsRows::reorder(std::vector<CallNode *> next)
{
    if (next == m_rows)
        return;
    Q_EMIT m_model.layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    const QModelIndexList before = m_model.persistentIndexList();
    std::vector<CallNode *> nodes;
    for (const QModelIndex &one : before)
        nodes.push_back(at(one.row()));
    m_rows = std::move(next);
    number(0);
    QModelIndexList after;
    for (qsizetype i = 0; i < before.size(); ++i)
        after += m_model.index(nodes[size_t(i)]->row, before[i].column());
    m_model.changePersistentIndexList(before, after);
    Q_EMIT m_model.layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

} // namespace ui
