// SPDX-License-Identifier: GPL-3.0-or-later
// Playbacks and bridges, from the outside.
#include "telephony/media/mediaprivate.h"

namespace telephony::media {

bool MediaEngine::Private::onPlayer(const QString &target, bool onBridge, std::function<void(Player &, Outbox &)> work)
{
    Player *player = nullptr;
    if (onBridge) {
        if (const auto bridge = bridges.value(target))
            player = &bridge->player;
    } else if (Voice *one = voice(target)) {
        player = &one->player;
    }
    if (player)
        post([player, work = std::move(work)](MediaThread &tick) { work(*player, tick.outbox()); });
    return player != nullptr;
}

void MediaEngine::Private::play(const QString &target, bool onBridge, const QString &playback, std::vector<QString> uris,
                                core::Millis offset, bool loop)
{
    if (stopped || playbacks.contains(playback))
        return;
    const quint64 id = ++lastId;
    playbacks.insert(playback, {target, onBridge, id, false, false});
    order({target, playback, onBridge, id, std::move(uris), offset, loop});
}

void MediaEngine::play(const QString &stream, const QString &playback, std::vector<QString> uris, core::Millis offset, bool loop)
{
    const std::lock_guard lock(d->mutex);
    d->play(stream, false, playback, std::move(uris), offset, loop);
}

void MediaEngine::playToBridge(const QString &bridge, const QString &playback, std::vector<QString> uris, core::Millis offset,
                               bool loop)
{
    const std::lock_guard lock(d->mutex);
    d->play(bridge, true, playback, std::move(uris), offset, loop);
}

void MediaEngine::stopPlayback(const QString &playback)
{
    const std::lock_guard lock(d->mutex);
    const auto known = d->playbacks.constFind(playback);
    if (known == d->playbacks.cend())
        return;
    if (!known->loaded)
        return d->finishUnloaded(playback, {});
    d->onPlayer(known->target, known->onBridge, [id = known->id](Player &player, Outbox &out) { player.stop(id, out); });
}

void MediaEngine::pausePlayback(const QString &playback, bool paused)
{
    const std::lock_guard lock(d->mutex);
    const auto known = d->playbacks.find(playback);
    if (known == d->playbacks.end())
        return;
    known->paused = paused;
    if (known->loaded)
        d->onPlayer(known->target, known->onBridge,
                    [id = known->id, paused](Player &player, Outbox &) { player.pause(id, paused); });
}

void MediaEngine::seekPlayback(const QString &playback, core::Millis by)
{
    constexpr core::Millis day = std::chrono::hours(24);
    const std::lock_guard lock(d->mutex);
    const auto known = d->playbacks.constFind(playback);
    if (known == d->playbacks.cend() || !known->loaded)
        return;
    const qint64 samples = std::clamp(by, -day, day).count() * (sampleRate / 1000);
    d->onPlayer(known->target, known->onBridge,
                [id = known->id, samples](Player &player, Outbox &) { player.seek(id, samples); });
}

void MediaEngine::createBridge(const QString &name, BridgeKind kind)
{
    const std::lock_guard lock(d->mutex);
    if (d->stopped || d->bridges.contains(name))
        return;
    const auto bridge = std::make_shared<Bridge>(name, kind);
    d->bridges.insert(name, bridge);
    d->post([p = bridge.get()](MediaThread &tick) { tick.add(p); });
}

void MediaEngine::destroyBridge(const QString &name)
{
    const std::lock_guard lock(d->mutex);
    const std::shared_ptr<Bridge> bridge = d->bridges.take(name);
    if (!bridge)
        return;
    QStringList loading;
    for (auto it = d->playbacks.cbegin(); it != d->playbacks.cend(); ++it) {
        if (it->target == name && it->onBridge && !it->loaded)
            loading += it.key();
    }
    for (const QString &playback : loading)
        d->finishUnloaded(playback, {});
    d->post([bridge](MediaThread &tick) { tick.remove(bridge.get()); });
}

void MediaEngine::addToBridge(const QString &name, const QString &stream, bool mute, BridgeRole role)
{
    const std::lock_guard lock(d->mutex);
    Voice *voice = d->voice(stream);
    Bridge *bridge = d->bridges.value(name).get();
    if (!voice || !bridge)
        return;
    d->post([voice, bridge, mute, role](MediaThread &) {
        voice->bridge = bridge;
        voice->muteInBridge = mute;
        voice->announcer = role == BridgeRole::Announcer;
    });
}

void MediaEngine::removeFromBridge(const QString &stream)
{
    const std::lock_guard lock(d->mutex);
    if (Voice *voice = d->voice(stream))
        d->post([voice](MediaThread &) { voice->bridge = nullptr; });
}

} // namespace telephony::media
