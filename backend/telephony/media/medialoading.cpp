// SPDX-License-Identifier: GPL-3.0-or-later
// Reading media, on the loader thread.
#include "telephony/media/mediaprivate.h"

namespace telephony::media {

void MediaEngine::Private::order(Job job)
{
    jobs.push_back(std::move(job));
    wakeLoader.notify_one();
}

void MediaEngine::Private::finishUnloaded(const QString &playback, const QString &failed)
{
    playbacks.remove(playback);
    report([playback, failed](const Events &to) {
        if (to.playbackFinished)
            to.playbackFinished(playback, failed);
    });
}

void MediaEngine::Private::loadAll()
{
    while (true) {
        Job job;
        {
            std::unique_lock lock(mutex);
            wakeLoader.wait(lock, [this] { return stopped || !jobs.empty(); });
            if (stopped)
                return;
            job = std::move(jobs.front());
            jobs.pop_front();
        }
        if (job.playback.isNull())
            loadMusic(job);
        else
            loadPlayback(job);
    }
}

void MediaEngine::Private::loadPlayback(const Job &job)
{
    auto playback = std::make_unique<Playback>();
    playback->name = job.playback;
    playback->id = job.id;
    playback->loop = job.loop;
    QString failed;
    for (const QString &uri : job.uris) {
        Medium medium = loader ? loader(uri) : Medium();
        if (medium.samples && !medium.samples->empty())
            playback->items.push_back(std::move(medium));
        else if (failed.isEmpty())
            failed = uri.isEmpty() ? QStringLiteral("an empty URI") : uri;
    }
    const std::lock_guard lock(mutex);
    const auto known = playbacks.find(job.playback);
    if (stopped || known == playbacks.end() || known->id != job.id)
        return; // stopped meanwhile, and reported then
    if (playback->items.empty())
        return finishUnloaded(job.playback, failed.isEmpty() ? QStringLiteral("nothing to play") : failed);
    const auto skipped = std::clamp<qint64>(job.offset.count(), 0, 86'400'000) * (sampleRate / 1000);
    playback->position = std::min(size_t(skipped), playback->items.front().samples->size());
    playback->paused = known->paused;
    known->loaded = true;
    if (onPlayer(job.target, job.onBridge, [made = playback.get()](Player &player, Outbox &) { player.play(made); }))
        playback.release();
    else
        finishUnloaded(job.playback, failed.isEmpty() ? QStringLiteral("nothing to play to") : failed);
}

void MediaEngine::Private::loadMusic(const Job &job)
{
    Samples samples = loader && !job.uris.empty() ? loader(job.uris.front()).samples : Samples();
    if (samples && samples->empty())
        samples.reset();
    const std::lock_guard lock(mutex);
    if (stopped)
        return;
    if (Voice *target = voice(job.target))
        post([target, samples](MediaThread &) mutable { target->setMusic(samples); });
    else if (Bridge *bridge = bridges.value(job.target).get())
        post([bridge, samples](MediaThread &) mutable { bridge->setMusic(samples); });
}

} // namespace telephony::media
