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
        bool rtpDebug = false;
    };
    /// By the domain; throws what the caller is refused for.
    Task<Plan> planOf(Channel channel, QString domain);
    Task<Plan> planNumber(Channel channel);
    Task<Plan> planDirect(Channel channel);
    Task<Plan> planConference(Channel channel, QString domain);
    Task<Plan> planRegistrar(Channel channel, QUuid customerId);
    Task<Plan> planTrunk(Channel channel, QString domainName);
    /// What a phone of a customer dialled, as an address.
    Task<contract::Address> dialled(QUuid customerId, QString text);
    /// Flow of a registrar call to `destination`.
    Task<QUuid> registrarFlow(QUuid customerId, contract::Address source, contract::Address destination);
    Task<QUuid> connectFlow(QUuid customerId, contract::Address source, contract::Address destination, Json more);
    Task<QUuid> conferenceFlow(QUuid customerId, QUuid conferenceId, bool answer);
    Task<QUuid> temporaryFlow(QUuid customerId, std::vector<contract::Action> actions);
    Task<contract::Address> extensionAddress(QUuid customerId, QString number, QString name);
    /// @throws core::Error(PermissionDenied, PaymentRequired)
    Task<void> checkCustomer(Plan *plan);
    Task<void> begin(Channel channel, Plan plan);
    Task<void> refuse(Channel channel, int cause, QString why);

    Context &m;
};

} // namespace services::call
