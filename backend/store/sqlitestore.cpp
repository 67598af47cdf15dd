// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sqlitestore.h"

#include "core/error.h"
#include "core/log.h"
#include "core/poster.h"
#include "store/migrations.h"
#include "store/sqliteconnection.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace store {
namespace {
constexpr size_t batchesPerCommit = 512;

/// A value on its way back to the thread that asked.
template <typename T> struct Answer
{
    core::Promise<T> promise;
    std::shared_ptr<core::Poster> asker = core::Poster::ofThisThread();

    void give(std::variant<T, std::exception_ptr> outcome) const
    {
        asker->post([promise = promise, outcome = std::move(outcome)]() mutable {
            if (outcome.index() == 0)
                promise.resolve(std::move(std::get<0>(outcome)));
            else
                promise.reject(std::get<1>(outcome));
        });
    }
};

struct Write
{
    std::vector<Sql> statements;
    Answer<int> answer;
};

struct Read
{
    Sql sql;
    Answer<Rows> answer;
};

/// A queue that worker threads empty until it is closed.
template <typename T> class Inbox
{
public:
    void push(T item)
    {
        const std::lock_guard lock(m_mutex);
        m_items.push_back(std::move(item));
        m_wake.notify_one();
    }
    /// Up to `most` items; empty when closed and drained.
    std::vector<T> take(size_t most)
    {
        std::unique_lock lock(m_mutex);
        m_wake.wait(lock, [this] { return m_closed || !m_items.empty(); });
        std::vector<T> taken;
        while (!m_items.empty() && taken.size() < most) {
            taken.push_back(std::move(m_items.front()));
            m_items.pop_front();
        }
        return taken;
    }
    void close()
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
        m_wake.notify_all();
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<T> m_items;
    bool m_closed = false;
};

std::variant<int, std::exception_ptr> runBatch(SqliteConnection &db, const std::vector<Sql> &statements)
{
    db.run("SAVEPOINT batch");
    try {
        int changed = 0;
        for (const Sql &sql : statements)
            changed = db.execute(sql);
        db.run("RELEASE batch");
        return changed;
    } catch (...) {
        const auto failure = std::current_exception();
        db.run("ROLLBACK TO batch");
        db.run("RELEASE batch");
        return failure;
    }
}

/// Everything waiting becomes durable together; a batch that fails does not spoil the others.
void commitTogether(SqliteConnection &db, const std::vector<Write> &writes)
{
    std::vector<std::variant<int, std::exception_ptr>> outcomes;
    try {
        db.run("BEGIN IMMEDIATE");
        for (const Write &write : writes)
            outcomes.push_back(runBatch(db, write.statements));
        db.run("COMMIT");
    } catch (...) {
        const auto failure = std::current_exception();
        try {
            db.run("ROLLBACK");
        } catch (const core::Error &) {
            core::log::error("store", "rollback failed after: {}", core::describe(failure));
        }
        outcomes.assign(writes.size(), failure);
    }
    for (size_t i = 0; i < writes.size(); ++i)
        writes[i].answer.give(std::move(outcomes[i]));
}
} // namespace

class SqliteStore::Private
{
public:
    Inbox<Write> writes;
    Inbox<Read> reads;
    std::vector<std::thread> threads;
};

SqliteStore::SqliteStore(QString path, int readers) : d(std::make_unique<Private>())
{
    try {
        SqliteConnection db(path);
        migrate(db);
    } catch (const core::Error &error) {
        throw core::Error(core::Errc::Unavailable, QStringLiteral("STORE_NOT_OPENED"),
                          QStringLiteral("The database %1 cannot be used: %2").arg(path, error.message()), error.detail());
    }
    d->threads.emplace_back([p = d.get(), path] {
        SqliteConnection db(path);
        while (true) {
            const std::vector<Write> writes = p->writes.take(batchesPerCommit);
            if (writes.empty())
                return;
            commitTogether(db, writes);
        }
    });
    for (int i = 0; i < std::max(readers, 1); ++i) {
        d->threads.emplace_back([p = d.get(), path] {
            SqliteConnection db(path);
            while (true) {
                const std::vector<Read> reads = p->reads.take(1);
                if (reads.empty())
                    return;
                try {
                    reads.front().answer.give(db.select(reads.front().sql));
                } catch (...) {
                    reads.front().answer.give(std::current_exception());
                }
            }
        });
    }
}

SqliteStore::~SqliteStore()
{
    d->writes.close();
    d->reads.close();
    for (std::thread &thread : d->threads)
        thread.join();
}

Task<Rows> SqliteStore::query(Sql sql)
{
    Read read{std::move(sql), {}};
    const auto answer = read.answer.promise;
    d->reads.push(std::move(read));
    Rows rows = co_await answer;
    co_return rows;
}

Task<int> SqliteStore::write(std::vector<Sql> statements)
{
    Write write{std::move(statements), {}};
    const auto answer = write.answer.promise;
    d->writes.push(std::move(write));
    const int changed = co_await answer;
    co_return changed;
}

} // namespace store
