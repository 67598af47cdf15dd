// SPDX-License-Identifier: GPL-3.0-or-later
// What happens on the SIP side.
#include "core/log.h"
#include "telephony/softswitch/edge.h"
#include "telephony/softswitch/farend.h"
#include "telephony/softswitch/private.h"
#include "telephony/softswitch/route.h"

namespace telephony::softswitch {
namespace {
constexpr int causeNoMedia = 38, causeCongestion = 42, causeAbsent = 20;
constexpr int okay = 200, ringing = 180, sessionProgress = 183, firstRefusal = 300;
const QString waitingMusic = QStringLiteral("music");

/// Of a URI or `host:port;parameters`.
QString hostOfTarget(const QString &target)
{
    return target.section(QLatin1Char('@'), -1).section(QLatin1Char(';'), 0, 0).section(QLatin1Char(':'), 0, 0);
}

/// User of the newest Diversion (RFC 5806 §4: the topmost).
QString divertedFrom(const std::map<QString, QString> &headers)
{
    for (const auto &[name, value] : headers) {
        if (name.compare(QLatin1String("Diversion"), Qt::CaseInsensitive) == 0)
            return targetOf(value.section(QLatin1Char(','), 0, 0).section(QLatin1Char('<'), -1)).section(QLatin1Char('@'), 0, 0);
    }
    return {};
}
QString hostOfSource(const QString &source) { return source.section(QLatin1Char(':'), 0, -2); }
} // namespace

void SoftSwitch::Private::incoming(const ListenerPtr &listener, sip::IncomingCall call)
{
    Channel &channel = addChannel(core::toText(core::newId()));
    const QString id = channel.id;
    channel.listener = listener;
    channel.leg = call.leg;
    legs.insert(call.leg, id);
    channel.incoming = true;
    channel.callerNumber = call.fromUser;
    channel.callerName = call.fromName;
    const QString endpoint = !call.trunk.isEmpty()     ? call.trunk
                             : call.authUser.isEmpty() ? QStringLiteral("anonymous")
                                                       : call.authUser;
    channel.name = QStringLiteral("PJSIP/%1-%2").arg(endpoint).arg(++counter, 8, 16, QLatin1Char('0'));
    channel.exten = call.requestUser;
    channel.sipHeaders = call.headers;
    channel.redirectingNumber = divertedFrom(call.headers);
    if (call.privacy.contains(QLatin1String("id"), Qt::CaseInsensitive))
        channel.presentation = QStringLiteral("prohib_not_screened");
    channel.protocolId = call.callId;
    channel.remoteTag = call.fromTag;
    channel.realm = call.authRealm;
    channel.state = QStringLiteral("Ring");
    emitEvent(channelEvent("ChannelCreated", channel));
    deviceChanged(channel);
    const sip::Trunk *trunk = findTrunk(call.trunk);
    if (trunk && !hasRoom(*trunk))
        return destroy(id, causeCongestion);
    channel.trunk = call.trunk;
    channel.signalling = QHostAddress(hostOfSource(call.source));
    const bool lateOffer = call.sdp.isEmpty();
    if (!lateOffer && !takeDescription(channel, call.sdp))
        return destroy(id, causeNoCodec);
    if (stopped || !openMedia(channel))
        return destroy(id, causeNoMedia);
    connectMedia(channel);
    if (!call.replaces.isEmpty())
        return takeOver(channel, call.replaces);
    arrive(channel, call);
}

void SoftSwitch::Private::arrive(Channel &channel, const sip::IncomingCall &call)
{
    const bool trusted = !call.authUser.isEmpty() || channel.signalling.isLoopback();
    if (const QString application = applicationOf(call.requestUser); trusted && !application.isEmpty())
        return enterStasis(channel, {}, application);
    EdgeFacts facts{call.requestUser, call.requestHost, call.authRealm};
    facts.fromLoopback = channel.signalling.isLoopback();
    facts.trunk = call.trunk;
    const sip::Trunk *trunk = findTrunk(call.trunk);
    facts.trunkToNumbers = trunk && trunk->toNumbers;
    facts.dialsExtension = std::any_of(credentials.begin(), credentials.end(), [&](const sip::Credential &one) {
        return one.user == call.requestUser && one.realm == call.authRealm;
    });
    enterStasis(channel, {QStringLiteral("context_type=call"), QStringLiteral("context=call-in"),
                          QLatin1String("domain=") + domainOf(facts, config.baseDomain), QStringLiteral("direction=incoming"),
                          QLatin1String("transport=") + call.transport, QLatin1String("sip_call_id=") + call.callId,
                          QLatin1String("sip_pai=") + call.pai, QLatin1String("sip_privacy=") + call.privacy,
                          QLatin1String("source=") + hostOfSource(call.source)});
}

void SoftSwitch::Private::answer(Channel &channel)
{
    if (std::exchange(channel.answered, true))
        return;
    channel.offered = !channel.remote;
    channel.listener->stack->answer(channel.leg, channel.earlySdp.isEmpty() ? localSdp(channel) : channel.earlySdp);
    media->setRingback(channel.id, false);
    setState(channel, QStringLiteral("Up"));
}

void SoftSwitch::Private::progress(Channel &channel)
{
    if (!channel.incoming || channel.leg.isEmpty() || channel.answered || !channel.remote || !channel.earlySdp.isEmpty())
        return;
    channel.earlySdp = localSdp(channel);
    channel.listener->stack->ring(channel.leg, channel.earlySdp);
}

void SoftSwitch::Private::setHeld(Channel &channel, bool held)
{
    channel.held = held;
    emitEvent(channelEvent(held ? "ChannelHold" : "ChannelUnhold", channel), channel);
    if (held) {
        letWait(channel, waitingMusic);
        setWaits(channel.waiting, &Channel::heldByOther, true);
    } else {
        stopWaiting(channel);
    }
    if (const auto far = channel.farEnd)
        far->heldByPhone(held);
}

void SoftSwitch::Private::letWait(Channel &channel, const QString &music)
{
    stopWaiting(channel);
    const QStringList others = othersIn(channel.bridge, channel.id);
    if (others.size() != 1)
        return;
    channel.waiting = others.front();
    media->setMusic(channel.waiting, music);
}

void SoftSwitch::Private::stopWaiting(Channel &channel)
{
    if (const QString waiting = std::exchange(channel.waiting, {}); !waiting.isEmpty()) {
        media->setMusic(waiting, {});
        setWaits(waiting, &Channel::heldByOther, false);
    }
}

/// It ends at once, but not before who dials it has its answer.
void SoftSwitch::Private::bury(Channel &channel, int cause)
{
    channel.farewell = clock->after(core::Millis(0), [this, id = channel.id, cause] { destroy(id, cause); });
}

void SoftSwitch::Private::dial(Channel &channel)
{
    sip::OutgoingCall call;
    call.leg = core::toText(core::newId());
    legs.insert(call.leg, channel.id);
    channel.leg = call.leg;
    call.uri = uriToDial(channel.endpoint);
    call.proxy = routeTo(call.uri).second;
    if (const sip::Contact *contact = contactAt(call.uri)) {
        channel.realm = contact->realm;
        call.route = contact->path;
    }
    call.callId = channel.protocolId;
    call.fromUser = channel.callerNumber;
    call.fromName = channel.callerName;
    const QHostAddress address = channel.listener->address;
    call.fromHost = address.toString() + QLatin1Char(':') + QString::number(channel.listener->stack->port());
    const sip::Trunk *trunk = trunkOfEndpoint(channel.endpoint);
    if (trunk)
        dialByTrunk(*trunk, &call);
    if (call.uri.isEmpty() || (trunk && !hasRoom(*trunk)))
        return bury(channel, trunk ? causeCongestion : causeAbsent);
    channel.trunk = trunk ? trunk->name : QString();
    channel.signalling = QHostAddress(hostOfTarget(call.proxy.isEmpty() ? call.uri : call.proxy));
    static const QLatin1String add("PJSIP_HEADER(add,");
    for (auto one = channel.variables.cbegin(); one != channel.variables.cend(); ++one) {
        if (one.key().startsWith(add) && one.key().endsWith(QLatin1Char(')')))
            call.headers[one.key().mid(add.size()).chopped(1)] = one.value();
    }
    // For the edge of the platform, which the switch is itself: the far end gets the offer that it asks for.
    if (const auto codecs = call.headers.extract(QStringLiteral("VBOUT-CODECS"))) {
        for (const QString &one : codecs.mapped().split(QLatin1Char(','), Qt::SkipEmptyParts))
            channel.onlyCodecs += one.trimmed().toUpper();
        if (codecsFor(channel).empty())
            return bury(channel, causeNoCodec);
    }
    call.sdp = localSdp(channel);
    const QString leg = call.leg;
    channel.listener->stack->invite(std::move(call));
    if (!channel.callId.isNull())
        channel.listener->stack->tag(leg, channel.callId);
}

void SoftSwitch::Private::answered(const ListenerPtr &, const QString &leg, int status, const QByteArray &sdp, const QString &tag)
{
    Channel *channel = byLeg(leg);
    if (!channel)
        return;
    channel->remoteTag = tag;
    if (!sdp.isEmpty())
        takeDescription(*channel, sdp);
    if (status < okay) {
        transferProgress(channel->id, status);
        if (status == ringing)
            setState(*channel, QStringLiteral("Ringing"));
        else if (status == sessionProgress && channel->remote) // without a description there is nothing to hear
            emitDial(*channel, "PROGRESS");
        return;
    }
    channel->answered = true;
    if (!channel->remote)
        return destroy(channel->id, causeNoCodec);
    setState(*channel, QStringLiteral("Up"));
    transferAnswered(*channel);
}

/// The answer to an offer of ours comes with the ACK.
void SoftSwitch::Private::confirmed(const ListenerPtr &, const QString &leg, const QByteArray &sdp)
{
    Channel *channel = byLeg(leg);
    if (!channel || !std::exchange(channel->offered, false))
        return;
    const bool before = channel->held;
    if (!takeDescription(*channel, sdp) && !channel->remote)
        return destroy(channel->id, causeNoCodec);
    if (channel->held != before)
        setHeld(*channel, channel->held);
}

void SoftSwitch::Private::reinvited(const ListenerPtr &listener, const QString &leg, const QByteArray &sdp)
{
    Channel *channel = byLeg(leg);
    if (!channel)
        return listener->stack->rejectReinvite(leg, 481);
    const bool before = channel->held;
    if (!sdp.isEmpty() && !takeDescription(*channel, sdp))
        return listener->stack->rejectReinvite(leg, 488, channel->warning);
    channel->offered = sdp.isEmpty();
    listener->stack->acceptReinvite(leg, localSdp(*channel));
    if (channel->held != before)
        setHeld(*channel, channel->held);
}

void SoftSwitch::Private::legEnded(const ListenerPtr &, const QString &leg, int status, int cause, const QString &reason)
{
    Channel *channel = byLeg(leg);
    legs.remove(leg);
    if (!channel)
        return;
    core::log::call(core::log::Level::Info, "switch", channel->callId, "{} ended: {} (SIP {}, cause {})", channel->name, reason,
                    status, cause);
    channel->leg.clear(); // the SIP side is over already
    if (awaitsTransfer(channel->id))
        return transferLeft(*channel);
    transferFailed(channel->id, status);
    if (!channel->incoming && status >= firstRefusal)
        channel->techCause = status;
    ari::Event event = channelEvent("ChannelHangupRequest", *channel);
    event["cause"] = cause;
    if (channel->techCause != 0)
        event["tech_cause"] = channel->techCause;
    emitEvent(std::move(event), *channel);
    destroy(channel->id, cause);
}

void SoftSwitch::Private::infoDigit(const ListenerPtr &, const QString &leg, char key, int durationMs)
{
    const QString id = legs.value(leg);
    media->noteDigit(id, key); // for what ends with a key
    digit(id, key, durationMs);
}

} // namespace telephony::softswitch
