// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/call/context.h"

namespace services::call {

/// Captures the RTP of a call at its media proxy while the call lasts (contract/call-manager.md §14). Never fails a call.
class RtpDebug
{
public:
    explicit RtpDebug(Context &context) : m(context) {}

    /// When the call's metadata asks for it.
    void start(const Call &call);
    void stop(const Call &call);

private:
    Task<void> capture(QString queue, QString callId, QString ownTag);
    Task<Json> command(QString queue, Json body);
    std::optional<std::pair<QString, QString>> proxyOf(const Call &call) const;

    Context &m;
};

} // namespace services::call
