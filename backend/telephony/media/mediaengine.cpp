// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/media/mediaengine.h"

#include "telephony/media/mediaprivate.h"
#include "telephony/media/pairvoice.h"
#include "telephony/media/pipevoice.h"
#include "telephony/media/snoop.h"

namespace telephony::media {

MediaEngine::Private::Private(std::shared_ptr<core::Clock> c, MediaLoader l, Events e, MediaFetcher f)
    : clock(std::move(c)),
      loader(std::move(l)),
      fetcher(std::move(f)),
      events(std::move(e)),
      writer([this](quint64 id, const QString &failed) { fileOpened(id, failed); },
             [this](quint64 id, const QString &failed) { fileClosed(id, failed); }),
      notifier(std::make_unique<QSocketNotifier>(thread.wakeup(), QSocketNotifier::Read))
{
    QObject::connect(notifier.get(), &QSocketNotifier::activated, notifier.get(), [this] { deliver(); });
}

Voice *MediaEngine::Private::voice(const QString &name) const { return voices.value(name).get(); }

Stream *MediaEngine::Private::stream(const QString &name) const { return dynamic_cast<Stream *>(voice(name)); }

bool MediaEngine::Private::isFree(const QString &name) const
{
    return !stopped && !voices.contains(name) && voices.size() < qsizetype(MediaThread::maxVoices);
}

void MediaEngine::Private::open(std::shared_ptr<Voice> voice)
{
    post([p = voice.get()](MediaThread &tick) { tick.add(p); });
    voices.insert(QString(voice->name), std::move(voice));
}

MediaEngine::MediaEngine(std::shared_ptr<core::Clock> clock, MediaLoader loader, Events events, MediaFetcher fetcher)
    : d(std::make_unique<Private>(std::move(clock), std::move(loader), std::move(events), std::move(fetcher)))
{
}

MediaEngine::~MediaEngine() { stop(); }

void MediaEngine::start()
{
    const std::lock_guard lock(d->mutex);
    if (d->stopped || d->loaderThread.joinable())
        return;
    d->thread.start();
    d->writer.start();
    d->loaderThread = std::thread([p = d.get()] { p->loadAll(); });
}

void MediaEngine::stop()
{
    {
        const std::lock_guard lock(d->mutex);
        if (std::exchange(d->stopped, true))
            return;
        d->wakeLoader.notify_all();
    }
    d->notifier->setEnabled(false);
    if (d->loaderThread.joinable())
        d->loaderThread.join();
    d->thread.stop();
    d->writer.stop();
}

std::optional<quint16> MediaEngine::open(const QString &name, const QHostAddress &address)
{
    const std::lock_guard lock(d->mutex);
    if (!d->isFree(name))
        return {};
    auto ports = d->ports.take(address);
    if (!ports)
        return {};
    const quint16 port = ports->port;
    d->open(std::make_shared<Stream>(name, std::move(*ports), ++d->lastStream));
    return port;
}

bool MediaEngine::openSnoop(const QString &name, const QString &of, Tap spy, Tap whisper)
{
    const std::lock_guard lock(d->mutex);
    Voice *target = d->voice(of);
    if (!target || !d->isFree(name))
        return false;
    const auto snoop = std::make_shared<Snoop>(name, spy, whisper);
    d->open(snoop);
    d->post([target, p = snoop.get()](MediaThread &) { target->attach(p); });
    return true;
}

bool MediaEngine::openPair(const QString &one, const QString &other)
{
    const std::lock_guard lock(d->mutex);
    if (one == other || !d->isFree(one) || !d->isFree(other))
        return false;
    const auto first = std::make_shared<PairVoice>(one), second = std::make_shared<PairVoice>(other);
    PairVoice::join(*first, *second);
    d->open(first);
    d->open(second);
    return true;
}

std::shared_ptr<SoundPipe> MediaEngine::openPipe(const QString &name)
{
    const std::lock_guard lock(d->mutex);
    if (!d->isFree(name))
        return nullptr;
    auto pipe = std::make_shared<SoundPipe>();
    d->open(std::make_shared<PipeVoice>(name, pipe));
    return pipe;
}

void MediaEngine::connectStream(const QString &name, StreamParameters parameters)
{
    const std::lock_guard lock(d->mutex);
    Stream *stream = d->stream(name);
    if (!stream)
        return;
    d->post([stream, peer = toSockaddr(parameters.peer, parameters.peerPort), parameters,
             parts = std::make_shared<StreamParts>(parameters)](MediaThread &) { stream->connect(peer, parameters, *parts); });
}

void MediaEngine::close(const QString &name)
{
    const std::lock_guard lock(d->mutex);
    // The command owns the stream from here on: it is freed after everything the tick still had to say about it.
    const std::shared_ptr<Voice> voice = d->voices.take(name);
    if (!voice)
        return;
    QStringList loading;
    for (auto it = d->playbacks.cbegin(); it != d->playbacks.cend(); ++it) {
        if (it->target == name && !it->onBridge && !it->loaded)
            loading += it.key();
    }
    for (const QString &playback : loading)
        d->finishUnloaded(playback, {});
    d->remember(*voice);
    d->post([voice](MediaThread &tick) { tick.remove(voice.get()); });
}

std::optional<StreamStats> MediaEngine::stats(const QString &name) const
{
    const std::lock_guard lock(d->mutex);
    const Voice *voice = d->voice(name);
    if (!voice)
        return {};
    const Figures &f = voice->figures;
    StreamStats stats;
    stats.packetsReceived = f.received;
    stats.packetsSent = f.sent;
    stats.packetsLost = f.lost;
    stats.packetsDropped = f.dropped;
    stats.packetsForged = f.forged;
    stats.jitterMs = f.jitterMs;
    stats.lossPercent = f.lossPercent;
    stats.roundTripMs = f.roundTripMs;
    stats.octetsReceived = f.octetsReceived;
    stats.octetsSent = f.octetsSent;
    stats.peerLost = quint64(std::max(f.peerLost.load(), 0));
    stats.peerJitterMs = f.peerJitterMs;
    stats.ssrc = f.ssrc;
    stats.peerSsrc = f.peerSsrc;
    stats.peerLeft = f.peerLeft;
    stats.bufferMs = f.bufferMs;
    stats.quietMs = f.quietMs;
    stats.levelIn = f.levelIn;
    stats.levelOut = f.levelOut;
    return stats;
}

void MediaEngine::sendDigits(const QString &name, const QString &digits, core::Millis before, core::Millis between,
                             core::Millis duration, core::Millis after)
{
    const std::lock_guard lock(d->mutex);
    Voice *voice = d->voice(name);
    if (!voice)
        return;
    const auto milliseconds = [](core::Millis value) { return int(std::clamp<qint64>(value.count(), 0, 60'000)); };
    auto row = std::make_unique<Digits>();
    row->voice = voice;
    row->plan.before = milliseconds(before);
    row->plan.between = milliseconds(between);
    row->plan.duration = milliseconds(duration);
    row->plan.after = milliseconds(after);
    for (const QChar digit : digits) {
        const char key = digit.toLatin1();
        if (row->plan.count < row->plan.digits.size() && rtp::eventOf(key) >= 0)
            row->plan.digits[row->plan.count++] = key;
    }
    d->post([voice, made = row.release()](MediaThread &tick) { voice->press(made, tick.outbox()); });
}

void MediaEngine::setEcho(const QString &name, bool on)
{
    const std::lock_guard lock(d->mutex);
    if (Voice *voice = d->voice(name))
        d->post([voice, on](MediaThread &) { voice->echo = on; });
}

void MediaEngine::setMute(const QString &name, Direction direction, bool on)
{
    const std::lock_guard lock(d->mutex);
    Voice *voice = d->voice(name);
    if (!voice)
        return;
    d->post([voice, direction, on](MediaThread &) {
        if (direction != Direction::Out)
            voice->muteIn = on;
        if (direction != Direction::In)
            voice->muteOut = on;
    });
}

void MediaEngine::setMusic(const QString &name, const QString &uri)
{
    const std::lock_guard lock(d->mutex);
    Private::Job job;
    job.target = name;
    job.id = ++d->lastId;
    if (!uri.isEmpty())
        job.uris.push_back(uri);
    if (!d->stopped)
        d->order(std::move(job));
}

void MediaEngine::setRingback(const QString &name, bool on)
{
    const std::lock_guard lock(d->mutex);
    if (Voice *voice = d->voice(name))
        d->post([voice, on](MediaThread &) { voice->ringback = on; });
}

void MediaEngine::setGain(const QString &name, Direction direction, double decibels)
{
    const std::lock_guard lock(d->mutex);
    Voice *voice = d->voice(name);
    if (!voice)
        return;
    Gain gain;
    gain.set(decibels);
    d->post([voice, direction, gain](MediaThread &) {
        if (direction != Direction::Out)
            voice->gainIn = gain;
        if (direction != Direction::In)
            voice->gainOut = gain;
    });
}

void MediaEngine::setTalkDetection(const QString &name, std::optional<TalkThresholds> thresholds)
{
    const std::lock_guard lock(d->mutex);
    if (Voice *voice = d->voice(name))
        d->post([voice, thresholds](MediaThread &) { voice->talk.set(thresholds); });
}

void MediaEngine::noteDigit(const QString &name, char digit)
{
    const std::lock_guard lock(d->mutex);
    if (Voice *voice = d->voice(name))
        d->post([voice, digit](MediaThread &tick) { voice->pressed(digit, tick.outbox()); });
}

} // namespace telephony::media
