// SPDX-License-Identifier: GPL-3.0-or-later
// Transfers that a phone asks for (RFC 5589), carried out inside the bridge as an Asterisk does in a Stasis bridge.
#include "core/log.h"
#include "telephony/softswitch/channelmaking.h"
#include "telephony/softswitch/private.h"
#include "telephony/softswitch/route.h"
#include "telephony/softswitch/transferends.h"

namespace telephony::softswitch {
namespace {
// No 404 or 410: those would end the dialog of who asks (RFC 5057 §5.1).
constexpr int notBridged = 400, notPermitted = 403, nobodyThere = 603, noPort = 503, transferGone = 487, transferDone = 200;
constexpr int causeUnanswered = 19;
constexpr std::chrono::seconds dialTime{60};
constexpr std::chrono::seconds arrivalLimit{180}; ///< the platform may say something before it answers

QString userPartOf(const QString &target) { return target.section(QLatin1Char('@'), 0, 0); }

Json resultOf(const char *type, const char *result) { return Json{{"type", type}, {"result", result}, {"is_external", true}}; }
} // namespace

/// The URI that a transfer to `target` dials: a phone or any other host. Empty: the platform decides what is there.
QString SoftSwitch::Private::transferUri(const Channel &by, const QString &target) const
{
    const QString wanted = targetOf(target), user = userPartOf(wanted), host = hostOf(wanted);
    for (const auto &[listener, contact, place] : registrations) {
        if (place == wanted || (contact.user == user && contact.realm == by.realm))
            return contact.uri;
    }
    const auto isPort = [&](const QString &sip) { return wanted == user + QLatin1Char('@') + sip; };
    const bool ours = host == by.realm || host == config.realm ||
                      (!config.baseDomain.isEmpty() && host.endsWith(config.baseDomain)) ||
                      std::any_of(listeners.begin(), listeners.end(), [&](const ListenerPtr &one) {
                          const QString address = one->address.toString() + QLatin1Char(':');
                          return isPort(address + QString::number(one->stack->port())) ||
                                 isPort(address + QString::number(one->stack->tlsPort()));
                      });
    return ours ? QString() : target;
}

void SoftSwitch::Private::transferRequested(const ListenerPtr &listener, const sip::Transfer &transfer)
{
    Channel *by = byLeg(transfer.leg);
    const auto refuse = [&](int status, const char *why) {
        core::log::info("switch", "a transfer to {} is refused: {}", transfer.target, why);
        listener->stack->rejectTransfer(transfer.leg, status);
    };
    if (by && by->answered && offersTransfers(*by))
        return offerTransfer(*by, transfer);
    if (!by || !by->answered || !bridges.contains(by->bridge))
        return refuse(notBridged, "the channel is in no bridge");
    if (by->realm.isEmpty())
        return refuse(notPermitted, "the caller proved no password");
    if (!transfer.replacesLeg.isEmpty()) {
        Channel *second = byLeg(transfer.replacesLeg);
        if (!second || second == by || !second->answered || !bridges.contains(second->bridge) || second->bridge == by->bridge)
            return refuse(notBridged, "the second call is in no other bridge");
        return attendedTransfer(*by, *second, transfer);
    }
    if (othersIn(by->bridge, by->id).isEmpty())
        return refuse(notBridged, "nobody is there to be transferred");
    const QString uri = transferUri(*by, transfer.target);
    if (!uri.isEmpty())
        return blindTransfer(*by, transfer, uri);
    if (!transfer.replaces.isEmpty())
        return refuse(nobodyThere, "there is no such call to take over");
    transferToPlatform(*by, transfer);
}

/// The channel that is to take the place of the phone of `by`; ChannelCreated is still to be told.
Channel &SoftSwitch::Private::transferTarget(const Channel &by, const sip::Transfer &transfer)
{
    Channel &target = addChannel(core::toText(core::newId()));
    const auto transferee = channels.value(othersIn(by.bridge, by.id).value(0));
    target.listener = by.listener;
    target.exten = userPartOf(targetOf(transfer.target));
    target.name = QStringLiteral("PJSIP/%1-%2").arg(target.exten).arg(++counter, 8, 16, QLatin1Char('0'));
    target.protocolId = core::toText(core::newId());
    target.callerNumber = transferee ? transferee->callerNumber : by.callerNumber;
    target.callerName = transferee ? transferee->callerName : by.callerName;
    return target;
}

/// The request is accepted: the events, and what has to be known until the target answers.
void SoftSwitch::Private::beginTransfer(Channel &by, const sip::Transfer &transfer, Channel &target)
{
    const Bridge bridge = bridges.value(by.bridge);
    const QStringList others = othersIn(bridge.id, by.id);
    by.listener->stack->acceptTransfer(transfer.leg);
    Json event = resultOf("BridgeBlindTransfer", "Success");
    event["channel"] = toJson(by);
    event["exten"] = core::utf8(target.exten);
    event["context"] = core::utf8(by.context);
    event["bridge"] = toJson(bridge);
    if (const auto transferee = channels.value(others.value(0)))
        event["transferee"] = toJson(*transferee);
    emitEvent(std::move(event), by);
    emitEvent(channelEvent("ChannelCreated", target));
    transfers.insert(target.id, PendingTransfer{by.id, bridge.id});
}

void SoftSwitch::Private::blindTransfer(Channel &by, const sip::Transfer &transfer, const QString &uri)
{
    static const QString header = QStringLiteral("PJSIP_HEADER(add,%1)");
    Channel &target = transferTarget(by, transfer);
    target.endpoint = QLatin1String("PJSIP/") + uri;
    target.listener = routeTo(uri).first;
    if (!transfer.referredBy.isEmpty())
        target.variables[header.arg(QLatin1String("Referred-By"))] = transfer.referredBy;
    if (!transfer.replaces.isEmpty())
        target.variables[header.arg(QLatin1String("Replaces"))] = transfer.replaces;
    if (!openMedia(target)) {
        channels.remove(QString(target.id));
        by.listener->stack->rejectTransfer(transfer.leg, noPort);
        return;
    }
    beginTransfer(by, transfer, target);
    tag(target, by.callId);
    target.dialLimit = clock->after(dialTime, [this, id = target.id] { destroy(id, causeUnanswered); });
    dial(target);
}

/// To a number or an extension without a phone: a call that comes in, of the one who asked, as if it had dialled it.
void SoftSwitch::Private::transferToPlatform(Channel &by, const sip::Transfer &transfer)
{
    Channel &target = transferTarget(by, transfer);
    const QString id = target.id;
    if (!openMedia(target)) {
        channels.remove(id);
        by.listener->stack->rejectTransfer(transfer.leg, noPort);
        return;
    }
    sip::IncomingCall call;
    call.requestUser = target.exten;
    call.requestHost = hostOf(targetOf(transfer.target));
    call.authUser = by.incoming ? by.callerNumber : by.exten;
    call.authRealm = by.realm;
    call.callId = target.protocolId;
    call.transport = QStringLiteral("udp");
    call.source = by.signalling.toString() + QLatin1String(":0");
    target.incoming = true;
    target.signalling = by.signalling;
    target.state = QStringLiteral("Ring");
    if (!transfer.referredBy.isEmpty())
        target.sipHeaders[QStringLiteral("Referred-By")] = transfer.referredBy;
    target.farEnd = makeTransferEnd(*this, id);
    target.dialLimit = clock->after(arrivalLimit, [this, id] { destroy(id, causeUnanswered); });
    beginTransfer(by, transfer, target);
    arrive(target, call);
}

/// The two calls stay as they are, with their channels in their bridges: whoever controls them (call-manager ends a call when one
/// of its two channels has gone) sees them go on. Only the phone is gone, and what it would have heard of one it says to the other.
void SoftSwitch::Private::attendedTransfer(Channel &by, Channel &second, const sip::Transfer &transfer)
{
    const Bridge from = bridges.value(by.bridge), to = bridges.value(second.bridge);
    const QStringList moving = othersIn(from.id, by.id), waiting = othersIn(to.id, second.id);
    by.listener->stack->acceptTransfer(transfer.leg);
    Json event = resultOf("BridgeAttendedTransfer", "Success");
    event["transferer_first_leg"] = toJson(by);
    event["transferer_first_leg_bridge"] = toJson(from);
    event["transferer_second_leg"] = toJson(second);
    event["transferer_second_leg_bridge"] = toJson(to);
    event["destination_type"] = "link";
    event["destination_link_first_leg"] = toJson(by);
    event["destination_link_second_leg"] = toJson(second);
    if (const auto transferee = channels.value(moving.value(0)))
        event["transferee"] = toJson(*transferee);
    if (const auto target = channels.value(waiting.value(0)))
        event["transfer_target"] = toJson(*target);
    emitEvent(std::move(event), by);
    by.listener->stack->notifyTransfer(transfer.leg, transferDone);
    letPhoneGo(*this, by);
    letPhoneGo(*this, second);
    linkChannels(*this, by, second);
}

QStringList SoftSwitch::Private::othersIn(const QString &bridge, const QString &channel) const
{
    QStringList others = bridges.value(bridge).channels;
    others.removeAll(channel);
    return others;
}

/// True when the channel's phone may go: a transfer that it asked for is under way.
bool SoftSwitch::Private::awaitsTransfer(const QString &by) const
{
    return std::any_of(transfers.begin(), transfers.end(), [&](const PendingTransfer &one) { return one.by == by; });
}

/// The phone that asked has hung up while the target rings: who is left hears that.
void SoftSwitch::Private::transferLeft(Channel &by)
{
    static const QString ringing = QStringLiteral("ringback");
    if (by.held)
        setHeld(by, false);
    letWait(by, ringing);
}

/// The channel of who asked is gone, so nobody waits for the target.
void SoftSwitch::Private::transferDropped(const QString &by)
{
    const QStringList targets = transfers.keys();
    for (const QString &target : targets) {
        if (transfers.value(target).by == by && transfers.remove(target))
            destroy(target, causeNormal);
    }
}

void SoftSwitch::Private::transferProgress(const QString &target, int status)
{
    const auto pending = transfers.constFind(target);
    const auto by = pending == transfers.cend() ? nullptr : channels.value(pending->by);
    if (by && !by->leg.isEmpty())
        by->listener->stack->notifyTransfer(by->leg, status);
}

void SoftSwitch::Private::transferAnswered(Channel &target)
{
    if (!transfers.contains(target.id))
        return;
    const PendingTransfer pending = transfers.take(target.id);
    const auto by = channels.value(pending.by);
    const bool stands = by && by->bridge == pending.bridge && !othersIn(pending.bridge, pending.by).isEmpty();
    if (by && !by->leg.isEmpty())
        by->listener->stack->notifyTransfer(by->leg, stands ? transferDone : transferGone);
    if (!stands)
        return destroy(target.id, causeNormal);
    if (by->leg.isEmpty())
        stopWaiting(*by);
    letPhoneGo(*this, *by);
    if (target.leg.isEmpty())
        linkChannels(*this, *by, target);
    else if (!relayChannel(*this, *by, target))
        destroy(target.id, causeNormal);
}

void SoftSwitch::Private::transferFailed(const QString &target, int status)
{
    if (!transfers.contains(target))
        return;
    const PendingTransfer pending = transfers.take(target);
    const auto by = channels.value(pending.by);
    if (!by)
        return;
    const int reason = status >= 300 ? status : transferGone;
    if (!by->leg.isEmpty()) {
        by->listener->stack->notifyTransfer(by->leg, reason);
        return;
    }
    destroy(pending.by, sip::causeOfSipStatus(reason)); // its phone has gone before
}

/// A call that comes in to take the place of another (RFC 3891): answered at once, into the same bridge.
void SoftSwitch::Private::takeOver(Channel &channel, const QString &leg)
{
    Channel *old = byLeg(leg);
    if (!old || !bridges.contains(old->bridge) || old->realm.isEmpty() || old->realm != channel.realm)
        return destroy(channel.id, 21);
    const QString bridge = old->bridge, oldId = old->id;
    tag(channel, old->callId);
    answer(channel);
    enterBridge(channel, bridges[bridge], false);
    leaveBridge(*old);
    destroy(oldId, causeNormal);
}

} // namespace telephony::softswitch
