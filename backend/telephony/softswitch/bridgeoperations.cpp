// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/softswitch/operations.h"

#include <array>

namespace telephony::softswitch {
namespace {
const QString musicClass = QStringLiteral("music");

/// The call a bridge was made for: `reference_type=call,reference_id=<uuid>` (contract §3).
QUuid callOfBridge(const QString &name)
{
    static const QLatin1String key("reference_id=");
    const QStringList items = name.split(QLatin1Char(','));
    if (!items.contains(QLatin1String("reference_type=call")))
        return {};
    for (const QString &item : items) {
        if (item.startsWith(key))
            return core::parseId(QStringView(item).mid(key.size()));
    }
    return {};
}

bool areTypes(const QString &list)
{
    static const QStringList known{QStringLiteral("mixing"),      QStringLiteral("holding"),   QStringLiteral("dtmf_events"),
                                   QStringLiteral("proxy_media"), QStringLiteral("video_sfu"), QStringLiteral("video_single"),
                                   QStringLiteral("sdp_label")};
    const QStringList words = list.split(QLatin1Char(','), Qt::SkipEmptyParts);
    return std::all_of(words.begin(), words.end(), [](const QString &word) { return known.contains(word.trimmed()); });
}

/// The channels an operation names; an error reply when one of them does not fit.
std::optional<AriReply> findMembers(Switch &s, const Bridge &bridge, bool adding, const QStringList &names,
                                    std::vector<std::shared_ptr<Channel>> *members)
{
    if (names.isEmpty())
        return refuse(400, QStringLiteral("Missing parameter channel"));
    for (const QString &name : names) {
        const auto channel = s.channels.value(name);
        if (!channel)
            return refuse(400, QStringLiteral("Channel not found"));
        if (adding && !channel->inStasis)
            return refuse(422, QStringLiteral("Channel not in Stasis application"));
        if (adding && !channel->recordings.isEmpty() && channel->kind != ChannelKind::Snoop)
            return refuse(409, QStringLiteral("Channel %1 currently recording").arg(name));
        if (!adding && channel->bridge != bridge.id)
            return refuse(422, QStringLiteral("Channel not in this bridge"));
        members->push_back(channel);
    }
    return {};
}

AriReply noBridge() { return refuse(404, QStringLiteral("Bridge not found")); }

AriReply listBridges(Switch &s, const Asked &)
{
    Json all = Json::array();
    for (const Bridge &bridge : std::as_const(s.bridges))
        all.push_back(toJson(bridge));
    return {200, std::move(all)};
}

/// Asterisk takes no member of another kind, whatever it is called.
bool hasTextsAlone(const Json &body)
{
    return !body.is_object() ||
           std::all_of(body.begin(), body.end(), [](const Json &one) { return one.is_string() || one.is_object(); });
}

AriReply createBridgeAs(Switch &s, const Asked &asked, QString id)
{
    if (!hasTextsAlone(asked.body))
        return refuse(400, QStringLiteral("Each member of a bridge must be a text"));
    if (id.isEmpty())
        id = core::toText(core::newId());
    if (s.bridges.contains(id))
        return refuse(409, QStringLiteral("Bridge with id '%1' already exists").arg(id));
    Bridge bridge;
    bridge.id = id;
    bridge.name = asked.arguments.text("name");
    bridge.type = asked.arguments.text("type", QStringLiteral("mixing"));
    if (!areTypes(bridge.type))
        return refuse(400, QStringLiteral("Unknown bridge type %1").arg(bridge.type));
    bridge.variables = asked.arguments.map("variables");
    bridge.callId = callOfBridge(bridge.name);
    bridge.created = s.clock->wall();
    bridge.ready = s.afterGap();
    s.bridges.insert(id, bridge);
    s.media->createBridge(id, bridge.isHolding() ? media::BridgeKind::Holding : media::BridgeKind::Mixing);
    s.emitEvent(ari::Event("BridgeCreated", bridge), core::Nanos(0), bridge.callId);
    return {200, toJson(bridge)};
}
AriReply createBridge(Switch &s, const Asked &asked) { return createBridgeAs(s, asked, asked.arguments.text("bridgeId")); }
AriReply createBridgeWithId(Switch &s, const Asked &asked) { return createBridgeAs(s, asked, asked.ids[0]); }

AriReply getBridge(Switch &s, const Asked &asked)
{
    const auto bridge = s.bridges.constFind(asked.ids[0]);
    return bridge == s.bridges.cend() ? noBridge() : AriReply{200, toJson(*bridge)};
}

AriReply destroyBridge(Switch &s, const Asked &asked)
{
    if (!s.bridges.contains(asked.ids[0]))
        return noBridge();
    s.destroyBridge(asked.ids[0]);
    return {204};
}

AriReply addChannel(Switch &s, const Asked &asked)
{
    const auto bridge = s.bridges.find(asked.ids[0]);
    if (bridge == s.bridges.end())
        return noBridge();
    std::vector<std::shared_ptr<Channel>> members;
    if (const auto refused = findMembers(s, *bridge, true, asked.arguments.list("channel"), &members))
        return *refused;
    const auto role = asked.arguments.text("role") == QLatin1String("announcer") ? media::BridgeRole::Announcer
                                                                                 : media::BridgeRole::Participant;
    for (const auto &channel : members) {
        s.enterBridge(*channel, *bridge, asked.arguments.flag("mute"), role);
        channel->absorbsDtmf = asked.arguments.flag("absorbDTMF");
    }
    return {204};
}

AriReply removeChannel(Switch &s, const Asked &asked)
{
    const auto bridge = s.bridges.find(asked.ids[0]);
    if (bridge == s.bridges.end())
        return noBridge();
    std::vector<std::shared_ptr<Channel>> members;
    if (const auto refused = findMembers(s, *bridge, false, asked.arguments.list("channel"), &members))
        return *refused;
    for (const auto &channel : members)
        s.leaveBridge(*channel);
    return {204};
}

AriReply refuseVideo(Switch &s, const Asked &asked)
{
    return s.bridges.contains(asked.ids[0]) ? refuse(501, QStringLiteral("This switch carries no video")) : noBridge();
}

AriReply bridgeMusicOn(Switch &s, const Asked &asked)
{
    const auto bridge = s.bridges.find(asked.ids[0]);
    if (bridge == s.bridges.end())
        return noBridge();
    bridge->music = true;
    s.media->setMusic(bridge->id, musicClass);
    return {204};
}

AriReply bridgeMusicOff(Switch &s, const Asked &asked)
{
    const auto bridge = s.bridges.find(asked.ids[0]);
    if (bridge == s.bridges.end())
        return noBridge();
    if (!std::exchange(bridge->music, false))
        return refuse(409, QStringLiteral("Bridge isn't playing music"));
    s.media->setMusic(bridge->id, {});
    return {204};
}

AriReply playToBridge(Switch &s, const Asked &asked)
{
    const auto bridge = s.bridges.find(asked.ids[0]);
    return bridge == s.bridges.end() ? noBridge() : playTo(s, {bridge->id, true}, &bridge->playbacks, asked);
}

AriReply recordBridge(Switch &s, const Asked &asked)
{
    return s.bridges.contains(asked.ids[0]) ? recordFrom(s, {asked.ids[0], true}, asked) : noBridge();
}

AriReply getBridgeVariable(Switch &s, const Asked &asked)
{
    const auto bridge = s.bridges.constFind(asked.ids[0]);
    const QString name = asked.arguments.text("variable");
    if (name.isEmpty())
        return refuse(400, QStringLiteral("Variable name is required"));
    if (bridge == s.bridges.cend())
        return noBridge();
    const auto found = bridge->variables.find(name);
    return found == bridge->variables.end() ? refuse(404, QStringLiteral("Provided variable was not found"))
                                            : AriReply{200, Json{{"value", core::utf8(found->second)}}};
}

AriReply getBridgeVariables(Switch &s, const Asked &asked)
{
    const auto bridge = s.bridges.constFind(asked.ids[0]);
    const QStringList names = asked.arguments.list("variables");
    if (names.isEmpty())
        return refuse(400, QStringLiteral("Variable names are required"));
    if (bridge == s.bridges.cend())
        return noBridge();
    Json values = Json::object();
    for (const QString &name : names) {
        const auto found = bridge->variables.find(name);
        if (found == bridge->variables.end())
            return refuse(404, QStringLiteral("Provided variable was not found"));
        values[core::utf8(name)] = core::utf8(found->second);
    }
    return {200, Json{{"variables", std::move(values)}}};
}

AriReply setBridgeVariables(Switch &s, const Asked &asked)
{
    const auto bridge = s.bridges.find(asked.ids[0]);
    auto values = asked.arguments.map("variables");
    if (const QString name = asked.arguments.text("variable"); !name.isEmpty())
        values[name] = asked.arguments.text("value");
    if (values.empty())
        return refuse(400, QStringLiteral("Variable name is required"));
    if (bridge == s.bridges.end())
        return noBridge();
    constexpr size_t most = 1000;
    values.merge(bridge->variables);
    if (values.size() > most)
        return refuse(500, QStringLiteral("The bridge has too many variables"));
    bridge->variables = std::move(values);
    return {204};
}

constexpr std::array ofBridges{Handler{"list", listBridges},
                               Handler{"create", createBridge},
                               Handler{"createWithId", createBridgeWithId},
                               Handler{"get", getBridge},
                               Handler{"destroy", destroyBridge},
                               Handler{"addChannel", addChannel},
                               Handler{"removeChannel", removeChannel},
                               Handler{"setVideoSource", refuseVideo},
                               Handler{"clearVideoSource", refuseVideo},
                               Handler{"startMoh", bridgeMusicOn},
                               Handler{"stopMoh", bridgeMusicOff},
                               Handler{"play", playToBridge},
                               Handler{"playWithId", playToBridge},
                               Handler{"record", recordBridge},
                               Handler{"getBridgeVar", getBridgeVariable},
                               Handler{"setBridgeVar", setBridgeVariables},
                               Handler{"getBridgeVars", getBridgeVariables},
                               Handler{"setBridgeVars", setBridgeVariables}};
} // namespace

std::span<const Handler> bridgeHandlers() { return ofBridges; }

} // namespace telephony::softswitch
