// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/route.h"
#include "services/common/manager.h"

namespace services::route {

/// route-manager as far as calls need it: providers, routes, and which of them a call may try (contract/business-services.md
/// §5). Lives on the backend thread.
class Service : public Manager
{
public:
    Service(bus::Bus &bus, store::Store &db, std::shared_ptr<core::Clock> clock);

private:
    Task<Reply> listProviders(Request request) { return m_providers.list(std::move(request)); }
    Task<Reply> createProvider(Request request);
    Task<Reply> provider(Request request) { return m_providers.get(std::move(request)); }
    Task<Reply> updateProvider(Request request);
    Task<Reply> removeProvider(Request request);

    Task<Reply> listRoutes(Request request) { return m_routes.list(std::move(request)); }
    Task<Reply> createRoute(Request request);
    Task<Reply> route(Request request) { return m_routes.get(std::move(request)); }
    Task<Reply> updateRoute(Request request);
    Task<Reply> removeRoute(Request request);

    Task<Reply> dialroutes(Request request);
    Task<std::vector<contract::Route>> chosenRoutes(std::vector<QUuid> providerIds);
    Task<std::vector<contract::Route>> routesOf(QUuid customerId, QString target);

    Resource<contract::Provider> m_providers;
    Resource<contract::Route> m_routes;
};

} // namespace services::route
