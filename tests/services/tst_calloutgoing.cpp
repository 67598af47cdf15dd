// SPDX-License-Identifier: GPL-3.0-or-later
// call-manager: outgoing calls, groupcalls and the room that connects two (contract/call-manager.md §4, §7, §8, §11).
#include "callbench.h"

#include <QtTest>

using core::Json;

namespace {
QStringList words(const char *text) { return QString::fromLatin1(text).split(QLatin1Char(' '), Qt::SkipEmptyParts); }
} // namespace

class CallOutgoingTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m = std::make_unique<CallBench>(); }
    void cleanup() { m.reset(); }

    void goesThroughItsStates()
    {
        const QString id = m->startOne();
        const Json call = m->call(id);
        QCOMPARE(textOf(call, "status"), QStringLiteral("dialing"));
        QCOMPARE(textOf(call, "direction"), QStringLiteral("outgoing"));
        const QString channel = textOf(call, "channel_id");
        const Json created = m->engine.last(QStringLiteral("/ari/channels/create")).body;
        QCOMPARE(textOf(created, "endpoint"), QStringLiteral("pjsip/call-out/sip:a@b"));
        QCOMPARE(textOf(created, "channelId"), channel);
        QCOMPARE(textOf(created["variables"], "CALLERID(num)"), QStringLiteral("+15550000001"));
        const QStringList asked{QStringLiteral("POST /ari/channels/create"), QStringLiteral("POST /ari/bridges"),
                                QStringLiteral("POST /ari/bridges/addChannel"), QStringLiteral("POST /ari/channels/dial")};
        QCOMPARE(m->engine.asked(), asked);
        QCOMPARE(m->engine.last(QStringLiteral("/dial")).body["timeout"].get<int>(), 60);
        m->engine.ring(channel);
        m->settle();
        QCOMPARE(textOf(m->call(id), "status"), QStringLiteral("ringing"));
        QCOMPARE(textOf(m->call(id)["action"], "id"), QStringLiteral("00000000-0000-0000-0000-000000000001"));
        m->engine.pickUp(channel);
        m->settle();
        QCOMPARE(textOf(m->call(id), "status"), QStringLiteral("progressing"));
        QCOMPARE(textOf(m->call(id)["action"], "type"), QStringLiteral("sleep"));
        m->engine.release(channel, 16);
        m->settle();
        QCOMPARE(m->story(), words("call_created call_ringing call_progressing call_hangup"));
        QCOMPARE(m->calls->liveCalls(), 0);
    }

    void anIdThatIsTakenChangesNothing()
    {
        const QString id = m->startOne(), channel = textOf(m->call(id), "channel_id");
        m->engine.pickUp(channel);
        m->settle();
        const Json again{{"customer_id", core::utf8(m->customer)},
                         {"source", {{"type", "tel"}, {"target", "+15550000001"}}},
                         {"destination", {{"type", "sip"}, {"target", "a@b"}}}};
        QCOMPARE(m->ask("POST", CallBench::at(id), again).statusCode, 409);
        m->settle();
        QCOMPARE(textOf(m->call(id), "status"), QStringLiteral("progressing"));
        QCOMPARE(textOf(m->call(id), "channel_id"), channel);
        const Json running = bodyOf(m->ServiceBench::ask(contract::service::flow, "GET",
                                                         QStringLiteral("/v1/activeflows?page_size=100&page_token="),
                                                         Json{{"status", "running"}}));
        QCOMPARE(running.size(), size_t(1));
        m->ask("POST", CallBench::at(id, "/hangup"));
        m->settle();
        QVERIFY(m->engine.channels().isEmpty());
    }

    void ringingAfterTheAnswerIsIgnored()
    {
        const QString id = m->startOne();
        const QString channel = textOf(m->call(id), "channel_id");
        m->engine.pickUp(channel);
        m->engine.ring(channel);
        m->settle();
        QCOMPARE(textOf(m->call(id), "status"), QStringLiteral("progressing"));
        QCOMPARE(m->story(), words("call_created call_progressing"));
    }

    void earlyExecutionRunsWhileItRings()
    {
        const Json made =
            bodyOf(m->start(R"([{"type": "sip", "target": "a@b"}])", R"([{"type": "sleep", "option": {"duration": 60000}}])",
                            Json{{"early_execution", true}}));
        const QString id = textOf(made["calls"][0], "id");
        m->engine.ring(textOf(m->call(id), "channel_id"));
        m->settle();
        QCOMPARE(textOf(m->call(id)["action"], "type"), QStringLiteral("sleep"));
        m->engine.pickUp(textOf(m->call(id), "channel_id"));
        m->settle();
        QCOMPARE(textOf(m->call(id)["action"], "type"), QStringLiteral("sleep"));
    }

    void endsWithItsReason_data()
    {
        QTest::addColumn<QString>("until");
        QTest::addColumn<int>("cause");
        QTest::addColumn<QString>("reason");
        QTest::newRow("dialing, 0") << "dialing" << 0 << "dialout";
        QTest::newRow("dialing, 1") << "dialing" << 1 << "failed";
        QTest::newRow("dialing, 16") << "dialing" << 16 << "normal";
        QTest::newRow("dialing, 17") << "dialing" << 17 << "busy";
        QTest::newRow("dialing, 18") << "dialing" << 18 << "failed";
        QTest::newRow("ringing, 19") << "ringing" << 19 << "noanswer";
        QTest::newRow("ringing, 21") << "ringing" << 21 << "noanswer";
        QTest::newRow("ringing, 26") << "ringing" << 26 << "normal";
        QTest::newRow("ringing, 127") << "ringing" << 127 << "failed";
        QTest::newRow("talking, 16") << "progressing" << 16 << "normal";
        QTest::newRow("talking, 17") << "progressing" << 17 << "normal";
        QTest::newRow("talking, longest duration") << "progressing" << 200 << "timeout";
    }
    void endsWithItsReason()
    {
        QFETCH(QString, until);
        QFETCH(int, cause);
        QFETCH(QString, reason);
        const QString id = m->startOne();
        const QString channel = textOf(m->call(id), "channel_id");
        if (until == QLatin1String("ringing"))
            m->engine.ring(channel);
        if (until == QLatin1String("progressing"))
            m->engine.pickUp(channel);
        m->settle();
        m->engine.release(channel, cause);
        m->settle();
        QCOMPARE(textOf(m->call(id), "hangup_reason"), reason);
        QCOMPARE(textOf(m->call(id), "hangup_by"), QStringLiteral("remote"));
    }

    void hangupBeforeTheAnswerCancels()
    {
        const QString id = m->startOne();
        m->events.clear();
        QCOMPARE(textOf(bodyOf(m->ask("POST", CallBench::at(id, "/hangup"))), "status"), QStringLiteral("canceling"));
        m->settle();
        QCOMPARE(m->story(), words("call_canceling call_hangup"));
        QCOMPARE(textOf(m->call(id), "hangup_reason"), QStringLiteral("cancel"));
        QCOMPARE(textOf(m->call(id), "hangup_by"), QStringLiteral("local"));
    }

    void theIdOfTheUriBecomesTheCallId()
    {
        const QString id = QStringLiteral("6a1b2c3d-0000-4000-8000-000000000000");
        Json body{{"customer_id", core::utf8(m->customer)},
                  {"flow_id", core::utf8(m->makeFlow("[{\"type\": \"answer\"}]"))},
                  {"activeflow_id", "6a1b2c3d-0000-4000-8000-00000000000a"},
                  {"destination", {{"type", "sip"}, {"target", "a@b"}}},
                  {"metadata", {{"codecs", "PCMU"}}},
                  {"variables", {{"color", "red"}}}};
        const contract::Reply reply = m->ask("POST", CallBench::at(id), std::move(body));
        QCOMPARE(reply.statusCode, 200);
        m->settle();
        const Json call = m->call(id);
        QCOMPARE(textOf(call, "activeflow_id"), QStringLiteral("6a1b2c3d-0000-4000-8000-00000000000a"));
        QCOMPARE(textOf(call["metadata"], "codecs"), QStringLiteral("PCMU"));
        const Json known = bodyOf(m->ServiceBench::ask(contract::service::flow, "GET",
                                                       QStringLiteral("/v1/variables/6a1b2c3d-0000-4000-8000-00000000000a")));
        QCOMPARE(textOf(known["variables"], "color"), QStringLiteral("red"));
    }

    void destinations_data()
    {
        QTest::addColumn<QByteArray>("destinations");
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("calls");
        QTest::newRow("a type of no call") << QByteArray(R"([{"type": "line", "target": "x"}])") << 500 << 0;
        QTest::newRow("no route for phone numbers") << QByteArray(R"([{"type": "tel", "target": "+15551234567"}])") << 500 << 0;
        QTest::newRow("an extension without a phone")
            << QByteArray(R"([{"type": "extension", "target_name": "1001"}])") << 500 << 0;
        QTest::newRow("the good one of two")
            << QByteArray(R"([{"type": "line", "target": "x"}, {"type": "sip", "target": "a@b"}])") << 200 << 1;
        QTest::newRow("two good ones") << QByteArray(
                                              R"([{"type": "sip", "target": "sip:c@d"}, {"type": "sip", "target": "a@b"}])")
                                       << 200 << 2;
    }
    void destinations()
    {
        QFETCH(QByteArray, destinations);
        QFETCH(int, status);
        QFETCH(int, calls);
        const contract::Reply reply = m->start(destinations.constData());
        QCOMPARE(reply.statusCode, status);
        QCOMPARE(m->engine.channels().size(), qsizetype(calls));
        if (status == 200) {
            QCOMPARE(int(bodyOf(reply)["calls"].size()), calls);
            QVERIFY(!bodyOf(reply).contains("groupcalls"));
        }
    }

    void anEngineThatRefusesEndsTheCall()
    {
        m->engine.refuse(QStringLiteral("/ari/channels/create"), 500);
        QCOMPARE(m->start(R"([{"type": "sip", "target": "a@b"}])").statusCode, 500);
        QCOMPARE(m->story(), words("call_created call_hangup"));
        QCOMPARE(m->calls->liveCalls(), 0);
    }

    void aChannelThatIsGoneBeforeItIsDialledLeavesNoBridge()
    {
        m->engine.refuse(QStringLiteral("/addChannel"), 404);
        m->start(R"([{"type": "sip", "target": "a@b"}])");
        m->settle();
        QCOMPARE(m->engine.asked().count(QStringLiteral("POST /ari/bridges")), 1);
        QCOMPARE(m->engine.asked().count(QStringLiteral("DELETE /ari/bridges")), 1);
        QCOMPARE(m->calls->liveCalls(), 0);
    }

    void ringsEveryPhoneOfAnExtension()
    {
        const QString extension = m->makeExtension(QStringLiteral("1001"));
        m->registrar.setContacts({m->contactOf(QStringLiteral("1001"), QStringLiteral("10.0.0.1")),
                                  m->contactOf(QStringLiteral("1001"), QStringLiteral("10.0.0.2")),
                                  m->contactOf(QStringLiteral("1002"), QStringLiteral("10.0.0.3"))});
        const QByteArray destination = "[{\"type\": \"extension\", \"target\": \"" + extension.toLatin1() + "\"}]";
        const Json made = bodyOf(m->start(destination.constData()));
        QVERIFY(!made.contains("calls"));
        const Json group = made["groupcalls"][0];
        QCOMPARE(textOf(group, "status"), QStringLiteral("progressing"));
        QCOMPARE(textOf(group, "ring_method"), QStringLiteral("ring_all"));
        QCOMPARE(textOf(group, "answer_method"), QStringLiteral("hangup_others"));
        QCOMPARE(group["call_count"].get<int>(), 2);
        QCOMPARE(m->engine.channels().size(), qsizetype(2));
        const QString first = m->engine.channelTo(QStringLiteral("pjsip/call-out/sip:1001@10.0.0.1;transport=udp"));
        const QString second = m->engine.channelTo(QStringLiteral("pjsip/call-out/sip:1001@10.0.0.2;transport=udp"));
        QVERIFY(!first.isEmpty() && !second.isEmpty());

        m->events.clear();
        m->engine.pickUp(second);
        m->settle();
        QCOMPARE(m->events.count(QStringLiteral("groupcall_progressing")), 1);
        QVERIFY(!m->engine.channels().contains(first));
        const QString uri = QLatin1String("/v1/groupcalls/") + textOf(group, "id");
        QCOMPARE(textOf(bodyOf(m->ask("GET", uri)), "answer_call_id"), textOf(m->callOfChannel(second), "id"));
        m->engine.release(second, 16);
        m->settle();
        QCOMPARE(m->events.count(QStringLiteral("groupcall_hangup")), 1);
        QCOMPARE(textOf(bodyOf(m->ask("GET", uri)), "status"), QStringLiteral("hangup"));
        const Json listed = bodyOf(m->ask("GET", QStringLiteral("/v1/groupcalls?page_size=9"), Json{{"status", "hangup"}}));
        QCOMPARE(listed.size(), size_t(1));
    }

    void aGroupcallEndsWithItsLastLeg()
    {
        m->makeExtension(QStringLiteral("1001"));
        m->registrar.setContacts({m->contactOf(QStringLiteral("1001"), QStringLiteral("10.0.0.1"))});
        const Json made = bodyOf(m->start(R"([{"type": "extension", "target_name": "1001"}])"));
        m->engine.release(m->engine.channels().begin().key(), 17);
        m->settle();
        QCOMPARE(m->story(), words("groupcall_created call_created call_hangup groupcall_hangup"));
        QCOMPARE(textOf(m->events.last(QStringLiteral("groupcall_hangup")), "id"), textOf(made["groupcalls"][0], "id"));
    }

    void hangsUpAGroupcall()
    {
        m->makeExtension(QStringLiteral("1001"));
        m->registrar.setContacts({m->contactOf(QStringLiteral("1001"), QStringLiteral("10.0.0.1")),
                                  m->contactOf(QStringLiteral("1001"), QStringLiteral("10.0.0.2"))});
        const Json made = bodyOf(m->start(R"([{"type": "extension", "target_name": "1001"}])"));
        const QString uri = QLatin1String("/v1/groupcalls/") + textOf(made["groupcalls"][0], "id");
        QCOMPARE(textOf(bodyOf(m->ask("POST", uri + QLatin1String("/hangup"))), "status"), QStringLiteral("hangingup"));
        m->settle();
        QVERIFY(m->engine.channels().isEmpty());
        QCOMPARE(textOf(bodyOf(m->ask("GET", uri)), "status"), QStringLiteral("hangup"));
        QCOMPARE(m->events.count(QStringLiteral("groupcall_hangup")), 1);
    }

    void connectsTwoExtensions()
    {
        m->makeExtension(QStringLiteral("1000"));
        const QString called = m->makeExtension(QStringLiteral("1001"));
        m->registrar.setContacts({m->contactOf(QStringLiteral("1001"), QStringLiteral("10.0.0.1"))});
        const QString caller = m->engine.callIn(m->registrarDomain(), QStringLiteral("1000"), QStringLiteral("1001"));
        m->settle();
        const Json incoming = m->callOfChannel(caller);
        QCOMPARE(textOf(incoming["source"], "type"), QStringLiteral("extension"));
        QCOMPARE(textOf(incoming["source"], "target_name"), QStringLiteral("1000"));
        QCOMPARE(textOf(incoming["destination"], "target"), called);
        const QString phone = m->engine.channelTo(QStringLiteral("pjsip/call-out/sip:1001@10.0.0.1;transport=udp"));
        QVERIFY(!phone.isEmpty());
        QCOMPARE(textOf(m->callOfChannel(phone), "master_call_id"), textOf(incoming, "id"));
        QCOMPARE(m->engine.count(caller + QLatin1String("/ring")), 1);
        QCOMPARE(m->engine.count(caller + QLatin1String("/answer")), 0);

        m->engine.ring(phone);
        m->settle();
        m->engine.pickUp(phone);
        m->settle();
        QCOMPARE(textOf(m->callOfChannel(caller), "status"), QStringLiteral("progressing"));
        QCOMPARE(m->engine.count(caller + QLatin1String("/answer")), 1);
        const QString room = textOf(m->callOfChannel(caller), "confbridge_id");
        QCOMPARE(textOf(m->callOfChannel(phone), "confbridge_id"), room);
        QCOMPARE(m->events.count(QStringLiteral("confbridge_joined")), 2);

        m->engine.release(phone, 16);
        m->settle();
        QVERIFY(m->engine.channels().isEmpty());
        QCOMPARE(textOf(bodyOf(m->ask("GET", QLatin1String("/v1/confbridges/") + room)), "status"), QStringLiteral("terminated"));
        QCOMPARE(m->events.count(QStringLiteral("confbridge_leaved")), 2);
        QCOMPARE(m->events.count(QStringLiteral("call_hangup")), 2);
        QCOMPARE(m->calls->liveCalls(), 0);
    }

    void theCallerHangsUpBeforeTheAnswer()
    {
        m->makeExtension(QStringLiteral("1001"));
        m->registrar.setContacts({m->contactOf(QStringLiteral("1001"), QStringLiteral("10.0.0.1"))});
        const QString caller = m->engine.callIn(m->registrarDomain(), QStringLiteral("1000"), QStringLiteral("1001"));
        m->settle();
        m->engine.release(caller, 16);
        m->settle();
        QVERIFY(m->engine.channels().isEmpty());
        QCOMPARE(m->calls->liveCalls(), 0);
        QCOMPARE(m->events.count(QStringLiteral("groupcall_hangup")), 1);
        QCOMPARE(m->events.count(QStringLiteral("confbridge_terminated")), 1);
        QCOMPARE(m->engine.asked().count(QStringLiteral("DELETE /ari/bridges")),
                 m->engine.asked().count(QStringLiteral("POST /ari/bridges")));
    }

    void theCallerHearsThatNobodyAnswers()
    {
        m->makeExtension(QStringLiteral("1001"));
        m->registrar.setContacts({m->contactOf(QStringLiteral("1001"), QStringLiteral("10.0.0.1"))});
        const QString caller = m->engine.callIn(m->registrarDomain(), QStringLiteral("1000"), QStringLiteral("1001"));
        m->settle();
        m->engine.release(m->engine.channelTo(QStringLiteral("pjsip/call-out/sip:1001@10.0.0.1;transport=udp")), 17);
        m->settle();
        QCOMPARE(textOf(m->engine.last(QLatin1String("DELETE /ari/channels/") + caller).body, "reason_code"),
                 QStringLiteral("17"));
        QCOMPARE(m->calls->liveCalls(), 0);
    }

    void aPhoneThatIsNotRegisteredEndsTheCaller()
    {
        m->makeExtension(QStringLiteral("1001"));
        m->engine.callIn(m->registrarDomain(), QStringLiteral("1000"), QStringLiteral("1001"));
        m->settle();
        QVERIFY(m->engine.channels().isEmpty());
        QCOMPARE(m->calls->liveCalls(), 0);
    }

private:
    std::unique_ptr<CallBench> m;
};

QTEST_GUILESS_MAIN(CallOutgoingTest)
#include "tst_calloutgoing.moc"
