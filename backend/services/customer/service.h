// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/business.h"
#include "services/common/manager.h"

namespace services::customer {

using core::Task;

/// customer-manager as far as calls need it (contract/business-services.md §1). Lives on the backend thread.
class Service : public Manager
{
public:
    Service(bus::Bus &bus, store::Store &db, std::shared_ptr<core::Clock> clock);

private:
    Task<Reply> list(Request request) { return m_customers.list(std::move(request)); }
    Task<Reply> create(Request request);
    Task<Reply> get(Request request) { return m_customers.get(std::move(request)); }
    Task<Reply> update(Request request);
    Task<Reply> remove(Request request);
    Task<Reply> freeze(Request request);
    Task<Reply> recover(Request request);
    /// Not in the contract, where only a command line of the operator's does it (§1).
    Task<Reply> setIdentity(Request request);

    Resource<contract::Customer> m_customers;
};

} // namespace services::customer
