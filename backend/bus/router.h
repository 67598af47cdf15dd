// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/bus.h"

#include <QHash>

#include <span>

namespace bus {

/// A request that matched a route.
struct Call
{
    Request request;
    std::vector<QString> arguments; ///< the `{…}` segments, percent-decoded, in order
    QHash<QString, QString> query;
    bool settles = false; ///< who asks must not hear of a change before beforeReply() was awaited

    /// Argument as a UUID (the router has checked `{id}` segments).
    QUuid id(size_t index = 0) const;
    const QString &text(size_t index = 0) const { return arguments.at(index); }
    /// The body. @throws Error(InvalidArgument) when there is none or it does not fit (contract/bus.md §4).
    template <typename T> T body() const
    {
        requireBody();
        return request.data.as<T>();
    }
    unsigned pageSize() const; ///< 0 when missing or no number
    QString pageToken() const;
    /// Filters of a list request: the body's members; without any, `filter_` parameters of the query, texts `true` and
    /// `false` of `deleted` made bool (contract/bus.md §11).
    core::Json filters() const;

private:
    void requireBody() const;
};

/// One row of a service's surface. `{id}`-like names ending in `id` match lower-case UUIDs, other names any text.
template <typename H> struct Route
{
    const char *method;
    const char *pattern; ///< `/v1/calls/{id}/hangup`; a trailing `?` asks for a query (list routes)
    Task<Reply> (H::*handler)(Call);
    const char *summary;
};

/// A row without its handler: what the API explorer and the documentation show.
struct RouteInfo
{
    QString method, pattern, summary;
};

/// Finds the row of a request. No match answers 404 without body (contract/bus.md §4).
class Router
{
public:
    using Function = std::function<Task<Reply>(Call)>;

    /// @param domain  service name, for the error body.
    explicit Router(QString domain) : m_domain(std::move(domain)) {}

    template <typename H> void add(std::span<const Route<H>> routes, H *handlers)
    {
        for (const auto &route : routes) {
            add(RouteInfo{QString::fromLatin1(route.method), QString::fromLatin1(route.pattern),
                          QString::fromUtf8(route.summary)},
                [handlers, handler = route.handler](Call call) { return (handlers->*handler)(std::move(call)); });
        }
    }
    void add(RouteInfo info, Function function);

    /// Awaited after a request other than GET was handled and before its reply goes out; what it throws is the reply.
    /// On a local bus the platform's own services are answered at once: whoever tells the outside awaits what is his.
    void beforeReply(const Bus &bus, std::function<Task<void>()> settle)
    {
        m_settle = std::move(settle);
        m_servicesWait = !bus.isLocal();
    }
    /// Runs the matching handler and turns what it throws into a reply.
    Task<Reply> dispatch(Request request) const;
    const std::vector<RouteInfo> &routes() const { return m_infos; }

private:
    struct Segment
    {
        enum Kind { Word, Text, Id } kind; ///< `{x}` are texts, `{id}` and `{..._id}` ids
        QString word;
    };
    struct Entry
    {
        QString method;
        std::vector<Segment> segments;
        bool wantsQuery = false;
        Function function;
    };
    static bool fits(QStringView part, const Segment &segment);
    bool settles(const Request &request) const;
    const Entry *match(const Request &request, Call *call) const;

    QString m_domain;
    std::function<Task<void>()> m_settle;
    bool m_servicesWait = true;
    std::vector<Entry> m_entries;
    std::vector<std::vector<size_t>> m_bySize; ///< segment count → rows
    std::vector<RouteInfo> m_infos;
};

/// `page_size=…&page_token=…` of a list request.
QString listUri(const QString &path, unsigned pageSize, const QString &pageToken);

} // namespace bus
