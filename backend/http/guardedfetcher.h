// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fetch.h"
#include "http/targets.h"

#include <functional>
#include <memory>

namespace http {

/// Fetches from public addresses only, and from hosts that were allowed. Each hop's name is looked up once, and the connection
/// goes to an address that was checked, so neither a redirect nor a second answer of the DNS leads inside. No proxy, no
/// cookies, no credentials but the request's own, which a redirect to another host does not get. Never decompresses.
class GuardedFetcher : public core::Fetcher
{
public:
    /// Finds the addresses of a host name; none: it has none. Answers once, on the fetcher's thread.
    using Resolver = std::function<void(const QString &host, std::function<void(std::vector<QHostAddress>)> answer)>;

    /// @param resolver  empty: the system's.
    explicit GuardedFetcher(std::shared_ptr<core::Clock> clock, Targets targets = {}, Resolver resolver = {});
    ~GuardedFetcher() override; ///< What is under way ends with Unavailable.

    core::Task<core::FetchReply> fetch(core::FetchRequest request) override;

private:
    class Private;
    std::shared_ptr<Private> d;
};

} // namespace http
