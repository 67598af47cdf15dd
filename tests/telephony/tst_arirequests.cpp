// SPDX-License-Identifier: GPL-3.0-or-later
// ARI's redirect, and its messages and REFERs to endpoints, as a phone sees them.
#include "switchbench.h"

using testsip::answerTo;
using testsip::bodyOf;
using testsip::nextRequest;
using testsip::Peer;
using testsip::Phone;
using testsip::Switch;

namespace {
const QByteArray realm = testsip::realm.toLatin1();
}

class AriRequestsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anEndpointByItsNameAlone()
    {
        Switch sw;
        const auto endpoint = [&sw](const QString &name) {
            return sw.ari(QStringLiteral("GET"), QLatin1String("endpoints/PJSIP/") + name);
        };
        QCOMPARE(core::fromUtf8(endpoint(QStringLiteral("1000")).body["resource"]), QLatin1String("1000@") + testsip::realm);
        QCOMPARE(endpoint(QStringLiteral("9999")).status, 404);
        sw.engine->setCredentials({{"1000", testsip::realm, "p1000"}, {"1000", QStringLiteral("other.example"), "p"}});
        QCOMPARE(endpoint(QStringLiteral("1000")).status, 404);
        QCOMPARE(endpoint(QStringLiteral("1000@other.example")).status, 200);
    }

    /// The channel is made and fails, as a caller of ARI can see.
    void aPhoneThatIsOff()
    {
        Switch sw;
        const auto call = [&sw](const char *endpoint, const char *id) {
            return sw
                .ari(QStringLiteral("POST"), QStringLiteral("channels"),
                     {{"endpoint", endpoint}, {"app", "voipbin"}, {"channelId", id}})
                .status;
        };
        QCOMPARE(call("PJSIP/9999", "none"), 400);
        QCOMPARE(call("PJSIP/1000", "off"), 200);
        QTRY_COMPARE(sw.count("ChannelDestroyed"), size_t(1));
        QCOMPARE(sw.last("ChannelDestroyed")["cause"].get<int>(), 20);
        QCOMPARE(core::fromUtf8(sw.last("Dial")["dialstatus"]), QStringLiteral("CHANUNAVAIL"));
        QCOMPARE(core::fromUtf8(sw.last("ChannelDestroyed")["channel"]["id"]), QStringLiteral("off"));
    }

    /// RFC 3261 §8.1.3.4: who rings is told where to call instead.
    void aCallerIsRedirected()
    {
        Switch sw;
        Phone alice(sw, "1000");
        QVERIFY(alice.call(sw));
        const QString path = QLatin1String("channels/") + alice.channel;
        QCOMPARE(sw.ari(QStringLiteral("POST"), path + QLatin1String("/redirect"), {{"endpoint", "PJSIP/1001"}}).status, 204);
        QCOMPARE(alice.finalStatus(), 302);
        QCOMPARE(Peer::header(alice.answer, "Contact"), "<sip:1001@" + realm + '>');
        QTRY_COMPARE(sw.count("ChannelDestroyed"), size_t(1));
        QCOMPARE(sw.count("StasisEnd"), size_t(1));
    }

    void aCallerIsRefused_data()
    {
        QTest::addColumn<int>("cause");
        QTest::addColumn<int>("status");
        QTest::newRow("busy") << 17 << 486;
        QTest::newRow("no answer") << 19 << 480;
        QTest::newRow("absent") << 20 << 480;
        QTest::newRow("unspecified") << 31 << 480;
        QTest::newRow("rejected") << 21 << 403;
        QTest::newRow("normal has no status of its own") << 16 << 603;
        QTest::newRow("answered elsewhere") << 26 << 603;
        QTest::newRow("no channel") << 44 << 603;
        QTest::newRow("protocol error") << 111 << 603;
        QTest::newRow("the longest time is over") << 200 << 603;
    }
    void aCallerIsRefused()
    {
        QFETCH(int, cause);
        Switch sw;
        Phone alice(sw, "1000");
        QVERIFY(alice.call(sw));
        sw.ari(QStringLiteral("DELETE"), QLatin1String("channels/") + alice.channel, {{"reason_code", std::to_string(cause)}});
        QTEST(alice.finalStatus(), "status");
        QTRY_COMPARE(sw.count("ChannelDestroyed"), size_t(1));
        QCOMPARE(sw.last("ChannelDestroyed")["cause"].get<int>(), cause);
    }

    void aCallIsRedirected_data()
    {
        QTest::addColumn<QByteArray>("outcome");
        QTest::addColumn<bool>("ends");
        QTest::newRow("RFC 3515 §2.4.5: it has come there") << QByteArray("SIP/2.0 200 OK") << true;
        QTest::newRow("it is on its way") << QByteArray("SIP/2.0 180 Ringing") << false;
        QTest::newRow("it has not") << QByteArray("SIP/2.0 486 Busy Here") << false;
        QTest::newRow("it will not") << QByteArray() << false;
    }
    void aCallIsRedirected()
    {
        QFETCH(QByteArray, outcome);
        QFETCH(bool, ends);
        Switch sw;
        Phone alice(sw, "1000");
        QVERIFY(alice.callAndTalk(sw));
        const QString path = QLatin1String("channels/") + alice.channel;
        QCOMPARE(
            sw.ari(QStringLiteral("POST"), path + QLatin1String("/redirect"), {{"endpoint", "PJSIP/sip:4711@elsewhere.example"}})
                .status,
            204);
        const QByteArray refer = nextRequest(alice, "REFER");
        QCOMPARE(Peer::header(refer, "Refer-To"), QByteArray("<sip:4711@elsewhere.example>"));
        alice.send(answerTo(refer, outcome.isEmpty() ? "603 Decline" : "202 Accepted", "Contact: <" + alice.uri() + ">\r\n", {}));
        if (!outcome.isEmpty()) {
            const QByteArray state = ends ? "terminated;reason=noresource" : "active;expires=60";
            alice.send(alice.request("NOTIFY", "sip:x", "Event: refer\r\nSubscription-State: " + state + "\r\n", outcome + "\r\n",
                                     "message/sipfrag;version=2.0"));
            QCOMPARE(alice.finalStatus(), 200);
        }
        if (ends) {
            QVERIFY(!nextRequest(alice, "BYE").isEmpty());
            QTRY_COMPARE(sw.count("ChannelDestroyed"), size_t(1));
        } else {
            alice.send(alice.request("INFO", "sip:x"));
            QCOMPARE(alice.finalStatus(), 200);
            QCOMPARE(sw.count("ChannelDestroyed"), size_t(0));
        }
    }

    void aRedirectionIsRefused_data()
    {
        QTest::addColumn<QString>("endpoint");
        QTest::addColumn<int>("status");
        QTest::newRow("without a target") << QString() << 400;
        QTest::newRow("of another kind") << QStringLiteral("Local/s@svc-echo") << 422;
        QTest::newRow("nobody's") << QStringLiteral("PJSIP/9999") << 404;
    }
    void aRedirectionIsRefused()
    {
        QFETCH(QString, endpoint);
        Switch sw;
        Phone alice(sw, "1000");
        QVERIFY(alice.call(sw));
        QTEST(sw.ari(QStringLiteral("POST"), QStringLiteral("channels/%1/redirect").arg(alice.channel),
                     {{"endpoint", core::utf8(endpoint)}})
                  .status,
              "status");
    }

    void aMessage_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<core::Json>("body");
        QTest::addColumn<int>("status");
        const auto row = [](const char *what, const QString &path, core::Json body, int status) {
            body["body"] = "h\xC3\xA9llo";
            QTest::newRow(what) << path << body << status;
        };
        const QString any = QStringLiteral("endpoints/sendMessage"), one = QStringLiteral("endpoints/PJSIP/1000/sendMessage");
        row("to an extension", any, {{"to", "pjsip:1000"}, {"from", "pjsip:1001"}}, 202);
        row("to an extension and its realm", any, {{"to", "pjsip:1000@" + realm.toStdString()}, {"from", "sip:a@b.example"}},
            202);
        row("to an endpoint", one, {{"from", "\"Ann\" <sip:a@b.example>"}}, 202);
        row("to who is not there", any, {{"to", "pjsip:1002"}, {"from", "sip:a@b.example"}}, 404);
        row("of another technology", QStringLiteral("endpoints/IAX2/1000/sendMessage"), {{"from", "sip:a@b.example"}}, 404);
        row("to nobody", any, {{"from", "sip:a@b.example"}}, 400);
        row("of nobody", one, core::Json::object(), 400);
    }
    void aMessage()
    {
        QFETCH(QString, path);
        QFETCH(core::Json, body);
        QFETCH(int, status);
        Switch sw;
        Phone alice(sw, "1000");
        QCOMPARE(alice.enroll(), 200);
        QTRY_COMPARE(sw.count("ContactStatusChange"), size_t(1));
        QCOMPARE(sw.ari(QStringLiteral("PUT"), path, body).status, status);
        const QByteArray message = nextRequest(alice, "MESSAGE", status == 202 ? 3000 : 200);
        QCOMPARE(!message.isEmpty(), status == 202);
        if (message.isEmpty())
            return;
        QVERIFY(message.startsWith("MESSAGE " + alice.uri() + ' '));
        QCOMPARE(bodyOf(message), QByteArray("h\xC3\xA9llo"));
        const bool own = body["from"] == "pjsip:1001";
        QVERIFY(Peer::header(message, "From").startsWith(own ? "<sip:1001@" + realm + '>' : QByteArray("<sip:a@b.example>")));
        alice.send(answerTo(message, "200 OK"));
        QVERIFY(nextRequest(alice, "MESSAGE", 700).isEmpty()); // the answer was taken
    }

    void byTheEndpointThatCallsOut_data()
    {
        QTest::addColumn<QString>("by");
        QTest::addColumn<bool>("isAddress");
        QTest::addColumn<int>("status");
        QTest::newRow("the platform's") << "pjsip:call-out/" << true << 202;
        QTest::newRow("an extension") << "pjsip:1001/" << true << 202;
        QTest::newRow("nobody") << "pjsip:none/" << true << 404;
        QTest::newRow("to no address") << "pjsip:call-out/" << false << 404;
        QTest::newRow("to nobody") << "pjsip:call-out" << false << 404;
    }
    void byTheEndpointThatCallsOut()
    {
        QFETCH(QString, by);
        QFETCH(bool, isAddress);
        QFETCH(int, status);
        Switch sw;
        Peer far(sw.port());
        const std::string to = core::utf8(by) + (isAddress ? "sip:x@" + far.me().toStdString() : std::string());
        QCOMPARE(sw.ari(QStringLiteral("PUT"), QStringLiteral("endpoints/sendMessage"),
                        {{"to", to}, {"from", "sip:a@b.example"}, {"body", "hello"}})
                     .status,
                 status);
        QCOMPARE(bodyOf(nextRequest(far, "MESSAGE", status == 202 ? 3000 : 200)),
                 status == 202 ? QByteArray("hello") : QByteArray());
        QCOMPARE(sw.ari(QStringLiteral("POST"), QStringLiteral("endpoints/refer"),
                        {{"to", to}, {"from", "sip:a@b.example"}, {"refer_to", "sip:c@d.example"}})
                     .status,
                 status);
        QCOMPARE(nextRequest(far, "REFER", status == 202 ? 3000 : 200).isEmpty(), status != 202);
    }

    void aReferral()
    {
        Switch sw;
        Phone alice(sw, "1000");
        QCOMPARE(alice.enroll(), 200);
        QTRY_COMPARE(sw.count("ContactStatusChange"), size_t(1));
        QCOMPARE(sw.ari(QStringLiteral("POST"), QStringLiteral("endpoints/PJSIP/1000/refer"),
                        {{"from", "pjsip:1001"}, {"refer_to", "1801"}, {"to_self", true}})
                     .status,
                 202);
        const QByteArray refer = nextRequest(alice, "REFER");
        QCOMPARE(Peer::header(refer, "Refer-To"), "<sip:1801@" + realm + '>');
        alice.send(answerTo(refer, "202 Accepted", "Contact: <" + alice.uri() + ">\r\nRefer-Sub: false\r\n"));
        QVERIFY(nextRequest(alice, "REFER", 700).isEmpty());
        QCOMPARE(sw.ari(QStringLiteral("POST"), QStringLiteral("endpoints/PJSIP/1000/refer"), {{"from", "pjsip:1001"}}).status,
                 400);
    }
};

QTEST_GUILESS_MAIN(AriRequestsTest)
#include "tst_arirequests.moc"
