// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/mediathread.h"

#include <QHash>
#include <QSocketNotifier>

#include <condition_variable>
#include <deque>
#include <mutex>

namespace telephony::media {

/// Names, the loader thread, and the way to and from the tick.
class MediaEngine::Private
{
public:
    Private(MediaLoader loader, Events events);

    /// A playback from play() until it is reported as finished.
    struct Playing
    {
        QString stream;
        quint64 id = 0;
        bool loaded = false; ///< handed to the tick
        bool paused = false;
    };
    /// Media to read. Without a playback: music for the stream, with an empty list to switch it off.
    struct Job
    {
        QString stream, playback;
        quint64 id = 0;
        std::vector<QString> uris;
        core::Millis offset{0};
        bool loop = false;
    };
    struct Finished
    {
        QString playback, failed;
    };

    // With the mutex held.
    Stream *stream(const QString &name) const;
    void post(std::function<void(MediaThread &)> work) { thread.post(std::move(work)); }
    void order(Job job);
    void finishUnloaded(const QString &playback, const QString &failed);

    // On the creating thread.
    void deliver();
    void deliver(const Note &note);
    void deliverUnloaded();
    void finished(const Playback &playback);
    bool isOpen(const Stream *stream) const;

    // On the loader thread.
    void loadAll();
    void loadPlayback(const Job &job);
    void loadMusic(const Job &job);

    const MediaLoader loader;
    const Events events;
    MediaThread thread;
    std::unique_ptr<QSocketNotifier> notifier;

    mutable std::mutex mutex; ///< never taken by the tick
    QHash<QString, std::shared_ptr<Stream>> streams;
    QHash<QString, std::shared_ptr<Bridge>> bridges;
    QHash<QString, Playing> playbacks;
    std::vector<Finished> unloaded;
    PortRange ports;
    quint64 lastId = 0;
    bool stopped = false;
    std::deque<Job> jobs;
    std::condition_variable wakeLoader;
    std::thread loaderThread;

    const std::shared_ptr<bool> alive = std::make_shared<bool>(true); ///< creating thread only
};

} // namespace telephony::media
