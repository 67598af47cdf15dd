// SPDX-License-Identifier: GPL-3.0-or-later
// What the answers to an INVITE of ours become in the events of the switch (RFC 3261 §8.1.3, §21).
#include "switchbench.h"

using telephony::sip::Trunk;
using testsip::answerTo;
using testsip::nextRequest;
using testsip::Peer;
using testsip::sdpText;
using testsip::Switch;

namespace {
constexpr int aMoment = 500;

/// A call by a trunk to `provider`; `invite` is what the provider got.
struct CallOut
{
    Switch sw;
    Peer provider{sw.port()};
    QByteArray invite;

    bool begin(const core::Json &variables = core::Json::object())
    {
        Trunk trunk;
        trunk.name = QStringLiteral("acme");
        trunk.host = QString::fromLatin1(provider.me());
        sw.engine->setTrunks({trunk});
        const auto made =
            sw.ari(QStringLiteral("POST"), QStringLiteral("channels"),
                   {{"endpoint", "PJSIP/+15550009@acme"}, {"app", "voipbin"}, {"channelId", "out"}, {"variables", variables}});
        invite = nextRequest(provider, "INVITE");
        return made.status == 200 && !invite.isEmpty();
    }
    QStringList dialStatuses() const
    {
        QStringList all;
        for (const core::Json &event : sw.events) {
            if (event["type"] == "Dial")
                all += core::fromUtf8(event["dialstatus"]);
        }
        all.removeAll(QString());
        return all;
    }
};
} // namespace

class SipAnswersTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aRefusalCountsAtOnce_data()
    {
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<int>("cause");
        QTest::addColumn<QString>("dialStatus");
        const QByteArray later = "Retry-After: 1\r\n";
        const QString none = QStringLiteral("NOANSWER"), congestion = QStringLiteral("CONGESTION");
        QTest::newRow("RFC 3261 §21.5.4: 503") << QByteArray("503 Service Unavailable") << QByteArray() << 34 << congestion;
        QTest::newRow("RFC 3261 §21.5.4: 503 with Retry-After")
            << QByteArray("503 Service Unavailable") << later << 34 << congestion;
        QTest::newRow("500 with Retry-After") << QByteArray("500 Server Internal Error") << later << 38 << none;
        QTest::newRow("404 with Retry-After") << QByteArray("404 Not Found") << later << 1 << none;
        QTest::newRow("480 with Retry-After") << QByteArray("480 Temporarily Unavailable") << later << 19 << none;
        QTest::newRow("403") << QByteArray("403 Forbidden") << QByteArray() << 21 << none;
        QTest::newRow("487 that nobody asked for") << QByteArray("487 Request Terminated") << QByteArray() << 127 << none;
        QTest::newRow("486 with Retry-After") << QByteArray("486 Busy Here") << later << 17 << QStringLiteral("BUSY");
        QTest::newRow("600 with Retry-After") << QByteArray("600 Busy Everywhere") << later << 17 << QStringLiteral("BUSY");
    }
    void aRefusalCountsAtOnce()
    {
        QFETCH(QByteArray, status);
        QFETCH(QByteArray, headers);
        QFETCH(int, cause);
        QFETCH(QString, dialStatus);
        CallOut call;
        QVERIFY(call.begin());
        call.provider.send(answerTo(call.invite, status, headers));
        QTRY_COMPARE_WITH_TIMEOUT(call.sw.count("ChannelDestroyed"), size_t(1), 900);
        const int told = status.left(3).toInt();
        for (const char *type : {"ChannelHangupRequest", "ChannelDestroyed"}) {
            QCOMPARE(call.sw.count(type), size_t(1));
            QCOMPARE(call.sw.last(type)["cause"].get<int>(), cause);
            QCOMPARE(call.sw.last(type)["tech_cause"].get<int>(), told);
        }
        QCOMPARE(call.dialStatuses(), QStringList{dialStatus});
        QVERIFY(nextRequest(call.provider, "INVITE", 900 + aMoment).isEmpty());
    }

    /// contract/call-manager.md §7: what the reference's edge makes of this header, the switch does itself.
    void theOfferHasTheCodecsThatAreAskedFor()
    {
        CallOut call;
        QVERIFY(call.begin({{"PJSIP_HEADER(add,VBOUT-CODECS)", "G722, pcma,telephone-event"}}));
        QVERIFY2(call.invite.contains(" RTP/AVP 9 8 "), call.invite);
        for (const char *absent : {"PCMU", "opus", "VBOUT-CODECS"})
            QVERIFY2(!call.invite.contains(absent), call.invite);
        CallOut none;
        QVERIFY(!none.begin({{"PJSIP_HEADER(add,VBOUT-CODECS)", "ILBC"}}));
        QTRY_COMPARE(none.sw.count("ChannelDestroyed"), size_t(1));
        QCOMPARE(none.sw.last("ChannelDestroyed")["cause"].get<int>(), 58);
    }

    void aRedirectionEndsTheCall_data()
    {
        QTest::addColumn<QByteArray>("status");
        QTest::newRow("RFC 3261 §21.3.1: 300") << QByteArray("300 Multiple Choices");
        QTest::newRow("RFC 3261 §21.3.2: 301") << QByteArray("301 Moved Permanently");
        QTest::newRow("RFC 3261 §21.3.3: 302") << QByteArray("302 Moved Temporarily");
        QTest::newRow("RFC 3261 §21.3.4: 305") << QByteArray("305 Use Proxy");
    }
    /// Nobody asked the dialplan about where it points.
    void aRedirectionEndsTheCall()
    {
        QFETCH(QByteArray, status);
        CallOut call;
        QVERIFY(call.begin());
        Peer elsewhere(call.sw.port());
        call.provider.send(answerTo(call.invite, status, "Contact: <sip:+15559999@" + elsewhere.me() + ">\r\n"));
        QTRY_COMPARE(call.sw.count("ChannelDestroyed"), size_t(1));
        QCOMPARE(call.sw.last("ChannelDestroyed")["cause"].get<int>(), 23);
        QVERIFY(elsewhere.receive(aMoment).isEmpty());
    }

    void whatIsToldBeforeTheAnswer_data()
    {
        QTest::addColumn<QList<QByteArray>>("answers");
        QTest::addColumn<QStringList>("dialStatuses");
        QTest::addColumn<bool>("rings");
        const QByteArray ringing = "180 Ringing", progress = "183 Session Progress", silent = "183 Silence";
        const QString rings = QStringLiteral("RINGING"), proceeds = QStringLiteral("PROGRESS");
        QTest::newRow("180") << QList{ringing} << QStringList{rings} << true;
        QTest::newRow("183") << QList{progress} << QStringList{proceeds} << false;
        QTest::newRow("183 without a description") << QList{silent} << QStringList() << false;
        QTest::newRow("180, then 183") << QList{ringing, progress} << QStringList{rings, proceeds} << true;
        QTest::newRow("183, then 180") << QList{progress, ringing} << QStringList{proceeds, rings} << true;
    }
    void whatIsToldBeforeTheAnswer()
    {
        QFETCH(QList<QByteArray>, answers);
        QFETCH(QStringList, dialStatuses);
        QFETCH(bool, rings);
        CallOut call;
        QVERIFY(call.begin());
        const QByteArray contact = "Contact: <sip:x@" + call.provider.me() + ">\r\n";
        for (const QByteArray &one : answers)
            call.provider.send(answerTo(call.invite, one, contact, one == "183 Session Progress" ? sdpText : QByteArray()));
        QTRY_COMPARE(call.dialStatuses(), dialStatuses);
        QCOMPARE(call.sw.count("ChannelStateChange"), size_t(rings ? 1 : 0));
        call.provider.send(answerTo(call.invite, "200 OK", contact, sdpText));
        QTRY_COMPARE(call.dialStatuses(), dialStatuses + QStringList{QStringLiteral("ANSWER")});
        QCOMPARE(core::fromUtf8(call.sw.last("ChannelStateChange")["channel"]["state"]), QStringLiteral("Up"));
    }
};

QTEST_GUILESS_MAIN(SipAnswersTest)
#include "tst_sipanswers.moc"
