// SPDX-License-Identifier: GPL-3.0-or-later
#include "contract/envelope.h"

namespace contract {
namespace {
using core::Json;

struct ErrorBody
{
    QString status, reason, domain, message;
    template <typename V> static void describe(V &v)
    {
        v("status", &ErrorBody::status);
        v("reason", &ErrorBody::reason);
        v("domain", &ErrorBody::domain);
        v("message", &ErrorBody::message);
    }
};

QString textOf(const Json &json, const char *name)
{
    const Json *found = core::detail::findMember(json, name);
    if (!found || found->is_null())
        return {};
    if (!found->is_string())
        core::throwWrongKind(name, "a string");
    return core::fromUtf8(found->get_ref<const std::string &>());
}

Payload dataOf(const Json &json)
{
    const Json *found = core::detail::findMember(json, "data");
    return found ? Payload(*found) : Payload();
}

void requireObject(const Json &json)
{
    if (!json.is_object())
        core::throwWrongKind("message", "an object");
}
} // namespace

Reply Reply::error(const core::Error &error, const QString &domain)
{
    const bool late = error.code() == core::Errc::DeadlineExceeded; // a word of the caller's side only
    const core::Errc code = late ? core::Errc::Unavailable : error.code();
    ErrorBody body{QLatin1String(core::statusWord(code)), error.reason(), domain, error.message()};
    return Reply{core::statusCode(code), Payload::of(std::move(body)), errorType};
}

void Reply::throwIfError() const
{
    if (isOk())
        return;
    if (statusCode >= 400 && dataType == errorType) {
        const auto body = data.as<ErrorBody>();
        throw core::Error(body.status.isEmpty() ? core::errcOf(statusCode) : core::errcOf(body.status), body.reason, body.message,
                          body.domain);
    }
    const auto code = core::errcOf(statusCode);
    throw core::Error(code, QLatin1String(core::statusWord(code)),
                      QStringLiteral("The request was answered with %1.").arg(statusCode));
}

Json toJson(const Request &request)
{
    Json json{{"uri", core::utf8(request.uri)},
              {"method", core::utf8(request.method)},
              {"publisher", core::utf8(request.publisher)},
              {"data_type", core::utf8(request.dataType)}};
    if (!request.data.isEmpty())
        json["data"] = request.data.toJson();
    if (!request.requestId.isEmpty())
        json["request_id"] = core::utf8(request.requestId);
    return json;
}

Json toJson(const Reply &reply)
{
    Json json{{"status_code", reply.statusCode}, {"data_type", core::utf8(reply.dataType)}};
    if (!reply.data.isEmpty())
        json["data"] = reply.data.toJson();
    return json;
}

Json toJson(const Event &event)
{
    Json json{
        {"type", core::utf8(event.type)}, {"publisher", core::utf8(event.publisher)}, {"data_type", core::utf8(event.dataType)}};
    if (!event.data.isEmpty())
        json["data"] = event.data.toJson();
    return json;
}

Request requestOf(const Json &json)
{
    requireObject(json);
    return Request{textOf(json, "method"),    textOf(json, "uri"),       dataOf(json),
                   textOf(json, "publisher"), textOf(json, "data_type"), textOf(json, "request_id")};
}

Reply replyOf(const Json &json)
{
    requireObject(json);
    const Json *status = core::detail::findMember(json, "status_code");
    if (!status || !status->is_number_integer())
        core::throwWrongKind("status_code", "a whole number");
    return Reply{status->get<int>(), dataOf(json), textOf(json, "data_type")};
}

Event eventOf(const Json &json)
{
    requireObject(json);
    return Event{textOf(json, "type"), textOf(json, "publisher"), dataOf(json), textOf(json, "data_type")};
}

} // namespace contract
