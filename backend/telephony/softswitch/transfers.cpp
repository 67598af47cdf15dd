// SPDX-License-Identifier: GPL-3.0-or-later
// Transfers that a phone asks for (RFC 5589), carried out inside the bridge as an Asterisk does in a Stasis bridge.
#include "core/log.h"
#include "telephony/softswitch/channelmaking.h"
#include "telephony/softswitch/private.h"
#include "telephony/softswitch/route.h"

namespace telephony::softswitch {
namespace {
// No 404 or 410: those would end the dialog of who asks (RFC 5057 §5.1).
constexpr int notBridged = 400, notPermitted = 403, nobodyThere = 603, transferGone = 487, transferDone = 200;
constexpr int dialSeconds = 60;
constexpr core::Millis farewellTime{2000}; ///< for the BYE of who has transferred

QString userPartOf(const QString &target) { return target.section(QLatin1Char('@'), 0, 0); }

/// The phone leaves the call, the channel does not. The phone usually hangs up; one that does not is hung up.
void letPhoneGo(SoftSwitch::Private &s, Channel &channel)
{
    if (std::exchange(channel.held, false))
        s.setHeld(channel, false);
    const QString leg = std::exchange(channel.leg, {});
    s.legs.remove(leg);
    s.clock
        ->after(farewellTime,
                [leg, guard = s.alive.token(), listener = std::weak_ptr(channel.listener)] {
                    if (const ListenerPtr strong = guard.expired() ? nullptr : listener.lock())
                        strong->stack->hangup(leg, causeNormal);
                })
        .release();
}

/// What one hears, the other says.
void link(SoftSwitch::Private &s, Channel &one, Channel &other)
{
    const auto towards = [](const Channel &channel) {
        media::StreamParameters parameters;
        parameters.peer = channel.listener->address;
        parameters.peerPort = channel.port;
        return parameters;
    };
    s.media->connectStream(one.id, towards(other));
    s.media->connectStream(other.id, towards(one));
    one.farEnd = makePairEnd(s, one.id, other.id, {});
    other.farEnd = makePairEnd(s, other.id, one.id, {});
}

Json resultOf(const char *type, const char *result) { return Json{{"type", type}, {"result", result}, {"is_external", true}}; }
} // namespace

/// The URI that a transfer to `target` dials: an extension of the same realm or any other host. Empty: nobody is there.
QString SoftSwitch::Private::transferUri(const Channel &by, const QString &target) const
{
    const QString wanted = targetOf(target), user = userPartOf(wanted), host = hostOf(wanted);
    for (const auto &[listener, contact] : registrations) {
        if (targetOf(contact.uri) == wanted || (contact.user == user && contact.realm == by.realm))
            return contact.uri;
    }
    const bool ours = host == by.realm || host == config.realm ||
                      (!config.baseDomain.isEmpty() && host.endsWith(config.baseDomain)) ||
                      std::any_of(listeners.begin(), listeners.end(), [&](const ListenerPtr &one) {
                          return wanted == user + QLatin1Char('@') + one->address.toString() + QLatin1Char(':') +
                                               QString::number(one->stack->port());
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
    const QString uri = transferUri(*by, transfer.target);
    if (uri.isEmpty())
        return refuse(nobodyThere, "nobody is registered there");
    blindTransfer(*by, transfer, uri);
}

void SoftSwitch::Private::blindTransfer(Channel &by, const sip::Transfer &transfer, const QString &uri)
{
    static const QString header = QStringLiteral("PJSIP_HEADER(add,%1)");
    const Bridge bridge = bridges.value(by.bridge);
    const QStringList others = othersIn(bridge.id, by.id);
    const auto transferee = channels.value(others.value(0));
    Channel &target = addChannel(core::toText(core::newId()));
    target.endpoint = QLatin1String("PJSIP/") + uri;
    target.listener = routeTo(uri).first;
    target.exten = userPartOf(targetOf(transfer.target));
    target.name = QStringLiteral("PJSIP/%1-%2").arg(target.exten).arg(++counter, 8, 16, QLatin1Char('0'));
    target.protocolId = core::toText(core::newId());
    target.callerNumber = transferee ? transferee->callerNumber : by.callerNumber;
    target.callerName = transferee ? transferee->callerName : by.callerName;
    if (!transfer.referredBy.isEmpty())
        target.variables[header.arg(QLatin1String("Referred-By"))] = transfer.referredBy;
    if (!transfer.replaces.isEmpty())
        target.variables[header.arg(QLatin1String("Replaces"))] = transfer.replaces;
    const QString id = target.id;
    if (!openMedia(target)) {
        channels.remove(id);
        by.listener->stack->rejectTransfer(transfer.leg, 503);
        return;
    }
    by.listener->stack->acceptTransfer(transfer.leg);
    Json event = resultOf("BridgeBlindTransfer", "Success");
    event["channel"] = toJson(by);
    event["exten"] = core::utf8(target.exten);
    event["context"] = core::utf8(by.context);
    event["bridge"] = toJson(bridge);
    if (transferee)
        event["transferee"] = toJson(*transferee);
    emitEvent(std::move(event), by);
    emitEvent(channelEvent("ChannelCreated", target));
    tag(target, by.callId);
    transfers.insert(id, PendingTransfer{by.id, bridge.id, others});
    dial(target, dialSeconds);
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
    link(*this, by, second);
}

QStringList SoftSwitch::Private::othersIn(const QString &bridge, const QString &channel) const
{
    QStringList others = bridges.value(bridge).channels;
    others.removeAll(channel);
    return others;
}

/// Who has transferred usually hangs up; who does not is hung up.
void SoftSwitch::Private::farewell(const QString &id)
{
    if (const auto channel = channels.value(id))
        channel->farewell = clock->after(farewellTime, [this, id] { destroy(id, causeNormal); });
}

void SoftSwitch::Private::transferProgress(const QString &target, int status)
{
    const auto pending = transfers.constFind(target);
    if (pending == transfers.cend())
        return;
    const auto by = channels.value(pending->by);
    if (by && !by->leg.isEmpty()) {
        by->listener->stack->notifyTransfer(by->leg, status);
        return;
    }
    for (const QString &other : pending->others)
        media->setRingback(other, true);
}

void SoftSwitch::Private::transferAnswered(Channel &target)
{
    if (!transfers.contains(target.id))
        return;
    const PendingTransfer pending = transfers.take(target.id);
    for (const QString &other : pending.others)
        media->setRingback(other, false);
    const auto by = channels.value(pending.by);
    const bool stands = !othersIn(pending.bridge, pending.by).isEmpty();
    if (by && !by->leg.isEmpty())
        by->listener->stack->notifyTransfer(by->leg, stands ? transferDone : transferGone);
    if (!stands)
        return destroy(target.id, causeNormal);
    enterBridge(target, bridges[pending.bridge], false);
    if (!by || by->bridge != pending.bridge)
        return;
    leaveBridge(*by);
    farewell(by->id);
}

void SoftSwitch::Private::transferFailed(const QString &target, int status)
{
    if (!transfers.contains(target))
        return;
    const PendingTransfer pending = transfers.take(target);
    const auto by = channels.value(pending.by);
    if (by && !by->leg.isEmpty()) {
        by->listener->stack->notifyTransfer(by->leg, status >= 300 ? status : transferGone);
        return;
    }
    const QStringList left = bridges.value(pending.bridge).channels;
    for (const QString &other : pending.others) {
        media->setRingback(other, false);
        if (left == QStringList{other}) // nobody is left to talk to
            destroy(other, causeNormal);
    }
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
