// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline.h"

#include <algorithm>
#include <limits>

namespace core {
namespace {
/// How many of the newest entries keep their detail. Whole models travel on the bus.
size_t detailsKept(TimelineKind kind)
{
    switch (kind) {
    case TimelineKind::Bus: return 400;
    case TimelineKind::Engine: return 600;
    default: return std::numeric_limits<size_t>::max();
    }
}
} // namespace

Timeline::Timeline(std::shared_ptr<Clock> clock, size_t capacity) : m_clock(std::move(clock)), m_capacity(capacity) {}

void Timeline::add(TimelineEntry entry)
{
    entry.at = m_clock->now();
    const std::lock_guard lock(m_mutex);
    entry.sequence = ++m_sequence;
    auto &ring = m_rings[size_t(entry.kind)];
    const size_t details = detailsKept(entry.kind);
    ring.push_back(std::move(entry));
    if (ring.size() > details)
        ring[ring.size() - details - 1].detail = nullptr;
    if (ring.size() > m_capacity)
        ring.pop_front();
}

std::vector<TimelineEntry> Timeline::since(quint64 after, size_t limit) const
{
    const std::lock_guard lock(m_mutex);
    std::vector<TimelineEntry> found;
    for (const auto &ring : m_rings) {
        const auto from = std::upper_bound(ring.begin(), ring.end(), after,
                                           [](quint64 value, const TimelineEntry &e) { return value < e.sequence; });
        found.insert(found.end(), from, ring.end());
    }
    std::sort(found.begin(), found.end(), [](const auto &a, const auto &b) { return a.sequence < b.sequence; });
    if (found.size() > limit)
        found.erase(found.begin(), found.end() - qint64(limit));
    return found;
}

std::vector<TimelineEntry> Timeline::ofCall(QUuid callId) const
{
    const std::lock_guard lock(m_mutex);
    std::vector<TimelineEntry> found;
    for (const auto &ring : m_rings)
        std::copy_if(ring.begin(), ring.end(), std::back_inserter(found), [&](const auto &e) { return e.callId == callId; });
    std::sort(found.begin(), found.end(), [](const auto &a, const auto &b) { return a.sequence < b.sequence; });
    return found;
}

quint64 Timeline::lastSequence() const
{
    const std::lock_guard lock(m_mutex);
    return m_sequence;
}

} // namespace core
