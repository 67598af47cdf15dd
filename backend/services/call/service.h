// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/router.h"
#include "services/call/config.h"
#include "store/store.h"

#include <memory>

namespace services::call {

/// call-manager (contract/call-manager.md). Lives on the backend thread.
class Service
{
public:
    Service(bus::Bus &bus, store::Store &db, std::shared_ptr<core::Clock> clock, Config config);
    ~Service();

    /// Answers requests from now on. start() does, too.
    core::Task<void> serve();
    /// Serves and subscribes; then closes the calls that a former run left open and no engine knows.
    core::Task<void> start();
    /// No new requests; running ones finish. May be called twice.
    void stop();
    /// Waits until every change so far is on disk.
    core::Task<void> durable();
    /// Calls that are not over.
    int liveCalls() const;
    /// Hangs up every live call.
    core::Task<void> hangupAll();
    const std::vector<bus::RouteInfo> &routes() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace services::call
