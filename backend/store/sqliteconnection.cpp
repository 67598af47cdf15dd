// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sqliteconnection.h"

#include "core/error.h"
#include "core/ids.h"

#include <QSqlError>
#include <QSqlRecord>

namespace store {
namespace {
constexpr qsizetype preparedLimit = 256;

[[noreturn]] void fail(const QSqlError &error, const QString &text)
{
    const QString native = error.nativeErrorCode();
    const bool unique = native == QLatin1String("1555") || native == QLatin1String("2067");
    const bool gone = native == QLatin1String("10") || native == QLatin1String("13") || native == QLatin1String("14");
    throw core::Error(unique ? core::Errc::AlreadyExists : gone ? core::Errc::Unavailable : core::Errc::Internal,
                      unique ? QStringLiteral("ALREADY_EXISTS") : QStringLiteral("STORE_FAILED"),
                      unique ? QStringLiteral("A row with this key exists already.")
                             : QStringLiteral("The database refused a statement."),
                      error.text() + QLatin1String(" [") + native + QLatin1String("] in: ") + text.left(200));
}
} // namespace

SqliteConnection::SqliteConnection(const QString &path) : m_name(core::toText(core::newId()))
{
    QSqlDatabase db = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_name);
    db.setDatabaseName(path);
    db.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=5000"));
    if (!db.open())
        fail(db.lastError(), QStringLiteral("open"));
    select({QStringLiteral("PRAGMA journal_mode=WAL"), {}});
    run("PRAGMA synchronous=FULL");
    run("PRAGMA foreign_keys=ON");
    run("PRAGMA temp_store=MEMORY");
}

SqliteConnection::~SqliteConnection()
{
    m_prepared.clear();
    QSqlDatabase::database(m_name, false).close();
    QSqlDatabase::removeDatabase(m_name);
}

QSqlQuery &SqliteConnection::prepared(const Sql &sql)
{
    std::shared_ptr<QSqlQuery> query = m_prepared.value(sql.text);
    if (!query) {
        query = std::make_shared<QSqlQuery>(QSqlDatabase::database(m_name, false));
        query->setForwardOnly(true);
        if (!query->prepare(sql.text))
            fail(query->lastError(), sql.text);
        if (m_prepared.size() >= preparedLimit)
            m_prepared.clear();
        m_prepared.insert(sql.text, query);
    }
    for (qsizetype i = 0; i < sql.binds.size(); ++i)
        query->bindValue(int(i), sql.binds[i]);
    if (!query->exec()) {
        const QSqlError error = query->lastError();
        query->finish();
        fail(error, sql.text);
    }
    return *query;
}

Rows SqliteConnection::select(const Sql &sql)
{
    QSqlQuery &query = prepared(sql);
    Rows rows;
    const QSqlRecord record = query.record();
    const int columns = record.count();
    for (int i = 0; i < columns; ++i)
        rows.columns += record.fieldName(i);
    while (query.next()) {
        Row row;
        row.reserve(columns);
        for (int i = 0; i < columns; ++i)
            row.push_back(query.value(i));
        rows.rows.push_back(std::move(row));
    }
    const QSqlError error = query.lastError();
    query.finish();
    if (error.isValid())
        fail(error, sql.text);
    return rows;
}

int SqliteConnection::execute(const Sql &sql)
{
    QSqlQuery &query = prepared(sql);
    const int changed = query.numRowsAffected();
    query.finish();
    return changed;
}

} // namespace store
