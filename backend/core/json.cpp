// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/json.h"

#include <QLatin1String>

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

std::string dumpJson(const Json &value, int indent) { return value.dump(indent, ' ', false, Json::error_handler_t::replace); }

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
