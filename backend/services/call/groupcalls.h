// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/call/context.h"

namespace services::call {

/// One call to many destinations (contract/call-manager.md §11): all ring, the first answer wins.
class Groupcalls
{
public:
    explicit Groupcalls(Context &context) : m(context) {}

    /// Rings every registered phone of an extension. @throws core::Error(FailedPrecondition) when none is registered.
    Task<Groupcall> ringExtension(contract::CallsCreate body, contract::Address extension);
    Task<void> answered(QUuid id, QUuid callId);
    Task<void> legEnded(QUuid id);
    Task<Groupcall> hangup(QUuid id);

private:
    Context &m;
};

} // namespace services::call
