// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/router.h"
#include "contract/business.h"
#include "services/common/notify.h"
#include "store/table.h"

namespace services::customer {

using core::Task;

/// customer-manager as far as calls need it (contract/business-services.md). Lives on the backend thread.
class Service
{
public:
    Service(bus::Bus &bus, store::Store &db, std::shared_ptr<core::Clock> clock);
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
    Task<contract::Customer> find(QUuid id);
    Task<Reply> freeze(Request request);
    Task<Reply> recover(Request request);

    bus::Bus &m_bus;
    std::shared_ptr<core::Clock> m_clock;
    Notifier m_notify;
    store::Table<contract::Customer> m_table;
    bus::Router m_router;
    bus::Subscription m_requests, m_events;
};

} // namespace services::customer
