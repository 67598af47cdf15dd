// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/call/events.h"

#include "services/call/actions.h"
#include "services/call/calls.h"
#include "services/call/incoming.h"
#include "services/call/outgoing.h"
#include "services/call/statemachine.h"

#include <QUrl>

namespace services::call {

using namespace contract;

namespace {
constexpr core::Millis pollEvery{150};
constexpr int polls = 20;

QString member(const Json &json, const char *name)
{
    const auto found = json.is_object() ? json.find(name) : json.end();
    return json.is_object() && found != json.end() && found->is_string() ? core::fromUtf8(*found) : QString();
}

const Json &part(const Json &json, const char *name)
{
    static const Json none = Json::object();
    const auto found = json.find(name);
    return found != json.end() && found->is_object() ? *found : none;
}

QString techOf(const QString &name)
{
    const QString head = name.section(QLatin1Char('/'), 0, 0).toLower();
    for (const char *known : {"audiosocket", "local", "pjsip", "sip", "snoop", "unicastrtp"}) {
        if (head == QLatin1String(known))
            return head;
    }
    return {};
}

/// `key=value` items; only the text between the first and the second `=` counts.
std::map<QString, QString> argumentsOf(const Json &event)
{
    std::map<QString, QString> arguments;
    if (const auto list = event.find("args"); list != event.end() && list->is_array()) {
        for (const Json &item : *list) {
            if (!item.is_string())
                continue;
            const QStringList pieces = core::fromUtf8(item).split(QLatin1Char('='));
            arguments[pieces.value(0)] = pieces.value(1);
        }
    }
    return arguments;
}
} // namespace

Task<void> Events::handle(bus::Event event)
{
    if (event.publisher == contract::service::asteriskProxy) {
        Json data = event.data.toJson();
        co_await ari(std::move(data));
    } else if (event.type == QLatin1String("activeflow_updated")) {
        const auto flow = event.data.as<Activeflow>();
        if (flow.status == activeflow::ended && flow.referenceType == QLatin1String("call") &&
            m.repo.calls.live(flow.referenceId))
            co_await m.calls->hangup(flow.referenceId, QStringLiteral("normal"));
    } else if (event.type == QLatin1String("customer_frozen") || event.type == QLatin1String("customer_deleted")) {
        const Json data = event.data.toJson();
        const QUuid customerId = core::parseId(member(data, "id"));
        const QList<Call> live = m.repo.calls.live().values();
        for (const Call &call : live) {
            if (call.customerId != customerId)
                continue;
            if (event.type == QLatin1String("customer_deleted"))
                co_await m.calls->remove(call.id);
            else
                co_await m.calls->hangup(call.id, QStringLiteral("normal"));
        }
    }
}

Task<void> Events::ari(Json event)
{
    const QString type = member(event, "type");
    if (type == QLatin1String("ChannelCreated"))
        co_await created(std::move(event));
    else if (type == QLatin1String("StasisStart"))
        co_await enteredStasis(std::move(event));
    else if (type == QLatin1String("StasisEnd"))
        co_await leftStasis(std::move(event));
    else if (type == QLatin1String("ChannelStateChange"))
        co_await stateChanged(std::move(event));
    else if (type == QLatin1String("ChannelDestroyed"))
        co_await destroyed(std::move(event));
    else if (type == QLatin1String("ChannelDtmfReceived"))
        co_await digit(std::move(event));
    else if (type == QLatin1String("PlaybackStarted"))
        co_await playback(std::move(event), false);
    else if (type == QLatin1String("PlaybackFinished"))
        co_await playback(std::move(event), true);
    else if (type == QLatin1String("ChannelEnteredBridge"))
        co_await bridge(std::move(event), true);
    else if (type == QLatin1String("ChannelLeftBridge"))
        co_await bridge(std::move(event), false);
    else if (type == QLatin1String("ContactStatusChange"))
        co_await contactChanged(std::move(event));
}

Task<Channel> Events::waitForChannel(QString id)
{
    for (int i = 0; i < polls; ++i) {
        if (const Channel *channel = m.repo.channels.live(id))
            co_return *channel;
        if (i == 0) {
            if (const auto stored = co_await m.repo.channels.table().get(id))
                co_return *stored; // of a former run, or ended
        }
        co_await core::sleep(m.clock, pollEvery);
    }
    throw core::Error(core::Errc::NotFound, QStringLiteral("CHANNEL_NOT_FOUND"), QStringLiteral("There is no such channel."));
}

Task<void> Events::created(Json event)
{
    const Json &from = part(event, "channel");
    Channel channel;
    channel.id = member(from, "id");
    channel.asteriskId = member(event, "asterisk_id");
    channel.name = member(from, "name");
    channel.tech = techOf(channel.name);
    channel.sourceName = member(part(from, "caller"), "name");
    channel.sourceNumber = member(part(from, "caller"), "number");
    channel.destinationNumber = member(part(from, "dialplan"), "exten");
    channel.state = member(from, "state");
    if (channel.id.isEmpty() || m.repo.channels.live(channel.id))
        co_return;
    const QString id = channel.id;
    scheduleHealthCheck(id, 0);
    co_await m.repo.channels.insert(std::move(channel));
}

Task<void> Events::enteredStasis(Json event)
{
    const QString id = member(part(event, "channel"), "id");
    const QString asteriskId = member(event, "asterisk_id");
    const auto arguments = argumentsOf(event);
    Channel channel;
    bool known = true;
    try {
        channel = co_await waitForChannel(id);
    } catch (const core::Error &) {
        known = false;
    }
    if (!known)
        co_return co_await m.ari.hangup(asteriskId, id, cause::interworking);
    if (!m.repo.channels.live(id) && !channel.tmEnd.isSet())
        m.repo.channels.adopt(channel);
    const auto argument = [&arguments](const char *name) {
        const auto found = arguments.find(QLatin1String(name));
        return found == arguments.end() ? QString() : found->second;
    };
    const QString state = member(part(event, "channel"), "state");
    channel = co_await m.repo.channels.modify(id, [&](Channel &row) {
        row.stasisName = member(event, "application");
        row.stasisData = arguments;
        row.direction = argument("direction");
        row.type = QStringLiteral("call");
        row.sipTransport = argument("transport");
        if (const QString callId = argument("sip_call_id"); !callId.isEmpty())
            row.sipCallId = callId;
        row.state = state;
        return true;
    });
    const QString context = argument("context");
    std::exception_ptr failure;
    try {
        if (argument("context_type") != QLatin1String("call"))
            failure = std::make_exception_ptr(core::Error(core::Errc::InvalidArgument, QStringLiteral("CONTEXT_UNKNOWN"),
                                                          QStringLiteral("The channel has no known context.")));
        else if (context == QLatin1String("call-in"))
            co_await m_incoming.start(channel);
        else if (context == QLatin1String("call-out"))
            co_await m.outgoing->dial(core::parseId(argument("call_id")), channel);
        else if (context == QLatin1String("call-svc"))
            co_await m.calls->next(m.calls->ofChannel(id));
        else
            failure = std::make_exception_ptr(core::Error(core::Errc::InvalidArgument, QStringLiteral("CONTEXT_UNKNOWN"),
                                                          QStringLiteral("\"%1\" is no known context.").arg(context)));
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure) {
        core::log::warn("call", "channel {} refused: {}", id, core::describe(failure));
        co_await m.ari.hangup(asteriskId, id, cause::noRoute);
    }
}

Task<void> Events::leftStasis(Json event)
{
    const QString id = member(part(event, "channel"), "id");
    if (m.repo.channels.live(id))
        co_await m.repo.channels.modify(id, [](Channel &row) {
            row.stasisName.clear();
            return true;
        });
}

Task<void> Events::stateChanged(Json event)
{
    const QString id = member(part(event, "channel"), "id");
    const QString state = member(part(event, "channel"), "state");
    if (!m.repo.channels.live(id))
        co_return;
    co_await m.repo.channels.modify(id, [&](Channel &row) {
        row.state = state;
        if (state == QLatin1String("Up"))
            row.tmAnswer = m.clock->wall();
        else if (state == QLatin1String("Ringing"))
            row.tmRinging = m.clock->wall();
        return true;
    });
    const QUuid callId = m.calls->ofChannel(id);
    if (callId.isNull())
        co_return;
    if (state == QLatin1String("Up"))
        co_await m.calls->progressing(callId);
    else if (state == QLatin1String("Ring") || state == QLatin1String("Ringing"))
        co_await m.calls->ringing(callId);
}

Task<void> Events::destroyed(Json event)
{
    const QString id = member(part(event, "channel"), "id");
    const auto found = event.find("cause");
    const int code = found != event.end() && found->is_number_integer() ? found->get<int>() : cause::normal;
    if (!m.repo.channels.live(id))
        co_return;
    const QUuid callId = m.calls->ofChannel(id);
    co_await m.repo.channels.modify(id, [&](Channel &row) {
        row.hangupCause = code;
        row.tmEnd = row.tmDelete = m.clock->wall();
        return true;
    });
    if (!callId.isNull())
        co_await m.calls->ended(callId, code);
    m.repo.channels.forget(id);
}

Task<void> Events::digit(Json event)
{
    const QString digit = member(event, "digit");
    const auto duration = event.find("duration_ms");
    const int ms = duration != event.end() && duration->is_number_integer() ? duration->get<int>() : 0;
    QString id = member(part(event, "channel"), "id");
    const Channel channel = co_await waitForChannel(std::move(id));
    const QUuid callId = m.calls->ofChannel(channel.id);
    if (channel.tech == QLatin1String("pjsip") && !callId.isNull())
        co_await m.calls->digit(callId, digit, ms);
}

Task<void> Events::playback(Json event, bool finished)
{
    const Json &playback = part(event, "playback");
    const QString playbackId = member(playback, "id");
    const QString target = member(playback, "target_uri");
    if (!target.startsWith(QLatin1String("channel:")))
        co_return;
    const QString id = target.mid(8);
    if (!m.repo.channels.live(id))
        co_return;
    co_await m.repo.channels.modify(id, [&](Channel &row) {
        row.playbackId = finished ? QString() : playbackId;
        return true;
    });
    const QUuid callId = m.calls->ofChannel(id);
    if (finished && !callId.isNull())
        co_await m.actions->playbackFinished(callId, playbackId);
}

Task<void> Events::bridge(Json event, bool entered)
{
    const QString id = member(part(event, "channel"), "id");
    const QString bridgeId = member(part(event, "bridge"), "id");
    if (!m.repo.channels.live(id))
        co_return;
    co_await m.repo.channels.modify(id, [&](Channel &row) {
        if (!entered && row.bridgeId != bridgeId)
            return false; // it has moved on already
        row.bridgeId = entered ? bridgeId : QString();
        return true;
    });
}

Task<void> Events::contactChanged(Json event)
{
    const QString resource = member(part(event, "endpoint"), "resource");
    const QString extension = resource.section(QLatin1Char('@'), 0, 0);
    const QUuid customerId = core::parseId(resource.section(QLatin1Char('@'), 1).section(QLatin1Char('.'), 0, 0));
    if (!customerId.isNull())
        co_await m.registrar.refreshContacts(customerId, extension);
}

void Events::scheduleHealthCheck(const QString &id, int misses)
{
    bus::Request request;
    request.method = QStringLiteral("POST");
    request.uri = QStringLiteral("/v1/channels/%1/health-check").arg(QString::fromLatin1(QUrl::toPercentEncoding(id)));
    request.publisher = Context::name;
    request.data = bus::Payload(Json{{"retry_count", misses}});
    m.bus.requestLater(requestQueue(Context::name), std::move(request), core::Millis(healthPeriodMs));
}

Task<void> Events::checkChannelHealth(QString id, int misses)
{
    const Channel *channel = m.repo.channels.live(id);
    if (!channel || channel->tmEnd.isSet())
        co_return;
    const QString asteriskId = channel->asteriskId;
    bool there = false;
    try {
        there = co_await m.ari.exists(asteriskId, id);
    } catch (const core::Error &) {
        there = false;
    }
    if (!there && misses >= 2) {
        Json gone{{"type", "ChannelDestroyed"}, {"cause", cause::normal}, {"channel", {{"id", text(id)}}}};
        co_return co_await destroyed(std::move(gone));
    }
    scheduleHealthCheck(id, there ? 0 : misses + 1);
}

} // namespace services::call
