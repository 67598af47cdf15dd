// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/common/notify.h"

#include "contract/peers.h"
#include "core/log.h"

namespace services {

void Notifier::sendWebhook(const QString &type, const QUuid &customerId, std::function<core::Json()> model)
{
    static const QString queue = contract::requestQueue(contract::service::webhook);
    if (customerId.isNull())
        return;
    if (!m_bus.isServed(queue))
        return core::log::debug("webhook", "{} not handed over: nobody serves {}", type, queue);
    contract::Webhook hook;
    hook.customerId = customerId;
    hook.data =
        core::LateJson([type, model = std::move(model)] { return core::Json{{"type", core::utf8(type)}, {"data", model()}}; });
    bus::Request request;
    request.method = QStringLiteral("POST");
    request.uri = QStringLiteral("/v1/webhooks");
    request.publisher = m_service;
    request.data = bus::Payload::of(std::move(hook));
    m_bus.requestLater(queue, std::move(request), core::Millis(0));
}

} // namespace services
