// SPDX-License-Identifier: GPL-3.0-or-later
// Transfers that telephones ask for (RFC 3515, RFC 3891, RFC 5589), early media: what the switch makes of them.
#include "transferbench.h"

#include <QNetworkDatagram>

using testsip::answerTo;
using testsip::bodyOf;
using testsip::Consultation;
using testsip::dialogOf;
using testsip::nextRequest;
using testsip::Peer;
using testsip::Phone;
using testsip::Progress;
using testsip::progressOf;
using testsip::sdpText;
using testsip::sdpWith;
using testsip::Switch;
using testsip::Talk;
using testsip::toCarol;

class SwitchTransfersTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aPhoneThatOnlyRingsIsGivenUp()
    {
        Switch sw;
        Phone carol{sw, "1002"};
        const core::Json wanted{{"endpoint", "PJSIP/call-out/" + carol.uri().toStdString()},
                                {"app", "voipbin"},
                                {"channelId", "out"},
                                {"timeout", 1}};
        QCOMPARE(sw.ari(QStringLiteral("POST"), QStringLiteral("channels"), wanted).status, 200);
        const QByteArray invite = nextRequest(carol, "INVITE");
        QVERIFY(!invite.isEmpty());
        carol.send(answerTo(invite, "180 Ringing"));
        const QByteArray cancel = nextRequest(carol, "CANCEL");
        QVERIFY(!cancel.isEmpty());
        carol.send(answerTo(cancel, "200 OK"));
        carol.send(answerTo(invite, "487 Request Terminated"));
        QTRY_COMPARE(sw.count("ChannelDestroyed"), size_t(1));
        QCOMPARE(sw.last("ChannelDestroyed")["cause"].get<int>(), 19);
        QCOMPARE(core::fromUtf8(sw.last("Dial")["dialstatus"]), QStringLiteral("NOANSWER"));
    }

    void aBlindTransfer()
    {
        Talk talk;
        QVERIFY(talk.begin());
        QCOMPARE(talk.refer(talk.bob, toCarol, "Referred-By: <sip:1001@x>\r\n"), 202);
        const Progress trying = progressOf(talk.bob);
        QCOMPARE(trying.line, QByteArray("SIP/2.0 100 Trying"));
        QVERIFY(!trying.last);
        const QByteArray invite = nextRequest(talk.carol, "INVITE");
        QVERIFY(invite.startsWith("INVITE " + talk.carol.uri() + ' '));
        QCOMPARE(Peer::header(invite, "Referred-By"), QByteArray("<sip:1001@x>"));
        QVERIFY(Peer::header(invite, "From").contains("1000"));
        talk.carol.send(answerTo(invite, "180 Ringing", "Contact: <" + talk.carol.uri() + ">\r\n"));
        QCOMPARE(progressOf(talk.bob).line, QByteArray("SIP/2.0 180 Ringing"));
        talk.carol.send(answerTo(invite, "200 OK", "Contact: <" + talk.carol.uri() + ">\r\n", sdpText));
        const Progress done = progressOf(talk.bob);
        QCOMPARE(done.line, QByteArray("SIP/2.0 200 OK"));
        QVERIFY(done.last);
        QTRY_COMPARE(talk.sw.count("BridgeBlindTransfer"), size_t(1));
        const core::Json event = talk.sw.last("BridgeBlindTransfer");
        QCOMPARE(core::fromUtf8(event["channel"]["id"]), talk.bob.channel);
        QCOMPARE(core::fromUtf8(event["transferee"]["id"]), talk.alice.channel);
        QCOMPARE(core::fromUtf8(event["exten"]), QStringLiteral("1002"));
        QCOMPARE(core::fromUtf8(event["result"]), QStringLiteral("Success"));
        const QByteArray bye = nextRequest(talk.bob, "BYE", 5000); // it did not hang up itself
        QVERIFY(!bye.isEmpty());
        talk.bob.send(answerTo(bye, "200 OK"));
        // Who controls the call of bob sees it go on until the phone in its place hangs up.
        QCOMPARE(talk.sw.membersOf(QStringLiteral("b1")), (QStringList{talk.alice.channel, talk.bob.channel}));
        QCOMPARE(talk.sw.count("ChannelDestroyed"), size_t(0));
        const QString carolChannel = core::fromUtf8(talk.sw.last("ChannelCreated")["channel"]["id"]);
        talk.carol.callId = Peer::header(invite, "Call-ID");
        talk.carol.from = Peer::header(invite, "To") + ";tag=peer";
        talk.carol.remoteTo = Peer::header(invite, "From");
        talk.carol.send(talk.carol.request("BYE", "sip:x"));
        QTRY_COMPARE(talk.sw.count("ChannelDestroyed"), size_t(2));
        QVERIFY(!talk.sw.membersOf(QStringLiteral("b1")).contains(talk.bob.channel));
        QVERIFY(carolChannel != talk.bob.channel);
    }

    /// What bob would have heard comes to carol, and back.
    void soundOfABlindTransfer()
    {
        Talk talk;
        QVERIFY(talk.begin());
        QUdpSocket ear;
        QVERIFY(ear.bind(QHostAddress::LocalHost, 0));
        QCOMPARE(talk.refer(talk.bob, toCarol), 202);
        const QByteArray invite = nextRequest(talk.carol, "INVITE");
        const QByteArray sdp = sdpWith(ear.localPort());
        talk.carol.send(answerTo(invite, "200 OK", "Contact: <" + talk.carol.uri() + ">\r\n", sdp));
        QVERIFY(!nextRequest(talk.carol, "ACK").isEmpty());
        QCOMPARE(talk.sw.ari(QStringLiteral("POST"), QStringLiteral("bridges/b1/play"), {{"media", "tone:ring"}}).status, 201);
        const auto isLoud = [&ear] {
            bool loud = false;
            while (ear.hasPendingDatagrams()) {
                const QByteArray packet = ear.receiveDatagram().data();
                for (qsizetype i = 12; i < packet.size(); ++i)
                    loud = loud || (packet[i] & 0x7f) < 0x50; // u-law: far from silence
            }
            return loud;
        };
        QVERIFY(QTest::qWaitFor(isLoud, 5000));
    }

    /// A call of the platform rings them all.
    void aTransferToSeveralPhones()
    {
        Talk talk;
        QVERIFY(talk.begin());
        Phone second(talk.sw, "1002");
        QCOMPARE(second.enroll(), 200);
        const size_t before = talk.sw.count("StasisStart");
        QCOMPARE(talk.refer(talk.bob, testsip::toCarol), 202);
        QTRY_COMPARE(talk.sw.count("StasisStart"), before + 1);
        const std::string arguments = talk.sw.last("StasisStart")["args"].dump();
        QVERIFY2(arguments.find("domain=" + core::utf8(testsip::realm)) != arguments.npos, arguments.c_str());
        QCOMPARE(core::fromUtf8(talk.sw.last("StasisStart")["channel"]["dialplan"]["exten"]), QStringLiteral("1002"));
    }

    void aTransferToANumber_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QString>("domain");
        const QByteArray realm = testsip::realm.toLatin1();
        QTest::newRow("of the numbers' domain") << QByteArray("+15551801@pstn.voip.test") << QStringLiteral("pstn.voip.test");
        QTest::newRow("short, at the phone's own domain") << "1801@" + realm << QStringLiteral("sip.voip.test");
        QTest::newRow("an extension whose phone is off") << "1009@" + realm << QStringLiteral("sip.voip.test");
        QTest::newRow("at the address of the switch") << QByteArray("1801@127.0.0.1:PORT") << QStringLiteral("sip.voip.test");
    }
    /// It arrives as a call of who is transferred, with the rights of who transfers.
    void aTransferToANumber()
    {
        QFETCH(QByteArray, target);
        QFETCH(QString, domain);
        Talk talk;
        QVERIFY(talk.begin());
        target.replace("PORT", QByteArray::number(talk.sw.port()));
        const size_t before = talk.sw.count("StasisStart");
        QCOMPARE(talk.refer(talk.bob, "<sip:" + target + '>', "Referred-By: <sip:1001@x>\r\n"), 202);
        QCOMPARE(progressOf(talk.bob).line, QByteArray("SIP/2.0 100 Trying"));
        QTRY_COMPARE(talk.sw.count("StasisStart"), before + 1);
        const core::Json start = talk.sw.last("StasisStart");
        const QString arrived = core::fromUtf8(start["channel"]["id"]);
        QCOMPARE(core::fromUtf8(start["channel"]["caller"]["number"]), QStringLiteral("1000"));
        QCOMPARE(core::fromUtf8(start["channel"]["dialplan"]["exten"]), QString::fromLatin1(target.split('@')[0]));
        QCOMPARE(core::fromUtf8(start["channel"]["state"]), QStringLiteral("Ring"));
        const std::string arguments = start["args"].dump();
        for (const QString &one : {QStringLiteral("context=call-in"), QLatin1String("domain=") + domain})
            QVERIFY2(arguments.find(core::utf8(one)) != arguments.npos, arguments.c_str());
        const QString path = QLatin1String("channels/") + arrived;
        talk.sw.ari(QStringLiteral("POST"), path + QLatin1String("/ring"));
        QCOMPARE(progressOf(talk.bob).line, QByteArray("SIP/2.0 180 Ringing"));
        QCOMPARE(talk.sw.ari(QStringLiteral("POST"), path + QLatin1String("/answer")).status, 204);
        const Progress done = progressOf(talk.bob);
        QCOMPARE(done.line, QByteArray("SIP/2.0 200 OK"));
        QVERIFY(done.last);
        QTRY_COMPARE(core::fromUtf8(talk.sw.ari(QStringLiteral("GET"), path).body["state"]), QStringLiteral("Up"));
        QVERIFY(!nextRequest(talk.bob, "BYE", 5000).isEmpty());
        QCOMPARE(talk.sw.membersOf(QStringLiteral("b1")), (QStringList{talk.alice.channel, talk.bob.channel}));
        talk.sw.ari(QStringLiteral("DELETE"), path); // the flow has come to its end
        QTRY_COMPARE(talk.sw.count("ChannelDestroyed"), size_t(2));
    }

    void aNumberThatRefuses()
    {
        Talk talk;
        QVERIFY(talk.begin());
        const size_t before = talk.sw.count("StasisStart");
        QCOMPARE(talk.refer(talk.bob, "<sip:9@" + testsip::realm.toLatin1() + '>'), 202);
        progressOf(talk.bob);
        QTRY_COMPARE(talk.sw.count("StasisStart"), before + 1);
        const QString arrived = core::fromUtf8(talk.sw.last("StasisStart")["channel"]["id"]);
        talk.sw.ari(QStringLiteral("DELETE"), QLatin1String("channels/") + arrived, {{"reason_code", "1"}});
        const Progress failed = progressOf(talk.bob);
        QCOMPARE(failed.line, QByteArray("SIP/2.0 404 Not Found"));
        QVERIFY(failed.last);
        QCOMPARE(talk.sw.membersOf(QStringLiteral("b1")), (QStringList{talk.alice.channel, talk.bob.channel}));
        QCOMPARE(talk.refer(talk.bob, toCarol), 202); // and may be tried again
    }

    void whoIsTransferredMayHangUp()
    {
        Talk talk;
        QVERIFY(talk.begin());
        QCOMPARE(talk.refer(talk.bob, toCarol), 202);
        const QByteArray invite = nextRequest(talk.carol, "INVITE");
        talk.carol.send(answerTo(invite, "180 Ringing", "Contact: <" + talk.carol.uri() + ">\r\n"));
        progressOf(talk.bob);
        QCOMPARE(progressOf(talk.bob).line, QByteArray("SIP/2.0 180 Ringing"));
        talk.sw.ari(QStringLiteral("DELETE"), QLatin1String("channels/") + talk.bob.channel); // as call-manager does then
        QVERIFY(!nextRequest(talk.carol, "CANCEL").isEmpty());
        QTRY_COMPARE(talk.sw.count("ChannelDestroyed"), size_t(2));
    }

    void aTransferThatFailsKeepsTheCall()
    {
        Talk talk;
        QVERIFY(talk.begin());
        QCOMPARE(talk.refer(talk.bob, toCarol), 202);
        progressOf(talk.bob);
        const QByteArray invite = nextRequest(talk.carol, "INVITE");
        talk.carol.send(answerTo(invite, "486 Busy Here"));
        const Progress failed = progressOf(talk.bob);
        QCOMPARE(failed.line, QByteArray("SIP/2.0 486 Busy Here"));
        QVERIFY(failed.last);
        const QStringList members = talk.sw.membersOf(QStringLiteral("b1"));
        QVERIFY(members.contains(talk.alice.channel) && members.contains(talk.bob.channel));
        QCOMPARE(members.size(), 2);
        QCOMPARE(talk.refer(talk.bob, toCarol), 202); // and may be tried again
    }

    void whoTransfersMayLeaveAtOnce()
    {
        Talk talk;
        QVERIFY(talk.begin());
        QCOMPARE(talk.refer(talk.bob, toCarol), 202);
        talk.bob.send(talk.bob.request("BYE", "sip:x"));
        const QByteArray invite = nextRequest(talk.carol, "INVITE");
        talk.carol.send(answerTo(invite, "200 OK", "Contact: <" + talk.carol.uri() + ">\r\n", sdpText));
        QVERIFY(!nextRequest(talk.carol, "ACK").isEmpty());
        QCOMPARE(talk.sw.membersOf(QStringLiteral("b1")), (QStringList{talk.alice.channel, talk.bob.channel}));
        QCOMPARE(talk.sw.count("ChannelDestroyed"), size_t(0));
    }

    void aTransferThatFailsEndsTheCallOfWhoLeft()
    {
        Talk talk;
        QVERIFY(talk.begin());
        QCOMPARE(talk.refer(talk.bob, toCarol), 202);
        talk.bob.send(talk.bob.request("BYE", "sip:x"));
        const QByteArray invite = nextRequest(talk.carol, "INVITE");
        talk.carol.send(answerTo(invite, "603 Decline"));
        QTRY_COMPARE(talk.sw.membersOf(QStringLiteral("b1")), QStringList{talk.alice.channel});
        QTRY_COMPARE(talk.sw.count("ChannelDestroyed"), size_t(2));
    }

    void aTransferIsRefused_data()
    {
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<bool>("bridged");
        QTest::addColumn<int>("status");
        QTest::newRow("RFC 3515 §2.4.2: without a target") << QByteArray("Subject: x") << true << 400;
        QTest::newRow("an address that cannot be called") << QByteArray("Refer-To: <mailto:a@b>") << true << 400;
        QTest::newRow("RFC 3515 §2.4.2: two targets") << QByteArray("Refer-To: <sip:a@b>\r\nRefer-To: <sip:c@d>") << true << 400;
        QTest::newRow("another method than INVITE") << QByteArray("Refer-To: <sip:a@b;method=BYE>") << true << 400;
        QTest::newRow("a call of ours that is none")
            << "Refer-To: <sip:1009@" + testsip::realm.toLatin1() + "?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc>" << true << 603;
        QTest::newRow("nobody to transfer") << "Refer-To: " + toCarol << false << 400;
        QTest::newRow("a dialog that is its own") << QByteArray() << true << 400;
    }
    void aTransferIsRefused()
    {
        QFETCH(QByteArray, to);
        QFETCH(bool, bridged);
        Talk talk;
        QVERIFY(talk.begin());
        if (!bridged)
            talk.sw.ari(QStringLiteral("POST"), QStringLiteral("bridges/b1/removeChannel"),
                        {{"channel", core::utf8(talk.bob.channel)}});
        if (to.isEmpty())
            to = "Refer-To: <sip:1002@x?Replaces=" + dialogOf(talk.bob) + '>';
        talk.bob.send(talk.bob.request("REFER", "sip:x", to + "\r\n"));
        QTEST(talk.bob.finalStatus(), "status");
        talk.bob.send(talk.bob.request("INFO", "sip:x"));
        QCOMPARE(talk.bob.finalStatus(), 200);
    }

    void noNotifyForWhoWantsNone()
    {
        Talk talk;
        QVERIFY(talk.begin());
        QCOMPARE(talk.refer(talk.bob, toCarol, "Refer-Sub: false\r\nSupported: norefersub\r\n"), 202);
        QCOMPARE(Peer::header(talk.bob.answer, "Refer-Sub"), QByteArray("false")); // RFC 4488 §4
        QVERIFY(!nextRequest(talk.carol, "INVITE").isEmpty());
        QVERIFY(nextRequest(talk.bob, "NOTIFY", 300).isEmpty());
    }

    void anAttendedTransfer()
    {
        Talk talk;
        QVERIFY(talk.begin());
        Consultation consultation(talk.sw);
        QVERIFY(consultation.begin(talk.sw));
        Phone &second = consultation.second, &carol = consultation.carol;
        const QByteArray target = "<sip:1002@" + testsip::realm.toLatin1() + "?Replaces=" + dialogOf(second) + '>';
        QCOMPARE(talk.refer(talk.bob, target), 202);
        QCOMPARE(progressOf(talk.bob).line, QByteArray("SIP/2.0 100 Trying"));
        const Progress done = progressOf(talk.bob);
        QCOMPARE(done.line, QByteArray("SIP/2.0 200 OK"));
        QVERIFY(done.last);
        QTRY_COMPARE(talk.sw.count("BridgeAttendedTransfer"), size_t(1));
        const core::Json event = talk.sw.last("BridgeAttendedTransfer");
        QCOMPARE(core::fromUtf8(event["transferer_first_leg"]["id"]), talk.bob.channel);
        QCOMPARE(core::fromUtf8(event["transferer_second_leg"]["id"]), second.channel);
        QCOMPARE(core::fromUtf8(event["transferee"]["id"]), talk.alice.channel);
        QCOMPARE(core::fromUtf8(event["transfer_target"]["id"]), carol.channel);
        QCOMPARE(core::fromUtf8(event["destination_type"]), QStringLiteral("link"));
        QVERIFY(!nextRequest(second, "BYE", 5000).isEmpty());
        // Who controls the two calls sees them as they were, until one of those who talk hangs up.
        QVERIFY(talk.sw.membersOf(QStringLiteral("b2")).contains(second.channel));
        QCOMPARE(talk.sw.count("ChannelDestroyed"), size_t(0));
        talk.sw.ari(QStringLiteral("DELETE"), QLatin1String("channels/") + second.channel);
        QTRY_COMPARE(talk.sw.count("ChannelDestroyed"), size_t(2));
        QVERIFY(talk.sw.membersOf(QStringLiteral("b2")) == QStringList{carol.channel});
    }

    void aReplacementIsRefused_data()
    {
        QTest::addColumn<QByteArray>("replaces");
        QTest::addColumn<int>("status");
        QTest::newRow("RFC 3891 §3: no such dialog") << QByteArray("x@y;to-tag=1;from-tag=2") << 481;
        QTest::newRow("RFC 3891 §3: only while it rings, and it does not") << QByteArray() << 486;
    }
    void aReplacementIsRefused()
    {
        QFETCH(QByteArray, replaces);
        Talk talk;
        QVERIFY(talk.begin());
        if (replaces.isEmpty())
            replaces = QByteArray::fromPercentEncoding(dialogOf(talk.bob)) + ";early-only";
        Phone carol(talk.sw, "1002");
        const QByteArray target = "sip:1001@" + testsip::realm.toLatin1(), header = "Replaces: " + replaces + "\r\n";
        carol.send(carol.request("INVITE", target, header, sdpText));
        QCOMPARE(carol.finalStatus(), 407);
        const QByteArray proof = carol.authorization("1002", "p1002", "INVITE", target);
        carol.send(carol.request("ACK", target));
        carol.send(carol.request("INVITE", target, header + proof, sdpText));
        QTEST(carol.finalStatus(), "status");
        QCOMPARE(talk.sw.membersOf(QStringLiteral("b1")).size(), 2);
    }

    void soundBeforeTheAnswer()
    {
        Switch sw;
        Phone alice(sw, "1000");
        QVERIFY(alice.call(sw));
        const QString channel = QLatin1String("channels/") + alice.channel;
        sw.ari(QStringLiteral("POST"), channel + QLatin1String("/ring"));
        QCOMPARE(alice.provisionalStatus(), 180);
        QVERIFY(bodyOf(alice.answer).isEmpty());
        sw.ari(QStringLiteral("POST"), channel + QLatin1String("/play"), {{"media", "tone:ring"}});
        QCOMPARE(alice.provisionalStatus(), 183);
        const QByteArray early = bodyOf(alice.answer);
        QVERIFY(early.startsWith("v=0"));
        sw.ari(QStringLiteral("POST"), channel + QLatin1String("/answer"));
        QCOMPARE(alice.finalStatus(), 200);
        QCOMPARE(bodyOf(alice.answer), early); // RFC 3261 §13.2.1: one answer, said twice
    }
};

QTEST_GUILESS_MAIN(SwitchTransfersTest)
#include "tst_switchtransfers.moc"
