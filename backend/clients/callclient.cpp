// SPDX-License-Identifier: GPL-3.0-or-later
#include "clients/callclient.h"

#include <QUrl>

namespace clients {

Task<std::vector<contract::Call>> CallClient::calls(Page page, Json filters)
{
    return askList<contract::Call>(QStringLiteral("/v1/calls"), page, std::move(filters), Millis(30'000));
}

Task<contract::CallsCreated> CallClient::create(contract::CallsCreate body)
{
    return askFor<contract::CallsCreated>(post, QStringLiteral("/v1/calls"), Payload::of(std::move(body)), Millis(30'000));
}

Task<void> CallClient::setMute(QString method, QUuid id, QString direction)
{
    Json body{{"direction", core::utf8(direction)}};
    co_await ask(std::move(method), path("calls", id, "/mute"), Payload(std::move(body)));
}

Task<void> CallClient::hold(QUuid id, bool on) { co_await ask(on ? post : del, path("calls", id, "/hold")); }

Task<void> CallClient::music(QUuid id, bool on) { co_await ask(on ? post : del, path("calls", id, "/moh")); }

Task<void> CallClient::talk(QUuid id, QString text, QString language)
{
    Json body{{"text", core::utf8(text)}, {"language", core::utf8(language)}};
    co_await ask(post, path("calls", id, "/talk"), Payload(std::move(body)), Millis(15'000));
}

Task<QString> CallClient::digits(QUuid id)
{
    const auto body = co_await askFor<Json>(get, path("calls", id, "/digits"));
    co_return core::fromUtf8(body.value("digits", ""));
}

Task<void> CallClient::forceNext(QUuid id)
{
    Json body{{"force", true}};
    co_await ask(post, path("calls", id, "/action-next"), Payload(std::move(body)));
}

Task<contract::Channel> CallClient::channel(QString id)
{
    return askFor<contract::Channel>(get, QLatin1String("/v1/channels/") + QString::fromLatin1(QUrl::toPercentEncoding(id)));
}

Task<contract::Confbridge> CallClient::createConfbridge(QUuid customerId, QUuid activeflowId, QString referenceType,
                                                        QUuid referenceId, QString type)
{
    Json body{{"customer_id", core::utf8(core::toText(customerId))},
              {"activeflow_id", core::utf8(core::toText(activeflowId))},
              {"reference_type", core::utf8(referenceType)},
              {"reference_id", core::utf8(core::toText(referenceId))},
              {"type", core::utf8(type)}};
    return askFor<contract::Confbridge>(post, QStringLiteral("/v1/confbridges"), Payload(std::move(body)));
}

} // namespace clients
