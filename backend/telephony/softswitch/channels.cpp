// SPDX-License-Identifier: GPL-3.0-or-later
// Life of channels and bridges, as ARI tells it.
#include "core/log.h"
#include "telephony/softswitch/farend.h"
#include "telephony/softswitch/private.h"

namespace telephony::softswitch {
namespace {
constexpr int lastQ850Cause = 127;
constexpr size_t mostEnded = 10'000;

const char *dialStatusOf(int cause)
{
    switch (cause) {
    case 3:
    case 20: return "CHANUNAVAIL";
    case 16: return "CANCEL";
    case 17: return "BUSY";
    case 34:
    case 42:
    case 44: return "CONGESTION";
    default: return "NOANSWER";
    }
}

QString sourceOf(const Channel &channel) { return QLatin1String("channel:") + channel.id; }
QString sourceOf(const ari::Bridge &bridge) { return QLatin1String("bridge:") + bridge.id; }
} // namespace

Channel *SoftSwitch::Private::byLeg(const QString &leg) { return channels.value(legs.value(leg)).get(); }

Channel &SoftSwitch::Private::addChannel(const QString &id)
{
    auto channel = std::make_shared<Channel>();
    channel->id = id;
    channel->created = clock->wall();
    channel->linkedId = id;
    channel->linkedSince = channel->created;
    channel->ready = afterGap();
    channels.insert(id, channel);
    return *channel;
}

QString SoftSwitch::Private::nameFor(const QString &endpoint)
{
    return QStringLiteral("%1-%2").arg(endpoint).arg(++counter, 8, 16, QLatin1Char('0'));
}

void SoftSwitch::Private::setState(Channel &channel, const QString &state)
{
    if (std::exchange(channel.state, state) == state)
        return;
    emitEvent(channelEvent("ChannelStateChange", channel), channel);
    deviceChanged(channel);
    if (state == QLatin1String("Ringing"))
        return emitDial(channel, "RINGING");
    if (state != QLatin1String("Up"))
        return;
    channel.dialLimit.cancel();
    emitDial(channel, "ANSWER");
    channel.dialing = false;
    if (auto up = std::exchange(channel.up, {})) // it may end the channel, which the caller still holds
        channel.service = clock->after(core::Millis(0), std::move(up));
}

void SoftSwitch::Private::emitDial(const Channel &channel, const char *status)
{
    if (!channel.dialing)
        return;
    Json event{{"type", "Dial"},
               {"dialstatus", status},
               {"dialstring", core::utf8(channel.endpoint.section(QLatin1Char('/'), 1))},
               {"forward", ""},
               {"peer", toJson(channel)}};
    if (const auto caller = channels.value(channel.callerOfDial))
        event["caller"] = toJson(*caller);
    emitEvent(std::move(event), channel);
}

void SoftSwitch::Private::enterStasis(Channel &channel, const QStringList &arguments, const QString &application,
                                      const Channel *replaced)
{
    static const QLatin1String callId("call_id=");
    for (const QString &argument : arguments) {
        if (argument.startsWith(callId))
            tag(channel, core::parseId(QStringView(argument).mid(callId.size())));
    }
    const bool moves = channel.inStasis;
    leaveStasis(channel, moves);
    if (!applications.isConnected(application)) {
        core::log::call(core::log::Level::Warn, "switch", channel.callId, "{} asked for application {}, which is not connected",
                        channel.name, application);
        channel.variables[QStringLiteral("STASISSTATUS")] = QStringLiteral("FAILED");
        tellVariable(channel, QStringLiteral("STASISSTATUS"), QStringLiteral("FAILED"));
        const auto guard = alive.token();
        clock
            ->after(core::Millis(0),
                    [this, guard, id = channel.id] {
                        if (!guard.expired())
                            destroy(id, causeNormal);
                    })
            .release();
        return;
    }
    channel.application = application;
    channel.dialplanApp = QStringLiteral("Stasis");
    channel.dialplanData = (QStringList{application} + arguments).join(QLatin1Char(','));
    channel.inStasis = true;
    if (!moves) {
        tellDialplan(channel);
        tellVariable(channel, QStringLiteral("STASISSTATUS"), {});
    }
    applications.hold(application, sourceOf(channel));
    if (!channel.bridge.isEmpty())
        applications.hold(application, QLatin1String("bridge:") + channel.bridge);
    ari::Event event = channelEvent("StasisStart", channel);
    event["args"] = core::toJson(arguments);
    if (replaced)
        event["replace_channel"] = toJson(*replaced);
    if (applications.wants(application, "StasisStart"))
        emitTo({application}, std::move(event), channel.ready, channel.callId);
}

void SoftSwitch::Private::leaveStasis(Channel &channel, bool moves)
{
    if (!std::exchange(channel.inStasis, false))
        return;
    if (applications.wants(channel.application, "StasisEnd"))
        emitTo({channel.application}, channelEvent("StasisEnd", channel), channel.ready, channel.callId);
    channel.dialplanApp.clear();
    channel.dialplanData.clear();
    if (!channel.bridge.isEmpty())
        applications.release(channel.application, QLatin1String("bridge:") + channel.bridge);
    applications.release(channel.application, sourceOf(channel));
    if (!moves)
        tellVariable(channel, QStringLiteral("STASISSTATUS"), QStringLiteral("SUCCESS"));
}

void SoftSwitch::Private::enterBridge(Channel &channel, Bridge &bridge, bool mute, media::BridgeRole role)
{
    if (channel.bridge == bridge.id)
        return media->addToBridge(bridge.id, channel.id, mute, role);
    leaveBridge(channel);
    if (channel.callId.isNull())
        tag(channel, bridge.callId);
    channel.bridge = bridge.id;
    bridge.channels += channel.id;
    media->addToBridge(bridge.id, channel.id, mute, role);
    if (channel.inStasis)
        applications.hold(channel.application, sourceOf(bridge));
    ari::Event event = channelEvent("ChannelEnteredBridge", channel);
    event.setBridge(bridge);
    emitEvent(std::move(event), std::max(channel.ready, bridge.ready), channel.callId);
    peersChanged(bridge);
    connectLines(bridge);
    link(channel, bridge);
}

void SoftSwitch::Private::leaveBridge(Channel &channel)
{
    const auto bridge = bridges.find(channel.bridge);
    if (bridge == bridges.end())
        return;
    stopWaiting(channel);
    for (const QString &member : std::as_const(bridge->channels)) {
        if (const auto other = channels.value(member); other && other->waiting == channel.id)
            stopWaiting(*other);
    }
    media->removeFromBridge(channel.id);
    bridge->channels.removeAll(channel.id);
    channel.bridge.clear();
    channel.absorbsDtmf = false;
    setPeers(channel, {});
    ari::Event event = channelEvent("ChannelLeftBridge", channel);
    event.setBridge(*bridge);
    emitEvent(std::move(event), std::max(channel.ready, bridge->ready), channel.callId);
    peersChanged(*bridge);
    if (channel.inStasis)
        applications.release(channel.application, sourceOf(*bridge));
}

void SoftSwitch::Private::destroyBridge(const QString &id)
{
    const QStringList members = bridges.value(id).channels;
    for (const QString &member : members) {
        if (const auto channel = channels.value(member))
            leaveBridge(*channel);
    }
    const Bridge bridge = bridges.take(id);
    const QStringList open = bridge.playbacks;
    for (const QString &playback : open)
        finishPlayback(playback, QStringLiteral("done"));
    media->destroyBridge(id);
    emitEvent(ari::Event("BridgeDestroyed", bridge), bridge.ready, bridge.callId);
    applications.forget(sourceOf(bridge));
}

void SoftSwitch::Private::destroy(const QString &id, int cause)
{
    const auto channel = channels.take(id);
    if (!channel)
        return;
    rememberEnded(*channel);
    if (!channel->leg.isEmpty()) {
        channel->listener->stack->hangup(channel->leg, cause > lastQ850Cause ? causeNormal : cause,
                                         cause == causeNoCodec ? channel->warning : QByteArray());
        legs.remove(channel->leg);
    }
    if (const auto far = std::exchange(channel->farEnd, {}))
        far->hangup(cause);
    channel->service.cancel();
    transferFailed(id, 0);
    transferDropped(id);
    const QStringList open = channel->playbacks;
    for (const QString &playback : open)
        finishPlayback(playback, QStringLiteral("done"));
    leaveBridge(*channel);
    media->close(id);
    emitDial(*channel, dialStatusOf(cause));
    leaveStasis(*channel);
    ari::Event event = channelEvent("ChannelDestroyed", *channel);
    event["cause"] = cause;
    event["cause_txt"] = ari::causeText(cause);
    if (channel->techCause != 0)
        event["tech_cause"] = channel->techCause;
    // Apart from what came just before: call-manager handles events side by side.
    emitEvent(std::move(event), std::max(channel->ready, afterGap()), channel->callId);
    applications.forget(sourceOf(*channel));
    deviceChanged(*channel);
    for (const QString &snooper : std::as_const(channel->snoopers))
        destroy(snooper, causeNormal);
}

/// Its RTP may still be asked for.
void SoftSwitch::Private::rememberEnded(const Channel &channel)
{
    if (config.rtpKept == 0 || channel.callId.isNull())
        return;
    if (ended.size() >= mostEnded)
        ended.pop_front();
    ended.emplace_back(channel.callId, channel.id);
}

void SoftSwitch::Private::finishPlayback(const QString &id, const QString &state)
{
    const auto known = playbacks.find(id);
    if (known == playbacks.end())
        return;
    Playback playback = *known;
    playbacks.erase(known);
    playback.state = state;
    QUuid callId;
    if (playback.target.bridge) {
        if (const auto bridge = bridges.find(playback.target.id); bridge != bridges.end()) {
            bridge->playbacks.removeAll(id);
            callId = bridge->callId;
        }
    } else if (const auto channel = channels.value(playback.target.id)) {
        channel->playbacks.removeAll(id);
        callId = channel->callId;
    }
    emitEvent(Json{{"type", "PlaybackFinished"}, {"playback", toJson(playback)}}, core::Nanos(0), callId);
    applications.forget(QLatin1String("playback:") + id);
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
