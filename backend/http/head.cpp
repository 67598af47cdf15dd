// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/head.h"

#include <algorithm>

namespace http {
namespace {
HeadResult refused(int status, const char *why)
{
    HeadResult result;
    result.state = HeadResult::Refused;
    result.status = status;
    result.why = why;
    return result;
}

bool isToken(QByteArrayView text)
{
    constexpr QByteArrayView marks("!#$%&'*+-.^_`|~");
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || marks.contains(c);
    });
}

bool isPrintable(QByteArrayView text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return (uchar(c) >= 0x20 && c != 0x7f) || c == '\t'; });
}

bool isName(QByteArrayView text, QByteArrayView name)
{
    return text.size() == name.size() && qstrnicmp(text.data(), text.size(), name.data(), name.size()) == 0;
}

HeadResult readRequestLine(QByteArrayView line)
{
    const qsizetype first = line.indexOf(' '), last = line.lastIndexOf(' ');
    if (first <= 0 || last == first)
        return refused(400, "The request line is malformed.");
    const QByteArrayView version = line.sliced(last + 1);
    HeadResult result;
    result.head.method = line.first(first).toByteArray();
    result.head.target = line.sliced(first + 1, last - first - 1).toByteArray();
    const bool whole = result.head.method == "OPTIONS" && result.head.target == "*";
    if (!isToken(result.head.method) || !(whole || result.head.target.startsWith('/')) || result.head.target.contains(' ') ||
        result.head.target.contains('\t'))
        return refused(400, "The request line is malformed.");
    if (version != QByteArrayView("HTTP/1.1") && version != QByteArrayView("HTTP/1.0"))
        return refused(505, "HTTP/1.0 and HTTP/1.1 are spoken here.");
    return result;
}

int countOf(const std::vector<Header> &headers, QByteArrayView name)
{
    return int(std::count_if(headers.begin(), headers.end(), [&](const Header &one) { return isName(one.first, name); }));
}

HeadResult judge(HeadResult result, bool hostNeeded, const Limits &limits)
{
    const auto &headers = result.head.headers;
    const int hosts = countOf(headers, "Host");
    if (hosts > 1 || (hosts == 0 && hostNeeded))
        return refused(400, "One Host header is needed.");
    if (countOf(headers, "Transfer-Encoding") > 0)
        return refused(411, "Send the body with a Content-Length.");
    const int lengths = countOf(headers, "Content-Length");
    if (lengths > 1)
        return refused(400, "Content-Length is there twice.");
    if (lengths == 1) {
        const QByteArray text = headerValue(headers, "Content-Length");
        const bool digits = !text.isEmpty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (!digits)
            return refused(400, "Content-Length is no number.");
        bool fits = false;
        result.head.bodyLength = text.toLongLong(&fits);
        if (!fits || result.head.bodyLength > limits.body)
            return refused(413, "The body is too large.");
    }
    const QByteArray expect = headerValue(headers, "Expect");
    if (!expect.isEmpty() && !isName(expect, "100-continue"))
        return refused(417, "This expectation cannot be met.");
    result.state = HeadResult::Complete;
    return result;
}
} // namespace

QByteArray headerValue(const std::vector<Header> &headers, QByteArrayView name)
{
    for (const Header &one : headers) {
        if (isName(one.first, name))
            return one.second;
    }
    return {};
}

HeadResult readHead(QByteArrayView bytes, const Limits &limits)
{
    HeadResult result;
    bool hostNeeded = true;
    qsizetype from = 0;
    for (int line = 0;; ++line) {
        const qsizetype end = bytes.indexOf('\n', from);
        const qsizetype length = (end < 0 ? bytes.size() : end) - from;
        if (line == 0 && length > limits.target)
            return refused(414, "The address is too long.");
        if (from + length > limits.head || line > limits.headers + 1)
            return refused(431, "The request headers are too large.");
        if (end < 0)
            return {};
        if (length == 0 || bytes[end - 1] != '\r')
            return refused(400, "Lines end in CR LF.");
        const QByteArrayView text = bytes.sliced(from, length - 1);
        from = end + 1;
        if (!isPrintable(text))
            return refused(400, "There is a control character in the request head.");
        if (line == 0) {
            result = readRequestLine(text);
            if (result.state == HeadResult::Refused)
                return result;
            hostNeeded = text.endsWith('1');
            continue;
        }
        if (text.isEmpty())
            return judge(std::move(result), hostNeeded, limits);
        const qsizetype colon = text.indexOf(':');
        if (colon <= 0 || !isToken(text.first(colon)))
            return refused(400, "A header line is malformed.");
        result.head.headers.emplace_back(text.first(colon).toByteArray(), text.sliced(colon + 1).toByteArray().trimmed());
    }
}

} // namespace http
