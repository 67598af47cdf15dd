// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/media/mediathread.h"

#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>

namespace telephony::media {
namespace {
constexpr long tickNanos = 20'000'000;

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

MediaThread::MediaThread(std::function<void()> notify) : m_notify(std::move(notify))
{
    m_streams.reserve(maxStreams);
    m_bridges.reserve(maxStreams);
}

MediaThread::~MediaThread() { stop(); }

void MediaThread::start()
{
    m_wakeTick = eventfd(0, EFD_CLOEXEC);
    m_wakeNotifier = eventfd(0, EFD_CLOEXEC);
    m_notifier = std::thread([this] { notifyLoop(); });
    m_thread = std::thread([this] { run(); });
}

void MediaThread::stop()
{
    if (!m_thread.joinable())
        return;
    m_stopping = true;
    ring(m_wakeTick);
    m_thread.join();
    ring(m_wakeNotifier);
    m_notifier.join();
    runCommands();
    freeGarbage();
    for (Stream *stream : m_streams)
        delete stream;
    for (Bridge *bridge : m_bridges)
        delete bridge;
    m_streams.clear();
    m_bridges.clear();
    close(m_wakeTick);
    close(m_wakeNotifier);
}

void MediaThread::post(Command command)
{
    auto *made = new Command(std::move(command));
    std::unique_lock lock(m_producers);
    while (!m_commands.push(made) && !m_stopping) {
        lock.unlock();
        std::this_thread::yield();
        lock.lock();
    }
    Command *spent = nullptr;
    while (m_spent.pop(spent))
        delete spent;
    lock.unlock();
    if (m_wakeTick >= 0)
        ring(m_wakeTick);
}

bool MediaThread::runCommands()
{
    Command *command = nullptr;
    bool any = false;
    while (m_commands.pop(command)) {
        (*command)(*this);
        if (!m_spent.push(command))
            delete command; // only when 32,768 were posted since the last post() returned
        any = true;
    }
    return any;
}

void MediaThread::freeGarbage()
{
    Command *spent = nullptr;
    while (m_spent.pop(spent))
        delete spent;
    std::function<void()> release;
    while (m_garbage.pop(release))
        release();
}

void MediaThread::discard(std::function<void()> release) { m_garbage.push(release); }

void MediaThread::add(Stream *stream)
{
    if (m_streams.size() < maxStreams)
        m_streams.push_back(stream);
}

void MediaThread::remove(Stream *stream)
{
    stream->finishPlaybacks(m_events);
    m_streams.erase(std::remove(m_streams.begin(), m_streams.end(), stream), m_streams.end());
}

void MediaThread::add(Bridge *bridge)
{
    if (m_bridges.size() < maxStreams)
        m_bridges.push_back(bridge);
}

void MediaThread::remove(Bridge *bridge)
{
    for (Stream *stream : m_streams) {
        if (stream->bridge == bridge)
            stream->bridge = nullptr;
    }
    m_bridges.erase(std::remove(m_bridges.begin(), m_bridges.end(), bridge), m_bridges.end());
}

void MediaThread::refuse(Stream *stream, Playback *playback)
{
    m_events.push({TickEvent::PlaybackFinished, stream->id, playback->id, 0, 0});
    discard([playback] { delete playback; });
}

void MediaThread::tick()
{
    for (Bridge *bridge : m_bridges)
        bridge->sum.fill(0);
    for (Stream *stream : m_streams)
        stream->receive(m_events);
    for (Stream *stream : m_streams)
        stream->contribute();
    for (Stream *stream : m_streams) {
        stream->transmit(m_events);
        for (Playback *&done : stream->donePlaybacks) {
            if (Playback *playback = std::exchange(done, nullptr))
                discard([playback] { delete playback; });
        }
    }
}

void MediaThread::run()
{
    sched_param priority{};
    priority.sched_priority = 20;
    pthread_setschedparam(pthread_self(), SCHED_FIFO, &priority); // only where the user may; else the default
    timespec next{};
    clock_gettime(CLOCK_MONOTONIC, &next);
    bool idle = true;
    while (!m_stopping) {
        if (m_streams.empty()) {
            waitFor(m_wakeTick); // nothing to send: sleep until somebody asks
            idle = true;
        }
        const bool commands = runCommands();
        if (idle) {
            clock_gettime(CLOCK_MONOTONIC, &next);
            idle = false;
        }
        tick();
        if (commands || !m_events.isEmpty())
            ring(m_wakeNotifier);
        addNanos(next, tickNanos);
        timespec now{};
        clock_gettime(CLOCK_MONOTONIC, &now);
        if (nanosBetween(next, now) > 10 * tickNanos)
            next = now; // the machine slept: do not send a burst
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, nullptr);
    }
}

void MediaThread::notifyLoop()
{
    while (true) {
        waitFor(m_wakeNotifier);
        if (m_stopping)
            return;
        freeGarbage();
        if (!m_events.isEmpty())
            m_notify();
    }
}

} // namespace telephony::media
