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
    QStringList phones;
    for (const auto &[listener, contact, place] : registrations) {
        if (place == wanted)
            return contact.uri;
        if (contact.user == user && contact.realm == by.realm)
            phones += contact.uri;
    }
    if (!phones.isEmpty())
        return phones.size() == 1 ? phones.front() : QString(); // several ring as for any call
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
    Channel *phone = byLeg(transfer.leg);
    const auto refuse = [&](int status, const char *why) {
        core::log::info("switch", "a transfer to {} is refused: {}", transfer.target, why);
        listener->stack->rejectTransfer(transfer.leg, status);
    };
    if (phone && phone->answered && offersTransfers(*phone))
        return offerTransfer(*phone, transfer);
    if (!phone || !phone->answered || awaitsTransfer(phone->id))
        return refuse(notBridged, "there is no call to transfer");
    const Transferer asker = transfererOf(*phone);
    const bool isBridged = bridges.contains(asker.by.bridge);
    if (!isBridged && transfer.replacesLeg.isEmpty())
        return refuse(notBridged, "the channel is in no bridge");
    if (phone->realm.isEmpty())
        return refuse(notPermitted, "the caller proved no password");
    if (!transfer.replacesLeg.isEmpty()) {
        Channel *other = byLeg(transfer.replacesLeg);
        if (!other || !other->answered)
            return refuse(notBridged, "there is no second call");
        const Transferer second = transfererOf(*other);
        const bool isApart = &second.by != &asker.by && second.by.bridge != asker.by.bridge; // two without a bridge are not
        return isApart ? attendedTransfer(asker, second, transfer) : refuse(notBridged, "the second call is in no other bridge");
    }
    if (othersIn(asker.by.bridge, asker.by.id).isEmpty())
        return refuse(notBridged, "nobody is there to be transferred");
    const QString uri = transferUri(*phone, transfer.target);
    if (!uri.isEmpty())
        return blindTransfer(asker, transfer, uri);
    if (!transfer.replaces.isEmpty())
        return refuse(nobodyThere, "there is no such call to take over");
    transferToPlatform(asker, transfer);
}

Transferer SoftSwitch::Private::transfererOf(Channel &phone)
{
    const auto place = channels.value(phone.place);
    return {phone, place ? *place : phone};
}

/// The channel that is to take the place of the phone that asks; ChannelCreated is still to be told.
Channel &SoftSwitch::Private::transferTarget(const Transferer &asker, const sip::Transfer &transfer)
{
    const Channel &by = asker.by;
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
void SoftSwitch::Private::beginTransfer(const Transferer &asker, const sip::Transfer &transfer, Channel &target)
{
    Channel &by = asker.by;
    const Bridge bridge = bridges.value(by.bridge);
    const QStringList others = othersIn(bridge.id, by.id);
    asker.phone.listener->stack->acceptTransfer(transfer.leg);
    Json event = resultOf("BridgeBlindTransfer", "Success");
    event["channel"] = toJson(by);
    event["exten"] = core::utf8(target.exten);
    event["context"] = core::utf8(by.context);
    event["bridge"] = toJson(bridge);
    if (const auto transferee = channels.value(others.value(0)))
        event["transferee"] = toJson(*transferee);
    emitEvent(std::move(event), by);
    emitEvent(channelEvent("ChannelCreated", target));
    transfers.insert(target.id, PendingTransfer{by.id, asker.phone.id, bridge.id});
}

void SoftSwitch::Private::blindTransfer(const Transferer &asker, const sip::Transfer &transfer, const QString &uri)
{
    static const QString header = QStringLiteral("PJSIP_HEADER(add,%1)");
    Channel &target = transferTarget(asker, transfer);
    target.endpoint = QLatin1String("PJSIP/") + uri;
    target.listener = routeTo(uri).first;
    if (!transfer.referredBy.isEmpty())
        target.variables[header.arg(QLatin1String("Referred-By"))] = transfer.referredBy;
    if (!transfer.replaces.isEmpty())
        target.variables[header.arg(QLatin1String("Replaces"))] = transfer.replaces;
    if (!openMedia(target)) {
        channels.remove(QString(target.id));
        asker.phone.listener->stack->rejectTransfer(transfer.leg, noPort);
        return;
    }
    beginTransfer(asker, transfer, target);
    tag(target, asker.by.callId);
    target.dialLimit = clock->after(dialTime, [this, id = target.id] { destroy(id, causeUnanswered); });
    dial(target);
}

/// To a number, or an extension without a phone or with several: a call that comes in, of the one who asked, as if it had dialled it.
void SoftSwitch::Private::transferToPlatform(const Transferer &asker, const sip::Transfer &transfer)
{
    const Channel &by = asker.phone;
    Channel &target = transferTarget(asker, transfer);
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
    beginTransfer(asker, transfer, target);
    arrive(target, call);
}

/// The calls of the platform stay as they are, with their channels in their bridges: call-manager ends a call when its channel has
/// gone. Only the phone is gone, and what it would have heard of one call it says to the other. For any other application it is as in
/// an Asterisk: a pair of Local channels comes in place of the two channels of the phone, which end.
void SoftSwitch::Private::attendedTransfer(const Transferer &first, const Transferer &second, const sip::Transfer &transfer)
{
    const auto by = channels.value(first.by.id), far = channels.value(second.by.id); // they end at the end of this
    const auto isPlatforms = [](const Channel &one) { return one.application == Applications::platform; };
    const bool stay = isPlatforms(*by) || isPlatforms(*far);
    Channel *link = stay ? by.get() : makeTransferLink(*this, by->context);
    const auto linked = stay ? far : channels.value(link ? link->otherEnd : QString());
    if (!link || !linked)
        return first.phone.listener->stack->rejectTransfer(transfer.leg, noPort);
    first.phone.listener->stack->acceptTransfer(transfer.leg);
    Json event = resultOf("BridgeAttendedTransfer", "Success");
    const auto addLeg = [&](const Channel &leg, const char *as, const char *itsBridge, const char *party) {
        event[as] = toJson(leg);
        if (bridges.contains(leg.bridge))
            event[itsBridge] = toJson(bridges.value(leg.bridge));
        if (const auto other = channels.value(othersIn(leg.bridge, leg.id).value(0)))
            event[party] = toJson(*other);
    };
    addLeg(*by, "transferer_first_leg", "transferer_first_leg_bridge", "transferee");
    addLeg(*far, "transferer_second_leg", "transferer_second_leg_bridge", "transfer_target");
    const Channel *alone = by->bridge.isEmpty() ? by.get() : far->bridge.isEmpty() ? far.get() : nullptr;
    event["destination_type"] = alone ? "application" : "link";
    if (alone) {
        event["destination_application"] = core::utf8(alone->dialplanApp);
    } else {
        event["destination_link_first_leg"] = toJson(*link);
        event["destination_link_second_leg"] = toJson(*linked);
    }
    emitEvent(std::move(event), *by);
    first.phone.listener->stack->notifyTransfer(transfer.leg, transferDone);
    for (const Transferer &one : {first, second}) {
        letPhoneGo(*this, one.phone);
        leavePlace(*this, one);
    }
    if (stay)
        return linkChannels(*this, *by, *far);
    replaceChannel(*this, *by, *link);
    replaceChannel(*this, *far, *linked);
}

QStringList SoftSwitch::Private::othersIn(const QString &bridge, const QString &channel) const
{
    QStringList others = bridges.value(bridge).channels;
    others.removeAll(channel);
    return others;
}

/// True when the channel's phone may go: a transfer that it asked for is under way.
bool SoftSwitch::Private::awaitsTransfer(const QString &phone) const
{
    return std::any_of(transfers.begin(), transfers.end(), [&](const PendingTransfer &one) { return one.phone == phone; });
}

/// The phone that asked has hung up while the target rings: who is left hears that.
void SoftSwitch::Private::transferLeft(Channel &phone)
{
    static const QString ringing = QStringLiteral("ringback");
    Channel &by = transfererOf(phone).by;
    if (by.held)
        setHeld(by, false);
    letWait(by, ringing);
}

/// The channel of who asked is gone, so nobody waits for the target.
void SoftSwitch::Private::transferDropped(const QString &by)
{
    const QStringList targets = transfers.keys();
    for (const QString &target : targets) {
        const PendingTransfer pending = transfers.value(target);
        if ((pending.by == by || pending.phone == by) && transfers.remove(target))
            destroy(target, causeNormal);
    }
}

void SoftSwitch::Private::transferProgress(const QString &target, int status)
{
    const auto pending = transfers.constFind(target);
    const auto phone = pending == transfers.cend() ? nullptr : channels.value(pending->phone);
    if (phone && !phone->leg.isEmpty())
        phone->listener->stack->notifyTransfer(phone->leg, status);
}

void SoftSwitch::Private::transferAnswered(Channel &target)
{
    if (!transfers.contains(target.id))
        return;
    const PendingTransfer pending = transfers.take(target.id);
    const auto by = channels.value(pending.by), phone = channels.value(pending.phone);
    const bool stands = by && phone && by->bridge == pending.bridge && !othersIn(pending.bridge, pending.by).isEmpty();
    if (phone && !phone->leg.isEmpty())
        phone->listener->stack->notifyTransfer(phone->leg, stands ? transferDone : transferGone);
    if (!stands)
        return destroy(target.id, causeNormal);
    if (phone->leg.isEmpty())
        stopWaiting(*by);
    letPhoneGo(*this, *phone);
    leavePlace(*this, {*phone, *by});
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
    const auto phone = channels.value(pending.phone);
    if (!phone || !channels.contains(pending.by))
        return;
    const bool refused = status >= 300;
    if (!phone->leg.isEmpty()) {
        phone->listener->stack->notifyTransfer(phone->leg, refused ? status : transferGone);
        return;
    }
    destroy(pending.by, refused ? sip::causeOfSipStatus(status) : causeNormal); // its phone has gone before
}

} // namespace telephony::softswitch
