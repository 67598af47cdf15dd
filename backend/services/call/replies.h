// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/router.h"

/// Status codes that routes of call-manager answer by rule (contract/call-manager.md §1).
namespace services::call {

/// The reply with what `task` finds or makes.
template <typename T> core::Task<bus::Reply> answerOf(core::Task<T> task)
{
    auto value = co_await task;
    co_return bus::Reply::ok(std::move(value));
}

/// Routes marked E400 answer 400 whatever fails.
core::Task<bus::Reply> only400(core::Task<bus::Reply> task);

/// Routes whose "not found" has no body.
core::Task<bus::Reply> bare404(core::Task<bus::Reply> task);

} // namespace services::call
