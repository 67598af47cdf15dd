// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/call.h"
#include "contract/callmedia.h"

/// What customers see of the models in webhooks (contract/call-manager.md §2).
namespace services::call {

core::Json publicForm(const contract::Call &call);
core::Json publicForm(const contract::Groupcall &group);
core::Json publicForm(const contract::Recording &recording);

} // namespace services::call
