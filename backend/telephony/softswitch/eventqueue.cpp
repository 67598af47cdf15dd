// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/softswitch/eventqueue.h"

namespace telephony::softswitch {

void EventQueue::push(core::Json event, core::Nanos notBefore)
{
    if (!m_sink)
        return;
    core::Nanos due = std::max(m_clock->now(), notBefore);
    if (!m_waiting.empty())
        due = std::max(due, m_waiting.back().due);
    m_waiting.push_back({std::move(event), due});
    if (!m_timer.isPending())
        arm();
}

void EventQueue::arm()
{
    const core::Nanos left = m_waiting.front().due - m_clock->now();
    m_timer = m_clock->after(std::chrono::ceil<core::Millis>(left), [this] { deliver(); });
}

void EventQueue::deliver()
{
    m_timer.cancel();
    const core::Nanos now = m_clock->now();
    while (!m_waiting.empty() && m_waiting.front().due <= now) {
        const core::Json event = std::move(m_waiting.front().event);
        m_waiting.pop_front();
        if (m_sink)
            m_sink(event);
    }
    if (!m_waiting.empty() && !m_timer.isPending())
        arm();
}

} // namespace telephony::softswitch
