// SPDX-License-Identifier: GPL-3.0-or-later
// What a program may hear of a channel besides its life: where it is in the dialplan, whom it talks with, what the switch itself
// sets. The platform has no use for it, and each such event would cost it a row, so only others are told.
#include "telephony/softswitch/private.h"

namespace telephony::softswitch {
namespace {
constexpr qsizetype mostPeers = 8; ///< in larger rooms every join would change a long list of everybody
}

void SoftSwitch::Private::emitDetail(ari::Event event, const Channel &channel)
{
    if (!applications.hasOthers())
        return;
    QStringList to = applications.listeners(event);
    to.removeAll(Applications::platform);
    if (!to.isEmpty())
        emitTo(to, std::move(event), channel.ready, channel.callId);
}

void SoftSwitch::Private::tellVariable(const Channel &channel, const QString &name, const QString &value)
{
    if (!applications.hasOthers())
        return;
    ari::Event event = channelEvent("ChannelVarset", channel);
    event["variable"] = core::utf8(name);
    event["value"] = core::utf8(value);
    emitDetail(std::move(event), channel);
}

void SoftSwitch::Private::tellVariables(const Channel &channel)
{
    if (!applications.hasOthers())
        return;
    for (const auto &[name, value] : channel.variables.toStdMap()) {
        if (!name.endsWith(QLatin1Char(')'))) // a function
            tellVariable(channel, name, value);
    }
}

void SoftSwitch::Private::tellDialplan(const Channel &channel)
{
    if (!applications.hasOthers())
        return;
    ari::Event event = channelEvent("ChannelDialplan", channel);
    event["dialplan_app"] = core::utf8(channel.dialplanApp);
    event["dialplan_app_data"] = core::utf8(channel.dialplanData);
    emitDetail(std::move(event), channel);
}

void SoftSwitch::Private::setPeers(Channel &channel, const QString &peers)
{
    if (std::exchange(channel.bridgePeers, peers) != peers)
        tellVariable(channel, QStringLiteral("BRIDGEPEER"), peers);
}

void SoftSwitch::Private::peersChanged(const Bridge &bridge)
{
    if (bridge.isHolding() || bridge.channels.size() < 2 || bridge.channels.size() > mostPeers)
        return;
    std::vector<std::shared_ptr<Channel>> members;
    for (const QString &id : bridge.channels) {
        if (const auto member = channels.value(id))
            members.push_back(member);
    }
    for (const auto &one : members) {
        QStringList peers;
        for (const auto &other : members) {
            if (other != one)
                peers += other->name;
        }
        setPeers(*one, peers.join(QLatin1Char(',')));
    }
}

void SoftSwitch::Private::connectLines(const Bridge &bridge)
{
    const auto one = channels.value(bridge.channels.value(0)), other = channels.value(bridge.channels.value(1));
    if (bridge.isHolding() || bridge.channels.size() != 2 || !one || !other)
        return;
    for (const auto &[channel, peer] : {std::pair(other, one), std::pair(one, other)}) {
        if (channel->connectedName == peer->callerName && channel->connectedNumber == peer->callerNumber)
            continue;
        channel->connectedName = peer->callerName;
        channel->connectedNumber = peer->callerNumber;
        emitDetail(channelEvent("ChannelConnectedLine", *channel), *channel);
    }
}

void SoftSwitch::Private::link(Channel &channel, const Bridge &bridge)
{
    const auto other = channels.value(bridge.channels.front()); // all that were there before have the same
    if (!other || other->linkedId == channel.linkedId)
        return;
    const bool isOlder = channel.linkedSince.micros() < other->linkedSince.micros();
    const QString linkedId = isOlder ? channel.linkedId : other->linkedId;
    const core::Timestamp since = isOlder ? channel.linkedSince : other->linkedSince;
    const QStringList changed = isOlder ? bridge.channels : QStringList{channel.id};
    for (const QString &id : changed) {
        if (const auto member = channels.value(id)) {
            member->linkedId = linkedId;
            member->linkedSince = since;
        }
    }
}

} // namespace telephony::softswitch
