// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/task.h"
#include "http/head.h"

#include <nlohmann/json_fwd.hpp>

#include <QHash>
#include <QHostAddress>
#include <QUrlQuery>

#include <functional>

namespace http {

/// One request, complete and checked. `path` is decoded and free of `.` and `..` segments.
struct Request
{
    QByteArray method; ///< HEAD arrives as GET
    QString path;
    QByteArray target; ///< path and query as they were sent
    QUrlQuery query;
    std::vector<Header> headers;
    QByteArray body;
    QHostAddress peer;
    QHash<QString, QString> arguments; ///< by the names of the pattern; the rest of `/*` is `*`

    QByteArray header(QByteArrayView name) const { return headerValue(headers, name); }
};

struct Response
{
    int status = 200;
    QByteArray contentType;
    QByteArray body;
    std::vector<Header> headers;

    static Response json(const nlohmann::json &value, int status = 200);
    static Response text(QByteArray text, QByteArray contentType = "text/plain; charset=utf-8");
    /// Body of an error: `{"status", "reason", "message"}`; the detail stays in the log.
    static Response error(const core::Error &error);
    static Response error(int status, const QString &message);
};

using Handler = std::function<core::Task<Response>(Request)>;

/// `Not Found` for 404.
const char *phraseOf(int status);

/// The bytes of the answer. `bodyless`: the length is told, the body is not sent (HEAD). Always `Connection: close`.
QByteArray serialize(const Response &response, bool bodyless);

/// Decoded path of a request target, or nullopt when it is malformed or tries to climb.
std::optional<QString> decodePath(const QByteArray &target);

} // namespace http
