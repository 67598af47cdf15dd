// SPDX-License-Identifier: GPL-3.0-or-later
// registrar-manager: extensions, their credentials and contacts (contract/business-services.md §3).
#include "services/registrar/service.h"
#include "support/servicebench.h"
#include "support/wait.h"

#include <QtTest>

using core::Json;

namespace {
const QString customer = QStringLiteral("6a1b2c3d-0000-4000-8000-000000000001");
const QString other = QStringLiteral("6a1b2c3d-0000-4000-8000-000000000002");
const QString unknown = QStringLiteral("6a1b2c3d-0000-4000-8000-000000000003");

class Bench : public ServiceBench
{
public:
    Bench() { wait(registrar.start()); }
    ~Bench() { settle(); }
    contract::Reply ask(const char *method, const QString &uri, contract::Payload body = {})
    {
        contract::Reply reply = ServiceBench::ask(contract::service::registrar, method, uri, std::move(body));
        settle();
        return reply;
    }
    contract::Reply make(const char *extension, const char *password = "secret", const QString &owner = customer)
    {
        return ask("POST", QStringLiteral("/v1/extensions"),
                   Json{{"customer_id", core::utf8(owner)},
                        {"extension", extension},
                        {"password", password},
                        {"name", "Ann"},
                        {"detail", "desk"}});
    }
    /// `user password` of every credential that the proxy sees.
    QStringList credentials()
    {
        const store::Rows rows = wait(db.query(
            {QStringLiteral("SELECT username, realm, password, auth_types FROM registrar_sip_auths ORDER BY username"), {}}));
        QStringList all;
        for (const store::Row &row : rows.rows)
            all += row[0].toString() + QLatin1Char('@') + row[1].toString() + QLatin1Char(' ') + row[2].toString() +
                   QLatin1Char(' ') + row[3].toString();
        return all;
    }
    services::registrar::Service registrar{bus, db, clock, QStringLiteral("voipbin.net")};
    EventLog events{bus, contract::eventExchange(contract::service::registrar)};
};

QString at(const QString &id) { return QLatin1String("/v1/extensions/") + id; }
} // namespace

class RegistrarTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m = std::make_unique<Bench>(); }
    void cleanup() { m.reset(); }

    void createsWithItsCredential()
    {
        const Json made = bodyOf(m->make("1001"));
        const QString realm = customer + QLatin1String(".registrar.voipbin.net");
        QCOMPARE(textOf(made, "realm"), realm);
        QCOMPARE(textOf(made, "domain_name"), customer);
        QCOMPARE(textOf(made, "username"), QStringLiteral("1001"));
        for (const char *name : {"endpoint_id", "aor_id", "auth_id"})
            QCOMPARE(textOf(made, name), QLatin1String("1001@") + realm);
        QCOMPARE(m->credentials(), QStringList{QLatin1String("1001@") + realm + QLatin1String(" secret [\"basic\"]")});
        QCOMPARE(m->events.types(), QStringList{QStringLiteral("extension_created")});
        QCOMPARE(m->events.last(QStringLiteral("extension_created")).dump(), made.dump());
        QCOMPARE(bodyOf(m->ask("GET", at(textOf(made, "id")))).dump(), made.dump());
    }

    void changesFollowInTheCredential()
    {
        const QString id = textOf(bodyOf(m->make("1001")), "id");
        const Json changed = bodyOf(m->ask("PUT", at(id), Json{{"name", "Bob"}, {"detail", ""}, {"password", "new"}}));
        QCOMPARE(textOf(changed, "name"), QStringLiteral("Bob"));
        QCOMPARE(textOf(changed, "detail"), QString());
        QVERIFY(m->credentials().value(0).contains(QLatin1String(" new ")));
        QCOMPARE(m->events.types().last(), QStringLiteral("extension_updated"));
        const contract::Reply empty = m->ask("PUT", at(id), Json{{"password", ""}});
        QCOMPARE(reasonOf(empty), QStringLiteral("PASSWORD_MISSING"));
        QVERIFY(m->credentials().value(0).contains(QLatin1String(" new ")));
    }

    void deletesOnceAndFreesTheNumber()
    {
        const QString id = textOf(bodyOf(m->make("1001")), "id");
        const Json gone = bodyOf(m->ask("DELETE", at(id)));
        QVERIFY(!textOf(gone, "tm_delete").isEmpty());
        QCOMPARE(m->credentials(), QStringList());
        QCOMPARE(bodyOf(m->ask("DELETE", at(id))).dump(), gone.dump());
        QCOMPARE(m->events.count(QStringLiteral("extension_deleted")), 1);
        QCOMPARE(m->make("1001").statusCode, 200);
        QCOMPARE(bodyOf(m->ask("GET", QStringLiteral("/v1/extensions?page_size=9"), Json{{"deleted", false}})).size(), size_t(1));
        QCOMPARE(bodyOf(m->ask("GET", QStringLiteral("/v1/extensions?page_size=9"))).size(), size_t(2));
    }

    void aNumberIsTakenOncePerCustomer()
    {
        QCOMPARE(m->make("1001").statusCode, 200);
        QCOMPARE(reasonOf(m->make("1001", "else")), QStringLiteral("EXTENSION_EXISTS"));
        QCOMPARE(m->credentials().size(), qsizetype(1));
        QCOMPARE(m->make("1001", "else", other).statusCode, 200);
        QCOMPARE(m->credentials().size(), qsizetype(2));
        QCOMPARE(m->events.count(QStringLiteral("extension_created")), 2);
    }

    void findsByNumberAndCounts()
    {
        const QString id = textOf(bodyOf(m->make("1001")), "id");
        m->make("1002");
        m->make("1001", "x", other);
        const Json mine{{"customer_id", core::utf8(customer)}};
        QCOMPARE(textOf(bodyOf(m->ask("GET", QStringLiteral("/v1/extensions/extension/1001"), mine)), "id"), id);
        QCOMPARE(bodyOf(m->ask("GET", QStringLiteral("/v1/extensions/count_by_customer"), mine))["count"].get<int>(), 2);
        m->ask("DELETE", at(id));
        QCOMPARE(reasonOf(m->ask("GET", QStringLiteral("/v1/extensions/extension/1001"), mine)),
                 QStringLiteral("EXTENSION_NOT_FOUND"));
        QCOMPARE(bodyOf(m->ask("GET", QStringLiteral("/v1/extensions/count_by_customer"), mine))["count"].get<int>(), 1);
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("uri");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        const auto row = [](const char *name, const char *method, const QString &uri, const char *body, int status) {
            QTest::newRow(name) << QString::fromLatin1(method) << uri << QByteArray(body) << status;
        };
        const QString all = QStringLiteral("/v1/extensions");
        row("get an unknown one", "GET", at(unknown), "", 404);
        row("change an unknown one", "PUT", at(unknown), "{}", 404);
        row("delete an unknown one", "DELETE", at(unknown), "", 404);
        row("unknown route", "GET", QStringLiteral("/v1/phones"), "", 404);
        row("no body", "POST", all, "", 400);
        row("a list as body", "POST", all, "[]", 400);
        row("a text as body", "POST", all, "\"x\"", 400);
        row("a customer that is no id", "POST", all, R"({"customer_id": "x", "extension": "1", "password": "p"})", 400);
        row("a number as extension", "POST", all, R"({"extension": 1001, "password": "p"})", 400);
        row("no extension", "POST", all, R"({"password": "p"})", 400);
        row("a space in the extension", "POST", all, R"({"extension": "10 01", "password": "p"})", 400);
        row("a line end in the extension", "POST", all, R"({"extension": "1001\n", "password": "p"})", 400);
        row("an @ in the extension", "POST", all, R"({"extension": "a@b", "password": "p"})", 400);
        row("no password", "POST", all, R"({"extension": "1001"})", 400);
        row("an empty password", "POST", all, R"({"extension": "1001", "password": ""})", 400);
        row("contacts without a body", "GET", QStringLiteral("/v1/contacts"), "", 400);
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
        QCOMPARE(m->credentials(), QStringList());
        QCOMPARE(m->events.types(), QStringList());
    }

    void contactsOfAnExtension()
    {
        const QString realm = customer + QLatin1String(".registrar.voipbin.net");
        contract::AstContact mine, others;
        mine.id = QStringLiteral("a");
        mine.uri = QStringLiteral("sip:1001@10.0.0.1");
        mine.endpoint = QLatin1String("1001@") + realm;
        others.id = QStringLiteral("b");
        others.endpoint = QLatin1String("1001@") + other + QLatin1String(".registrar.voipbin.net");
        const Json body{{"customer_id", core::utf8(customer)}, {"extension", "1001"}};
        QCOMPARE(bodyOf(m->ask("GET", QStringLiteral("/v1/contacts"), body)).dump(), std::string("[]"));
        m->registrar.setContacts({mine, others});
        const Json found = bodyOf(m->ask("GET", QStringLiteral("/v1/contacts"), body));
        QCOMPARE(found.size(), size_t(1));
        QCOMPARE(textOf(found[0], "uri"), mine.uri);
        const contract::Reply refreshed = m->ask("PUT", QStringLiteral("/v1/contacts"), body);
        QCOMPARE(refreshed.statusCode, 200);
        QVERIFY(refreshed.data.isEmpty());
    }

    void aDeletedCustomerLosesItsExtensions()
    {
        m->make("1001");
        m->make("1002");
        m->make("1001", "x", other);
        m->bus.publish(contract::eventExchange(contract::service::customer),
                       bus::Event{QStringLiteral("customer_deleted"), contract::service::customer,
                                  bus::Payload(Json{{"id", core::utf8(customer)}})});
        m->settle();
        QCOMPARE(m->credentials().size(), qsizetype(1));
        QVERIFY(m->credentials().value(0).contains(other));
        QCOMPARE(m->events.count(QStringLiteral("extension_deleted")), 2);
    }

    void trunksAreKnownByDomain()
    {
        const contract::Reply made = makeTrunk("office");
        QCOMPARE(made.statusCode, 200);
        const Json trunk = bodyOf(made);
        QCOMPARE(textOf(trunk, "realm"), QStringLiteral("office.trunk.voipbin.net"));
        QCOMPARE(textOf(bodyOf(m->ask("GET", QStringLiteral("/v1/trunks/domain_name/office"))), "id"), textOf(trunk, "id"));
        QCOMPARE(m->credentials(), QStringList{QStringLiteral("pbx@office.trunk.voipbin.net secret [\"basic\",\"ip\"]")});
        QCOMPARE(reasonOf(makeTrunk("office")), QStringLiteral("TRUNK_EXISTS"));
        const QString path = QLatin1String("/v1/trunks/") + textOf(trunk, "id");
        QCOMPARE(m->ask("PUT", path, Json{{"password", "better"}}).statusCode, 200);
        QVERIFY(m->credentials().front().contains(QLatin1String("better")));
        QCOMPARE(m->ask("DELETE", path).statusCode, 200);
        QVERIFY(m->credentials().isEmpty());
        QCOMPARE(m->ask("GET", QStringLiteral("/v1/trunks/domain_name/office")).statusCode, 404);
        QCOMPARE(makeTrunk("office").statusCode, 200); // the name is free again
    }

    void trunksThatMeanNothing_data()
    {
        QTest::addColumn<QString>("domain");
        QTest::addColumn<QString>("address");
        QTest::addColumn<QString>("reason");
        QTest::newRow("one letter alone") << "o" << "203.0.113.7" << "INVALID_DOMAIN_NAME";
        QTest::newRow("a digit first") << "1office" << "203.0.113.7" << "INVALID_DOMAIN_NAME";
        QTest::newRow("31 characters, the longest") << QString(31, QLatin1Char('a')) << "203.0.113.0/24" << "";
        QTest::newRow("32 characters") << QString(32, QLatin1Char('a')) << "203.0.113.7" << "INVALID_DOMAIN_NAME";
        QTest::newRow("a name for an address") << "office" << "pbx.example" << "INVALID_ADDRESS";
    }
    void trunksThatMeanNothing()
    {
        QFETCH(QString, domain);
        QFETCH(QString, address);
        QTEST(reasonOf(makeTrunk(domain.toLatin1().constData(), address.toLatin1().constData())), "reason");
    }

    void registrationsOutliveARestart()
    {
        const qint64 now = m->clock->wall().micros() / 1'000'000;
        const auto contact = [now](const char *id, qint64 expires, const char *prune) {
            contract::AstContact made;
            made.id = QLatin1String(id);
            made.uri = QStringLiteral("sip:1001@10.0.0.1");
            made.expirationTime = now + expires;
            made.pruneOnBoot = QLatin1String(prune);
            return made;
        };
        m->registrar.setContacts({contact("left", 600, "no")});
        m->registrar.setContacts({contact("phone", 60, "no"), contact("connection", 600, "yes"), contact("brief", 20, "no")});
        m->registrar.setContacts({contact("phone", 600, "no"), contact("connection", 600, "yes"), contact("brief", 20, "no")});
        wait(m->registrar.durable());
        m->advance(core::Millis(30'000));
        services::registrar::Service next(m->bus, m->db, m->clock, QStringLiteral("voipbin.net"));
        const auto kept = wait(next.keptContacts());
        QCOMPARE(kept.size(), size_t(1));
        QCOMPARE(kept.front().id, QStringLiteral("phone"));
        QCOMPARE(kept.front().expirationTime, now + 600);
        wait(next.durable());
        QCOMPARE(wait(m->db.query({QStringLiteral("SELECT id FROM ps_contacts"), {}})).rows.size(), 1);
    }

    void contactsAsJanuaryAsks()
    {
        const QString uri = QStringLiteral("/v1/contacts?customer_id=%1&extension=1000").arg(customer);
        QCOMPARE(bodyOf(m->ask("GET", uri)).dump(), std::string("[]"));
        QCOMPARE(m->ask("PUT", uri).statusCode, 200);
    }

private:
    contract::Reply makeTrunk(const char *domain, const char *address = "203.0.113.7")
    {
        return m->ask("POST", QStringLiteral("/v1/trunks"),
                      Json{{"customer_id", core::utf8(customer)},
                           {"domain_name", domain},
                           {"auth_types", {"basic", "ip"}},
                           {"username", "pbx"},
                           {"password", "secret"},
                           {"allowed_ips", {address}}});
    }

    std::unique_ptr<Bench> m;
};

QTEST_GUILESS_MAIN(RegistrarTest)
#include "tst_registrar.moc"
