// SPDX-License-Identifier: GPL-3.0-or-later
// More calls than can be taken, and calls that nobody wants: scanners, floods (RFC 3261 §21.5.4).
#include "sipcall.h"
#include "telephony/sip/loadgate.h"

using testsip::Peer;
using testsip::sdpText;
using testsip::Stack;

class SipOverloadTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theGateFollowsTheOldest()
    {
        using namespace std::chrono_literals;
        telephony::sip::LoadGate gate(50ms);
        QVERIFY(!gate.isFull(0ms));
        gate.arrived(0ms);
        gate.arrived(40ms);
        QVERIFY(!gate.isFull(50ms));
        QVERIFY(gate.isFull(51ms));
        gate.taken();
        QVERIFY(!gate.isFull(90ms));
        QVERIFY(gate.isFull(91ms));
        gate.taken();
        gate.taken();
        QVERIFY(!gate.isFull(10'000ms));
    }

    void whoComesWhileTheSwitchIsBusyIsRefused()
    {
        auto config = Stack::config();
        config.longestWait = std::chrono::milliseconds(0);
        Stack stack(config);
        Peer first(stack), second(stack);
        first.send(first.request("INVITE", testsip::dialed, {}, sdpText));
        second.send(second.request("INVITE", testsip::dialed, {}, sdpText));
        QCOMPARE(second.finalStatusAlone(), 503); // the application's thread is this one
        const int after = Peer::header(second.answer, "Retry-After").toInt();
        QVERIFY(after >= 1 && after <= 5);
        QTRY_COMPARE(stack.calls.size(), size_t(1));
        second.callId += "again";
        second.send(second.request("ACK", testsip::dialed));
        second.send(second.request("INVITE", testsip::dialed, {}, sdpText));
        QTRY_COMPARE(stack.calls.size(), size_t(2));
    }

    void callsOfTheLoopbackAreNotCounted()
    {
        auto config = Stack::config();
        config.requestsPerSecondPerSource = 3;
        config.longestWait = std::chrono::seconds(30);
        Stack stack(config);
        Peer peer(stack);
        for (int i = 0; i < 30; ++i) {
            peer.callId = "call" + QByteArray::number(i);
            peer.send(peer.request("INVITE", testsip::dialed, {}, sdpText));
        }
        QTRY_COMPARE(stack.calls.size(), size_t(30));
    }

    void scannersHearNothing_data()
    {
        QTest::addColumn<QByteArray>("agent");
        QTest::addColumn<bool>("answered");
        QTest::newRow("friendly-scanner") << QByteArray("friendly-scanner") << false;
        QTest::newRow("sipvicious in any case") << QByteArray("SIPVicious 0.3") << false;
        QTest::newRow("a phone") << QByteArray("baresip v1.0.0") << true;
        QTest::newRow("a phone that mentions one") << QByteArray("phone (no sipvicious)") << true;
    }
    void scannersHearNothing()
    {
        QFETCH(QByteArray, agent);
        QFETCH(bool, answered);
        Stack stack;
        for (const QByteArray method : {"OPTIONS", "REGISTER", "INVITE"}) {
            Peer peer(stack);
            peer.send(peer.request(method, "sip:100@test.example", "User-Agent: " + agent + "\r\n"));
            QCOMPARE(!peer.receive(answered ? 3000 : 300).isEmpty(), answered);
        }
        QTRY_COMPARE(stack.calls.size(), size_t(answered ? 1 : 0));
        Peer bystander(stack);
        QCOMPARE(bystander.options(), 200);
    }
};

QTEST_GUILESS_MAIN(SipOverloadTest)
#include "tst_sipoverload.moc"
