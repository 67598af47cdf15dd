// SPDX-License-Identifier: GPL-3.0-or-later
// Who is in a conference: from the flow action to the leave (contract/media-services.md A.3).
#include "core/log.h"
#include "services/conference/service.h"

namespace services::conference {

using contract::Conference;
using contract::Conferencecall;
using core::Errc;
using core::Error;
using core::Json;

namespace {
constexpr core::Millis callerHealthPeriod{5000};
constexpr int callerMisses = 2;
constexpr qint64 oldestMicros = 24LL * 3600 * 1'000'000;

contract::Action pushed(const char *type, Json option)
{
    contract::Action action;
    action.id = core::newId();
    action.type = QLatin1String(type);
    action.option = std::move(option);
    return action;
}

std::string idText(const QUuid &id) { return core::utf8(core::toText(id)); }
} // namespace

Task<bus::Reply> Service::startService(Request request)
{
    const Json body = request.body<Json>();
    Conference conference = *co_await m_conferences.get(member<QUuid>(body, "conference_id"));
    if (conference.status != QLatin1String("progressing"))
        throw Error(Errc::FailedPrecondition, QStringLiteral("CONFERENCE_ENDED"), QStringLiteral("The conference has ended."));
    conference = co_await withRoom(std::move(conference));
    Conferencecall caller;
    caller.id = core::newId();
    caller.customerId = conference.customerId;
    caller.conferenceId = conference.id;
    take(body, "activeflow_id", caller.activeflowId);
    take(body, "reference_type", caller.referenceType);
    take(body, "reference_id", caller.referenceId);
    caller.status = QStringLiteral("joining");
    caller.tmCreate = m_clock->wall();
    co_await m_calls->insert(caller);
    m_notify.publish(QStringLiteral("conferencecall_joining"), caller);
    scheduleHealthCheck(caller.id, 0);
    contract::ServiceStarted started;
    started.id = caller.id;
    started.type = QStringLiteral("conferencecall");
    if (!conference.preFlowId.isNull())
        started.pushActions.push_back(pushed("fetch_flow", {{"flow_id", idText(conference.preFlowId)}}));
    started.pushActions.push_back(pushed("confbridge_join", {{"confbridge_id", idText(conference.confbridgeId)}}));
    co_return Reply::ok(std::move(started));
}

Task<Conferencecall> Service::setStatus(Conferencecall caller, QString status)
{
    caller.status = status;
    caller.tmUpdate = m_clock->wall();
    co_await m_calls->update(caller);
    m_notify.publish(QLatin1String("conferencecall_") + status, caller);
    co_return caller;
}

Task<Conferencecall> Service::release(Conferencecall caller)
{
    if (caller.status == QLatin1String("leaving") || caller.status == QLatin1String("leaved"))
        co_return caller;
    const auto conference = co_await m_conferences.get(caller.conferenceId);
    const QString leaving = QStringLiteral("leaving");
    caller = co_await setStatus(std::move(caller), leaving);
    bool absent = false;
    try {
        co_await m_rooms.kick(conference->confbridgeId, caller.referenceId);
    } catch (const Error &error) {
        absent = true; // it had not entered yet, or has gone
        core::log::info("conference", "caller {} was not in the room: {}", caller.referenceId, error.message());
    }
    if (absent) {
        const QString leaved = QStringLiteral("leaved");
        caller = co_await setStatus(std::move(caller), leaved);
    }
    co_return caller;
}

Task<bus::Reply> Service::kick(Request request)
{
    Conferencecall caller = co_await m_calls.find(request.id());
    caller = co_await release(std::move(caller));
    co_return Reply::ok(std::move(caller));
}

Task<void> Service::on(bus::Event event)
{
    if (event.type == QLatin1String("confbridge_terminated"))
        co_return co_await roomEnded(member<QUuid>(event.data.toJson(), "id"));
    const bool joined = event.type == QLatin1String("confbridge_joined");
    if (!joined && event.type != QLatin1String("confbridge_leaved"))
        co_return;
    const Json room = event.data.toJson();
    const auto callId = member<QUuid>(room, joined ? "joined_call_id" : "leaved_call_id");
    co_await callerMoved(room, callId, joined);
}

Task<void> Service::callerMoved(Json room, QUuid callId, bool joined)
{
    const QVariantList byRoom{member<QUuid>(room, "id").toRfc4122()};
    const auto owners = co_await m_conferences.where(QStringLiteral("confbridge_id = ? LIMIT 1"), byRoom);
    if (owners.empty())
        co_return; // a room of somebody else's
    const QUuid conferenceId = owners.front().id;
    const QVariantList newest{callId.toRfc4122(), conferenceId.toRfc4122()};
    const auto callers =
        co_await m_calls->where(QStringLiteral("reference_id = ? AND conference_id = ? ORDER BY tm_create DESC LIMIT 1"), newest);
    if (callers.empty())
        co_return;
    const QUuid id = callers.front().id;
    const QString status = joined ? QStringLiteral("joined") : QStringLiteral("leaved");
    if (callers.front().status != status)
        co_await setStatus(callers.front(), status);
    co_await m_conferences.modify(conferenceId, [id, joined](Conference &row) {
        std::erase(row.conferencecallIds, id);
        if (joined)
            row.conferencecallIds.push_back(id);
        return true;
    });
    if (!joined)
        co_await destroyIfEmpty(conferenceId);
}

void Service::scheduleHealthCheck(const QUuid &id, int misses)
{
    later("POST", clients::path("conferencecalls", id, "/health-check"), Json{{"retry_count", misses}}, callerHealthPeriod);
}

Task<bus::Reply> Service::checkHealth(Request request)
{
    const Json body = request.body<Json>();
    const int misses = member<int>(body, "retry_count");
    Conferencecall caller = co_await m_calls.find(request.id());
    if (caller.status == QLatin1String("leaved"))
        co_return bus::noReply();
    bool well = m_clock->wall().micros() - caller.tmCreate.micros() < oldestMicros;
    try {
        const contract::Call call = co_await m_callClient.call(caller.referenceId);
        const auto conference = co_await m_conferences.get(caller.conferenceId);
        well = well && call.status == contract::callstatus::progressing && conference->status == QLatin1String("progressing");
    } catch (const Error &) {
        well = false;
    }
    if (!well && misses >= callerMisses) {
        Json room{{"id", core::utf8(core::toText(QUuid()))}};
        caller = co_await release(std::move(caller));
        const auto conference = co_await m_conferences.get(caller.conferenceId);
        room["id"] = idText(conference->confbridgeId);
        co_await callerMoved(std::move(room), caller.referenceId, false);
        co_return bus::noReply();
    }
    scheduleHealthCheck(caller.id, well ? 0 : misses + 1);
    co_return bus::noReply();
}

} // namespace services::conference
