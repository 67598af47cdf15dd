// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/store.h"

#include <memory>

namespace store {

/// SQLite in WAL mode with `synchronous=FULL`: one writer thread that commits everything waiting in one transaction (group
/// commit; two commits begin at least 10 ms apart), and readers beside it. turn() holds on the thread that made it.
class SqliteStore : public Store
{
public:
    /// Opens or creates the file and brings it to the newest schema. Blocks shortly; call it while starting.
    /// @throws core::Error(Unavailable, STORE_NOT_OPENED) with the reason; a database of a newer program or a damaged one is
    ///         left untouched.
    explicit SqliteStore(QString path, int readers = 2);
    ~SqliteStore() override; ///< Finishes what was asked for, then closes.

    Task<Rows> query(Sql sql) override;
    Task<int> write(std::vector<Sql> statements) override;
    Task<void> turn() override;
    QString dialect() const override { return QStringLiteral("sqlite"); }

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace store
