// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/fetch.h"

#include <deque>

/// Answers web requests as a test wants: in order, then 200.
class FakeFetcher : public core::Fetcher
{
public:
    core::Task<core::FetchReply> fetch(core::FetchRequest request) override
    {
        asked.push_back(request);
        if (forbidden)
            throw core::Error(core::Errc::PermissionDenied, QStringLiteral("TARGET_FORBIDDEN"), QStringLiteral("Not there."));
        core::FetchReply reply;
        reply.status = 200;
        reply.body = body;
        if (!statuses.empty()) {
            reply.status = statuses.front();
            statuses.pop_front();
        }
        if (reply.status == 0)
            throw core::Error(core::Errc::Unavailable, QStringLiteral("FETCH_FAILED"), QStringLiteral("No connection."));
        co_return reply;
    }

    std::vector<core::FetchRequest> asked;
    std::deque<int> statuses; ///< 0: no connection
    QByteArray body;
    bool forbidden = false;
};
