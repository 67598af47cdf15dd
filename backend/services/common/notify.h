// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/bus.h"
#include "contract/names.h"

namespace services {

/// Publishes a service's events with the whole model (contract/bus.md §9).
class Notifier
{
public:
    Notifier(bus::Bus &bus, QString service) : m_bus(bus), m_service(std::move(service)) {}

    template <typename T> void publish(const QString &type, const T &model)
    {
        m_bus.publish(contract::eventExchange(m_service), bus::Event{type, m_service, bus::Payload::of(model)});
    }

private:
    bus::Bus &m_bus;
    QString m_service;
};

} // namespace services
