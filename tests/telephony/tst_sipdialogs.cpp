// SPDX-License-Identifier: GPL-3.0-or-later
// What belongs into a dialog and what does not (RFC 3261 §12, RFC 6086, RFC 3515), and peers that vanish from theirs.
#include "sipcall.h"

using testsip::Call;
using testsip::Peer;
using testsip::Stack;

namespace {
constexpr std::chrono::milliseconds impatient{600};
} // namespace

class SipDialogsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void outsideOfADialog_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<int>("status");
        QTest::newRow("a digit") << QByteArray("INFO") << QByteArray() << 481;
        QTest::newRow("a transfer") << QByteArray("REFER") << QByteArray("Refer-To: <sip:1001@test.example>\r\n") << 481;
        QTest::newRow("the end") << QByteArray("BYE") << QByteArray() << 481;
        QTest::newRow("a question for what is spoken here") << QByteArray("OPTIONS") << QByteArray() << 200;
    }
    void outsideOfADialog()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, headers);
        Stack stack;
        Peer peer(stack);
        peer.send(peer.request(method, "sip:1800@test.example", headers));
        QByteArray first = peer.receive();
        if (Peer::status(first) == 100)
            first = peer.receive();
        QTEST(Peer::status(first), "status"); // and nothing before it
        QVERIFY(peer.receive(300).isEmpty());
        QVERIFY(stack.digits.isEmpty());
    }

    /// RFC 3891 §3.
    void onlyAnInviteReplacesACall()
    {
        Stack stack;
        Peer peer(stack);
        peer.send(peer.request("OPTIONS", "sip:1800@test.example", "Replaces: a;to-tag=b;from-tag=c\r\n"));
        QCOMPARE(peer.finalStatus(), 400);
    }

    void digitsByInfo_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("digits");
        QTest::newRow("with its length") << QByteArray("application/dtmf-relay") << QByteArray("Signal=5\r\nDuration=160\r\n")
                                         << 200 << QByteArray("5");
        QTest::newRow("alone") << QByteArray("application/dtmf") << QByteArray("5") << 200 << QByteArray("5");
        QTest::newRow("alone, the star as a number")
            << QByteArray("application/dtmf") << QByteArray("10\r\n") << 200 << QByteArray("*");
        QTest::newRow("something else (RFC 3261 §21.4.13)")
            << QByteArray("application/foo") << QByteArray("5") << 415 << QByteArray();
    }
    void digitsByInfo()
    {
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, body);
        Call call;
        QVERIFY(call.connect());
        call.peer.send(call.peer.request("INFO", "sip:1800@test.example", {}, body, type));
        QTEST(call.peer.finalStatus(), "status");
        QFETCH(QByteArray, digits);
        QTRY_COMPARE(call.stack.digits, digits);
    }

    /// RFC 3261 §10.2: it is refused, and the call goes on.
    void aRegistrationInsideACall()
    {
        Call call;
        QVERIFY(call.connect());
        QByteArray text =
            call.peer.request("REGISTER", "sip:1000@test.example", "Contact: <sip:1000@" + call.peer.me() + ">\r\n");
        call.peer.send(text);
        QCOMPARE(call.peer.finalStatus(), 400);
        call.peer.send(call.peer.request("INFO", "sip:1800@test.example"));
        QCOMPARE(call.peer.finalStatus(), 200);
        call.stack.sip->hangup(call.leg, 16);
        QVERIFY(!call.next("BYE").isEmpty());
    }

    void aPeerThatIsThereStays()
    {
        Call call;
        QVERIFY(call.connect());
        for (int i = 0; i < 2; ++i) {
            QByteArray question;
            for (int tries = 0; tries < 10 && question.isEmpty(); ++tries) { // the last answer may still be on its way
                call.stack.sip->probe(call.leg);
                question = call.next("OPTIONS", 300);
            }
            QCOMPARE(Peer::header(question, "Call-ID"), call.peer.callId);
            call.answer(question, i == 0 ? "200 OK" : "405 Method Not Allowed");
            call.peer.send(call.peer.request("INFO", "sip:1800@test.example"));
            QCOMPARE(call.peer.finalStatus(), 200); // and the answer before it has been read
        }
        QVERIFY(call.stack.ends.empty());
    }

    void aPeerThatIsGoneEndsItsCall_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("it knows no such call") << QByteArray("481 Call/Transaction Does Not Exist");
        QTest::newRow("it says nothing") << QByteArray();
    }
    void aPeerThatIsGoneEndsItsCall()
    {
        QFETCH(QByteArray, answer);
        auto config = Stack::config();
        config.transactionTimeout = impatient;
        Call call(config);
        QVERIFY(call.connect());
        call.stack.sip->probe(call.leg);
        const QByteArray question = call.next("OPTIONS");
        QVERIFY(!question.isEmpty());
        if (!answer.isEmpty())
            call.answer(question, answer);
        QTRY_COMPARE(call.stack.ends.size(), size_t(1));
        QCOMPARE(call.stack.ends[0].cause, 27);
        QCOMPARE(call.stack.ends[0].leg, call.leg);
    }

    void aProofForAnotherResource_data()
    {
        QTest::addColumn<QByteArray>("named");
        QTest::addColumn<int>("status");
        QTest::newRow("the same") << QByteArray("sip:1001@test.example") << 100;
        QTest::newRow("the same, as proxies leave it") << QByteArray("sip:1001@TEST.example:5060;transport=tcp") << 100;
        QTest::newRow("the server") << QByteArray("sip:test.example") << 100;
        QTest::newRow("the server by its address") << QByteArray("sip:127.0.0.1:5060") << 100;
        QTest::newRow("RFC 7616 §3.4.6: another user") << QByteArray("sip:1000@test.example") << 400;
        QTest::newRow("another host") << QByteArray("sip:1001@else.example") << 400;
        QTest::newRow("another server") << QByteArray("sip:else.example") << 400;
        QTest::newRow("no SIP") << QByteArray("http://test.example/") << 400;
    }
    void aProofForAnotherResource()
    {
        QFETCH(QByteArray, named);
        QFETCH(int, status);
        Stack stack;
        Peer peer(stack);
        const QByteArray target = "sip:1001@test.example";
        peer.from = "<sip:1000@test.example>;tag=f";
        peer.send(peer.request("INVITE", target, {}, testsip::sdpText));
        QCOMPARE(peer.finalStatus(), 407);
        const QByteArray proof = peer.authorization("1000", "correct horse", "INVITE", named);
        peer.send(peer.request("ACK", target));
        peer.send(peer.request("INVITE", target, proof, testsip::sdpText));
        if (status == 100)
            QTRY_COMPARE(stack.calls.size(), size_t(1));
        else
            QCOMPARE(peer.finalStatus(), status);
        QCOMPARE(stack.calls.size(), size_t(status == 100));
    }

    void halfALoginIsAskedAgain()
    {
        Stack stack;
        Peer peer(stack);
        peer.send(peer.request("REGISTER", "sip:test.example", "Authorization: Digest realm=\"test.example\"\r\n"));
        QCOMPARE(peer.finalStatus(), 401);
        QVERIFY(!Peer::header(peer.answer, "WWW-Authenticate").isEmpty());
    }

    void oneProgramThatFloodsStopsNoOther()
    {
        auto config = Stack::config();
        config.requestsPerSecondPerSource = 5;
        Stack stack(config);
        Peer flood(stack), other(stack);
        bool refused = false;
        for (int i = 0; i < 20 && !refused; ++i) {
            flood.callId = "flood" + QByteArray::number(i);
            flood.send(flood.request("REGISTER"));
            refused = flood.finalStatus() == 503;
        }
        QVERIFY(refused);
        QCOMPARE(other.registerUser("1000", "correct horse", "Contact: <sip:1000@" + other.me() + ">\r\n"), 200);
    }

    void aTargetThatIsNoSip_data()
    {
        QTest::addColumn<QByteArray>("target");
        for (const char *one : {"Contact: <tel:+1>", "Contact: <mailto:a@b>", "Contact: <xip:a@127.0.0.1>", "Contact: *"})
            QTest::newRow(one) << QByteArray(one) + "\r\n";
        QTest::newRow("Record-Route: <tel:x>") << QByteArray("Record-Route: <tel:x>\r\n");
    }
    /// RFC 3261 §12.1: the agent could not make one request of such a dialog.
    void aTargetThatIsNoSip()
    {
        QFETCH(QByteArray, target);
        Call in;
        QByteArray invite = in.peer.request("INVITE", testsip::dialed, {}, testsip::sdpText);
        const qsizetype own = invite.indexOf("Contact: ");
        if (target.startsWith("Contact"))
            invite.remove(own, invite.indexOf("\r\n", own) + 2 - own);
        invite.insert(invite.indexOf("\r\n") + 2, target);
        in.peer.send(invite);
        QCOMPARE(in.peer.finalStatus(), 400);
        QVERIFY(in.stack.calls.empty());

        Call out;
        QVERIFY(out.callPeer());
        out.answer(out.invite, "200 OK", target.startsWith("Contact") ? target : out.contact() + target, testsip::sdpText);
        QTRY_COMPARE(out.stack.ends.size(), size_t(1));
        QCOMPARE(out.stack.ends[0].status, 502);
        QVERIFY(!out.next("ACK").isEmpty());
    }
};

QTEST_GUILESS_MAIN(SipDialogsTest)
#include "tst_sipdialogs.moc"
