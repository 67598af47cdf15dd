// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/timestamp.h"

#include <chrono>
#include <functional>
#include <memory>

namespace core {

using Millis = std::chrono::milliseconds;
using Nanos = std::chrono::nanoseconds;

/// A pending call-back. Destroying or resetting it cancels; a moved-from handle is empty. Belongs to the thread that made it.
class Timer
{
public:
    Timer() = default;
    explicit Timer(std::shared_ptr<bool> alive) : m_alive(std::move(alive)) {}
    Timer(Timer &&other) noexcept = default;
    Timer &operator=(Timer &&other) noexcept
    {
        if (this != &other) {
            cancel();
            m_alive = std::move(other.m_alive);
        }
        return *this;
    }
    ~Timer() { cancel(); }

    void cancel()
    {
        if (m_alive)
            *m_alive = false;
        m_alive.reset();
    }
    bool isPending() const { return m_alive && *m_alive; }
    /// Lets the call-back run although nobody holds the handle.
    void release() { m_alive.reset(); }

private:
    std::shared_ptr<bool> m_alive;
};

/// The only source of time and timers (architecture §5). `SystemClock` is real; `VirtualClock` is set by tests and the flow
/// simulator. All functions may be called from any thread.
class Clock
{
public:
    virtual ~Clock() = default;
    /// Monotonic, nanoseconds since an arbitrary start.
    virtual Nanos now() const = 0;
    /// UTC wall time; strictly increasing per clock so that two rows never share a creation time.
    virtual Timestamp wall() const = 0;
    /// Calls `callback` on the calling thread's event loop, once, not before `delay` (negative counts as 0) and never from
    /// inside this function. Equal deadlines run in the order they were asked for.
    [[nodiscard]] virtual Timer after(Millis delay, std::function<void()> callback) = 0;
};

} // namespace core
