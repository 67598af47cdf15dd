// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clients/callclient.h"
#include "contract/conference.h"
#include "services/common/manager.h"
#include "services/common/records.h"

namespace services::conference {

/// conference-manager: rooms that callers enter by number, link or flow (contract/media-services.md A). A conference owns one
/// confbridge of call-manager's. Lives on the backend thread.
class Service : public Manager
{
public:
    Service(bus::Bus &bus, store::Store &db, std::shared_ptr<core::Clock> clock);
    /// Waits until every change so far is on disk.
    Task<void> durable() { return m_conferences.durable(); }

private:
    Task<void> on(bus::Event event) override;
    Task<void> callerMoved(core::Json room, QUuid callId, bool joined);

    Task<Reply> list(Request request);
    Task<Reply> create(Request request);
    Task<Reply> get(Request request);
    Task<Reply> update(Request request);
    Task<Reply> remove(Request request);
    Task<Reply> stopConference(Request request);
    Task<Reply> putRecording(Request request);
    Task<Reply> startRecording(Request request);
    Task<Reply> stopRecording(Request request);

    Task<Reply> listCalls(Request request) { return m_calls.list(std::move(request)); }
    Task<Reply> call(Request request) { return m_calls.get(std::move(request)); }
    Task<Reply> kick(Request request);
    Task<Reply> checkHealth(Request request);
    Task<Reply> startService(Request request);

    Task<QUuid> makeRoom(contract::Conference conference);
    Task<void> roomEnded(QUuid roomId);
    Task<contract::Conference> withRoom(contract::Conference conference);
    Task<contract::Conference> terminate(QUuid id);
    Task<void> destroyIfEmpty(QUuid id);
    Task<contract::Conferencecall> setStatus(contract::Conferencecall call, QString status);
    Task<contract::Conferencecall> release(contract::Conferencecall call);
    void scheduleTimeout(const contract::Conference &conference);
    void scheduleHealthCheck(const QUuid &id, int misses);
    void later(const char *method, QString uri, core::Json body, core::Millis delay);

    clients::CallClient m_callClient;
    clients::CallResourceClient m_rooms;
    Records<contract::Conference, QUuid> m_conferences;
    Resource<contract::Conferencecall> m_calls;
};

} // namespace services::conference
