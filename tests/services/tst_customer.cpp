// SPDX-License-Identifier: GPL-3.0-or-later
// customer-manager: customers and their status (contract/business-services.md §1).
#include "services/customer/service.h"
#include "support/servicebench.h"
#include "support/wait.h"

#include <QtTest>

using core::Json;

namespace {
const QString unknown = QStringLiteral("6a1b2c3d-0000-4000-8000-000000000003");

class Bench : public ServiceBench
{
public:
    Bench() { wait(customers.start()); }
    ~Bench() { settle(); }
    contract::Reply ask(const char *method, const QString &uri, contract::Payload body = {})
    {
        contract::Reply reply = ServiceBench::ask(contract::service::customer, method, uri, std::move(body));
        settle();
        return reply;
    }
    QString make(const char *name)
    {
        return textOf(bodyOf(ask("POST", QStringLiteral("/v1/customers"), Json{{"name", name}, {"email", "a@example.org"}})),
                      "id");
    }
    services::customer::Service customers{bus, db, clock};
    EventLog events{bus, contract::eventExchange(contract::service::customer)};
};

QString at(const QString &id, const char *tail = "") { return QLatin1String("/v1/customers/") + id + QLatin1String(tail); }
} // namespace

class CustomerTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m = std::make_unique<Bench>(); }
    void cleanup() { m.reset(); }

    void createsAnActiveOne()
    {
        const Json made = bodyOf(m->ask("POST", QStringLiteral("/v1/customers"),
                                        Json{{"name", "Ann"},
                                             {"email", "ann@example.org"},
                                             {"webhook_method", "POST"},
                                             {"webhook_uri", "x"},
                                             {"id", core::utf8(unknown)},
                                             {"status", "frozen"},
                                             {"identity_verification_status", "verified"},
                                             {"email_verified", true},
                                             {"webhook_secret", "mine"},
                                             {"tm_delete", "2020-01-01T00:00:00Z"}}));
        QCOMPARE(textOf(made, "status"), QStringLiteral("active"));
        QCOMPARE(textOf(made, "identity_verification_status"), QStringLiteral("none"));
        QVERIFY(!made["email_verified"].get<bool>());
        QVERIFY(textOf(made, "id") != unknown);
        QVERIFY(made["tm_delete"].is_null());
        QVERIFY(textOf(made, "webhook_secret").size() >= 32);
        QCOMPARE(m->events.types(), QStringList{QStringLiteral("customer_created")});
        QCOMPARE(bodyOf(m->ask("GET", at(textOf(made, "id")))).dump(), made.dump());
    }

    void changesWhatItMay()
    {
        const QString id = m->make("Ann");
        const Json changed = bodyOf(
            m->ask("PUT", at(id), Json{{"name", "Bob"}, {"address", "Street 1"}, {"status", "frozen"}, {"webhook_secret", "x"}}));
        QCOMPARE(textOf(changed, "name"), QStringLiteral("Bob"));
        QCOMPARE(textOf(changed, "address"), QStringLiteral("Street 1"));
        QCOMPARE(textOf(changed, "email"), QStringLiteral("a@example.org"));
        QCOMPARE(textOf(changed, "status"), QStringLiteral("active"));
        QVERIFY(textOf(changed, "webhook_secret") != QLatin1String("x"));
        QCOMPARE(m->events.types().last(), QStringLiteral("customer_updated"));
    }

    void freezesAndRecovers()
    {
        const QString id = m->make("Ann");
        QCOMPARE(reasonOf(m->ask("POST", at(id, "/recover"))), QStringLiteral("CUSTOMER_NOT_FROZEN"));
        const Json frozen = bodyOf(m->ask("POST", at(id, "/freeze")));
        QCOMPARE(textOf(frozen, "status"), QStringLiteral("frozen"));
        QVERIFY(!textOf(frozen, "tm_deletion_scheduled").isEmpty());
        QCOMPARE(bodyOf(m->ask("POST", at(id, "/freeze"))).dump(), frozen.dump());
        QCOMPARE(m->events.count(QStringLiteral("customer_frozen")), 1);
        const Json again = bodyOf(m->ask("POST", at(id, "/recover")));
        QCOMPARE(textOf(again, "status"), QStringLiteral("active"));
        QVERIFY(again["tm_deletion_scheduled"].is_null());
        QCOMPARE(m->events.count(QStringLiteral("customer_recovered")), 1);
    }

    void deletesOnceForGood()
    {
        const QString id = m->make("Ann");
        const Json gone = bodyOf(m->ask("DELETE", at(id)));
        QCOMPARE(textOf(gone, "status"), QStringLiteral("deleted"));
        QVERIFY(!textOf(gone, "tm_delete").isEmpty());
        QCOMPARE(bodyOf(m->ask("DELETE", at(id))).dump(), gone.dump());
        QCOMPARE(m->events.count(QStringLiteral("customer_deleted")), 1);
        QCOMPARE(m->ask("POST", at(id, "/freeze")).statusCode, 409);
        QCOMPARE(m->ask("POST", at(id, "/recover")).statusCode, 409);
        QCOMPARE(textOf(bodyOf(m->ask("GET", at(id))), "status"), QStringLiteral("deleted"));
    }

    void listsByFilter()
    {
        const QString ann = m->make("Ann"), bob = m->make("Bob");
        m->ask("DELETE", at(bob));
        const auto list = [this](Json filters) {
            QStringList names;
            for (const Json &row : bodyOf(m->ask("GET", QStringLiteral("/v1/customers?page_size=9"), std::move(filters))))
                names += textOf(row, "name");
            return names;
        };
        QCOMPARE(list(Json::object()), (QStringList{QStringLiteral("Bob"), QStringLiteral("Ann")}));
        QCOMPARE(list(Json{{"deleted", false}}), QStringList{QStringLiteral("Ann")});
        QCOMPARE(list(Json{{"name", "Bob"}}), QStringList{QStringLiteral("Bob")});
        QCOMPARE(list(Json{{"id", core::utf8(ann)}}), QStringList{QStringLiteral("Ann")});
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("uri");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::newRow("get an unknown one") << "GET" << at(unknown) << QByteArray() << 404;
        QTest::newRow("change an unknown one") << "PUT" << at(unknown) << QByteArray("{}") << 404;
        QTest::newRow("freeze an unknown one") << "POST" << at(unknown, "/freeze") << QByteArray() << 404;
        QTest::newRow("recover an unknown one") << "POST" << at(unknown, "/recover") << QByteArray() << 404;
        QTest::newRow("delete an unknown one") << "DELETE" << at(unknown) << QByteArray() << 404;
        QTest::newRow("no body") << "POST" << "/v1/customers" << QByteArray() << 400;
        QTest::newRow("a list as body") << "POST" << "/v1/customers" << QByteArray("[]") << 400;
        QTest::newRow("a name that is no text") << "POST" << "/v1/customers" << QByteArray(R"({"name": 1})") << 400;
        QTest::newRow("a change without a body") << "PUT" << at(unknown) << QByteArray() << 400;
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
        const contract::Reply reply = m->ask(method.toLatin1().constData(), uri, std::move(data));
        QCOMPARE(reply.statusCode, status);
        if (status == 404)
            QCOMPARE(reasonOf(reply), QStringLiteral("CUSTOMER_NOT_FOUND"));
    }

private:
    std::unique_ptr<Bench> m;
};

QTEST_GUILESS_MAIN(CustomerTest)
#include "tst_customer.moc"
