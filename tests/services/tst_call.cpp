// SPDX-License-Identifier: GPL-3.0-or-later
// call-manager: incoming calls, their states and ends (contract/call-manager.md §4 to §6, §12).
#include "callbench.h"

#include <QtTest>

using core::Json;

namespace {
const char *const answerAndWait = R"([{"type": "answer"}, {"type": "sleep", "option": {"duration": 60000}}])";
const char *const waitUnanswered = R"([{"type": "sleep", "option": {"duration": 60000}}])";

QStringList words(const char *text) { return QString::fromLatin1(text).split(QLatin1Char(' '), Qt::SkipEmptyParts); }
} // namespace

class CallTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m = std::make_unique<CallBench>(); }
    void cleanup() { m.reset(); }

    void aCallToANumberRunsItsFlow()
    {
        m->makeNumber(QStringLiteral("+899123456789"), answerAndWait);
        const QString channel = m->phoneCalls(QStringLiteral("+899123456789"));
        const Json call = m->callOfChannel(channel);
        QCOMPARE(textOf(call, "status"), QStringLiteral("progressing"));
        QCOMPARE(textOf(call, "direction"), QStringLiteral("incoming"));
        QCOMPARE(textOf(call, "type"), QStringLiteral("flow"));
        QCOMPARE(textOf(call, "customer_id"), m->customer);
        QCOMPARE(textOf(call["source"], "type"), QStringLiteral("tel"));
        QCOMPARE(textOf(call["source"], "target"), QStringLiteral("+15551234567"));
        QCOMPARE(textOf(call["destination"], "target"), QStringLiteral("+899123456789"));
        QCOMPARE(textOf(call["action"], "type"), QStringLiteral("sleep"));
        QVERIFY(!textOf(call, "tm_ringing").isEmpty());
        QVERIFY(!textOf(call, "tm_progressing").isEmpty());
        QCOMPARE(m->story(), words("call_created call_progressing"));
        const QStringList asked{QStringLiteral("POST /ari/bridges"), QStringLiteral("POST /ari/bridges/addChannel"),
                                QStringLiteral("POST /ari/channels/answer")};
        QCOMPARE(m->engine.asked(), asked);
        QCOMPARE(textOf(m->engine.last(QStringLiteral("/ari/bridges")).body, "type"), QStringLiteral("mixing,video_sfu"));
    }

    /// Its flow is begun while its channel ends; nothing may wait for the end of an action that nobody hears.
    void aCallThatEndsAtOnceLeavesNoTimer()
    {
        m->makeNumber(QStringLiteral("+899123456789"), answerAndWait);
        m->settle();
        const core::Millis before = m->clock->untilNext();
        const QString channel =
            m->engine.callIn(QStringLiteral("pstn.voipbin.net"), QStringLiteral("+15551234567"), QStringLiteral("+899123456789"));
        m->engine.release(channel, 16);
        m->settle();
        QCOMPARE(m->clock->untilNext().count(), before.count());
        m->phoneCalls(QStringLiteral("+899123456789"));
        QVERIFY(m->clock->untilNext() != before);
    }

    void theFlowKnowsTheCall()
    {
        m->makeNumber(QStringLiteral("+899123456789"), answerAndWait);
        const Json call = m->callOfChannel(m->phoneCalls(QStringLiteral("+899123456789")));
        const Json known = bodyOf(m->ServiceBench::ask(contract::service::flow, "GET",
                                                       QLatin1String("/v1/variables/") + textOf(call, "activeflow_id")));
        QVERIFY(known.contains("variables"));
        const Json variables = known["variables"];
        QCOMPARE(textOf(variables, "voipbin.call.id"), textOf(call, "id"));
        QCOMPARE(textOf(variables, "voipbin.call.source.target"), QStringLiteral("+15551234567"));
        QCOMPARE(textOf(variables, "voipbin.call.destination.target"), QStringLiteral("+899123456789"));
        QCOMPARE(textOf(variables, "voipbin.call.direction"), QStringLiteral("incoming"));
        QCOMPARE(textOf(variables, "voipbin.call.master_call_id"), QStringLiteral("00000000-0000-0000-0000-000000000000"));
    }

    void initialStatusFollowsTheChannel_data()
    {
        QTest::addColumn<QString>("state");
        QTest::addColumn<QString>("status");
        for (const char *state : {"Down", "Rsrvd", "OffHook", "Dialing", "Busy", "Dialing Offhook", "Pre-ring", "Unknown"})
            QTest::newRow(state) << QString::fromLatin1(state) << "dialing";
        QTest::newRow("Ring") << "Ring" << "ringing";
        QTest::newRow("Ringing") << "Ringing" << "ringing";
        QTest::newRow("Up") << "Up" << "progressing";
        QTest::newRow("Mute") << "Mute" << "progressing";
    }
    void initialStatusFollowsTheChannel()
    {
        QFETCH(QString, state);
        QFETCH(QString, status);
        m->makeNumber(QStringLiteral("+899123456789"), waitUnanswered);
        QCOMPARE(textOf(m->callOfChannel(m->phoneCalls(QStringLiteral("+899123456789"), state)), "status"), status);
        QCOMPARE(textOf(m->events.last(QStringLiteral("call_created")), "status"), status);
    }

    void refusesWhatItCannotPlace_data()
    {
        QTest::addColumn<QString>("domain");
        QTest::addColumn<QString>("number");
        QTest::addColumn<int>("cause");
        QTest::newRow("a number nobody has") << "pstn.voipbin.net" << "+899000000000" << 3;
        QTest::newRow("a number without a flow, by SIP") << "sip.voipbin.net" << "+899111111111" << 3;
        QTest::newRow("a deleted number") << "pstn.voipbin.net" << "+899222222222" << 3;
        QTest::newRow("a domain of no class") << "example.org" << "+899123456789" << 3;
        QTest::newRow("no domain") << "" << "+899123456789" << 3;
        QTest::newRow("the base domain of another") << "pstn.example.org" << "+899123456789" << 3;
        QTest::newRow("an extension's domain without an id") << "ann.registrar.voipbin.net" << "1001" << 3;
        QTest::newRow("an extension of no customer")
            << "3f1b2c3d-0000-4000-8000-000000000000.registrar.voipbin.net" << "1001" << 38;
        QTest::newRow("line, from an extension") << "CUSTOMER" << "line:abc" << 3;
        QTest::newRow("sip, from an extension") << "CUSTOMER" << "sip:a%40b" << 3;
    }
    void refusesWhatItCannotPlace()
    {
        QFETCH(QString, domain);
        QFETCH(QString, number);
        QFETCH(int, cause);
        m->makeNumber(QStringLiteral("+899123456789"), answerAndWait);
        m->makeNumber(QStringLiteral("+899111111111"), "");
        const QString gone = m->makeNumber(QStringLiteral("+899222222222"), answerAndWait);
        m->ServiceBench::ask(contract::service::number, "DELETE", QLatin1String("/v1/numbers/") + gone);
        const QString channel =
            m->engine.callIn(domain.replace(QLatin1String("CUSTOMER"), m->registrarDomain()), QStringLiteral("1000"), number);
        m->settle();
        QVERIFY(m->engine.channels().isEmpty());
        QCOMPARE(textOf(m->engine.last(QLatin1String("DELETE /ari/channels/") + channel).body, "reason_code").toInt(), cause);
        QCOMPARE(m->events.types(), QStringList());
        QCOMPARE(m->calls->liveCalls(), 0);
    }

    void aCustomerWhoIsNotActiveGetsNoCall()
    {
        m->makeNumber(QStringLiteral("+899123456789"), answerAndWait);
        m->ServiceBench::ask(contract::service::customer, "POST",
                             QLatin1String("/v1/customers/") + m->customer + QLatin1String("/freeze"));
        m->settle();
        const QString channel = m->phoneCalls(QStringLiteral("+899123456789"));
        QCOMPARE(textOf(m->engine.last(QLatin1String("DELETE /ari/channels/") + channel).body, "reason_code"),
                 QStringLiteral("38"));
        QCOMPARE(m->engine.count(QStringLiteral("POST /ari/bridges")), 0);
    }

    void acceptsCallsWhileCustomersCannotBeAsked()
    {
        m->makeNumber(QStringLiteral("+899123456789"), answerAndWait);
        m->customers->stop();
        QCOMPARE(textOf(m->callOfChannel(m->phoneCalls(QStringLiteral("+899123456789"))), "status"),
                 QStringLiteral("progressing"));
    }

    void aStartThatFailsLeavesNothingBehind()
    {
        m->makeNumber(QStringLiteral("+899123456789"), answerAndWait);
        m->flows.stop();
        const QString channel = m->phoneCalls(QStringLiteral("+899123456789"));
        QCOMPARE(textOf(m->engine.last(QLatin1String("DELETE /ari/channels/") + channel).body, "reason_code"),
                 QStringLiteral("38"));
        QCOMPARE(m->engine.asked().count(QStringLiteral("DELETE /ari/bridges")), 1);
        QCOMPARE(m->events.types(), QStringList());
    }

    void endsWithItsReason_data()
    {
        QTest::addColumn<QString>("state");
        QTest::addColumn<int>("cause");
        QTest::addColumn<QString>("reason");
        QTest::newRow("caller gives up while it rings") << "Ring" << 16 << "normal";
        QTest::newRow("rings, 19") << "Ring" << 19 << "noanswer";
        QTest::newRow("rings, 17") << "Ring" << 17 << "busy";
        QTest::newRow("rings, 38") << "Ring" << 38 << "normal";
        QTest::newRow("dialing, 19") << "Down" << 19 << "noanswer";
        QTest::newRow("talking, 16") << "Up" << 16 << "normal";
        QTest::newRow("talking, 17") << "Up" << 17 << "normal";
        QTest::newRow("talking, 38") << "Up" << 38 << "normal";
        QTest::newRow("talking, longest duration") << "Up" << 200 << "timeout";
    }
    void endsWithItsReason()
    {
        QFETCH(QString, state);
        QFETCH(int, cause);
        QFETCH(QString, reason);
        m->makeNumber(QStringLiteral("+899123456789"), waitUnanswered);
        const QString channel = m->phoneCalls(QStringLiteral("+899123456789"), state);
        const Json before = m->callOfChannel(channel);
        m->engine.release(channel, cause);
        m->settle();
        const Json call = m->call(textOf(before, "id"));
        QCOMPARE(textOf(call, "status"), QStringLiteral("hangup"));
        QCOMPARE(textOf(call, "hangup_by"), QStringLiteral("remote"));
        QCOMPARE(textOf(call, "hangup_reason"), reason);
        QVERIFY(!textOf(call, "tm_hangup").isEmpty());
        QCOMPARE(m->story(), words("call_created call_hangup"));
        QCOMPARE(m->engine.last(QString()).what, QLatin1String("DELETE /ari/bridges/") + textOf(call, "bridge_id"));
        const Json flow = bodyOf(m->ServiceBench::ask(contract::service::flow, "GET",
                                                      QLatin1String("/v1/activeflows/") + textOf(call, "activeflow_id")));
        QCOMPARE(textOf(flow, "status"), QStringLiteral("ended"));
        QCOMPARE(m->calls->liveCalls(), 0);
    }

    void hangupByRequest()
    {
        m->makeNumber(QStringLiteral("+899123456789"), answerAndWait);
        const QString channel = m->phoneCalls(QStringLiteral("+899123456789"));
        const QString id = textOf(m->callOfChannel(channel), "id");
        m->events.clear();
        const contract::Reply reply = m->ask("POST", CallBench::at(id, "/hangup"));
        QCOMPARE(reply.statusCode, 200);
        QCOMPARE(textOf(bodyOf(reply), "status"), QStringLiteral("terminating"));
        m->settle();
        QCOMPARE(m->story(), words("call_terminating call_hangup"));
        QCOMPARE(textOf(m->engine.last(QLatin1String("DELETE /ari/channels/") + channel).body, "reason_code"),
                 QStringLiteral("16"));
        const Json call = m->call(id);
        QCOMPARE(textOf(call, "hangup_by"), QStringLiteral("local"));
        QCOMPARE(textOf(call, "hangup_reason"), QStringLiteral("normal"));
        m->events.clear();
        QCOMPARE(m->ask("POST", CallBench::at(id, "/hangup")).statusCode, 200);
        m->settle();
        QCOMPARE(m->events.types(), QStringList());
    }

    void hangupActionsPickTheCause_data()
    {
        QTest::addColumn<QString>("reason");
        QTest::addColumn<QString>("cause");
        QTest::newRow("none") << "" << "16";
        QTest::newRow("normal") << "normal" << "16";
        QTest::newRow("cancel") << "cancel" << "16";
        QTest::newRow("timeout") << "timeout" << "16";
        QTest::newRow("failed") << "failed" << "18";
        QTest::newRow("busy") << "busy" << "17";
        QTest::newRow("noanswer") << "noanswer" << "19";
        QTest::newRow("dialout") << "dialout" << "19";
        QTest::newRow("amd") << "amd" << "201";
    }
    void hangupActionsPickTheCause()
    {
        QFETCH(QString, reason);
        QFETCH(QString, cause);
        const QByteArray actions = "[{\"type\": \"hangup\", \"option\": {\"reason\": \"" + reason.toLatin1() + "\"}}]";
        m->makeNumber(QStringLiteral("+899123456789"), actions.constData());
        const QString channel = m->phoneCalls(QStringLiteral("+899123456789"));
        QCOMPARE(textOf(m->engine.last(QLatin1String("DELETE /ari/channels/") + channel).body, "reason_code"), cause);
        QCOMPARE(m->story(), words("call_created call_terminating call_hangup"));
    }

    void endsAtTheEndOfItsFlow()
    {
        m->makeNumber(QStringLiteral("+899123456789"), R"([{"type": "answer"}])");
        m->phoneCalls(QStringLiteral("+899123456789"));
        QCOMPARE(m->story(), words("call_created call_progressing call_terminating call_hangup"));
        QVERIFY(m->engine.channels().isEmpty());
    }

    void endsWhenItsFlowIsStopped()
    {
        m->makeNumber(QStringLiteral("+899123456789"), answerAndWait);
        const Json call = m->callOfChannel(m->phoneCalls(QStringLiteral("+899123456789")));
        m->ServiceBench::ask(contract::service::flow, "POST",
                             QStringLiteral("/v1/activeflows/%1/stop").arg(textOf(call, "activeflow_id")));
        m->settle();
        QCOMPARE(textOf(m->call(textOf(call, "id")), "status"), QStringLiteral("hangup"));
    }

    void lastsAnHourAtMost()
    {
        m->makeNumber(QStringLiteral("+899123456789"),
                      R"([{"type": "answer"}, {"type": "sleep", "option": {"duration": 36000000}}])");
        const QString id = textOf(m->callOfChannel(m->phoneCalls(QStringLiteral("+899123456789"))), "id");
        m->advance(std::chrono::hours(1) - core::Millis(1));
        QCOMPARE(textOf(m->call(id), "status"), QStringLiteral("progressing"));
        m->advance(core::Millis(1));
        QCOMPARE(textOf(m->call(id), "status"), QStringLiteral("hangup"));
        QCOMPARE(textOf(m->call(id), "hangup_reason"), QStringLiteral("timeout"));
    }

    void aLostChannelEndsItsCall()
    {
        m->makeNumber(QStringLiteral("+899123456789"), answerAndWait);
        const QString channel = m->phoneCalls(QStringLiteral("+899123456789"));
        const QString id = textOf(m->callOfChannel(channel), "id");
        m->engine.lose(channel);
        for (int i = 0; i < 2; ++i)
            m->advance(core::Millis(10'000));
        QCOMPARE(textOf(m->call(id), "status"), QStringLiteral("progressing"));
        for (int i = 0; i < 2; ++i)
            m->advance(core::Millis(10'000));
        QCOMPARE(textOf(m->call(id), "status"), QStringLiteral("hangup"));
        QCOMPARE(m->story().mid(2), words("call_hangup"));
        QCOMPARE(m->calls->liveCalls(), 0);
    }

    void timedActionsGoOn()
    {
        m->makeNumber(
            QStringLiteral("+899123456789"),
            R"([{"type": "sleep", "option": {"duration": 5000}}, {"type": "echo", "option": {"duration": 3000}}, {"type": "answer"}])");
        const QString channel = m->phoneCalls(QStringLiteral("+899123456789"));
        const QString id = textOf(m->callOfChannel(channel), "id");
        m->advance(core::Millis(4999));
        QCOMPARE(textOf(m->call(id)["action"], "type"), QStringLiteral("sleep"));
        m->advance(core::Millis(1));
        QCOMPARE(textOf(m->call(id)["action"], "type"), QStringLiteral("echo"));
        QCOMPARE(textOf(m->engine.last(QStringLiteral("/continue")).body, "context"), QStringLiteral("svc-echo"));
        m->advance(core::Millis(3000));
        QCOMPARE(m->engine.count(QStringLiteral("POST /ami")), 1);
        QCOMPARE(textOf(m->call(id), "status"), QStringLiteral("hangup"));
        QVERIFY(m->story().contains(QStringLiteral("call_progressing")));
    }

    void playsOneAfterTheOther()
    {
        m->makeNumber(
            QStringLiteral("+899123456789"),
            R"([{"type": "answer"}, {"type": "play", "option": {"stream_urls": ["a", "b"]}}, {"type": "beep"}, {"type": "sleep", "option": {"duration": 9}}])");
        const QString channel = m->phoneCalls(QStringLiteral("+899123456789"));
        const QString id = textOf(m->callOfChannel(channel), "id");
        const Json asked = m->engine.last(QStringLiteral("/play")).body;
        QCOMPARE(core::fromUtf8(asked["media"].dump()), QStringLiteral("[\"sound:a\",\"sound:b\"]"));
        QCOMPARE(textOf(asked, "playbackId"), QLatin1String("call:") + textOf(m->call(id)["action"], "id"));
        m->engine.finishPlayback(channel);
        m->settle();
        QCOMPARE(core::fromUtf8(m->engine.last(QStringLiteral("/play")).body["media"].dump()),
                 QStringLiteral("[\"sound:beep\"]"));
        m->engine.finishPlayback(channel);
        m->settle();
        QCOMPARE(textOf(m->call(id)["action"], "type"), QStringLiteral("sleep"));
    }

    void anActionThatFailsIsPassedOver()
    {
        m->engine.refuse(QStringLiteral("/answer"), 500);
        m->makeNumber(QStringLiteral("+899123456789"), answerAndWait);
        const QString channel = m->phoneCalls(QStringLiteral("+899123456789"));
        const Json call = m->callOfChannel(channel);
        QCOMPARE(textOf(call["action"], "type"), QStringLiteral("sleep"));
        QCOMPARE(textOf(call, "status"), QStringLiteral("ringing"));
    }

    void customersGoneOrFrozenLoseTheirCalls_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("tail");
        QTest::addColumn<QStringList>("story");
        QTest::newRow("frozen") << "POST" << "/freeze" << words("call_terminating call_hangup");
        QTest::newRow("deleted") << "DELETE" << "" << words("call_terminating call_deleted call_hangup");
    }
    void customersGoneOrFrozenLoseTheirCalls()
    {
        QFETCH(QString, method);
        QFETCH(QString, tail);
        QFETCH(QStringList, story);
        m->makeNumber(QStringLiteral("+899123456789"), answerAndWait);
        m->phoneCalls(QStringLiteral("+899123456789"));
        m->events.clear();
        m->ServiceBench::ask(contract::service::customer, method.toLatin1().constData(),
                             QLatin1String("/v1/customers/") + m->customer + tail);
        m->settle();
        QStringList got = m->story();
        got.sort();
        story.sort(); // the deletion may overtake the hang-up
        QCOMPARE(got, story);
        QCOMPARE(m->calls->liveCalls(), 0);
    }

    void callsOfAFormerRunAreClosed()
    {
        m->makeNumber(QStringLiteral("+899123456789"), answerAndWait);
        const QString channel = m->phoneCalls(QStringLiteral("+899123456789"));
        const QString id = textOf(m->callOfChannel(channel), "id");
        m->calls->stop();
        m->settle();
        m->calls = m->makeCalls();
        m->engine.lose(channel);
        wait(m->calls->start());
        m->settle();
        QCOMPARE(textOf(m->call(id), "status"), QStringLiteral("hangup"));
        QCOMPARE(m->calls->liveCalls(), 0);
    }

    void callsOfAFormerRunThatTheEngineStillCarriesGoOn()
    {
        m->makeNumber(QStringLiteral("+899123456789"), answerAndWait);
        const QString channel = m->phoneCalls(QStringLiteral("+899123456789"));
        const QString id = textOf(m->callOfChannel(channel), "id");
        m->calls->stop();
        m->settle();
        m->calls = m->makeCalls();
        wait(m->calls->start());
        QCOMPARE(textOf(m->call(id), "status"), QStringLiteral("progressing"));
        m->engine.release(channel, 16);
        m->settle();
        QCOMPARE(textOf(m->call(id), "status"), QStringLiteral("hangup"));
    }

private:
    std::unique_ptr<CallBench> m;
};

QTEST_GUILESS_MAIN(CallTest)
#include "tst_call.moc"
