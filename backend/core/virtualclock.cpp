// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/virtualclock.h"

namespace core {

Nanos VirtualClock::now() const
{
    const std::lock_guard lock(m_mutex);
    return m_now;
}

Timestamp VirtualClock::wall() const
{
    const std::lock_guard lock(m_mutex);
    m_lastWall = std::max<qint64>(m_start + m_now.count() / 1000, m_lastWall + 1);
    return Timestamp::fromMicros(m_lastWall);
}

Timer VirtualClock::after(Millis delay, std::function<void()> callback)
{
    const std::lock_guard lock(m_mutex);
    auto pending = std::make_shared<PendingTimer>();
    pending->callback = std::move(callback);
    m_entries.emplace(m_now + std::max(delay, Millis(0)), pending);
    return Timer(std::move(pending));
}

void VirtualClock::advance(Millis by)
{
    std::unique_lock lock(m_mutex);
    const Nanos until = m_now + by;
    while (!m_entries.empty() && m_entries.begin()->first <= until) {
        m_now = std::max(m_now, m_entries.begin()->first);
        const auto pending = std::move(m_entries.begin()->second);
        m_entries.erase(m_entries.begin());
        if (!pending->alive.exchange(false))
            continue;
        lock.unlock();
        std::exchange(pending->callback, {})();
        lock.lock();
    }
    m_now = until;
}

Millis VirtualClock::untilNext() const
{
    const std::lock_guard lock(m_mutex);
    for (const auto &[deadline, entry] : m_entries) {
        if (entry->alive)
            return std::chrono::ceil<Millis>(deadline - m_now);
    }
    return Millis(-1);
}

} // namespace core
