// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/rowcache.h"
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
/// Belongs to one thread.
template <core::Described T> class Table
{
public:
    Table(Store &store, QString name) : m_store(store), m_name(std::move(name))
    {
        T::describe(m_shape);
        m_list = m_shape.columns.join(QLatin1String(", "));
        const QStringList marks(m_shape.columns.size(), QStringLiteral("?"));
        m_insert = QStringLiteral("INSERT INTO %1 (%2) VALUES (%3)").arg(m_name, m_list, marks.join(QLatin1String(", ")));
    }

    const QString &name() const { return m_name; }
    Store &store() const { return m_store; }

    using Id = typename RowCache<T>::Id;
    using Row = typename RowCache<T>::Row; ///< as it was at one time; shared by all that look at it

    /// From now on get() of a row in use is answered from memory. Only where every change of the table goes through the
    /// statements made here, or is followed by forget().
    void keepRows() { m_kept = std::make_shared<RowCache<T>>(mostKept); }
    /// As keepRows(), and list() too: for tables that are asked often and change seldom.
    void keepLists()
    {
        keepRows();
        m_keepsLists = true;
    }
    /// The row in memory, as of the last commit; null when it is not kept.
    Row kept(const Id &id) const { return m_kept ? m_kept->find(id) : nullptr; }
    void forget(const Id &id)
    {
        if (m_kept)
            m_kept->forget(id);
    }

    /// From now on an insert takes the place of the row that has its id.
    void letIdsComeAgain() { m_insert.replace(QLatin1String("INSERT"), QLatin1String("REPLACE")); }

    /// For a batch that changes several tables in one transaction.
    Sql insertSql(const T &row) const { return insertSql(copyOf(row)); }
    Sql insertSql(const Row &row) const
    {
        Sql sql{m_insert, values(*row)};
        sql.committed = whenCommitted(row->id, row);
        return sql;
    }
    Sql updateSql(const T &row) const
    {
        Sql sql = updateSql(row, m_shape.columns);
        sql.committed = whenCommitted(row.id, m_kept ? copyOf(row) : nullptr);
        return sql;
    }
    /// Changes the named columns alone; the database refuses a name it does not know. `tm_update` is one of them where the caller wants it.
    Sql updateSql(const T &row, const QStringList &columns) const
    {
        const QVariantList all = values(row);
        QStringList sets;
        Sql sql;
        for (const QString &column : columns) {
            sets += column + QLatin1String(" = ?");
            sql.binds.push_back(all.value(m_shape.columns.indexOf(column)));
        }
        sql.text = QStringLiteral("UPDATE %1 SET %2 WHERE id = ?").arg(m_name, sets.join(QLatin1String(", ")));
        sql.binds.push_back(toSql(row.id));
        sql.committed = whenCommitted(row.id, nullptr);
        return sql;
    }
    /// Changes the columns that differ; an empty text when none does.
    Sql updateSql(const Row &row, const T &before) const
    {
        Difference difference{before, *row, {}, {}};
        T::describe(difference);
        if (difference.binds.isEmpty())
            return {};
        Sql sql;
        sql.text = QLatin1String("UPDATE ") + m_name + QLatin1String(" SET ") + difference.sets + QLatin1String(" WHERE id = ?");
        sql.binds = std::move(difference.binds);
        sql.binds.push_back(toSql(row->id));
        sql.committed = whenCommitted(row->id, row);
        return sql;
    }
    Sql removeSql(const T &row) const
    {
        Sql sql{QStringLiteral("DELETE FROM %1 WHERE id = ?").arg(m_name), {toSql(row.id)}};
        sql.committed = whenCommitted(row.id, nullptr);
        return sql;
    }

    Task<void> insert(T row)
    {
        std::vector<Sql> batch{insertSql(row)};
        co_await m_store.write(std::move(batch));
    }
    /// Writes the whole row. @throws core::Error(NotFound) when there is none.
    Task<void> update(T row) { return change(updateSql(row)); }
    /// Writes the named columns.
    Task<void> update(T row, QStringList columns) { return change(updateSql(row, columns)); }

    Task<std::optional<T>> get(Id id)
    {
        const auto rows = m_kept;
        if (rows) {
            if (const auto row = rows->find(id))
                co_return *row;
        }
        const auto reading = rows ? rows->beginRead(id) : nullptr;
        QVariantList binds{toSql(id)};
        std::vector<T> found;
        try {
            found = co_await where(QStringLiteral("id = ? LIMIT 1"), std::move(binds));
        } catch (...) {
            if (rows)
                rows->endRead(id, reading, nullptr);
            throw;
        }
        if (rows)
            rows->endRead(id, reading, found.empty() ? nullptr : std::make_shared<const T>(found.front()));
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
        const auto kept = m_keepsLists ? m_kept : nullptr;
        const QString question = kept ? questionOf(filters, allowed, size, token) : QString();
        const quint64 changes = kept ? kept->changes() : 0;
        std::vector<T> found;
        if (const auto known = kept ? kept->findList(question) : std::nullopt) {
            for (const Row &row : *known)
                found.push_back(*row);
            co_return found;
        }
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
        found = read(rows);
        if (kept) {
            std::vector<Row> copies;
            for (const T &row : found)
                copies.push_back(copyOf(row));
            kept->putList(question, std::move(copies), changes);
        }
        co_return found;
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
    struct Difference
    {
        const T &before;
        const T &row;
        QString sets;
        QVariantList binds;
        template <typename M> void operator()(const char *name, M T::*member, core::Travel how = core::always)
        {
            if (how & core::noColumn)
                return;
            if constexpr (std::equality_comparable<M>) {
                if (before.*member == row.*member)
                    return;
            }
            if (!sets.isEmpty())
                sets += QLatin1String(", ");
            sets += QLatin1String(name);
            sets += QLatin1String(" = ?");
            binds.push_back(toSql(row.*member));
        }
    };
    struct Loader
    {
        const store::Row &from;
        T &row;
        qsizetype at = 0;
        template <typename M> void operator()(const char *, M T::*member, core::Travel how = core::always)
        {
            if (!(how & core::noColumn))
                fromSql(from.at(at++), row.*member);
        }
    };

    Task<void> change(Sql sql)
    {
        std::vector<Sql> batch;
        batch.push_back(std::move(sql));
        const int changed = co_await m_store.write(std::move(batch));
        if (changed == 0)
            throw core::Error(core::Errc::NotFound, QStringLiteral("ROW_NOT_FOUND"),
                              QStringLiteral("The row to change in %1 is gone.").arg(m_name));
    }

    static QString questionOf(const core::Json &filters, const QStringList &allowed, unsigned size, const QString &token)
    {
        const QChar between = QLatin1Char('\n');
        return core::fromUtf8(core::dumpJson(filters)) + between + allowed.join(QLatin1Char(',')) + between +
               QString::number(size) + between + token;
    }

    static Row copyOf(const T &row) { return std::make_shared<const T>(row); }

    /// @param now  the whole row, as it will be; null: not known.
    std::function<void(int)> whenCommitted(const Id &id, Row now) const
    {
        if (!m_kept)
            return {};
        return [rows = std::weak_ptr(m_kept), id, now = std::move(now)](int changed) {
            const auto kept = rows.lock();
            if (!kept)
                return;
            if (now && changed > 0)
                kept->put(id, now);
            else
                kept->forget(id);
        };
    }

    QVariantList values(const T &row) const
    {
        Values visitor{row, {}};
        visitor.list.reserve(m_shape.columns.size());
        T::describe(visitor);
        return visitor.list;
    }
    static std::vector<T> read(const Rows &rows)
    {
        std::vector<T> all;
        for (const store::Row &row : rows.rows) {
            T one{};
            Loader loader{row, one};
            T::describe(loader);
            all.push_back(std::move(one));
        }
        return all;
    }

    static constexpr size_t mostKept = 10'000;

    Store &m_store;
    QString m_name;
    QString m_list, m_insert;
    Shape m_shape;
    std::shared_ptr<RowCache<T>> m_kept;
    bool m_keepsLists = false;
};

} // namespace store
