// SPDX-License-Identifier: GPL-3.0-or-later
#include "clients/callclient.h"

#include <QUrl>

namespace clients {

namespace {
constexpr Millis slow{30'000};
constexpr Millis media{15'000};
} // namespace

Task<std::vector<contract::Call>> CallClient::calls(Page page, Json filters)
{
    return askList<contract::Call>(QStringLiteral("/v1/calls"), page, std::move(filters), slow);
}

Task<contract::CallsCreated> CallClient::create(contract::CallsCreate body)
{
    return askFor<contract::CallsCreated>(post, QStringLiteral("/v1/calls"), Payload::of(std::move(body)), slow);
}

Task<void> CallClient::setMute(QString method, QUuid id, QString direction)
{
    Json body{{"direction", core::utf8(direction)}};
    co_await ask(std::move(method), path("calls", id, "/mute"), Payload(std::move(body)));
}

Task<void> CallClient::hold(QUuid id, bool on) { co_await ask(on ? post : del, path("calls", id, "/hold")); }
Task<void> CallClient::music(QUuid id, bool on) { co_await ask(on ? post : del, path("calls", id, "/moh")); }
Task<void> CallClient::silence(QUuid id, bool on) { co_await ask(on ? post : del, path("calls", id, "/silence")); }

Task<void> CallClient::talk(QUuid id, QString text, QString language)
{
    Json body{{"text", core::utf8(text)}, {"language", core::utf8(language)}};
    co_await ask(post, path("calls", id, "/talk"), Payload(std::move(body)), media);
}

Task<void> CallClient::play(QUuid id, QStringList urls)
{
    Json body{{"media_urls", core::toJson(urls)}};
    co_await ask(post, path("calls", id, "/play"), Payload(std::move(body)), media);
}

Task<void> CallClient::stopMedia(QUuid id) { co_await ask(post, path("calls", id, "/media_stop")); }

Task<QString> CallClient::digits(QUuid id)
{
    const auto body = co_await askFor<Json>(get, path("calls", id, "/digits"));
    co_return core::fromUtf8(body.value("digits", ""));
}

Task<void> CallClient::setDigits(QUuid id, QString digits)
{
    Json body{{"digits", core::utf8(digits)}};
    co_await ask(post, path("calls", id, "/digits"), Payload(std::move(body)));
}

Task<void> CallClient::forceNext(QUuid id)
{
    Json body{{"force", true}};
    co_await ask(post, path("calls", id, "/action-next"), Payload(std::move(body)));
}

Task<contract::Call> CallClient::chain(QUuid masterId, QUuid chainedId)
{
    Json body{{"chained_call_id", core::utf8(core::toText(chainedId))}};
    return askFor<contract::Call>(post, path("calls", masterId, "/chained-call-ids"), Payload(std::move(body)));
}

Task<contract::Call> CallClient::unchain(QUuid masterId, QUuid chainedId)
{
    const QString uri = path("calls", masterId, "/chained-call-ids/") + core::toText(chainedId);
    return askFor<contract::Call>(del, uri);
}

Task<contract::Channel> CallClient::channel(QString id)
{
    return askFor<contract::Channel>(get, QLatin1String("/v1/channels/") + QString::fromLatin1(QUrl::toPercentEncoding(id)));
}

Task<contract::Call> CallClient::startRecording(QUuid callId, contract::RecordingStart body)
{
    return askFor<contract::Call>(post, path("calls", callId, "/recording_start"), Payload::of(std::move(body)), media);
}

Task<void> CallClient::stopRecording(QUuid callId)
{
    Payload none;
    co_await ask(post, path("calls", callId, "/recording_stop"), std::move(none), media);
}

Task<contract::Call> CallClient::startExternalMedia(QUuid callId, contract::ExternalMediaStart body)
{
    return askFor<contract::Call>(post, path("calls", callId, "/external-media"), Payload::of(std::move(body)), media);
}

Task<contract::Call> CallClient::stopExternalMedia(QUuid callId, QUuid externalMediaId)
{
    Json body{{"external_media_id", core::utf8(core::toText(externalMediaId))}};
    return askFor<contract::Call>(del, path("calls", callId, "/external-media"), Payload(std::move(body)), media);
}

} // namespace clients
