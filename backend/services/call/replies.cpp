// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/call/replies.h"

namespace services::call {

core::Task<bus::Reply> only400(core::Task<bus::Reply> task)
{
    try {
        bus::Reply reply = co_await task;
        co_return reply;
    } catch (const core::Error &error) {
        throw core::Error(core::Errc::InvalidArgument, error.reason(), error.message(), error.detail());
    }
}

core::Task<bus::Reply> bare404(core::Task<bus::Reply> task)
{
    try {
        bus::Reply reply = co_await task;
        co_return reply;
    } catch (const core::Error &error) {
        if (error.code() != core::Errc::NotFound)
            throw;
        co_return bus::Reply::status(404);
    }
}

} // namespace services::call
