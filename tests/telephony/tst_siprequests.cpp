// SPDX-License-Identifier: GPL-3.0-or-later
// Requests that a UAS refuses before it acts on them (RFC 3261 §8.1.1, §8.2, §25.1), and with which answer.
#include "sipcall.h"

using testsip::Call;
using testsip::Peer;
using testsip::Stack;

namespace {
/// The request with its Contact line replaced.
QByteArray withContact(QByteArray request, const QByteArray &lines)
{
    const qsizetype own = request.indexOf("Contact: ");
    return request.replace(own, request.indexOf("\r\n", own) + 2 - own, lines);
}
} // namespace

class SipRequestsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void packedBodies_data()
    {
        QTest::addColumn<QByteArray>("encoding");
        QTest::addColumn<bool>("understood");
        QTest::newRow("gzip") << QByteArray("Content-Encoding: gzip\r\n") << false;
        QTest::newRow("in short") << QByteArray("e: deflate\r\n") << false;
        QTest::newRow("packed after nothing was done") << QByteArray("Content-Encoding: identity, gzip\r\n") << false;
        QTest::newRow("not at all") << QByteArray("Content-Encoding: identity\r\n") << true;
    }
    /// RFC 3261 §8.2.3: 415 with what would be understood.
    void packedBodies()
    {
        QFETCH(QByteArray, encoding);
        QFETCH(bool, understood);
        const auto refused = [](const Peer &peer) {
            const QByteArray types = Peer::header(peer.answer, "Accept");
            return Peer::status(peer.answer) == 415 && Peer::header(peer.answer, "Accept-Encoding") == "identity" &&
                   types.contains("application/sdp") && types.contains("application/dtmf-relay");
        };
        Call first;
        first.peer.send(first.peer.request("INVITE", testsip::dialed, encoding, testsip::sdpText));
        if (understood) {
            QTRY_COMPARE(first.stack.calls.size(), size_t(1));
        } else {
            first.peer.finalStatus();
            QVERIFY2(refused(first.peer), first.peer.answer);
        }

        Call call;
        QVERIFY(call.connect());
        call.peer.send(call.peer.request("INFO", testsip::dialed, encoding, "5", "application/dtmf"));
        QCOMPARE(call.peer.finalStatus(), understood ? 200 : 415);
        QVERIFY(understood || refused(call.peer));
        QTRY_COMPARE(call.stack.digits, understood ? QByteArray("5") : QByteArray());
        for (const QByteArray method : {"UPDATE", "INVITE"}) {
            call.peer.send(call.peer.request(method, testsip::dialed, encoding, testsip::sdpText));
            if (understood) {
                QTRY_VERIFY(!call.stack.reinvites.empty());
                call.stack.reinvites.clear();
                call.stack.sip->acceptReinvite(call.leg, testsip::sdpText);
            }
            QCOMPARE(call.peer.finalStatus(), understood ? 200 : 415);
            QVERIFY(understood || refused(call.peer));
            if (method == "INVITE")
                call.peer.send(call.peer.request("ACK", testsip::dialed));
        }
        QVERIFY(call.stack.ends.empty());
    }

    /// RFC 3261 §11.2.
    void whatIsUnderstoodHere()
    {
        Stack stack;
        Peer peer(stack);
        QCOMPARE(peer.options(), 200);
        QByteArrayList types = Peer::header(peer.answer, "Accept").split(',');
        for (QByteArray &one : types)
            one = one.trimmed();
        std::sort(types.begin(), types.end());
        QCOMPARE(types, (QByteArrayList{"application/dtmf", "application/dtmf-relay", "application/sdp"}));
        QCOMPARE(peer.answer.count("\r\nAccept:"), 1);
        QCOMPARE(Peer::header(peer.answer, "Accept-Encoding"), QByteArray("identity"));
    }

    void whatTheCallerTakes_data()
    {
        QTest::addColumn<QByteArray>("accept");
        QTest::addColumn<bool>("fits");
        QTest::newRow("a description") << QByteArray("application/sdp") << true;
        QTest::newRow("a description and more") << QByteArray("text/plain, application/sdp;q=0.5") << true;
        QTest::newRow("any") << QByteArray("*/*") << true;
        QTest::newRow("any of its kind") << QByteArray("application/*") << true;
        QTest::newRow("text") << QByteArray("text/plain") << false;
        QTest::newRow("none of it") << QByteArray("text/plain, application/sdp;q=0") << false;
    }
    /// RFC 3261 §21.4.7.
    void whatTheCallerTakes()
    {
        QFETCH(QByteArray, accept);
        QFETCH(bool, fits);
        Call call;
        call.peer.send(call.peer.request("INVITE", testsip::dialed, "Accept: " + accept + "\r\n", testsip::sdpText));
        if (fits)
            QTRY_COMPARE(call.stack.calls.size(), size_t(1));
        else
            QCOMPARE(call.peer.finalStatus(), 406);
    }

    void contactsOfAnInvite_data()
    {
        QTest::addColumn<QByteArray>("lines");
        QTest::addColumn<bool>("good");
        QTest::newRow("none") << QByteArray() << false;
        QTest::newRow("two") << QByteArray("Contact: <sip:a@127.0.0.1:9>\r\nContact: <sip:b@127.0.0.1:9>\r\n") << false;
        QTest::newRow("two in one line") << QByteArray("Contact: <sip:a@127.0.0.1:9>, <sip:b@127.0.0.1:9>\r\n") << false;
        QTest::newRow("nothing in it") << QByteArray("Contact: \r\n") << false;
        QTest::newRow("port 0") << QByteArray("Contact: <sip:a@127.0.0.1:0>\r\n") << false;
        QTest::newRow("port 65536") << QByteArray("Contact: <sip:a@127.0.0.1:65536>\r\n") << false;
        QTest::newRow("port *") << QByteArray("Contact: <sip:a@127.0.0.1:*>\r\n") << false;
        QTest::newRow("port 65535") << QByteArray("Contact: <sip:a@127.0.0.1:65535>\r\n") << true;
        QTest::newRow("in short") << QByteArray("m: sip:a@127.0.0.1:9\r\n") << true;
    }
    /// RFC 3261 §8.1.1.8: exactly one.
    void contactsOfAnInvite()
    {
        QFETCH(QByteArray, lines);
        QFETCH(bool, good);
        Call call;
        call.peer.send(withContact(call.peer.request("INVITE", testsip::dialed, {}, testsip::sdpText), lines));
        if (good)
            QTRY_COMPARE(call.stack.calls.size(), size_t(1));
        else
            QCOMPARE(call.peer.finalStatus(), 400);
        QVERIFY(good || call.stack.calls.empty());
        Peer question(call.stack);
        question.send(withContact(question.request("OPTIONS"), {})); // needs none
        QCOMPARE(question.finalStatus(), 200);
    }

    void addresses_data()
    {
        QTest::addColumn<QByteArray>("address");
        QTest::addColumn<int>("asTarget");
        QTest::addColumn<int>("asParty");
        const auto row = [](const char *address, int asTarget, int asParty) {
            QTest::newRow(address) << QByteArray(address) << asTarget << asParty;
        };
        row("sip:a@h:0", 400, 400);
        row("sip:a@h:99999", 400, 400);
        row("sip:a@h:65536", 400, 400);
        row("sip:a@h:4294967297", 400, 400);
        row("sip:a@h:18446744073709551617", 400, 400);
        row("sip:a@h:", 400, 400);
        row("sip:a@h:*", 400, 400);
        row("sip:a@h:-1", 400, 400);
        row("sip:a@h:abc", 400, 400);
        row("sip:a@h:0:0", 400, 400);
        row("sip:", 400, 400);
        row("sip:@", 400, 400);
        row("sip:[::1", 400, 400);
        row("sip:a@h:65535", 200, 200);
        row("sip:a@[::1]:5060", 200, 200);
        row("foo:bar:0", 416, 200); // RFC 3261 §8.2.2.1
        row("1801", 416, 0);
    }
    /// RFC 3261 §25.1: 400 where an address cannot be one; never silence.
    void addresses()
    {
        QFETCH(QByteArray, address);
        QFETCH(int, asTarget);
        QFETCH(int, asParty);
        Stack stack;
        const auto statusOf = [&](const QByteArray &was, const QByteArray &now) {
            Peer peer(stack);
            peer.remoteTo = "<sip:b@test.example>";
            QByteArray text = peer.request("OPTIONS", "sip:c@test.example");
            peer.send(text.replace(was, now));
            return peer.finalStatus();
        };
        QCOMPARE(statusOf("sip:c@test.example", address), asTarget);
        if (asParty == 0)
            return;
        QCOMPARE(statusOf("sip:b@test.example", address), asParty);
        QCOMPARE(statusOf("sip:outside@caller.example", address), asParty);
    }

    void spacesInTheTarget()
    {
        Stack stack;
        Peer peer(stack);
        QByteArray text = peer.request("OPTIONS", "sip:c@test.example");
        peer.send(text.replace("OPTIONS sip:c@test.example", "OPTIONS sip:c@test.example; lr"));
        QCOMPARE(peer.finalStatus(), 400); // RFC 4475 §3.1.2.8
    }

    void headersThatDecide_data()
    {
        QTest::addColumn<QByteArray>("header");
        for (const char *header : {"Record-Route: <>", "Route: <sip:>", "Session-Expires: soon", "Min-SE: -1",
                                   "Replaces: a;to-tag=b;from-tag=c\r\nReplaces: d;to-tag=e;from-tag=f"})
            QTest::newRow(header) << QByteArray(header) + "\r\n";
    }
    void headersThatDecide()
    {
        QFETCH(QByteArray, header);
        Call call;
        call.peer.send(call.peer.request("INVITE", testsip::dialed, header, testsip::sdpText));
        QCOMPARE(call.peer.finalStatus(), 400);
        QVERIFY(call.stack.calls.empty());
    }

    void hops_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<bool>("good");
        QTest::newRow("RFC 3261 §16.6: the usual") << QByteArray("Max-Forwards: 70\r\n") << true;
        QTest::newRow("RFC 3261 §20.22: the most") << QByteArray("Max-Forwards: 255\r\n") << true;
        QTest::newRow("RFC 4475 §3.3.11: none left, and none needed") << QByteArray("Max-Forwards: 0\r\n") << true;
        QTest::newRow("RFC 2543 knew no such header") << QByteArray() << true;
        QTest::newRow("RFC 3261 §20.22: one more than the most") << QByteArray("Max-Forwards: 256\r\n") << false;
        QTest::newRow("RFC 4475 §3.1.2.4: far too many") << QByteArray("Max-Forwards: 4294967366\r\n") << false;
        QTest::newRow("RFC 4475 §3.1.2.4: more digits than a number has") << "Max-Forwards: 1" + QByteArray(60, '0') + "\r\n"
                                                                          << false;
        QTest::newRow("RFC 3261 §25.1: fewer than none") << QByteArray("Max-Forwards: -1\r\n") << false;
        QTest::newRow("RFC 3261 §25.1: text") << QByteArray("Max-Forwards: seventy\r\n") << false;
        QTest::newRow("RFC 3261 §25.1: text behind the number") << QByteArray("Max-Forwards: 70x\r\n") << false;
        QTest::newRow("RFC 3261 §25.1: nothing") << QByteArray("Max-Forwards: \r\n") << false;
        QTest::newRow("RFC 3261 §7.3.1: twice") << QByteArray("Max-Forwards: 70\r\nMax-Forwards: 69\r\n") << false;
    }
    void hops()
    {
        QFETCH(QByteArray, header);
        QFETCH(bool, good);
        Call call;
        const auto with = [&](const QByteArray &method, const QByteArray &body) {
            return call.peer.request(method, testsip::dialed, {}, body).replace("Max-Forwards: 70\r\n", header);
        };
        call.peer.send(with("OPTIONS", {}));
        QCOMPARE(call.peer.finalStatus(), good ? 200 : 400);
        call.peer.callId += "i";
        call.peer.send(with("INVITE", testsip::sdpText));
        if (good)
            QTRY_COMPARE(call.stack.calls.size(), size_t(1));
        else
            QCOMPARE(call.peer.finalStatus(), 400);
        QVERIFY(good || call.stack.calls.empty());
    }

    /// RFC 3261 §8.2.2.2: the same request by another way.
    void aMergedRequest()
    {
        Call call;
        QByteArray invite = call.peer.request("INVITE", testsip::dialed, {}, testsip::sdpText);
        call.peer.send(invite);
        QTRY_COMPARE(call.stack.calls.size(), size_t(1));
        call.peer.send(invite.replace(call.peer.branch, "z9hG4bKanotherway"));
        QCOMPARE(call.peer.finalStatus(), 482);
        QCOMPARE(call.stack.calls.size(), size_t(1));
    }
};

QTEST_GUILESS_MAIN(SipRequestsTest)
#include "tst_siprequests.moc"
