// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/timestamp.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <utility>

namespace core {

using Millis = std::chrono::milliseconds;
using Nanos = std::chrono::nanoseconds;

/// What a handle and its clock share of one call-back.
struct PendingTimer
{
    virtual ~PendingTimer() = default;
    /// Nobody wants it any more. Called once, with `alive` false already.
    virtual void drop() {}

    std::atomic<bool> alive{true};
    std::function<void()> callback;
};

/// A pending call-back. Destroying or resetting it cancels, which on the thread that made it lets go at once of what the
/// call-back holds, on others when its time has come. A moved-from handle is empty.
class Timer
{
public:
    Timer() = default;
    explicit Timer(std::shared_ptr<PendingTimer> pending) : m_pending(std::move(pending)) {}
    Timer(Timer &&other) noexcept = default;
    Timer &operator=(Timer &&other) noexcept
    {
        if (this != &other) {
            cancel();
            m_pending = std::move(other.m_pending);
        }
        return *this;
    }
    ~Timer() { cancel(); }

    void cancel()
    {
        if (const auto pending = std::exchange(m_pending, {}); pending && pending->alive.exchange(false))
            pending->drop();
    }
    bool isPending() const { return m_pending && m_pending->alive; }
    /// Lets the call-back run although nobody holds the handle.
    void release() { m_pending.reset(); }

private:
    std::shared_ptr<PendingTimer> m_pending;
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
