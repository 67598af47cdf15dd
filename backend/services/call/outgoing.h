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

private:
    Context &m;
};

} // namespace services::call
