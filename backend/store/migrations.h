// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace store {

class SqliteConnection;

/// Brings a database to the newest schema, each step in one transaction (table `schema_migrations`).
void migrate(SqliteConnection &db);

/// Looks at the file without changing it; no file or an empty one is fine.
/// @throws core::Error  STORE_TOO_NEW of a newer program, STORE_FOREIGN of another one, STORE_DAMAGED.
void inspect(const QString &path);

} // namespace store
