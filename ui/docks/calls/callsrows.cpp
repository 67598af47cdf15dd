// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/calls/callsrows.h"

#include "ui/docks/calls/callsorder.h"
#include "ui/docks/calls/callstree.h"

#include <algorithm>
#include <iterator>

namespace ui {
namespace {
using Nodes = std::vector<CallNode *>;

/// Row behind the last one that is shown below this row.
size_t endBelow(const Nodes &rows, size_t row)
{
    const int depth = rows[row]->depth;
    size_t end = row + 1;
    while (end < rows.size() && rows[end]->depth > depth)
        ++end;
    return end;
}

/// Where a root belongs that is not among the rows, which are in that order.
size_t placeAmong(const Nodes &rows, const CallNode *root, const CallsOrder &order)
{
    size_t low = 0, high = rows.size();
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        while (middle > low && rows[middle]->depth > 0)
            --middle;
        if (order(rows[middle], root))
            low = endBelow(rows, middle);
        else
            high = middle;
    }
    return low;
}

bool isRange(const std::vector<int> &rows) { return rows.empty() || rows.back() - rows.front() == int(rows.size()) - 1; }
} // namespace

void CallsRows::number(int from)
{
    for (size_t i = size_t(from); i < m_rows.size(); ++i)
        m_rows[i]->row = int(i);
}

void CallsRows::markHiding(int row)
{
    for (size_t i = size_t(row), end = endBelow(m_rows, i); i < end; ++i) {
        m_rows[i]->isHiding = true;
        m_marked.push_back(m_rows[i]);
    }
}

bool CallsRows::isShown(const Block &wanted) const
{
    const int row = wanted.front().node->row;
    const auto end = row < 0 ? 0 : endBelow(m_rows, size_t(row));
    return row >= 0 && end - size_t(row) == wanted.size() &&
           std::equal(wanted.begin(), wanted.end(), m_rows.begin() + row,
                      [](const Entry &one, const CallNode *node) { return one.node == node && !node->isHiding; });
}

std::vector<int> CallsRows::hidingRows()
{
    std::vector<int> rows;
    for (const CallNode *one : std::exchange(m_marked, {})) {
        if (one->isHiding && one->row >= 0)
            rows.push_back(one->row);
    }
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    return rows;
}

void CallsRows::settle(const std::vector<Block> &blocks, const CallsOrder &order)
{
    const std::vector<int> hiding = hidingRows();
    if (blocks.empty() && isRange(hiding)) {
        if (!hiding.empty())
            remove(hiding.front(), hiding.back());
        return;
    }
    Nodes stay;
    stay.reserve(m_rows.size());
    auto from = m_rows.cbegin();
    for (const int row : hiding) {
        stay.insert(stay.end(), from, m_rows.cbegin() + row);
        from = m_rows.cbegin() + row + 1;
    }
    stay.insert(stay.end(), from, m_rows.cend());

    Nodes next;
    next.reserve(m_rows.size() + blocks.size());
    size_t placed = 0;
    for (const Block &block : blocks) {
        const size_t place = std::max(placed, placeAmong(stay, block.front().node, order));
        next.insert(next.end(), stay.cbegin() + long(placed), stay.cbegin() + long(place));
        placed = place;
        for (const Entry &one : block) {
            one.node->isHiding = false;
            next.push_back(one.node);
        }
    }
    next.insert(next.end(), stay.cbegin() + long(placed), stay.cend());
    for (const Block &block : blocks) { // not before: places go by how deep rows are shown
        for (const Entry &one : block)
            one.node->depth = one.depth;
    }
    exchange(std::move(next));
}

void CallsRows::setAll(const std::vector<Entry> &wanted)
{
    m_marked.clear();
    for (CallNode *node : m_rows)
        node->isHiding = true;
    Nodes next;
    next.reserve(wanted.size());
    for (const Entry &one : wanted) {
        one.node->isHiding = false;
        one.node->depth = one.depth;
        next.push_back(one.node);
    }
    exchange(std::move(next));
}

/// Whoever is shown and not in `next` is hiding.
void CallsRows::exchange(Nodes next)
{
    const auto [here, there] = std::mismatch(m_rows.begin(), m_rows.end(), next.begin(), next.end());
    const auto first = here - m_rows.begin(), more = std::ssize(next) - std::ssize(m_rows);
    if (more > 0 && std::equal(here, m_rows.end(), there + more)) {
        insert(int(first), Nodes(there, there + more));
        return;
    }
    if (more < 0 && std::equal(there, next.end(), here - more)) {
        remove(int(first), int(first - more) - 1);
        return;
    }
    removeHeld();
    append(next);
    rearrange(std::move(next));
}

/// Who goes and is selected, current or otherwise held on to is told to go: a change of layout would not say so.
void CallsRows::removeHeld()
{
    std::vector<int> held;
    for (const QModelIndex &one : m_model.persistentIndexList()) {
        if (at(one.row())->isHiding)
            held.push_back(one.row());
    }
    std::sort(held.begin(), held.end(), std::greater<>());
    held.erase(std::unique(held.begin(), held.end()), held.end());
    for (size_t i = 0; i < held.size();) {
        const int last = held[i];
        int first = last;
        while (++i < held.size() && held[i] == first - 1)
            --first;
        remove(first, last);
    }
}

/// As many new rows, for now at the end, as there will be more than there are.
void CallsRows::append(const Nodes &next)
{
    Nodes added;
    for (auto one = next.rbegin(); one != next.rend() && m_rows.size() + added.size() < next.size(); ++one) {
        if ((*one)->row < 0)
            added.push_back(*one);
    }
    std::reverse(added.begin(), added.end());
    if (!added.empty())
        insert(count(), added);
}

void CallsRows::rearrange(Nodes next)
{
    const int wanted = int(next.size());
    const auto first = int(std::mismatch(m_rows.begin(), m_rows.end(), next.begin(), next.end()).first - m_rows.begin());
    if (first == count() && first == wanted)
        return;
    Q_EMIT m_model.layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    const QModelIndexList before = m_model.persistentIndexList();
    Nodes held;
    for (const QModelIndex &one : before)
        held.push_back(at(one.row()));
    // Of those that go, new rows take the places; who is left stands at the end until it is removed.
    const size_t all = m_rows.size();
    for (size_t i = size_t(first); i < all; ++i) {
        if (!m_rows[i]->isHiding)
            continue;
        if (next.size() < all)
            next.push_back(m_rows[i]);
        else
            leave(*m_rows[i]);
    }
    m_rows = std::move(next);
    number(first);
    QModelIndexList after;
    for (qsizetype i = 0; i < before.size(); ++i) {
        const int row = held[size_t(i)]->row;
        after += row < 0 ? QModelIndex() : m_model.index(row, before[i].column());
    }
    m_model.changePersistentIndexList(before, after);
    Q_EMIT m_model.layoutChanged({}, QAbstractItemModel::VerticalSortHint);
    if (wanted < count())
        remove(wanted, count() - 1);
}

void CallsRows::leave(CallNode &node)
{
    node.row = -1;
    node.isHiding = false;
    if (m_model.m_selection)
        m_model.m_selection->leave(node);
}

void CallsRows::insert(int at, const Nodes &nodes)
{
    m_model.beginInsertRows({}, at, at + int(nodes.size()) - 1);
    m_rows.insert(m_rows.begin() + at, nodes.begin(), nodes.end());
    number(at);
    m_model.endInsertRows();
}

void CallsRows::remove(int first, int last)
{
    m_model.beginRemoveRows({}, first, last);
    for (int row = first; row <= last; ++row) {
        leave(*at(row));
    }
    m_rows.erase(m_rows.begin() + first, m_rows.begin() + last + 1);
    number(first);
    m_model.endRemoveRows();
}

} // namespace ui
