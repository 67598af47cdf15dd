// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/softswitch/operations.h"

#include <array>

namespace telephony::softswitch {
namespace {
const QString sipTechnology = QStringLiteral("PJSIP");

Json endpointOf(const Switch &s, const sip::Credential &credential)
{
    const bool online = std::any_of(s.registrations.begin(), s.registrations.end(), [&](const auto &one) {
        return one.second.user == credential.user && one.second.realm == credential.realm;
    });
    Json calls = Json::array();
    const QString name = QStringLiteral("PJSIP/%1-").arg(credential.user);
    for (const auto &channel : s.channels) {
        if (channel->name.startsWith(name))
            calls.push_back(core::utf8(channel->id));
    }
    return Json{{"technology", "PJSIP"},
                {"resource", core::utf8(credential.user + QLatin1Char('@') + credential.realm)},
                {"state", online ? "online" : "offline"},
                {"channel_ids", std::move(calls)}};
}

Json allEndpoints(const Switch &s)
{
    Json list = Json::array();
    for (const sip::Credential &one : s.credentials)
        list.push_back(endpointOf(s, one));
    for (const sip::Trunk &trunk : s.trunks)
        list.push_back(s.trunkEndpoint(trunk.name));
    return list;
}

AriReply listEndpoints(Switch &s, const Asked &) { return {200, allEndpoints(s)}; }

AriReply listByTechnology(Switch &s, const Asked &asked)
{
    if (asked.ids[0].compare(sipTechnology, Qt::CaseInsensitive) != 0)
        return refuse(404, QStringLiteral("No Endpoints found - invalid tech %1").arg(asked.ids[0]));
    return {200, allEndpoints(s)};
}

AriReply getEndpoint(Switch &s, const Asked &asked)
{
    if (asked.ids[0].compare(sipTechnology, Qt::CaseInsensitive) == 0) {
        if (s.findTrunk(asked.ids[1]))
            return {200, s.trunkEndpoint(asked.ids[1])};
        for (const sip::Credential &one : s.credentials) {
            if (asked.ids[1] == one.user + QLatin1Char('@') + one.realm)
                return {200, endpointOf(s, one)};
        }
    }
    return refuse(404, QStringLiteral("Endpoint not found"));
}

constexpr std::array ofEndpoints{Handler{"list", listEndpoints}, Handler{"listByTech", listByTechnology},
                                 Handler{"get", getEndpoint}};
} // namespace

std::span<const Handler> endpointHandlers() { return ofEndpoints; }

} // namespace telephony::softswitch
