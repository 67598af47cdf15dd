// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/bus.h"
#include "core/poster.h"

#include <deque>
#include <mutex>

namespace bus {

/// One subscribe queue: events in order, shared by its consumers, retried after 5, 30 and 120 s when a handler throws.
class EventQueue : public std::enable_shared_from_this<EventQueue>
{
public:
    EventQueue(QString name, std::shared_ptr<core::Clock> clock) : m_name(std::move(name)), m_clock(std::move(clock)) {}

    void enqueue(Event event);
    quint64 addConsumer(EventHandler handler, int workers);
    /// True when it was the last one.
    bool removeConsumer(quint64 id);

private:
    struct Delivery
    {
        Event event;
        int retries = 0;
    };
    struct Consumer
    {
        quint64 id;
        EventHandler handler;
        int workers;
        std::shared_ptr<core::Poster> poster;
        int running = 0;
        bool scheduled = false;
    };
    void push(Delivery delivery);
    void wake();
    void drain(quint64 consumer);
    static Task<void> execute(std::shared_ptr<EventQueue> self, std::shared_ptr<Consumer> consumer, Delivery delivery);
    void retry(Delivery delivery);
    std::shared_ptr<Consumer> find(quint64 id) const;

    const QString m_name;
    const std::shared_ptr<core::Clock> m_clock;
    std::mutex m_mutex;
    std::deque<Delivery> m_deliveries;
    std::vector<std::shared_ptr<Consumer>> m_consumers;
    size_t m_nextConsumer = 0;
    quint64 m_lastId = 0;
};

} // namespace bus
