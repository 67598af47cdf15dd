// SPDX-License-Identifier: GPL-3.0-or-later
// Calls that come in to take the place of others (RFC 3891): a call that is fetched, or one that rings elsewhere.
#include "telephony/softswitch/private.h"
#include "telephony/softswitch/transferends.h"

namespace telephony::softswitch {
namespace {
constexpr int causeForbidden = 21, causeElsewhere = 26;
} // namespace

/// The caller has proved a password; it may only take what belongs to its own customer.
void SoftSwitch::Private::takeOver(Channel &channel, const QString &leg)
{
    Channel *phone = byLeg(leg);
    const bool may = phone && !phone->realm.isEmpty() && phone->realm == channel.realm && !transfers.contains(phone->id) &&
                     !awaitsTransfer(phone->id);
    if (!may)
        return destroy(channel.id, causeForbidden);
    const auto kept = channels.value(phone->id);
    const Transferer old = transfererOf(*phone);
    tag(channel, old.by.callId);
    answer(channel);
    const bool isOthers = old.by.inStasis && old.by.application != Applications::platform && &old.by == phone && phone->answered;
    if (isOthers)
        return takeOverInApplication(channel, *phone);
    if (!comesInPlaceOf(channel, old))
        destroy(channel.id, causeForbidden);
}

/// The old channel stays where it is, for who controls it, and only its phone is another. One that still rang is answered.
bool SoftSwitch::Private::comesInPlaceOf(Channel &channel, const Transferer &old)
{
    const auto place = channels.value(old.by.id);
    const bool wasRinging = !old.phone.answered;
    sendPhoneAway(*this, old.phone, wasRinging ? causeElsewhere : causeNormal);
    leavePlace(*this, old);
    if (!relayChannel(*this, *place, channel)) {
        destroy(place->id, causeNormal);
        return false;
    }
    if (wasRinging) {
        place->answered = true;
        setState(*place, QStringLiteral("Up"));
    }
    return true;
}

/// As in an Asterisk: the new channel comes into the application and the bridge, and the old one ends.
void SoftSwitch::Private::takeOverInApplication(Channel &channel, Channel &old)
{
    sendPhoneAway(*this, old, causeNormal);
    replaceChannel(*this, old, channel);
}

} // namespace telephony::softswitch
