// SPDX-License-Identifier: GPL-3.0-or-later
// Lists that a table keeps in memory: asked once, never old.
#include "store/sqlitestore.h"
#include "store/table.h"
#include "support/wait.h"

#include <QTemporaryDir>
#include <QtTest>

using core::Json;
using core::Task;
using store::Rows;
using store::Sql;

namespace {
struct Entry
{
    QString id, value;
    core::Timestamp tmCreate, tmDelete;
    template <typename V> static void describe(V &v)
    {
        v("id", &Entry::id);
        v("value", &Entry::value);
        v("tm_create", &Entry::tmCreate);
        v("tm_delete", &Entry::tmDelete);
    }
};

/// Counts the questions, and holds their answers back when the test says so.
class Counting : public store::Store
{
public:
    explicit Counting(const QString &path) : m_store(path) {}
    Task<Rows> query(Sql sql) override
    {
        ++queries;
        Rows rows = co_await m_store.query(std::move(sql));
        if (held) {
            const core::Promise<bool> go = m_waiting.emplace_back();
            co_await go;
        }
        co_return rows;
    }
    Task<int> write(std::vector<Sql> statements) override { return m_store.write(std::move(statements)); }
    Task<void> turn() override { return m_store.turn(); }
    QString dialect() const override { return m_store.dialect(); }
    bool holds() const { return !m_waiting.empty(); }
    void letGo()
    {
        held = false;
        for (const auto &one : std::exchange(m_waiting, {}))
            one.resolve(true);
    }

    int queries = 0;
    bool held = false;

private:
    store::SqliteStore m_store;
    std::vector<core::Promise<bool>> m_waiting;
};
} // namespace

class KeptListsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_folder.emplace();
        m_store.emplace(m_folder->filePath(QStringLiteral("lists.sqlite")));
        std::vector<Sql> table{{QStringLiteral("CREATE TABLE entries (id TEXT PRIMARY KEY NOT NULL, value TEXT, tm_create TEXT, "
                                               "tm_delete TEXT)"),
                                {}}};
        wait(m_store->write(std::move(table)));
        m_table.emplace(*m_store, QStringLiteral("entries"));
        m_table->keepLists();
        wait(m_table->insert(entry("a", "red")));
    }
    void cleanup()
    {
        m_table.reset();
        m_store.reset();
    }

    void theSameQuestionIsAskedOnce()
    {
        for (int i = 0; i < 3; ++i)
            QCOMPARE(ids("red"), QStringList{QStringLiteral("a")});
        QCOMPARE(m_store->queries, 1);
        QVERIFY(ids("blue").isEmpty());
        QVERIFY(ids("blue").isEmpty());
        QCOMPARE(m_store->queries, 2);
    }

    void changesAreSeenAtOnce()
    {
        QCOMPARE(ids("red"), QStringList{QStringLiteral("a")});
        wait(m_table->insert(entry("b", "red")));
        QCOMPARE(ids("red").size(), 2);
        wait(m_table->update(entry("a", "blue")));
        QCOMPARE(ids("red"), QStringList{QStringLiteral("b")});
        std::vector<Sql> removal{m_table->removeSql(entry("b", "red"))};
        wait(m_store->write(std::move(removal)));
        QVERIFY(ids("red").isEmpty());
    }

    void anAnswerThatAChangeOvertookIsNotKept()
    {
        m_store->held = true;
        auto early = m_table->list(Json{{"value", "red"}}, m_filters, 10, {});
        QTRY_VERIFY(m_store->holds());
        wait(m_table->insert(entry("b", "red")));
        m_store->letGo();
        QCOMPARE(int(wait(std::move(early)).size()), 1);
        QCOMPARE(ids("red").size(), 2);
    }

    void longListsAreReadEachTime()
    {
        for (int i = 0; i < 20; ++i)
            wait(m_table->insert(entry(qPrintable(QString::number(i)), "green")));
        QCOMPARE(ids("green").size(), 20);
        QCOMPARE(ids("green").size(), 20);
        QCOMPARE(m_store->queries, 2);
    }

private:
    static Entry entry(const char *id, const char *value)
    {
        static qint64 made = 0;
        return {QString::fromLatin1(id), QString::fromLatin1(value), core::Timestamp::fromMicros(++made * 1'000'000), {}};
    }
    QStringList ids(const char *value)
    {
        QStringList found;
        for (const Entry &one : wait(m_table->list(Json{{"value", value}}, m_filters, 50, {})))
            found += one.id;
        return found;
    }

    const QStringList m_filters{QStringLiteral("value"), QStringLiteral("deleted")};
    std::optional<QTemporaryDir> m_folder;
    std::optional<Counting> m_store;
    std::optional<store::Table<Entry>> m_table;
};

QTEST_GUILESS_MAIN(KeptListsTest)
#include "tst_keptlists.moc"
