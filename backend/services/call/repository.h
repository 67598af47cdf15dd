// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/call.h"
#include "contract/callmedia.h"
#include "services/common/records.h"

#include <array>

namespace services::call {

using contract::Call;
using contract::Channel;
using contract::Confbridge;
using contract::Groupcall;
using contract::Recording;
using core::Json;
using core::Task;

/// Bridge of a room: which engine has it (contract/schema.md, call_bridges). The bridge of a call is where its channel is.
struct RoomBridge
{
    QString id, asteriskId, name, type, referenceType;
    QUuid referenceId;
    core::Timestamp tmCreate, tmUpdate, tmDelete;

    template <typename V> static void describe(V &v)
    {
        v("id", &RoomBridge::id);
        v("asterisk_id", &RoomBridge::asteriskId);
        v("name", &RoomBridge::name);
        v("type", &RoomBridge::type);
        v("reference_type", &RoomBridge::referenceType);
        v("reference_id", &RoomBridge::referenceId);
        v("tm_create", &RoomBridge::tmCreate);
        v("tm_update", &RoomBridge::tmUpdate);
        v("tm_delete", &RoomBridge::tmDelete);
    }
};

/// Everything call-manager keeps.
struct Repository
{
    Repository(store::Store &db, std::shared_ptr<core::Clock> clock)
        : calls(db, clock, QStringLiteral("call_calls"), "CALL_NOT_FOUND"),
          groupcalls(db, clock, QStringLiteral("call_groupcalls"), "GROUPCALL_NOT_FOUND"),
          confbridges(db, clock, QStringLiteral("call_confbridges"), "CONFBRIDGE_NOT_FOUND"),
          channels(db, clock, QStringLiteral("call_channels"), "CHANNEL_NOT_FOUND"),
          recordings(db, clock, QStringLiteral("call_recordings"), "RECORDING_NOT_FOUND"),
          bridges(db, clock, QStringLiteral("call_bridges"), "BRIDGE_NOT_FOUND")
    {
        channels.letIdsComeAgain(); // programs of ARI choose them
    }
    /// Waits until every change so far is on disk; all go there together.
    Task<void> durable()
    {
        std::array all{calls.durable(),       channels.durable(),   groupcalls.durable(),
                       confbridges.durable(), recordings.durable(), bridges.durable()};
        for (Task<void> &one : all)
            co_await one;
    }

    /// The same for what a call is made of.
    Task<void> durable(Call call)
    {
        std::array all{calls.durable(call.id), channels.durable(call.channelId), groupcalls.durable(call.groupcallId)};
        for (Task<void> &one : all)
            co_await one;
    }

    Records<Call, QUuid> calls;
    Records<Groupcall, QUuid> groupcalls;
    Records<Confbridge, QUuid> confbridges;
    Records<Channel, QString> channels;
    Records<Recording, QUuid> recordings;
    Records<RoomBridge, QString> bridges;
};

} // namespace services::call
