// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <deque>
#include <mutex>

namespace telephony::sip {

/// Tells by how long the oldest call waits for the switch whether another may come: refusing beyond `limit` keeps
/// the queue at what is taken within that time, however many arrive. Safe from any thread.
class LoadGate
{
public:
    explicit LoadGate(core::Nanos limit) : m_limit(limit) {}

    void setLimit(core::Nanos limit)
    {
        const std::lock_guard lock(m_mutex);
        m_limit = limit;
    }
    /// True: refuse the next call. @param now  time of one clock
    bool isFull(core::Nanos now)
    {
        const std::lock_guard lock(m_mutex);
        return !m_waiting.empty() && now - m_waiting.front() > m_limit;
    }
    /// A call waits from now until taken().
    void arrived(core::Nanos now)
    {
        const std::lock_guard lock(m_mutex);
        m_waiting.push_back(now);
    }
    /// The oldest call that waits has reached the switch.
    void taken()
    {
        const std::lock_guard lock(m_mutex);
        if (!m_waiting.empty())
            m_waiting.pop_front();
    }

private:
    std::mutex m_mutex;
    core::Nanos m_limit;
    std::deque<core::Nanos> m_waiting; ///< when each arrived
};

} // namespace telephony::sip
