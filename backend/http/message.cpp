// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/message.h"

#include "core/json.h"

namespace http {

const char *phraseOf(int status)
{
    switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 402: return "Payment Required";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 409: return "Conflict";
    case 411: return "Length Required";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 416: return "Range Not Satisfiable";
    case 417: return "Expectation Failed";
    case 421: return "Misdirected Request";
    case 422: return "Unprocessable Content";
    case 426: return "Upgrade Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    default: return "Status";
    }
}

namespace {
int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::optional<QByteArray> percentDecoded(const QByteArray &text)
{
    QByteArray decoded;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i];
            continue;
        }
        const int high = i + 2 < text.size() ? hexDigit(text[i + 1]) : -1, low = high >= 0 ? hexDigit(text[i + 2]) : -1;
        if (low < 0)
            return std::nullopt;
        decoded += char(high * 16 + low);
        i += 2;
    }
    return decoded;
}

bool isSafeSegment(const QString &segment)
{
    if (segment == QLatin1String(".") || segment == QLatin1String(".."))
        return false;
    return std::none_of(segment.begin(), segment.end(), [](QChar c) {
        return c < QChar(0x20) || c == QChar(0x7f) || c == QLatin1Char('\\') || c == QChar(QChar::ReplacementCharacter);
    });
}

void append(QByteArray &to, QByteArrayView name, QByteArray value)
{
    value.replace('\r', ' ').replace('\n', ' ');
    to.append(name).append(": ").append(value).append("\r\n");
}
} // namespace

Response Response::json(const nlohmann::json &value, int status)
{
    return {status, "application/json", QByteArray::fromStdString(core::dumpJson(value)), {}};
}

Response Response::text(QByteArray text, QByteArray contentType) { return {200, std::move(contentType), std::move(text), {}}; }

Response Response::error(const core::Error &error)
{
    const core::Json body{{"status", core::statusWord(error.code())},
                          {"reason", core::utf8(error.reason())},
                          {"message", core::utf8(error.message())}};
    return json(body, error.status());
}

Response Response::error(int status, const QString &message)
{
    QString reason = QString::fromLatin1(phraseOf(status)).toUpper();
    reason.replace(QLatin1Char(' '), QLatin1Char('_'));
    const core::Json body{
        {"status", core::statusWord(core::errcOf(status))}, {"reason", core::utf8(reason)}, {"message", core::utf8(message)}};
    return json(body, status);
}

QByteArray serialize(const Response &response, bool bodyless)
{
    const bool noContent = response.status == 204 || response.status == 304;
    QByteArray bytes = "HTTP/1.1 " + QByteArray::number(response.status) + ' ' + phraseOf(response.status) + "\r\n";
    if (!noContent) {
        append(bytes, "Content-Type", response.contentType.isEmpty() ? "application/octet-stream" : response.contentType);
        append(bytes, "Content-Length", QByteArray::number(response.body.size()));
    }
    for (const auto &[name, value] : response.headers)
        append(bytes, name, value);
    append(bytes, "X-Content-Type-Options", "nosniff");
    append(bytes, "Cache-Control", "no-store");
    append(bytes, "Connection", "close");
    bytes += "\r\n";
    if (!bodyless && !noContent)
        bytes += response.body;
    return bytes;
}

std::optional<QString> decodePath(const QByteArray &target)
{
    const QByteArray raw = target.left(target.indexOf('?') < 0 ? target.size() : target.indexOf('?'));
    if (!raw.startsWith('/'))
        return std::nullopt;
    QString path;
    for (const QByteArray &part : raw.mid(1).split('/')) {
        const auto decoded = percentDecoded(part);
        if (!decoded)
            return std::nullopt;
        const QStringList names = QString::fromUtf8(*decoded).split(QLatin1Char('/'));
        const bool isOne = names.size() == 1;
        if (!std::all_of(names.begin(), names.end(),
                         [isOne](const QString &name) { return isSafeSegment(name) && (isOne || !name.isEmpty()); }))
            return std::nullopt;
        path += QLatin1Char('/') + names.join(QLatin1String("%2F"));
    }
    return path;
}

} // namespace http
