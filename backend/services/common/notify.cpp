// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/common/notify.h"

#include "contract/peers.h"
#include "core/log.h"

namespace services {

void Notifier::sendWebhook(const QString &type, const QUuid &customerId, std::function<core::Json()> model)
{
    if (customerId.isNull())
        return;
    contract::Webhook hook;
    hook.customerId = customerId;
    hook.data =
        core::LateJson([type, model = std::move(model)] { return core::Json{{"type", core::utf8(type)}, {"data", model()}}; });
    bus::Request request;
    request.method = QStringLiteral("POST");
    request.uri = QStringLiteral("/v1/webhooks");
    request.publisher = m_service;
    request.data = bus::Payload::of(std::move(hook));
    m_tasks.run(
        [](bus::Bus *bus, bus::Request wanted) -> core::Task<void> {
            co_await bus->request(contract::requestQueue(contract::service::webhook), std::move(wanted));
        }(&m_bus, std::move(request)),
        [type](std::exception_ptr error) { core::log::debug("webhook", "{} not handed over: {}", type, core::describe(error)); });
}

} // namespace services
