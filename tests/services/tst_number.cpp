// SPDX-License-Identifier: GPL-3.0-or-later
// number-manager: virtual numbers and the flows they lead to (contract/business-services.md §4).
#include "services/number/service.h"
#include "support/servicebench.h"
#include "support/wait.h"

#include <QtTest>

using core::Json;

namespace {
const QString customer = QStringLiteral("6a1b2c3d-0000-4000-8000-000000000001");
const QString unknown = QStringLiteral("6a1b2c3d-0000-4000-8000-000000000003");
const QString flow = QStringLiteral("6a1b2c3d-0000-4000-8000-00000000000f");
const QString nobody = QStringLiteral("00000000-0000-0000-0000-000000000000");

class Bench : public ServiceBench
{
public:
    explicit Bench(bool lab) : numbers(bus, db, clock, lab) { wait(numbers.start()); }
    ~Bench() { settle(); }
    contract::Reply ask(const char *method, const QString &uri, contract::Payload body = {})
    {
        contract::Reply reply = ServiceBench::ask(contract::service::number, method, uri, std::move(body));
        settle();
        return reply;
    }
    contract::Reply make(const QString &number, Json more = Json::object())
    {
        Json body{{"customer_id", core::utf8(customer)},
                  {"number", core::utf8(number)},
                  {"type", "virtual"},
                  {"call_flow_id", core::utf8(flow)},
                  {"name", "Shop"}};
        body.update(more);
        return ask("POST", QStringLiteral("/v1/numbers"), std::move(body));
    }
    void announce(const QString &service, const char *type, const QString &id)
    {
        bus.publish(contract::eventExchange(service),
                    bus::Event{QLatin1String(type), service, bus::Payload(Json{{"id", core::utf8(id)}})});
        settle();
    }
    services::number::Service numbers;
    EventLog events{bus, contract::eventExchange(contract::service::number)};
};

QString at(const QString &id) { return QLatin1String("/v1/numbers/") + id; }
} // namespace

class NumberTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m = std::make_unique<Bench>(false); }
    void cleanup() { m.reset(); }

    void format_data()
    {
        QTest::addColumn<QString>("number");
        QTest::addColumn<bool>("regular");
        QTest::addColumn<bool>("lab"); // taken where any short number may be a virtual one
        QTest::newRow("+899 and nine digits") << "+899123456789" << true << true;
        QTest::newRow("the reserved ones") << "+899000456789" << false << true;
        QTest::newRow("one digit short") << "+89912345678" << false << true;
        QTest::newRow("one digit more") << "+8991234567890" << false << true;
        QTest::newRow("letters") << "+899abcdefghi" << false << true;
        QTest::newRow("another country") << "+155512345678" << false << true;
        QTest::newRow("no plus") << "8991234567890" << false << true;
        QTest::newRow("short, of the lab") << "1800" << false << true;
        QTest::newRow("empty") << "" << false << false;
        QTest::newRow("longer than any") << QString(33, QLatin1Char('1')) << false << false;
    }
    void format()
    {
        QFETCH(QString, number);
        QFETCH(bool, regular);
        QFETCH(bool, lab);
        QCOMPARE(m->make(number).statusCode, regular ? 200 : 400);
        m.reset();
        m = std::make_unique<Bench>(true);
        QCOMPARE(m->make(number).statusCode, lab ? 200 : 400);
    }

    void createsAVirtualNumber()
    {
        const Json made = bodyOf(m->make(QStringLiteral("+899123456789"), Json{{"provider_name", "telnyx"},
                                                                               {"tm_purchase", "2020-01-01T00:00:00Z"},
                                                                               {"status", "deleted"},
                                                                               {"tm_delete", "2020-01-01T00:00:00Z"},
                                                                               {"metadata", {{"rtp_debug", true}}},
                                                                               {"id", core::utf8(unknown)}}));
        QCOMPARE(textOf(made, "status"), QStringLiteral("active"));
        QCOMPARE(textOf(made, "call_flow_id"), flow);
        QCOMPARE(textOf(made, "message_flow_id"), nobody);
        QCOMPARE(textOf(made, "provider_name"), QString());
        QVERIFY(textOf(made, "id") != unknown);
        for (const char *name : {"tm_purchase", "tm_renew", "tm_delete"})
            QVERIFY(made[name].is_null());
        QVERIFY(made["metadata"].empty());
        QCOMPARE(m->events.types(), QStringList{QStringLiteral("number_created")});
        QCOMPARE(m->events.last(QStringLiteral("number_created")).dump(), made.dump());
        QCOMPARE(bodyOf(m->ask("GET", at(textOf(made, "id")))).dump(), made.dump());
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("uri");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::newRow("get an unknown one") << "GET" << at(unknown) << QByteArray() << 404;
        QTest::newRow("change an unknown one") << "PUT" << at(unknown) << QByteArray("{}") << 404;
        QTest::newRow("flows of an unknown one") << "PUT" << at(unknown) + "/flow_ids" << QByteArray("{}") << 404;
        QTest::newRow("delete an unknown one") << "DELETE" << at(unknown) << QByteArray() << 404;
        QTest::newRow("no body") << "POST" << "/v1/numbers" << QByteArray() << 400;
        QTest::newRow("a list as body") << "POST" << "/v1/numbers" << QByteArray("[]") << 400;
        QTest::newRow("a number that is no text")
            << "POST" << "/v1/numbers" << QByteArray(R"({"type": "virtual", "number": 899})") << 400;
        QTest::newRow("a flow that is no id")
            << "POST" << "/v1/numbers" << QByteArray(R"({"type": "virtual", "number": "+899123456789", "call_flow_id": "x"})")
            << 400;
        QTest::newRow("nobody sells normal ones")
            << "POST" << "/v1/numbers" << QByteArray(R"({"type": "normal", "number": "+15551234567"})") << 503;
    }
    void refuses()
    {
        QFETCH(QString, method);
        QFETCH(QString, uri);
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        contract::Payload data;
        if (!body.isEmpty())
            data = contract::Payload(Json::parse(body.toStdString()));
        QCOMPARE(m->ask(method.toLatin1().constData(), uri, std::move(data)).statusCode, status);
        QCOMPARE(m->events.types(), QStringList());
    }

    void isTakenUntilDeleted()
    {
        const QString id = textOf(bodyOf(m->make(QStringLiteral("+899123456789"))), "id");
        QCOMPARE(reasonOf(m->make(QStringLiteral("+899123456789"))), QStringLiteral("NUMBER_EXISTS"));
        const Json gone = bodyOf(m->ask("DELETE", at(id)));
        QCOMPARE(textOf(gone, "status"), QStringLiteral("deleted"));
        QVERIFY(!textOf(gone, "tm_delete").isEmpty());
        QCOMPARE(bodyOf(m->ask("DELETE", at(id))).dump(), gone.dump());
        QCOMPARE(m->events.count(QStringLiteral("number_deleted")), 1);
        QCOMPARE(m->make(QStringLiteral("+899123456789")).statusCode, 200);
        const auto count = [this](Json filters) {
            return bodyOf(m->ask("GET", QStringLiteral("/v1/numbers?page_size=9"), std::move(filters))).size();
        };
        QCOMPARE(count(Json{{"number", "+899123456789"}, {"deleted", false}}), size_t(1));
        QCOMPARE(count(Json{{"number", "+899123456789"}}), size_t(2));
        QCOMPARE(count(Json{{"customer_id", core::utf8(unknown)}}), size_t(0));
    }

    void changes()
    {
        const QString id = textOf(bodyOf(m->make(QStringLiteral("+899123456789"))), "id");
        const Json changed = bodyOf(m->ask(
            "PUT", at(id), Json{{"name", "Desk"}, {"message_flow_id", core::utf8(flow)}, {"number", "+1"}, {"status", "x"}}));
        QCOMPARE(textOf(changed, "name"), QStringLiteral("Desk"));
        QCOMPARE(textOf(changed, "message_flow_id"), flow);
        QCOMPARE(textOf(changed, "number"), QStringLiteral("+899123456789"));
        const Json flows =
            bodyOf(m->ask("PUT", at(id) + "/flow_ids", Json{{"call_flow_id", core::utf8(nobody)}, {"name", "other"}}));
        QCOMPARE(textOf(flows, "call_flow_id"), nobody);
        QCOMPARE(textOf(flows, "name"), QStringLiteral("Desk"));
        QCOMPARE(m->events.count(QStringLiteral("number_updated")), 2);
    }

    void aDeletedFlowLeavesItsNumbersWithout()
    {
        const QString id =
            textOf(bodyOf(m->make(QStringLiteral("+899123456789"), Json{{"message_flow_id", core::utf8(flow)}})), "id");
        const QString other =
            textOf(bodyOf(m->make(QStringLiteral("+899123456780"), Json{{"call_flow_id", core::utf8(unknown)}})), "id");
        m->events.clear();
        m->announce(contract::service::flow, "flow_deleted", flow);
        QCOMPARE(textOf(bodyOf(m->ask("GET", at(id))), "call_flow_id"), nobody);
        QCOMPARE(textOf(bodyOf(m->ask("GET", at(id))), "message_flow_id"), nobody);
        QCOMPARE(textOf(bodyOf(m->ask("GET", at(other))), "call_flow_id"), unknown);
        QCOMPARE(m->events.types(), QStringList());
    }

    void aDeletedCustomerLosesItsNumbers()
    {
        m->make(QStringLiteral("+899123456789"));
        const QString other =
            textOf(bodyOf(m->make(QStringLiteral("+899123456780"), Json{{"customer_id", core::utf8(unknown)}})), "id");
        m->announce(contract::service::customer, "customer_deleted", customer);
        QCOMPARE(m->events.count(QStringLiteral("number_deleted")), 1);
        const Json left = bodyOf(m->ask("GET", QStringLiteral("/v1/numbers?page_size=9"), Json{{"deleted", false}}));
        QCOMPARE(left.size(), size_t(1));
        QCOMPARE(textOf(left[0], "id"), other);
    }

private:
    std::unique_ptr<Bench> m;
};

QTEST_GUILESS_MAIN(NumberTest)
#include "tst_number.moc"
