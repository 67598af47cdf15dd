// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/flow/substitute.h"

#include <algorithm>

namespace services::flow {

namespace {
bool hasNames(const core::Json &json)
{
    if (json.is_string())
        return json.get_ref<const std::string &>().find("${") != std::string::npos;
    return json.is_structured() && std::any_of(json.begin(), json.end(), hasNames);
}

Lookup collectInto(QStringList &names)
{
    return [&names](const QString &name) {
        names += name;
        return QString();
    };
}
} // namespace

QString substitute(const QString &text, const Lookup &lookup)
{
    QString result;
    qsizetype from = 0;
    while (true) {
        const qsizetype open = text.indexOf(QLatin1String("${"), from);
        const qsizetype close = open < 0 ? -1 : text.indexOf(QLatin1Char('}'), open);
        const qsizetype line = open < 0 ? -1 : text.indexOf(QLatin1Char('\n'), open);
        if (close < 0)
            return from == 0 ? text : result + text.mid(from);
        if (line >= 0 && line < close) {
            result += text.mid(from, open + 2 - from);
            from = open + 2;
            continue;
        }
        result += text.mid(from, open - from) + lookup(text.mid(open + 2, close - open - 2));
        from = close + 1;
    }
}

core::Json substitute(const core::Json &json, const Lookup &lookup)
{
    if (!hasNames(json))
        return json;
    if (json.is_string())
        return core::utf8(substitute(core::fromUtf8(json.get_ref<const std::string &>()), lookup));
    core::Json result = json;
    if (json.is_structured()) {
        for (auto it = result.begin(); it != result.end(); ++it)
            *it = substitute(*it, lookup);
    }
    return result;
}

QStringList namesIn(const QString &text)
{
    QStringList names;
    substitute(text, collectInto(names));
    return names;
}

QStringList namesIn(const core::Json &json)
{
    QStringList names;
    if (hasNames(json))
        substitute(json, collectInto(names));
    return names;
}

} // namespace services::flow
