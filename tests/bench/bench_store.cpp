// SPDX-License-Identifier: GPL-3.0-or-later
// Durable writes a second of the SQLite store: one after the other, and many at once, which share commits. `--folder` names the
// disk, else it is that of the working folder.
#include "bench/figures.h"
#include "contract/call.h"
#include "core/log.h"
#include "store/sqlitestore.h"
#include "store/table.h"
#include "support/wait.h"

#include <QDir>
#include <QElapsedTimer>
#include <QStorageInfo>
#include <QTemporaryDir>

namespace {
using contract::Call;
using core::Task;

Task<void> writeRows(store::Table<Call> *table, int count)
{
    for (int i = 0; i < count; ++i) {
        Call call;
        call.id = core::newId();
        call.status = contract::callstatus::dialing;
        co_await table->insert(call);
    }
}

/// `together` writers, each waiting for every row of its own.
Task<void> writeTogether(store::Table<Call> *table, int together, int each)
{
    std::vector<Task<void>> writers;
    for (int i = 0; i < together; ++i)
        writers.push_back(writeRows(table, each));
    for (Task<void> &writer : writers)
        co_await writer;
}

double perSecond(store::Table<Call> *table, int together, int each)
{
    QElapsedTimer timer;
    timer.start();
    wait(writeTogether(table, together, each));
    return together * each / (double(timer.nsecsElapsed()) / 1e9);
}
} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    core::log::setLevel(core::log::Level::Error);
    const bool smoke = bench::isSmoke();
    QTemporaryDir folder(bench::option(QStringLiteral("folder"), QDir::currentPath()) + QStringLiteral("/bench-XXXXXX"));
    if (!folder.isValid())
        return bench::fail(folder.errorString());
    store::SqliteStore db(folder.filePath(QStringLiteral("bench.db")));
    store::Table<Call> table(db, QStringLiteral("call_calls"));
    perSecond(&table, 1, 20);
    bench::Figures figures;
    const QString disk = QString::fromLatin1(QStorageInfo(folder.path()).fileSystemType());
    const double alone = perSecond(&table, 1, smoke ? 50 : 2000);
    figures.add(QStringLiteral("durable writes, one by one (%1)").arg(disk), alone, QStringLiteral("/s"));
    for (const int together : {10, 100}) {
        const double shared = perSecond(&table, together, smoke ? 5 : 20'000 / together);
        figures.add(QStringLiteral("durable writes, %1 at once (%2)").arg(together).arg(disk), shared, QStringLiteral("/s"));
        figures.add(QStringLiteral("group commit of %1 to one by one").arg(together), shared / alone, QStringLiteral("times"));
    }
    return figures.result();
}
