// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/call/handlers.h"

#include "services/call/actions.h"
#include "services/call/calls.h"
#include "services/call/confbridges.h"
#include "services/call/events.h"
#include "services/call/externalmedias.h"
#include "services/call/outgoing.h"
#include "services/call/recordings.h"
#include "services/call/replies.h"

namespace services::call {

using namespace contract;

namespace {
const QStringList callFilters{QStringLiteral("customer_id"),   QStringLiteral("owner_id"), QStringLiteral("channel_id"),
                              QStringLiteral("bridge_id"),     QStringLiteral("flow_id"),  QStringLiteral("activeflow_id"),
                              QStringLiteral("confbridge_id"), QStringLiteral("type"),     QStringLiteral("recording_id"),
                              QStringLiteral("groupcall_id"),  QStringLiteral("status"),   QStringLiteral("direction"),
                              QStringLiteral("deleted")};
/// The keys of a call's metadata and what each holds.
const std::map<std::string, Json::value_t> metadataKinds{{"rtp_debug", Json::value_t::boolean},
                                                         {"route_provider_ids", Json::value_t::array},
                                                         {"skip_source_validation", Json::value_t::boolean},
                                                         {"codecs", Json::value_t::string}};

void checkMetadata(const Json &metadata)
{
    if (!metadata.is_object())
        return;
    for (const auto &[key, value] : metadata.items()) {
        const auto known = metadataKinds.find(key);
        if (known == metadataKinds.end())
            throw core::Error(core::Errc::InvalidArgument, QStringLiteral("INVALID_METADATA"),
                              QStringLiteral("\"%1\" is no metadata key of calls.").arg(core::fromUtf8(key)));
        if (!value.is_null() && value.type() != known->second)
            throw core::Error(core::Errc::InvalidArgument, QStringLiteral("INVALID_METADATA"),
                              QStringLiteral("\"%1\" of the metadata must be of the kind \"%2\".")
                                  .arg(core::fromUtf8(key), QLatin1String(Json(known->second).type_name())));
    }
}

bus::Reply oneCall(Call call) { return bus::Reply::ok(std::move(call)); }
} // namespace

Task<bus::Reply> Handlers::list(Request request)
{
    Json filters = request.filters();
    const auto found = co_await m.repo.calls.list(std::move(filters), callFilters, request.pageSize(), request.pageToken());
    co_return Reply::ok(found);
}

Task<bus::Reply> Handlers::create(Request request)
{
    auto body = request.body<CallsCreate>();
    checkMetadata(body.metadata);
    auto made = co_await m.outgoing->create(std::move(body));
    co_return Reply::ok(std::move(made));
}

Task<bus::Reply> Handlers::get(Request request)
{
    Call call = *co_await m.repo.calls.get(request.id());
    co_return Reply::ok(std::move(call));
}

Task<bus::Reply> Handlers::createOne(Request request)
{
    const Json raw = request.body<Json>();
    OutgoingLeg leg;
    leg.id = request.id();
    leg.common = core::as<CallsCreate>(raw);
    checkMetadata(leg.common.metadata);
    leg.destination = member<Address>(raw, "destination");
    leg.activeflowId = member<QUuid>(raw, "activeflow_id");
    leg.groupcallId = member<QUuid>(raw, "groupcall_id");
    Call call = co_await m.outgoing->start(std::move(leg));
    co_return oneCall(std::move(call));
}

Task<bus::Reply> Handlers::remove(Request request)
{
    Call call = co_await m.calls->remove(request.id());
    co_return oneCall(std::move(call));
}

Task<bus::Reply> Handlers::hangup(Request request)
{
    Call call = co_await m.calls->hangup(request.id(), QStringLiteral("normal"));
    co_return oneCall(std::move(call));
}

Task<bus::Reply> Handlers::healthCheck(Request request)
{
    const Json body = request.body<Json>();
    const int misses = member<int>(body, "retry_count");
    co_await m.calls->checkHealth(request.id(), misses);
    co_return bus::noReply();
}

Task<bus::Reply> Handlers::digits(Request request)
{
    const auto call = co_await m.repo.calls.get(request.id());
    const auto variables = co_await m.flows.variables(call->activeflowId);
    const auto found = variables.find(QStringLiteral("voipbin.call.digits"));
    co_return Reply::ok(Json{{"digits", found == variables.end() ? "" : text(found->second)}});
}

Task<bus::Reply> Handlers::setDigits(Request request)
{
    const Json body = request.body<Json>();
    std::map<QString, QString> variables{{QStringLiteral("voipbin.call.digits"), member<QString>(body, "digits")}};
    const auto call = co_await m.repo.calls.get(request.id());
    co_await m.flows.setVariables(call->activeflowId, std::move(variables));
    co_return Reply::ok();
}

Task<bus::Reply> Handlers::actionNext(Request request)
{
    const Json body = request.body<Json>();
    const QUuid id = request.id();
    const bool force = member<bool>(body, "force");
    const auto call = co_await m.repo.calls.get(id);
    // A wish of our own names the action it comes from: several digits may each have completed one and the same.
    const QUuid from = member<QUuid>(body, "action_id");
    if (!from.isNull() && from != call->action.id)
        co_return Reply::ok();
    m.background(id, "action-next", force ? m.calls->forceNext(id) : from.isNull() ? m.calls->lead(id) : m.calls->next(id));
    co_return Reply::ok();
}

Task<bus::Reply> Handlers::actionTimeout(Request request) { return bare404(timeOut(std::move(request))); }

Task<bus::Reply> Handlers::timeOut(Request request)
{
    const Json body = request.body<Json>();
    const auto at = core::Timestamp::parse(member<QString>(body, "tm_execute")).value_or(core::Timestamp());
    const bool current = co_await m.calls->actionTimeout(request.id(), member<QUuid>(body, "action_id"), at);
    co_return current ? Reply::ok() : Reply::status(500);
}

Task<bus::Reply> Handlers::chain(Request request)
{
    const Json body = request.body<Json>();
    Call call = co_await m.calls->chain(request.id(), member<QUuid>(body, "chained_call_id"), true);
    co_return oneCall(std::move(call));
}

Task<bus::Reply> Handlers::unchain(Request request)
{
    Call call = co_await m.calls->chain(request.id(0), request.id(1), false);
    co_return oneCall(std::move(call));
}

Task<bus::Reply> Handlers::talk(Request request)
{
    const Json body = request.body<Json>();
    for (const char *name : {"text", "language", "provider", "voice_id", "gender"})
        (void)member<QString>(body, name); // a text, or this throws
    const auto call = co_await m.repo.calls.get(request.id());
    const auto talking = [&] { return m.actions->talk(*call, body, core::newId()); };
    co_await m.calls->interrupt(call->id, QStringLiteral("play"), talking);
    co_return Reply::ok();
}

Task<bus::Reply> Handlers::play(Request request) { return only400(playUrls(std::move(request))); }

Task<bus::Reply> Handlers::playUrls(Request request)
{
    const Json body = request.body<Json>();
    const auto urls = member<QStringList>(body, "media_urls");
    const auto call = co_await m.repo.calls.get(request.id());
    const auto playing = [&] { return m.actions->play(*call, urls, QUuid()); };
    co_await m.calls->interrupt(call->id, QStringLiteral("play"), playing);
    co_return Reply::ok();
}

Task<bus::Reply> Handlers::mediaStop(Request request)
{
    co_await m.calls->stopMedia(request.id());
    co_return Reply::ok();
}

Task<bus::Reply> Handlers::toggle(Request request, QString what, bool on)
{
    const auto call = co_await m.repo.calls.get(request.id());
    const Channel *channel = m.repo.channels.live(call->channelId);
    if (!channel)
        throw core::Error(core::Errc::InvalidArgument, QStringLiteral("CALL_ENDED"), QStringLiteral("The call has ended."));
    const QString asteriskId = channel->asteriskId;
    const auto switching = [&] { return m.ari.toggle(asteriskId, call->channelId, what, on); };
    if (on) {
        co_await m.calls->interrupt(call->id, what, switching);
    } else {
        co_await switching();
        co_await m.calls->letGo(call->id, what);
    }
    co_return Reply::ok();
}

Task<bus::Reply> Handlers::hold(Request request) { return only400(toggle(std::move(request), QStringLiteral("hold"), true)); }
Task<bus::Reply> Handlers::unhold(Request request) { return only400(toggle(std::move(request), QStringLiteral("hold"), false)); }
Task<bus::Reply> Handlers::music(Request request) { return only400(toggle(std::move(request), QStringLiteral("moh"), true)); }
Task<bus::Reply> Handlers::musicOff(Request request) { return only400(toggle(std::move(request), QStringLiteral("moh"), false)); }
Task<bus::Reply> Handlers::silence(Request request)
{
    return only400(toggle(std::move(request), QStringLiteral("silence"), true));
}
Task<bus::Reply> Handlers::silenceOff(Request request)
{
    return only400(toggle(std::move(request), QStringLiteral("silence"), false));
}

Task<bus::Reply> Handlers::setMute(Request request, bool on)
{
    const Json body = request.body<Json>();
    QString direction = member<QString>(body, "direction");
    if (direction.isEmpty())
        direction = QStringLiteral("both");
    if (direction != QLatin1String("both") && direction != QLatin1String("in") && direction != QLatin1String("out"))
        throw core::Error(core::Errc::InvalidArgument, QStringLiteral("INVALID_DIRECTION"),
                          QStringLiteral("\"direction\" must be in, out or both."));
    co_await m.calls->mute(request.id(), std::move(direction), on);
    co_return Reply::ok();
}

Task<bus::Reply> Handlers::mute(Request request) { return only400(setMute(std::move(request), true)); }
Task<bus::Reply> Handlers::unmute(Request request) { return only400(setMute(std::move(request), false)); }

Task<bus::Reply> Handlers::startRecording(Request request)
{
    auto wish = request.body<RecordingStart>();
    Call call = co_await m.recordings->startForCall(request.id(), std::move(wish));
    co_return oneCall(std::move(call));
}

Task<bus::Reply> Handlers::stopRecording(Request request)
{
    auto call = co_await m.recordings->stopForCall(request.id());
    if (!call)
        co_return Reply::ok(Json());
    co_return oneCall(std::move(*call));
}

Task<bus::Reply> Handlers::putRecording(Request request)
{
    const Json body = request.body<Json>();
    co_return co_await bare404(answerOf(m.calls->setRecording(request.id(), member<QUuid>(body, "recording_id"))));
}

Task<bus::Reply> Handlers::putConfbridge(Request request)
{
    const Json body = request.body<Json>();
    co_return co_await bare404(answerOf(m.confbridges->setConfbridge(request.id(), member<QUuid>(body, "confbridge_id"))));
}

Task<bus::Reply> Handlers::startExternalMedia(Request request)
{
    auto wish = request.body<ExternalMediaStart>();
    co_return co_await only400(answerOf(m.externalMedias->startForCall(request.id(), std::move(wish))));
}

Task<bus::Reply> Handlers::stopExternalMedia(Request request)
{
    const QUuid id = member<QUuid>(request.request.data.toJson(), "external_media_id");
    co_return co_await only400(answerOf(m.externalMedias->stopForCall(request.id(), id)));
}

Task<bus::Reply> Handlers::channel(Request request)
{
    Channel channel = co_await m_events.waitForChannel(request.text());
    co_return Reply::ok(std::move(channel));
}

Task<bus::Reply> Handlers::channelHealthCheck(Request request)
{
    const Json body = request.body<Json>();
    const int misses = member<int>(body, "retry_count");
    co_await m_events.checkChannelHealth(request.text(), misses);
    co_return bus::noReply();
}

} // namespace services::call
