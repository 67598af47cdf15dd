// SPDX-License-Identifier: GPL-3.0-or-later
// Life of channels and bridges, as ARI tells it.
#include "telephony/softswitch/private.h"

namespace telephony::softswitch {
namespace {
constexpr int lastQ850Cause = 127;
} // namespace

Channel *SoftSwitch::Private::byLeg(const QString &leg) { return channels.value(legs.value(leg)).get(); }

Channel &SoftSwitch::Private::addChannel(const QString &id)
{
    auto channel = std::make_shared<Channel>();
    channel->id = id;
    channel->created = clock->wall();
    channel->ready = clock->now() + EventQueue::gap;
    channels.insert(id, channel);
    return *channel;
}

Json SoftSwitch::Private::channelEvent(const char *type, const Channel &channel) const
{
    return Json{{"type", type}, {"channel", toJson(channel)}};
}

void SoftSwitch::Private::setState(Channel &channel, const QString &state)
{
    if (std::exchange(channel.state, state) != state)
        emitEvent(channelEvent("ChannelStateChange", channel), channel);
}

void SoftSwitch::Private::enterStasis(Channel &channel, const QStringList &arguments)
{
    static const QLatin1String callId("call_id=");
    for (const QString &argument : arguments) {
        if (argument.startsWith(callId))
            tag(channel, core::parseId(QStringView(argument).mid(callId.size())));
    }
    leaveStasis(channel);
    channel.inStasis = true;
    Json event = channelEvent("StasisStart", channel);
    event["args"] = core::toJson(arguments);
    emitEvent(std::move(event), channel);
}

void SoftSwitch::Private::leaveStasis(Channel &channel)
{
    if (std::exchange(channel.inStasis, false))
        emitEvent(channelEvent("StasisEnd", channel), channel);
}

void SoftSwitch::Private::enterBridge(Channel &channel, Bridge &bridge, bool mute)
{
    if (channel.bridge == bridge.id)
        return;
    leaveBridge(channel);
    if (channel.callId.isNull())
        tag(channel, bridge.callId);
    channel.bridge = bridge.id;
    bridge.channels += channel.id;
    media->addToBridge(bridge.id, channel.id, mute);
    Json event = channelEvent("ChannelEnteredBridge", channel);
    event["bridge"] = toJson(bridge);
    emitEvent(std::move(event), std::max(channel.ready, bridge.ready), channel.callId);
}

void SoftSwitch::Private::leaveBridge(Channel &channel)
{
    const auto bridge = bridges.find(channel.bridge);
    if (bridge == bridges.end())
        return;
    media->removeFromBridge(channel.id);
    bridge->channels.removeAll(channel.id);
    channel.bridge.clear();
    channel.absorbsDtmf = false;
    Json event = channelEvent("ChannelLeftBridge", channel);
    event["bridge"] = toJson(*bridge);
    emitEvent(std::move(event), std::max(channel.ready, bridge->ready), channel.callId);
}

void SoftSwitch::Private::destroyBridge(const QString &id)
{
    const QStringList members = bridges.value(id).channels;
    for (const QString &member : members) {
        if (const auto channel = channels.value(member))
            leaveBridge(*channel);
    }
    const Bridge bridge = bridges.take(id);
    media->destroyBridge(id);
    emitEvent(Json{{"type", "BridgeDestroyed"}, {"bridge", toJson(bridge)}}, bridge.ready, bridge.callId);
}

void SoftSwitch::Private::destroy(const QString &id, int cause)
{
    const auto channel = channels.take(id);
    if (!channel)
        return;
    if (!channel->leg.isEmpty()) {
        channel->listener->stack->hangup(channel->leg, cause > lastQ850Cause ? causeNormal : cause);
        legs.remove(channel->leg);
    }
    const QStringList open = channel->playbacks;
    for (const QString &playback : open)
        finishPlayback(playback, QStringLiteral("done"));
    leaveBridge(*channel);
    media->close(id);
    leaveStasis(*channel);
    Json event = channelEvent("ChannelDestroyed", *channel);
    event["cause"] = cause;
    event["cause_txt"] = ari::causeText(cause);
    // Apart from what came just before: call-manager handles events side by side.
    emitEvent(std::move(event), std::max(channel->ready, clock->now() + EventQueue::gap), channel->callId);
}

void SoftSwitch::Private::finishPlayback(const QString &id, const QString &state)
{
    const auto known = playbacks.find(id);
    if (known == playbacks.end())
        return;
    ari::Playback playback = *known;
    playbacks.erase(known);
    playback.state = state;
    QUuid callId;
    if (const auto channel = channels.value(playback.channel)) {
        channel->playbacks.removeAll(id);
        callId = channel->callId;
    }
    emitEvent(Json{{"type", "PlaybackFinished"}, {"playback", toJson(playback)}}, core::Nanos(0), callId);
}

void SoftSwitch::Private::tag(Channel &channel, QUuid callId)
{
    if (callId.isNull() || channel.callId == callId)
        return;
    channel.callId = callId;
    if (!channel.leg.isEmpty())
        channel.listener->stack->tag(channel.leg, callId);
}

} // namespace telephony::softswitch
