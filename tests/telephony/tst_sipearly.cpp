// SPDX-License-Identifier: GPL-3.0-or-later
// Before the answer: 180 and 183, early media, reliable provisional answers (RFC 3262).
#include "sipcall.h"

using testsip::bodyOf;
using testsip::Call;
using testsip::Peer;
using testsip::sdpText;
using testsip::Stack;

class SipEarlyTest : public QObject
{
    Q_OBJECT
private:
    static QByteArray rack(const QByteArray &answer)
    {
        return "RAck: " + Peer::header(answer, "RSeq") + ' ' + Peer::header(answer, "CSeq") + "\r\n";
    }

private Q_SLOTS:
    void whatIsSentBeforeTheAnswer_data()
    {
        QTest::addColumn<QByteArray>("offered");
        QTest::addColumn<QByteArray>("sdp");
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("reliable");
        const QByteArray can = "Supported: 100rel\r\n", must = "Require: 100rel\r\n";
        QTest::newRow("ringing") << QByteArray() << QByteArray() << 180 << false;
        QTest::newRow("early media") << QByteArray() << sdpText << 183 << false;
        QTest::newRow("RFC 3262 §3: early media, the caller can confirm") << can << sdpText << 183 << true;
        QTest::newRow("RFC 3262 §3: ringing, the caller insists") << must << QByteArray() << 180 << true;
        QTest::newRow("RFC 3262 §3: early media, the caller insists") << must << sdpText << 183 << true;
    }
    void whatIsSentBeforeTheAnswer()
    {
        QFETCH(QByteArray, offered);
        QFETCH(QByteArray, sdp);
        QFETCH(bool, reliable);
        Call call;
        QVERIFY(call.ring(offered));
        const QByteArray inviteBranch = call.peer.branch;
        const int inviteSequence = call.peer.sequence;
        call.stack.sip->ring(call.leg, sdp);
        QTEST(call.peer.provisionalStatus(), "status");
        const QByteArray early = call.peer.answer;
        QCOMPARE(bodyOf(early), sdp);
        QCOMPARE(Peer::header(early, "Require").contains("100rel"), reliable);
        QCOMPARE(!Peer::header(early, "RSeq").isEmpty(), reliable);
        QVERIFY(!Peer::header(early, "Contact").isEmpty());
        QVERIFY(!testsip::tagOf(Peer::header(early, "To")).isEmpty());
        if (reliable) {
            QCOMPARE(call.peer.provisionalStatus(), Peer::status(early)); // again, until it is confirmed
            call.stack.sip->answer(call.leg, sdpText);
            call.peer.remoteTo = Peer::header(early, "To");
            call.peer.send(call.peer.request("PRACK", testsip::dialed, rack(early)));
            QCOMPARE(call.peer.finalStatus(), 200);
            QVERIFY(Peer::header(call.peer.answer, "CSeq").endsWith("PRACK"));
        } else {
            call.stack.sip->answer(call.leg, sdpText);
        }
        QCOMPARE(call.peer.finalStatus(), 200);
        QVERIFY(Peer::header(call.peer.answer, "CSeq").endsWith("INVITE"));
        QCOMPARE(testsip::tagOf(Peer::header(call.peer.answer, "To")), testsip::tagOf(Peer::header(early, "To")));
        call.peer.branch = inviteBranch;
        call.peer.sequence = inviteSequence;
        QVERIFY(call.acknowledge());
    }

    void aWrongConfirmationIsRefused()
    {
        Call call;
        QVERIFY(call.ring("Require: 100rel\r\n"));
        call.stack.sip->ring(call.leg);
        QCOMPARE(call.peer.provisionalStatus(), 180);
        call.peer.remoteTo = Peer::header(call.peer.answer, "To");
        const QByteArray wrong = "RAck: 4294967295 " + Peer::header(call.peer.answer, "CSeq") + "\r\n";
        call.peer.send(call.peer.request("PRACK", testsip::dialed, wrong));
        QCOMPARE(call.peer.finalStatus(), 481);
        QVERIFY(call.stack.ends.empty());
    }

    void whoNeverConfirmsIsRefused()
    {
        auto config = Stack::config();
        config.transactionTimeout = std::chrono::milliseconds(600);
        Call call(config);
        QVERIFY(call.ring("Require: 100rel\r\n"));
        call.stack.sip->ring(call.leg);
        QCOMPARE(call.peer.provisionalStatus(), 180);
        QCOMPARE(call.peer.finalStatus(), 504);
        QTRY_COMPARE(call.stack.ends.size(), size_t(1));
    }

    void whatThePeerSaysBeforeItAnswers_data()
    {
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<bool>("media");
        QTest::addColumn<bool>("reliable");
        QTest::newRow("ringing") << QByteArray("180 Ringing") << false << false;
        QTest::newRow("ringing with sound") << QByteArray("180 Ringing") << true << false;
        QTest::newRow("early media") << QByteArray("183 Session Progress") << true << false;
        QTest::newRow("RFC 3262 §4: ringing, to be confirmed") << QByteArray("180 Ringing") << false << true;
        QTest::newRow("RFC 3262 §4: early media, to be confirmed") << QByteArray("183 Session Progress") << true << true;
    }
    void whatThePeerSaysBeforeItAnswers()
    {
        QFETCH(QByteArray, status);
        QFETCH(bool, media);
        QFETCH(bool, reliable);
        Call call;
        QVERIFY(call.callPeer());
        QByteArray headers = call.contact();
        if (reliable)
            headers += "Require: 100rel\r\nRSeq: 7001\r\n";
        call.answer(call.invite, status, headers, media ? sdpText : QByteArray());
        if (reliable) {
            const QByteArray prack = call.next("PRACK");
            QCOMPARE(Peer::header(prack, "RAck"), QByteArray("7001 ") + Peer::header(call.invite, "CSeq"));
            QCOMPARE(testsip::tagOf(Peer::header(prack, "To")), QByteArray("peer"));
            call.answer(prack, "200 OK");
        }
        QTRY_COMPARE(call.stack.answers.size(), size_t(1));
        QCOMPARE(call.stack.answers[0].status, status.left(3).toInt());
        QCOMPARE(call.stack.answers[0].sdp, media ? sdpText : QByteArray());
        call.answer(call.invite, "200 OK", call.contact(), sdpText);
        QVERIFY(!call.next("ACK").isEmpty());
        QTRY_COMPARE(call.stack.answers.size(), size_t(2));
        QCOMPARE(call.stack.answers[1].status, 200);
    }

    void anUnknownDemandIsRefused()
    {
        Call call;
        call.peer.send(call.peer.request("INVITE", testsip::dialed, "Require: 100rel, moonlight\r\n", sdpText));
        QCOMPARE(call.peer.finalStatus(), 420);
        QCOMPARE(Peer::header(call.peer.answer, "Unsupported"), QByteArray("moonlight"));
        QVERIFY(call.stack.calls.empty());
    }
};

QTEST_GUILESS_MAIN(SipEarlyTest)
#include "tst_sipearly.moc"
