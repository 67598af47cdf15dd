// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/poster.h"

#include "core/vectors.h"

#include <QCoreApplication>
#include <QEvent>
#include <QObject>
#include <QThread>

#include <chrono>
#include <deque>
#include <mutex>

namespace core {
namespace {
const auto wakeType = QEvent::Type(QEvent::registerEventType());
/// Sockets, timers and the window wait no longer than this for the functions.
constexpr std::chrono::milliseconds turn{1};
} // namespace

/// One wake-up event serves all functions posted meanwhile, and those that they post. The event is posted while functions run
/// too: one of them may run an event loop of its own.
struct Poster::Impl : QObject
{
    bool event(QEvent *event) override
    {
        if (event->type() != wakeType)
            return QObject::event(event);
        {
            const std::lock_guard lock(mutex);
            woken = false;
        }
        leaveVectors();
        const auto end = std::chrono::steady_clock::now() + turn;
        do {
            const auto function = takeNext();
            if (!function)
                return true;
            function();
        } while (std::chrono::steady_clock::now() < end);
        const std::lock_guard lock(mutex);
        if (!queue.empty() || !last.empty())
            wake();
        return true;
    }

    std::function<void()> takeNext()
    {
        const std::lock_guard lock(mutex);
        auto &from = queue.empty() ? last : queue;
        if (from.empty())
            return {};
        auto function = std::move(from.front());
        from.pop_front();
        return function;
    }
    /// The mutex is held.
    void wake()
    {
        if (!std::exchange(woken, true))
            QCoreApplication::postEvent(this, new QEvent(wakeType));
    }
    bool add(std::deque<std::function<void()>> &to, std::function<void()> function)
    {
        const std::lock_guard lock(mutex);
        if (closed)
            return false;
        to.push_back(std::move(function));
        wake();
        return true;
    }

    std::mutex mutex;
    std::deque<std::function<void()>> queue, last;
    bool woken = false;
    bool closed = false;
    Qt::HANDLE threadId = QThread::currentThreadId();
};

struct PosterHolder
{
    std::shared_ptr<Poster> poster{new Poster};
    ~PosterHolder() { poster->close(); }
};

Poster::Poster() : d(std::make_unique<Impl>()) {}
Poster::~Poster() = default;

std::shared_ptr<Poster> Poster::ofThisThread()
{
    thread_local PosterHolder holder;
    return holder.poster;
}

bool Poster::isCurrent() const { return d->threadId == QThread::currentThreadId(); }

bool Poster::post(std::function<void()> function) { return d->add(d->queue, std::move(function)); }
bool Poster::postLast(std::function<void()> function) { return d->add(d->last, std::move(function)); }

void Poster::close()
{
    std::deque<std::function<void()>> dropped, droppedLast;
    const std::lock_guard lock(d->mutex);
    d->closed = true;
    dropped.swap(d->queue);
    droppedLast.swap(d->last);
    QCoreApplication::removePostedEvents(d.get());
}

} // namespace core
