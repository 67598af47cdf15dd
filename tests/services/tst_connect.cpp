// SPDX-License-Identifier: GPL-3.0-or-later
// A call that is connected to others waits for them no longer than it must (contract/flow-manager.md §7.3).
#include "callbench.h"

#include <QtTest>

using core::Json;

namespace {
const QString number = QStringLiteral("+899123456789");
const QString firstLeg = QStringLiteral("pjsip/call-out/sip:a@b");

QByteArray connecting(const char *destinations, bool early)
{
    return QByteArray(R"([{"type": "connect", "option": {"source": {"type": "tel", "target": "+15550000001"}, "destinations": [)") +
           destinations + R"(], "relay_reason": true, "early_media": )" + (early ? "true" : "false") + "}}]";
}
constexpr const char *toOne = R"({"type": "sip", "target": "a@b"})";
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
