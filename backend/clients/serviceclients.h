// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clients/client.h"
#include "contract/conference.h"
#include "contract/peers.h"
#include "contract/route.h"
#include "contract/storage.h"

/// Clients of the managers around calls (contract/business-services.md §2, §5, §13, §14, §19; contract/media-services.md A).
namespace clients {

class AgentClient : public Client
{
public:
    AgentClient(Bus &bus, QString publisher) : Client(bus, contract::service::agent, std::move(publisher)) {}
    Task<contract::Agent> agent(QUuid id) { return askFor<contract::Agent>(get, path("agents", id)); }
    /// Who has this address. @throws core::Error(NotFound) when nobody has
    Task<contract::Agent> byAddress(QUuid customerId, contract::Address address)
    {
        Json body{{"customer_id", core::utf8(core::toText(customerId))}, {"address", core::toJson(address)}};
        return askFor<contract::Agent>(post, QStringLiteral("/v1/agents/get_by_customer_id_address"), Payload(std::move(body)),
                                       Millis(1000));
    }
};

class BillingClient : public Client
{
public:
    BillingClient(Bus &bus, QString publisher) : Client(bus, contract::service::billing, std::move(publisher)) {}
    /// @param kind  call, recording …  @param country  lower-case ISO 3166 alpha-2, may be empty
    Task<bool> isValidBalance(QUuid customerId, QString kind, QString country)
    {
        Json body{{"customer_id", core::utf8(core::toText(customerId))},
                  {"billing_type", core::utf8(kind)},
                  {"country", core::utf8(country)},
                  {"count", 1}};
        const Json answer =
            co_await askFor<Json>(post, QStringLiteral("/v1/accounts/is_valid_balance_by_customer_id"), Payload(std::move(body)));
        co_return answer.is_object() && answer.value("valid", false);
    }
};

class RouteClient : public Client
{
public:
    RouteClient(Bus &bus, QString publisher) : Client(bus, contract::service::route, std::move(publisher)) {}
    Task<std::vector<contract::Route>> dialroutes(contract::DialroutesGet body)
    {
        return askFor<std::vector<contract::Route>>(get, QStringLiteral("/v1/dialroutes"), Payload::of(std::move(body)));
    }
    Task<contract::Provider> provider(QUuid id) { return askFor<contract::Provider>(get, path("providers", id)); }
    Task<std::vector<contract::Provider>> providers(Page page, Json filters)
    {
        return askList<contract::Provider>(QStringLiteral("/v1/providers"), page, std::move(filters));
    }
    Task<std::vector<contract::Route>> routes(Page page, Json filters)
    {
        return askList<contract::Route>(QStringLiteral("/v1/routes"), page, std::move(filters));
    }
};

class ConferenceClient : public Client
{
public:
    ConferenceClient(Bus &bus, QString publisher) : Client(bus, contract::service::conference, std::move(publisher)) {}
    Task<contract::Conference> conference(QUuid id) { return askFor<contract::Conference>(get, path("conferences", id)); }
    Task<std::vector<contract::Conference>> conferences(Page page, Json filters)
    {
        return askList<contract::Conference>(QStringLiteral("/v1/conferences"), page, std::move(filters));
    }
    Task<contract::Conference> create(contract::ConferenceCreate body)
    {
        return askFor<contract::Conference>(post, QStringLiteral("/v1/conferences"), Payload::of(std::move(body)));
    }
    Task<contract::Conference> remove(QUuid id) { return askFor<contract::Conference>(del, path("conferences", id)); }
    Task<std::vector<contract::Conferencecall>> conferencecalls(Page page, Json filters)
    {
        return askList<contract::Conferencecall>(QStringLiteral("/v1/conferencecalls"), page, std::move(filters));
    }
    /// Removes the caller from the conference.
    Task<contract::Conferencecall> kick(QUuid conferencecallId)
    {
        return askFor<contract::Conferencecall>(del, path("conferencecalls", conferencecallId));
    }
    /// Takes a call into the conference: the actions that do it.
    Task<contract::ServiceStarted> startService(QUuid activeflowId, QUuid conferenceId, QString referenceType, QUuid referenceId)
    {
        Json body{{"activeflow_id", core::utf8(core::toText(activeflowId))},
                  {"conference_id", core::utf8(core::toText(conferenceId))},
                  {"reference_type", core::utf8(referenceType)},
                  {"reference_id", core::utf8(core::toText(referenceId))}};
        return askFor<contract::ServiceStarted>(post, QStringLiteral("/v1/services/type/conferencecall"),
                                                Payload(std::move(body)));
    }
};

class StorageClient : public Client
{
public:
    StorageClient(Bus &bus, QString publisher) : Client(bus, contract::service::storage, std::move(publisher)) {}
    /// @param filters  reference_id, customer_id …
    Task<std::vector<contract::File>> files(Page page, Json filters)
    {
        return askList<contract::File>(QStringLiteral("/v1/files"), page, std::move(filters));
    }
    Task<contract::File> file(QUuid id) { return askFor<contract::File>(get, path("files", id)); }
    Task<contract::File> create(contract::FileCreate body)
    {
        return askFor<contract::File>(post, QStringLiteral("/v1/files"), Payload::of(std::move(body)), Millis(30'000));
    }
    Task<contract::File> remove(QUuid id) { return askFor<contract::File>(del, path("files", id), {}, Millis(60'000)); }
    /// The file with a link that works now, in `uriDownload`.
    Task<contract::File> refreshDownload(QUuid id)
    {
        return askFor<contract::File>(post, path("files", id, "/download_uri_refresh"));
    }
};

class DirectClient : public Client
{
public:
    DirectClient(Bus &bus, QString publisher) : Client(bus, contract::service::direct, std::move(publisher)) {}
    /// @param hash  with its prefix `direct.`
    Task<contract::Direct> byHash(QString hash)
    {
        return askFor<contract::Direct>(get, QLatin1String("/v1/directs/by-hash/") + hash);
    }
};

class WebhookClient : public Client
{
public:
    WebhookClient(Bus &bus, QString publisher) : Client(bus, contract::service::webhook, std::move(publisher)) {}
    /// To the customer's own address.
    Task<void> send(contract::Webhook body) { co_await ask(post, QStringLiteral("/v1/webhooks"), Payload::of(std::move(body))); }
    /// To the address in the body.
    Task<void> sendTo(contract::Webhook body)
    {
        co_await ask(post, QStringLiteral("/v1/webhook_destinations"), Payload::of(std::move(body)), Millis(120'000));
    }
};

} // namespace clients
