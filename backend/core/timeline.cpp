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

void Timeline::add(TimelineEntry made)
{
    const auto entry = std::make_shared<TimelineEntry>(std::move(made));
    entry->at = m_clock->now();
    const std::lock_guard lock(m_mutex);
    entry->sequence = ++m_sequence;
    auto &ring = m_rings[size_t(entry->kind)];
    const size_t details = detailsKept(entry->kind);
    ring.push_back(entry);
    if (ring.size() > details)
        ring[ring.size() - details - 1]->detail = nullptr;
    if (ring.size() > m_capacity)
        ring.pop_front();
    if (!entry->callId.isNull())
        m_calls.add(entry->callId, entry);
    else if (!entry->thread.isEmpty())
        m_threads.add(entry->thread, entry);
}

void Timeline::adopt(const QString &thread, QUuid callId)
{
    const std::lock_guard lock(m_mutex);
    for (const SharedEntry &entry : m_threads.take(thread)) {
        entry->callId = callId;
        m_calls.add(callId, entry);
    }
}

std::vector<TimelineEntry> Timeline::since(quint64 after, size_t limit) const
{
    const std::lock_guard lock(m_mutex);
    std::vector<SharedEntry> found;
    for (const auto &ring : m_rings) {
        const auto from = std::upper_bound(ring.begin(), ring.end(), after,
                                           [](quint64 value, const SharedEntry &e) { return value < e->sequence; });
        found.insert(found.end(), from, ring.end());
    }
    std::sort(found.begin(), found.end(), [](const auto &a, const auto &b) { return a->sequence < b->sequence; });
    std::vector<TimelineEntry> entries;
    entries.reserve(std::min(found.size(), limit));
    for (size_t i = found.size() > limit ? found.size() - limit : 0; i < found.size(); ++i)
        entries.push_back(*found[i]);
    return entries;
}

CallHistory Timeline::ofCall(QUuid callId) const
{
    const std::lock_guard lock(m_mutex);
    return m_calls.find(callId).value_or(CallHistory());
}

quint64 Timeline::lastSequence() const
{
    const std::lock_guard lock(m_mutex);
    return m_sequence;
}

} // namespace core
