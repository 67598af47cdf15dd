// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/sqlvalue.h"
#include "store/store.h"

namespace store {

/// WHERE of a list request: equality filters by column name, `deleted`, page token (contract/bus.md §7).
struct ListFilter
{
    /// @param kinds  column → true when it holds a UUID. Keys that are not in it are ignored.
    /// @throws core::Error(InvalidArgument, INVALID_FILTER) for a value of the wrong kind or a token that is no time.
    static Sql select(const QString &table, const QStringList &columns, const std::map<QString, bool> &kinds,
                      const core::Json &filters, unsigned size, const QString &token);
};

/// Rows of one table, mapped by the model's own describe(): a column has the name of its member. The key column is `id`.
template <core::Described T> class Table
{
public:
    Table(Store &store, QString name) : m_store(store), m_name(std::move(name))
    {
        T::describe(m_shape);
        for (const QString &column : m_shape.columns)
            m_list += m_list.isEmpty() ? column : QLatin1String(", ") + column;
    }

    const QString &name() const { return m_name; }
    Store &store() const { return m_store; }

    Sql insertSql(const T &row) const
    {
        QStringList marks(m_shape.columns.size(), QStringLiteral("?"));
        return {QStringLiteral("INSERT INTO %1 (%2) VALUES (%3)").arg(m_name, m_list, marks.join(QLatin1String(", "))), values(row)};
    }
    Sql updateSql(const T &row) const
    {
        QStringList sets;
        for (const QString &column : m_shape.columns)
            sets += column + QLatin1String(" = ?");
        Sql sql{QStringLiteral("UPDATE %1 SET %2 WHERE id = ?").arg(m_name, sets.join(QLatin1String(", "))), values(row)};
        sql.binds.push_back(toSql(row.id));
        return sql;
    }

    Task<void> insert(T row)
    {
        std::vector<Sql> batch{insertSql(row)};
        co_await m_store.write(std::move(batch));
    }
    /// Writes the whole row. @throws core::Error(NotFound) when there is none.
    Task<void> update(T row)
    {
        std::vector<Sql> batch{updateSql(row)};
        const int changed = co_await m_store.write(std::move(batch));
        if (changed == 0)
            throw core::Error(core::Errc::NotFound, QStringLiteral("ROW_NOT_FOUND"),
                              QStringLiteral("The row to change in %1 is gone.").arg(m_name));
    }

    template <typename Id> Task<std::optional<T>> get(Id id)
    {
        QVariantList binds{toSql(id)};
        std::vector<T> found = co_await where(QStringLiteral("id = ? LIMIT 1"), std::move(binds));
        if (found.empty())
            co_return std::nullopt;
        co_return std::move(found.front());
    }

    /// Rows by a condition with `?` placeholders, for example `channel_id = ? AND tm_delete IS NULL`.
    Task<std::vector<T>> where(QString condition, QVariantList binds)
    {
        Sql sql{QStringLiteral("SELECT %1 FROM %2 WHERE %3").arg(m_list, m_name, condition), std::move(binds)};
        const Rows rows = co_await m_store.query(std::move(sql));
        co_return read(rows);
    }

    /// @param allowed  filter names of the contract; others are ignored.
    Task<std::vector<T>> list(core::Json filters, QStringList allowed, unsigned size, QString token)
    {
        std::map<QString, bool> kinds;
        for (const QString &name : allowed) {
            const auto at = m_shape.columns.indexOf(name);
            if (at >= 0)
                kinds[name] = m_shape.isId[size_t(at)];
        }
        if (allowed.contains(QLatin1String("deleted")))
            kinds[QStringLiteral("deleted")] = false;
        Sql sql = ListFilter::select(m_name, m_shape.columns, kinds, filters, size, token);
        const Rows rows = co_await m_store.query(std::move(sql));
        co_return read(rows);
    }

private:
    struct Shape
    {
        QStringList columns;
        std::vector<bool> isId;
        template <typename M> void operator()(const char *name, M T::*, core::Travel how = core::always)
        {
            if (how & core::noColumn)
                return;
            columns += QLatin1String(name);
            isId.push_back(std::is_same_v<M, QUuid>);
        }
    };
    struct Values
    {
        const T &row;
        QVariantList list;
        template <typename M> void operator()(const char *, M T::*member, core::Travel how = core::always)
        {
            if (!(how & core::noColumn))
                list.push_back(toSql(row.*member));
        }
    };
    struct Loader
    {
        const Row &from;
        T &row;
        qsizetype at = 0;
        template <typename M> void operator()(const char *, M T::*member, core::Travel how = core::always)
        {
            if (!(how & core::noColumn))
                fromSql(from.at(at++), row.*member);
        }
    };

    static QVariantList values(const T &row)
    {
        Values visitor{row, {}};
        T::describe(visitor);
        return visitor.list;
    }
    static std::vector<T> read(const Rows &rows)
    {
        std::vector<T> all;
        for (const Row &row : rows.rows) {
            T one{};
            Loader loader{row, one};
            T::describe(loader);
            all.push_back(std::move(one));
        }
        return all;
    }

    Store &m_store;
    QString m_name;
    QString m_list;
    Shape m_shape;
};

} // namespace store
