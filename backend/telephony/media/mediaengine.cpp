// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/media/mediaengine.h"

#include "core/poster.h"
#include "telephony/media/mediathread.h"

#include <QHash>

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <condition_variable>
#include <deque>

namespace telephony::media {
namespace {
constexpr quint16 firstPort = 20'000, lastPort = 39'998;

int bindUdp(const QHostAddress &address, quint16 port)
{
    const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket < 0)
        return -1;
    sockaddr_in local{};
    local.sin_family = AF_INET;
    local.sin_port = htons(port);
    local.sin_addr.s_addr = htonl(address.toIPv4Address());
    if (bind(socket, reinterpret_cast<const sockaddr *>(&local), sizeof local) == 0)
        return socket;
    close(socket);
    return -1;
}
} // namespace

/// Names, loading of media, and the way to and from the tick.
class MediaEngine::Private
{
public:
    Private(std::shared_ptr<core::Clock>, MediaLoader l, Events e)
        : loader(std::move(l)), events(std::move(e)), thread([this] { poster->post([this] { deliver(); }); })
    {
    }

    Stream *stream(const QString &name) const { return streams.value(name, nullptr); }
    void deliver();
    void load();
    void finishUnloaded(const QString &playback, const QString &failed);

    struct Wanted
    {
        QString stream, playback;
        std::vector<QString> uris;
        core::Millis offset{0};
        bool loop = false;
    };

    MediaLoader loader;
    Events events;
    std::shared_ptr<core::Poster> poster = core::Poster::ofThisThread();
    mutable std::mutex mutex; // names; never taken by the tick
    QHash<QString, Stream *> streams;
    QHash<QString, Bridge *> bridges;
    QHash<quint64, QString> streamNames, playbackNames;
    QHash<QString, std::pair<QString, quint64>> playbacks; ///< name → stream name, id (0 while loading)
    quint64 lastId = 0;
    quint16 nextPort = firstPort;
    MediaThread thread;
    std::thread loaderThread;
    std::condition_variable wake;
    std::deque<Wanted> wanted;
    bool stopping = false;
    std::shared_ptr<bool> alive = std::make_shared<bool>(true);
};

void MediaEngine::Private::deliver()
{
    TickEvent event;
    const std::weak_ptr<bool> guard = alive;
    while (!guard.expired() && thread.events().pop(event)) {
        QString streamName, playbackName;
        {
            const std::lock_guard lock(mutex);
            streamName = streamNames.value(event.stream);
            playbackName = playbackNames.value(event.playback);
            if (event.kind == TickEvent::PlaybackFinished) {
                playbackNames.remove(event.playback);
                playbacks.remove(playbackName);
            }
        }
        switch (event.kind) {
        case TickEvent::Digit:
            if (events.digit && !streamName.isEmpty())
                events.digit(streamName, event.digit, event.value);
            break;
        case TickEvent::PlaybackStarted:
            if (events.playbackStarted)
                events.playbackStarted(playbackName, event.value);
            break;
        case TickEvent::PlaybackFinished:
            if (events.playbackFinished)
                events.playbackFinished(playbackName, {});
            break;
        case TickEvent::DigitsSent:
            if (events.digitsSent)
                events.digitsSent(streamName);
            break;
        case TickEvent::Silent:
            if (events.silent && !streamName.isEmpty())
                events.silent(streamName, core::Millis(event.value));
            break;
        }
    }
}

void MediaEngine::Private::finishUnloaded(const QString &playback, const QString &failed)
{
    poster->post([this, guard = std::weak_ptr(alive), playback, failed] {
        if (!guard.expired() && events.playbackFinished)
            events.playbackFinished(playback, failed);
    });
}

/// Loader thread: reads the media, then hands the playback to the tick.
void MediaEngine::Private::load()
{
    while (true) {
        Wanted next;
        {
            std::unique_lock lock(mutex);
            wake.wait(lock, [this] { return stopping || !wanted.empty(); });
            if (stopping)
                return;
            next = std::move(wanted.front());
            wanted.pop_front();
        }
        auto playback = std::make_unique<Playback>();
        playback->loop = next.loop;
        QString failed;
        for (const QString &uri : next.uris) {
            if (const Samples samples = loader(uri); samples && !samples->empty())
                playback->items.push_back(samples);
            else
                failed = uri;
        }
        const std::lock_guard lock(mutex);
        const auto known = playbacks.find(next.playback);
        Stream *target = stream(next.stream);
        if (known == playbacks.end())
            continue; // stopped while loading; it was reported then
        if (!target || playback->items.empty()) {
            playbacks.erase(known);
            finishUnloaded(next.playback, failed.isEmpty() ? QStringLiteral("nothing to play") : failed);
            continue;
        }
        const auto skip = size_t(std::max<qint64>(next.offset.count(), 0)) * 8;
        playback->position = std::min(skip, playback->items.front()->size());
        playback->id = known->second = ++lastId;
        playbackNames.insert(playback->id, next.playback);
        thread.post([target, made = playback.release()](MediaThread &tick) {
            if (!target->addPlayback(made))
                tick.refuse(target, made);
        });
    }
}

MediaEngine::MediaEngine(std::shared_ptr<core::Clock> clock, MediaLoader loader, Events events)
    : d(std::make_unique<Private>(std::move(clock), std::move(loader), std::move(events)))
{
}

MediaEngine::~MediaEngine() { stop(); }

void MediaEngine::start()
{
    d->thread.start();
    d->loaderThread = std::thread([p = d.get()] { p->load(); });
}

void MediaEngine::stop()
{
    {
        const std::lock_guard lock(d->mutex);
        if (std::exchange(d->stopping, true))
            return;
        d->wake.notify_all();
    }
    d->alive.reset();
    if (d->loaderThread.joinable())
        d->loaderThread.join();
    d->thread.stop();
}

std::optional<quint16> MediaEngine::open(const QString &name, const QHostAddress &address)
{
    const std::lock_guard lock(d->mutex);
    for (int tries = 0; tries < (lastPort - firstPort) / 2; ++tries) {
        const quint16 port = d->nextPort;
        d->nextPort = port >= lastPort ? firstPort : quint16(port + 2);
        const int rtp = bindUdp(address, port);
        if (rtp < 0)
            continue;
        const int rtcp = bindUdp(address, quint16(port + 1));
        if (rtcp < 0) {
            ::close(rtp);
            continue;
        }
        auto *stream = new Stream(++d->lastId, rtp, rtcp);
        d->streams.insert(name, stream);
        d->streamNames.insert(stream->id, name);
        d->thread.post([stream](MediaThread &tick) { tick.add(stream); });
        return port;
    }
    return {};
}

void MediaEngine::connectStream(const QString &name, StreamParameters parameters)
{
    const std::lock_guard lock(d->mutex);
    Stream *stream = d->stream(name);
    if (!stream)
        return;
    sockaddr_in peer{};
    peer.sin_family = AF_INET;
    peer.sin_port = htons(parameters.peerPort);
    peer.sin_addr.s_addr = htonl(parameters.peer.toIPv4Address());
    const auto *settled = new StreamParameters(std::move(parameters));
    d->thread.post([stream, peer, settled](MediaThread &tick) {
        stream->setPeer(peer);
        stream->parameters.peerPort = settled->peerPort;
        stream->parameters.codec = settled->codec;
        stream->parameters.payloadType = settled->payloadType;
        stream->parameters.dtmfPayloadType = settled->dtmfPayloadType;
        stream->parameters.send = settled->send;
        stream->parameters.receive = settled->receive;
        stream->connected = true;
        tick.discard([settled] { delete settled; });
    });
}

void MediaEngine::close(const QString &name)
{
    const std::lock_guard lock(d->mutex);
    Stream *stream = d->streams.take(name);
    if (!stream)
        return;
    for (auto it = d->playbacks.begin(); it != d->playbacks.end();) {
        if (it->first == name && it->second == 0) {
            d->finishUnloaded(it.key(), {});
            it = d->playbacks.erase(it);
        } else {
            ++it;
        }
    }
    d->thread.post([p = d.get(), stream](MediaThread &tick) {
        tick.remove(stream);
        tick.discard([p, stream] {
            {
                const std::lock_guard inner(p->mutex);
                p->streamNames.remove(stream->id);
            }
            delete stream;
        });
    });
}

std::optional<StreamStats> MediaEngine::stats(const QString &name) const
{
    const std::lock_guard lock(d->mutex);
    const Stream *stream = d->stream(name);
    if (!stream)
        return {};
    const auto &f = stream->figures;
    StreamStats stats;
    stats.packetsReceived = f.received;
    stats.packetsSent = f.sent;
    stats.packetsLost = f.lost;
    stats.packetsDropped = f.dropped;
    stats.jitterMs = f.jitterMs;
    stats.lossPercent = f.lossPercent;
    stats.bufferMs = f.bufferMs;
    stats.levelIn = f.levelIn;
    stats.levelOut = f.levelOut;
    return stats;
}

void MediaEngine::play(const QString &stream, const QString &playback, std::vector<QString> uris, core::Millis offset, bool loop)
{
    const std::lock_guard lock(d->mutex);
    d->playbacks.insert(playback, {stream, 0});
    d->wanted.push_back(Private::Wanted{stream, playback, std::move(uris), offset, loop});
    d->wake.notify_all();
}

void MediaEngine::stopPlayback(const QString &playback)
{
    const std::lock_guard lock(d->mutex);
    const auto known = d->playbacks.constFind(playback);
    if (known == d->playbacks.cend())
        return;
    Stream *stream = d->stream(known->first);
    const quint64 id = known->second;
    if (id == 0) {
        d->playbacks.remove(playback);
        d->finishUnloaded(playback, {});
    } else if (stream) {
        d->thread.post([stream, id](MediaThread &tick) { stream->stopPlayback(id, tick.events()); });
    }
}

void MediaEngine::pausePlayback(const QString &playback, bool paused)
{
    const std::lock_guard lock(d->mutex);
    const auto known = d->playbacks.constFind(playback);
    Stream *stream = known == d->playbacks.cend() ? nullptr : d->stream(known->first);
    if (!stream)
        return;
    d->thread.post([stream, id = known->second, paused](MediaThread &) {
        for (Playback *one : stream->playbacks) {
            if (one && one->id == id)
                one->paused = paused;
        }
    });
}

void MediaEngine::sendDigits(const QString &name, const QString &digits, core::Millis before, core::Millis between,
                             core::Millis duration, core::Millis after)
{
    const std::lock_guard lock(d->mutex);
    Stream *stream = d->stream(name);
    if (!stream)
        return;
    std::array<char, rtp::DtmfSender::maxDigits> keys{};
    size_t count = 0;
    for (const QChar digit : digits) {
        if (count < keys.size() && rtp::eventOf(digit.toLatin1()) >= 0)
            keys[count++] = digit.toLatin1();
    }
    d->thread.post([=](MediaThread &) {
        stream->dtmfOut.start(keys.data(), count, int(before.count()), int(between.count()), int(duration.count()),
                              int(after.count()));
    });
}

void MediaEngine::setEcho(const QString &name, bool on)
{
    const std::lock_guard lock(d->mutex);
    if (Stream *stream = d->stream(name))
        d->thread.post([stream, on](MediaThread &) { stream->echo = on; });
}

void MediaEngine::setMute(const QString &name, Direction direction, bool on)
{
    const std::lock_guard lock(d->mutex);
    if (Stream *stream = d->stream(name))
        d->thread.post([stream, direction, on](MediaThread &) {
            if (direction != Direction::Out)
                stream->muteIn = on;
            if (direction != Direction::In)
                stream->muteOut = on;
        });
}

void MediaEngine::setMusic(const QString &name, const QString &uri)
{
    const auto *samples = new Samples(uri.isEmpty() ? Samples() : d->loader(uri));
    const std::lock_guard lock(d->mutex);
    Stream *stream = d->stream(name);
    if (!stream) {
        delete samples;
        return;
    }
    d->thread.post([stream, samples](MediaThread &tick) {
        const_cast<Samples *>(samples)->swap(stream->music);
        tick.discard([samples] { delete samples; });
    });
}

void MediaEngine::setRingback(const QString &name, bool on)
{
    const std::lock_guard lock(d->mutex);
    if (Stream *stream = d->stream(name))
        d->thread.post([stream, on](MediaThread &) { stream->ringback = on; });
}

void MediaEngine::createBridge(const QString &name)
{
    const std::lock_guard lock(d->mutex);
    if (d->bridges.contains(name))
        return;
    auto *bridge = new Bridge;
    bridge->id = ++d->lastId;
    d->bridges.insert(name, bridge);
    d->thread.post([bridge](MediaThread &tick) { tick.add(bridge); });
}

void MediaEngine::destroyBridge(const QString &name)
{
    const std::lock_guard lock(d->mutex);
    Bridge *bridge = d->bridges.take(name);
    if (!bridge)
        return;
    d->thread.post([bridge](MediaThread &tick) {
        tick.remove(bridge);
        tick.discard([bridge] { delete bridge; });
    });
}

void MediaEngine::addToBridge(const QString &name, const QString &streamName, bool mute)
{
    const std::lock_guard lock(d->mutex);
    Stream *stream = d->stream(streamName);
    Bridge *bridge = d->bridges.value(name);
    if (!stream || !bridge)
        return;
    d->thread.post([stream, bridge, mute](MediaThread &) {
        stream->bridge = bridge;
        stream->muteInBridge = mute;
    });
}

void MediaEngine::removeFromBridge(const QString &streamName)
{
    const std::lock_guard lock(d->mutex);
    if (Stream *stream = d->stream(streamName))
        d->thread.post([stream](MediaThread &) { stream->bridge = nullptr; });
}

} // namespace telephony::media
