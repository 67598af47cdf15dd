// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/call/actions.h"

#include "services/call/calls.h"
#include "services/call/confbridges.h"
#include "services/call/externalmedias.h"
#include "services/call/machines.h"
#include "services/call/recordings.h"
#include "services/call/statemachine.h"

namespace services::call {

using namespace contract;
using core::log::Level;

namespace {
constexpr int echoDefaultMs = 180'000;
constexpr qsizetype sparePlaybacks = 1000; ///< names of ended calls that may wait to be forgotten

QString textOption(const Json &option, const char *name)
{
    return option.is_object() && option.contains(name) && option[name].is_string() ? core::fromUtf8(option[name]) : QString();
}

/// Milliseconds, or a count: 0 to a day of them.
int numberOption(const Json &option, const char *name, int fallback = 0)
{
    if (!option.is_object() || !option.contains(name) || !option[name].is_number())
        return fallback;
    constexpr double most = 86'400'000;
    return int(std::clamp(option[name].get<double>(), 0.0, most));
}

bool flagOption(const Json &option, const char *name)
{
    return option.is_object() && option.contains(name) && option[name].is_boolean() && option[name].get<bool>();
}

QStringList listOption(const Json &option, const char *name)
{
    return option.is_object() && option.contains(name) ? core::as<QStringList>(option[name]) : QStringList();
}

/// The name of the wire (contract/asterisk-proxy.md §3), and one of the call's own for when another call plays the same action
/// of their flow: the engine knows each name once, and stopping a shared one would stop the other's.
QString playbackName(QUuid id) { return QLatin1String("call:") + core::toText(id); }
QString ownPlaybackName(QUuid callId, QUuid id) { return playbackName(QUuid::createUuidV5(callId, id.toRfc4122())); }

bool satisfied(const Json &option, const QString &digits)
{
    const int length = numberOption(option, "length");
    if (length > 0 && digits.size() >= length)
        return true;
    const QString keys = textOption(option, "key");
    return std::any_of(digits.begin(), digits.end(), [&](QChar digit) { return keys.contains(digit); });
}
} // namespace

void Actions::continueNow(const Call &call)
{
    m.background(call.id, "action-next", [](Context *context, QUuid id, QUuid actionId) -> Task<void> {
        bus::Request request;
        request.method = QStringLiteral("POST");
        request.uri = clients::path("calls", id, "/action-next");
        request.publisher = Context::name;
        request.data = bus::Payload(Json{{"action_id", text(actionId)}});
        co_await context->bus.request(requestQueue(Context::name), std::move(request));
    }(&m, call.id, call.action.id));
}

bool Actions::isCurrent(const Call &call) const
{
    const Call *now = m.repo.calls.live(call.id);
    return now && now->action.id == call.action.id && now->action.tmExecute.micros() == call.action.tmExecute.micros() &&
           !m.calls->waitsInRoom(*now);
}

void Actions::continueLater(const Call &call, core::Millis delay)
{
    if (!m.repo.calls.live(call.id))
        return; // over meanwhile: nobody would take the timer away
    bus::Request request;
    request.method = QStringLiteral("POST");
    request.uri = clients::path("calls", call.id, "/action-timeout");
    request.publisher = Context::name;
    request.data = bus::Payload(Json{{"action_id", text(call.action.id)},
                                     {"action_type", text(call.action.type)},
                                     {"tm_execute", text(call.action.tmExecute.toToken())}});
    m.callTimers[call.id].action = m.bus.requestUnless(requestQueue(Context::name), std::move(request), delay);
}

Task<void> Actions::execute(Call call)
{
    if (call.action.id == actionid::finish || call.action.id == actionid::empty) {
        co_await m.calls->hangup(call.id, QStringLiteral("normal"));
        co_return;
    }
    core::log::call(Level::Info, "call", call.id, "action {}", call.action.type);
    m.measures.action(call.action.type);
    const core::Nanos begun = m.measures.begin();
    bool failed = false;
    const auto log = [&](Level level) {
        failed = true;
        core::log::call(level, "call", call.id, "action {} failed: {}", call.action.type,
                        core::describe(std::current_exception()));
    };
    try {
        co_await run(call);
    } catch (const core::Error &error) {
        log(error.code() == core::Errc::NotFound ? Level::Debug : Level::Warn); // not found: hung up meanwhile
    } catch (...) {
        log(Level::Warn);
    }
    m.measures.actionDone(call.action.type, begun);
    if (failed)
        continueNow(call);
}

Task<void> Actions::run(Call call)
{
    const QString type = call.action.type;
    const Json option = call.action.option;
    const QString asteriskId = engineOf(m.repo, call.channelId);
    if (type == QLatin1String("answer")) {
        co_await m.repo.durable(call); // the answer is what the caller knows of us
        co_await m.ari.answer(asteriskId, call.channelId);
        if (call.direction == direction::incoming) // the event may come after the next action
            co_await m.calls->progressing(call.id);
        continueNow(call);
    } else if (type == QLatin1String("talk")) {
        co_await talk(call, option, call.action.id);
        if (flagOption(option, "async"))
            continueNow(call);
    } else if (type == QLatin1String("play")) {
        const QStringList urls = listOption(option, "stream_urls");
        co_await play(call, urls, call.action.id);
    } else if (type == QLatin1String("beep")) {
        const QStringList beep{QStringLiteral("beep")};
        co_await play(call, beep, call.action.id);
    } else if (type == QLatin1String("digits_receive")) {
        const auto variables = co_await m.flows.variables(call.activeflowId);
        const auto digits = variables.find(QStringLiteral("voipbin.call.digits"));
        if (digits != variables.end() && satisfied(option, digits->second))
            continueNow(call);
        else
            continueLater(call, core::Millis(numberOption(option, "duration")));
    } else if (type == QLatin1String("digits_send")) {
        const QString digits = textOption(option, "digits");
        const int duration = numberOption(option, "duration", 100);
        const int interval = numberOption(option, "interval", 100);
        co_await m.ari.sendDigits(asteriskId, call.channelId, digits, duration, interval);
        const qint64 count = std::max<qint64>(digits.size(), 1);
        continueLater(call, core::Millis(duration * count + interval * (count - 1)));
    } else if (type == QLatin1String("sleep")) {
        continueLater(call, core::Millis(numberOption(option, "duration")));
    } else if (type == QLatin1String("echo") || type == QLatin1String("stream_echo")) {
        const QString context = QLatin1String("svc-") + type;
        co_await m.ari.continueInDialplan(asteriskId, call.channelId, context, QStringLiteral("s"), 1);
        const int duration = numberOption(option, "duration");
        continueLater(call, core::Millis(duration > 0 ? duration : echoDefaultMs));
    } else if (type == QLatin1String("confbridge_join")) {
        const QUuid id = core::parseId(textOption(option, "confbridge_id"));
        co_await m.confbridges->join(id, call.id);
    } else if (type == QLatin1String("recording_start") || type == QLatin1String("recording_stop") ||
               type == QLatin1String("external_media_start") || type == QLatin1String("external_media_stop")) {
        co_await tap(call);
        continueNow(call);
    } else if (type == QLatin1String("amd")) {
        co_await m.machines->start(call);
        if (flagOption(option, "async"))
            continueNow(call);
    } else if (type == QLatin1String("hangup")) {
        co_await hangup(call);
    } else {
        throw core::Error(core::Errc::InvalidArgument, QStringLiteral("ACTION_NOT_SUPPORTED"),
                          QStringLiteral("call-manager has no executor for \"%1\".").arg(type));
    }
}

/// Recording and external media: they go on beside the flow.
Task<void> Actions::tap(Call call)
{
    const QString type = call.action.type;
    const Json option = call.action.option.is_object() ? call.action.option : Json::object();
    if (type == QLatin1String("recording_start")) {
        co_await m.recordings->startForCall(call.id, core::as<RecordingStart>(option));
    } else if (type == QLatin1String("external_media_start")) {
        co_await m.externalMedias->startForCall(call.id, core::as<ExternalMediaStart>(option));
    } else if (type == QLatin1String("external_media_stop")) {
        co_await m.externalMedias->stopAll(call.externalMediaIds);
    } else {
        try {
            co_await m.recordings->stopForCall(call.id);
        } catch (const core::Error &error) {
            core::log::call(Level::Info, "call", call.id, "recording not stopped: {}", error.message());
        }
    }
}

Task<void> Actions::hangup(Call call)
{
    const Json option = call.action.option;
    const QUuid reference = core::parseId(textOption(option, "reference_id"));
    if (!reference.isNull()) {
        int code = cause::normal;
        try {
            const auto other = co_await m.repo.calls.get(reference);
            const auto channel = co_await m.repo.channels.get(other->channelId);
            if (other->status == callstatus::hangup && channel->hangupCause != 0)
                code = channel->hangupCause;
        } catch (const core::Error &error) {
            core::log::call(Level::Info, "call", call.id, "relaying a normal release: {}", error.message());
        }
        co_await m.calls->hangupWithCause(call.id, code);
        co_return;
    }
    const QString reason = textOption(option, "reason");
    co_await m.calls->hangup(call.id, reason.isEmpty() ? QStringLiteral("normal") : reason);
}

Task<void> Actions::talk(Call call, Json option, QUuid playbackId)
{
    const QString asteriskId = engineOf(m.repo, call.channelId);
    if (call.status != callstatus::progressing)
        co_await m.ari.answer(asteriskId, call.channelId);
    SpeechCreate speech;
    speech.callId = call.id;
    speech.text = textOption(option, "text");
    speech.language = textOption(option, "language");
    speech.provider = textOption(option, "provider");
    speech.voiceId = textOption(option, "voice_id");
    speech.gender = textOption(option, "gender");
    const Speech made = co_await m.tts.speech(std::move(speech));
    if (playbackId == call.action.id && !isCurrent(call))
        co_return; // a digit or a room has taken the call from it meanwhile
    QStringList urls{made.mediaFilepath};
    co_await play(std::move(call), std::move(urls), playbackId);
}

Task<void> Actions::play(Call call, QStringList urls, QUuid playbackId)
{
    const QString asteriskId = engineOf(m.repo, call.channelId);
    QStringList media;
    for (const QString &url : urls)
        media += QLatin1String("sound:") + url;
    QString name = reservePlayback(call.id, playbackId);
    co_await m.ari.play(asteriskId, call.channelId, std::move(name), std::move(media));
}

QString Actions::reservePlayback(QUuid callId, QUuid id)
{
    if (m_playing.size() > m.repo.calls.live().size() + sparePlaybacks)
        m_playing.removeIf([this](auto entry) { return !m.repo.calls.live(entry.value()); });
    QString name = playbackName(id);
    const QUuid owner = m_playing.value(name, callId);
    if (owner != callId && m.repo.calls.live(owner))
        name = ownPlaybackName(callId, id);
    m_playing.insert(name, callId);
    return name;
}

Task<void> Actions::digitsCollected(Call call)
{
    const auto variables = co_await m.flows.variables(call.activeflowId);
    const Call *now = m.repo.calls.live(call.id);
    const auto digits = variables.find(QStringLiteral("voipbin.call.digits"));
    if (!now || now->action.id != call.action.id || digits == variables.end())
        co_return;
    if (satisfied(call.action.option, digits->second))
        continueNow(call);
}

bool Actions::isOfAction(const Call &call, const QString &playbackId) const
{
    const QUuid action = call.action.id;
    return playbackId == playbackName(action) || playbackId == ownPlaybackName(call.id, action);
}

Task<void> Actions::playbackFinished(QUuid callId, QString playbackId)
{
    if (m_playing.value(playbackId) == callId)
        m_playing.remove(playbackId);
    const Call *call = m.repo.calls.live(callId);
    if (!call)
        co_return;
    if (isOfAction(*call, playbackId))
        co_await m.calls->next(callId);
    else
        co_await m.calls->letGo(callId, QStringLiteral("play"));
}

} // namespace services::call
