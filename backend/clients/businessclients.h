// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clients/client.h"
#include "contract/business.h"
#include "contract/peers.h"

/// Clients of the small managers (contract/business-services.md, contract/tts-manager.md §2).
namespace clients {

class CustomerClient : public Client
{
public:
    CustomerClient(Bus &bus, QString publisher) : Client(bus, contract::service::customer, std::move(publisher)) {}
    Task<contract::Customer> customer(QUuid id) { return askFor<contract::Customer>(get, path("customers", id)); }
    Task<std::vector<contract::Customer>> customers(Page page, Json filters)
    {
        return askList<contract::Customer>(QStringLiteral("/v1/customers"), page, std::move(filters));
    }
};

class NumberClient : public Client
{
public:
    NumberClient(Bus &bus, QString publisher) : Client(bus, contract::service::number, std::move(publisher)) {}
    Task<std::vector<contract::Number>> numbers(Page page, Json filters)
    {
        return askList<contract::Number>(QStringLiteral("/v1/numbers"), page, std::move(filters), Millis(15'000));
    }
};

class RegistrarClient : public Client
{
public:
    RegistrarClient(Bus &bus, QString publisher) : Client(bus, contract::service::registrar, std::move(publisher)) {}
    Task<contract::Extension> extension(QUuid id) { return askFor<contract::Extension>(get, path("extensions", id)); }
    Task<std::vector<contract::Extension>> extensions(Page page, Json filters)
    {
        return askList<contract::Extension>(QStringLiteral("/v1/extensions"), page, std::move(filters));
    }
    Task<std::vector<contract::AstContact>> contacts(QUuid customerId, QString extension)
    {
        Json body{{"customer_id", core::utf8(core::toText(customerId))}, {"extension", core::utf8(extension)}};
        return askFor<std::vector<contract::AstContact>>(get, QStringLiteral("/v1/contacts"), Payload(std::move(body)));
    }
    Task<std::vector<contract::Trunk>> trunks(Page page, Json filters)
    {
        return askList<contract::Trunk>(QStringLiteral("/v1/trunks"), page, std::move(filters));
    }
    Task<contract::Trunk> trunkOfDomain(QString name)
    {
        return askFor<contract::Trunk>(get, QLatin1String("/v1/trunks/domain_name/") + name);
    }
    Task<void> refreshContacts(QUuid customerId, QString extension)
    {
        Json body{{"customer_id", core::utf8(core::toText(customerId))}, {"extension", core::utf8(extension)}};
        co_await ask(put, QStringLiteral("/v1/contacts"), Payload(std::move(body)));
    }
};

class TtsClient : public Client
{
public:
    TtsClient(Bus &bus, QString publisher) : Client(bus, contract::service::tts, std::move(publisher)) {}
    Task<contract::Speech> speech(contract::SpeechCreate body)
    {
        return askFor<contract::Speech>(post, QStringLiteral("/v1/speeches"), Payload::of(std::move(body)), Millis(10'000));
    }
};

} // namespace clients
