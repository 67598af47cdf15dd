// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/callbodies.h"
#include "services/call/context.h"

namespace services::call {

using contract::OutboundConfig;

/// What customers' outgoing calls may do (contract/call-manager.md §1, outbound configs).
class OutboundConfigs
{
public:
    OutboundConfigs(Context &context, store::Store &db) : m(context), m_table(db, QStringLiteral("call_outbound_configs")) {}

    /// @throws core::Error(AlreadyExists) when the customer has one; (Internal) for values that mean nothing
    Task<OutboundConfig> create(contract::OutboundConfigChange wish);
    Task<OutboundConfig> update(QUuid id, contract::OutboundConfigChange wish);
    Task<OutboundConfig> remove(QUuid id);
    /// @throws core::Error(NotFound), also for a deleted one
    Task<OutboundConfig> get(QUuid id);
    Task<std::vector<OutboundConfig>> list(QUuid customerId, unsigned size, QString token);
    /// The customer's own; a customer without one may call nobody.
    Task<OutboundConfig> ofCustomer(QUuid customerId);
    Task<void> customerDeleted(QUuid customerId);

private:
    Context &m;
    store::Table<OutboundConfig> m_table;
};

} // namespace services::call
