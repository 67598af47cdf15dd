// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/bus.h"
#include "telephony/engine.h"

namespace services::asteriskproxy {

/// The bridge between the bus and one telephony engine (contract/asterisk-proxy.md §1 to §3).
class Service
{
public:
    Service(bus::Bus &bus, telephony::TelephonyEngine &engine) : m_bus(bus), m_engine(engine) {}
    core::Task<void> start();
    void stop();

private:
    core::Task<bus::Reply> handle(bus::Request request);

    bus::Bus &m_bus;
    telephony::TelephonyEngine &m_engine;
    std::vector<bus::Subscription> m_subscriptions;
};

} // namespace services::asteriskproxy
