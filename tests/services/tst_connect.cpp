// SPDX-License-Identifier: GPL-3.0-or-later
// A call that is connected to others waits for them no longer than it must (contract/flow-manager.md §7.3).
#include "callbench.h"

#include <QtTest>

using core::Json;

namespace {
const QString number = QStringLiteral("+899123456789");
const QString firstLeg = QStringLiteral("pjsip/call-out/sip:a@b");
const QString secondLeg = QStringLiteral("pjsip/call-out/sip:c@d");
constexpr int mostTurns = 40; ///< more requests than connecting two takes

QByteArray connecting(const char *destinations, bool early)
{
    return QByteArray(
               R"([{"type": "connect", "option": {"source": {"type": "tel", "target": "+15550000001"}, "destinations": [)") +
           destinations + R"(], "relay_reason": true, "early_media": )" + (early ? "true" : "false") + "}}]";
}
constexpr const char *toOne = R"({"type": "sip", "target": "a@b"})";
constexpr const char *toTwo = R"({"type": "sip", "target": "a@b"}, {"type": "sip", "target": "c@d"})";
constexpr const char *toExtension = R"({"type": "extension", "target_name": "1001"})";
} // namespace

class ConnectTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m = std::make_unique<CallBench>(); }
    void cleanup()
    {
        m->settle();
        m.reset();
    }

    void theCallerIsAnsweredWithTheLeg_data()
    {
        QTest::addColumn<QStringList>("answers");
        QTest::addColumn<bool>("early");
        QTest::addColumn<int>("progress"); // how often the caller is told to listen
        const QString ringing = QStringLiteral("180"), sound = QStringLiteral("183"), up = QStringLiteral("200");
        QTest::newRow("200 at once, early media") << QStringList{up} << true << 0;
        QTest::newRow("183, 200, early media") << QStringList{sound, up} << true << 1;
        QTest::newRow("180, 200, early media") << QStringList{ringing, up} << true << 0;
        QTest::newRow("180, 183, 200, early media") << QStringList{ringing, sound, up} << true << 1;
        QTest::newRow("183, 180, 200, early media") << QStringList{sound, ringing, up} << true << 1;
        QTest::newRow("200 at once") << QStringList{up} << false << 0;
        QTest::newRow("183, 200") << QStringList{sound, up} << false << 0;
        QTest::newRow("180, 183, 200") << QStringList{ringing, sound, up} << false << 0;
    }
    void theCallerIsAnsweredWithTheLeg()
    {
        QFETCH(QStringList, answers);
        QFETCH(bool, early);
        QFETCH(int, progress);
        m->makeNumber(number, connecting(toOne, early).constData());
        const QString caller = m->phoneCalls(number), leg = m->engine.channelTo(firstLeg);
        QVERIFY(!leg.isEmpty());
        for (const QString &one : answers) {
            QCOMPARE(m->engine.count(caller + QLatin1String("/answer")), 0);
            reply(leg, one);
            m->settle();
            const bool up = one == answers.back();
            QCOMPARE(textOf(m->callOfChannel(leg), "status"), QString::fromLatin1(up ? "progressing" : "ringing"));
        }
        QCOMPARE(m->engine.count(caller + QLatin1String("/progress")), progress);
        QCOMPARE(textOf(m->callOfChannel(caller), "status"), QStringLiteral("progressing"));
        QCOMPARE(textOf(m->callOfChannel(leg), "confbridge_id"), textOf(m->callOfChannel(caller), "confbridge_id"));
        m->engine.release(leg, 16);
        m->settle();
        everythingIsOver();
    }

    void answersInOneBreath_data()
    {
        QTest::addColumn<QStringList>("answers");
        QTest::newRow("180 and 200") << QStringList{QStringLiteral("180"), QStringLiteral("200")};
        QTest::newRow("183 and 200") << QStringList{QStringLiteral("183"), QStringLiteral("200")};
        QTest::newRow("200 and 180") << QStringList{QStringLiteral("200"), QStringLiteral("180")};
    }
    /// However few requests lie between them, the leg goes through its flow once.
    void answersInOneBreath()
    {
        QFETCH(QStringList, answers);
        m->makeNumber(number, connecting(toOne, true).constData());
        for (int turns = 0; turns < 16; ++turns) {
            const QString caller = m->phoneCalls(number), leg = m->engine.channelTo(firstLeg);
            reply(leg, answers.front());
            turn(turns);
            reply(leg, answers.back());
            m->settle();
            QCOMPARE(textOf(m->callOfChannel(caller), "status"), QStringLiteral("progressing"));
            QCOMPARE(textOf(m->callOfChannel(leg), "confbridge_id"), textOf(m->callOfChannel(caller), "confbridge_id"));
            m->engine.release(leg, 16);
            m->settle();
            everythingIsOver();
        }
    }

    void anEngineThatKnowsNoProgressRings()
    {
        m->makeNumber(number, connecting(toOne, true).constData());
        const QString caller = m->phoneCalls(number), leg = m->engine.channelTo(firstLeg);
        m->engine.refuse(QStringLiteral("/progress"), 404);
        m->engine.sendEarlyMedia(leg);
        m->settle();
        QCOMPARE(m->engine.count(caller + QLatin1String("/ring")), 2);
        QVERIFY(!textOf(m->callOfChannel(leg), "confbridge_id").isEmpty());
    }

    void aLegThatEndsFreesTheCaller_data()
    {
        QTest::addColumn<QByteArray>("destinations");
        QTest::addColumn<bool>("early");
        QTest::addColumn<QStringList>("before");
        for (const bool early : {false, true}) {
            const auto row = [&](const char *name, const char *destinations, const QStringList &before) {
                QTest::addRow("%s%s", name, early ? ", early media" : "") << QByteArray(destinations) << early << before;
            };
            row("one that is refused", toOne, {});
            row("one that rings", toOne, {QStringLiteral("180")});
            row("one that answers", toOne, {QStringLiteral("200")});
            row("two that are refused", toTwo, {});
            row("two that ring", toTwo, {QStringLiteral("180")});
            row("an extension", toExtension, {});
        }
    }
    /// Whenever the legs end: nobody is left waiting, and no room.
    void aLegThatEndsFreesTheCaller()
    {
        QFETCH(QByteArray, destinations);
        QFETCH(bool, early);
        QFETCH(QStringList, before);
        ready(destinations, early);
        for (int turns = 0; turns < mostTurns && !QTest::currentTestFailed(); ++turns) {
            callIn();
            turn(turns);
            while (legs().isEmpty() && !m->engine.channels().isEmpty())
                turn(1);
            for (int rounds = 0; rounds < 2; ++rounds) { // some are made after others have gone
                for (const QString &leg : legs()) {
                    for (const QString &one : before)
                        reply(leg, one);
                    m->engine.release(leg, 17);
                }
                m->settle();
            }
            everythingIsOver();
        }
    }

    void aLegThatIsRefusedAtOnceFreesTheCaller_data()
    {
        QTest::addColumn<QByteArray>("destinations");
        QTest::newRow("one") << QByteArray(toOne);
        QTest::newRow("two") << QByteArray(toTwo);
        QTest::newRow("an extension") << QByteArray(toExtension);
    }
    void aLegThatIsRefusedAtOnceFreesTheCaller()
    {
        QFETCH(QByteArray, destinations);
        ready(destinations, false);
        for (const QString &leg : {firstLeg, secondLeg, phone(1)})
            m->engine.refuseDialled(leg, 17);
        const QString caller = callIn();
        m->settle();
        QCOMPARE(textOf(m->engine.last(QLatin1String("DELETE /ari/channels/") + caller).body, "reason_code"),
                 QStringLiteral("17"));
        everythingIsOver();
    }

    void whoGivesUpLeavesNothing_data()
    {
        QTest::addColumn<QByteArray>("destinations");
        QTest::newRow("one") << QByteArray(toOne);
        QTest::newRow("two") << QByteArray(toTwo);
        QTest::newRow("an extension") << QByteArray(toExtension);
    }
    /// No phone rings for a caller who has gone, and no room waits.
    void whoGivesUpLeavesNothing()
    {
        QFETCH(QByteArray, destinations);
        ready(destinations, true);
        for (int turns = 0; turns < mostTurns && !QTest::currentTestFailed(); ++turns) {
            const QString caller = callIn();
            turn(turns);
            m->engine.release(caller, 16);
            m->settle();
            everythingIsOver();
        }
    }

    void nobodyCanBeCalled()
    {
        ready(R"({"type": "tel", "target": "+821012345678"})", true); // there is no route
        callIn();
        m->settle();
        everythingIsOver();
    }

    /// A contact of a phone that is no longer there is refused before the others are dialled.
    void aDeadPhoneDoesNotEndTheCaller()
    {
        ready(toExtension, false);
        m->registrar.setContacts({contact(1), contact(2), contact(3)});
        for (int dead = 1; dead <= 3; ++dead) {
            const int alive = dead % 3 + 1;
            m->engine.refuseDialled(phone(dead), 20);
            for (int turns = 0; turns < mostTurns && !QTest::currentTestFailed(); ++turns) {
                const QString caller = callIn();
                turn(turns);
                m->engine.release(m->engine.channelTo(phone(dead)), 20);
                m->settle();
                m->engine.pickUp(m->engine.channelTo(phone(alive)));
                m->settle();
                QCOMPARE(textOf(m->callOfChannel(caller), "status"), QStringLiteral("progressing"));
                QCOMPARE(m->engine.channels().size(), qsizetype(2));
                m->engine.release(caller, 16);
                m->settle();
                everythingIsOver();
            }
            m->engine.answerDialled(phone(dead));
        }
    }

    /// What one of them says early ends nothing for the others.
    void oneOfTwoThatRingRefuses()
    {
        ready(toTwo, true);
        const QString caller = callIn();
        m->settle();
        const QString first = m->engine.channelTo(firstLeg), second = m->engine.channelTo(secondLeg);
        m->engine.ring(first);
        m->settle();
        m->engine.release(first, 17);
        m->settle();
        QCOMPARE(textOf(m->callOfChannel(caller), "status"), QStringLiteral("ringing"));
        m->engine.pickUp(second);
        m->settle();
        QCOMPARE(textOf(m->callOfChannel(caller), "status"), QStringLiteral("progressing"));
        m->engine.release(second, 16);
        m->settle();
        everythingIsOver();
    }

    /// Who comes last into the room, hears at once that somebody has answered.
    void theFirstOfTwoAnswers()
    {
        ready(toTwo, true);
        for (int turns = 0; turns < mostTurns && !QTest::currentTestFailed(); ++turns) {
            const QString caller = callIn();
            turn(turns);
            while (legs().size() < 2)
                turn(1);
            m->engine.ring(m->engine.channelTo(secondLeg));
            m->engine.pickUp(m->engine.channelTo(firstLeg));
            m->settle();
            QCOMPARE(textOf(m->callOfChannel(caller), "status"), QStringLiteral("progressing"));
            m->engine.release(caller, 16);
            m->settle();
            everythingIsOver();
        }
    }

private:
    void reply(const QString &leg, const QString &status)
    {
        if (status == QLatin1String("180"))
            m->engine.ring(leg);
        else if (status == QLatin1String("183"))
            m->engine.sendEarlyMedia(leg);
        else
            m->engine.pickUp(leg);
    }
    void ready(const QByteArray &destinations, bool early)
    {
        m->makeExtension(QStringLiteral("1001"));
        m->registrar.setContacts({contact(1)});
        m->makeNumber(number, connecting(destinations.constData(), early).constData());
    }
    contract::AstContact contact(int host) const
    {
        return m->contactOf(QStringLiteral("1001"), QStringLiteral("10.0.0.%1").arg(host));
    }
    static QString phone(int host) { return QStringLiteral("pjsip/call-out/sip:1001@10.0.0.%1;transport=udp").arg(host); }
    QString callIn() { return m->engine.callIn(QStringLiteral("pstn.voipbin.net"), QStringLiteral("+15551234567"), number); }
    /// Channels that were dialled.
    QStringList legs() const
    {
        QStringList found;
        for (auto it = m->engine.channels().begin(); it != m->engine.channels().end(); ++it) {
            if (!it->endpoint.isEmpty())
                found += it.key();
        }
        return found;
    }
    /// So many requests are answered, or no more come.
    void turn(qsizetype requests)
    {
        constexpr int quiet = 50;
        const qsizetype wanted = m->requests().size() + requests;
        (void)QTest::qWaitFor([&] { return m->requests().size() >= wanted; }, quiet);
    }
    void everythingIsOver()
    {
        QCOMPARE(m->engine.channels().keys(), QStringList());
        QCOMPARE(m->calls->liveCalls(), 0);
        wait(m->calls->durable());
        const auto open = wait(m->db.query({QStringLiteral("SELECT id FROM call_confbridges WHERE status <> 'terminated'"), {}}));
        QCOMPARE(int(open.rows.size()), 0);
    }

    std::unique_ptr<CallBench> m;
};

QTEST_GUILESS_MAIN(ConnectTest)
#include "tst_connect.moc"
