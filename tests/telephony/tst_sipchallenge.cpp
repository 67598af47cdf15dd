// SPDX-License-Identifier: GPL-3.0-or-later
// An outgoing INVITE that is challenged (RFC 3261 §22) and never gets credentials: the agent must not wait for them for ever.
#include "sippeer.h"

#include "core/log.h"

#include <atomic>

using testsip::OutgoingCall;
using testsip::Peer;
using testsip::Stack;

class SipChallengeTest : public QObject
{
    Q_OBJECT
private:
    std::atomic<int> m_warnings{0};

    /// The answer to `request`, in a dialog of the peer's own.
    static QByteArray answer(const QByteArray &request, const QByteArray &status, const QByteArray &headers = {})
    {
        QByteArray text = "SIP/2.0 " + status + "\r\n";
        for (const char *name : {"Via", "From", "Call-ID", "CSeq"})
            text += QByteArray(name) + ": " + Peer::header(request, name) + "\r\n";
        return text + "To: " + Peer::header(request, "To") + ";tag=peer\r\n" + headers + "Content-Length: 0\r\n\r\n";
    }
    static QByteArray challenge(const QByteArray &invite)
    {
        return answer(invite, "407 Proxy Authentication Required",
                      "Proxy-Authenticate: Digest realm=\"else.example\", nonce=\"n\", qop=\"auth\"\r\n");
    }
    static QByteArray next(Peer &peer, const QByteArray &method)
    {
        QByteArray message;
        do
            message = peer.receive();
        while (!message.isEmpty() && !message.startsWith(method + ' '));
        return message;
    }

private Q_SLOTS:
    void init()
    {
        m_warnings = 0;
        core::log::setSink([this](const core::log::Line &line) { m_warnings += line.level >= core::log::Level::Warn; });
    }
    void cleanup() { core::log::setSink({}); }

    void aChallengeEndsTheCall_data()
    {
        QTest::addColumn<bool>("hasPassword");
        QTest::addColumn<bool>("hangsUpFirst");
        QTest::newRow("without a password") << false << false;
        QTest::newRow("the password is refused") << true << false;
        QTest::newRow("hung up before the challenge") << true << true;
    }
    void aChallengeEndsTheCall()
    {
        QFETCH(bool, hasPassword);
        QFETCH(bool, hangsUpFirst);
        Stack phone;
        Peer server(phone);
        OutgoingCall call;
        call.leg = QStringLiteral("leg");
        call.uri = QStringLiteral("sip:1800@") + QString::fromLatin1(server.me());
        call.fromUser = QStringLiteral("1000");
        call.fromHost = QStringLiteral("else.example");
        call.sdp = testsip::sdpText;
        if (hasPassword)
            call.authUser = call.authPassword = QStringLiteral("1000");
        phone.sip->invite(call);
        QByteArray invite = next(server, "INVITE");
        QVERIFY(!invite.isEmpty());
        if (hangsUpFirst) {
            phone.sip->hangup(call.leg, 16);
            Peer bystander(phone);
            for (int i = 0; i < 2; ++i) // after the second answer the hangup has been carried out
                QCOMPARE(bystander.options(), 200);
        }
        server.send(challenge(invite));
        QVERIFY(!next(server, "ACK").isEmpty());
        if (hasPassword && !hangsUpFirst) {
            invite = next(server, "INVITE");
            QVERIFY(!Peer::header(invite, "Proxy-Authorization").isEmpty());
            server.send(challenge(invite));
            QVERIFY(!next(server, "ACK").isEmpty());
        }
        if (!hangsUpFirst) {
            QTRY_COMPARE(phone.ends.size(), size_t(1));
            QCOMPARE(phone.ends[0].status, 407);
        }
        phone.sip->stop();
        QCOMPARE(m_warnings.load(), 0); // it says so when it gives the agent up, with all its memory
        QCOMPARE(phone.ends.size(), size_t(hangsUpFirst ? 0 : 1));
    }
};

QTEST_GUILESS_MAIN(SipChallengeTest)
#include "tst_sipchallenge.moc"
