// SPDX-License-Identifier: GPL-3.0-or-later
// call-manager: what calls that arrive are for, by domain (contract/call-manager.md §5).
#include "callbench.h"
#include "fakemanager.h"

#include <QtTest>

using core::Json;

namespace {
const QString thing = QStringLiteral("6a1b2c3d-0000-4000-8000-00000000000a");
const QString hash = QStringLiteral("direct.0123456789ab");
} // namespace

class CallClassesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m = std::make_unique<CallBench>();
        m_directs = std::make_unique<FakeManager>(m->bus, contract::service::direct);
        m_agents = std::make_unique<FakeManager>(m->bus, contract::service::agent);
        m_conferences = std::make_unique<FakeManager>(m->bus, contract::service::conference);
        m_flows = std::make_unique<EventLog>(m->bus, contract::eventExchange(contract::service::flow));
        m_conferences->answer(QLatin1String("GET /v1/conferences/") + thing,
                              Json{{"id", core::utf8(thing)}, {"customer_id", core::utf8(m->customer)}, {"name", "Lab"}});
        m_agents->answer(QLatin1String("GET /v1/agents/") + thing,
                         Json{{"id", core::utf8(thing)}, {"customer_id", core::utf8(m->customer)}});
    }
    void cleanup()
    {
        m->settle();
        m_flows.reset();
        m_conferences.reset();
        m_agents.reset();
        m_directs.reset();
        m.reset();
    }

    void directHashes_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("actions");
        QTest::addColumn<QString>("destination");
        QTest::newRow("an agent") << "agent" << "connect" << "agent";
        QTest::newRow("a conference") << "conference" << "answer conference_join" << "conference";
        QTest::newRow("an AI") << "ai" << "answer ai_talk" << "ai";
        QTest::newRow("a team of AIs") << "ai_team" << "answer ai_talk" << "ai_team";
        QTest::newRow("a queue") << "queue" << "answer queue_join" << "tel";
    }
    void directHashes()
    {
        QFETCH(QString, type);
        direct(type);
        const QString channel = arrive(QStringLiteral("sip.voipbin.net"), hash);
        QTEST(actionsOfFlow(), "actions");
        const Json call = callOf(channel);
        QTEST(textOf(call["destination"], "type"), "destination");
        QCOMPARE(textOf(call["destination"], "target"), thing);
    }

    void aDirectFlowRunsItself()
    {
        const QString flow = m->makeFlow(R"([{"type": "answer"}, {"type": "sleep", "option": {"duration": 60000}}])");
        m_directs->answer(
            QLatin1String("GET /v1/directs/by-hash/") + hash,
            Json{{"customer_id", core::utf8(m->customer)}, {"resource_type", "flow"}, {"resource_id", core::utf8(flow)}});
        const QString channel = arrive(QStringLiteral("sip.voipbin.net"), hash);
        QCOMPARE(textOf(callOf(channel), "flow_id"), flow);
    }

    void aConferenceByItsId()
    {
        const QString channel = arrive(QStringLiteral("conference.voipbin.net"), thing);
        QCOMPARE(actionsOfFlow(), QStringLiteral("answer conference_join"));
        const Json call = callOf(channel);
        QCOMPARE(textOf(call["source"], "type"), QStringLiteral("sip"));
        QCOMPARE(textOf(call["source"], "target"), QStringLiteral("+15551234567@conference.voipbin.net"));
    }

    void aTrunkConnectsToANumber()
    {
        m->ServiceBench::ask(contract::service::registrar, "POST", QStringLiteral("/v1/trunks"),
                             Json{{"customer_id", core::utf8(m->customer)},
                                  {"domain_name", "office"},
                                  {"auth_types", {"ip"}},
                                  {"allowed_ips", {"203.0.113.7"}}});
        arrive(QStringLiteral("office.trunk.voipbin.net"), QStringLiteral("+821012345678"));
        QCOMPARE(actionsOfFlow(), QStringLiteral("connect"));
        const Json option = m_flows->all().front().data.toJson()["actions"][0]["option"];
        QVERIFY(option["early_media"].get<bool>() && option["relay_reason"].get<bool>());
        QVERIFY(!option.contains("anonymous"));
        QCOMPARE(textOf(option["destinations"][0], "type"), QStringLiteral("tel"));
    }

    void phonesDial_data()
    {
        QTest::addColumn<QString>("dialled");
        QTest::addColumn<QString>("actions"); // empty: refused
        QTest::addColumn<QString>("type");
        const QString id = thing;
        QTest::newRow("a number") << "+821012345678" << "connect" << "tel";
        QTest::newRow("a number with its scheme") << "tel:+821012345678" << "connect" << "tel";
        QTest::newRow("an agent") << QString(QLatin1String("agent:") + id) << "connect" << "agent";
        QTest::newRow("an agent, percent-encoded") << QString(QLatin1String("agent%3A") + id) << "connect" << "agent";
        QTest::newRow("a conference") << QString(QLatin1String("conference:") + id) << "conference_join" << "conference";
        QTest::newRow("an extension") << "extension:1001" << "connect" << "extension";
        QTest::newRow("nothing but digits") << "1001" << "connect" << "extension";
        QTest::newRow("a line") << QString(QLatin1String("line:") + id) << "" << "";
        QTest::newRow("a SIP address") << "sip:a@b" << "" << "";
        QTest::newRow("an unknown agent") << "agent:6a1b2c3d-0000-4000-8000-00000000000b" << "" << "";
    }
    void phonesDial()
    {
        QFETCH(QString, dialled);
        QFETCH(QString, actions);
        const QString channel = m->engine.callIn(m->registrarDomain(), QStringLiteral("1000"), dialled);
        m->settle();
        if (actions.isEmpty()) {
            QCOMPARE(m->engine.last(channel).body.value("reason_code", ""), std::string("3"));
            return;
        }
        QVERIFY(m_flows->count(QStringLiteral("flow_created")) >= 1);
        QTEST(textOf(m_flows->all().front().data.toJson()["actions"].back(), "type"), "actions");
        QTEST(textOf(callOf(channel)["destination"], "type"), "type");
    }

    /// SIP 480, not that somebody has declined.
    void aPhoneThatIsOffDoesNotAnswer()
    {
        m->makeExtension(QStringLiteral("1002"));
        const QString channel = m->engine.callIn(m->registrarDomain(), QStringLiteral("1000"), QStringLiteral("1002"));
        m->settle();
        QCOMPARE(m->engine.last(channel).body.value("reason_code", ""), std::string("19"));
        QCOMPARE(textOf(callOf(channel), "hangup_reason"), QStringLiteral("normal")); // contract/call-manager.md §4
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("domain");
        QTest::addColumn<QString>("to");
        QTest::newRow("an unknown domain") << "example.org" << "1";
        QTest::newRow("an unknown trunk") << "nobody.trunk.voipbin.net" << "+821012345678";
        QTest::newRow("an unknown conference") << "conference.voipbin.net" << "6a1b2c3d-0000-4000-8000-00000000000b";
        QTest::newRow("an unknown hash") << "sip.voipbin.net" << "direct.ffffffffffff";
        QTest::newRow("an unknown number") << "sip.voipbin.net" << "+899000";
    }
    void refuses()
    {
        QFETCH(QString, domain);
        QFETCH(QString, to);
        const QString channel = arrive(domain, to);
        QCOMPARE(m->engine.last(channel).body.value("reason_code", ""), std::string("3"));
        QCOMPARE(m->calls->liveCalls(), 0);
    }

    void aCustomerWithoutBalanceIsRefused()
    {
        FakeManager billing(m->bus, contract::service::billing);
        billing.answer(QStringLiteral("POST /v1/accounts/is_valid_balance_by_customer_id"), Json{{"valid", false}});
        m->makeNumber(QStringLiteral("+899123456789"), R"([{"type": "answer"}])");
        const QString channel = m->phoneCalls(QStringLiteral("+899123456789"));
        QCOMPARE(m->engine.last(channel).body.value("reason_code", ""), std::string("38"));
        QCOMPARE(textOf(billing.asked.front().body, "country"), QStringLiteral("us")); // of the caller
        m->settle();
    }

private:
    QString arrive(const QString &domain, const QString &to)
    {
        const QString channel = m->engine.callIn(domain, QStringLiteral("+15551234567"), to);
        m->settle();
        return channel;
    }
    /// The call may have ended meanwhile: its row tells.
    Json callOf(const QString &channel) { return m->callOfChannel(channel); }
    void direct(const QString &type)
    {
        m_directs->answer(QLatin1String("GET /v1/directs/by-hash/") + hash, Json{{"customer_id", core::utf8(m->customer)},
                                                                                 {"resource_type", core::utf8(type)},
                                                                                 {"resource_id", core::utf8(thing)}});
    }
    QString actionsOfFlow() const
    {
        QStringList types;
        if (m_flows->all().empty())
            return {};
        const Json flow = m_flows->all().front().data.toJson();
        for (const Json &action : flow["actions"])
            types += textOf(action, "type");
        return types.join(QLatin1Char(' '));
    }

    std::unique_ptr<CallBench> m;
    std::unique_ptr<FakeManager> m_directs, m_agents, m_conferences;
    std::unique_ptr<EventLog> m_flows;
};

QTEST_GUILESS_MAIN(CallClassesTest)
#include "tst_callclasses.moc"
