// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/localbus.h"
#include "contract/names.h"
#include "core/virtualclock.h"
#include "store/sqlitestore.h"

#include <QTemporaryDir>

/// Counts what a store has not answered yet.
class CountedStore : public store::Store
{
public:
    explicit CountedStore(QString path) : m_store(std::move(path)) {}
    core::Task<store::Rows> query(store::Sql sql) override;
    core::Task<int> write(std::vector<store::Sql> statements) override;
    core::Task<void> turn() override;
    QString dialect() const override { return m_store.dialect(); }
    int open() const { return m_open; }

private:
    store::SqliteStore m_store;
    int m_open = 0;
};

/// What the suites of the services stand on: a bus, a temporary database and a clock that only a test moves.
class ServiceBench
{
    QTemporaryDir m_folder; // outlives the database in it

public:
    ServiceBench();

    /// The reply to a request on the queue of `service`, whatever its status.
    contract::Reply ask(const QString &service, const char *method, const QString &uri, contract::Payload body = {});
    /// Runs the event loop until no request, event, read or write is under way. What waits for the clock stays waiting. To be
    /// called before services go: what is under way needs them.
    void settle();
    /// Settles, moves the clock, settles.
    void advance(core::Millis by);
    /// Every request finished so far, oldest first: `GET /v1/calls/… → queue 200`.
    QStringList requests() const;
    QString folder() const { return m_folder.path(); }

    std::shared_ptr<core::VirtualClock> clock = std::make_shared<core::VirtualClock>();
    core::Timeline timeline{clock};
    CountedStore db;
    bus::LocalBus bus{clock, &timeline};
};

/// Events of one exchange in the order they came.
class EventLog
{
public:
    EventLog(bus::Bus &bus, const QString &exchange);

    QStringList types() const;
    int count(const QString &type) const { return int(types().count(type)); }
    /// Body of the last event of that type; null when there was none.
    core::Json last(const QString &type) const;
    const std::vector<bus::Event> &all() const { return m_events; }
    void clear() { m_events.clear(); }

private:
    std::vector<bus::Event> m_events;
    bus::Subscription m_subscription;
};

/// Body of a reply.
inline core::Json bodyOf(const contract::Reply &reply) { return reply.data.toJson(); }
/// `reason` of a typed error; empty for any other reply.
QString reasonOf(const contract::Reply &reply);
/// A text member; empty when it is missing or no text.
QString textOf(const core::Json &json, const char *member);
