// SPDX-License-Identifier: GPL-3.0-or-later
#include "bus/localbus.h"

#include "core/log.h"

namespace bus {
namespace {
using core::Errc;
using core::Error;

/// Brings an answer from the serving thread to the thread that asked.
struct Pending
{
    core::Promise<Reply> promise;
    core::Timer timer;
    std::shared_ptr<core::Poster> asker = core::Poster::ofThisThread();
};

void settle(const std::shared_ptr<Pending> &pending, Reply reply)
{
    if (pending->asker->isCurrent()) {
        pending->timer.cancel();
        pending->promise.resolve(std::move(reply));
        return;
    }
    pending->asker->post([pending, reply = std::move(reply)]() mutable {
        pending->timer.cancel();
        pending->promise.resolve(std::move(reply));
    });
}

/// `GET /v1/calls → bin-manager.call-manager.request 200 0.01 ms`. Every request makes one: in one piece, without a locale.
QString describe(const QString &queue, const Request &request, int status, double ms)
{
    const auto hundredths = qint64(ms * 100 + 0.5);
    QString text;
    text.reserve(request.method.size() + request.uri.size() + queue.size() + 32);
    text.append(request.method).append(QLatin1Char(' ')).append(request.uri).append(QStringLiteral(" → ")).append(queue);
    text.append(QLatin1Char(' ')).append(QString::number(status));
    text.append(QLatin1Char(' ')).append(QString::number(hundredths / 100)).append(QLatin1Char('.'));
    if (hundredths % 100 < 10)
        text.append(QLatin1Char('0'));
    return text.append(QString::number(hundredths % 100)).append(QLatin1String(" ms"));
}
} // namespace

QUuid callOf(const QString &uri)
{
    static const QLatin1String prefix("/v1/calls/");
    return uri.startsWith(prefix) ? core::parseId(QStringView(uri).mid(prefix.size(), 36)) : QUuid();
}

std::shared_ptr<LocalQueue> LocalBus::State::queueOf(const QString &name)
{
    const std::lock_guard lock(mutex);
    const auto found = targets.constFind(name);
    return found == targets.cend() ? nullptr : (*found)->served;
}

const std::shared_ptr<LocalBus::Target> &LocalBus::State::targetOf(const QString &queue)
{
    auto &target = targets[queue];
    if (!target)
        target = std::make_shared<Target>();
    return target;
}

void LocalBus::State::hand(const QString &queue, Request request)
{
    const QString method = request.method, uri = request.uri;
    const auto served = queueOf(queue);
    if (!served || !served->enqueue(Job{std::move(request), {}, {}}))
        core::log::warn("bus", "{} {} dropped: nobody serves {}", method, uri, queue);
}

void LocalBus::State::reportOutcome(Target &target, bool success)
{
    const std::lock_guard lock(mutex);
    if (success)
        return target.breaker.succeeded();
    ++target.timeouts;
    target.breaker.failed(clock->now());
}

void LocalBus::State::tap(const QString &queue, const Request &request, const Reply &reply, double ms)
{
    metrics.answered(queue, request, ms);
    if (!timeline)
        return;
    core::TimelineEntry entry;
    entry.kind = core::TimelineKind::Bus;
    entry.callId = callOf(request.uri);
    entry.source = request.publisher;
    entry.level = reply.statusCode;
    entry.text = describe(queue, request, reply.statusCode, ms);
    entry.detail = [request, reply] {
        return core::fromUtf8(core::dumpJson(toJson(request), 2) + "\n\n" + core::dumpJson(toJson(reply), 2));
    };
    timeline->add(std::move(entry));
}

LocalBus::LocalBus(std::shared_ptr<core::Clock> clock, core::Timeline *timeline, core::Metrics *metrics)
    : m_state(std::make_shared<State>(metrics))
{
    m_state->clock = std::move(clock);
    m_state->timeline = timeline;
}

LocalBus::~LocalBus()
{
    std::vector<std::shared_ptr<LocalQueue>> served;
    {
        const std::lock_guard lock(m_state->mutex);
        for (const auto &target : std::as_const(m_state->targets)) {
            if (auto queue = std::exchange(target->served, nullptr))
                served.push_back(std::move(queue));
        }
        m_state->exchanges.clear();
        m_state->eventQueues.clear();
        m_state->timeline = nullptr;
    }
    m_state->metrics.detach();
    for (const auto &queue : served)
        queue->close();
}

Subscription LocalBus::serve(QString queue, Handler handler, int workers)
{
    const std::weak_ptr<State> weak = m_state;
    auto served = std::make_shared<LocalQueue>(queue, std::move(handler), workers, m_state->clock,
                                               [weak, queue](const Request &request, const Reply &reply, double ms) {
                                                   if (const auto state = weak.lock())
                                                       state->tap(queue, request, reply, ms);
                                               });
    {
        const std::lock_guard lock(m_state->mutex);
        auto &place = m_state->targetOf(queue)->served;
        if (place)
            throw Error(Errc::AlreadyExists, QStringLiteral("QUEUE_TAKEN"),
                        QStringLiteral("The queue %1 is served in this process already.").arg(queue));
        place = served;
    }
    return Subscription([weak, queue, served] {
        if (const auto state = weak.lock()) {
            const std::lock_guard lock(state->mutex);
            if (auto &place = state->targetOf(queue)->served; place == served)
                place = nullptr;
        }
        served->close();
    });
}

Task<Reply> LocalBus::request(QString queue, Request request, Millis timeout)
{
    const auto state = m_state;
    auto pending = std::make_shared<Pending>();
    std::shared_ptr<Target> target;
    std::shared_ptr<LocalQueue> served;
    {
        const std::lock_guard lock(state->mutex);
        target = state->targetOf(queue);
        if (!target->breaker.allow(state->clock->now()))
            throw Error(Errc::Unavailable, QStringLiteral("BREAKER_OPEN"),
                        QStringLiteral("%1 has not answered five times; it is asked again within 30 s.").arg(queue));
        served = target->served;
    }
    Job job{std::move(request), [pending](Reply reply) { settle(pending, std::move(reply)); }, {}};
    if (!served || !served->enqueue(std::move(job))) {
        state->reportOutcome(*target, false);
        throw Error(Errc::Unavailable, QStringLiteral("QUEUE_NOT_SERVED"), QStringLiteral("Nobody serves %1.").arg(queue));
    }
    pending->timer = state->clock->after(timeout, [pending, queue, timeout] {
        pending->promise.reject(Error(Errc::DeadlineExceeded, QStringLiteral("NO_REPLY"),
                                      QStringLiteral("%1 has not answered within %2 ms.").arg(queue).arg(timeout.count())));
    });
    try {
        Reply reply = co_await pending->promise;
        state->reportOutcome(*target, true);
        co_return reply;
    } catch (const Error &) {
        state->reportOutcome(*target, false);
        throw;
    }
}

void LocalBus::requestLater(QString queue, Request request, Millis delay)
{
    if (delay > Millis(0))
        return requestUnless(std::move(queue), std::move(request), delay).release();
    m_state->hand(queue, std::move(request));
}

core::Timer LocalBus::requestUnless(QString queue, Request request, Millis delay)
{
    const std::weak_ptr<State> weak = m_state;
    return m_state->clock->after(delay, [weak, queue, request = std::move(request)] {
        if (const auto state = weak.lock())
            state->hand(queue, request);
    });
}

void LocalBus::publish(QString exchange, Event event)
{
    std::vector<std::shared_ptr<EventQueue>> bound;
    m_state->metrics.published(event.type);
    {
        const std::lock_guard lock(m_state->mutex);
        bound = m_state->exchanges.value(exchange);
        if (m_state->timeline) {
            core::TimelineEntry entry;
            entry.kind = core::TimelineKind::Bus;
            entry.source = event.publisher;
            entry.text = QLatin1String("event ") + event.type;
            entry.detail = [event] { return core::fromUtf8(core::dumpJson(toJson(event), 2)); };
            m_state->timeline->add(std::move(entry));
        }
    }
    for (const auto &queue : bound)
        queue->enqueue(event);
}

void LocalBus::publishTo(QString queue, Event event)
{
    std::shared_ptr<EventQueue> found;
    {
        const std::lock_guard lock(m_state->mutex);
        found = m_state->eventQueues.value(queue);
    }
    if (found)
        found->enqueue(std::move(event));
    else
        core::log::warn("bus", "event {} dropped: nobody subscribes as {}", event.type, queue);
}

Subscription LocalBus::subscribe(QString queue, QStringList exchanges, EventHandler handler, int workers)
{
    const auto state = m_state;
    std::shared_ptr<EventQueue> shared;
    {
        const std::lock_guard lock(state->mutex);
        if (queue.isEmpty())
            queue = QStringLiteral("private.%1").arg(++state->privateQueues);
        auto &known = state->eventQueues[queue];
        if (!known)
            known = std::make_shared<EventQueue>(queue, state->clock);
        shared = known;
        for (const QString &exchange : exchanges) {
            auto &bound = state->exchanges[exchange];
            if (std::find(bound.begin(), bound.end(), shared) == bound.end())
                bound.push_back(shared);
        }
    }
    const quint64 id = shared->addConsumer(std::move(handler), workers);
    return Subscription([weak = std::weak_ptr(state), shared, queue, id] {
        if (!shared->removeConsumer(id))
            return;
        const auto alive = weak.lock();
        if (!alive)
            return;
        const std::lock_guard lock(alive->mutex);
        alive->eventQueues.remove(queue);
        for (auto &bound : alive->exchanges)
            std::erase(bound, shared);
    });
}

std::vector<QueueStats> LocalBus::stats() const
{
    const std::lock_guard lock(m_state->mutex);
    std::vector<QueueStats> all;
    for (auto it = m_state->targets.cbegin(); it != m_state->targets.cend(); ++it) {
        const Target &target = **it;
        if (!target.served && target.timeouts == 0)
            continue;
        QueueStats &stats = all.emplace_back();
        stats.queue = it.key();
        if (target.served)
            target.served->fill(stats);
        stats.timeouts = target.timeouts;
        stats.breakerOpen = target.breaker.isOpen();
    }
    std::sort(all.begin(), all.end(), [](const auto &a, const auto &b) { return a.queue < b.queue; });
    return all;
}

} // namespace bus
