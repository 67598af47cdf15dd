// SPDX-License-Identifier: GPL-3.0-or-later
// Calls that are taken from what their flow does: out of an echo, into a room, on hold, to another action.
#include "callbench.h"

#include <QtTest>

using core::Json;

namespace {
const char *const echoFlow =
    R"([{"type": "answer"}, {"type": "echo", "option": {"duration": 180000}}, {"type": "sleep", "option": {"duration": 600000}}])";
const char *const musicFlow = R"([{"id": "00000000-0000-0000-0000-0000000000a1", "type": "answer"},
    {"id": "00000000-0000-0000-0000-0000000000a2", "type": "play", "option": {"stream_urls": ["music"]}},
    {"type": "goto", "option": {"target_id": "00000000-0000-0000-0000-0000000000a2", "loop_count": 1000}}])";
constexpr core::Millis echoLasts{181'000}, hundred{100};
} // namespace

class CallAsideTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m = std::make_unique<CallBench>(); }
    void cleanup()
    {
        m->settle();
        m.reset();
    }

    void aCallInAnEchoJoinsARoom()
    {
        begin(echoFlow);
        QCOMPARE(action(), QStringLiteral("echo"));
        const QString room = makeRoom();
        QCOMPARE(ask("POST", QStringLiteral("/v1/confbridges/%1/calls/%2").arg(room, m_call)), 200);
        QCOMPARE(textOf(m->call(m_call), "confbridge_id"), room);
        QVERIFY(m->engine.channels().value(m_channel).inStasis);
        m->advance(echoLasts);
        QCOMPARE(action(), QStringLiteral("echo")); // in the room the flow waits
        QCOMPARE(ask("DELETE", QStringLiteral("/v1/confbridges/%1/calls/%2").arg(room, m_call)), 200);
        QCOMPARE(action(), QStringLiteral("sleep"));
    }

    void whoAsksForTheNextActionGetsItInARoom()
    {
        begin(R"([{"type": "answer"}, {"type": "echo"}, {"type": "play", "option": {"stream_urls": ["music"]}},
            {"type": "sleep", "option": {"duration": 1000}}, {"type": "digits_receive", "option": {"duration": 600000}}, {"type": "beep"}])");
        const QString room = makeRoom();
        QCOMPARE(ask("POST", QStringLiteral("/v1/confbridges/%1/calls/%2").arg(room, m_call)), 200);
        QCOMPARE(ask("POST", CallBench::at(m_call, "/action-next")), 200);
        QCOMPARE(action(), QStringLiteral("play"));
        QVERIFY(!m->engine.channels().value(m_channel).playback.isEmpty());
        m->engine.finishPlayback(m_channel);
        m->settle();
        QCOMPARE(action(), QStringLiteral("sleep"));
        m->advance(core::Millis(2000));
        QCOMPARE(action(), QStringLiteral("digits_receive"));
        QCOMPARE(textOf(m->call(m_call), "confbridge_id"), room);
        QCOMPARE(ask("DELETE", QStringLiteral("/v1/confbridges/%1/calls/%2").arg(room, m_call)), 200);
        QCOMPARE(action(), QStringLiteral("beep"));
    }

    /// What plays ends first, then the stay.
    void whoForcesTheNextActionEndsTheStay_data()
    {
        QTest::addColumn<bool>("led");
        QTest::newRow("as the flow waits") << false;
        QTest::newRow("as it goes on") << true;
    }
    void whoForcesTheNextActionEndsTheStay()
    {
        QFETCH(bool, led);
        begin(R"([{"type": "answer"}, {"type": "echo"}, {"type": "play", "option": {"stream_urls": ["music"]}},
            {"type": "sleep", "option": {"duration": 600000}}, {"type": "digits_receive", "option": {"duration": 600000}}])");
        const QString room = makeRoom();
        QCOMPARE(ask("POST", QStringLiteral("/v1/confbridges/%1/calls/%2").arg(room, m_call)), 200);
        if (led) {
            QCOMPARE(ask("POST", CallBench::at(m_call, "/action-next")), 200);
            QCOMPARE(ask("POST", CallBench::at(m_call, "/action-next"), Json{{"force", true}}), 200);
            QCOMPARE(action(), QStringLiteral("sleep"));
            QCOMPARE(textOf(m->call(m_call), "confbridge_id"), room);
        }
        QCOMPARE(ask("POST", CallBench::at(m_call, "/action-next"), Json{{"force", true}}), 200);
        QCOMPARE(action(), led ? QStringLiteral("digits_receive") : QStringLiteral("play"));
        QCOMPARE(textOf(m->call(m_call), "confbridge_id"), core::toText(QUuid()));
    }

    void whatTheFlowPlaysIsNotHeardInARoom()
    {
        begin(musicFlow);
        QVERIFY(!m->engine.channels().value(m_channel).playback.isEmpty());
        const QString room = makeRoom();
        const int played = m->engine.count(QStringLiteral("/play"));
        QCOMPARE(ask("POST", QStringLiteral("/v1/confbridges/%1/calls/%2").arg(room, m_call)), 200);
        QCOMPARE(m->engine.channels().value(m_channel).playback, QString());
        m->advance(echoLasts);
        QCOMPARE(m->engine.count(QStringLiteral("/play")), played);
        QCOMPARE(ask("POST", CallBench::at(m_call, "/play"), Json{{"media_urls", {"beep"}}}), 200); // an operator may
        QCOMPARE(m->engine.count(QStringLiteral("/play")), played + 1);
        m->engine.finishPlayback(m_channel);
        m->settle();
        QCOMPARE(m->engine.count(QStringLiteral("/play")), played + 1);
        QCOMPARE(ask("DELETE", QStringLiteral("/v1/confbridges/%1/calls/%2").arg(room, m_call)), 200);
        QCOMPARE(m->engine.count(QStringLiteral("/play")), played + 2); // the flow goes on
    }

    void anEchoIsInterruptedAndGoesOn_data()
    {
        QTest::addColumn<QString>("what");
        QTest::newRow("hold") << "hold";
        QTest::newRow("music on hold") << "moh";
        QTest::newRow("silence") << "silence";
    }
    void anEchoIsInterruptedAndGoesOn()
    {
        QFETCH(QString, what);
        begin(echoFlow);
        const QString uri = CallBench::at(m_call, "/") + what;
        const QString request = QStringLiteral("/ari/channels/%1/%2").arg(m_channel, what);
        QCOMPARE(ask("POST", uri), 200);
        QCOMPARE(m->engine.count(QLatin1String("POST ") + request), 1);
        QCOMPARE(action(), QStringLiteral("echo"));
        QVERIFY(m->engine.channels().value(m_channel).inStasis);
        QCOMPARE(ask("DELETE", uri), 200);
        QVERIFY(!m->engine.channels().value(m_channel).inStasis);
        QCOMPARE(m->engine.last(QStringLiteral("/continue")).body["context"], Json("svc-echo"));
        m->advance(echoLasts);
        QCOMPARE(action(), QStringLiteral("sleep"));
    }

    void aTextIsSaidIntoAnEchoOnHold()
    {
        begin(echoFlow);
        QCOMPARE(ask("POST", CallBench::at(m_call, "/hold")), 200);
        QCOMPARE(ask("POST", CallBench::at(m_call, "/play"), Json{{"media_urls", {"beep"}}}), 200);
        m->engine.finishPlayback(m_channel);
        m->settle();
        QVERIFY(m->engine.channels().value(m_channel).inStasis); // still on hold
        QCOMPARE(ask("DELETE", CallBench::at(m_call, "/hold")), 200);
        QVERIFY(!m->engine.channels().value(m_channel).inStasis);
        QCOMPARE(ask("POST", CallBench::at(m_call, "/play"), Json{{"media_urls", {"beep"}}}), 200);
        QVERIFY(m->engine.channels().value(m_channel).inStasis);
        m->engine.finishPlayback(m_channel);
        m->settle();
        QVERIFY(!m->engine.channels().value(m_channel).inStasis);
    }

    /// As a transfer does: the engine would refuse to play to a channel that is still in its echo.
    void anEchoEndsBeforeTheNextAction()
    {
        begin(R"([{"type": "answer"}, {"type": "echo"}, {"type": "play", "option": {"stream_urls": ["music"]}}])");
        QCOMPARE(ask("POST", CallBench::at(m_call, "/action-next"), Json{{"force", true}}), 200);
        QCOMPARE(action(), QStringLiteral("play"));
        QVERIFY(!m->engine.channels().value(m_channel).playback.isEmpty());
        QCOMPARE(textOf(m->call(m_call), "status"), QStringLiteral("progressing"));
    }

    /// What an operator has played is not what the flow waits for.
    void aTransferEndsWhatAnOperatorPlays()
    {
        begin(R"([{"type": "answer"}, {"type": "sleep", "option": {"duration": 600000}}, {"type": "beep"}])");
        QCOMPARE(ask("POST", CallBench::at(m_call, "/play"), Json{{"media_urls", {"music"}}}), 200);
        QCOMPARE(ask("POST", CallBench::at(m_call, "/action-next"), Json{{"force", true}}), 200);
        QCOMPARE(action(), QStringLiteral("beep"));
    }

    void anEchoGoesOnWhenNothingCanBePlayed()
    {
        begin(echoFlow);
        m->engine.refuse(QStringLiteral("/play"), 500);
        QCOMPARE(ask("POST", CallBench::at(m_call, "/play"), Json{{"media_urls", {"beep"}}}), 400);
        QVERIFY(!m->engine.channels().value(m_channel).inStasis);
    }

    void anEngineThatDoesNotGiveTheChannelBackIsNamed()
    {
        begin(echoFlow);
        m->engine.refuseOnce(QStringLiteral("/ami"), 500);
        QCOMPARE(ask("POST", CallBench::at(m_call, "/hold")), 400);
        QCOMPARE(action(), QStringLiteral("echo"));
        QCOMPARE(ask("POST", CallBench::at(m_call, "/hold")), 200);
    }

private:
    void begin(const char *actions)
    {
        m->makeNumber(QStringLiteral("+899123456789"), actions);
        m_channel = m->phoneCalls(QStringLiteral("+899123456789"));
        m_call = textOf(m->callOfChannel(m_channel), "id");
        QVERIFY(!m_call.isEmpty());
    }
    QString action() { return textOf(m->call(m_call)["action"], "type"); }
    QString makeRoom()
    {
        return textOf(
            bodyOf(
                m->ask("POST", QStringLiteral("/v1/confbridges"),
                       Json{{"customer_id", core::utf8(m->customer)}, {"reference_type", "conference"}, {"type", "conference"}})),
            "id");
    }
    /// The status of the reply; what waits for the engine's events has gone on.
    int ask(const char *method, const QString &uri, Json body = Json::object())
    {
        std::optional<int> status;
        core::TaskGroup group;
        group.run([](bus::Bus *bus, bus::Request request, std::optional<int> *into) -> core::Task<void> {
            const contract::Reply reply =
                co_await bus->request(contract::requestQueue(contract::service::call), std::move(request));
            *into = reply.statusCode;
        }(&m->bus, requestOf(method, uri, std::move(body)), &status));
        m->settle();
        m->advance(hundred);
        return status.value_or(0);
    }
    static bus::Request requestOf(const char *method, const QString &uri, Json body)
    {
        bus::Request request;
        request.method = QLatin1String(method);
        request.uri = uri;
        request.publisher = QStringLiteral("test");
        request.data = contract::Payload(std::move(body));
        return request;
    }

    std::unique_ptr<CallBench> m;
    QString m_channel, m_call;
};

QTEST_GUILESS_MAIN(CallAsideTest)
#include "tst_callaside.moc"
