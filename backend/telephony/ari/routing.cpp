// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/ari/routing.h"

#include <QHash>

#include <algorithm>
#include <optional>
#include <vector>

namespace telephony::ari {
namespace {
struct Place
{
    const Resource *resource;
    const Operation *operation;
    QStringList parts;
    qsizetype placeholders;
};

bool isPlaceholder(const QString &part) { return part.startsWith(QLatin1Char('{')); }

/// By the first part of their paths.
QHash<QString, std::vector<Place>> placesOf()
{
    QHash<QString, std::vector<Place>> all;
    for (const Resource &resource : resources()) {
        for (const Operation &operation : resource.operations) {
            const QStringList parts = QString::fromLatin1(operation.path).split(QLatin1Char('/'), Qt::SkipEmptyParts);
            all[parts.first()].push_back(
                {&resource, &operation, parts, std::count_if(parts.begin(), parts.end(), isPlaceholder)});
        }
    }
    return all;
}

std::optional<QStringList> fits(const QStringList &pattern, const QStringList &parts)
{
    if (pattern.size() != parts.size())
        return std::nullopt;
    QStringList arguments;
    for (qsizetype i = 0; i < parts.size(); ++i) {
        if (isPlaceholder(pattern[i]))
            arguments += parts[i];
        else if (pattern[i] != parts[i])
            return std::nullopt;
    }
    return arguments;
}
} // namespace

Match findOperation(const QString &method, const QStringList &parts)
{
    static const QHash<QString, std::vector<Place>> places = placesOf();
    Match best;
    const auto near = places.constFind(parts.value(0));
    if (near == places.cend())
        return best;
    qsizetype placeholders = 0;
    for (const Place &place : *near) {
        auto arguments = fits(place.parts, parts);
        if (!arguments)
            continue;
        const QString own = QString::fromLatin1(place.operation->method);
        if (!best.allowed.contains(own))
            best.allowed += own;
        if (own != method || (best.operation && placeholders <= place.placeholders))
            continue;
        best.resource = place.resource;
        best.operation = place.operation;
        best.arguments = std::move(*arguments);
        placeholders = place.placeholders;
    }
    return best;
}

} // namespace telephony::ari
