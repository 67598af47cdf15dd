// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/common.h"

/// Whom calls lead to: agents, trunks, directs (contract/business-services.md §2, §3, §19); and webhooks (§14).
namespace contract {

struct Agent
{
    QUuid id, customerId;
    QString username, name, detail;
    QString ringMethod; ///< ringall, linear
    QString status;
    int permission = 0; ///< bit mask
    std::vector<QUuid> tagIds;
    std::vector<Address> addresses;
    Timestamp tmCreate, tmUpdate, tmDelete;
    Json extra;

    template <typename V> static void describe(V &v)
    {
        using namespace core;
        v("id", &Agent::id);
        v("customer_id", &Agent::customerId);
        v("username", &Agent::username);
        v("name", &Agent::name);
        v("detail", &Agent::detail);
        v("ring_method", &Agent::ringMethod);
        v("status", &Agent::status);
        v("permission", &Agent::permission);
        v("tag_ids", &Agent::tagIds);
        v("addresses", &Agent::addresses);
        v("tm_create", &Agent::tmCreate, opt);
        v("tm_update", &Agent::tmUpdate, opt);
        v("tm_delete", &Agent::tmDelete, opt);
    }
};

struct Trunk
{
    QUuid id, customerId;
    QString name, detail;
    QString domainName;    ///< its realm is `<domain name>.trunk.<base domain>`
    QStringList authTypes; ///< basic, ip
    QString realm, username, password;
    QStringList allowedIps;
    Timestamp tmCreate, tmUpdate, tmDelete;
    Json extra;

    template <typename V> static void describe(V &v)
    {
        v("id", &Trunk::id);
        v("customer_id", &Trunk::customerId);
        v("name", &Trunk::name);
        v("detail", &Trunk::detail);
        v("domain_name", &Trunk::domainName);
        v("auth_types", &Trunk::authTypes);
        v("realm", &Trunk::realm);
        v("username", &Trunk::username);
        v("password", &Trunk::password);
        v("allowed_ips", &Trunk::allowedIps);
        v("tm_create", &Trunk::tmCreate);
        v("tm_update", &Trunk::tmUpdate);
        v("tm_delete", &Trunk::tmDelete);
    }
};

/// A short public handle of a resource.
struct Direct
{
    QUuid id, customerId;
    QString resourceType; ///< extension agent conference ai ai_team queue flow webchat_widget
    QUuid resourceId;
    QString hash; ///< `direct.` and twelve hex digits
    Timestamp tmCreate, tmUpdate;
    Json extra;

    template <typename V> static void describe(V &v)
    {
        v("id", &Direct::id);
        v("customer_id", &Direct::customerId);
        v("resource_type", &Direct::resourceType);
        v("resource_id", &Direct::resourceId);
        v("hash", &Direct::hash);
        v("tm_create", &Direct::tmCreate);
        v("tm_update", &Direct::tmUpdate);
    }
};

/// Body of POST /v1/webhooks and, with `uri` and `method`, of POST /v1/webhook_destinations (contract/bus.md §9).
struct Webhook
{
    QUuid customerId;
    QString uri, method;
    QString dataType = QStringLiteral("application/json");
    core::LateJson data; ///< `{"type": event type, "data": public form of the model}`

    template <typename V> static void describe(V &v)
    {
        v("customer_id", &Webhook::customerId);
        v("uri", &Webhook::uri, core::opt);
        v("method", &Webhook::method, core::opt);
        v("data_type", &Webhook::dataType);
        v("data", &Webhook::data);
    }
};

} // namespace contract
