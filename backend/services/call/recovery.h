// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/call/context.h"
#include "services/call/sipdialog.h"

namespace services::call {

/// Rebuilds calls of an engine that is gone, from the SIP messages that a HOMER kept (contract/call-manager.md §13).
class Recovery
{
public:
    explicit Recovery(Context &context) : m(context) {}

    /// Recovers what it can, in the background. @throws core::Error(InvalidArgument) without an engine's id
    Task<void> start(QString asteriskId);
    /// The new channel is in Stasis: dial inside the old dialog, and go on where the call was.
    Task<void> dial(QUuid callId, Channel channel);

private:
    Task<void> recover(Call call, QString sipCallId);
    /// @throws core::Error(Unavailable) when HOMER does not answer well
    Task<std::vector<CapturedMessage>> messagesOf(QString sipCallId);

    Context &m;
};

} // namespace services::call
