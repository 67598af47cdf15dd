// SPDX-License-Identifier: GPL-3.0-or-later
// call-manager: groupcalls (contract/call-manager.md §11).
#include "callbench.h"
#include "fakemanager.h"

#include <QtTest>

using core::Json;

namespace {
const QString groupcalls = QStringLiteral("/v1/groupcalls");
const QString ann = QStringLiteral("6a1b2c3d-0000-4000-8000-00000000000a");
} // namespace

class GroupcallsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m = std::make_unique<CallBench>();
        m_agents = std::make_unique<FakeManager>(m->bus, contract::service::agent);
    }
    void cleanup()
    {
        m->settle();
        m_agents.reset();
        m.reset();
    }

    void ringAllRingsEverybodyAndTheFirstAnswerWins()
    {
        const Json group = make(R"([{"type": "sip", "target": "a@x"}, {"type": "sip", "target": "b@x"}])", "ring_all");
        QCOMPARE(group["call_count"].get<int>(), 2);
        const QString a = channelTo("a@x"), b = channelTo("b@x");
        QVERIFY(!a.isEmpty() && !b.isEmpty());
        m->engine.pickUp(a);
        m->settle();
        QVERIFY(!m->engine.channels().contains(b));
        const Json now = get(group);
        QCOMPARE(now["answer_call_id"], now["call_ids"][0]);
        QCOMPARE(textOf(now, "status"), QStringLiteral("progressing"));
        m->engine.release(a, 16);
        m->settle();
        QCOMPARE(textOf(get(group), "status"), QStringLiteral("hangup"));
        QCOMPARE(groupEvents(), (QStringList{QStringLiteral("groupcall_created"), QStringLiteral("groupcall_progressing"),
                                             QStringLiteral("groupcall_hangup")}));
    }

    void withoutHangupOthersTheOthersGoOn()
    {
        make(R"([{"type": "sip", "target": "a@x"}, {"type": "sip", "target": "b@x"}])", "ring_all", Json{{"answer_method", ""}});
        m->engine.pickUp(channelTo("a@x"));
        m->settle();
        QVERIFY(!channelTo("b@x").isEmpty());
    }

    void linearRingsOneAfterTheOther()
    {
        const Json group = make(R"([{"type": "sip", "target": "a@x"}, {"type": "sip", "target": "b@x"}])", "linear");
        QVERIFY(channelTo("b@x").isEmpty());
        m->engine.release(channelTo("a@x"), 19);
        m->settle();
        QVERIFY(!channelTo("b@x").isEmpty());
        const Json now = get(group);
        QCOMPARE(now["dial_index"].get<int>(), 1);
        QCOMPARE(now["call_count"].get<int>(), 1);
        m->engine.release(channelTo("b@x"), 19);
        m->settle();
        QCOMPARE(textOf(get(group), "status"), QStringLiteral("hangup"));
    }

    void linearStopsAtTheAnswer()
    {
        const Json group = make(R"([{"type": "sip", "target": "a@x"}, {"type": "sip", "target": "b@x"}])", "linear");
        const QString a = channelTo("a@x");
        m->engine.pickUp(a);
        m->settle();
        m->engine.release(a, 16);
        m->settle();
        QVERIFY(channelTo("b@x").isEmpty());
        QCOMPARE(textOf(get(group), "status"), QStringLiteral("hangup"));
    }

    void anAgentRingsAtItsAddresses()
    {
        agent(Json::array({Json{{"type", "sip"}, {"target", "desk@x"}}, Json{{"type", "sip"}, {"target", "home@x"}}}), "linear");
        make(QStringLiteral(R"([{"type": "agent", "target": "%1"}])").arg(ann).toLatin1().constData(), "ring_all");
        QVERIFY(!channelTo("desk@x").isEmpty() && channelTo("home@x").isEmpty());
        m->engine.release(channelTo("desk@x"), 19);
        m->settle();
        QVERIFY(!channelTo("home@x").isEmpty());
    }

    void anAgentAmongOthersIsAGroupOfItsOwn()
    {
        agent(Json::array({Json{{"type", "sip"}, {"target", "desk@x"}}}), "ringall");
        const Json group = make(QStringLiteral(R"([{"type": "agent", "target": "%1"}, {"type": "sip", "target": "b@x"}])")
                                    .arg(ann)
                                    .toLatin1()
                                    .constData(),
                                "ring_all");
        QCOMPARE(group["groupcall_count"].get<int>(), 1);
        QCOMPARE(group["call_count"].get<int>(), 1);
        m->engine.pickUp(channelTo("desk@x"));
        m->settle();
        QVERIFY(channelTo("b@x").isEmpty()); // the group's answer ends the others
        const Json now = get(group);
        QCOMPARE(now["answer_groupcall_id"], now["groupcall_ids"][0]);
        m->engine.release(channelTo("desk@x"), 16);
        m->settle();
        QCOMPARE(textOf(get(group), "status"), QStringLiteral("hangup"));
    }

    void hangupEndsAllLegs()
    {
        const Json group = make(R"([{"type": "sip", "target": "a@x"}, {"type": "sip", "target": "b@x"}])", "ring_all");
        const Json reply = bodyOf(m->ask("POST", groupcalls + QLatin1Char('/') + textOf(group, "id") + QLatin1String("/hangup")));
        QCOMPARE(textOf(reply, "status"), QStringLiteral("hangingup"));
        m->settle();
        QVERIFY(m->engine.channels().isEmpty());
        QCOMPARE(textOf(get(group), "status"), QStringLiteral("hangup"));
        const Json deleted = bodyOf(m->ask("DELETE", groupcalls + QLatin1Char('/') + textOf(group, "id")));
        QVERIFY(deleted.contains("tm_delete"));
        m->settle();
        QCOMPARE(m->events.count(QStringLiteral("groupcall_deleted")), 1);
    }

    void legsThatFailEndTheGroup()
    {
        m->engine.refuse(QStringLiteral("/channels/create"), 500);
        const Json group = make(R"([{"type": "sip", "target": "a@x"}, {"type": "sip", "target": "b@x"}])", "ring_all");
        QCOMPARE(textOf(get(group), "status"), QStringLiteral("hangup"));
        QCOMPARE(m->calls->liveCalls(), 0);
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("destinations");
        QTest::addColumn<QString>("method");
        QTest::newRow("no destination") << "[]" << "ring_all";
        QTest::newRow("an unknown ring method") << R"([{"type": "sip", "target": "a@x"}])" << "round_robin";
        QTest::newRow("an extension without a phone") << R"([{"type": "extension", "target_name": "2000"}])" << "ring_all";
        QTest::newRow("an unknown agent") << R"([{"type": "agent", "target": "6a1b2c3d-0000-4000-8000-00000000000b"}])" << "";
    }
    void refuses()
    {
        QFETCH(QString, destinations);
        QFETCH(QString, method);
        QCOMPARE(ask(destinations.toLatin1().constData(), method.toLatin1().constData(), Json::object()).statusCode, 500);
        QVERIFY(groupEvents().isEmpty());
    }

private:
    contract::Reply ask(const char *destinations, const char *method, Json more)
    {
        Json body{{"customer_id", core::utf8(m->customer)},
                  {"flow_id", core::utf8(m->makeFlow(R"([{"type": "sleep", "option": {"duration": 60000}}])"))},
                  {"destinations", Json::parse(destinations)},
                  {"ring_method", method},
                  {"answer_method", "hangup_others"}};
        body.update(more);
        const contract::Reply reply = m->ask("POST", groupcalls, std::move(body));
        m->settle();
        return reply;
    }
    Json make(const char *destinations, const char *method, Json more = Json::object())
    {
        return bodyOf(ask(destinations, method, std::move(more)));
    }
    Json get(const Json &group) { return bodyOf(m->ask("GET", groupcalls + QLatin1Char('/') + textOf(group, "id"))); }
    QString channelTo(const char *target) const
    {
        return m->engine.channelTo(QLatin1String("pjsip/call-out/sip:") + QLatin1String(target));
    }
    void agent(Json addresses, const char *ringMethod)
    {
        m_agents->answer(QLatin1String("GET /v1/agents/") + ann, Json{{"id", core::utf8(ann)},
                                                                      {"customer_id", core::utf8(m->customer)},
                                                                      {"ring_method", ringMethod},
                                                                      {"addresses", std::move(addresses)}});
    }
    QStringList groupEvents() const { return m->events.types().filter(QStringLiteral("groupcall_")); }

    std::unique_ptr<CallBench> m;
    std::unique_ptr<FakeManager> m_agents;
};

QTEST_GUILESS_MAIN(GroupcallsTest)
#include "tst_groupcalls.moc"
