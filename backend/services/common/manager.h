// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/router.h"
#include "services/common/body.h"
#include "services/common/notify.h"
#include "services/common/pauses.h"
#include "store/table.h"

namespace services {

using core::Task;

/// The rows of one resource: looked up, listed and answered alike everywhere.
template <core::Described T> class Resource
{
public:
    /// @param reason   for programs, of the typed error: `NUMBER_NOT_FOUND`.
    /// @param what     for people, and of the events: `number`.
    /// @param filters  names a list may filter by.
    Resource(store::Store &db, QString table, QString reason, QString what, QStringList filters)
        : m_table(db, std::move(table)), m_reason(std::move(reason)), m_what(std::move(what)), m_filters(std::move(filters))
    {
    }

    /// @throws core::Error(NotFound)
    Task<T> find(QUuid id)
    {
        auto found = co_await m_table.get(id);
        if (!found)
            throwMissing();
        co_return *found;
    }
    [[noreturn]] void throwMissing() const
    {
        throw core::Error(core::Errc::NotFound, m_reason, QStringLiteral("There is no such %1.").arg(m_what));
    }
    Task<bus::Reply> list(bus::Call request)
    {
        core::Json wanted = request.filters();
        auto found = co_await m_table.list(std::move(wanted), m_filters, request.pageSize(), request.pageToken());
        co_return bus::Reply::ok(std::move(found));
    }
    Task<bus::Reply> get(bus::Call request)
    {
        T found = co_await find(request.id());
        co_return bus::Reply::ok(std::move(found));
    }
    /// Rows of a customer that are not deleted.
    Task<std::vector<T>> liveOf(QUuid customerId)
    {
        const QVariantList binds{customerId.toRfc4122()};
        return m_table.where(QStringLiteral("customer_id = ? AND tm_delete IS NULL"), binds);
    }
    const QString &what() const { return m_what; }
    store::Table<T> *operator->() { return &m_table; }
    /// As store::Table::keepRows().
    void keepRows() { m_table.keepRows(); }
    void keepLists() { m_table.keepLists(); }

private:
    store::Table<T> m_table;
    QString m_reason, m_what;
    QStringList m_filters;
};

/// What every manager of plain resources has: a request queue with a table of routes, events it hears of, a clock. Lives on
/// the backend thread.
class Manager
{
public:
    virtual ~Manager() = default;
    Manager(const Manager &) = delete;
    Manager &operator=(const Manager &) = delete;

    /// Serves the queue of the manager and hears the events of the managers it named.
    Task<void> start();
    /// No new requests; running ones finish. May be called twice.
    void stop();
    const std::vector<bus::RouteInfo> &routes() const { return m_router.routes(); }

protected:
    using Reply = bus::Reply;
    using Request = bus::Call;

    /// @param service   `number-manager`.
    /// @param hears     names of the managers whose events on() wants.
    Manager(bus::Bus &bus, std::shared_ptr<core::Clock> clock, QString service, QStringList hears = {});

    /// An event of a manager in `hears`. Throwing asks for a retry.
    virtual Task<void> on(bus::Event event);
    template <typename H, size_t N> void addRoutes(const std::array<bus::Route<H>, N> &table, H *handlers)
    {
        m_router.add(std::span<const bus::Route<H>>(table), handlers);
    }

    /// As bus::Router::beforeReply().
    void beforeReply(std::function<Task<void>()> settle) { m_router.beforeReply(m_bus, std::move(settle)); }

    /// Stores a new row under an id of its own, and tells: `number_created`.
    template <typename T> Task<T> addRow(Resource<T> *rows, T row)
    {
        row.id = core::newId();
        row.tmCreate = m_clock->wall();
        co_await (*rows)->insert(row);
        m_notify.publish(rows->what() + QLatin1String("_created"), row);
        co_return row;
    }
    /// Stores the changed row, and tells: `number_updated`.
    template <typename T> Task<T> changeRow(Resource<T> *rows, T row, QString what = QStringLiteral("updated"))
    {
        row.tmUpdate = m_clock->wall();
        co_await (*rows)->update(row);
        m_notify.publish(rows->what() + QLatin1Char('_') + what, row);
        co_return row;
    }
    /// Marks the row as deleted, and tells: `number_deleted`. One that is deleted already stays as it is.
    template <typename T> Task<T> eraseRow(Resource<T> *rows, T row)
    {
        if (row.tmDelete.isSet())
            co_return row;
        row.tmUpdate = row.tmDelete = m_clock->wall();
        co_await (*rows)->update(row);
        m_notify.publish(rows->what() + QLatin1String("_deleted"), row);
        co_return row;
    }

    bus::Bus &m_bus;
    std::shared_ptr<core::Clock> m_clock;
    Pauses m_pauses; ///< end with stop()
    Notifier m_notify;

private:
    QString m_service;
    QStringList m_hears;
    bus::Router m_router;
    bus::Subscription m_requests, m_events;
};

/// A list of names as the tables of filters have them: `names("id", "customer_id")`.
template <typename... N> QStringList names(N... name) { return {QLatin1String(name)...}; }

} // namespace services
