// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/bus.h"
#include "contract/names.h"

namespace services {

/// Publishes a service's events with the whole model, and has the customer's webhook sent (contract/bus.md §9). Neither waits.
class Notifier
{
public:
    Notifier(bus::Bus &bus, QString service) : m_bus(bus), m_service(std::move(service)) {}

    template <typename T> void publish(const QString &type, const T &model) { publish(type, std::make_shared<const T>(model)); }
    template <typename T> void publish(const QString &type, std::shared_ptr<const T> model)
    {
        m_bus.publish(contract::eventExchange(m_service), bus::Event{type, m_service, bus::Payload::shared(std::move(model))});
    }
    /// The same, and the public form of it, Json publicForm(const T &), to the customer. The system and no customer have no
    /// webhooks.
    template <typename T, typename F> void publish(const QString &type, const std::shared_ptr<const T> &model, F publicForm)
    {
        publish(type, model);
        sendWebhook(type, model->customerId, [model, publicForm] { return publicForm(*model); });
    }
    template <typename T, typename F> void publish(const QString &type, const T &model, F publicForm)
    {
        publish(type, std::make_shared<const T>(model), std::move(publicForm));
    }

private:
    void sendWebhook(const QString &type, const QUuid &customerId, std::function<core::Json()> model);

    bus::Bus &m_bus;
    QString m_service;
};

} // namespace services
