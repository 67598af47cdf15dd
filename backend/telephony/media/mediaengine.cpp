// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/media/mediaengine.h"

#include "telephony/media/mediaprivate.h"

namespace telephony::media {

MediaEngine::Private::Private(MediaLoader l, Events e)
    : loader(std::move(l)),
      events(std::move(e)),
      notifier(std::make_unique<QSocketNotifier>(thread.wakeup(), QSocketNotifier::Read))
{
    QObject::connect(notifier.get(), &QSocketNotifier::activated, notifier.get(), [this] { deliver(); });
}

Stream *MediaEngine::Private::stream(const QString &name) const { return streams.value(name).get(); }

MediaEngine::MediaEngine(std::shared_ptr<core::Clock>, MediaLoader loader, Events events)
    : d(std::make_unique<Private>(std::move(loader), std::move(events)))
{
}

MediaEngine::~MediaEngine() { stop(); }

void MediaEngine::start()
{
    const std::lock_guard lock(d->mutex);
    if (d->stopped || d->loaderThread.joinable())
        return;
    d->thread.start();
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
}

std::optional<quint16> MediaEngine::open(const QString &name, const QHostAddress &address)
{
    const std::lock_guard lock(d->mutex);
    if (d->stopped || d->streams.contains(name))
        return {};
    auto ports = d->ports.take(address);
    if (!ports)
        return {};
    const quint16 port = ports->port;
    const auto stream = std::make_shared<Stream>(name, std::move(*ports));
    d->streams.insert(name, stream);
    d->post([p = stream.get()](MediaThread &tick) { tick.add(p); });
    return port;
}

void MediaEngine::connectStream(const QString &name, StreamParameters parameters)
{
    const std::lock_guard lock(d->mutex);
    Stream *stream = d->stream(name);
    if (!stream)
        return;
    d->post([stream, peer = toSockaddr(parameters.peer, parameters.peerPort), parameters](MediaThread &) {
        stream->connect(peer, parameters);
    });
}

void MediaEngine::close(const QString &name)
{
    const std::lock_guard lock(d->mutex);
    // The command owns the stream from here on: it is freed after everything the tick still had to say about it.
    const std::shared_ptr<Stream> stream = d->streams.take(name);
    if (!stream)
        return;
    QStringList loading;
    for (auto it = d->playbacks.cbegin(); it != d->playbacks.cend(); ++it) {
        if (it->stream == name && !it->loaded)
            loading += it.key();
    }
    for (const QString &playback : loading)
        d->finishUnloaded(playback, {});
    d->post([stream](MediaThread &tick) { tick.remove(stream.get()); });
}

std::optional<StreamStats> MediaEngine::stats(const QString &name) const
{
    const std::lock_guard lock(d->mutex);
    const Stream *stream = d->stream(name);
    if (!stream)
        return {};
    const Figures &f = stream->figures;
    StreamStats stats;
    stats.packetsReceived = f.received;
    stats.packetsSent = f.sent;
    stats.packetsLost = f.lost;
    stats.packetsDropped = f.dropped;
    stats.jitterMs = f.jitterMs;
    stats.lossPercent = f.lossPercent;
    stats.roundTripMs = f.roundTripMs;
    stats.bufferMs = f.bufferMs;
    stats.levelIn = f.levelIn;
    stats.levelOut = f.levelOut;
    return stats;
}

void MediaEngine::play(const QString &stream, const QString &playback, std::vector<QString> uris, core::Millis offset, bool loop)
{
    const std::lock_guard lock(d->mutex);
    if (d->stopped || d->playbacks.contains(playback))
        return;
    const quint64 id = ++d->lastId;
    d->playbacks.insert(playback, {stream, id, false, false});
    d->order({stream, playback, id, std::move(uris), offset, loop});
}

void MediaEngine::stopPlayback(const QString &playback)
{
    const std::lock_guard lock(d->mutex);
    const auto known = d->playbacks.constFind(playback);
    if (known == d->playbacks.cend())
        return;
    if (!known->loaded)
        return d->finishUnloaded(playback, {});
    if (Stream *stream = d->stream(known->stream))
        d->post([stream, id = known->id](MediaThread &tick) { stream->stopPlayback(id, tick.outbox()); });
}

void MediaEngine::pausePlayback(const QString &playback, bool paused)
{
    const std::lock_guard lock(d->mutex);
    const auto known = d->playbacks.find(playback);
    if (known == d->playbacks.end())
        return;
    known->paused = paused;
    Stream *stream = d->stream(known->stream);
    if (known->loaded && stream)
        d->post([stream, id = known->id, paused](MediaThread &) { stream->pausePlayback(id, paused); });
}

void MediaEngine::sendDigits(const QString &name, const QString &digits, core::Millis before, core::Millis between,
                             core::Millis duration, core::Millis after)
{
    const std::lock_guard lock(d->mutex);
    Stream *stream = d->stream(name);
    if (!stream)
        return;
    const auto milliseconds = [](core::Millis value) { return int(std::clamp<qint64>(value.count(), 0, 60'000)); };
    auto row = std::make_unique<Digits>();
    row->stream = stream;
    row->plan.before = milliseconds(before);
    row->plan.between = milliseconds(between);
    row->plan.duration = milliseconds(duration);
    row->plan.after = milliseconds(after);
    for (const QChar digit : digits) {
        const char key = digit.toLatin1();
        if (row->plan.count < row->plan.digits.size() && rtp::eventOf(key) >= 0)
            row->plan.digits[row->plan.count++] = key;
    }
    d->post([stream, made = row.release()](MediaThread &) { stream->sendDigits(made); });
}

void MediaEngine::setEcho(const QString &name, bool on)
{
    const std::lock_guard lock(d->mutex);
    if (Stream *stream = d->stream(name))
        d->post([stream, on](MediaThread &) { stream->echo = on; });
}

void MediaEngine::setMute(const QString &name, Direction direction, bool on)
{
    const std::lock_guard lock(d->mutex);
    Stream *stream = d->stream(name);
    if (!stream)
        return;
    d->post([stream, direction, on](MediaThread &) {
        if (direction != Direction::Out)
            stream->muteIn = on;
        if (direction != Direction::In)
            stream->muteOut = on;
    });
}

void MediaEngine::setMusic(const QString &name, const QString &uri)
{
    const std::lock_guard lock(d->mutex);
    Private::Job job;
    job.stream = name;
    if (!uri.isEmpty())
        job.uris.push_back(uri);
    if (!d->stopped)
        d->order(std::move(job));
}

void MediaEngine::setRingback(const QString &name, bool on)
{
    const std::lock_guard lock(d->mutex);
    if (Stream *stream = d->stream(name))
        d->post([stream, on](MediaThread &) { stream->ringback = on; });
}

void MediaEngine::createBridge(const QString &name)
{
    const std::lock_guard lock(d->mutex);
    if (d->stopped || d->bridges.contains(name))
        return;
    const auto bridge = std::make_shared<Bridge>();
    d->bridges.insert(name, bridge);
    d->post([p = bridge.get()](MediaThread &tick) { tick.add(p); });
}

void MediaEngine::destroyBridge(const QString &name)
{
    const std::lock_guard lock(d->mutex);
    if (const std::shared_ptr<Bridge> bridge = d->bridges.take(name))
        d->post([bridge](MediaThread &tick) { tick.remove(bridge.get()); });
}

void MediaEngine::addToBridge(const QString &name, const QString &streamName, bool mute)
{
    const std::lock_guard lock(d->mutex);
    Stream *stream = d->stream(streamName);
    Bridge *bridge = d->bridges.value(name).get();
    if (!stream || !bridge)
        return;
    d->post([stream, bridge, mute](MediaThread &) {
        stream->bridge = bridge;
        stream->muteInBridge = mute;
    });
}

void MediaEngine::removeFromBridge(const QString &streamName)
{
    const std::lock_guard lock(d->mutex);
    if (Stream *stream = d->stream(streamName))
        d->post([stream](MediaThread &) { stream->bridge = nullptr; });
}

} // namespace telephony::media
