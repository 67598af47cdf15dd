// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/call/service.h"
#include "services/customer/service.h"
#include "services/flow/service.h"
#include "services/number/service.h"
#include "services/registrar/service.h"
#include "store/memorycache.h"
#include "support/fakeengine.h"
#include "support/servicebench.h"
#include "support/wait.h"

/// call-manager with the managers it asks, on a fake engine. One customer, spoken to over the bus.
class CallBench : public ServiceBench
{
public:
    CallBench()
    {
        startCustomers();
        wait(numbers.start());
        wait(registrar.start());
        wait(flows.start());
        wait(calls->start());
        customer = textOf(bodyOf(ServiceBench::ask(contract::service::customer, "POST", QStringLiteral("/v1/customers"),
                                                   core::Json{{"name", "Lab"}, {"email", "lab@example.org"}})),
                          "id");
    }
    ~CallBench() { settle(); }

    contract::Reply ask(const char *method, const QString &uri, contract::Payload body = {})
    {
        return ServiceBench::ask(contract::service::call, method, uri, std::move(body));
    }

    QString makeFlow(const char *actions)
    {
        core::Json body{
            {"customer_id", core::utf8(customer)}, {"type", "flow"}, {"name", "f"}, {"actions", core::Json::parse(actions)}};
        return textOf(bodyOf(ServiceBench::ask(contract::service::flow, "POST", QStringLiteral("/v1/flows"), std::move(body))),
                      "id");
    }
    /// A virtual number that leads to a flow of these actions.
    QString makeNumber(const QString &number, const char *actions)
    {
        core::Json body{
            {"customer_id", core::utf8(customer)}, {"number", core::utf8(number)}, {"type", "virtual"}, {"name", "Shop"}};
        if (*actions)
            body["call_flow_id"] = core::utf8(makeFlow(actions));
        return textOf(
            bodyOf(ServiceBench::ask(contract::service::number, "POST", QStringLiteral("/v1/numbers"), std::move(body))), "id");
    }
    /// Calls to shopNumber are answered, and stay until somebody ends them.
    void openShop() { makeNumber(shopNumber(), R"([{"type": "answer"}, {"type": "sleep", "option": {"duration": 600000}}])"); }
    static QString shopNumber() { return QStringLiteral("+899123456789"); }
    QString makeRoom(const char *type = "conference")
    {
        return textOf(bodyOf(ask("POST", QStringLiteral("/v1/confbridges"),
                                 core::Json{{"customer_id", core::utf8(customer)}, {"type", type}})),
                      "id");
    }
    QString makeExtension(const QString &extension)
    {
        core::Json body{
            {"customer_id", core::utf8(customer)}, {"extension", core::utf8(extension)}, {"password", "secret"}, {"name", "Ann"}};
        return textOf(
            bodyOf(ServiceBench::ask(contract::service::registrar, "POST", QStringLiteral("/v1/extensions"), std::move(body))),
            "id");
    }
    QString registrarDomain() const { return customer + QLatin1String(".registrar.voipbin.net"); }
    contract::AstContact contactOf(const QString &extension, const QString &host) const
    {
        contract::AstContact contact;
        contact.id = extension + QLatin1Char('/') + host;
        contact.uri = QStringLiteral("sip:%1@%2^3Btransport=udp").arg(extension, host);
        contact.endpoint = extension + QLatin1Char('@') + registrarDomain();
        return contact;
    }

    QString phoneCalls() { return phoneCalls(shopNumber()); }
    /// A phone calls `number` at the domain for numbers; the channel id. The call is settled when this returns.
    QString phoneCalls(const QString &number, const QString &state = QStringLiteral("Ring"))
    {
        const QString channel = engine.callIn(QStringLiteral("pstn.voipbin.net"), QStringLiteral("+15551234567"), number, state);
        settle();
        return channel;
    }
    /// An outgoing call to a SIP address that runs a flow of these actions; the reply as it came.
    contract::Reply start(const char *destinations,
                          const char *actions = R"([{"type": "answer"}, {"type": "sleep", "option": {"duration": 60000}}])",
                          core::Json more = core::Json::object())
    {
        core::Json body{{"customer_id", core::utf8(customer)},
                        {"flow_id", core::utf8(makeFlow(actions))},
                        {"destinations", core::Json::parse(destinations)},
                        {"source", {{"type", "tel"}, {"target", "+15550000001"}, {"name", "Desk"}}}};
        body.update(more);
        const contract::Reply reply = ask("POST", QStringLiteral("/v1/calls"), std::move(body));
        settle();
        return reply;
    }
    /// The same to `sip:a@b`; the call id.
    QString startOne()
    {
        const core::Json made = bodyOf(start(R"([{"type": "sip", "target": "a@b"}])"));
        return made.contains("calls") ? textOf(made["calls"][0], "id") : QString();
    }

    core::Json call(const QString &id) { return bodyOf(ask("GET", at(id))); }
    core::Json callOfChannel(const QString &channel)
    {
        const core::Json found = list(core::Json{{"channel_id", core::utf8(channel)}});
        return found.empty() ? core::Json() : found[0];
    }
    core::Json list(core::Json filters, unsigned size = 100, const QString &token = {})
    {
        return bodyOf(ask("GET", bus::listUri(QStringLiteral("/v1/calls"), size, token), std::move(filters)));
    }
    static QString at(const QString &id, const char *tail = "") { return QLatin1String("/v1/calls/") + id + QLatin1String(tail); }
    /// The contract's events of call-manager since the last clear(), health and updates left out.
    QStringList story() const
    {
        QStringList types = events.types();
        types.removeAll(QStringLiteral("call_updated"));
        return types;
    }

    FakeEngine engine{bus};
    /// Again, when it runs: it reads what a test has written into its table.
    void startCustomers()
    {
        customers.reset();
        customers = std::make_unique<services::customer::Service>(bus, db, clock);
        wait(customers->start());
    }

    std::unique_ptr<services::customer::Service> customers;
    services::number::Service numbers{bus, db, clock, true};
    services::registrar::Service registrar{bus, db, clock, QStringLiteral("voipbin.net")};
    services::flow::Service flows{bus, db, clock};
    std::shared_ptr<store::MemoryCache> cache = std::make_shared<store::MemoryCache>(clock);
    std::unique_ptr<services::call::Service> makeCalls()
    {
        services::call::Config config;
        config.cache = cache;
        config.bucket = QStringLiteral("bucket");
        config.homerAddress = QStringLiteral("http://homer.example");
        config.homerToken = QStringLiteral("token");
        config.homerWhitelist = QStringList{QStringLiteral("203.0.113.1")};
        config.fetcher = homer;
        config.metrics = &metrics;
        return std::make_unique<services::call::Service>(bus, db, clock, std::move(config));
    }
    core::Metrics metrics;
    std::shared_ptr<core::Fetcher> homer; ///< set before the calls are made anew
    std::unique_ptr<services::call::Service> calls = makeCalls();
    EventLog events{bus, contract::eventExchange(contract::service::call)};
    QString customer;
};
