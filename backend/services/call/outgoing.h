// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/call/context.h"

namespace services::call {

/// One outgoing leg before it exists.
struct OutgoingLeg
{
    QUuid id;
    QUuid groupcallId;
    QUuid activeflowId; ///< nil: flow-manager chooses
    contract::CallsCreate common;
    contract::Address destination;
};

/// Calls we place (contract/call-manager.md §7).
class Outgoing
{
public:
    explicit Outgoing(Context &context) : m(context) {}

    /// One call or groupcall per destination; failing ones are skipped. @throws the last error when all fail.
    Task<contract::CallsCreated> create(contract::CallsCreate body);
    Task<Call> start(OutgoingLeg leg);
    /// The channel has entered Stasis as `call-out`: bridge it and dial.
    Task<void> dial(QUuid callId, Channel channel);
    /// The channel ended before an answer: the same call by the next dial route, if there is one that may help.
    /// @returns false when the call is over.
    Task<bool> failover(QUuid callId, int causeCode);

private:
    struct Plan
    {
        contract::Address source, destination;
        core::Json metadata = core::Json::object();
        std::vector<contract::Route> dialroutes;
    };
    Task<Plan> check(const OutgoingLeg leg);
    Task<void> checkCustomer(QUuid customerId, bool phoneNumber, Plan *plan);
    Task<contract::Address> verifiedSource(QUuid customerId, contract::Address source, QUuid defaultNumberId);
    Task<void> createChannel(Call call);
    /// @throws core::Error(AlreadyExists)
    Task<void> requireFree(QUuid id);
    Task<void> stopFlow(QUuid activeflowId);

    Context &m;
};

/// What the engine needs to place a call.
struct Dialing
{
    QString endpoint;
    QString transport; ///< udp, ws, wss
    std::map<QString, QString> variables;
};

/// @param provider  null for SIP destinations
/// @throws core::Error(InvalidArgument) for headers of a provider that would forge others
Dialing dialingOf(const Call &call, const contract::Provider *provider);

} // namespace services::call
