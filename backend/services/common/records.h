// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/task.h"
#include "store/writebehind.h"

#include <QHash>

#include <functional>
#include <memory>

namespace services {

using core::Json;
using core::Task;

/// Rows of one table that are worked on for a while. Rows in use are kept in memory and changed there in one step, so that two
/// handlers never overwrite each other between awaits. A new row is durable when insert() is done; what add() and modify() do is
/// written behind, and durable() waits for it: whoever answers to the outside awaits it first.
template <typename T, typename Id> class Records
{
public:
    using Row = typename store::Table<T>::Row;

    Records(store::Store &db, std::shared_ptr<core::Clock> clock, QString table, const char *notFound)
        : m_table(db, std::move(table)), m_clock(std::move(clock)), m_notFound(QLatin1String(notFound))
    {
    }

    Task<Row> insert(T row)
    {
        if (m_live.contains(row.id))
            throw core::Error(core::Errc::AlreadyExists, QStringLiteral("ALREADY_EXISTS"),
                              QStringLiteral("There is a row of %1 with that id.").arg(m_table.name()));
        row.tmCreate = m_clock->wall();
        adopt(row);
        const Row added = m_live.value(row.id);
        std::exception_ptr failure;
        try {
            co_await m_table.insert(std::move(row));
        } catch (...) {
            failure = std::current_exception();
        }
        if (failure) {
            forget(added->id);
            std::rethrow_exception(failure);
        }
        co_return added;
    }

    /// A new row of an id that nobody else chooses, in use at once and written behind.
    Row add(T row)
    {
        row.tmCreate = m_clock->wall();
        const auto added = std::make_shared<const T>(std::move(row));
        adopt(added);
        m_behind.putNew(added);
        return added;
    }

    /// From now on add() takes ids that others choose: a new row takes the place of what the table has of its id.
    void letIdsComeAgain() { m_table.letIdsComeAgain(); }

    /// The row as it is now; what changes later is another one. @throws NotFound
    Task<Row> get(Id id)
    {
        Row found = co_await find(std::move(id));
        if (!found)
            throw core::Error(core::Errc::NotFound, m_notFound, QStringLiteral("There is no such %1.").arg(m_table.name()));
        co_return found;
    }

    /// The row, in use or not; null when there is none.
    Task<Row> find(Id id)
    {
        if (const auto known = m_live.constFind(id); known != m_live.cend())
            co_return Row(*known);
        if (Row pending = m_behind.pending(id))
            co_return pending;
        std::optional<T> stored = co_await m_table.get(id);
        co_return stored ? std::make_shared<const T>(std::move(*stored)) : Row();
    }

    /// The row as it is in memory, null when it is not in use.
    const T *live(const Id &id) const
    {
        const auto known = m_live.constFind(id);
        return known == m_live.cend() ? nullptr : known->get();
    }
    const QHash<Id, Row> &live() const { return m_live; }

    /// Applies `change` at once if it returns true; the returned row is the one after it. A row that was not in use is in use
    /// only until its change is durable, which is awaited. @throws NotFound
    Task<Row> modify(Id id, std::function<bool(T &)> change)
    {
        if (!m_live.contains(id)) {
            const Row stored = co_await get(id);
            if (!m_live.contains(id)) {
                m_live.insert(id, stored);
                m_passing.insert(id, std::make_shared<Passing>());
            }
        }
        const Visit visit(this, id);
        const Row before = m_live.value(id);
        const auto changed = std::make_shared<T>(*before);
        if (!change(*changed)) {
            m_live.insert(id, changed);
            co_return changed;
        }
        changed->tmUpdate = m_clock->wall();
        const Row row = changed;
        m_live.insert(id, row);
        m_behind.put(before, row);
        if (visit.isPassing())
            co_await m_behind.durable(id);
        co_return row;
    }

    /// Waits until every change so far is on disk.
    Task<void> durable() { return m_behind.durable(); }
    Task<void> durable(Id id) { return m_behind.durable(std::move(id)); }

    /// The row is no longer in use; what is written stays.
    void forget(const Id &id)
    {
        m_live.remove(id);
        m_passing.remove(id);
    }
    /// Brings rows into use without writing them (start-up).
    void adopt(const T &row) { adopt(std::make_shared<const T>(row)); }

    Task<std::vector<T>> list(Json filters, QStringList allowed, unsigned size, QString token)
    {
        co_await m_behind.durable();
        auto found = co_await m_table.list(std::move(filters), std::move(allowed), size, std::move(token));
        co_return found;
    }
    /// As store::Table::where(), every change so far included.
    Task<std::vector<T>> where(QString condition, QVariantList binds)
    {
        co_await m_behind.durable();
        auto found = co_await m_table.where(std::move(condition), std::move(binds));
        co_return found;
    }
    const store::Table<T> &table() const { return m_table; }

private:
    void adopt(const Row &row)
    {
        m_live.insert(row->id, row);
        m_passing.remove(row->id);
    }
    /// Marks a row that is in memory only while it is changed.
    struct Passing
    {
    };
    /// One change of a row; the last one of a passing row puts it out of use.
    class Visit
    {
    public:
        Visit(Records *records, Id id) : m_records(records), m_id(std::move(id)), m_passing(m_records->m_passing.value(m_id)) {}
        ~Visit()
        {
            const bool last = m_passing && m_passing.use_count() == 2; // the other one is in the table
            if (last && m_records->m_passing.value(m_id) == m_passing)
                m_records->forget(m_id);
        }
        bool isPassing() const { return m_passing != nullptr; }
        Visit(const Visit &) = delete;
        Visit &operator=(const Visit &) = delete;

    private:
        Records *m_records;
        Id m_id;
        std::shared_ptr<Passing> m_passing;
    };

    store::Table<T> m_table;
    store::WriteBehind<T> m_behind{m_table};
    std::shared_ptr<core::Clock> m_clock;
    QString m_notFound;
    QHash<Id, Row> m_live;
    QHash<Id, std::shared_ptr<Passing>> m_passing;
};

} // namespace services
