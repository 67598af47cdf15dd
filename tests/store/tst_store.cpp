// SPDX-License-Identifier: GPL-3.0-or-later
// The suite every adapter of the Store port passes, and what SQLite alone promises.
#include "store/sqlitestore.h"

#include "core/error.h"
#include "support/wait.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <cstdio>

using core::Errc;
using core::Error;
using core::Task;
using store::Rows;
using store::Sql;

namespace {
Sql insert(int number)
{
    return {QStringLiteral("INSERT INTO voxboard_settings VALUES (?, ?)"), {QString::number(number), QStringLiteral("x")}};
}

Rows rowsOf(store::Store &db, const char *text)
{
    Sql sql{QLatin1String(text), {}};
    return wait(db.query(std::move(sql)));
}

int count(store::Store &db) { return rowsOf(db, "SELECT COUNT(*) FROM voxboard_settings").rows.front().front().toInt(); }

int write(store::Store &db, std::vector<Sql> batch) { return wait(db.write(std::move(batch))); }

template <typename F> QString reasonOf(F call)
{
    try {
        call();
    } catch (const Error &error) {
        return error.reason();
    }
    return {};
}

Task<void> writeOne(store::Store *db, int number, std::shared_ptr<QStringList> log)
{
    Sql sql = insert(number);
    sql.committed = [log, number](int changed) { log->append(QStringLiteral("%1 committed %2").arg(number).arg(changed)); };
    std::vector<Sql> batch;
    batch.push_back(std::move(sql));
    try {
        co_await db->write(std::move(batch));
        log->append(QStringLiteral("%1 done").arg(number));
    } catch (const Error &error) {
        log->append(QStringLiteral("%1 %2").arg(number).arg(error.reason()));
    }
}

Task<void> writeForEver(store::Store *db, int first, int step)
{
    for (int number = first;; number += step) {
        std::vector<Sql> batch{insert(number)};
        co_await db->write(std::move(batch));
        std::printf("%d\n", number);
        std::fflush(stdout);
    }
}

int writer(const QString &path)
{
    store::SqliteStore db(path);
    for (int i = 0; i < 32; ++i)
        writeForEver(&db, i, 32);
    return QCoreApplication::exec();
}
} // namespace

class StoreTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data()
    {
        QTest::addColumn<QString>("adapter");
        QTest::newRow("SQLite") << "sqlite";
    }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("voxboard.db"));
        m_db = std::make_unique<store::SqliteStore>(m_path);
    }
    void cleanup() { m_db.reset(); }

    void readsWhatWasWritten()
    {
        QCOMPARE(write(*m_db, {insert(1), insert(2)}), 1);
        QCOMPARE(count(*m_db), 2);
    }

    void failedBatchLeavesNothing()
    {
        write(*m_db, {insert(1)});
        QCOMPARE(reasonOf([this] { write(*m_db, {insert(2), insert(1)}); }), QStringLiteral("ALREADY_EXISTS"));
        QCOMPARE(count(*m_db), 1);
    }

    void batchesOfOneCommitStandAlone()
    {
        const auto log = std::make_shared<QStringList>();
        for (const int number : {1, 2, 1, 3})
            writeOne(m_db.get(), number, log);
        QTRY_COMPARE(log->size(), 7);
        const QStringList expected{
            QStringLiteral("1 committed 1"), QStringLiteral("1 done"),           QStringLiteral("2 committed 1"),
            QStringLiteral("2 done"),        QStringLiteral("1 ALREADY_EXISTS"), QStringLiteral("3 committed 1"),
            QStringLiteral("3 done")};
        QCOMPARE(*log, expected);
    }

    void wrongStatementIsAnError()
    {
        QCOMPARE(reasonOf([this] { rowsOf(*m_db, "SELECT nothing"); }), QStringLiteral("STORE_FAILED"));
        QCOMPARE(count(*m_db), 0);
    }

    void eachPlaceHasItsValue_data()
    {
        QTest::addColumn<QVariantList>("values");
        QTest::addColumn<QString>("answer");
        QTest::newRow("as many as places") << QVariantList{1, QStringLiteral("b")} << QStringLiteral("1 ? b");
        QTest::newRow("one is missing") << QVariantList{1} << QStringLiteral("STORE_FAILED");
        QTest::newRow("one too many") << QVariantList{1, 2, 3} << QStringLiteral("STORE_FAILED");
    }
    void eachPlaceHasItsValue()
    {
        QFETCH(QVariantList, values);
        QString answer;
        const QString reason = reasonOf([&] {
            for (int i = 0; i < 2; ++i) { // the second time it is prepared
                Sql sql{QStringLiteral("SELECT ? || ' ? ' || ?"), values};
                answer = wait(m_db->query(std::move(sql))).rows.front().front().toString();
            }
        });
        QTEST(reason + answer, "answer");
    }

    void turnsComeAndEndWithTheStore()
    {
        for (int i = 0; i < 3; ++i)
            wait(m_db->turn());
        std::vector<Task<void>> turns;
        for (int i = 0; i < 3; ++i)
            turns.push_back(m_db->turn());
        m_db.reset();
        for (Task<void> &one : turns)
            QVERIFY(one.isReady());
    }

    void queryCannotWrite()
    {
        QVERIFY(!reasonOf([this] { rowsOf(*m_db, "DELETE FROM voxboard_settings"); }).isEmpty());
    }

    void opensAgain()
    {
        write(*m_db, {insert(1)});
        m_db.reset();
        m_db = std::make_unique<store::SqliteStore>(m_path);
        QCOMPARE(count(*m_db), 1);
    }

    void unusableFileIsLeftAlone_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("says");
        QTest::newRow("no database") << "text" << "damaged";
        QTest::newRow("of a newer program") << "newer" << "newer Voxboard";
        QTest::newRow("of another program") << "foreign" << "another program";
    }
    void unusableFileIsLeftAlone()
    {
        QFETCH(QString, kind);
        QFETCH(QString, says);
        if (kind == QLatin1String("newer"))
            write(*m_db, {{QStringLiteral("INSERT INTO schema_migrations VALUES (9999)"), {}}});
        if (kind == QLatin1String("foreign"))
            write(*m_db, {{QStringLiteral("DROP TABLE schema_migrations"), {}}});
        m_db.reset();
        QFile file(m_path);
        if (kind == QLatin1String("text")) {
            QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
            file.write(QByteArray("this is no database\n").repeated(500));
            file.close();
        }
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray before = file.readAll();
        file.close();
        QString message;
        try {
            store::SqliteStore again(m_path);
        } catch (const Error &error) {
            QCOMPARE(error.reason(), QStringLiteral("STORE_NOT_OPENED"));
            message = error.message();
        }
        QVERIFY2(message.contains(says), qPrintable(message));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), before);
    }

    void killedWriterLosesNothingAcknowledged()
    {
        m_db.reset();
        QProcess child;
        child.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--writer"), m_path});
        QByteArray said;
        QTRY_VERIFY_WITH_TIMEOUT((said += child.readAllStandardOutput(), said.count('\n') > 500), 60'000);
        child.kill();
        QVERIFY(child.waitForFinished());
        said += child.readAllStandardOutput();
        m_db = std::make_unique<store::SqliteStore>(m_path);
        QSet<QByteArray> kept;
        for (const store::Row &row : rowsOf(*m_db, "SELECT name FROM voxboard_settings").rows)
            kept.insert(row.front().toByteArray());
        said.truncate(said.lastIndexOf('\n'));
        for (const QByteArray &number : said.split('\n'))
            QVERIFY2(kept.contains(number), number.constData());
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
    std::unique_ptr<store::SqliteStore> m_db;
};

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = app.arguments();
    if (arguments.size() == 3 && arguments[1] == QLatin1String("--writer"))
        return writer(arguments[2]);
    StoreTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_store.moc"
