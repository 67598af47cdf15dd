// SPDX-License-Identifier: GPL-3.0-or-later
#include "bus/localqueue.h"

#include "core/log.h"

namespace bus {
namespace {
constexpr std::chrono::minutes lookedBack{1};
}

LocalQueue::LocalQueue(QString name, Handler handler, int workers, std::shared_ptr<core::Clock> clock,
                       std::function<void(const Request &, const Reply &, double)> finished)
    : m_name(std::move(name)),
      m_handler(std::move(handler)),
      m_workers(std::max(workers, 1)),
      m_clock(std::move(clock)),
      m_finished(std::move(finished))
{
}

bool LocalQueue::enqueue(Job job)
{
    job.enqueuedAt = m_clock->now();
    {
        const std::lock_guard lock(m_mutex);
        if (m_closed)
            return false;
        m_jobs.push_back(std::move(job));
        if (m_scheduled || m_running >= m_workers)
            return true;
        m_scheduled = true;
    }
    schedule();
    return true;
}

void LocalQueue::schedule()
{
    m_poster->post([self = shared_from_this()] { self->drain(); });
}

void LocalQueue::drain()
{
    std::unique_lock lock(m_mutex);
    m_scheduled = false;
    while (!m_jobs.empty() && m_running < m_workers) {
        Job job = std::move(m_jobs.front());
        m_jobs.pop_front();
        ++m_running;
        ++m_requests;
        lock.unlock();
        execute(shared_from_this(), std::move(job));
        lock.lock();
    }
}

Task<void> LocalQueue::execute(std::shared_ptr<LocalQueue> self, Job job)
{
    Reply reply;
    try {
        Request request = job.request;
        reply = co_await self->m_handler(std::move(request));
    } catch (const core::Error &error) {
        reply = Reply::error(error, self->m_name);
    } catch (...) {
        core::log::error("bus", "{} {} on {} failed: {}", job.request.method, job.request.uri, self->m_name,
                         core::describe(std::current_exception()));
        reply = Reply::status(500);
    }
    const core::Nanos now = self->m_clock->now();
    const double ms = std::chrono::duration<double, std::milli>(now - job.enqueuedAt).count();
    {
        const std::lock_guard lock(self->m_mutex);
        self->m_latencies.add(ms, now);
        if (reply.statusCode >= 500)
            ++self->m_errors;
    }
    self->m_finished(job.request, reply, ms);
    if (reply.statusCode == 0)
        reply = Reply::ok();
    if (job.answer)
        job.answer(std::move(reply));
    const std::lock_guard lock(self->m_mutex);
    --self->m_running;
    if (!self->m_jobs.empty() && !std::exchange(self->m_scheduled, true))
        self->schedule();
}

void LocalQueue::close()
{
    std::deque<Job> dropped;
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
        dropped.swap(m_jobs);
    }
    for (Job &job : dropped) {
        if (job.answer)
            job.answer(Reply::status(503));
    }
}

void LocalQueue::fill(QueueStats &stats) const
{
    const std::lock_guard lock(m_mutex);
    stats.requests = m_requests;
    stats.errors = m_errors;
    stats.depth = int(m_jobs.size());
    stats.running = m_running;
    stats.workers = m_workers;
    stats.p99Ms = m_latencies.percentile(0.99, m_clock->now() - lookedBack);
    stats.lastMs = m_latencies.last();
}

} // namespace bus
