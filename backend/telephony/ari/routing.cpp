// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/ari/routing.h"

#include <QHash>

#include <algorithm>
#include <vector>

namespace telephony::ari {
namespace {
struct Place
{
    const Resource *resource;
    const Operation *operation;
    QString method;
    QStringList parts; ///< placeholders are empty
};

/// By the first part of their paths.
QHash<QString, std::vector<Place>> placesOf()
{
    QHash<QString, std::vector<Place>> all;
    for (const Resource &resource : resources()) {
        for (const Operation &operation : resource.operations) {
            QStringList parts = QString::fromLatin1(operation.path).split(QLatin1Char('/'), Qt::SkipEmptyParts);
            for (QString &part : parts) {
                if (part.startsWith(QLatin1Char('{')))
                    part.clear();
            }
            all[parts.first()].push_back({&resource, &operation, QString::fromLatin1(operation.method), parts});
        }
    }
    return all;
}

bool fits(const QStringList &pattern, const QStringList &parts)
{
    return std::equal(pattern.begin(), pattern.end(), parts.begin(), parts.end(),
                      [](const QString &wanted, const QString &part) { return wanted.isEmpty() || wanted == part; });
}

qsizetype placeholdersOf(const Place &place) { return place.parts.count(QString()); }
} // namespace

Match findOperation(const QString &method, const QStringList &parts)
{
    static const QHash<QString, std::vector<Place>> places = placesOf();
    Match match;
    const auto near = places.constFind(parts.value(0));
    if (near == places.cend())
        return match;
    const Place *best = nullptr;
    for (const Place &place : *near) {
        if (!fits(place.parts, parts))
            continue;
        if (!match.allowed.contains(place.method))
            match.allowed += place.method;
        if (place.method == method && (!best || placeholdersOf(place) < placeholdersOf(*best)))
            best = &place;
    }
    if (!best)
        return match;
    match.resource = best->resource;
    match.operation = best->operation;
    for (qsizetype i = 0; i < parts.size(); ++i) {
        if (best->parts[i].isEmpty())
            match.arguments += parts[i];
    }
    return match;
}

} // namespace telephony::ari
