// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/log.h"
#include "core/poster.h"
#include "store/table.h"

namespace store {

/// New rows and changes of rows on their way to disk. Many changes of one row that come while an earlier write is under way become one
/// statement with the columns that differ, and all rows that wait are written in one transaction. Belongs to one thread; its
/// table outlives it.
template <core::Described T> class WriteBehind
{
public:
    using Id = typename Table<T>::Id;
    using Row = typename Table<T>::Row;

    explicit WriteBehind(Table<T> &table) : m_table(table) {}
    ~WriteBehind()
    {
        for (const Waiter &one : m_waiting)
            one.written.reject(core::Error(core::Errc::Unavailable, QStringLiteral("STORE_CLOSED"),
                                           QStringLiteral("The program ends before this was written.")));
    }
    WriteBehind(const WriteBehind &) = delete;
    WriteBehind &operator=(const WriteBehind &) = delete;

    /// A row that is not stored yet. Whoever chooses its id sees to it that there is none of that id.
    void putNew(Row row)
    {
        const Id id = row->id;
        m_dirty.insert(id, Change{nullptr, std::move(row)});
        ++m_put;
        start();
    }
    /// The stored row has become `now`.
    void put(Row before, Row now)
    {
        const Id id = now->id;
        if (const auto known = m_dirty.find(id); known != m_dirty.end())
            known->now = std::move(now);
        else
            m_dirty.insert(id, Change{std::move(before), std::move(now)});
        ++m_put;
        start();
    }

    /// The row as it will be on disk; null when nothing of it is on its way there.
    Row pending(const Id &id) const
    {
        for (const QHash<Id, Change> *changes : {&m_dirty, &m_writing}) {
            if (const auto known = changes->constFind(id); known != changes->cend())
                return known->now;
        }
        return nullptr;
    }

    /// Waits until everything put so far is on disk. What could not be written is tried again with the next change.
    /// @throws core::Error(Unavailable) while the database cannot be written.
    Task<void> durable()
    {
        if (m_done >= m_put)
            co_return;
        const core::Promise<bool> written = m_waiting.emplace_back(Waiter{m_put, {}}).written;
        m_table.store().hurry();
        start();
        co_await written;
    }

private:
    struct Change
    {
        Row before; ///< null: the row is new
        Row now;
    };
    struct Waiter
    {
        quint64 upTo;
        core::Promise<bool> written;
    };

    /// Not at once: what follows in this turn of the event loop comes along.
    void start()
    {
        if (std::exchange(m_running, true))
            return;
        m_poster->post([this, alive = m_alive.token()] {
            if (alive.lock())
                m_group.run(flush());
        });
    }

    Task<void> flush()
    {
        const core::Alive::Token alive = m_alive.token();
        while (m_done < m_put) {
            const auto taken = m_writing = std::exchange(m_dirty, {});
            const quint64 upTo = m_put;
            std::exception_ptr failure;
            try {
                std::vector<Sql> statements = statementsOf(taken);
                const Pace pace = m_waiting.empty() ? Pace::Soon : Pace::Now;
                if (!statements.empty())
                    co_await m_table.store().write(std::move(statements), pace);
            } catch (...) {
                failure = std::current_exception();
            }
            if (alive.expired())
                co_return;
            if (failure && isRefusal(failure)) {
                for (const Change &one : taken) {
                    co_await writeAlone(one);
                    if (alive.expired())
                        co_return;
                }
                failure = nullptr;
            }
            m_writing.clear();
            if (failure) {
                putBack(taken);
                m_running = false;
                settle(upTo, failure);
                co_return;
            }
            m_done = upTo;
            settle(upTo, nullptr);
        }
        m_running = false;
    }

    /// One statement that the database does not take must not hold up the other rows for ever.
    Task<void> writeAlone(Change change)
    {
        const QString table = m_table.name();
        try {
            std::vector<Sql> one{statementOf(change)};
            co_await m_table.store().write(std::move(one));
        } catch (const core::Error &error) {
            core::log::error("store", "a row of {} is not written: {}", table, error.message());
        }
    }

    static bool isRefusal(const std::exception_ptr &failure)
    {
        try {
            std::rethrow_exception(failure);
        } catch (const core::Error &error) {
            return error.code() != core::Errc::Unavailable;
        } catch (...) {
            return true;
        }
    }

    Sql statementOf(const Change &change) const
    {
        return change.before ? m_table.updateSql(change.now, *change.before) : m_table.insertSql(change.now);
    }

    std::vector<Sql> statementsOf(const QHash<Id, Change> &changes) const
    {
        std::vector<Sql> statements;
        for (const Change &one : changes) {
            if (Sql sql = statementOf(one); !sql.text.isEmpty())
                statements.push_back(std::move(sql));
        }
        return statements;
    }

    void putBack(const QHash<Id, Change> &taken)
    {
        for (auto it = taken.cbegin(); it != taken.cend(); ++it) {
            if (const auto newer = m_dirty.find(it.key()); newer != m_dirty.end())
                newer->before = it->before;
            else
                m_dirty.insert(it.key(), it.value());
        }
    }

    void settle(quint64 upTo, const std::exception_ptr &failure)
    {
        std::vector<Waiter> due;
        for (Waiter &one : m_waiting) {
            if (one.upTo <= upTo)
                due.push_back(one);
        }
        std::erase_if(m_waiting, [upTo](const Waiter &one) { return one.upTo <= upTo; });
        for (const Waiter &one : due) {
            if (failure)
                one.written.reject(failure);
            else
                one.written.resolve(true);
        }
    }

    Table<T> &m_table;
    QHash<Id, Change> m_dirty, m_writing;
    quint64 m_put = 0, m_done = 0; ///< numbers of changes
    bool m_running = false;
    std::vector<Waiter> m_waiting;
    std::shared_ptr<core::Poster> m_poster = core::Poster::ofThisThread();
    core::TaskGroup m_group;
    core::Alive m_alive;
};

} // namespace store
