// SPDX-License-Identifier: GPL-3.0-or-later
#include "bus/localevents.h"

#include "core/log.h"

#include <array>

namespace bus {
namespace {
constexpr std::array retryDelays{Millis(5'000), Millis(30'000), Millis(120'000)};
}

void EventQueue::enqueue(Event event) { push(Delivery{std::move(event), 0}); }

void EventQueue::push(Delivery delivery)
{
    const std::lock_guard lock(m_mutex);
    m_deliveries.push_back(std::move(delivery));
    wake();
}

/// Called with the lock held: schedules the next consumer that has a free worker.
void EventQueue::wake()
{
    for (size_t i = 0; i < m_consumers.size(); ++i) {
        const auto &consumer = m_consumers[m_nextConsumer++ % m_consumers.size()];
        if (consumer->running >= consumer->workers)
            continue;
        if (!std::exchange(consumer->scheduled, true))
            consumer->poster->post([self = shared_from_this(), id = consumer->id] { self->drain(id); });
        return;
    }
}

std::shared_ptr<EventQueue::Consumer> EventQueue::find(quint64 id) const
{
    for (const auto &consumer : m_consumers) {
        if (consumer->id == id)
            return consumer;
    }
    return {};
}

void EventQueue::drain(quint64 id)
{
    std::unique_lock lock(m_mutex);
    const auto consumer = find(id);
    if (!consumer) {
        if (!m_deliveries.empty())
            wake();
        return;
    }
    consumer->scheduled = false;
    while (!m_deliveries.empty() && consumer->running < consumer->workers) {
        Delivery delivery = std::move(m_deliveries.front());
        m_deliveries.pop_front();
        ++consumer->running;
        lock.unlock();
        execute(shared_from_this(), consumer, std::move(delivery));
        lock.lock();
    }
    if (!m_deliveries.empty())
        wake();
}

Task<void> EventQueue::execute(std::shared_ptr<EventQueue> self, std::shared_ptr<Consumer> consumer, Delivery delivery)
{
    bool failed = false;
    try {
        Event event = delivery.event;
        co_await consumer->handler(std::move(event));
    } catch (...) {
        failed = true;
        core::log::warn("bus", "event {} on {} failed: {}", delivery.event.type, self->m_name,
                        core::describe(std::current_exception()));
    }
    {
        const std::lock_guard lock(self->m_mutex);
        --consumer->running;
        if (!self->m_deliveries.empty())
            self->wake();
    }
    if (failed)
        self->retry(std::move(delivery));
}

void EventQueue::retry(Delivery delivery)
{
    if (delivery.retries >= int(retryDelays.size())) {
        core::log::error("bus", "event {} on {} dropped after {} attempts", delivery.event.type, m_name, delivery.retries + 1);
        return;
    }
    const Millis delay = retryDelays[size_t(delivery.retries++)];
    m_clock->after(delay, [self = shared_from_this(), delivery] { self->push(delivery); }).release();
}

quint64 EventQueue::addConsumer(EventHandler handler, int workers)
{
    const std::lock_guard lock(m_mutex);
    m_consumers.push_back(
        std::make_shared<Consumer>(Consumer{++m_lastId, std::move(handler), std::max(workers, 1), core::Poster::ofThisThread()}));
    if (!m_deliveries.empty())
        wake();
    return m_lastId;
}

bool EventQueue::removeConsumer(quint64 id)
{
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_consumers, [id](const auto &consumer) { return consumer->id == id; });
    if (!m_consumers.empty() && !m_deliveries.empty())
        wake();
    return m_consumers.empty();
}

} // namespace bus
