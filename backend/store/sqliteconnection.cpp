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
    const QString detail =
        error.text() + QLatin1String(" [") + error.nativeErrorCode() + QLatin1String("] in: ") + text.left(200);
    const int code = error.nativeErrorCode().toInt();
    const QString failed = QStringLiteral("STORE_FAILED");
    if (code == 1555 || code == 2067)
        throw core::Error(core::Errc::AlreadyExists, QStringLiteral("ALREADY_EXISTS"),
                          QStringLiteral("A row with this key exists already."), detail);
    switch (code & 0xff) {
    case 5: // SQLITE_BUSY
    case 6: // SQLITE_LOCKED
        throw core::Error(core::Errc::Unavailable, failed, QStringLiteral("Another program holds the database."), detail);
    case 8:  // SQLITE_READONLY
    case 10: // SQLITE_IOERR
    case 14: // SQLITE_CANTOPEN
        throw core::Error(core::Errc::Unavailable, failed, QStringLiteral("The database file cannot be opened or written."),
                          detail);
    case 13: // SQLITE_FULL
        throw core::Error(core::Errc::Unavailable, failed, QStringLiteral("The disk is full."), detail);
    case 11: // SQLITE_CORRUPT
    case 26: // SQLITE_NOTADB
        throw core::Error(core::Errc::Unavailable, QStringLiteral("STORE_DAMAGED"),
                          QStringLiteral("The file is damaged or is no database."), detail);
    default: throw core::Error(core::Errc::Internal, failed, QStringLiteral("The database refused a statement."), detail);
    }
}
} // namespace

SqliteConnection::SqliteConnection(const QString &path, Use use) : m_name(core::toText(core::newId()))
{
    try {
        open(path, use);
    } catch (...) {
        close();
        throw;
    }
}

SqliteConnection::~SqliteConnection() { close(); }

void SqliteConnection::open(const QString &path, Use use)
{
    QSqlDatabase db = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_name);
    db.setDatabaseName(path);
    const QString readOnly = QStringLiteral(";QSQLITE_OPEN_READONLY");
    db.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=5000") + (use == Inspect ? readOnly : QString()));
    if (!db.open())
        fail(db.lastError(), QStringLiteral("open"));
    if (use == Inspect)
        return;
    select({QStringLiteral("PRAGMA journal_mode=WAL"), {}});
    run("PRAGMA synchronous=FULL");
    run("PRAGMA wal_autocheckpoint=4000"); // pages: what changes often goes to the file itself seldom
    run("PRAGMA foreign_keys=ON");
    run("PRAGMA temp_store=MEMORY");
    run("PRAGMA cache_size=-512"); // KiB; the system keeps the file in memory anyhow
    if (use == Read)
        run("PRAGMA query_only=ON");
}

void SqliteConnection::close()
{
    m_prepared.clear();
    QSqlDatabase::database(m_name, false).close();
    QSqlDatabase::removeDatabase(m_name);
}

/// QSqlQuery makes a name at each binding of a place that has none: so each `?` outside of quotes gets one here, once.
SqliteConnection::Prepared SqliteConnection::prepare(const QString &text)
{
    Prepared made{QSqlQuery(QSqlDatabase::database(m_name, false)), 0};
    QString named;
    bool quoted = false;
    for (const QChar c : text) {
        quoted = quoted != (c == QLatin1Char('\''));
        if (quoted || c != QLatin1Char('?')) {
            named += c;
            continue;
        }
        if (made.places == m_names.size())
            m_names += QStringLiteral(":p%1").arg(made.places);
        named += m_names[made.places++];
    }
    made.query.setForwardOnly(true);
    if (!made.query.prepare(named))
        fail(made.query.lastError(), text);
    return made;
}

QSqlQuery &SqliteConnection::executed(const Sql &sql)
{
    auto known = m_prepared.find(sql.text);
    if (known == m_prepared.end()) {
        Prepared made = prepare(sql.text);
        if (m_prepared.size() >= preparedLimit)
            m_prepared.clear();
        known = m_prepared.emplace(sql.text, std::move(made)).first;
    }
    auto &[query, places] = known->second;
    if (sql.binds.size() != places)
        throw core::Error(core::Errc::Internal, QStringLiteral("STORE_FAILED"),
                          QStringLiteral("%1 values for %2 places of a statement.").arg(sql.binds.size()).arg(places),
                          sql.text.left(200));
    for (qsizetype i = 0; i < places; ++i)
        query.bindValue(m_names[i], sql.binds[i]);
    if (!query.exec()) {
        const QSqlError error = query.lastError();
        query.finish();
        fail(error, sql.text);
    }
    return query;
}

Rows SqliteConnection::select(const Sql &sql)
{
    QSqlQuery &query = executed(sql);
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
    QSqlQuery &query = executed(sql);
    const int changed = query.numRowsAffected();
    query.finish();
    return changed;
}

} // namespace store
