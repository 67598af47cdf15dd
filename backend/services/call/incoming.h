// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/call/context.h"

namespace services::call {

/// Calls that arrive: what they are by their domain, and their start (contract/call-manager.md §5).
class Incoming
{
public:
    explicit Incoming(Context &context) : m(context) {}

    /// The channel has entered Stasis as `call-in`. Refuses it with the cause of the contract when it leads nowhere.
    Task<void> start(Channel channel);

private:
    struct Plan
    {
        QUuid customerId, flowId;
        contract::Address source, destination;
    };
    Task<Plan> planNumber(const Channel channel);
    Task<Plan> planRegistrar(const Channel channel, QUuid customerId);
    Task<QUuid> connectFlow(QUuid customerId, contract::Address source, contract::Address destination, bool early);
    Task<contract::Address> extensionAddress(QUuid customerId, QString number, QString name);
    Task<void> begin(Channel channel, Plan plan);
    Task<void> refuse(Channel channel, int cause, QString why);

    Context &m;
};

} // namespace services::call
