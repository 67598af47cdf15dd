// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/envelope.h"
#include "core/task.h"

#include <functional>

/// The one seam of the program (architecture §1).
namespace bus {

using contract::Event;
using contract::Payload;
using contract::Reply;
using contract::Request;
using core::Millis;
using core::Task;

/// Answers a request. Throwing core::Error makes the typed error reply; anything else thrown answers 500. Returning
/// `noReply()` sends none (health-check style requests).
using Handler = std::function<Task<Reply>(Request)>;
/// Handles an event. Throwing asks for a retry after 5, 30 and 120 s (contract/bus.md §5).
using EventHandler = std::function<Task<void>(Event)>;

/// What a handler returns when the contract wants no reply at all; the bus settles the caller at once with an empty 200.
inline Reply noReply() { return Reply{0, {}, {}}; }

/// Ends a subscription when destroyed. Running handlers finish.
class Subscription
{
public:
    Subscription() = default;
    explicit Subscription(std::function<void()> cancel) : m_cancel(std::move(cancel)) {}
    Subscription(Subscription &&other) noexcept : m_cancel(std::exchange(other.m_cancel, {})) {}
    Subscription &operator=(Subscription &&other) noexcept
    {
        if (this != &other) {
            cancel();
            m_cancel = std::exchange(other.m_cancel, {});
        }
        return *this;
    }
    ~Subscription() { cancel(); }
    void cancel()
    {
        if (auto cancel = std::exchange(m_cancel, {}))
            cancel();
    }

private:
    std::function<void()> m_cancel;
};

/// Figures of one request queue, for the Services dock and the metrics.
struct QueueStats
{
    QString queue;
    quint64 requests = 0, errors = 0, timeouts = 0; ///< since start; errors are replies of 500 and above
    int depth = 0;                                  ///< waiting, not yet handled
    int running = 0, workers = 0;
    double p99Ms = 0, lastMs = 0; ///< of the last minute, 512 requests at most; waiting included
    bool breakerOpen = false;
};

/// Requests to queues, events on exchanges, delayed requests. Handles may be used from any thread: answers, events and
/// served requests continue on the thread that asked, subscribed or served.
class Bus
{
public:
    virtual ~Bus() = default;

    /// Answers the requests sent to `queue`, at most `workers` at a time. One consumer per queue and process: a second is
    /// Error(AlreadyExists).
    virtual Subscription serve(QString queue, Handler handler, int workers = 10) = 0;

    /// The reply, whatever its status (see Reply::throwIfError). Never answered from inside the call.
    /// @throws core::Error DeadlineExceeded after `timeout`: the callee may have done the work all the same.
    ///         Unavailable: nobody can take it, or five requests in a row failed that way and 30 s have not passed
    ///         (circuit breaker, contract/bus.md §4).
    virtual Task<Reply> request(QString queue, Request request, Millis timeout = Millis(3000)) = 0;

    /// Sends `request` after `delay`, at once when that is 0; no reply, no breaker.
    virtual void requestLater(QString queue, Request request, Millis delay) = 0;
    /// The same for what may become pointless: a bus that can take it back does so when the handle goes. Whoever serves it
    /// must not mind it all the same.
    [[nodiscard]] virtual core::Timer requestUnless(QString queue, Request request, Millis delay) = 0;

    /// Fire and forget to everyone subscribed to `exchange`. Order is not kept, so an event carries its whole model.
    virtual void publish(QString exchange, Event event) = 0;
    /// To one subscribe queue only (contract/bus.md §5, direct event).
    virtual void publishTo(QString queue, Event event) = 0;

    /// Events of the exchanges, through a queue of the given name that subscribers of the same name share (one of them gets
    /// each event). An empty name makes a private queue.
    virtual Subscription subscribe(QString queue, QStringList exchanges, EventHandler handler, int workers = 10) = 0;

    /// False when it is certain that nobody answers requests to `queue` now: asking would throw Unavailable.
    virtual bool isServed(const QString &queue) const = 0;
    /// True when all who ask and serve live in this process: what one has told the other cannot outlive it.
    virtual bool isLocal() const = 0;

    /// Figures of every queue served here or asked from here.
    virtual std::vector<QueueStats> stats() const = 0;
};

} // namespace bus
