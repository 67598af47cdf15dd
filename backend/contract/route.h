// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/common.h"

/// Models of route-manager (contract/business-services.md §5).
namespace contract {

struct Provider
{
    QUuid id;
    QString type, hostname, techPrefix, techPostfix;
    std::map<QString, QString> techHeaders;
    QString name, detail;
    Json metadata = Json::object();
    QString codecs; ///< comma list
    QString healthStatus = QStringLiteral("unknown");
    Timestamp healthCheckedAt, tmCreate, tmUpdate, tmDelete;
    Json extra;

    template <typename V> static void describe(V &v)
    {
        v("id", &Provider::id);
        v("type", &Provider::type);
        v("hostname", &Provider::hostname);
        v("tech_prefix", &Provider::techPrefix);
        v("tech_postfix", &Provider::techPostfix);
        v("tech_headers", &Provider::techHeaders);
        v("name", &Provider::name);
        v("detail", &Provider::detail);
        v("metadata", &Provider::metadata);
        v("codecs", &Provider::codecs);
        v("health_status", &Provider::healthStatus);
        v("health_checked_at", &Provider::healthCheckedAt);
        v("tm_create", &Provider::tmCreate);
        v("tm_update", &Provider::tmUpdate);
        v("tm_delete", &Provider::tmDelete);
    }
};

struct Route
{
    QUuid id, customerId;
    QString name, detail;
    QUuid providerId;
    int priority = 0;
    QString target; ///< `+82` or `all`
    Timestamp tmCreate, tmUpdate, tmDelete;
    Json extra;

    template <typename V> static void describe(V &v)
    {
        v("id", &Route::id);
        v("customer_id", &Route::customerId);
        v("name", &Route::name);
        v("detail", &Route::detail);
        v("provider_id", &Route::providerId);
        v("priority", &Route::priority);
        v("target", &Route::target);
        v("tm_create", &Route::tmCreate);
        v("tm_update", &Route::tmUpdate);
        v("tm_delete", &Route::tmDelete);
    }
};

/// Body of GET /v1/dialroutes.
struct DialroutesGet
{
    QUuid customerId;
    QString target;
    Json filters = Json();
    std::vector<QUuid> targetProviderIds;

    template <typename V> static void describe(V &v)
    {
        v("customer_id", &DialroutesGet::customerId);
        v("target", &DialroutesGet::target, core::opt);
        v("filters", &DialroutesGet::filters, core::opt);
        v("target_provider_ids", &DialroutesGet::targetProviderIds, core::opt);
    }
};

} // namespace contract
