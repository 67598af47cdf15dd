// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/call/context.h"

namespace services::call {

/// Rooms of calls (contract/call-manager.md §8). A member's own channel moves from its call bridge into the room's bridge and
/// back, on one engine; rooms that span engines need join legs.
class Confbridges
{
public:
    explicit Confbridges(Context &context) : m(context) {}

    Task<Confbridge> create(Json body);
    Task<void> join(QUuid id, QUuid callId);
    Task<void> kick(QUuid id, QUuid callId);
    Task<Confbridge> terminate(QUuid id);
    Task<Confbridge> remove(QUuid id);
    Task<Confbridge> setFlag(QUuid id, QString flag, bool on);
    Task<void> ringAll(QUuid id);
    Task<void> answerAll(QUuid id);

    /// An outgoing member got through: everybody in its room is answered.
    Task<void> memberAnswered(Call call);
    Task<void> callEnded(Call call);

private:
    Task<void> leave(QUuid id, QUuid callId, bool goOn);
    Task<void> ensureBridge(QUuid id, QString asteriskId);

    Context &m;
};

} // namespace services::call
