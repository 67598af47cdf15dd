// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clients/client.h"
#include "contract/call.h"
#include "contract/callbodies.h"
#include "contract/callmedia.h"

namespace clients {

/// call-manager (contract/call-manager.md §1).
class CallClient : public Client
{
public:
    CallClient(Bus &bus, QString publisher) : Client(bus, contract::service::call, std::move(publisher)) {}

    Task<std::vector<contract::Call>> calls(Page page, Json filters);
    Task<contract::Call> call(QUuid id) { return askFor<contract::Call>(get, path("calls", id)); }
    Task<contract::CallsCreated> create(contract::CallsCreate body);
    Task<contract::Call> hangup(QUuid id) { return askFor<contract::Call>(post, path("calls", id, "/hangup")); }
    Task<contract::Call> remove(QUuid id) { return askFor<contract::Call>(del, path("calls", id)); }
    /// @param direction  in, out or both.
    Task<void> mute(QUuid id, QString direction) { return setMute(post, id, std::move(direction)); }
    Task<void> unmute(QUuid id, QString direction) { return setMute(del, id, std::move(direction)); }
    Task<void> hold(QUuid id, bool on);
    Task<void> music(QUuid id, bool on);
    Task<void> silence(QUuid id, bool on);
    Task<void> talk(QUuid id, QString text, QString language);
    /// @param urls  files or addresses the engine may play, in order.
    Task<void> play(QUuid id, QStringList urls);
    Task<void> stopMedia(QUuid id);
    Task<QString> digits(QUuid id);
    /// Overwrites what the call's flow knows as digits received; sends none.
    Task<void> setDigits(QUuid id, QString digits);
    /// Ends the current action early.
    Task<void> forceNext(QUuid id);
    /// The chained call ends with the master.
    Task<contract::Call> chain(QUuid masterId, QUuid chainedId);
    Task<contract::Call> unchain(QUuid masterId, QUuid chainedId);
    Task<contract::Channel> channel(QString id);

    Task<contract::Call> startRecording(QUuid callId, contract::RecordingStart body);
    Task<void> stopRecording(QUuid callId);
    Task<contract::Call> startExternalMedia(QUuid callId, contract::ExternalMediaStart body);
    Task<contract::Call> stopExternalMedia(QUuid callId, QUuid externalMediaId);

private:
    Task<void> setMute(QString method, QUuid id, QString direction);
};

/// Rooms, groups, and what is tapped and kept of calls: the other resources of call-manager.
class CallResourceClient : public Client
{
public:
    CallResourceClient(Bus &bus, QString publisher) : Client(bus, contract::service::call, std::move(publisher)) {}

    Task<contract::Confbridge> createConfbridge(contract::ConfbridgeCreate body);
    Task<contract::Confbridge> confbridge(QUuid id) { return askFor<contract::Confbridge>(get, path("confbridges", id)); }
    Task<contract::Confbridge> removeConfbridge(QUuid id) { return askFor<contract::Confbridge>(del, path("confbridges", id)); }
    Task<void> join(QUuid confbridgeId, QUuid callId);
    Task<void> kick(QUuid confbridgeId, QUuid callId);
    Task<contract::Confbridge> terminate(QUuid confbridgeId);
    Task<void> ring(QUuid confbridgeId);
    Task<void> answer(QUuid confbridgeId);
    /// @param flag  no_auto_leave
    Task<contract::Confbridge> setFlag(QUuid confbridgeId, QString flag, bool on);
    Task<contract::Confbridge> startRecording(QUuid confbridgeId, contract::RecordingStart body);
    Task<contract::Confbridge> stopRecording(QUuid confbridgeId);
    Task<contract::Confbridge> startExternalMedia(QUuid confbridgeId, contract::ExternalMediaStart body);
    Task<contract::Confbridge> stopExternalMedia(QUuid confbridgeId, QUuid externalMediaId);

    Task<std::vector<contract::Groupcall>> groupcalls(Page page, Json filters);
    Task<contract::Groupcall> groupcall(QUuid id) { return askFor<contract::Groupcall>(get, path("groupcalls", id)); }
    Task<contract::Groupcall> createGroupcall(contract::GroupcallCreate body);
    Task<contract::Groupcall> hangupGroupcall(QUuid id);
    Task<contract::Groupcall> removeGroupcall(QUuid id) { return askFor<contract::Groupcall>(del, path("groupcalls", id)); }

    Task<std::vector<contract::Recording>> recordings(Page page, Json filters);
    Task<contract::Recording> recording(QUuid id) { return askFor<contract::Recording>(get, path("recordings", id)); }
    Task<contract::Recording> createRecording(contract::RecordingStart body);
    Task<contract::Recording> stopRecordingById(QUuid id);
    Task<contract::Recording> removeRecording(QUuid id) { return askFor<contract::Recording>(del, path("recordings", id)); }

    /// Those of one call or confbridge, at most the newest one (contract/call-manager.md §1).
    Task<std::vector<contract::ExternalMedia>> externalMedias(QUuid referenceId);
    Task<contract::ExternalMedia> externalMedia(QUuid id);
    Task<contract::ExternalMedia> createExternalMedia(contract::ExternalMediaStart body);
    Task<contract::ExternalMedia> removeExternalMedia(QUuid id);

    Task<std::vector<contract::OutboundConfig>> outboundConfigs(Page page, QUuid customerId);
    Task<contract::OutboundConfig> createOutboundConfig(contract::OutboundConfigChange body);
    Task<contract::OutboundConfig> updateOutboundConfig(QUuid id, contract::OutboundConfigChange body);
    Task<contract::OutboundConfig> removeOutboundConfig(QUuid id);

    /// Rebuilds the calls of an engine that is gone. @throws core::Error
    Task<void> recover(QString asteriskId);
};

} // namespace clients
