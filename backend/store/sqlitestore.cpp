// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sqlitestore.h"

#include "core/allocator.h"
#include "core/error.h"
#include "core/log.h"
#include "core/poster.h"
#include "core/scheduling.h"
#include "core/systemclock.h"
#include "core/vectors.h"
#include "store/migrations.h"
#include "store/sqliteconnection.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>
#include <utility>

namespace store {
namespace {
using SteadyTime = std::chrono::steady_clock::time_point;

constexpr size_t batchesPerCommit = 512;
/// From one commit's begin to the next one's: what comes meanwhile shares its pages and its wait for the disk.
constexpr std::chrono::milliseconds betweenCommits{10};
/// Who comes so soon after a turn began is of it.
constexpr std::chrono::milliseconds turnStaysOpen{1};

/// A thread without work for so long rests.
constexpr std::chrono::seconds beforeRest{1};

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
    Answer<std::vector<int>> answer;
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
    /// Up to `most` items, not before that time; empty when closed and drained.
    std::vector<T> take(size_t most, SteadyTime notBefore = {})
    {
        std::unique_lock lock(m_mutex);
        const auto isCalled = [this] { return m_closed || !m_items.empty(); };
        if (!m_wake.wait_for(lock, beforeRest, isCalled)) {
            lock.unlock();
            core::giveBackCache();
            lock.lock();
            m_wake.wait(lock, isCalled);
        }
        if (notBefore > std::chrono::steady_clock::now())
            m_wake.wait_until(lock, notBefore, [this] { return m_closed; });
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

using Changes = std::variant<std::vector<int>, std::exception_ptr>;

/// Rows that each statement changed.
Changes runBatch(SqliteConnection &db, const std::vector<Sql> &statements)
{
    if (statements.size() == 1) {
        try {
            return std::vector<int>{db.execute(statements.front())};
        } catch (...) {
            return std::current_exception();
        }
    }
    db.run("SAVEPOINT batch");
    try {
        std::vector<int> changed;
        for (const Sql &sql : statements)
            changed.push_back(db.execute(sql));
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
    std::vector<Changes> outcomes;
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
    void writeUntilClosed(SqliteConnection &db)
    {
        SteadyTime next;
        while (true) {
            core::leaveVectors();
            const std::vector<Write> taken = writes.take(batchesPerCommit, next);
            if (taken.empty())
                return;
            next = std::chrono::steady_clock::now() + betweenCommits;
            commitTogether(db, taken);
        }
    }
    void readUntilClosed(SqliteConnection &db)
    {
        while (true) {
            const std::vector<Read> taken = reads.take(1);
            if (taken.empty())
                return;
            try {
                taken.front().answer.give(db.select(taken.front().sql));
            } catch (...) {
                taken.front().answer.give(std::current_exception());
            }
        }
    }
    /// Returns when the thread's connection is open, or throws why it is not.
    void startThread(const QString &path, SqliteConnection::Use use, void (Private::*work)(SqliteConnection &))
    {
        std::promise<void> opened;
        std::future<void> outcome = opened.get_future();
        threads.emplace_back([this, path, use, work, opened = std::move(opened)]() mutable {
            core::letOthersFinish();
            std::optional<SqliteConnection> db;
            try {
                db.emplace(path, use);
            } catch (...) {
                opened.set_exception(std::current_exception());
                return;
            }
            opened.set_value();
            (this->*work)(*db);
        });
        outcome.get();
    }
    void beginTurn()
    {
        turnBegan = std::chrono::steady_clock::now();
        for (const auto &one : std::exchange(turns, {}))
            one.resolve(true);
    }
    void stop()
    {
        beginTurn();
        writes.close();
        reads.close();
        for (std::thread &thread : threads)
            thread.join();
        threads.clear();
    }

    const std::thread::id home = std::this_thread::get_id();
    SteadyTime turnBegan;
    std::vector<core::Promise<bool>> turns; ///< that wait for the next one
    core::SystemClock clock;
    core::Timer nextTurn;
    Inbox<Write> writes;
    Inbox<Read> reads;
    std::vector<std::thread> threads;
};

SqliteStore::SqliteStore(QString path, int readers) : d(std::make_unique<Private>())
{
    try {
        inspect(path);
        {
            SqliteConnection db(path, SqliteConnection::Write);
            migrate(db);
        }
        d->startThread(path, SqliteConnection::Write, &Private::writeUntilClosed);
        for (int i = 0; i < std::max(readers, 1); ++i)
            d->startThread(path, SqliteConnection::Read, &Private::readUntilClosed);
    } catch (const core::Error &error) {
        d->stop();
        throw core::Error(core::Errc::Unavailable, QStringLiteral("STORE_NOT_OPENED"),
                          QStringLiteral("The database %1 cannot be used: %2").arg(path, error.message()), error.detail());
    }
}

SqliteStore::~SqliteStore() { d->stop(); }

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
    std::vector<std::function<void(int)>> committed;
    for (Sql &sql : statements)
        committed.push_back(std::exchange(sql.committed, nullptr));
    Write write{std::move(statements), {}};
    const auto answer = write.answer.promise;
    d->writes.push(std::move(write));
    const std::vector<int> changed = co_await answer;
    for (size_t i = 0; i < changed.size(); ++i) {
        if (committed[i])
            committed[i](changed[i]);
    }
    co_return changed.empty() ? 0 : changed.back();
}

Task<void> SqliteStore::turn()
{
    if (std::this_thread::get_id() != d->home)
        co_return;
    const auto since = std::chrono::steady_clock::now() - d->turnBegan;
    if (since < turnStaysOpen)
        co_return;
    if (since >= betweenCommits && d->turns.empty()) {
        d->beginTurn();
        co_return;
    }
    if (d->turns.empty())
        d->nextTurn = d->clock.after(std::chrono::ceil<core::Millis>(betweenCommits - since), [this] { d->beginTurn(); });
    const core::Promise<bool> mine = d->turns.emplace_back();
    co_await mine;
}

} // namespace store
