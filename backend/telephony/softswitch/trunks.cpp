// SPDX-License-Identifier: GPL-3.0-or-later
// Trunks of the switch: which channel uses which, and how many at once.
#include "core/log.h"
#include "telephony/softswitch/private.h"
#include "telephony/softswitch/route.h"

namespace telephony::softswitch {

QString SoftSwitch::Private::trunkDomain(const QString &name) const
{
    return name + QLatin1String(".trunk.") + config.baseDomain;
}

void SoftSwitch::Private::setTrunks(std::vector<sip::Trunk> wanted)
{
    for (sip::Trunk &trunk : wanted)
        trunk.inboundRealm = trunkDomain(trunk.name);
    trunks = std::move(wanted);
    trunkStates.clear();
    // One listener registers: the others only recognise who calls.
    for (const ListenerPtr &listener : listeners)
        pushTrunks(*listener);
}

void SoftSwitch::Private::pushTrunks(Listener &listener)
{
    std::vector<sip::Trunk> own = trunks;
    for (sip::Trunk &trunk : own)
        trunk.registers = trunk.registers && listenerOf(trunk).get() == &listener;
    listener.stack->setTrunks(std::move(own));
}

ListenerPtr SoftSwitch::Private::listenerOf(const sip::Trunk &trunk) const
{
    return routeTo(QLatin1String("sip:trunk@") + trunk.host).first;
}

void SoftSwitch::Private::trunkChanged(const ListenerPtr &, const sip::TrunkState &state)
{
    core::log::info("switch", "trunk {}: {} ({} {})", state.name, state.registered ? "registered" : "not registered",
                    state.status, state.reason);
    trunkStates.insert(state.name, state);
    emitEvent(
        Json{{"type", "PeerStatusChange"},
             {"endpoint", trunkEndpoint(state.name)},
             {"peer", {{"peer_status", state.registered ? "Registered" : "Unregistered"}, {"cause", core::utf8(state.reason)}}}});
}

const sip::Trunk *SoftSwitch::Private::findTrunk(const QString &name) const
{
    const auto found = std::find_if(trunks.begin(), trunks.end(), [&](const sip::Trunk &one) { return one.name == name; });
    return found == trunks.end() ? nullptr : &*found;
}

/// The trunk that leads to this `host:port`: a provider is known by its name alone in a dialroute.
const sip::Trunk *SoftSwitch::Private::trunkTo(const QString &server) const
{
    const auto leadsThere = [&](const QString &host) {
        return !host.isEmpty() && targetOf(QLatin1String("sip:x@") + host).section(QLatin1Char('@'), 1) == server;
    };
    const auto found = std::find_if(trunks.begin(), trunks.end(), [&](const sip::Trunk &one) {
        return !one.host.isEmpty() && (leadsThere(one.host) || leadsThere(one.domain));
    });
    return found == trunks.end() ? nullptr : &*found;
}

/// `PJSIP/<number>@<trunk>`, a SIP URI whose host is a trunk's, or a SIP URI whose host is the trunk's domain class.
const sip::Trunk *SoftSwitch::Private::trunkOfEndpoint(const QString &endpoint) const
{
    const QString uri = uriOf(endpoint);
    if (!uri.isEmpty()) {
        const QString host = hostOf(targetOf(uri));
        const QLatin1String domainClass(".trunk.");
        const QString ending = domainClass + config.baseDomain;
        return host.endsWith(ending) ? findTrunk(host.chopped(ending.size()))
                                     : trunkTo(targetOf(uri).section(QLatin1Char('@'), 1));
    }
    const QString rest = endpoint.section(QLatin1Char('/'), 1);
    return rest.contains(QLatin1Char('@')) ? findTrunk(rest.section(QLatin1Char('@'), -1)) : nullptr;
}

QString SoftSwitch::Private::uriToDial(const QString &endpoint) const
{
    const sip::Trunk *trunk = trunkOfEndpoint(endpoint);
    if (!trunk)
        return uriOf(endpoint);
    if (trunk->host.isEmpty())
        return {}; // it only calls in
    const QString uri = uriOf(endpoint);
    const QString number = uri.isEmpty() ? endpoint.section(QLatin1Char('/'), 1).section(QLatin1Char('@'), 0, -2)
                                         : targetOf(uri).section(QLatin1Char('@'), 0, 0);
    const QString domain = trunk->domain.isEmpty() ? trunk->host : trunk->domain;
    const QString transport =
        trunk->transport == QLatin1String("udp") ? QString() : QLatin1String(";transport=") + trunk->transport;
    return QLatin1String("sip:") + number + QLatin1Char('@') + domain + transport;
}

bool SoftSwitch::Private::hasRoom(const sip::Trunk &trunk) const
{
    if (trunk.maxChannels <= 0)
        return true;
    const auto used =
        std::count_if(channels.begin(), channels.end(), [&](const auto &channel) { return channel->trunk == trunk.name; });
    return used < trunk.maxChannels;
}

void SoftSwitch::Private::dialByTrunk(const sip::Trunk &trunk, sip::OutgoingCall *call) const
{
    const bool stream = trunk.transport != QLatin1String("udp");
    call->proxy = trunk.host + (stream ? QLatin1String(";transport=") + trunk.transport : QString());
    call->authUser = trunk.user;
    call->authPassword = trunk.password;
    call->fromHost = trunk.domain.isEmpty() ? trunk.host.section(QLatin1Char(':'), 0, 0) : trunk.domain;
    if (call->fromUser.isEmpty())
        call->fromUser = trunk.user;
}

Json SoftSwitch::Private::trunkEndpoint(const QString &name) const
{
    const sip::Trunk *trunk = findTrunk(name);
    const auto state = trunkStates.constFind(name);
    Json ids = Json::array();
    for (const auto &channel : channels) {
        if (channel->trunk == name)
            ids.push_back(core::utf8(channel->id));
    }
    const char *word = !trunk || !trunk->registers                        ? "unknown"
                       : state != trunkStates.cend() && state->registered ? "online"
                                                                          : "offline";
    return Json{{"technology", "PJSIP"}, {"resource", core::utf8(name)}, {"state", word}, {"channel_ids", std::move(ids)}};
}

} // namespace telephony::softswitch
