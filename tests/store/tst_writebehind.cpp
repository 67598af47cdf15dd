// SPDX-License-Identifier: GPL-3.0-or-later
// Changes that are written behind: few statements, in order, none lost.
#include "store/writebehind.h"

#include "store/sqlitestore.h"
#include "support/wait.h"

#include <QTemporaryDir>
#include <QtTest>

using core::Errc;
using core::Error;
using core::Task;
using store::Rows;
using store::Sql;

namespace {
struct Pair
{
    QString id, value, other;
    template <typename V> static void describe(V &v)
    {
        v("id", &Pair::id);
        v("value", &Pair::value);
        v("other", &Pair::other);
    }
};

/// A store whose writes wait until the test lets them go, and fail when it says so.
class Gate : public store::Store
{
public:
    explicit Gate(const QString &path) : m_store(path) {}
    Task<Rows> query(Sql sql) override { return m_store.query(std::move(sql)); }
    Task<int> write(std::vector<Sql> statements) override
    {
        for (const Sql &one : statements)
            seen += one.text;
        if (closed) {
            const core::Promise<bool> go = m_waiting.emplace_back();
            co_await go;
        }
        if (const auto failure = std::exchange(failNext, std::nullopt))
            throw Error(*failure, QStringLiteral("STORE_FAILED"), QStringLiteral("The disk is full."));
        const int changed = co_await m_store.write(std::move(statements));
        co_return changed;
    }
    Task<void> turn() override { return m_store.turn(); }
    QString dialect() const override { return m_store.dialect(); }
    void open()
    {
        closed = false;
        for (const auto &one : std::exchange(m_waiting, {}))
            one.resolve(true);
    }
    int waiting() const { return int(m_waiting.size()); }

    QStringList seen;
    bool closed = false;
    std::optional<Errc> failNext;

private:
    store::SqliteStore m_store;
    std::vector<core::Promise<bool>> m_waiting;
};
} // namespace

class WriteBehindTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_db = std::make_unique<Gate>(m_folder->filePath(QStringLiteral("a.db")));
        std::vector<Sql> table{
            Sql{QStringLiteral("CREATE TABLE pairs (id TEXT PRIMARY KEY, value TEXT UNIQUE, other TEXT)"), {}}};
        wait(m_db->write(std::move(table)));
        m_table = std::make_unique<store::Table<Pair>>(*m_db, QStringLiteral("pairs"));
        m_behind = std::make_unique<store::WriteBehind<Pair>>(*m_table);
        for (const char *id : {"a", "b"})
            wait(m_table->insert(row(id, id)));
        m_db->seen.clear();
    }
    void cleanup()
    {
        m_db->open();
        m_behind.reset();
        m_table.reset();
        m_db.reset();
    }

    void manyChangesOfARowAreOneStatement()
    {
        m_behind->put(shared("a", "a"), shared("a", "1"));
        m_behind->put(shared("a", "1"), shared("a", "2"));
        m_behind->put(shared("a", "2"), shared("a", "3", "x"));
        wait(m_behind->durable());
        QCOMPARE(m_db->seen, QStringList{QStringLiteral("UPDATE pairs SET value = ?, other = ? WHERE id = ?")});
        QCOMPARE(stored("a"), QStringLiteral("3"));
    }

    void onlyWhatDiffersIsWritten()
    {
        m_behind->put(shared("a", "a", "x"), shared("a", "a", "y"));
        m_behind->put(shared("b", "b"), shared("b", "b"));
        wait(m_behind->durable());
        QCOMPARE(m_db->seen, QStringList{QStringLiteral("UPDATE pairs SET other = ? WHERE id = ?")});
    }

    void aNewRowAndItsChangesAreOneStatement()
    {
        m_behind->putNew(shared("c", "c"));
        m_behind->put(shared("c", "c"), shared("c", "1", "x"));
        QCOMPARE(m_behind->pending(QStringLiteral("c"))->value, QStringLiteral("1"));
        wait(m_behind->durable());
        QCOMPARE(m_db->seen.size(), 1);
        QVERIFY(m_db->seen.front().startsWith(QLatin1String("INSERT INTO pairs")));
        QCOMPARE(stored("c"), QStringLiteral("1"));
        m_behind->put(shared("c", "1", "x"), shared("c", "2", "x"));
        wait(m_behind->durable());
        QCOMPARE(m_db->seen.last(), QStringLiteral("UPDATE pairs SET value = ? WHERE id = ?"));
        QCOMPARE(stored("c"), QStringLiteral("2"));
    }

    void aFullDiskLosesNoNewRow()
    {
        m_db->failNext = Errc::Unavailable;
        m_behind->putNew(shared("c", "c"));
        QVERIFY_THROWS_EXCEPTION(Error, wait(m_behind->durable()));
        m_behind->put(shared("c", "c"), shared("c", "1"));
        wait(m_behind->durable());
        QCOMPARE(stored("c"), QStringLiteral("1"));
    }

    void changesThatNobodyWaitsForAreGathered()
    {
        m_behind->put(shared("a", "a"), shared("a", "1"));
        QCoreApplication::processEvents();
        m_behind->put(shared("a", "1"), shared("a", "2"));
        m_behind->put(shared("b", "b"), shared("b", "9"));
        QTRY_COMPARE(stored("b"), QStringLiteral("9"));
        QCOMPARE(stored("a"), QStringLiteral("2"));
        QCOMPARE(m_db->seen.size(), 2);
    }

    void oneRowThatSomebodyWaitsForGoesAlone()
    {
        m_behind->put(shared("a", "a"), shared("a", "1"));
        m_behind->put(shared("b", "b"), shared("b", "9"));
        wait(m_behind->durable(QStringLiteral("a")));
        QCOMPARE(stored("a"), QStringLiteral("1"));
        QCOMPARE(m_db->seen.size(), 1);
        QVERIFY(!m_behind->pending(QStringLiteral("a")));
        QVERIFY(m_behind->pending(QStringLiteral("b")));
        wait(m_behind->durable(QStringLiteral("a")));
        wait(m_behind->durable());
        QCOMPARE(stored("b"), QStringLiteral("9"));
    }

    void aRowUnderWayIsWaitedFor()
    {
        m_db->closed = true;
        m_behind->put(shared("a", "a"), shared("a", "1"));
        QTRY_COMPARE(m_db->waiting(), 1);
        bool durable = false;
        m_waits.run(mark(m_behind->durable(QStringLiteral("a")), &durable));
        QVERIFY(!durable);
        m_db->open();
        QTRY_VERIFY(durable);
    }

    void aFailureReachesAllThatWait()
    {
        m_db->closed = true;
        m_db->failNext = Errc::Unavailable;
        m_behind->put(shared("a", "a"), shared("a", "1"));
        auto first = m_behind->durable();
        QTRY_COMPARE(m_db->waiting(), 1);
        m_behind->put(shared("b", "b"), shared("b", "9"));
        auto second = m_behind->durable(QStringLiteral("b"));
        m_db->open();
        QVERIFY_THROWS_EXCEPTION(Error, wait(std::move(first)));
        QVERIFY_THROWS_EXCEPTION(Error, wait(std::move(second)));
        wait(m_behind->durable());
        QCOMPARE(stored("a"), QStringLiteral("1"));
        QCOMPARE(stored("b"), QStringLiteral("9"));
    }

    void whatNobodyWaitsForIsWrittenAllTheSame()
    {
        m_behind->put(shared("a", "a"), shared("a", "1"));
        QTRY_COMPARE(stored("a"), QStringLiteral("1"));
        QTRY_VERIFY(!m_behind->pending(QStringLiteral("a")));
    }

    void whatNobodyWaitsForGoesInSlicesTheOldestFirst()
    {
        putMany();
        QTRY_COMPARE(m_db->waiting(), 1);
        const qsizetype first = m_db->seen.size();
        QVERIFY2(first < many / 2, qPrintable(QString::number(first)));
        for (qsizetype i = 0; i < many; ++i) {
            const QString id = QStringLiteral("n%1").arg(i);
            QVERIFY(m_behind->pending(id));
        }
        m_db->open();
        QTRY_COMPARE(m_db->seen.size(), many);
        QTRY_COMPARE(stored("n399"), QStringLiteral("n399"));
        QCOMPARE(stored("n0"), QStringLiteral("n0"));
    }

    void whoWaitsDoesNotWaitForAllOfThem()
    {
        putMany();
        QTRY_COMPARE(m_db->waiting(), 1);
        m_behind->put(shared("a", "a"), shared("a", "1"));
        bool durable = false;
        m_waits.run(mark(m_behind->durable(QStringLiteral("a")), &durable));
        for (int slice = 1; slice < 3; ++slice) {
            QVERIFY(!durable);
            m_db->open();
            m_db->closed = true;
            QTRY_COMPARE(m_db->waiting(), 1);
        }
        QVERIFY(durable);
        QVERIFY2(m_db->seen.size() < many, qPrintable(QString::number(m_db->seen.size())));
    }

    void whatCouldNotBeWrittenIsTriedAgainByItself()
    {
        m_db->failNext = Errc::Unavailable;
        m_behind->put(shared("a", "a"), shared("a", "1"));
        QTRY_VERIFY(!m_db->failNext);
        QCOMPARE(stored("a"), QStringLiteral("a"));
        QTRY_COMPARE(stored("a"), QStringLiteral("1"));
    }

    void whatComesDuringAWriteIsWrittenTogether()
    {
        m_db->closed = true;
        m_behind->put(shared("a", "a"), shared("a", "1"));
        QTRY_COMPARE(m_db->waiting(), 1);
        m_behind->put(shared("a", "1"), shared("a", "2"));
        m_behind->put(shared("b", "b"), shared("b", "9"));
        m_behind->put(shared("a", "2"), shared("a", "3"));
        QCOMPARE(m_behind->pending(QStringLiteral("a"))->value, QStringLiteral("3"));
        m_db->open();
        wait(m_behind->durable());
        QCOMPARE(m_db->seen.size(), 3);
        QCOMPARE(stored("a"), QStringLiteral("3"));
        QCOMPARE(stored("b"), QStringLiteral("9"));
        QVERIFY(!m_behind->pending(QStringLiteral("a")));
    }

    void aRowOnItsWayIsSeen()
    {
        m_db->closed = true;
        m_behind->put(shared("a", "a"), shared("a", "1"));
        QTRY_COMPARE(m_db->waiting(), 1);
        QVERIFY(m_behind->pending(QStringLiteral("a")));
        QCOMPARE(m_behind->pending(QStringLiteral("a"))->value, QStringLiteral("1"));
        QVERIFY(!m_behind->pending(QStringLiteral("b")));
    }

    void aFullDiskLosesNothing()
    {
        m_db->failNext = Errc::Unavailable;
        m_behind->put(shared("a", "a"), shared("a", "1", "x"));
        QVERIFY_THROWS_EXCEPTION(Error, wait(m_behind->durable()));
        QCOMPARE(stored("a"), QStringLiteral("a"));
        m_behind->put(shared("a", "1", "x"), shared("a", "2", "x"));
        wait(m_behind->durable());
        QCOMPARE(stored("a"), QStringLiteral("2"));
        QCOMPARE(m_db->seen.last(), QStringLiteral("UPDATE pairs SET value = ?, other = ? WHERE id = ?"));
    }

    void durableTriesAgain()
    {
        m_db->failNext = Errc::Unavailable;
        m_behind->put(shared("a", "a"), shared("a", "1"));
        QVERIFY_THROWS_EXCEPTION(Error, wait(m_behind->durable()));
        wait(m_behind->durable());
        QCOMPARE(stored("a"), QStringLiteral("1"));
    }

    void oneRefusedRowHoldsUpNoOther()
    {
        m_behind->put(shared("a", "a"), shared("a", "b")); // "b" is taken
        m_behind->put(shared("b", "b"), shared("b", "b", "x"));
        wait(m_behind->durable());
        QCOMPARE(stored("a"), QStringLiteral("a"));
        QCOMPARE(stored("b", "other"), QStringLiteral("x"));
        m_behind->put(shared("b", "b", "x"), shared("b", "c", "x"));
        wait(m_behind->durable());
        QCOMPARE(stored("b"), QStringLiteral("c"));
    }

    void goesAwayWithAWriteUnderWay()
    {
        m_db->closed = true;
        m_behind->put(shared("a", "a"), shared("a", "1"));
        QTRY_COMPARE(m_db->waiting(), 1);
        m_behind.reset();
        m_db->open();
        QTRY_COMPARE(stored("a"), QStringLiteral("1"));
    }

private:
    static constexpr int many = 400;
    /// More new rows than go at once, behind the closed gate.
    void putMany()
    {
        for (int i = 0; i < many; ++i) {
            const QByteArray id = "n" + QByteArray::number(i);
            m_behind->putNew(shared(id, id));
        }
        m_db->closed = true;
    }
    static Task<void> mark(Task<void> task, bool *done)
    {
        co_await task;
        *done = true;
    }
    static Pair row(const char *id, const char *value, const char *other = "")
    {
        return {QLatin1String(id), QLatin1String(value), QLatin1String(other)};
    }
    static std::shared_ptr<const Pair> shared(const char *id, const char *value, const char *other = "")
    {
        return std::make_shared<const Pair>(row(id, value, other));
    }
    QString stored(const char *id, const char *column = "value")
    {
        Sql sql{QStringLiteral("SELECT %1 FROM pairs WHERE id = ?").arg(QLatin1String(column)), {QLatin1String(id)}};
        return wait(m_db->query(std::move(sql))).rows.front().front().toString();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Gate> m_db;
    std::unique_ptr<store::Table<Pair>> m_table;
    std::unique_ptr<store::WriteBehind<Pair>> m_behind;
    core::TaskGroup m_waits;
};

QTEST_GUILESS_MAIN(WriteBehindTest)
#include "tst_writebehind.moc"
