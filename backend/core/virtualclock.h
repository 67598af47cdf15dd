// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <map>
#include <mutex>

namespace core {

/// Time that stands still until told otherwise. Timers run on the thread that advances it.
class VirtualClock : public Clock
{
public:
    /// @param start  wall time at construction.
    explicit VirtualClock(Timestamp start = Timestamp::fromMicros(1'767'225'600'000'000)) : m_start(start.micros()) {}

    Nanos now() const override;
    Timestamp wall() const override;
    Timer after(Millis delay, std::function<void()> callback) override;

    /// Moves time forward, running each due timer at its own instant, those included that call-backs add on the way.
    void advance(Millis by);
    /// Time until the next pending timer, or a negative value when there is none.
    Millis untilNext() const;

private:
    mutable std::recursive_mutex m_mutex;
    std::multimap<Nanos, std::shared_ptr<PendingTimer>> m_entries;
    Nanos m_now{0};
    qint64 m_start;
    mutable qint64 m_lastWall = 0;
};

} // namespace core
