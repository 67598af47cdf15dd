// SPDX-License-Identifier: GPL-3.0-or-later
// Reading media, on the loader thread, and fetching what lies elsewhere.
#include "core/vectors.h"
#include "telephony/media/mediaprivate.h"
#include "telephony/media/wavfile.h"

#include <QUrl>

namespace telephony::media {
namespace {
/// Media for the fetcher, `sound:https://…` without its prefix; empty for others.
QString fetchable(const QString &uri)
{
    const QString name = uri.startsWith(QLatin1String("sound:")) ? uri.mid(6) : uri;
    for (const char *scheme : {"http://", "https://", "digits:", "number:", "characters:"}) {
        if (name.startsWith(QLatin1String(scheme), Qt::CaseInsensitive))
            return name;
    }
    return {};
}

Medium readFetched(const FetchedMedia &media, const QString &uri)
{
    if (!media.path.isEmpty())
        return readSound(media.path);
    return readSoundBytes(media.bytes.constData(), size_t(media.bytes.size()), QUrl(uri).path());
}
} // namespace

void MediaEngine::Private::order(Job job)
{
    jobs.push_back(std::move(job));
    wakeLoader.notify_one();
}

void MediaEngine::Private::finishUnloaded(const QString &playback, const QString &failed)
{
    std::erase_if(jobs, [&playback](const Job &job) { return job.playback == playback; });
    playbacks.remove(playback);
    report([playback, failed](const Events &to) {
        if (to.playbackFinished)
            to.playbackFinished(playback, failed);
    });
    wakeLoader.notify_one();
}

/// The oldest that waits for nothing, not even for an older one of its stream.
std::optional<MediaEngine::Private::Job> MediaEngine::Private::takeJob()
{
    QStringList waiting;
    for (auto job = jobs.begin(); job != jobs.end(); ++job) {
        if (job->awaited == 0 && !waiting.contains(job->target)) {
            Job taken = std::move(*job);
            jobs.erase(job);
            return taken;
        }
        waiting << job->target;
    }
    return {};
}

void MediaEngine::Private::loadAll()
{
    while (true) {
        std::optional<Job> job;
        {
            std::unique_lock lock(mutex);
            wakeLoader.wait(lock, [&] { return stopped || (job = takeJob()).has_value(); });
            if (stopped)
                return;
        }
        core::leaveVectors();
        std::vector<Medium> media;
        QStringList missing;
        for (const QString &uri : job->uris) {
            Medium medium = loader ? loader(uri) : Medium();
            if (const QString wanted = medium.samples || !fetcher ? QString() : fetchable(uri); !wanted.isEmpty()) {
                const auto file = job->fetched.find(wanted);
                if (file == job->fetched.end())
                    missing << wanted;
                else
                    medium = readFetched(file->second, wanted);
            }
            media.push_back(std::move(medium));
        }
        missing.removeDuplicates();
        if (!missing.isEmpty())
            fetchFor(std::move(*job), missing);
        else if (job->playback.isNull())
            loadMusic(*job, media.empty() ? Medium() : media.front());
        else
            loadPlayback(*job, std::move(media));
    }
}

void MediaEngine::Private::fetchFor(Job job, const QStringList &uris)
{
    const std::lock_guard lock(mutex);
    const auto known = playbacks.constFind(job.playback);
    if (!job.playback.isNull() && (known == playbacks.cend() || known->id != job.id))
        return; // stopped meanwhile, and reported then
    job.awaited = int(uris.size());
    report([this, uris, id = job.id, guard = std::weak_ptr<bool>(alive)](const Events &) {
        for (const QString &uri : uris) {
            if (guard.expired())
                return;
            fetcher(uri, [this, id, uri, guard](FetchedMedia media) {
                if (!guard.expired())
                    fetched(id, uri, std::move(media));
            });
        }
    });
    jobs.push_front(std::move(job));
}

void MediaEngine::Private::fetched(quint64 id, const QString &uri, FetchedMedia media)
{
    const std::lock_guard lock(mutex);
    const auto job = std::find_if(jobs.begin(), jobs.end(), [id](const Job &one) { return one.id == id; });
    if (job == jobs.end() || job->fetched.count(uri) > 0)
        return;
    job->fetched[uri] = std::move(media);
    --job->awaited;
    wakeLoader.notify_one();
}

void MediaEngine::Private::loadPlayback(const Job &job, std::vector<Medium> media)
{
    auto playback = std::make_unique<Playback>();
    playback->name = job.playback;
    playback->id = job.id;
    playback->loop = job.loop;
    static const Samples nothing = std::make_shared<const std::vector<qint16>>();
    QString failed;
    bool sounds = false;
    for (size_t i = 0; i < media.size(); ++i) {
        playback->failed.clear();
        if (media[i].samples && !media[i].samples->empty()) {
            sounds = true;
        } else {
            media[i] = {nothing};
            playback->failed = job.uris[i].isEmpty() ? QStringLiteral("an empty URI") : job.uris[i];
            failed = failed.isEmpty() ? playback->failed : failed;
        }
        playback->items.push_back(std::move(media[i]));
    }
    const std::lock_guard lock(mutex);
    const auto known = playbacks.find(job.playback);
    if (stopped || known == playbacks.end() || known->id != job.id)
        return; // stopped meanwhile, and reported then
    if (!sounds)
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

void MediaEngine::Private::loadMusic(const Job &job, Medium medium)
{
    Samples samples = std::move(medium.samples);
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
