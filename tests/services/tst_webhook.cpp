// SPDX-License-Identifier: GPL-3.0-or-later
// webhook-manager: deliveries, retries, signatures (contract/business-services.md §14, contract/bus.md §9).
#include "callbench.h"
#include "fakefetcher.h"
#include "services/webhook/service.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>
#include <QtTest>

using core::Json;

class WebhookTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m = std::make_unique<CallBench>();
        m_web = std::make_unique<FakeFetcher>();
        m_service = std::make_unique<services::webhook::Service>(m->bus, m->clock, *m_web);
        wait(m_service->start());
        setTarget("https://hooks.example/in", "POST");
    }
    void cleanup()
    {
        m->settle();
        m_service.reset();
        m.reset();
    }

    void tellsTheCustomerSigned()
    {
        QCOMPARE(send().statusCode, 200);
        m->settle();
        QCOMPARE(m_web->asked.size(), size_t(1));
        const core::FetchRequest &request = m_web->asked.front();
        QCOMPARE(request.url, QUrl(QStringLiteral("https://hooks.example/in")));
        QCOMPARE(request.method, QByteArray("POST"));
        QCOMPARE(Json::parse(request.body.toStdString())["type"].get<std::string>(), std::string("call_created"));
        QCOMPARE(request.maxRedirects, 3);
        const Json customer =
            bodyOf(m->ServiceBench::ask(contract::service::customer, "GET", QLatin1String("/v1/customers/") + m->customer));
        const QByteArray wanted =
            "sha256=" + QMessageAuthenticationCode::hash(request.body, textOf(customer, "webhook_secret").toUtf8(),
                                                         QCryptographicHash::Sha256)
                            .toHex();
        QCOMPARE(header(request, "X-VoIPBIN-Signature"), wanted);
        QCOMPARE(header(request, "Content-Type"), QByteArray("application/json"));
    }

    void triesThreeTimes_data()
    {
        QTest::addColumn<QList<int>>("answers");
        QTest::addColumn<int>("attempts");
        QTest::newRow("delivered") << QList<int>{200} << 1;
        QTest::newRow("refused for good") << QList<int>{404} << 1;
        QTest::newRow("the second time") << QList<int>{503, 200} << 2;
        QTest::newRow("no connection, then one") << QList<int>{0, 0, 200} << 3;
        QTest::newRow("never") << QList<int>{500, 500, 500, 500} << 3;
    }
    void triesThreeTimes()
    {
        QFETCH(QList<int>, answers);
        m_web->statuses.assign(answers.begin(), answers.end());
        send();
        for (int i = 0; i < 5; ++i)
            m->advance(core::Millis(1000));
        QTEST(int(m_web->asked.size()), "attempts");
    }

    void anAddressThatIsForbiddenIsAskedOnce()
    {
        m_web->forbidden = true;
        QCOMPARE(send().statusCode, 200);
        m->advance(core::Millis(5000));
        QCOMPARE(m_web->asked.size(), size_t(1));
        const contract::Reply direct =
            m->ServiceBench::ask(contract::service::webhook, "POST", QStringLiteral("/v1/webhook_destinations"),
                                 Json{{"customer_id", core::utf8(m->customer)}, {"uri", "http://10.0.0.1/"}, {"data", "x"}});
        QCOMPARE(direct.statusCode, 403);
    }

    void aCustomerWithoutAnAddressIsNotTold()
    {
        setTarget("", "");
        send();
        m->settle();
        QVERIFY(m_web->asked.empty());
    }

    void anActiveflowHasAnAddressOfItsOwn()
    {
        const QString flow = m->makeFlow(R"([{"type": "sleep", "option": {"duration": 1000}}])");
        const QString activeflow =
            textOf(bodyOf(m->ServiceBench::ask(contract::service::flow, "POST", QStringLiteral("/v1/activeflows"),
                                               Json{{"customer_id", core::utf8(m->customer)},
                                                    {"flow_id", core::utf8(flow)},
                                                    {"reference_type", "api"},
                                                    {"webhook_uri", "https://flow.example/"},
                                                    {"webhook_method", "PUT"}})),
                   "id");
        m->settle();
        send(Json{{"activeflow_id", core::utf8(activeflow)}});
        m->settle();
        QCOMPARE(m_web->asked.size(), size_t(2));
        QCOMPARE(m_web->asked.back().url.host(), QStringLiteral("flow.example"));
        QCOMPARE(m_web->asked.back().method, QByteArray("PUT"));
    }

    void aDestinationIsToldAsItIsGiven()
    {
        const contract::Reply reply =
            m->ServiceBench::ask(contract::service::webhook, "POST", QStringLiteral("/v1/webhook_destinations"),
                                 Json{{"customer_id", core::utf8(m->customer)},
                                      {"uri", "https://other.example/x"},
                                      {"method", "PUT"},
                                      {"data_type", "text/plain"},
                                      {"data", "hello"}});
        QCOMPARE(reply.statusCode, 200);
        QCOMPARE(m_web->asked.front().body, QByteArray("hello"));
        QCOMPARE(header(m_web->asked.front(), "Content-Type"), QByteArray("text/plain"));
        QCOMPARE(m->ServiceBench::ask(contract::service::webhook, "POST", QStringLiteral("/v1/webhook_destinations"),
                                      Json{{"uri", "https://other.example/x"}, {"method", "TRACE"}})
                     .statusCode,
                 400);
    }

    void aCallTellsItsStoryWithoutItsInnards()
    {
        m->makeNumber(QStringLiteral("+899123456789"),
                      R"([{"type": "answer"}, {"type": "sleep", "option": {"duration": 60000}}])");
        const QString channel = m->phoneCalls(QStringLiteral("+899123456789"));
        m->engine.release(channel, 16);
        m->settle();
        QStringList types;
        for (const core::FetchRequest &request : m_web->asked)
            types += core::fromUtf8(Json::parse(request.body.toStdString())["type"].get<std::string>());
        types.removeAll(QStringLiteral("call_updated"));
        QCOMPARE(types, (QStringList{QStringLiteral("call_created"), QStringLiteral("call_progressing"),
                                     QStringLiteral("call_hangup")}));
        const Json last = Json::parse(m_web->asked.back().body.toStdString())["data"];
        QCOMPARE(textOf(last, "hangup_reason"), QStringLiteral("normal"));
        for (const char *inner : {"channel_id", "bridge_id", "confbridge_id", "external_media_ids", "data", "action_next_hold",
                                  "dialroute_id", "dialroutes"})
            QVERIFY2(!last.contains(inner), inner);
    }

private:
    contract::Reply send(Json data = Json{{"id", "x"}})
    {
        return m->ServiceBench::ask(contract::service::webhook, "POST", QStringLiteral("/v1/webhooks"),
                                    Json{{"customer_id", core::utf8(m->customer)},
                                         {"data_type", "application/json"},
                                         {"data", {{"type", "call_created"}, {"data", std::move(data)}}}});
    }
    void setTarget(const char *uri, const char *method)
    {
        m->ServiceBench::ask(contract::service::customer, "PUT", QLatin1String("/v1/customers/") + m->customer,
                             Json{{"webhook_uri", uri}, {"webhook_method", method}});
        m->settle();
    }
    static QByteArray header(const core::FetchRequest &request, const char *name)
    {
        for (const auto &[key, value] : request.headers) {
            if (key == name)
                return value;
        }
        return {};
    }

    std::unique_ptr<CallBench> m;
    std::unique_ptr<FakeFetcher> m_web;
    std::unique_ptr<services::webhook::Service> m_service;
};

QTEST_GUILESS_MAIN(WebhookTest)
#include "tst_webhook.moc"
