// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/ari.h"
#include "services/call/context.h"

namespace services::call {

/// Rooms of calls (contract/call-manager.md §8). A member's own channel moves from its call bridge into the room's bridge and
/// back, on one engine; rooms that span engines need join legs.
class Confbridges
{
public:
    explicit Confbridges(Context &context) : m(context) {}

    Task<Confbridge> create(contract::ConfbridgeCreate body);
    /// @throws core::Error(FailedPrecondition) while the call is on its way into a room, this one or another.
    Task<void> join(QUuid id, QUuid callId);
    Task<void> kick(QUuid id, QUuid callId);
    Task<Confbridge> terminate(QUuid id);
    Task<Confbridge> remove(QUuid id);
    Task<std::shared_ptr<const Confbridge>> setFlag(QUuid id, QString flag, bool on);
    /// Both: of the callers in the room who have not been answered.
    Task<void> ringAll(QUuid id);
    Task<void> answerAll(QUuid id);

    /// The room's bridge, made where the first member is; any conference engine's when `asteriskId` is empty.
    Task<void> ensureBridge(QUuid id, QString asteriskId);
    /// @throws core::Error(NotFound) when the room has none yet
    Task<RoomBridge> bridgeOf(QUuid id);
    /// The engine's events; bridges of calls are ignored.
    Task<void> bridgeCreated(std::shared_ptr<const contract::AriEvent> event);
    Task<void> bridgeDestroyed(QString bridgeId);
    /// Names another confbridge in the call, as PUT /v1/calls/{id}/confbridge_id wants.
    Task<Call> setConfbridge(QUuid callId, QUuid id);

    /// An outgoing member got through: everybody in its room is answered.
    Task<void> memberAnswered(Call call);
    Task<void> callEnded(Call call);
    /// It waits in the room that was made to connect it.
    bool isAloneIn(const QUuid &id, const QUuid &callId) const;
    /// Ends the rooms that were made to connect a call which will not enter them any more.
    Task<void> closeUnused(QUuid callId);

private:
    Task<void> enter(QUuid id, QUuid callId);
    bool awaitsAnother(const Confbridge &room, const Call &gone) const;
    Task<void> leave(QUuid id, QUuid callId, bool goOn);
    Task<void> returnToFlow(Call call);
    Task<void> noteBridge(RoomBridge bridge);

    Context &m;
    QSet<QUuid> m_joining;              ///< calls on their way into a room
    QMultiHash<QUuid, QUuid> m_connect; ///< rooms that go on, by the call that was to be connected there
};

} // namespace services::call
