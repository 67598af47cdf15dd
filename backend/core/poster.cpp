// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/poster.h"

#include <QCoreApplication>
#include <QEvent>
#include <QObject>
#include <QThread>

#include <deque>
#include <mutex>

namespace core {
namespace {
const auto wakeType = QEvent::Type(QEvent::registerEventType());
}

/// One wake-up event serves all functions posted meanwhile.
struct Poster::Impl : QObject
{
    bool event(QEvent *event) override
    {
        if (event->type() != wakeType)
            return QObject::event(event);
        std::deque<std::function<void()>> batch;
        {
            const std::lock_guard lock(mutex);
            batch.swap(queue);
            woken = false;
        }
        while (!batch.empty()) {
            const auto function = std::move(batch.front());
            batch.pop_front();
            function();
        }
        if (const auto function = takeLast())
            function();
        const std::lock_guard lock(mutex);
        if (!last.empty())
            wake();
        return true;
    }

    std::function<void()> takeLast()
    {
        const std::lock_guard lock(mutex);
        if (!queue.empty() || last.empty())
            return {};
        auto function = std::move(last.front());
        last.pop_front();
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
