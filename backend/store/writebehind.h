// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/log.h"
#include "core/poster.h"
#include "store/table.h"

#include <QSet>
#include <QTimer>

#include <deque>

namespace store {

/// New rows and changes of rows on their way to disk. They are gathered for half a second, unless somebody waits: then many
/// changes of one row are one statement with the columns that differ, and many rows one transaction. What nobody waits for goes
/// as steadily as it came, so that it holds up nobody who waits. Belongs to one thread with an event loop; its table outlives it.
template <core::Described T> class WriteBehind
{
public:
    using Id = typename Table<T>::Id;
    using Row = typename Table<T>::Row;

    explicit WriteBehind(Table<T> &table) : m_table(table)
    {
        m_later.setInterval(gathering / ticksOfGathering);
        m_later.callOnTimeout([this] {
            ++m_tick;
            if (m_order.empty())
                m_later.stop();
            else if (isDue())
                start();
        });
    }
    ~WriteBehind()
    {
        settle(std::make_exception_ptr(core::Error(core::Errc::Unavailable, QStringLiteral("STORE_CLOSED"),
                                                   QStringLiteral("The program ends before this was written."))));
    }
    WriteBehind(const WriteBehind &) = delete;
    WriteBehind &operator=(const WriteBehind &) = delete;

    /// A row that is not stored yet. Whoever chooses its id sees to it that there is none of that id, unless the table lets ids
    /// come again.
    void putNew(Row row)
    {
        const Id id = row->id;
        m_dirty.insert(id, Change{nullptr, std::move(row)});
        noteDirty(id);
    }
    /// The stored row has become `now`.
    void put(Row before, Row now)
    {
        const Id id = now->id;
        if (const auto known = m_dirty.find(id); known != m_dirty.end())
            known->now = std::move(now);
        else {
            m_dirty.insert(id, Change{std::move(before), std::move(now)});
            noteDirty(id);
        }
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

    /// Waits until everything put so far is on disk. What could not be written is tried again half a second later.
    /// @throws core::Error(Unavailable) while the database cannot be written.
    Task<void> durable()
    {
        m_everything = m_everything || !m_dirty.isEmpty();
        const bool next = m_everything;
        if (!next && m_writing.isEmpty())
            co_return;
        const core::Promise<bool> written = (next ? m_waiting : m_served).emplace_back();
        start();
        co_await written;
    }
    /// The same for one row.
    Task<void> durable(Id id)
    {
        const bool next = m_dirty.contains(id);
        if (!next && !m_writing.contains(id))
            co_return;
        if (next)
            m_wanted.insert(id);
        const core::Promise<bool> written = (next ? m_waiting : m_served).emplace_back();
        start();
        co_await written;
    }

private:
    struct Change
    {
        Row before; ///< null: the row is new
        Row now;
    };
    static constexpr std::chrono::milliseconds gathering{500};
    static constexpr int ticksOfGathering = 25;
    static constexpr int mostAtOnce = 128; ///< of those that nobody waits for

    struct Dirty
    {
        Id id;
        quint64 since; ///< tick
    };

    void noteDirty(const Id &id)
    {
        m_order.push_back(Dirty{id, m_tick});
        if (!m_later.isActive())
            m_later.start();
    }
    bool isDue() const { return !m_order.empty() && m_tick - m_order.front().since >= ticksOfGathering; }

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
        while (m_everything || isDue() || !m_waiting.empty()) {
            co_await m_table.store().turn();
            if (alive.expired())
                co_return;
            const auto taken = m_writing = takeWanted();
            m_served = std::exchange(m_waiting, {});
            std::exception_ptr failure;
            try {
                std::vector<Sql> statements = statementsOf(taken);
                if (!statements.empty())
                    co_await m_table.store().write(std::move(statements));
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
                m_everything = false;
                m_wanted.clear();
                m_running = false;
                settle(failure);
                co_return;
            }
            for (const auto &one : std::exchange(m_served, {}))
                one.resolve(true);
        }
        m_running = false;
    }

    QHash<Id, Change> takeWanted()
    {
        const QSet<Id> wanted = std::exchange(m_wanted, {});
        if (std::exchange(m_everything, false)) {
            m_order.clear();
            return std::exchange(m_dirty, {});
        }
        QHash<Id, Change> taken;
        for (const Id &id : wanted)
            taken.insert(id, m_dirty.take(id));
        for (int most = mostAtOnce; isDue() && most > 0; m_order.pop_front()) {
            const Id &id = m_order.front().id;
            if (!m_dirty.contains(id))
                continue;
            taken.insert(id, m_dirty.take(id));
            --most;
        }
        return taken;
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
            else {
                m_dirty.insert(it.key(), it.value());
                noteDirty(it.key());
            }
        }
    }

    /// Nobody that waits gets what it waits for.
    void settle(const std::exception_ptr &failure)
    {
        for (auto *waiting : {&m_served, &m_waiting}) {
            for (const auto &one : std::exchange(*waiting, {}))
                one.reject(failure);
        }
    }

    Table<T> &m_table;
    QHash<Id, Change> m_dirty, m_writing;
    std::deque<Dirty> m_order; ///< every dirty row is in it, the oldest first
    quint64 m_tick = 0;
    QSet<Id> m_wanted; ///< dirty rows that somebody waits for
    bool m_everything = false;
    bool m_running = false;
    std::vector<core::Promise<bool>> m_served, m_waiting; ///< for the write under way, for the next one
    QTimer m_later;
    std::shared_ptr<core::Poster> m_poster = core::Poster::ofThisThread();
    core::TaskGroup m_group;
    core::Alive m_alive;
};

} // namespace store
