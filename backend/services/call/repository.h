// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/call.h"
#include "core/clock.h"
#include "core/task.h"
#include "store/table.h"

#include <QHash>
#include <QScopeGuard>

namespace services::call {

using contract::Call;
using contract::Channel;
using contract::Confbridge;
using contract::Groupcall;
using core::Json;
using core::Task;

/// Rows of one table of call-manager. Rows in use are kept in memory and changed there in one step, so that two handlers
/// never overwrite each other between awaits; each change is written behind, in order. Awaiting a function waits until the
/// change is durable.
template <typename T, typename Id> class Records
{
public:
    Records(store::Store &db, std::shared_ptr<core::Clock> clock, QString table, const char *notFound)
        : m_table(db, std::move(table)), m_clock(std::move(clock)), m_notFound(QLatin1String(notFound))
    {
    }

    Task<T> insert(T row)
    {
        row.tmCreate = m_clock->wall();
        m_live.insert(row.id, row);
        co_await m_table.insert(row);
        co_return row;
    }

    Task<T> get(Id id)
    {
        if (const auto known = m_live.constFind(id); known != m_live.cend())
            co_return *known;
        const auto stored = co_await m_table.get(id);
        if (!stored)
            throw core::Error(core::Errc::NotFound, m_notFound, QStringLiteral("There is no such %1.").arg(m_table.name()));
        co_return *stored;
    }

    /// The row as it is in memory, null when it is not in use.
    const T *live(const Id &id) const
    {
        const auto known = m_live.constFind(id);
        return known == m_live.cend() ? nullptr : &*known;
    }
    const QHash<Id, T> &live() const { return m_live; }

    /// Applies `change` at once if it returns true; the returned row is the one after it. A row that is not in use stays so.
    /// @throws NotFound
    Task<T> modify(Id id, std::function<bool(T &)> change)
    {
        if (!m_live.contains(id)) {
            const T stored = co_await get(id);
            if (!m_live.contains(id)) {
                m_live.insert(id, stored);
                m_borrowed.insert(id, 0);
            }
        }
        const auto borrowed = m_borrowed.find(id);
        if (borrowed != m_borrowed.end())
            ++*borrowed;
        const auto giveBack = qScopeGuard([this, id] {
            const auto users = m_borrowed.find(id);
            if (users == m_borrowed.end() || --*users > 0)
                return;
            m_borrowed.erase(users);
            m_live.remove(id);
        });
        T &row = m_live[id];
        if (!change(row))
            co_return T(row); // a copy by name: co_return moves out of a reference
        row.tmUpdate = m_clock->wall();
        const T copy = row;
        co_await m_table.update(copy);
        co_return copy;
    }

    /// The row is no longer in use; what is written stays.
    void forget(const Id &id)
    {
        m_live.remove(id);
        m_borrowed.remove(id);
    }
    /// Brings rows into use without writing them (start-up).
    void adopt(const T &row)
    {
        m_live.insert(row.id, row);
        m_borrowed.remove(row.id);
    }

    Task<std::vector<T>> list(Json filters, QStringList allowed, unsigned size, QString token)
    {
        return m_table.list(std::move(filters), std::move(allowed), size, std::move(token));
    }
    store::Table<T> &table() { return m_table; }

private:
    store::Table<T> m_table;
    std::shared_ptr<core::Clock> m_clock;
    QString m_notFound;
    QHash<Id, T> m_live;
    QHash<Id, int> m_borrowed; ///< rows in memory only while changes of them are being written → how many
};

/// Everything call-manager keeps.
struct Repository
{
    Repository(store::Store &db, std::shared_ptr<core::Clock> clock)
        : calls(db, clock, QStringLiteral("call_calls"), "CALL_NOT_FOUND"),
          groupcalls(db, clock, QStringLiteral("call_groupcalls"), "GROUPCALL_NOT_FOUND"),
          confbridges(db, clock, QStringLiteral("call_confbridges"), "CONFBRIDGE_NOT_FOUND"),
          channels(db, clock, QStringLiteral("call_channels"), "CHANNEL_NOT_FOUND")
    {
    }
    Records<Call, QUuid> calls;
    Records<Groupcall, QUuid> groupcalls;
    Records<Confbridge, QUuid> confbridges;
    Records<Channel, QString> channels;
};

} // namespace services::call
