// SPDX-License-Identifier: GPL-3.0-or-later
// What happens on the SIP side, as ARI tells it.
#include "core/log.h"
#include "telephony/softswitch/edge.h"
#include "telephony/softswitch/private.h"

namespace telephony::softswitch {
namespace {
const std::vector<QByteArray> codecs{"PCMU", "PCMA"};
constexpr int causeNormal = 16, causeNoCodec = 58, causeNoMedia = 38;
} // namespace

Channel *SoftSwitch::Private::byLeg(const QString &leg) { return channels.value(legs.value(leg)).get(); }

Channel &SoftSwitch::Private::addChannel(const QString &id)
{
    auto channel = std::make_shared<Channel>();
    channel->id = id;
    channel->created = clock->wall();
    channels.insert(id, channel);
    return *channel;
}

Json SoftSwitch::Private::channelEvent(const char *type, const Channel &channel) const
{
    return Json{{"type", type}, {"channel", toAri(channel)}};
}

bool SoftSwitch::Private::openMedia(Channel &channel)
{
    if (channel.port != 0)
        return true;
    const auto port = media->open(channel.id, stack->address());
    channel.port = port.value_or(0);
    return port.has_value();
}

void SoftSwitch::Private::connectMedia(Channel &channel)
{
    if (!channel.remote)
        return;
    media::StreamParameters parameters;
    parameters.peer = channel.remote->address;
    parameters.peerPort = channel.remote->address.isNull() ? quint16(0) : channel.remote->port;
    parameters.codec = channel.agreement.encoding == "PCMA" ? media::Codec::Pcma : media::Codec::Pcmu;
    parameters.payloadType = channel.agreement.payloadType;
    parameters.dtmfPayloadType = channel.agreement.dtmfPayloadType;
    using sip::SdpDirection;
    const SdpDirection theirs = channel.remote->direction;
    parameters.send = theirs == SdpDirection::SendRecv || theirs == SdpDirection::RecvOnly;
    parameters.receive = theirs == SdpDirection::SendRecv || theirs == SdpDirection::SendOnly;
    media->connectStream(channel.id, std::move(parameters));
}

QByteArray SoftSwitch::Private::localSdp(Channel &channel)
{
    const QHostAddress address = stack->address();
    const quint64 version = channel.sdpVersion++;
    return channel.remote ? sip::makeAnswer(*channel.remote, channel.agreement, address, channel.port, channel.port, version)
                          : sip::makeOffer(address, channel.port, channel.port, version);
}

void SoftSwitch::Private::incoming(sip::IncomingCall call)
{
    Channel &channel = addChannel(core::toText(core::newId()));
    const QString id = channel.id;
    channel.leg = call.leg;
    legs.insert(call.leg, id);
    channel.incoming = true;
    channel.callerNumber = call.authUser.isEmpty() ? call.fromUser : call.authUser;
    channel.callerName = call.fromName;
    channel.name = QStringLiteral("PJSIP/%1-%2").arg(channel.callerNumber).arg(++counter, 8, 16, QLatin1Char('0'));
    channel.exten = call.requestUser;
    channel.sipCallId = call.callId;
    channel.state = QStringLiteral("Ring");
    if (!call.sdp.isEmpty()) {
        channel.remote = sip::parseSdp(call.sdp);
        const auto agreement = channel.remote ? sip::agree(*channel.remote, codecs) : std::nullopt;
        if (agreement)
            channel.agreement = *agreement;
        else
            channel.remote.reset();
    }
    const bool noCodec = !call.sdp.isEmpty() && !channel.remote;
    emitEvent(channelEvent("ChannelCreated", channel));
    if (noCodec || !openMedia(channel))
        return destroy(id, noCodec ? causeNoCodec : causeNoMedia);
    connectMedia(channel);
    const bool dialsExtension = std::any_of(credentials.begin(), credentials.end(), [&](const sip::Credential &one) {
        return one.user == call.requestUser && one.realm == call.authRealm;
    });
    const QString domain = domainOf(call.requestUser, call.requestHost, call.authRealm, dialsExtension, config.baseDomain);
    const QStringList arguments{QStringLiteral("context_type=call"),
                                QStringLiteral("context=call-in"),
                                QLatin1String("domain=") + domain,
                                QStringLiteral("direction=incoming"),
                                QLatin1String("transport=") + call.transport,
                                QLatin1String("sip_call_id=") + call.callId,
                                QLatin1String("sip_pai=") + call.pai,
                                QLatin1String("sip_privacy=") + call.privacy,
                                QLatin1String("source=") + call.source.section(QLatin1Char(':'), 0, -2)};
    emitLater([this, id, arguments] {
        if (const auto found = channels.value(id))
            enterStasis(*found, arguments);
    });
}

void SoftSwitch::Private::enterStasis(Channel &channel, const QStringList &arguments)
{
    channel.inStasis = true;
    Json event = channelEvent("StasisStart", channel);
    event["args"] = core::toJson(arguments);
    emitEvent(std::move(event));
}

void SoftSwitch::Private::leaveStasis(Channel &channel)
{
    if (std::exchange(channel.inStasis, false))
        emitEvent(channelEvent("StasisEnd", channel));
}

void SoftSwitch::Private::setState(Channel &channel, const QString &state)
{
    if (channel.state == state)
        return;
    channel.state = state;
    emitEvent(channelEvent("ChannelStateChange", channel));
}

void SoftSwitch::Private::answer(Channel &channel)
{
    if (channel.answered)
        return;
    channel.answered = true;
    stack->answer(channel.leg, localSdp(channel));
    setState(channel, QStringLiteral("Up"));
}

void SoftSwitch::Private::dial(Channel &channel, int timeoutSeconds)
{
    sip::OutgoingCall call;
    call.leg = core::toText(core::newId());
    legs.insert(call.leg, channel.id);
    channel.leg = call.leg;
    const qsizetype scheme = channel.endpoint.indexOf(QLatin1String("sip:"));
    call.uri = channel.endpoint.mid(scheme);
    for (const auto &[user, contacts] : registrations) {
        for (const sip::Contact &contact : contacts) {
            if (contact.uri == call.uri)
                call.proxy = contact.source;
        }
    }
    call.fromUser = channel.variables.contains(QStringLiteral("CALLERID(num)")) ? channel.variables[QStringLiteral("CALLERID(num)")]
                                                                                : channel.callerNumber;
    call.fromName = channel.variables.contains(QStringLiteral("CALLERID(name)")) ? channel.variables[QStringLiteral("CALLERID(name)")]
                                                                                 : QString();
    call.fromHost = sipHost();
    for (const auto &[name, value] : channel.variables) {
        static const QLatin1String add("PJSIP_HEADER(add,");
        if (name.startsWith(add) && name.endsWith(QLatin1Char(')')))
            call.headers[name.mid(add.size()).chopped(1)] = value;
    }
    call.timeout = std::chrono::seconds(timeoutSeconds > 0 ? timeoutSeconds : 60);
    call.sdp = localSdp(channel);
    stack->invite(std::move(call));
}

QString SoftSwitch::Private::sipHost() const
{
    const QHostAddress address = stack->address();
    return (address == QHostAddress(QHostAddress::AnyIPv4) ? QStringLiteral("localhost") : address.toString()) + QLatin1Char(':') +
           QString::number(stack->port());
}

void SoftSwitch::Private::answered(const QString &leg, int status, const QByteArray &sdp)
{
    Channel *channel = byLeg(leg);
    if (!channel)
        return;
    if (!sdp.isEmpty()) {
        auto remote = sip::parseSdp(sdp);
        const auto agreement = remote ? sip::agree(*remote, codecs) : std::nullopt;
        if (agreement) {
            channel->remote = std::move(remote);
            channel->agreement = *agreement;
            connectMedia(*channel);
        }
    }
    if (status < 200) {
        if (status == 180 || status == 183)
            setState(*channel, QStringLiteral("Ringing"));
        return;
    }
    if (!channel->remote)
        return destroy(channel->id, causeNoCodec);
    channel->answered = true;
    setState(*channel, QStringLiteral("Up"));
}

void SoftSwitch::Private::confirmed(const QString &leg, const QByteArray &sdp)
{
    Channel *channel = byLeg(leg);
    if (!channel || sdp.isEmpty() || channel->remote)
        return;
    channel->remote = sip::parseSdp(sdp); // the answer to our late offer
    const auto agreement = channel->remote ? sip::agree(*channel->remote, codecs) : std::nullopt;
    if (!agreement)
        return destroy(channel->id, causeNoCodec);
    channel->agreement = *agreement;
    connectMedia(*channel);
}

void SoftSwitch::Private::reinvited(const QString &leg, const QByteArray &sdp)
{
    Channel *channel = byLeg(leg);
    if (!channel)
        return stack->rejectReinvite(leg, 481);
    if (!sdp.isEmpty()) {
        auto remote = sip::parseSdp(sdp);
        const auto agreement = remote ? sip::agree(*remote, codecs) : std::nullopt;
        if (!agreement)
            return stack->rejectReinvite(leg, 488);
        channel->remote = std::move(remote);
        channel->agreement = *agreement;
        channel->held = channel->remote->isHeld();
        connectMedia(*channel);
    }
    stack->acceptReinvite(leg, localSdp(*channel));
}

void SoftSwitch::Private::legEnded(const QString &leg, int status, int cause, const QString &reason)
{
    Channel *channel = byLeg(leg);
    if (!channel)
        return;
    core::log::info("switch", "{} ended: {} (SIP {}, cause {})", channel->name, reason, status, cause);
    channel->leg.clear(); // the SIP side is over already
    if (status == 0 || status == 487) {
        Json event = channelEvent("ChannelHangupRequest", *channel);
        event["cause"] = cause;
        emitEvent(std::move(event));
    }
    destroy(channel->id, cause);
}

void SoftSwitch::Private::digit(const QString &channelId, char key, int durationMs)
{
    const auto channel = channels.value(channelId);
    if (!channel)
        return;
    Json event = channelEvent("ChannelDtmfReceived", *channel);
    event["digit"] = std::string(1, key);
    event["duration_ms"] = durationMs;
    emitEvent(std::move(event));
}

void SoftSwitch::Private::leaveBridge(Channel &channel)
{
    if (channel.bridge.isEmpty())
        return;
    media->removeFromBridge(channel.id);
    Bridge &bridge = bridges[channel.bridge];
    bridge.channels.removeAll(channel.id);
    channel.bridge.clear();
    Json event = channelEvent("ChannelLeftBridge", channel);
    event["bridge"] = toAri(bridge);
    emitEvent(std::move(event));
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
    emitEvent(Json{{"type", "BridgeDestroyed"}, {"bridge", toAri(bridge)}});
}

void SoftSwitch::Private::destroy(const QString &id, int cause)
{
    const auto channel = channels.value(id);
    if (!channel)
        return;
    if (!channel->leg.isEmpty()) {
        stack->hangup(channel->leg, cause > 127 ? causeNormal : cause);
        legs.remove(channel->leg);
    }
    leaveBridge(*channel);
    media->close(id);
    leaveStasis(*channel);
    channels.remove(id);
    Json event = channelEvent("ChannelDestroyed", *channel);
    event["cause"] = cause;
    event["cause_txt"] = causeText(cause);
    emitLater([this, event = std::move(event)] { emitEvent(event); });
}

void SoftSwitch::Private::contactsChanged(const sip::Contact &contact, bool registered)
{
    auto &known = registrations[{contact.user, contact.realm}];
    std::erase_if(known, [&](const sip::Contact &old) { return old.uri == contact.uri; });
    if (registered)
        known.push_back(contact);
    std::vector<sip::Contact> all;
    for (const auto &[user, contacts] : registrations)
        all.insert(all.end(), contacts.begin(), contacts.end());
    if (contactListener)
        contactListener(std::move(all));
    const std::string resource = core::utf8(contact.user + QLatin1Char('@') + contact.realm);
    emitEvent(Json{{"type", "ContactStatusChange"},
                   {"endpoint", {{"technology", "PJSIP"}, {"resource", resource}, {"state", registered ? "online" : "offline"}, {"channel_ids", Json::array()}}},
                   {"contact_info",
                    {{"uri", core::utf8(contact.uri)},
                     {"contact_status", registered ? "Reachable" : "Removed"},
                     {"aor", resource},
                     {"roundtrip_usec", "0"}}}});
}

} // namespace telephony::softswitch
