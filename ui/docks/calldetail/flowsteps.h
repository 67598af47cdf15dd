// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/call.h"
#include "contract/flow.h"
#include "ui/common/callsmodel.h"

namespace ui {

/// The steps of a call's flow, oldest first, the one that runs now last. What ran is flow-manager's word; when it began is
/// call-manager's, which stamps what reaches the call: a step without a time ran within flow-manager.
/// @param flow   as read last, perhaps older than `begun`; empty when there is none
/// @param begun  what the call did, oldest first, perhaps without the beginning
std::vector<contract::Action> flowSteps(const contract::Activeflow &flow, const std::vector<ActionStart> &begun);

} // namespace ui
