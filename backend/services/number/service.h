// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/router.h"
#include "contract/business.h"
#include "services/common/notify.h"
#include "store/table.h"

namespace services::number {

using core::Task;

/// number-manager as far as calls need it (contract/business-services.md). Lives on the backend thread.
class Service
{
public:
    Service(bus::Bus &bus, store::Store &db, std::shared_ptr<core::Clock> clock, bool lab);
    Task<void> start();
    void stop();
    const std::vector<bus::RouteInfo> &routes() const { return m_router.routes(); }

private:
    using Reply = bus::Reply;
    using Request = bus::Call;
    Task<Reply> list(Request request);
    Task<Reply> create(Request request);
    Task<Reply> get(Request request);
    Task<Reply> update(Request request);
    Task<Reply> remove(Request request);
    Task<contract::Number> find(QUuid id);
    Task<Reply> setFlows(Request request);
    Task<contract::Number> erase(contract::Number number);
    Task<void> flowDeleted(QUuid flowId);
    Task<void> customerDeleted(QUuid customerId);

    bus::Bus &m_bus;
    std::shared_ptr<core::Clock> m_clock;
    Notifier m_notify;
    store::Table<contract::Number> m_table;
    bus::Router m_router;
    bus::Subscription m_requests, m_events;
    bool m_lab; ///< any short number may be a virtual one
};

} // namespace services::number
