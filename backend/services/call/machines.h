// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/call/context.h"

namespace services::call {

/// Who answered, a person or a machine: the amd action (contract/call-manager.md §6).
class Machines
{
public:
    explicit Machines(Context &context) : m(context) {}

    /// Listens to the call beside whatever it does.
    Task<void> start(Call call);
    /// The listening channel is in Stasis: on to the detector.
    Task<void> listenerEntered(Channel listener);
    /// It comes back with what it heard.
    Task<void> heard(Channel listener);

private:
    Context &m;
};

} // namespace services::call
