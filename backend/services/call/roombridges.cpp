// SPDX-License-Identifier: GPL-3.0-or-later
// The engine's bridges behind rooms: made when they are needed, found again, made anew when they are gone.
#include "services/call/confbridges.h"

namespace services::call {

using namespace contract;

namespace {
constexpr core::Millis bridgePoll{150};
constexpr int bridgePolls = 20;
const QString roomReference = QStringLiteral("confbridge");

QString roomBridgeName(const QUuid &id)
{
    return QStringLiteral("reference_type=%1,reference_id=%2").arg(roomReference, core::toText(id));
}
} // namespace

Task<void> Confbridges::noteBridge(RoomBridge bridge)
{
    if (m.repo.bridges.live(bridge.id))
        co_return;
    co_await m.repo.bridges.insert(std::move(bridge));
}

Task<RoomBridge> Confbridges::bridgeOf(QUuid id)
{
    const auto room = co_await m.repo.confbridges.get(id);
    for (int i = 0; i < bridgePolls && !m.repo.bridges.live(room->bridgeId); ++i) { // its event may still be on the way
        const bool goesOn = co_await m.pauses.pause(bridgePoll);
        if (!goesOn)
            break;
    }
    RoomBridge bridge = *co_await m.repo.bridges.get(room->bridgeId);
    co_return bridge;
}

Task<void> Confbridges::ensureBridge(QUuid id, QString asteriskId)
{
    const auto room = co_await m.repo.confbridges.get(id);
    if (!room->bridgeId.isEmpty()) {
        const RoomBridge *known = m.repo.bridges.live(room->bridgeId);
        const QString engine = known ? known->asteriskId : asteriskId;
        bool there = !room->channelCallIds.empty();
        if (!there)
            there = co_await m.ari.bridgeExists(engine, room->bridgeId);
        if (there)
            co_return;
    }
    RoomBridge bridge;
    bridge.id = core::toText(core::newId());
    bridge.asteriskId = asteriskId;
    bridge.name = roomBridgeName(id);
    bridge.type = room->type == QLatin1String("connect") ? QStringLiteral("mixing,proxy_media") : QStringLiteral("mixing");
    bridge.referenceType = roomReference;
    bridge.referenceId = id;
    const QString gone = room->bridgeId;
    bool ours = false;
    co_await m.ari.createBridge(asteriskId, bridge.id, bridge.type, bridge.name);
    co_await m.repo.confbridges.modify(id, [&](Confbridge &row) {
        ours = row.bridgeId == gone;
        if (ours)
            row.bridgeId = bridge.id;
        return ours;
    });
    if (!ours)
        co_await m.ari.destroyBridge(asteriskId, bridge.id);
    else if (!asteriskId.isEmpty())
        co_await noteBridge(std::move(bridge));
}

Task<void> Confbridges::bridgeCreated(std::shared_ptr<const AriEvent> event)
{
    const QString &name = event->bridgeName;
    const QString prefix = QStringLiteral("reference_type=%1,reference_id=").arg(roomReference);
    if (!name.startsWith(prefix))
        co_return;
    RoomBridge bridge;
    bridge.id = event->bridgeId;
    bridge.asteriskId = event->asteriskId;
    bridge.name = name;
    bridge.type = event->bridgeType;
    bridge.referenceType = roomReference;
    bridge.referenceId = core::parseId(QStringView(name).mid(prefix.size()));
    co_await noteBridge(std::move(bridge));
}

Task<void> Confbridges::bridgeDestroyed(QString bridgeId)
{
    const RoomBridge *known = m.repo.bridges.live(bridgeId);
    if (!known)
        co_return;
    const QUuid roomId = known->referenceId;
    const auto now = m.clock->wall();
    co_await m.repo.bridges.modify(bridgeId, [now](RoomBridge &row) {
        row.tmDelete = now;
        return true;
    });
    m.repo.bridges.forget(bridgeId);
    const Confbridge *room = m.repo.confbridges.live(roomId);
    if (!room || room->status != QLatin1String("progressing"))
        co_return;
    bool lost = false;
    const auto left = co_await m.repo.confbridges.modify(roomId, [&](Confbridge &row) {
        lost = row.bridgeId == bridgeId; // the next join makes another
        if (lost)
            row.bridgeId.clear();
        return lost;
    });
    if (!lost)
        co_return;
    for (const auto &[channelId, callId] : left->channelCallIds) // nobody hears them there
        co_await leave(roomId, callId, true);
}

Task<Call> Confbridges::setConfbridge(QUuid callId, QUuid id)
{
    const auto call = co_await m.repo.calls.modify(callId, [id](Call &row) {
        const bool changes = row.confbridgeId != id;
        row.confbridgeId = id;
        return changes;
    });
    m.announce(QStringLiteral("call_updated"), call);
    co_return *call;
}

} // namespace services::call
