// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/bus.h"
#include "bus/latencies.h"
#include "core/poster.h"

#include <deque>
#include <mutex>

namespace bus {

/// A request that waits in a LocalBus queue. `answer` runs on the serving thread, exactly once; empty for delayed requests.
struct Job
{
    Request request;
    std::function<void(Reply)> answer;
    core::Nanos enqueuedAt{0};
};

/// One served request queue: jobs in order, at most `workers` handlers running, all on the thread that serves.
class LocalQueue : public std::enable_shared_from_this<LocalQueue>
{
public:
    /// `finished` sees every handled job and its duration in ms, on the serving thread.
    LocalQueue(QString name, Handler handler, int workers, std::shared_ptr<core::Clock> clock,
               std::function<void(const Request &, const Reply &, double ms)> finished);

    /// False when the serving thread has ended.
    bool enqueue(Job job);
    /// Jobs not begun are answered 503; running ones finish.
    void close();
    /// Adds this queue's figures.
    void fill(QueueStats &stats) const;

private:
    void schedule();
    void drain();
    static Task<void> execute(std::shared_ptr<LocalQueue> self, Job job);

    const QString m_name;
    const Handler m_handler;
    const int m_workers;
    const std::shared_ptr<core::Clock> m_clock;
    const std::function<void(const Request &, const Reply &, double)> m_finished;
    const std::shared_ptr<core::Poster> m_poster = core::Poster::ofThisThread();

    mutable std::mutex m_mutex;
    std::deque<Job> m_jobs;
    bool m_scheduled = false;
    bool m_closed = false;
    int m_running = 0;
    quint64 m_requests = 0, m_errors = 0;
    Latencies m_latencies;
};

} // namespace bus
