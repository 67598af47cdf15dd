// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/task.h"

#include <QByteArray>
#include <QUrl>

#include <utility>
#include <vector>

namespace core {

/// A request to somebody else's web server: media by URL, webhooks.
struct FetchRequest
{
    QByteArray method = QByteArrayLiteral("GET");
    QUrl url; ///< http or https
    std::vector<std::pair<QByteArray, QByteArray>> headers;
    QByteArray body;
    qint64 maxBytes = 1'000'000; ///< of the reply's body
    Millis timeout{10'000};      ///< for all of it: look-up, redirects, body
    int maxRedirects = 5;        ///< 0: a redirect is the reply
};

struct FetchReply
{
    int status = 0; ///< of HTTP, whatever it is
    std::vector<std::pair<QByteArray, QByteArray>> headers;
    QByteArray body;
    QUrl url; ///< after redirects
};

/// The way out to the web, for services and media alike; they get it from the composition root (http::GuardedFetcher). Belongs
/// to one thread.
class Fetcher
{
public:
    virtual ~Fetcher() = default;
    /// @throws Error  InvalidArgument (BAD_URL, BAD_REQUEST), PermissionDenied (TARGET_FORBIDDEN), ResourceExhausted
    ///                (REPLY_TOO_LARGE, TOO_MANY_REDIRECTS), DeadlineExceeded (FETCH_TIMEOUT), Unavailable (FETCH_FAILED).
    virtual Task<FetchReply> fetch(FetchRequest request) = 0;
};

} // namespace core
