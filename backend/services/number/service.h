// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/business.h"
#include "services/common/manager.h"

namespace services::number {

using core::Task;

/// number-manager as far as calls need it (contract/business-services.md §4). Lives on the backend thread.
class Service : public Manager
{
public:
    Service(bus::Bus &bus, store::Store &db, std::shared_ptr<core::Clock> clock, bool lab);

private:
    Task<void> on(bus::Event event) override;
    Task<Reply> list(Request request) { return m_numbers.list(std::move(request)); }
    Task<Reply> create(Request request);
    Task<Reply> get(Request request) { return m_numbers.get(std::move(request)); }
    Task<Reply> update(Request request);
    Task<Reply> remove(Request request);
    Task<Reply> setFlows(Request request);
    Task<contract::Number> erase(contract::Number number);
    Task<void> flowDeleted(QUuid flowId);
    Task<void> customerDeleted(QUuid customerId);

    Resource<contract::Number> m_numbers;
    bool m_lab; ///< any short number may be a virtual one
};

} // namespace services::number
