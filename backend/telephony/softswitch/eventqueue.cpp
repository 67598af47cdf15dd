// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/softswitch/eventqueue.h"

namespace telephony::softswitch {

void EventQueue::push(ari::SharedEvent event, QStringList to, core::Nanos notBefore)
{
    if (!m_sink || to.isEmpty())
        return;
    core::Nanos due = std::max(m_clock->now(), notBefore);
    if (!m_waiting.empty())
        due = std::max(due, m_waiting.back().due);
    m_waiting.push_back({std::move(event), std::move(to), due});
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
        const Waiting next = std::move(m_waiting.front());
        m_waiting.pop_front();
        for (qsizetype i = 0; i < next.to.size() && m_sink; ++i)
            m_sink(next.to[i], next.event);
    }
    if (!m_waiting.empty() && !m_timer.isPending())
        arm();
}

} // namespace telephony::softswitch
