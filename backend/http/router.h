// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/message.h"

#include <optional>

namespace http {

/// Method and path pattern to handler. Patterns: `/v1/calls/{id}` takes one segment, a final `/*` the rest (not empty).
class Router
{
public:
    /// @param method  GET serves HEAD too.
    void add(QByteArray method, const QString &pattern, Handler handler);

    /// What stands for the `{…}` and `*` of the pattern; nullopt: the path does not fit.
    static std::optional<QHash<QString, QString>> fit(const QString &pattern, const QString &path);

    struct Match
    {
        std::shared_ptr<const Handler> handler; ///< null: nothing here takes this method
        QHash<QString, QString> arguments;
        QByteArrayList allowed; ///< methods of this path; empty: there is no such path
    };
    /// The first fitting route in the order of adding.
    Match find(const QByteArray &method, const QString &path) const;

private:
    struct Route
    {
        QByteArray method;
        QStringList segments;
        std::shared_ptr<const Handler> handler;
    };
    std::vector<Route> m_routes;
};

} // namespace http
