// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace store {

class SqliteConnection;

/// Brings a database to the newest schema, each step in one transaction (table `schema_migrations`).
/// @throws core::Error(FailedPrecondition, STORE_TOO_NEW) when it was made by a newer program.
void migrate(SqliteConnection &db);

} // namespace store
