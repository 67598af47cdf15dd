// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/systemclock.h"

#include <QTimer>

#include <map>

namespace core {
namespace {
/// The timers of one thread, earliest first, behind a single QTimer.
class ThreadTimers : public QObject
{
public:
    ThreadTimers()
    {
        s_ofThisThread = this;
        m_timer.setSingleShot(true);
        m_timer.setTimerType(Qt::PreciseTimer);
        connect(&m_timer, &QTimer::timeout, this, [this] { fire(); });
    }
    ~ThreadTimers() override
    {
        s_ofThisThread = nullptr;
        for (const auto &[deadline, entry] : m_entries)
            entry->alive = false;
    }

    std::shared_ptr<PendingTimer> add(Nanos deadline, std::function<void()> callback)
    {
        auto entry = std::make_shared<Entry>(this);
        entry->callback = std::move(callback);
        entry->at = m_entries.emplace(deadline, entry);
        if (!m_firing && (!m_timer.isActive() || deadline < m_armedFor))
            arm();
        return entry;
    }

private:
    struct Entry;
    using Entries = std::multimap<Nanos, std::shared_ptr<Entry>>;
    struct Entry final : PendingTimer
    {
        explicit Entry(ThreadTimers *timers) : owner(timers) {}
        void drop() override
        {
            if (owner == s_ofThisThread)
                owner->take(at);
        }
        ThreadTimers *const owner;
        Entries::iterator at;
    };

    static Nanos now() { return std::chrono::steady_clock::now().time_since_epoch(); }

    /// It is out of the list before what its call-back holds can end others.
    std::shared_ptr<Entry> take(Entries::iterator at)
    {
        auto entry = std::move(at->second);
        m_entries.erase(at);
        return entry;
    }

    void arm()
    {
        if (m_entries.empty())
            return m_timer.stop();
        m_armedFor = m_entries.begin()->first;
        m_timer.start(std::max(std::chrono::ceil<Millis>(m_armedFor - now()), Millis(0)));
    }

    void fire()
    {
        m_firing = true;
        const Nanos until = now();
        while (!m_entries.empty() && m_entries.begin()->first <= until) {
            const auto entry = take(m_entries.begin());
            if (entry->alive.exchange(false))
                std::exchange(entry->callback, {})();
        }
        m_firing = false;
        arm();
    }

    static thread_local ThreadTimers *s_ofThisThread;
    Entries m_entries;
    QTimer m_timer;
    Nanos m_armedFor{0};
    bool m_firing = false;
};

thread_local ThreadTimers *ThreadTimers::s_ofThisThread = nullptr;

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
    return Timer(timersOfThisThread().add(now() + std::max(delay, Millis(0)), std::move(callback)));
}

} // namespace core
