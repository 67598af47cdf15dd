// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/conference/service.h"

#include "core/log.h"

namespace services::conference {

using contract::Conference;
using contract::Conferencecall;
using core::Errc;
using core::Error;
using core::Json;

namespace {
const QString progressing = QStringLiteral("progressing");
const QString terminating = QStringLiteral("terminating");
const QString terminated = QStringLiteral("terminated");
constexpr int shortestTimeout = 60;
constexpr int dayS = 86'400;

Json publicForm(const Conference &conference)
{
    Json json = core::toJson(conference);
    json.erase("confbridge_id");
    json.erase("direct_id");
    return json;
}
} // namespace

Service::Service(bus::Bus &bus, store::Store &db, std::shared_ptr<core::Clock> clock)
    : Manager(bus, std::move(clock), contract::service::conference, {contract::service::call}),
      m_callClient(bus, contract::service::conference),
      m_rooms(bus, contract::service::conference),
      m_conferences(db, m_clock, QStringLiteral("conference_conferences"), "CONFERENCE_NOT_FOUND"),
      m_calls(db, QStringLiteral("conference_conferencecalls"), QStringLiteral("CONFERENCECALL_NOT_FOUND"),
              QStringLiteral("conferencecall"),
              names("id", "customer_id", "activeflow_id", "conference_id", "reference_type", "reference_id", "status", "deleted"))
{
    static constexpr std::array table{
        bus::Route<Service>{"GET", "/v1/conferences?", &Service::list, "List conferences"},
        bus::Route<Service>{"POST", "/v1/conferences", &Service::create, "Create one"},
        bus::Route<Service>{"GET", "/v1/conferences/{id}", &Service::get, "One of them"},
        bus::Route<Service>{"PUT", "/v1/conferences/{id}", &Service::update, "Change one"},
        bus::Route<Service>{"DELETE", "/v1/conferences/{id}", &Service::remove, "End and delete one"},
        bus::Route<Service>{"POST", "/v1/conferences/{id}/stop", &Service::stopConference, "End one"},
        bus::Route<Service>{"PUT", "/v1/conferences/{id}/recording_id", &Service::putRecording, "Name its recording"},
        bus::Route<Service>{"POST", "/v1/conferences/{id}/recording_start", &Service::startRecording, "Record it"},
        bus::Route<Service>{"POST", "/v1/conferences/{id}/recording_stop", &Service::stopRecording, "End its recording"},
        bus::Route<Service>{"GET", "/v1/conferencecalls?", &Service::listCalls, "List callers"},
        bus::Route<Service>{"GET", "/v1/conferencecalls/{id}", &Service::call, "One caller"},
        bus::Route<Service>{"DELETE", "/v1/conferencecalls/{id}", &Service::kick, "Remove a caller"},
        bus::Route<Service>{"POST", "/v1/conferencecalls/{id}/health-check", &Service::checkHealth, "Step of the health loop"},
        bus::Route<Service>{"POST", "/v1/services/type/conferencecall", &Service::startService, "Take a call in"},
    };
    addRoutes(table, this);
    beforeReply([this] { return durable(); });
}

Task<bus::Reply> Service::list(Request request)
{
    const QStringList allowed = names("id", "customer_id", "confbridge_id", "type", "status", "name", "recording_id", "deleted");
    Json wanted = request.filters();
    auto found = co_await m_conferences.list(std::move(wanted), allowed, request.pageSize(), request.pageToken());
    co_return Reply::ok(std::move(found));
}

Task<bus::Reply> Service::get(Request request)
{
    Conference found = *co_await m_conferences.get(request.id());
    co_return Reply::ok(std::move(found));
}

Task<bus::Reply> Service::create(Request request)
{
    const auto wish = request.body<contract::ConferenceCreate>();
    Conference conference;
    conference.id = wish.id.isNull() ? core::newId() : wish.id;
    conference.customerId = wish.customerId;
    conference.type = wish.type;
    conference.name = wish.name;
    conference.detail = wish.detail;
    conference.data = wish.data;
    conference.timeout = wish.timeout > 0 && wish.timeout < shortestTimeout ? dayS : wish.timeout;
    conference.preFlowId = wish.preFlowId;
    conference.postFlowId = wish.postFlowId;
    conference.confbridgeId = co_await makeRoom(conference);
    conference.status = progressing;
    conference = *co_await m_conferences.insert(std::move(conference));
    m_notify.publish(QStringLiteral("conference_created"), conference, publicForm);
    scheduleTimeout(conference);
    co_return Reply::ok(std::move(conference));
}

Task<QUuid> Service::makeRoom(Conference conference)
{
    contract::ConfbridgeCreate wanted;
    wanted.customerId = conference.customerId;
    wanted.referenceType = QStringLiteral("conference");
    wanted.referenceId = conference.id;
    const bool many = conference.type == QLatin1String("conference");
    wanted.type = many ? QStringLiteral("conference") : QStringLiteral("connect");
    const contract::Confbridge room = co_await m_rooms.createConfbridge(std::move(wanted));
    co_return room.id;
}

/// Who ends the room sends everybody out; the conference goes on, in a new one that the next caller gets.
Task<void> Service::roomEnded(QUuid roomId)
{
    const QVariantList byRoom{roomId.toRfc4122()};
    const auto owners = co_await m_conferences.where(QStringLiteral("confbridge_id = ? LIMIT 1"), byRoom);
    if (owners.empty() || owners.front().status != progressing || owners.front().tmDelete.isSet())
        co_return;
    const auto conference = co_await m_conferences.modify(owners.front().id, [](Conference &row) {
        row.confbridgeId = QUuid();
        row.conferencecallIds.clear();
        row.recordingId = QUuid();
        return true;
    });
    m_notify.publish(QStringLiteral("conference_updated"), conference, publicForm);
}

Task<Conference> Service::withRoom(Conference conference)
{
    if (!conference.confbridgeId.isNull())
        co_return conference;
    const QUuid made = co_await makeRoom(conference);
    conference = *co_await m_conferences.modify(conference.id, [made](Conference &row) {
        if (!row.confbridgeId.isNull())
            return false;
        row.confbridgeId = made;
        return true;
    });
    if (conference.confbridgeId != made) // another caller was faster
        co_await m_rooms.removeConfbridge(made);
    co_return conference;
}

Task<bus::Reply> Service::update(Request request)
{
    const Json body = request.body<Json>();
    Conference conference = *co_await m_conferences.modify(request.id(), [&body](Conference &row) {
        take(body, "name", row.name);
        take(body, "detail", row.detail);
        take(body, "data", row.data);
        take(body, "timeout", row.timeout);
        take(body, "pre_flow_id", row.preFlowId);
        take(body, "post_flow_id", row.postFlowId);
        if (row.timeout > 0 && row.timeout < shortestTimeout)
            row.timeout = dayS;
        return true;
    });
    m_notify.publish(QStringLiteral("conference_updated"), conference, publicForm);
    scheduleTimeout(conference);
    co_return Reply::ok(std::move(conference));
}

void Service::scheduleTimeout(const Conference &conference)
{
    if (conference.timeout > 0)
        later("DELETE", clients::path("conferences", conference.id), Json(), core::Millis(conference.timeout * 1000LL));
}

void Service::later(const char *method, QString uri, Json body, core::Millis delay)
{
    bus::Request request;
    request.method = QLatin1String(method);
    request.uri = std::move(uri);
    request.publisher = contract::service::conference;
    if (!body.is_null())
        request.data = bus::Payload(std::move(body));
    m_bus.requestLater(contract::requestQueue(contract::service::conference), std::move(request), delay);
}

Task<Conference> Service::terminate(QUuid id)
{
    const auto before = co_await m_conferences.get(id);
    if (before->status == terminating || before->status == terminated)
        co_return *before;
    Conference conference = *co_await m_conferences.modify(id, [](Conference &row) {
        row.status = terminating;
        return true;
    });
    m_notify.publish(QStringLiteral("conference_updated"), conference, publicForm);
    const QVariantList binds{id.toRfc4122()};
    const QString inside = QStringLiteral("conference_id = ? AND status IN ('joining', 'joined')");
    const auto calls = co_await m_calls->where(inside, binds);
    for (const Conferencecall &caller : calls)
        co_await release(caller);
    co_await destroyIfEmpty(id);
    conference = *co_await m_conferences.get(id);
    co_return conference;
}

Task<bus::Reply> Service::stopConference(Request request)
{
    Conference conference = co_await terminate(request.id());
    co_return Reply::ok(std::move(conference));
}

Task<bus::Reply> Service::remove(Request request)
{
    Conference conference = co_await terminate(request.id());
    if (conference.tmDelete.isSet())
        co_return Reply::ok(std::move(conference));
    const auto now = m_clock->wall();
    conference = *co_await m_conferences.modify(request.id(), [now](Conference &row) {
        row.tmDelete = now;
        return true;
    });
    m_notify.publish(QStringLiteral("conference_deleted"), conference, publicForm);
    co_return Reply::ok(std::move(conference));
}

Task<void> Service::destroyIfEmpty(QUuid id)
{
    const auto before = co_await m_conferences.get(id);
    if (before->status != terminating || !before->conferencecallIds.empty())
        co_return;
    try {
        co_await m_rooms.removeConfbridge(before->confbridgeId);
    } catch (const Error &error) {
        core::log::info("conference", "room of conference {} not deleted: {}", id, error.message());
    }
    const auto now = m_clock->wall();
    const auto conference = co_await m_conferences.modify(id, [now](Conference &row) {
        row.status = terminated;
        row.tmEnd = now;
        return true;
    });
    m_conferences.forget(id);
    if (!conference->tmDelete.isSet())
        m_notify.publish(QStringLiteral("conference_updated"), conference, publicForm);
}

Task<bus::Reply> Service::putRecording(Request request)
{
    const Json body = request.body<Json>();
    const auto recording = member<QUuid>(body, "recording_id");
    Conference conference = *co_await m_conferences.modify(request.id(), [recording](Conference &row) {
        row.recordingId = recording;
        if (!recording.isNull())
            row.recordingIds.push_back(recording);
        return true;
    });
    co_return Reply::ok(std::move(conference));
}

Task<bus::Reply> Service::startRecording(Request request)
{
    auto wish = request.body<contract::RecordingStart>();
    const auto before = co_await m_conferences.get(request.id());
    if (before->status != progressing || !before->recordingId.isNull())
        throw Error(Errc::InvalidArgument, QStringLiteral("CONFERENCE_NOT_RECORDABLE"),
                    QStringLiteral("The conference has ended or is being recorded."));
    wish.endOfSilence = 0;
    wish.endOfKey.clear();
    wish.duration = wish.duration > 0 ? std::min(wish.duration, dayS) : dayS;
    const contract::Confbridge room = co_await m_rooms.startRecording(before->confbridgeId, std::move(wish));
    Conference conference = *co_await m_conferences.modify(before->id, [&room](Conference &row) {
        row.recordingId = room.recordingId;
        row.recordingIds.push_back(room.recordingId);
        return true;
    });
    m_notify.publish(QStringLiteral("conference_updated"), conference, publicForm);
    co_return Reply::ok(std::move(conference));
}

Task<bus::Reply> Service::stopRecording(Request request)
{
    const auto before = co_await m_conferences.get(request.id());
    if (before->recordingId.isNull())
        throw Error(Errc::InvalidArgument, QStringLiteral("CONFERENCE_NOT_RECORDED"),
                    QStringLiteral("The conference is not being recorded."));
    co_await m_rooms.stopRecording(before->confbridgeId);
    Conference conference = *co_await m_conferences.modify(before->id, [](Conference &row) {
        row.recordingId = QUuid();
        return true;
    });
    m_notify.publish(QStringLiteral("conference_updated"), conference, publicForm);
    co_return Reply::ok(std::move(conference));
}

} // namespace services::conference
