// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jsontext.h"

#include <QLatin1String>

#include <algorithm>
#include <utility>

namespace core {
namespace {
constexpr int maxDepth = 64;

bool tooDeep(std::string_view text)
{
    int depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            if (++depth > maxDepth)
                return true;
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return false;
}

std::string dumpWhole(const Json &value, int indent = -1)
{
    return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

/// True when the bytes stand in a JSON text as they are.
bool isPlain(const std::string &text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c != '"' && c != '\\' && c != 0x7f; });
}

void appendString(std::string *text, const std::string &value)
{
    if (!isPlain(value)) {
        *text += dumpWhole(value);
        return;
    }
    *text += '"';
    *text += value;
    *text += '"';
}

/// As dumpWhole(), which looks at every byte of a text for longer than the rest takes together.
void appendText(std::string *text, const Json &value)
{
    bool first = true;
    const auto separate = [&] {
        if (!std::exchange(first, false))
            *text += ',';
    };
    if (value.is_object()) {
        *text += '{';
        for (auto it = value.begin(); it != value.end(); ++it) {
            separate();
            appendString(text, it.key());
            *text += ':';
            appendText(text, *it);
        }
        *text += '}';
    } else if (value.is_array()) {
        *text += '[';
        for (const Json &item : value) {
            separate();
            appendText(text, item);
        }
        *text += ']';
    } else if (value.is_string()) {
        appendString(text, value.get_ref<const std::string &>());
    } else {
        *text += dumpWhole(value);
    }
}
} // namespace

Json parseJson(std::string_view text)
{
    if (tooDeep(text))
        throw Error(Errc::InvalidArgument, QStringLiteral("INVALID_BODY"), QStringLiteral("The JSON is nested too deeply."));
    try {
        return Json::parse(text);
    } catch (const Json::parse_error &e) {
        throw Error(Errc::InvalidArgument, QStringLiteral("INVALID_BODY"),
                    QStringLiteral("The body is no valid JSON at byte %1.").arg(e.byte));
    }
}

std::string dumpJson(const Json &value, int indent)
{
    if (indent >= 0)
        return dumpWhole(value, indent);
    std::string text;
    text.reserve(1024); // an event or a row, most of the time
    appendText(&text, value);
    return text;
}

void appendJson(std::string *text, const Json &value) { appendText(text, value); }
void appendJson(std::string *text, const QString &value) { appendString(text, utf8(value)); }

void throwWrongKind(const char *member, const char *expected)
{
    throw Error(Errc::InvalidArgument, QStringLiteral("INVALID_BODY"),
                QStringLiteral("\"%1\" must be %2.").arg(QLatin1String(member), QLatin1String(expected)));
}

namespace detail {
bool sameName(const std::string &a, const char *b)
{
    return QLatin1String(a.data(), qsizetype(a.size())).compare(QLatin1String(b), Qt::CaseInsensitive) == 0;
}

const Json *findMember(const Json &object, const char *name)
{
    if (!object.is_object())
        throwWrongKind("body", "an object");
    if (const auto exact = object.find(name); exact != object.end())
        return &*exact;
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (sameName(it.key(), name))
            return &*it;
    }
    return nullptr;
}
} // namespace detail

} // namespace core
