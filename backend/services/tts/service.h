// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/router.h"
#include "services/tts/speeches.h"

namespace services::tts {

/// tts-manager, batch part (contract/tts-manager.md §2, §3). Lives on the backend thread.
class Service
{
public:
    Service(bus::Bus &bus, std::vector<sdk::TtsProvider *> providers, QString folder, QString baseUrl);
    core::Task<void> start();
    void stop();
    const std::vector<bus::RouteInfo> &routes() const { return m_router.routes(); }
    Speeches &speeches() { return m_speeches; }

private:
    bus::Bus &m_bus;
    bus::Router m_router;
    bus::Subscription m_requests;
    Speeches m_speeches; ///< goes first: what waits for it still needs the router
};

} // namespace services::tts
