// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/softswitch/operations.h"

#include <array>

namespace telephony::softswitch {
namespace {
const QString sipTechnology = QStringLiteral("PJSIP");

Json allEndpoints(const Switch &s)
{
    Json list = Json::array();
    for (const sip::Credential &one : s.credentials)
        list.push_back(s.phoneEndpoint(one.user, one.realm));
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
        const sip::Credential *bare = nullptr; // named without its realm, while one alone has that name
        int namesakes = 0;
        for (const sip::Credential &one : s.credentials) {
            if (asked.ids[1] == one.user + QLatin1Char('@') + one.realm)
                return {200, s.phoneEndpoint(one.user, one.realm)};
            if (asked.ids[1] == one.user && ++namesakes == 1)
                bare = &one;
        }
        if (namesakes == 1)
            return {200, s.phoneEndpoint(bare->user, bare->realm)};
    }
    return refuse(404, QStringLiteral("Endpoint not found"));
}

constexpr std::array ofEndpoints{Handler{"list", listEndpoints}, Handler{"listByTech", listByTechnology},
                                 Handler{"get", getEndpoint}};
} // namespace

Json SoftSwitch::Private::phoneEndpoint(const QString &user, const QString &realm) const
{
    Json calls = Json::array();
    for (const auto &channel : channels) {
        if (isOfPhone(*channel, user, realm))
            calls.push_back(core::utf8(channel->id));
    }
    return Json{{"technology", "PJSIP"},
                {"resource", core::utf8(user + QLatin1Char('@') + realm)},
                {"state", isRegistered(user, realm) ? "online" : "offline"},
                {"channel_ids", std::move(calls)}};
}

std::span<const Handler> endpointHandlers() { return ofEndpoints; }

} // namespace telephony::softswitch
