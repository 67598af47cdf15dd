// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/systemclock.h"

#include <QTimer>

#include <map>

namespace core {
namespace {
struct Entry
{
    std::shared_ptr<bool> alive;
    std::function<void()> callback;
};

/// The timers of one thread, earliest first, behind a single QTimer.
class ThreadTimers : public QObject
{
public:
    ThreadTimers()
    {
        m_timer.setSingleShot(true);
        m_timer.setTimerType(Qt::PreciseTimer);
        connect(&m_timer, &QTimer::timeout, this, [this] { fire(); });
    }

    void add(Nanos deadline, Entry entry)
    {
        if (m_entries.size() >= m_sweepAt)
            sweep();
        const auto at = m_entries.emplace(deadline, std::move(entry));
        if (at == m_entries.begin() && !m_firing)
            arm();
    }

private:
    static Nanos now() { return std::chrono::steady_clock::now().time_since_epoch(); }

    /// Cancelled entries hold what their call-backs captured, and most timers are time limits that are cancelled soon.
    void sweep()
    {
        std::erase_if(m_entries, [](const auto &entry) { return !*entry.second.alive; });
        m_sweepAt = std::max(fewEntries, m_entries.size() * 2);
    }

    void arm()
    {
        while (!m_entries.empty() && !*m_entries.begin()->second.alive)
            m_entries.erase(m_entries.begin());
        if (m_entries.empty())
            return m_timer.stop();
        const auto wait = std::chrono::ceil<Millis>(m_entries.begin()->first - now());
        m_timer.start(std::max(wait, Millis(0)));
    }

    void fire()
    {
        m_firing = true;
        const Nanos until = now();
        while (!m_entries.empty() && m_entries.begin()->first <= until) {
            const Entry entry = std::move(m_entries.begin()->second);
            m_entries.erase(m_entries.begin());
            if (!*entry.alive)
                continue;
            *entry.alive = false;
            entry.callback();
        }
        m_firing = false;
        arm();
    }

    static constexpr size_t fewEntries = 64;
    std::multimap<Nanos, Entry> m_entries;
    size_t m_sweepAt = fewEntries;
    QTimer m_timer;
    bool m_firing = false;
};

ThreadTimers &timersOfThisThread()
{
    thread_local ThreadTimers timers;
    return timers;
}
} // namespace

Nanos SystemClock::now() const { return std::chrono::steady_clock::now().time_since_epoch(); }

Timestamp SystemClock::wall() const
{
    using namespace std::chrono;
    const qint64 read = duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
    qint64 last = m_lastWall.load();
    while (!m_lastWall.compare_exchange_weak(last, std::max(read, last + 1))) {
    }
    return Timestamp::fromMicros(std::max(read, last + 1));
}

Timer SystemClock::after(Millis delay, std::function<void()> callback)
{
    auto alive = std::make_shared<bool>(true);
    timersOfThisThread().add(now() + std::max(delay, Millis(0)), Entry{alive, std::move(callback)});
    return Timer(std::move(alive));
}

} // namespace core
