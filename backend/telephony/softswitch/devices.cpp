// SPDX-License-Identifier: GPL-3.0-or-later
// Whether extensions are there and what they do, as Asterisk derives the state of a device from its endpoint's channels. Changes
// are told to programs alone: the platform has no use for them.
#include "telephony/softswitch/private.h"

namespace telephony::softswitch {
namespace {
const QString phonePrefix = QStringLiteral("PJSIP/");
const char *const freeState = "NOT_INUSE", *const absentState = "UNAVAILABLE";

/// `1000` of `PJSIP/1000-0000002a`; empty: it leads to no phone.
QStringView resourceOf(const Channel &channel)
{
    if (channel.kind != ChannelKind::Sip || channel.farEnd || !channel.name.startsWith(phonePrefix))
        return {};
    const QStringView rest = QStringView(channel.name).mid(phonePrefix.size());
    return rest.left(std::max<qsizetype>(rest.lastIndexOf(QLatin1Char('-')), 0));
}

/// Several channels of one device together.
class Activity
{
public:
    void add(const Channel &channel)
    {
        const bool rings = channel.state == QLatin1String("Ringing");
        m_waits = m_waits || channel.waits();
        m_rings = m_rings || (rings && !channel.waits());
        m_talks = m_talks || (!rings && !channel.waits() && channel.state != QLatin1String("Down"));
    }
    const char *state(const char *idle) const
    {
        return m_rings && (m_talks || m_waits) ? "RINGINUSE"
               : m_talks                       ? "INUSE"
               : m_rings                       ? "RINGING"
               : m_waits                       ? "ONHOLD"
                                               : idle;
    }

private:
    bool m_rings = false, m_talks = false, m_waits = false;
};
} // namespace

bool SoftSwitch::Private::isRegistered(const QString &user, const QString &realm) const
{
    return std::any_of(registrations.begin(), registrations.end(),
                       [&](const auto &one) { return one.contact.user == user && one.contact.realm == realm; });
}

bool SoftSwitch::Private::isOfPhone(const Channel &channel, const QString &user, const QString &realm) const
{
    const QStringView resource = resourceOf(channel);
    return resource == user ? channel.realm.isEmpty() || channel.realm == realm
                            : resource.size() == user.size() + 1 + realm.size() && resource.startsWith(user) &&
                                  resource.endsWith(realm) && resource[user.size()] == QLatin1Char('@');
}

const sip::Credential *SoftSwitch::Private::extensionOf(const Channel &channel) const
{
    const auto found = std::find_if(credentials.begin(), credentials.end(),
                                    [&](const sip::Credential &one) { return isOfPhone(channel, one.user, one.realm); });
    return found == credentials.end() ? nullptr : &*found;
}

const char *SoftSwitch::Private::phoneState(const QString &user, const QString &realm) const
{
    Activity activity;
    for (const auto &channel : channels) {
        if (isOfPhone(*channel, user, realm))
            activity.add(*channel);
    }
    return activity.state(isRegistered(user, realm) ? freeState : absentState);
}

const char *SoftSwitch::Private::deviceState(const QString &resource) const
{
    for (const sip::Credential &one : credentials) {
        if (resource == one.user || resource == one.user + QLatin1Char('@') + one.realm)
            return phoneState(one.user, one.realm);
    }
    if (!findTrunk(resource))
        return nullptr;
    Activity activity;
    for (const auto &channel : channels) {
        if (channel->trunk == resource)
            activity.add(*channel);
    }
    return activity.state(trunkEndpoint(resource)["state"] == "offline" ? absentState : freeState);
}

void SoftSwitch::Private::deviceChanged(const QString &user, const QString &realm, const char *before)
{
    if (!applications.hasOthers())
        return phoneStatesTold.clear();
    const QString resource = user + QLatin1Char('@') + realm;
    ari::Event event = Json{{"type", "DeviceStateChanged"}, {"device_state", {{"name", core::utf8(phonePrefix + resource)}}}};
    QStringList to = applications.listeners(event);
    to.removeAll(Applications::platform);
    if (to.isEmpty()) {
        phoneStatesTold.remove(resource);
        return;
    }
    const char *state = phoneState(user, realm);
    const char *idle = before ? before : isRegistered(user, realm) ? freeState : absentState;
    if (qstrcmp(phoneStatesTold.value(resource, idle), state) == 0)
        return;
    phoneStatesTold.insert(resource, state);
    event["device_state"]["state"] = state;
    emitTo(to, std::move(event));
}

void SoftSwitch::Private::deviceChanged(const Channel &channel)
{
    if (!applications.hasOthers())
        return;
    if (const sip::Credential *extension = extensionOf(channel))
        deviceChanged(extension->user, extension->realm);
}

void SoftSwitch::Private::setWaits(const QString &channelId, bool Channel::*heldBy, bool held)
{
    const auto channel = channels.value(channelId);
    const bool before = channel && channel->waits();
    if (!channel || std::exchange((*channel).*heldBy, held) == held)
        return;
    if (channel->waits() != before)
        deviceChanged(*channel);
}

void SoftSwitch::Private::peerChanged(const sip::Contact &contact, const char *status)
{
    emitEvent(Json{{"type", "PeerStatusChange"},
                   {"endpoint", phoneEndpoint(contact.user, contact.realm)},
                   {"peer", {{"peer_status", status}}}});
}

} // namespace telephony::softswitch
