// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/route/service.h"

#include <QRegularExpression>

namespace services::route {

using contract::Provider;
using core::Errc;
using core::Error;
using core::Json;

namespace {
constexpr qsizetype longestCodecs = 255;
/// Whose routes serve customers without routes of their own.
const QUuid basicRoutes(QStringLiteral("00000000-0000-0000-0000-000000000001"));

[[noreturn]] void invalid(const char *reason, const QString &message)
{
    throw Error(Errc::InvalidArgument, QLatin1String(reason), message);
}

/// Spaces go; what is left is a list without empty places.
QString checkedCodecs(const QString &codecs)
{
    static const QRegularExpression bad(QStringLiteral("[\\r\\n()]"));
    if (codecs.size() > longestCodecs || codecs.contains(bad))
        invalid("INVALID_CODECS", QStringLiteral("The list of codecs is malformed."));
    QStringList tokens;
    if (codecs.trimmed().isEmpty())
        return {};
    for (const QString &token : codecs.split(QLatin1Char(','))) {
        tokens += token.trimmed();
        if (tokens.back().isEmpty())
            invalid("INVALID_CODECS", QStringLiteral("The list of codecs has an empty place."));
    }
    return tokens.join(QLatin1Char(','));
}

void changeProvider(const Json &body, Provider &provider)
{
    take(body, "type", provider.type);
    take(body, "hostname", provider.hostname);
    take(body, "tech_prefix", provider.techPrefix);
    take(body, "tech_postfix", provider.techPostfix);
    take(body, "tech_headers", provider.techHeaders);
    take(body, "name", provider.name);
    take(body, "detail", provider.detail);
    take(body, "codecs", provider.codecs);
    provider.codecs = checkedCodecs(provider.codecs);
    if (provider.type.isEmpty())
        provider.type = QStringLiteral("sip");
    if (provider.type != QLatin1String("sip"))
        invalid("INVALID_PROVIDER_TYPE", QStringLiteral("A provider's type is sip."));
    static const QRegularExpression host(QStringLiteral("^[A-Za-z0-9.:\\[\\]-]{1,255}\\z"));
    if (!host.match(provider.hostname).hasMatch())
        invalid("INVALID_HOSTNAME", QStringLiteral("A provider needs a host name or address."));
    static const QRegularExpression affix(QStringLiteral("^[A-Za-z0-9*#+._-]{0,64}\\z"));
    if (!affix.match(provider.techPrefix).hasMatch() || !affix.match(provider.techPostfix).hasMatch())
        invalid("INVALID_AFFIX", QStringLiteral("Prefix and postfix of a number are digits and letters."));
}

void changeRoute(const Json &body, contract::Route &route)
{
    take(body, "name", route.name);
    take(body, "detail", route.detail);
    take(body, "provider_id", route.providerId);
    take(body, "priority", route.priority);
    take(body, "target", route.target);
    static const QRegularExpression target(QStringLiteral("^(all|\\+[0-9]{1,15})\\z"));
    if (!target.match(route.target).hasMatch())
        invalid("INVALID_TARGET", QStringLiteral("A route leads to \"all\" or to a calling code such as +82."));
}
} // namespace

Service::Service(bus::Bus &bus, store::Store &db, std::shared_ptr<core::Clock> clock)
    : Manager(bus, std::move(clock), contract::service::route),
      m_providers(db, QStringLiteral("route_providers"), QStringLiteral("PROVIDER_NOT_FOUND"), QStringLiteral("provider"),
                  names("id", "type", "hostname", "name", "health_status", "deleted")),
      m_routes(db, QStringLiteral("route_routes"), QStringLiteral("ROUTE_NOT_FOUND"), QStringLiteral("route"),
               names("id", "customer_id", "name", "provider_id", "priority", "target", "deleted"))
{
    static constexpr std::array table{
        bus::Route<Service>{"GET", "/v1/providers?", &Service::listProviders, "List providers"},
        bus::Route<Service>{"POST", "/v1/providers", &Service::createProvider, "Create a provider"},
        bus::Route<Service>{"GET", "/v1/providers/{id}", &Service::provider, "One provider"},
        bus::Route<Service>{"PUT", "/v1/providers/{id}", &Service::updateProvider, "Change a provider"},
        bus::Route<Service>{"DELETE", "/v1/providers/{id}", &Service::removeProvider, "Delete a provider"},
        bus::Route<Service>{"GET", "/v1/routes?", &Service::listRoutes, "List routes"},
        bus::Route<Service>{"POST", "/v1/routes", &Service::createRoute, "Create a route"},
        bus::Route<Service>{"GET", "/v1/routes/{id}", &Service::route, "One route"},
        bus::Route<Service>{"PUT", "/v1/routes/{id}", &Service::updateRoute, "Change a route"},
        bus::Route<Service>{"DELETE", "/v1/routes/{id}", &Service::removeRoute, "Delete a route"},
        bus::Route<Service>{"GET", "/v1/dialroutes", &Service::dialroutes, "Routes to try for a number, in order"},
        bus::Route<Service>{"GET", "/v1/dialroutes?", &Service::dialroutes, "The same, as January asks"},
    };
    addRoutes(table, this);
}

Task<bus::Reply> Service::createProvider(Request request)
{
    const Json body = request.body<Json>();
    Provider provider;
    changeProvider(body, provider);
    provider.id = core::newId();
    provider.tmCreate = m_clock->wall();
    co_await m_providers->insert(provider);
    m_notify.publish(QStringLiteral("provider_created"), provider);
    co_return Reply::ok(std::move(provider));
}

Task<bus::Reply> Service::updateProvider(Request request)
{
    const Json body = request.body<Json>();
    Provider provider = co_await m_providers.find(request.id());
    changeProvider(body, provider);
    provider.tmUpdate = m_clock->wall();
    co_await m_providers->update(provider);
    m_notify.publish(QStringLiteral("provider_updated"), provider);
    co_return Reply::ok(std::move(provider));
}

Task<bus::Reply> Service::removeProvider(Request request)
{
    Provider provider = co_await m_providers.find(request.id());
    if (provider.tmDelete.isSet())
        co_return Reply::ok(std::move(provider));
    provider.tmUpdate = provider.tmDelete = m_clock->wall();
    co_await m_providers->update(provider);
    m_notify.publish(QStringLiteral("provider_deleted"), provider);
    co_return Reply::ok(std::move(provider));
}

Task<bus::Reply> Service::createRoute(Request request)
{
    const Json body = request.body<Json>();
    contract::Route route;
    take(body, "customer_id", route.customerId);
    changeRoute(body, route);
    co_await m_providers.find(route.providerId);
    route.id = core::newId();
    route.tmCreate = m_clock->wall();
    co_await m_routes->insert(route);
    m_notify.publish(QStringLiteral("route_created"), route);
    co_return Reply::ok(std::move(route));
}

Task<bus::Reply> Service::updateRoute(Request request)
{
    const Json body = request.body<Json>();
    contract::Route route = co_await m_routes.find(request.id());
    changeRoute(body, route);
    co_await m_providers.find(route.providerId);
    route.tmUpdate = m_clock->wall();
    co_await m_routes->update(route);
    m_notify.publish(QStringLiteral("route_updated"), route);
    co_return Reply::ok(std::move(route));
}

Task<bus::Reply> Service::removeRoute(Request request)
{
    contract::Route route = co_await m_routes.find(request.id());
    if (route.tmDelete.isSet())
        co_return Reply::ok(std::move(route));
    route.tmUpdate = route.tmDelete = m_clock->wall();
    co_await m_routes->update(route);
    m_notify.publish(QStringLiteral("route_deleted"), route);
    co_return Reply::ok(std::move(route));
}

Task<std::vector<contract::Route>> Service::chosenRoutes(std::vector<QUuid> providerIds)
{
    std::vector<contract::Route> routes;
    for (const QUuid &id : providerIds) {
        const Provider provider = co_await m_providers.find(id);
        contract::Route route;
        route.id = route.providerId = provider.id;
        route.priority = int(routes.size());
        route.name = QStringLiteral("synthetic-test-route");
        routes.push_back(std::move(route));
    }
    co_return routes;
}

Task<std::vector<contract::Route>> Service::routesOf(QUuid customerId, QString target)
{
    const QVariantList binds{customerId.toRfc4122(), target};
    return m_routes->where(
        QStringLiteral("customer_id = ? AND target = ? AND tm_delete IS NULL ORDER BY tm_create DESC, id DESC"), binds);
}

Task<bus::Reply> Service::dialroutes(Request request)
{
    auto wanted = request.request.data.as<contract::DialroutesGet>();
    if (wanted.customerId.isNull())
        wanted.customerId = core::parseId(request.query.value(QStringLiteral("customer_id")));
    if (wanted.target.isEmpty())
        wanted.target = request.query.value(QStringLiteral("target"));
    take(wanted.filters, "customer_id", wanted.customerId);
    take(wanted.filters, "target", wanted.target);
    std::vector<contract::Route> chosen;
    if (!wanted.targetProviderIds.empty()) {
        chosen = co_await chosenRoutes(wanted.targetProviderIds);
        co_return Reply::ok(std::move(chosen));
    }
    const QString all = QStringLiteral("all");
    const std::vector<std::pair<QUuid, QString>> steps{
        {wanted.customerId, wanted.target}, {wanted.customerId, all}, {basicRoutes, wanted.target}, {basicRoutes, all}};
    for (const auto &[owner, target] : steps) {
        const auto found = co_await routesOf(owner, target);
        // The first step counts whole; each later one adds the providers that are not there yet.
        const auto before = qsizetype(chosen.size());
        for (const contract::Route &route : found) {
            const bool present = std::any_of(chosen.begin(), chosen.begin() + before,
                                             [&](const contract::Route &one) { return one.providerId == route.providerId; });
            if (!present)
                chosen.push_back(route);
        }
    }
    co_return Reply::ok(std::move(chosen));
}

} // namespace services::route
