// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/softswitch/operations.h"

namespace telephony::softswitch {
namespace {
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

/// The channels an operation names; an error reply when one of them does not fit.
std::optional<AriReply> findMembers(Switch &s, const Bridge &bridge, bool adding, const QStringList &names,
                                    std::vector<std::shared_ptr<Channel>> *members)
{
    if (names.isEmpty())
        return refuse(400, QStringLiteral("Channel must be specified"));
    for (const QString &name : names) {
        const auto channel = s.channels.value(name);
        if (!channel)
            return refuse(400, QStringLiteral("Channel not found"));
        if (adding && !channel->inStasis)
            return refuse(422, QStringLiteral("Channel not in Stasis application"));
        if (!adding && channel->bridge != bridge.id)
            return refuse(422, QStringLiteral("Channel not in this bridge"));
        members->push_back(channel);
    }
    return {};
}
} // namespace

AriReply listBridges(Switch &s)
{
    Json all = Json::array();
    for (const Bridge &bridge : std::as_const(s.bridges))
        all.push_back(toJson(bridge));
    return {200, std::move(all)};
}

AriReply createBridge(Switch &s, QString id, const Arguments &arguments)
{
    if (id.isEmpty())
        id = core::toText(core::newId());
    if (s.bridges.contains(id))
        return refuse(409, QStringLiteral("Bridge with given ID already exists"));
    Bridge bridge;
    bridge.id = id;
    bridge.name = arguments.text("name");
    bridge.type = arguments.text("type", QStringLiteral("mixing"));
    if (bridge.type.contains(QLatin1String("holding")))
        return refuse(501, QStringLiteral("This switch does not have holding bridges yet"));
    bridge.callId = callOfBridge(bridge.name);
    bridge.created = s.clock->wall();
    bridge.ready = s.clock->now() + EventQueue::gap;
    s.bridges.insert(id, bridge);
    s.media->createBridge(id);
    s.emitEvent(Json{{"type", "BridgeCreated"}, {"bridge", toJson(bridge)}}, core::Nanos(0), bridge.callId);
    return {200, toJson(bridge)};
}

AriReply onBridge(Switch &s, Bridge &bridge, const QString &method, const QString &verb, const Arguments &arguments)
{
    const bool post = method == QLatin1String("POST");
    if (verb.isEmpty()) {
        if (method == QLatin1String("GET"))
            return {200, toJson(bridge)};
        if (post)
            return refuse(409, QStringLiteral("Bridge with given ID already exists"));
        if (method != QLatin1String("DELETE"))
            return refuse(405, QStringLiteral("Method not allowed"));
        s.destroyBridge(bridge.id);
        return {204};
    }
    const bool adding = verb == QLatin1String("addChannel");
    if (!adding && verb != QLatin1String("removeChannel"))
        return refuse(404, QStringLiteral("Resource not found"));
    if (!post)
        return refuse(405, QStringLiteral("Method not allowed"));
    std::vector<std::shared_ptr<Channel>> members;
    if (const auto refused = findMembers(s, bridge, adding, arguments.list("channel"), &members))
        return *refused;
    for (const auto &channel : members) {
        if (!adding) {
            s.leaveBridge(*channel);
            continue;
        }
        s.enterBridge(*channel, bridge, arguments.flag("mute"));
        channel->absorbsDtmf = arguments.flag("absorbDTMF");
    }
    return {204};
}

} // namespace telephony::softswitch
