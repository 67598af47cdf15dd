// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/call/ari.h"

namespace services::call {
namespace {
QString channelPath(const QString &id, const char *tail = "")
{
    return QLatin1String("/ari/channels/") + id + QLatin1String(tail);
}
QString bridgePath(const QString &id, const char *tail = "") { return QLatin1String("/ari/bridges/") + id + QLatin1String(tail); }
const QString get = QStringLiteral("GET");
const QString post = QStringLiteral("POST");
const QString del = QStringLiteral("DELETE");
constexpr Millis slow{10'000};

QString queueOf(const QString &asteriskId)
{
    return asteriskId.isEmpty() ? contract::asteriskCallQueue : contract::asteriskQueue(asteriskId);
}

bus::Request requestOf(QString method, QString path, Json body)
{
    bus::Request request;
    request.method = std::move(method);
    request.uri = std::move(path);
    request.publisher = contract::service::call;
    if (!body.is_null())
        request.data = bus::Payload(std::move(body));
    return request;
}
} // namespace

Task<Json> Ari::send(QString asteriskId, QString method, QString path, Json body, Millis timeout)
{
    const bool room = asteriskId.isEmpty() && path.startsWith(QLatin1String("/ari/bridges"));
    const QString queue = room ? contract::asteriskConferenceQueue : queueOf(asteriskId);
    bus::Request request = requestOf(method, path, std::move(body));
    const bus::Reply reply = co_await m_bus.request(queue, std::move(request), timeout);
    const Json answer = reply.data.toJson();
    if (!reply.isOk()) {
        const QString message = answer.is_object() ? core::fromUtf8(answer.value("message", "")) : QString();
        throw core::Error(core::errcOf(reply.statusCode), QStringLiteral("ARI_REFUSED"),
                          QStringLiteral("%1 %2 was refused: %3").arg(method, path, message), QString::number(reply.statusCode));
    }
    co_return answer;
}

Task<void> Ari::createBridge(QString asteriskId, QString bridgeId, QString type, QString name)
{
    Json body{{"type", core::utf8(type)}, {"bridgeId", core::utf8(bridgeId)}, {"name", core::utf8(name)}};
    co_await send(std::move(asteriskId), post, QStringLiteral("/ari/bridges"), std::move(body));
}
Task<bool> Ari::bridgeExists(QString asteriskId, QString bridgeId)
{
    try {
        co_await send(std::move(asteriskId), get, bridgePath(bridgeId));
        co_return true;
    } catch (const core::Error &) {
        co_return false;
    }
}
Task<void> Ari::destroyBridge(QString asteriskId, QString bridgeId)
{
    co_await send(std::move(asteriskId), del, bridgePath(bridgeId));
}
Task<void> Ari::addToBridge(QString asteriskId, QString bridgeId, QString channelId)
{
    Json body{{"channel", core::utf8(channelId)}};
    co_await send(std::move(asteriskId), post, bridgePath(bridgeId, "/addChannel"), std::move(body));
}
Task<void> Ari::removeFromBridge(QString asteriskId, QString bridgeId, QString channelId)
{
    Json body{{"channel", core::utf8(channelId)}};
    co_await send(std::move(asteriskId), post, bridgePath(bridgeId, "/removeChannel"), std::move(body));
}

Task<void> Ari::createChannel(QString channelId, QString endpoint, QString appArgs, std::map<QString, QString> variables)
{
    Json body{{"endpoint", core::utf8(endpoint)},
              {"app", "voipbin"},
              {"appArgs", core::utf8(appArgs)},
              {"channelId", core::utf8(channelId)}};
    if (!variables.empty())
        body["variables"] = core::toJson(variables);
    QString group;
    co_await send(std::move(group), post, QStringLiteral("/ari/channels/create"), std::move(body));
}
Task<void> Ari::dial(QString asteriskId, QString channelId, int timeoutSeconds, bool asCaller)
{
    Json body{{"timeout", timeoutSeconds}};
    if (asCaller)
        body["caller"] = core::utf8(channelId);
    co_await send(std::move(asteriskId), post, channelPath(channelId, "/dial"), std::move(body));
}
Task<void> Ari::answer(QString asteriskId, QString channelId)
{
    co_await send(std::move(asteriskId), post, channelPath(channelId, "/answer"));
}
Task<void> Ari::ring(QString asteriskId, QString channelId)
{
    co_await send(std::move(asteriskId), post, channelPath(channelId, "/ring"));
}
Task<bool> Ari::progress(QString asteriskId, QString channelId)
{
    try {
        co_await send(std::move(asteriskId), post, channelPath(channelId, "/progress"));
        co_return true;
    } catch (const core::Error &) {
        co_return false;
    }
}

Task<void> Ari::hangup(QString asteriskId, QString channelId, int cause)
{
    Json body{{"reason_code", std::to_string(cause)}};
    try {
        co_await send(std::move(asteriskId), del, channelPath(channelId), std::move(body));
    } catch (const core::Error &error) {
        if (error.code() != core::Errc::NotFound)
            throw;
    }
}

core::Timer Ari::hangupLater(QString asteriskId, QString channelId, int cause, Millis delay)
{
    Json body{{"reason_code", std::to_string(cause)}};
    return m_bus.requestUnless(queueOf(asteriskId), requestOf(del, channelPath(channelId), std::move(body)), delay);
}

Task<bool> Ari::exists(QString asteriskId, QString channelId)
{
    try {
        co_await send(std::move(asteriskId), get, channelPath(channelId));
        co_return true;
    } catch (const core::Error &error) {
        if (error.code() == core::Errc::NotFound)
            co_return false;
        throw;
    }
}

Task<void> Ari::play(QString asteriskId, QString channelId, QString playbackId, QStringList media)
{
    Json body{{"media", core::toJson(media)}};
    if (!playbackId.isEmpty())
        body["playbackId"] = core::utf8(playbackId);
    co_await send(std::move(asteriskId), post, channelPath(channelId, "/play"), std::move(body), slow);
}
Task<void> Ari::stopPlayback(QString asteriskId, QString playbackId)
{
    co_await send(std::move(asteriskId), del, QLatin1String("/ari/playbacks/") + playbackId);
}
Task<void> Ari::continueInDialplan(QString asteriskId, QString channelId, QString context, QString extension, int priority)
{
    Json body{{"context", core::utf8(context)}, {"extension", core::utf8(extension)}, {"priority", priority}, {"label", ""}};
    co_await send(std::move(asteriskId), post, channelPath(channelId, "/continue"), std::move(body));
}
Task<void> Ari::redirect(QString asteriskId, QString channelName, QString context)
{
    Json body{{"Action", "Redirect"},
              {"Channel", core::utf8(channelName)},
              {"Context", core::utf8(context)},
              {"Exten", "s"},
              {"Priority", "1"}};
    const Json answer = co_await send(std::move(asteriskId), post, QStringLiteral("/ami"), std::move(body));
    if (!answer.is_object() || answer.value("Response", "") != "Success")
        throw core::Error(core::Errc::FailedPrecondition, QStringLiteral("REDIRECT_REFUSED"),
                          QStringLiteral("The engine did not redirect the channel."));
}
Task<void> Ari::sendDigits(QString asteriskId, QString channelId, QString digits, int durationMs, int intervalMs)
{
    Json body{{"dtmf", core::utf8(digits)}, {"duration", durationMs}, {"before", 0}, {"between", intervalMs}, {"after", 0}};
    co_await send(std::move(asteriskId), post, channelPath(channelId, "/dtmf"), std::move(body));
}
Task<void> Ari::toggle(QString asteriskId, QString channelId, QString what, bool on)
{
    const QString path = channelPath(channelId) + QLatin1Char('/') + what;
    co_await send(std::move(asteriskId), on ? post : del, path);
}
Task<void> Ari::mute(QString asteriskId, QString channelId, QString direction, bool on)
{
    Json body{{"direction", core::utf8(direction)}};
    co_await send(std::move(asteriskId), on ? post : del, channelPath(channelId, "/mute"), std::move(body));
}
Task<QString> Ari::variable(QString asteriskId, QString channelId, QString name)
{
    const QString path = channelPath(channelId, "/variable?variable=") + name;
    const Json answer = co_await send(std::move(asteriskId), get, path);
    co_return answer.is_object() ? core::fromUtf8(answer.value("value", "")) : QString();
}

Task<void> Ari::snoop(QString asteriskId, QString channelId, QString snoopId, QString spy, QString whisper, QString appArgs)
{
    Json body{{"app", "voipbin"}, {"appArgs", core::utf8(appArgs)}, {"snoopId", core::utf8(snoopId)}};
    if (!spy.isEmpty())
        body["spy"] = core::utf8(spy);
    if (!whisper.isEmpty())
        body["whisper"] = core::utf8(whisper);
    co_await send(std::move(asteriskId), post, channelPath(channelId, "/snoop"), std::move(body));
}
Task<Json> Ari::externalMedia(QString asteriskId, Json body)
{
    return send(std::move(asteriskId), post, QStringLiteral("/ari/channels/externalMedia"), std::move(body), slow);
}

Task<void> Ari::record(QString asteriskId, QString path, RecordingWish wish)
{
    Json body{{"name", core::utf8(wish.name)},
              {"format", core::utf8(wish.format)},
              {"maxDurationSeconds", wish.maxDurationSeconds},
              {"maxSilenceSeconds", wish.maxSilenceSeconds},
              {"beep", false},
              {"terminateOn", core::utf8(wish.terminateOn)},
              {"ifExists", "fail"}};
    co_await send(std::move(asteriskId), post, std::move(path), std::move(body), slow);
}
Task<void> Ari::recordChannel(QString asteriskId, QString channelId, RecordingWish wish)
{
    return record(std::move(asteriskId), channelPath(channelId, "/record"), std::move(wish));
}
Task<void> Ari::recordBridge(QString asteriskId, QString bridgeId, RecordingWish wish)
{
    return record(std::move(asteriskId), bridgePath(bridgeId, "/record"), std::move(wish));
}
Task<void> Ari::stopRecording(QString asteriskId, QString name)
{
    const QString path = QStringLiteral("/ari/recordings/live/%1/stop").arg(name);
    co_await send(std::move(asteriskId), post, path);
}
Task<void> Ari::moveRecordingFiles(QString asteriskId, QStringList filenames)
{
    Json body{{"filenames", core::toJson(filenames)}};
    const QString path = QStringLiteral("/proxy/recording_file_move");
    co_await send(std::move(asteriskId), post, path, std::move(body), Millis(30'000));
}

} // namespace services::call
