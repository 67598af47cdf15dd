// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/task.h"

#include <map>

namespace services {

/// Pauses of coroutines that end with their owner: endAll(), called when it stops, lets them run to their end while all that
/// they use is still there. What then remains never runs again. Lives on one thread.
class Pauses
{
public:
    explicit Pauses(std::shared_ptr<core::Clock> clock) : m_clock(std::move(clock)) {}

    /// Lasts `delay`, or until endAll(): false then, and the caller should give up.
    core::Task<bool> pause(core::Millis delay)
    {
        const core::Promise<bool> done;
        const quint64 id = ++m_last;
        m_open[id] = {done, m_clock->after(delay, [this, id] { end(id, true); })};
        const bool whole = co_await done;
        co_return whole;
    }
    void endAll()
    {
        while (!m_open.empty())
            end(m_open.begin()->first, false);
    }
    size_t running() const { return m_open.size(); }

private:
    struct Open
    {
        core::Promise<bool> done;
        core::Timer timer;
    };
    void end(quint64 id, bool whole)
    {
        if (const auto open = m_open.extract(id))
            open.mapped().done.resolve(whole);
    }

    std::shared_ptr<core::Clock> m_clock;
    std::map<quint64, Open> m_open;
    quint64 m_last = 0;
};

} // namespace services
