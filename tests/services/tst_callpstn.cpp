// SPDX-License-Identifier: GPL-3.0-or-later
// call-manager: calls to phone numbers, their checks, routes and outbound configs (contract/call-manager.md §4, §7).
#include "callbench.h"
#include "fakemanager.h"
#include "services/route/service.h"

#include <QtTest>

using core::Json;

namespace {
const QString korea = QStringLiteral("+821012345678");
const QString own = QStringLiteral("+821000000001");

const char *toKorea() { return R"([{"type": "tel", "target": "+82 10-1234-5678"}])"; }
} // namespace

class CallPstnTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m = std::make_unique<CallBench>();
        m_routes = std::make_unique<services::route::Service>(m->bus, m->db, m->clock);
        wait(m_routes->start());
        vouch("verified");
        allow({QStringLiteral("kr")});
    }
    void cleanup()
    {
        m->settle();
        m_billing.reset();
        m_routes.reset();
        m.reset();
    }

    void dialsTheFirstRouteWithTheProvidersHeaders()
    {
        addRoute("one.example", "+82",
                 Json{{"tech_prefix", "99"}, {"tech_headers", {{"X-Trunk", "7"}}}, {"codecs", "PCMU, PCMA"}});
        const Json made = bodyOf(startUnchecked());
        const QString id = textOf(made["calls"][0], "id");
        const Json call = m->call(id);
        QCOMPARE(textOf(call["destination"], "target"), korea); // normalised
        const Json created = m->engine.last(QStringLiteral("/channels/create")).body;
        QCOMPARE(textOf(created, "endpoint"), QStringLiteral("pjsip/call-out/sip:99+821012345678@one.example;transport=udp"));
        QCOMPARE(textOf(created["variables"], "PJSIP_HEADER(add,X-Trunk)"), QStringLiteral("7"));
        QCOMPARE(textOf(created["variables"], "PJSIP_HEADER(add,VBOUT-CODECS)"), QStringLiteral("PCMU,PCMA"));
        QCOMPARE(textOf(created["variables"], "PJSIP_HEADER(add,VBOUT-SDP_Transport)"), QStringLiteral("RTP/AVP"));
        QCOMPARE(textOf(created["variables"], "CALLERID(num)"), QStringLiteral("+15550000001"));
    }

    void anonymousCallsHideTheNumber()
    {
        addRoute("one.example", "+82");
        startUnchecked(Json{{"anonymous", "yes"}});
        const Json variables = m->engine.last(QStringLiteral("/channels/create")).body["variables"];
        QCOMPARE(textOf(variables, "CALLERID(num)"), QStringLiteral("anonymous"));
        QCOMPARE(textOf(variables, "CALLERID(pres)"), QStringLiteral("prohib"));
        QCOMPARE(textOf(variables, "PJSIP_HEADER(add,P-Asserted-Identity)"), QStringLiteral("<tel:+15550000001>"));
        QCOMPARE(textOf(variables, "PJSIP_HEADER(add,Privacy)"), QStringLiteral("id"));
    }

    void failsOverToTheNextRoute_data()
    {
        QTest::addColumn<bool>("ringing");
        QTest::addColumn<bool>("early");
        QTest::addColumn<int>("cause");
        QTest::addColumn<bool>("moves");
        QTest::newRow("the provider refuses, 503") << false << false << 34 << true;
        QTest::newRow("after ringing") << true << false << 38 << true;
        QTest::newRow("busy is the callee's word") << false << false << 17 << false;
        QTest::newRow("no answer is the callee's word") << true << false << 19 << false;
        QTest::newRow("rejected") << false << false << 21 << false;
        QTest::newRow("normal") << false << false << 16 << false;
        QTest::newRow("its flow runs already") << true << true << 38 << false;
    }
    void failsOverToTheNextRoute()
    {
        QFETCH(bool, ringing);
        QFETCH(bool, early);
        QFETCH(int, cause);
        QFETCH(bool, moves);
        addRoute("two.example", "+82");
        addRoute("one.example", "+82"); // the newest comes first
        const Json made = bodyOf(startUnchecked(Json{{"early_execution", early}}));
        const QString id = textOf(made["calls"][0], "id");
        const QString first = textOf(m->call(id), "channel_id");
        if (ringing)
            m->engine.ring(first);
        m->settle();
        m->engine.release(first, cause);
        m->settle();
        const Json call = m->call(id);
        QCOMPARE(textOf(call, "status") != QLatin1String("hangup"), moves);
        QCOMPARE(textOf(call, "channel_id") != first, moves);
        if (!moves)
            return;
        QVERIFY(
            textOf(m->engine.last(QStringLiteral("/channels/create")).body, "endpoint").contains(QLatin1String("two.example")));
        m->engine.pickUp(textOf(call, "channel_id"));
        m->settle();
        QCOMPARE(textOf(m->call(id), "status"), QStringLiteral("progressing"));
        m->engine.release(textOf(call, "channel_id"), 16);
        m->settle();
        QCOMPARE(m->calls->liveCalls(), 0);
    }

    /// The engine takes the first route for none: the call goes on, and so its creation was a success.
    void aRouteThatTheEngineRefuses()
    {
        addRoute("two.example", "+82");
        addRoute("one.example", "+82"); // the newest comes first
        m->engine.refuseOnce(QStringLiteral("/ari/channels/create"), 500);
        const contract::Reply reply = startUnchecked();
        QCOMPARE(reply.statusCode, 200);
        m->settle();
        const Json call = m->call(textOf(bodyOf(reply)["calls"][0], "id"));
        QCOMPARE(textOf(call, "status"), QStringLiteral("dialing"));
        QCOMPARE(textOf(bodyOf(reply)["calls"][0], "channel_id"), textOf(call, "channel_id"));
        QVERIFY(
            textOf(m->engine.last(QStringLiteral("/channels/create")).body, "endpoint").contains(QLatin1String("two.example")));
    }

    void aCallOfTheLastRunIsDialledNoFurther()
    {
        addRoute("two.example", "+82");
        addRoute("one.example", "+82");
        const Json made = bodyOf(startUnchecked());
        const QString id = textOf(made["calls"][0], "id");
        m->engine.lose(textOf(m->call(id), "channel_id"));
        m->calls.reset();
        m->calls = m->makeCalls();
        wait(m->calls->start());
        m->settle();
        QCOMPARE(textOf(m->call(id), "hangup_reason"), QStringLiteral("failed"));
        QCOMPARE(m->engine.count(QStringLiteral("/channels/create")), 1);
        QCOMPARE(m->calls->liveCalls(), 0);
    }

    void theLastRouteEndsTheCall()
    {
        addRoute("one.example", "all");
        const Json made = bodyOf(startUnchecked());
        const QString id = textOf(made["calls"][0], "id");
        m->engine.release(textOf(m->call(id), "channel_id"), 38);
        m->settle();
        QCOMPARE(textOf(m->call(id), "hangup_reason"), QStringLiteral("failed"));
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("what");
        QTest::newRow("no route") << "route";
        QTest::newRow("a country that is not allowed") << "country";
        QTest::newRow("no outbound config") << "config";
        QTest::newRow("an identity that is not verified") << "identity";
        QTest::newRow("a frozen customer") << "frozen";
        QTest::newRow("no balance") << "balance";
        QTest::newRow("a source that is not the customer's") << "source";
        QTest::newRow("a number that is none") << "number";
    }
    void refuses()
    {
        QFETCH(QString, what);
        if (what != QLatin1String("route"))
            addRoute("one.example", "+82");
        Json more = Json::object();
        if (what == QLatin1String("country"))
            allow({QStringLiteral("us")});
        if (what == QLatin1String("config"))
            m->ask("DELETE", QLatin1String("/v1/outbound_configs/") + m_config);
        if (what == QLatin1String("identity"))
            vouch("pending");
        if (what == QLatin1String("frozen"))
            m->ServiceBench::ask(contract::service::customer, "POST", QStringLiteral("/v1/customers/%1/freeze").arg(m->customer));
        if (what == QLatin1String("balance")) {
            m_billing = std::make_unique<FakeManager>(m->bus, contract::service::billing);
            m_billing->answer(QStringLiteral("POST /v1/accounts/is_valid_balance_by_customer_id"), Json{{"valid", false}});
        }
        if (what == QLatin1String("number"))
            more["destinations"] = Json::array({Json{{"type", "tel"}, {"target", "12"}}});
        const contract::Reply reply = what == QLatin1String("source") ? m->start(toKorea()) : startUnchecked(std::move(more));
        QCOMPARE(reply.statusCode, 500);
        QCOMPARE(m->engine.count(QStringLiteral("/channels/create")), 0);
        QCOMPARE(m->calls->liveCalls(), 0);
        QCOMPARE(m->events.count(QStringLiteral("call.outbound_whitelist_rejected")),
                 int(what == QLatin1String("country") || what == QLatin1String("config")));
    }

    void theCustomersOwnNumberMayCall()
    {
        addRoute("one.example", "+82");
        // A bought number cannot be made here: it is written as number-manager would have.
        wait(m->db.write(
            {store::Sql{QStringLiteral("INSERT INTO number_numbers (id, customer_id, number, type, status, tm_create) "
                                       "VALUES (?, ?, ?, 'normal', 'active', '2026-01-01 00:00:00.000000')"),
                        {core::newId().toRfc4122(), core::parseId(m->customer).toRfc4122(), own}}}));
        QCOMPARE(m->start(toKorea(), R"([{"type": "answer"}])", Json{{"source", {{"type", "tel"}, {"target", core::utf8(own)}}}})
                     .statusCode,
                 200);
    }

    void outboundConfigsAreOnePerCustomer()
    {
        const QString path = QStringLiteral("/v1/outbound_configs");
        const Json body{{"customer_id", core::utf8(m->customer)}, {"destination_whitelist", {"us"}}};
        const contract::Reply twice = m->ask("POST", path, body);
        QCOMPARE(twice.statusCode, 409);
        QVERIFY(twice.data.isEmpty());
        const QString one = path + QLatin1Char('/') + m_config;
        QCOMPARE(m->ask("PUT", one, Json{{"destination_whitelist", {"xx"}}}).statusCode, 500);
        QCOMPARE(m->ask("PUT", one, Json{{"destination_whitelist", {"kr", "KR"}}}).statusCode, 500);
        QCOMPARE(m->ask("PUT", one, Json{{"codecs", "PCMU,,PCMA"}}).statusCode, 500);
        const Json changed = bodyOf(m->ask("PUT", one, Json{{"name", "n"}, {"destination_whitelist", Json::array()}}));
        QCOMPARE(textOf(changed, "name"), QStringLiteral("n"));
        QVERIFY(changed["destination_whitelist"].empty());
        const Json listed = bodyOf(m->ask("GET", path + QLatin1String("?page_size=10&page_token=&customer_id=") + m->customer));
        QCOMPARE(listed.size(), size_t(1));
        QCOMPARE(m->ask("DELETE", one).statusCode, 200);
        QCOMPARE(reasonOf(m->ask("GET", one)), QStringLiteral("OUTBOUND_CONFIG_NOT_FOUND"));
        QCOMPARE(m->ask("POST", path, body).statusCode, 200); // a deleted one is no obstacle
    }

    void routesAreChosenAsTheContractOrders()
    {
        const QString basic = QStringLiteral("00000000-0000-0000-0000-000000000001");
        addRoute("all.example", "all");
        addRoute("exact.example", "+82");
        addRoute("basic.example", "+82", Json::object(), basic);
        addRoute("other.example", "+81");
        QStringList hosts;
        Json wanted{{"customer_id", core::utf8(m->customer)}, {"target", "+82"}};
        const Json found =
            bodyOf(m->ServiceBench::ask(contract::service::route, "GET", QStringLiteral("/v1/dialroutes"), std::move(wanted)));
        for (const Json &route : found)
            hosts += m_hosts.value(textOf(route, "provider_id"));
        QCOMPARE(hosts,
                 (QStringList{QStringLiteral("exact.example"), QStringLiteral("all.example"), QStringLiteral("basic.example")}));
    }

private:
    /// Calls Korea from a number that nobody checks.
    contract::Reply startUnchecked(Json more = Json::object())
    {
        more["metadata"] = {{"skip_source_validation", true}};
        return m->start(toKorea(), R"([{"type": "sleep", "option": {"duration": 60000}}])", std::move(more));
    }
    void vouch(const char *status)
    {
        m->ServiceBench::ask(contract::service::customer, "PUT",
                             QStringLiteral("/v1/customers/%1/identity_verification_status").arg(m->customer),
                             Json{{"status", status}});
    }
    void allow(QStringList countries)
    {
        const Json list = core::toJson(countries);
        if (m_config.isEmpty() || m->ask("GET", QLatin1String("/v1/outbound_configs/") + m_config).statusCode != 200)
            m_config = textOf(bodyOf(m->ask("POST", QStringLiteral("/v1/outbound_configs"),
                                            Json{{"customer_id", core::utf8(m->customer)}, {"destination_whitelist", list}})),
                              "id");
        else
            m->ask("PUT", QLatin1String("/v1/outbound_configs/") + m_config, Json{{"destination_whitelist", list}});
    }
    void addRoute(const char *host, const char *target, Json provider = Json::object(), const QString &customer = {})
    {
        provider["hostname"] = host;
        const QString id = textOf(
            bodyOf(m->ServiceBench::ask(contract::service::route, "POST", QStringLiteral("/v1/providers"), std::move(provider))),
            "id");
        m_hosts.insert(id, QLatin1String(host));
        m->ServiceBench::ask(contract::service::route, "POST", QStringLiteral("/v1/routes"),
                             Json{{"customer_id", core::utf8(customer.isEmpty() ? m->customer : customer)},
                                  {"provider_id", core::utf8(id)},
                                  {"name", host},
                                  {"target", target}});
    }

    std::unique_ptr<CallBench> m;
    std::unique_ptr<services::route::Service> m_routes;
    std::unique_ptr<FakeManager> m_billing;
    QString m_config;
    QHash<QString, QString> m_hosts; ///< by provider
};

QTEST_GUILESS_MAIN(CallPstnTest)
#include "tst_callpstn.moc"
