// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/calls/callsorder.h"

#include "ui/common/callsmodel.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace ui {
namespace {
constexpr size_t fewMoved = 4; ///< one in so many: the others stay and those are put between them

/// What a comparison mostly needs, side by side in memory.
struct Place
{
    double number;
    qint64 created;
    CallNode *node;
};
} // namespace

bool CallsOrder::set(int column, Qt::SortOrder order)
{
    const int before = std::exchange(m_column, column < CallsModel::Actions ? column : -1);
    const int sign = std::exchange(m_sign, order == Qt::AscendingOrder ? 1 : -1);
    return before != m_column || sign != m_sign;
}

bool CallsOrder::isMeasured() const
{
    return m_column == CallsModel::Levels || m_column == CallsModel::Mos || m_column == CallsModel::Jitter ||
           m_column == CallsModel::Loss || m_column == CallsModel::Codec;
}

bool CallsOrder::isMoving() const { return isMeasured() || m_column == CallsModel::Duration; }

bool CallsOrder::operator()(const CallNode *a, const CallNode *b) const
{
    const SortKey &one = a->key, &other = b->key;
    if (one.late != other.late)
        return one.late < other.late;
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

void CallsOrder::arrange(std::vector<CallNode *> &roots) const
{
    const auto moved = size_t(std::count_if(roots.begin(), roots.end(), [](const CallNode *one) { return one->isMoved; }));
    if (moved * fewMoved > roots.size()) {
        arrangeAll(roots);
        return;
    }
    if (moved == 0)
        return;
    std::vector<CallNode *> movers, arranged;
    movers.reserve(moved);
    std::copy_if(roots.begin(), roots.end(), std::back_inserter(movers), [](const CallNode *one) { return one->isMoved; });
    std::erase_if(roots, [](const CallNode *one) { return one->isMoved; });
    std::sort(movers.begin(), movers.end(), *this);
    arranged.reserve(roots.size() + moved);
    auto from = roots.cbegin();
    for (CallNode *one : movers) {
        const auto place = std::upper_bound(from, roots.cend(), one, *this);
        arranged.insert(arranged.end(), from, place);
        arranged.push_back(one);
        one->isMoved = false;
        from = place;
    }
    arranged.insert(arranged.end(), from, roots.cend());
    roots = std::move(arranged);
}

void CallsOrder::arrangeAll(std::vector<CallNode *> &roots) const
{
    std::vector<Place> places;
    places.reserve(roots.size());
    for (CallNode *one : roots) {
        one->isMoved = false;
        places.push_back({m_column < 0 ? double(one->key.rank) : one->key.number * m_sign, one->key.created, one});
    }
    const bool hasText = m_column >= 0;
    std::sort(places.begin(), places.end(), [&](const Place &a, const Place &b) {
        if (a.number != b.number)
            return a.number < b.number;
        if (const int by = hasText ? a.node->key.text.compare(b.node->key.text) * m_sign : 0; by != 0)
            return by < 0;
        return a.created != b.created ? a.created > b.created : a.node->id < b.node->id;
    });
    std::transform(places.begin(), places.end(), roots.begin(), [](const Place &one) { return one.node; });
    std::vector<CallNode *> late;
    std::erase_if(roots, [&late](CallNode *one) {
        if (one->key.late == 0)
            return false;
        late.push_back(one);
        return true;
    });
    std::sort(late.begin(), late.end(), *this);
    roots.insert(roots.end(), late.begin(), late.end());
}

} // namespace ui
