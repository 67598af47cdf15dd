// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/breaker.h"
#include "bus/bus.h"
#include "bus/busmetrics.h"
#include "bus/localevents.h"
#include "bus/localqueue.h"
#include "core/timeline.h"

#include <QHash>

#include <mutex>

namespace bus {

/// The bus of one process: bodies are moved, never serialised, and every promise of the broker holds all the same
/// (architecture §1). Requests to a queue that nobody serves fail at once with Unavailable.
class LocalBus : public Bus
{
public:
    /// @param timeline  receives every request with its reply and every event; may be null.
    /// @param metrics   outlives the bus; may be null.
    LocalBus(std::shared_ptr<core::Clock> clock, core::Timeline *timeline, core::Metrics *metrics = nullptr);
    ~LocalBus() override;

    Subscription serve(QString queue, Handler handler, int workers = 10) override;
    Task<Reply> request(QString queue, Request request, Millis timeout = Millis(3000)) override;
    void requestLater(QString queue, Request request, Millis delay) override;
    core::Timer requestUnless(QString queue, Request request, Millis delay) override;
    void publish(QString exchange, Event event) override;
    void publishTo(QString queue, Event event) override;
    Subscription subscribe(QString queue, QStringList exchanges, EventHandler handler, int workers = 10) override;
    bool isServed(const QString &queue) const override { return m_state->queueOf(queue) != nullptr; }
    bool isLocal() const override { return true; }
    std::vector<QueueStats> stats() const override;

private:
    /// A queue that is served or asked.
    struct Target
    {
        std::shared_ptr<LocalQueue> served; ///< null while nobody serves it
        Breaker breaker;
        quint64 timeouts = 0;
    };
    struct State
    {
        explicit State(core::Metrics *m) : metrics(m) {}

        std::mutex mutex;
        QHash<QString, std::shared_ptr<EventQueue>> eventQueues;
        QHash<QString, std::vector<std::shared_ptr<EventQueue>>> exchanges;
        QHash<QString, std::shared_ptr<Target>> targets;
        std::shared_ptr<core::Clock> clock;
        core::Timeline *timeline;
        BusMetrics metrics;
        quint64 privateQueues = 0;

        std::shared_ptr<LocalQueue> queueOf(const QString &name);
        /// Nobody waits for an answer.
        void hand(const QString &queue, Request request);
        /// The mutex is held.
        const std::shared_ptr<Target> &targetOf(const QString &queue);
        void reportOutcome(Target &target, bool success);
        void tap(const QString &queue, const Request &request, const Reply &reply, double ms);
    };
    std::shared_ptr<State> m_state;
};

/// The call a request, by its address, belongs to; nil when it names none. For the timeline.
QUuid callOf(const QString &uri);

} // namespace bus
