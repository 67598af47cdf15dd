// SPDX-License-Identifier: GPL-3.0-or-later
// What the last run left open: kept when an engine still carries it, closed otherwise.
#include "services/call/calls.h"
#include "services/call/statemachine.h"

namespace services::call {

using namespace contract;
using core::log::Level;

Task<void> Calls::reconcile()
{
    const QVariantList none;
    const QString withoutEnd = QStringLiteral("tm_end IS NULL");
    const std::vector<Channel> channels = co_await m.repo.channels.where(withoutEnd, none);
    const QString notEnded = QStringLiteral("status <> 'hangup' AND tm_delete IS NULL");
    const std::vector<Call> open = co_await m.repo.calls.where(notEnded, none);
    // All of them first: the end of one call reaches for the others.
    for (const Channel &channel : channels)
        m.repo.channels.adopt(channel);
    for (const Call &call : open)
        m.repo.calls.adopt(call);
    for (const Channel &channel : channels)
        co_await reconcileChannel(channel);
    for (const Call &call : open) {
        if (m.repo.channels.live(call.channelId)) {
            m_byChannel.insert(call.channelId, call.id);
            scheduleHealthCheck(call.id, 0);
            continue;
        }
        core::log::call(Level::Warn, "call", call.id, "was live when the last run stopped; closing it");
        co_await close(call.id, cause::networkFailure);
    }
    co_await reconcileGroups();
    co_await reconcileRooms();
    co_await reconcileBridges();
}

Task<void> Calls::reconcileChannel(Channel channel)
{
    bool known = false;
    try {
        known = co_await m.ari.exists(channel.asteriskId, channel.id);
    } catch (const core::Error &) {
        known = false; // its engine is not there: nothing carries it any more
    }
    if (known)
        co_return;
    co_await m.repo.channels.modify(channel.id, [&](Channel &row) {
        row.tmEnd = row.tmDelete = m.clock->wall();
        row.hangupCause = cause::networkFailure;
        return true;
    });
    m.repo.channels.forget(channel.id);
}

Task<void> Calls::reconcileGroups()
{
    const QString condition = QStringLiteral("status <> 'hangup' AND tm_delete IS NULL");
    const QVariantList none;
    const std::vector<Groupcall> groups = co_await m.repo.groupcalls.where(condition, none);
    for (const Groupcall &group : groups) {
        const bool used = std::any_of(group.callIds.begin(), group.callIds.end(),
                                      [this](const QUuid &leg) { return m.repo.calls.live(leg) != nullptr; });
        if (used)
            continue;
        bool changed = false;
        const auto closed = co_await m.repo.groupcalls.modify(group.id, [&](Groupcall &row) {
            changed = row.status != QLatin1String("hangup");
            row.status = QStringLiteral("hangup");
            row.callCount = 0;
            return changed;
        });
        if (changed)
            m.announce(QStringLiteral("groupcall_hangup"), closed);
    }
}

/// Rooms that connect two calls live as long as the calls; those of conferences stay, without the callers that are gone.
Task<void> Calls::reconcileRooms()
{
    const QString condition = QStringLiteral("status <> 'terminated' AND tm_delete IS NULL");
    const QVariantList none;
    const std::vector<Confbridge> rooms = co_await m.repo.confbridges.where(condition, none);
    for (const Confbridge &room : rooms) {
        bool used = false, closed = false;
        const auto changed = co_await m.repo.confbridges.modify(room.id, [&](Confbridge &row) {
            const auto before = row.channelCallIds.size();
            std::erase_if(row.channelCallIds, [this](const auto &member) { return !m.repo.calls.live(member.second); });
            used = !row.channelCallIds.empty();
            if (used)
                return row.channelCallIds.size() != before;
            row.bridgeId.clear();
            closed = row.type == QLatin1String("connect") || row.status == QLatin1String("terminating");
            if (closed)
                row.status = QStringLiteral("terminated");
            return true;
        });
        if (used)
            m.repo.confbridges.adopt(*changed);
        if (closed)
            m.notify.publish(QStringLiteral("confbridge_terminated"), changed);
    }
}

/// A bridge stays when its engine has it and its room still means it.
Task<void> Calls::reconcileBridges()
{
    const QString condition = QStringLiteral("tm_delete IS NULL");
    const QVariantList none;
    const std::vector<RoomBridge> open = co_await m.repo.bridges.where(condition, none);
    for (const RoomBridge &bridge : open) {
        const bool exists = co_await m.ari.bridgeExists(bridge.asteriskId, bridge.id);
        const auto room = co_await m.repo.confbridges.find(bridge.referenceId);
        const bool wanted = room && room->bridgeId == bridge.id && room->status == QLatin1String("progressing");
        if (exists && wanted) {
            m.repo.bridges.adopt(bridge);
            continue;
        }
        if (exists)
            m.background({}, "ending a bridge of the last run", m.ari.destroyBridge(bridge.asteriskId, bridge.id));
        co_await m.repo.bridges.modify(bridge.id, [this](RoomBridge &row) {
            row.tmDelete = m.clock->wall();
            return true;
        });
        m.repo.bridges.forget(bridge.id);
    }
}

} // namespace services::call
