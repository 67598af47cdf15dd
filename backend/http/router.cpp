// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/router.h"

namespace http {
namespace {
std::optional<QHash<QString, QString>> fitSegments(const QStringList &pattern, const QStringList &path)
{
    QHash<QString, QString> arguments;
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        const QString &wanted = pattern[i];
        if (wanted == QLatin1String("*") && i + 1 == pattern.size()) {
            const QString rest = path.mid(i).join(QLatin1Char('/'));
            if (rest.isEmpty())
                return std::nullopt;
            arguments.insert(wanted, rest);
            return arguments;
        }
        if (i >= path.size())
            return std::nullopt;
        if (wanted.startsWith(QLatin1Char('{')) && !path[i].isEmpty())
            arguments.insert(wanted.mid(1, wanted.size() - 2), path[i]);
        else if (wanted != path[i])
            return std::nullopt;
    }
    return pattern.size() == path.size() ? std::optional(arguments) : std::nullopt;
}
} // namespace

std::optional<QHash<QString, QString>> Router::fit(const QString &pattern, const QString &path)
{
    return fitSegments(pattern.split(QLatin1Char('/')), path.split(QLatin1Char('/')));
}

void Router::add(QByteArray method, const QString &pattern, Handler handler)
{
    m_routes.push_back({std::move(method), pattern.split(QLatin1Char('/')), std::make_shared<const Handler>(std::move(handler))});
}

Router::Match Router::find(const QByteArray &method, const QString &path) const
{
    const QStringList segments = path.split(QLatin1Char('/'));
    const QByteArray wanted = method == "HEAD" ? QByteArray("GET") : method;
    Match match;
    for (const Route &route : m_routes) {
        const auto arguments = fitSegments(route.segments, segments);
        if (!arguments)
            continue;
        if (!match.allowed.contains(route.method))
            match.allowed += route.method;
        if (!match.handler && route.method == wanted) {
            match.handler = route.handler;
            match.arguments = *arguments;
        }
    }
    if (match.allowed.contains("GET"))
        match.allowed += "HEAD";
    if (!match.allowed.isEmpty())
        match.allowed += "OPTIONS";
    return match;
}

} // namespace http
