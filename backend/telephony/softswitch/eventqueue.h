// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/json.h"

#include <deque>
#include <functional>

namespace telephony::softswitch {

/// Hands events to the sink one after the other, never from inside push(). call-manager needs the row of a channel or bridge
/// before most events about it and keeps no order of its own, so those wait a moment after the first (contract §3).
class EventQueue
{
public:
    explicit EventQueue(std::shared_ptr<core::Clock> clock) : m_clock(std::move(clock)) {}

    using Sink = std::function<void(const QString &application, core::Json event)>;

    void setSink(Sink sink) { m_sink = std::move(sink); }
    /// @param to         applications; nobody: the event is dropped.
    /// @param notBefore  time of the clock; later events wait for earlier ones.
    void push(core::Json event, QStringList to, core::Nanos notBefore = core::Nanos(0));

private:
    void deliver();
    void arm();

    struct Waiting
    {
        core::Json event;
        QStringList to;
        core::Nanos due;
    };
    std::shared_ptr<core::Clock> m_clock;
    Sink m_sink;
    std::deque<Waiting> m_waiting;
    core::Timer m_timer;
};

} // namespace telephony::softswitch
