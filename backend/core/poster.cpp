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
        return true;
    }

    std::mutex mutex;
    std::deque<std::function<void()>> queue;
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

bool Poster::post(std::function<void()> function)
{
    const std::lock_guard lock(d->mutex);
    if (d->closed)
        return false;
    d->queue.push_back(std::move(function));
    if (!std::exchange(d->woken, true))
        QCoreApplication::postEvent(d.get(), new QEvent(wakeType));
    return true;
}

void Poster::close()
{
    std::deque<std::function<void()>> dropped;
    const std::lock_guard lock(d->mutex);
    d->closed = true;
    dropped.swap(d->queue);
    QCoreApplication::removePostedEvents(d.get());
}

} // namespace core
