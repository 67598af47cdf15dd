// SPDX-License-Identifier: GPL-3.0-or-later
// Sessions that last and change: session timers (RFC 4028), UPDATE (RFC 3311), re-INVITE and glare (RFC 3261 §14).
#include "sipcall.h"

using testsip::bodyOf;
using testsip::Call;
using testsip::Peer;
using testsip::sdpText;
using testsip::Stack;

namespace {
constexpr int longEnough = 6000;
const QByteArray timer = "Supported: timer\r\n";

testsip::Config shortSessions()
{
    auto config = Stack::config();
    config.sessionExpires = std::chrono::seconds(2);
    config.minSession = std::chrono::seconds(1);
    return config;
}
} // namespace

class SipSessionsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aSessionThatIsTooShortIsRefused_data()
    {
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<int>("status");
        QTest::newRow("RFC 4028 §9: below Min-SE") << QByteArray("Session-Expires: 60\r\n") + timer << 422;
        QTest::newRow("RFC 4028 §9: just Min-SE") << QByteArray("Session-Expires: 90\r\n") + timer << 200;
        QTest::newRow("RFC 4028 §9: without the option a short one is not refused")
            << QByteArray("Session-Expires: 60\r\n") << 200;
    }
    void aSessionThatIsTooShortIsRefused()
    {
        QFETCH(QByteArray, headers);
        QFETCH(int, status);
        Call call;
        if (status == 200) {
            QVERIFY(call.connect(headers));
            return;
        }
        call.peer.send(call.peer.request("INVITE", testsip::dialed, headers, sdpText));
        QCOMPARE(call.peer.finalStatus(), 422);
        QCOMPARE(Peer::header(call.peer.answer, "Min-SE"), QByteArray("90"));
        QVERIFY(call.stack.calls.empty());
    }

    void whoRefreshesIsAgreed_data()
    {
        QTest::addColumn<QByteArray>("asked");
        QTest::addColumn<QByteArray>("agreed");
        QTest::newRow("RFC 4028 §9: the caller, where it leaves the choice")
            << QByteArray("1800") << QByteArray("1800;refresher=uac");
        QTest::newRow("RFC 4028 §9: the caller offers itself")
            << QByteArray("600;refresher=uac") << QByteArray("600;refresher=uac");
        QTest::newRow("RFC 4028 §9: the caller wants us to")
            << QByteArray("600;refresher=uas") << QByteArray("600;refresher=uas");
        QTest::newRow("RFC 4028 §9: a longer one is shortened") << QByteArray("7200") << QByteArray("1800;refresher=uac");
    }
    void whoRefreshesIsAgreed()
    {
        QFETCH(QByteArray, asked);
        Call call;
        QVERIFY(call.connect("Session-Expires: " + asked + "\r\n" + timer));
        QTEST(Peer::header(call.peer.answer, "Session-Expires"), "agreed");
        QVERIFY(Peer::header(call.peer.answer, "Supported").contains("timer"));
    }

    void ourInviteAsksForATimer()
    {
        Call call;
        QVERIFY(call.callPeer());
        QVERIFY(Peer::header(call.invite, "Session-Expires").startsWith("1800"));
        QCOMPARE(Peer::header(call.invite, "Min-SE"), QByteArray("90"));
        const QByteArray supported = Peer::header(call.invite, "Supported");
        for (const char *option : {"timer", "100rel", "replaces"})
            QVERIFY2(supported.contains(option), option);
    }

    void aLongerMinimumIsAccepted()
    {
        auto config = Stack::config();
        config.sessionExpires = std::chrono::seconds(100);
        Call call(config);
        QVERIFY(call.callPeer());
        call.answer(call.invite, "422 Session Interval Too Small", "Min-SE: 300\r\n");
        QVERIFY(!call.next("ACK").isEmpty());
        const QByteArray again = call.next("INVITE");
        QVERIFY(Peer::header(again, "Session-Expires").startsWith("300"));
        QCOMPARE(Peer::header(again, "Min-SE"), QByteArray("300"));
        QVERIFY(call.stack.ends.empty());
    }

    void weRefresh_data()
    {
        QTest::addColumn<bool>("weCall");
        QTest::addColumn<bool>("byUpdate");
        QTest::newRow("a call that came in, with UPDATE") << false << true;
        QTest::newRow("a call that came in, of a peer without UPDATE") << false << false;
        QTest::newRow("a call of ours, with UPDATE") << true << true;
        QTest::newRow("a call of ours, to a peer without UPDATE") << true << false;
    }
    void weRefresh()
    {
        QFETCH(bool, weCall);
        QFETCH(bool, byUpdate);
        Call call(shortSessions());
        const QByteArray allow = byUpdate ? "Allow: INVITE, ACK, BYE, UPDATE\r\n" : "Allow: INVITE, ACK, BYE\r\n";
        if (weCall)
            QVERIFY(call.connectOut(allow + "Session-Expires: 2;refresher=uac\r\nRequire: timer\r\n"));
        else
            QVERIFY(call.connect(allow + timer + "Session-Expires: 2;refresher=uas\r\n"));
        for (int i = 0; i < 2; ++i) {
            const QByteArray refresh = call.next(byUpdate ? "UPDATE" : "INVITE", longEnough);
            QVERIFY(!refresh.isEmpty());
            QVERIFY(Peer::header(refresh, "Session-Expires").startsWith("2"));
            const QByteArray timing = "Session-Expires: 2;refresher=uac\r\nRequire: timer\r\n" + call.contact();
            if (byUpdate) {
                call.answer(refresh, "200 OK", timing + allow);
                continue;
            }
            call.answer(refresh, "200 OK", timing + allow, sdpText);
            if (!weCall) {
                QTRY_COMPARE(call.stack.reinvites.size(), size_t(i + 1));
                QCOMPARE(call.stack.reinvites.back(), sdpText);
                call.stack.sip->acceptReinvite(call.leg, sdpText);
            }
            const QByteArray ack = call.next("ACK");
            QVERIFY(!ack.isEmpty());
            QCOMPARE(bodyOf(ack), weCall ? QByteArray() : sdpText);
        }
        QVERIFY(call.stack.ends.empty());
    }

    void whoIsNotRefreshedIsHungUp()
    {
        Call call(shortSessions());
        QVERIFY(call.connect(timer + "Session-Expires: 2;refresher=uac\r\n"));
        const QByteArray bye = call.next("BYE", longEnough);
        QVERIFY(Peer::header(bye, "Reason").contains("408"));
        call.answer(bye, "200 OK");
        QTRY_COMPARE(call.stack.ends.size(), size_t(1));
        QCOMPARE(call.stack.ends[0].status, 408);
        QCOMPARE(call.stack.ends[0].cause, 102);
    }

    void aRefreshWithoutAnAnswerEndsTheCall_data()
    {
        QTest::addColumn<bool>("byUpdate");
        QTest::addColumn<bool>("answers");
        QTest::newRow("RFC 4028 §10: re-INVITE, silence") << false << false;
        QTest::newRow("RFC 4028 §10: UPDATE, silence") << true << false;
        QTest::newRow("RFC 3261 §12.2.1.2: re-INVITE, 481") << false << true;
        QTest::newRow("RFC 3261 §12.2.1.2: UPDATE, 481") << true << true;
    }
    void aRefreshWithoutAnAnswerEndsTheCall()
    {
        QFETCH(bool, byUpdate);
        QFETCH(bool, answers);
        auto config = shortSessions();
        config.transactionTimeout = std::chrono::milliseconds(600);
        Call call(config);
        const QByteArray allow = byUpdate ? "Allow: INVITE, ACK, BYE, UPDATE\r\n" : "Allow: INVITE, ACK, BYE\r\n";
        QVERIFY(call.connect(allow + timer + "Session-Expires: 2;refresher=uas\r\n"));
        const QByteArray refresh = call.next(byUpdate ? "UPDATE" : "INVITE", longEnough);
        QVERIFY(!refresh.isEmpty());
        if (answers)
            call.answer(refresh, "481 Call/Transaction Does Not Exist");
        const QByteArray bye = call.next("BYE", longEnough);
        QVERIFY(!bye.isEmpty());
        call.answer(bye, "200 OK");
        QTRY_COMPARE(call.stack.ends.size(), size_t(1));
        QCOMPARE(call.stack.ends[0].status, answers ? 481 : 408);
        QCOMPARE(call.stack.ends[0].cause, 27);
    }

    void aRefreshThatComesAtABadTimeIsRepeated()
    {
        Call call(shortSessions());
        QVERIFY(call.connect("Allow: INVITE, ACK, BYE\r\n" + timer + "Session-Expires: 2;refresher=uas\r\n"));
        const QByteArray refresh = call.next("INVITE", longEnough);
        QVERIFY(!refresh.isEmpty());
        call.answer(refresh, "500 Server Internal Error", "Retry-After: 0\r\n"); // RFC 3261 §14.2
        const QByteArray again = call.next("INVITE", longEnough);
        QVERIFY(!again.isEmpty() && Peer::header(again, "CSeq") != Peer::header(refresh, "CSeq"));
        QVERIFY(call.stack.ends.empty());
    }

    void thePeersRefreshKeepsTheCall_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::newRow("UPDATE without a description") << QByteArray("UPDATE");
        QTest::newRow("re-INVITE") << QByteArray("INVITE");
    }
    void thePeersRefreshKeepsTheCall()
    {
        QFETCH(QByteArray, method);
        Call call(shortSessions());
        const QByteArray session = timer + "Session-Expires: 2;refresher=uac\r\n";
        QVERIFY(call.connect(session));
        for (int i = 0; i < 3; ++i) {
            QVERIFY(call.next("BYE", 1000).isEmpty());
            const bool invite = method == "INVITE";
            call.peer.send(call.peer.request(method, testsip::dialed, session, invite ? sdpText : QByteArray()));
            if (invite) {
                QTRY_COMPARE(call.stack.reinvites.size(), size_t(i + 1));
                call.stack.sip->acceptReinvite(call.leg, sdpText);
            }
            QCOMPARE(call.peer.finalStatus(), 200);
            QVERIFY(Peer::header(call.peer.answer, "Session-Expires").startsWith("2"));
            if (invite)
                QVERIFY(call.acknowledge());
        }
        QVERIFY(call.stack.ends.empty());
    }

    void anOfferByUpdate_data()
    {
        QTest::addColumn<int>("status");
        QTest::newRow("RFC 3311 §5.2: accepted") << 200;
        QTest::newRow("RFC 3311 §5.2: refused, the call stays") << 488;
    }
    void anOfferByUpdate()
    {
        QFETCH(int, status);
        Call call;
        QVERIFY(call.connect());
        QByteArray held = sdpText;
        held += "a=sendonly\r\n";
        call.peer.send(call.peer.request("UPDATE", testsip::dialed, {}, held));
        QTRY_COMPARE(call.stack.reinvites.size(), size_t(1));
        QCOMPARE(call.stack.reinvites[0], held);
        if (status == 200)
            call.stack.sip->acceptReinvite(call.leg, held);
        else
            call.stack.sip->rejectReinvite(call.leg, status);
        QCOMPARE(call.peer.finalStatus(), status);
        QCOMPARE(bodyOf(call.peer.answer), status == 200 ? held : QByteArray());
        call.peer.send(call.peer.request("INFO", testsip::dialed));
        QCOMPARE(call.peer.finalStatus(), 200);
        QVERIFY(call.stack.ends.empty());
    }

    void anUpdateOfACallThatStillRings()
    {
        Call call;
        QVERIFY(call.ring());
        call.stack.sip->ring(call.leg);
        QCOMPARE(call.peer.provisionalStatus(), 180);
        call.peer.remoteTo = Peer::header(call.peer.answer, "To");
        const QByteArray inviteBranch = call.peer.branch;
        const int inviteSequence = call.peer.sequence;
        call.peer.send(call.peer.request("UPDATE", testsip::dialed, {}, sdpText));
        // RFC 3311 §5.2: there is an offer of the peer that was not answered
        QCOMPARE(call.peer.finalStatus(), 500);
        QVERIFY(!Peer::header(call.peer.answer, "Retry-After").isEmpty());
        call.stack.sip->answer(call.leg, sdpText);
        QCOMPARE(call.peer.finalStatus(), 200);
        call.peer.branch = inviteBranch;
        call.peer.sequence = inviteSequence;
        QVERIFY(call.acknowledge());
    }

    void aSecondOfferWaits_data()
    {
        QTest::addColumn<QByteArray>("first");
        QTest::addColumn<QByteArray>("second");
        QTest::addColumn<int>("status");
        QTest::newRow("RFC 3261 §14.2: INVITE after INVITE") << QByteArray("INVITE") << QByteArray("INVITE") << 500;
        QTest::newRow("RFC 3311 §5.2: UPDATE after INVITE") << QByteArray("INVITE") << QByteArray("UPDATE") << 500;
        QTest::newRow("RFC 3311 §5.2: UPDATE after UPDATE") << QByteArray("UPDATE") << QByteArray("UPDATE") << 500;
    }
    void aSecondOfferWaits()
    {
        QFETCH(QByteArray, first);
        QFETCH(QByteArray, second);
        QFETCH(int, status);
        Call call;
        QVERIFY(call.connect());
        call.peer.send(call.peer.request(first, testsip::dialed, {}, sdpText));
        QTRY_COMPARE(call.stack.reinvites.size(), size_t(1));
        call.peer.send(call.peer.request(second, testsip::dialed, {}, sdpText));
        QCOMPARE(call.peer.finalStatus(), status);
        QVERIFY(!Peer::header(call.peer.answer, "Retry-After").isEmpty());
        call.stack.sip->acceptReinvite(call.leg, sdpText);
        QCOMPARE(call.peer.finalStatus(), 200);
        QCOMPARE(call.stack.reinvites.size(), size_t(1));
        QVERIFY(call.stack.ends.empty());
    }

    void bothChangeTheSessionAtOnce()
    {
        Call call(shortSessions());
        QVERIFY(call.connectOut("Session-Expires: 2;refresher=uac\r\nRequire: timer\r\n"));
        const QByteArray refresh = call.next("INVITE", longEnough);
        QVERIFY(!refresh.isEmpty());
        call.peer.sequence = 100;
        call.peer.send(call.peer.request("INVITE", "sip:1000@test.example", {}, sdpText));
        QCOMPARE(call.peer.finalStatus(), 491); // RFC 3261 §14.2: our offer is on its way
        QVERIFY(call.stack.reinvites.empty());
    }

    void anOfferInTheAcknowledgement()
    {
        Call call;
        QVERIFY(call.connect());
        call.peer.send(call.peer.request("INVITE", testsip::dialed));
        QTRY_COMPARE(call.stack.reinvites.size(), size_t(1));
        QVERIFY(call.stack.reinvites[0].isEmpty());
        call.stack.sip->acceptReinvite(call.leg, sdpText);
        QCOMPARE(call.peer.finalStatus(), 200);
        QCOMPARE(bodyOf(call.peer.answer), sdpText);
        QVERIFY(call.acknowledge(sdpText));
        QCOMPARE(call.stack.confirmed.back(), sdpText);
    }

    void aDescriptionOfAnotherKindIsRefused_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::newRow("re-INVITE") << QByteArray("INVITE");
        QTest::newRow("UPDATE") << QByteArray("UPDATE");
    }
    void aDescriptionOfAnotherKindIsRefused()
    {
        QFETCH(QByteArray, method);
        Call call;
        QVERIFY(call.connect());
        call.peer.send(call.peer.request(method, testsip::dialed, {}, "hello", "text/plain"));
        QCOMPARE(call.peer.finalStatus(), 415);
        QVERIFY(call.stack.reinvites.empty());
        QVERIFY(call.stack.ends.empty());
    }
};

QTEST_GUILESS_MAIN(SipSessionsTest)
#include "tst_sipsessions.moc"
