// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/store.h"

#include <QSqlDatabase>
#include <QSqlQuery>

#include <unordered_map>

namespace store {

/// One connection, used by the thread that made it. Statements are prepared once.
class SqliteConnection
{
public:
    enum Use {
        Inspect, ///< changes nothing, not even the journal mode
        Read,
        Write,
    };
    SqliteConnection(const QString &path, Use use);
    ~SqliteConnection();
    SqliteConnection(const SqliteConnection &) = delete;
    SqliteConnection &operator=(const SqliteConnection &) = delete;

    /// @throws core::Error(Internal, STORE_FAILED), AlreadyExists on a unique key, Unavailable when the file cannot be used.
    Rows select(const Sql &sql);
    /// Rows changed.
    int execute(const Sql &sql);
    void run(const char *statement) { execute(Sql{QLatin1String(statement), {}}); }

private:
    void open(const QString &path, Use use);
    void close();
    struct Prepared
    {
        QSqlQuery query;
        qsizetype places = 0;
    };
    Prepared prepare(const QString &text);
    QSqlQuery &executed(const Sql &sql);
    QString m_name;
    QStringList m_names; ///< of places, the same in all statements
    std::unordered_map<QString, Prepared> m_prepared;
};

} // namespace store
