// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/router.h"
#include "store/store.h"

#include <memory>

namespace services::flow {

/// flow-manager (contract/flow-manager.md). Lives on the backend thread.
class Service
{
public:
    Service(bus::Bus &bus, store::Store &db, std::shared_ptr<core::Clock> clock);
    ~Service();
    core::Task<void> start();
    void stop();
    /// Waits until every change so far is on disk.
    core::Task<void> durable();
    const std::vector<bus::RouteInfo> &routes() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace services::flow
