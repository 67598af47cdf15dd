// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/router.h"

/// Status codes that routes of call-manager answer by rule (contract/call-manager.md §1).
namespace services::call {

/// Routes marked E400 answer 400 whatever fails.
core::Task<bus::Reply> only400(core::Task<bus::Reply> task);

/// Routes whose "not found" has no body.
core::Task<bus::Reply> bare404(core::Task<bus::Reply> task);

} // namespace services::call
