// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/mediathread.h"
#include "telephony/media/recordingwriter.h"

#include <QHash>
#include <QSocketNotifier>

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>

namespace telephony::media {

/// Names, the loader and the writer thread, and the way to and from the tick.
class MediaEngine::Private
{
public:
    Private(std::shared_ptr<core::Clock> clock, MediaLoader loader, Events events, MediaFetcher fetcher);

    /// A playback from play() until it is reported as finished.
    struct Playing
    {
        QString target;
        bool onBridge = false;
        quint64 id = 0;
        bool loaded = false; ///< handed to the tick
        bool paused = false;
    };
    /// Media to read. Without a playback: music for the stream or bridge, with an empty list to switch it off.
    struct Job
    {
        QString target, playback;
        bool onBridge = false;
        quint64 id = 0;
        std::vector<QString> uris;
        core::Millis offset{0};
        bool loop = false;
        std::map<QString, FetchedMedia> fetched;
        int awaited = 0; ///< fetches on their way
    };
    /// A recording from record() until it is reported as finished.
    struct Recording
    {
        QString target;
        quint64 id = 0;
        std::unique_ptr<Recorder> recorder; ///< until the file is open
        bool stopped = false, discard = false;
        bool tooSlow = false;
        int durationMs = 0, talkingMs = 0;
    };

    // With the mutex held.
    Voice *voice(const QString &name) const;
    Stream *stream(const QString &name) const; ///< null when it has no network
    bool isFree(const QString &name) const;
    void open(std::shared_ptr<Voice> voice);
    /// It leaves the tick, and what it wrote on the tape is still to be found.
    void remember(const Voice &voice);
    void play(const QString &target, bool onBridge, const QString &playback, std::vector<QString> uris, core::Millis offset,
              bool loop);
    /// Lets the tick do something with the player or the recordings of a stream or bridge. False: there is none.
    bool onPlayer(const QString &target, bool onBridge, std::function<void(Player &, Outbox &)> work);
    bool onRecorders(const QString &target, std::function<void(RecorderList &, Outbox &)> work);
    void endRecording(Recording &recording);
    void report(std::function<void(const Events &)> what);
    void post(std::function<void(MediaThread &)> work) { thread.post(std::move(work)); }
    void order(Job job);
    void finishUnloaded(const QString &playback, const QString &failed);

    // On the creating thread.
    void deliver();
    void deliver(const Note &note);
    void deliverReports();
    void fetched(quint64 job, const QString &uri, FetchedMedia media);
    void finished(const Playback &playback);
    void finished(const Recorder &recorder);
    bool isOpen(const Voice *voice) const;

    // On the loader thread.
    void loadAll();
    std::optional<Job> takeJob(); ///< with the mutex held
    void loadPlayback(const Job &job, std::vector<Medium> media);
    void loadMusic(const Job &job, Medium medium);
    /// What the loader lacks of the job. It waits, first in its row, until that is fetched.
    void fetchFor(Job job, const QStringList &uris);

    // On the writer's thread.
    void fileOpened(quint64 id, const QString &failed);
    void fileClosed(quint64 id, const QString &failed);

    const std::shared_ptr<core::Clock> clock;
    const MediaLoader loader;
    const MediaFetcher fetcher;
    const Events events;
    MediaThread thread;
    RecordingWriter writer;
    std::unique_ptr<QSocketNotifier> notifier;

    mutable std::mutex mutex; ///< never taken by the tick
    QHash<QString, std::shared_ptr<Voice>> voices;
    QHash<QString, std::shared_ptr<Bridge>> bridges;
    QHash<QString, Playing> playbacks;
    std::map<QString, Recording> recordings;
    std::vector<std::function<void(const Events &)>> reports; ///< what the tick knows nothing of
    PortRange ports;
    std::shared_ptr<RtpTape> tape;                      ///< null: RTP is not kept
    std::deque<std::pair<QString, TapedStream>> closed; ///< streams, the newest last
    quint32 lastStream = 0;
    quint64 lastId = 0;
    bool stopped = false;
    std::deque<Job> jobs;
    std::condition_variable wakeLoader;
    std::thread loaderThread;

    const std::shared_ptr<bool> alive = std::make_shared<bool>(true); ///< creating thread only
};

} // namespace telephony::media
