// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "telephony/ari/event.h"

#include <deque>

namespace telephony::softswitch {

/// Hands events to the sink one after the other, never from inside push(). call-manager needs the row of a channel or bridge
/// before most events about it and keeps no order of its own, so those wait a moment after the first (contract §3).
class EventQueue
{
public:
    explicit EventQueue(std::shared_ptr<core::Clock> clock) : m_clock(std::move(clock)) {}

    void setSink(ari::EventSink sink) { m_sink = std::move(sink); }
    /// @param to         applications; nobody: the event is dropped.
    /// @param notBefore  time of the clock; later events wait for earlier ones.
    void push(ari::SharedEvent event, QStringList to, core::Nanos notBefore = core::Nanos(0));

private:
    void deliver();
    void arm();

    struct Waiting
    {
        ari::SharedEvent event;
        QStringList to;
        core::Nanos due;
    };
    std::shared_ptr<core::Clock> m_clock;
    ari::EventSink m_sink;
    std::deque<Waiting> m_waiting;
    core::Timer m_timer;
};

} // namespace telephony::softswitch
