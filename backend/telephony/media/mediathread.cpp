// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/media/mediathread.h"

#include "core/vectors.h"

#include <pthread.h>
#include <sched.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>

namespace telephony::media {
namespace {
constexpr long tickNanos = 20'000'000;
constexpr long latestNanos = 10 * tickNanos; ///< what is caught up after a delay; more is skipped
constexpr int realtimePriority = 20;
constexpr uint64_t sliceNanos = 500'000;

/// struct sched_attr of sched_setattr(2).
struct SchedulingAttributes
{
    uint32_t size = sizeof(SchedulingAttributes), policy = SCHED_OTHER;
    uint64_t flags = 0;
    int32_t nice = 0;
    uint32_t priority = 0;
    uint64_t runtime = 0, deadline = 0, period = 0;
};

/// Real time where the user may. Else slices shorter than those of the other threads, with which Linux 6.12 lets the thread run
/// as soon as it wakes up; older kernels take no notice.
void comeFirst()
{
    sched_param realtime{};
    realtime.sched_priority = realtimePriority;
    if (pthread_setschedparam(pthread_self(), SCHED_FIFO, &realtime) == 0)
        return;
    SchedulingAttributes wanted;
    wanted.nice = getpriority(PRIO_PROCESS, 0);
    wanted.runtime = sliceNanos;
    syscall(SYS_sched_setattr, 0, &wanted, 0);
}

void addNanos(timespec &time, long nanos)
{
    time.tv_nsec += nanos;
    if (time.tv_nsec >= 1'000'000'000) {
        time.tv_nsec -= 1'000'000'000;
        ++time.tv_sec;
    }
}

long nanosBetween(const timespec &from, const timespec &to)
{
    return (to.tv_sec - from.tv_sec) * 1'000'000'000 + (to.tv_nsec - from.tv_nsec);
}

void ring(int fd)
{
    const uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = write(fd, &one, sizeof one);
}

void waitFor(int fd)
{
    uint64_t count = 0;
    [[maybe_unused]] const ssize_t got = read(fd, &count, sizeof count);
}
} // namespace

MediaThread::MediaThread() : m_wakeTick(eventfd(0, EFD_CLOEXEC)), m_wakeOutside(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    m_voices.reserve(maxVoices);
}

MediaThread::~MediaThread()
{
    stop();
    close(m_wakeTick);
    close(m_wakeOutside);
}

void MediaThread::start()
{
    if (!m_thread.joinable() && !m_stopping)
        m_thread = std::thread([this] { run(); });
}

void MediaThread::stop()
{
    m_stopping = true;
    ring(m_wakeTick);
    if (m_thread.joinable())
        m_thread.join();
    runCommands();
}

void MediaThread::post(std::function<void(MediaThread &)> work)
{
    m_inbox.put(new Command(std::move(work)));
    ring(m_wakeTick);
}

void MediaThread::runCommands()
{
    Parcel *next = m_inbox.takeAll();
    while (next) {
        auto *command = static_cast<Command *>(std::exchange(next, next->next));
        command->run(*this);
        m_outbox.give(command);
    }
}

void MediaThread::add(Voice *voice) { m_voices.push_back(voice); }

void MediaThread::remove(Voice *voice)
{
    voice->finishAll(m_outbox);
    m_voices.erase(std::remove(m_voices.begin(), m_voices.end(), voice), m_voices.end());
}

void MediaThread::add(Bridge *bridge) { bridge->next = std::exchange(m_bridges, bridge); }

void MediaThread::remove(Bridge *bridge)
{
    bridge->finishAll(m_outbox);
    for (Voice *voice : m_voices) {
        if (voice->bridge == bridge)
            voice->bridge = nullptr;
    }
    for (Bridge **at = &m_bridges; *at; at = &(*at)->next) {
        if (*at == bridge) {
            *at = bridge->next;
            return;
        }
    }
}

void MediaThread::exchange(std::shared_ptr<RtpTape> &tape)
{
    m_tape.swap(tape);
    m_outbox.tape = m_tape.get();
}

bool MediaThread::isIdle() const
{
    if (!m_voices.empty())
        return false;
    for (const Bridge *bridge = m_bridges; bridge; bridge = bridge->next) {
        if (!bridge->isIdle())
            return false;
    }
    return true;
}

void MediaThread::run()
{
    pthread_setname_np(pthread_self(), threadName);
    comeFirst();
    timespec next{};
    clock_gettime(CLOCK_MONOTONIC, &next);
    while (!m_stopping) {
        if (isIdle()) {
            waitFor(m_wakeTick);
            clock_gettime(CLOCK_MONOTONIC, &next);
        }
        core::leaveVectors();
        runCommands();
        tick(m_voices, m_bridges, m_batch, m_outbox);
        if (!m_outbox.isEmpty())
            ring(m_wakeOutside);
        if (isIdle())
            continue;
        addNanos(next, tickNanos);
        timespec now{};
        clock_gettime(CLOCK_MONOTONIC, &now);
        if (nanosBetween(next, now) > latestNanos)
            next = now;
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, nullptr);
    }
}

} // namespace telephony::media
