// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/task.h"

#include <QVariant>

#include <functional>
#include <vector>

/// SQL behind one port (architecture §1): SQLite embedded, MySQL deployed.
namespace store {

using core::Task;

struct Sql
{
    QString text; ///< `?` placeholders only
    QVariantList binds;
    /// After write() made it durable: called with the number of rows it changed, on the thread that asked, in the order of
    /// the commits and before that write() returns. Not called when the batch fails.
    std::function<void(int changed)> committed = {};
};

using Row = QVariantList;
struct Rows
{
    QStringList columns;
    std::vector<Row> rows;
};

/// Functions may be called from any thread with an event loop; answers continue on the thread that asked.
class Store
{
public:
    virtual ~Store() = default;
    /// Rows of one SELECT. Sees every write acknowledged before the call. @throws core::Error(Internal, STORE_FAILED), or
    /// Unavailable when the database is gone.
    virtual Task<Rows> query(Sql sql) = 0;
    /// Runs the statements in one transaction; returns the number of rows the last one changed, once they are durable on disk.
    /// Nothing of a failed batch is kept. @throws core::Error as above; AlreadyExists on a unique key.
    virtual Task<int> write(std::vector<Sql> statements) = 0;
    /// Until a write would not be held back: what is gathered meanwhile need not wait for the transaction after the next one.
    virtual Task<void> turn() { co_return; }
    /// `sqlite` or `mysql`, for migrations that differ.
    virtual QString dialect() const = 0;
};

} // namespace store
