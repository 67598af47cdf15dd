// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <QByteArray>

#include <utility>
#include <vector>

namespace http {

/// What one client may ask of the server.
struct Limits
{
    qsizetype head = 16 * 1024;    ///< bytes of request line and headers; beyond: 431
    qsizetype target = 8 * 1024;   ///< bytes of the request line; beyond: 414
    qint64 body = 8 * 1024 * 1024; ///< bytes of a body; beyond: 413
    int headers = 100;             ///< header lines; beyond: 431
    int connections = 256;         ///< open at a time; further ones are closed at once
    core::Millis request{15'000};  ///< from accepting to the last byte of the request
    core::Millis handler{120'000}; ///< from there to the answer
    core::Millis idle{15'000};     ///< without progress while the answer is taken
};

using Header = std::pair<QByteArray, QByteArray>;

/// Value of the first header of that name (any case), or empty.
QByteArray headerValue(const std::vector<Header> &headers, QByteArrayView name);

/// Request line and headers of one request (RFC 9112).
struct Head
{
    QByteArray method;
    QByteArray target;
    std::vector<Header> headers;
    qint64 bodyLength = 0;
};

struct HeadResult
{
    enum State { Incomplete, Complete, Refused };
    State state = Incomplete;
    int status = 0;       ///< of the refusal
    const char *why = ""; ///< of the refusal, one sentence
    Head head;
};

/// Reads the head at the start of `bytes`. Stricter than QtHttpServer's parser, so that the two can never disagree on where
/// a request ends: no bare LF or CR, no folded lines, one Content-Length, no Transfer-Encoding.
HeadResult readHead(QByteArrayView bytes, const Limits &limits);

} // namespace http
