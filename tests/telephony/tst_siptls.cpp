// SPDX-License-Identifier: GPL-3.0-or-later
// SIP over TLS (RFC 3261 §26.2, RFC 5922): the certificate of the installation, phones on TLS, whom we trust.
#include "sipcall.h"
#include "sipline.h"
#include "tlspeer.h"

#include "core/error.h"

using telephony::sip::ensureTlsIdentity;
using testsip::contentsOf;
using testsip::Identity;
using testsip::Line;
using testsip::Peer;
using testsip::secured;
using testsip::SecureServer;
using testsip::Stack;
using testsip::SystemAuthorities;

namespace {
constexpr qint64 day = 24 * 3600;

} // namespace

class SipTlsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theCertificateIsMadeOnce()
    {
        Identity identity({QStringLiteral("127.0.0.1"), QStringLiteral("pbx.example")});
        const QByteArray made = identity.pem();
        const auto certificates = identity.certificates();
        QCOMPARE(certificates.size(), 1);
        const auto names = certificates[0].subjectAlternativeNames();
        QVERIFY(names.values(QSsl::DnsEntry).contains(QStringLiteral("pbx.example")));
        QVERIFY(names.values(QSsl::IpAddressEntry).contains(QStringLiteral("127.0.0.1")));
        const auto others = QFileDevice::ReadGroup | QFileDevice::ReadOther | QFileDevice::WriteGroup | QFileDevice::WriteOther;
        QVERIFY(!(QFile::permissions(identity.file("agent.pem")) & others));
        const qint64 now = QDateTime::currentSecsSinceEpoch();
        ensureTlsIdentity(identity.folder.path(), {}, now);
        QCOMPARE(identity.pem(), made);
        ensureTlsIdentity(identity.folder.path(), {QStringLiteral("127.0.0.1")}, now + 725 * day); // it ends in five days
        QVERIFY(identity.pem() != made);
        QVERIFY(contentsOf(identity.file("cafile.pem")).contains(identity.certificates()[0].toPem()));
    }

    void aFolderThatCannotBeMade()
    {
        QTemporaryDir folder;
        QFile blocker(folder.filePath(QStringLiteral("file")));
        QVERIFY(blocker.open(QIODevice::WriteOnly));
        bool refused = false;
        try {
            ensureTlsIdentity(folder.filePath(QStringLiteral("file/tls")), {}, 1'700'000'000);
        } catch (const core::Error &) {
            refused = true;
        }
        QVERIFY(refused);
    }

    void withoutAFolderThereIsNoTls()
    {
        Stack stack;
        QCOMPARE(stack.sip->tlsPort(), quint16(0));
    }

    void aPhoneRegistersAndIsCalled()
    {
        Identity identity;
        Stack stack(secured(identity));
        QVERIFY(stack.sip->tlsPort() != 0);
        Peer challenge(stack);
        Line line;
        QVERIFY(line.encryptTo(stack.sip->tlsPort(), identity.certificates()));
        const QByteArray aor = "<sip:1000@test.example>";
        const QByteArray mine = "Contact: <sip:1000@" + line.me() + ";transport=tls>\r\n";
        line.send(line.request("REGISTER", "sip:test.example", aor, aor, mine, "TLS"));
        challenge.answer = line.receive();
        QCOMPARE(Peer::status(challenge.answer), 401);
        const QByteArray proof = challenge.authorization("1000", "correct horse", "REGISTER", "sip:test.example");
        line.send(line.request("REGISTER", "sip:test.example", aor, aor, mine + proof, "TLS"));
        QCOMPARE(Peer::status(line.receive()), 200);
        QTRY_COMPARE(stack.registered.size(), size_t(1));
        QCOMPARE(stack.registered[0].transport, QStringLiteral("tls"));
        testsip::OutgoingCall call;
        call.leg = QStringLiteral("leg");
        call.uri = stack.registered[0].uri;
        call.proxy = stack.registered[0].source + QLatin1String(";transport=tls");
        call.fromHost = QStringLiteral("test.example");
        call.sdp = testsip::sdpText;
        stack.sip->invite(call);
        const QByteArray invite = line.receive(); // over the connection it came by
        QVERIFY2(invite.startsWith("INVITE "), invite.constData());
        QVERIFY(Peer::header(invite, "Via").startsWith("SIP/2.0/TLS"));
        line.close();
        QTRY_COMPARE(stack.unregistered.size(), size_t(1));
    }

    void plainTextOnTheSecurePortIsNothing()
    {
        Identity identity;
        Stack stack(secured(identity));
        Line line;
        line.connectTo(stack.sip->tlsPort());
        line.send(line.request("OPTIONS", "sip:test.example", "<sip:a@b>", "<sip:test.example>"));
        QVERIFY(!line.receive(500).startsWith("SIP/2.0 200"));
        Peer peer(stack);
        QCOMPARE(peer.options(), 200);
    }

    /// A phone that has TLS must not be the reason that others hear of it.
    void aPhoneWithoutTlsIsToldNoTlsAddress()
    {
        Identity identity;
        testsip::Call call(secured(identity));
        const QByteArray plain = "127.0.0.1:" + QByteArray::number(call.stack.sip->port());
        QCOMPARE(call.peer.options(), 200);
        QCOMPARE(Peer::header(call.peer.answer, "Contact"), '<' + QByteArray("sip:") + plain + '>');
        call.peer.callId = "another";
        QVERIFY(call.ring());
        call.stack.sip->ring(call.leg);
        QByteArray ringing = call.peer.receive();
        while (!ringing.isEmpty() && Peer::status(ringing) != 180)
            ringing = call.peer.receive();
        QCOMPARE(Peer::header(ringing, "Contact"), '<' + QByteArray("sip:") + plain + '>');
        call.stack.sip->answer(call.leg, testsip::sdpText);
        QCOMPARE(call.peer.finalStatus(), 200);
        QCOMPARE(Peer::header(call.peer.answer, "Contact"), '<' + QByteArray("sip:") + plain + '>');
        QVERIFY(call.acknowledge());
        Peer callee(call.stack);
        testsip::OutgoingCall out;
        out.leg = QStringLiteral("out");
        out.uri = QStringLiteral("sip:1000@") + QString::fromLatin1(callee.me());
        out.fromHost = QStringLiteral("test.example");
        out.sdp = testsip::sdpText;
        call.stack.sip->invite(out);
        QCOMPARE(Peer::header(testsip::nextRequest(callee, "INVITE"), "Contact"), '<' + QByteArray("sip:") + plain + '>');
    }

    void aCallThatComesByTls_data()
    {
        QTest::addColumn<QByteArray>("scheme");
        QTest::newRow("sip (RFC 3261 §26.2.2)") << QByteArray("sip:");
        QTest::newRow("sips (RFC 5630 §3.1)") << QByteArray("sips:");
    }
    void aCallThatComesByTls()
    {
        QFETCH(QByteArray, scheme);
        Identity identity;
        Stack stack(secured(identity));
        Line line;
        QVERIFY(line.encryptTo(stack.sip->tlsPort(), identity.certificates()));
        const QByteArray from = '<' + scheme + "x@caller.example>", to = '<' + scheme + "1800@test.example>";
        line.send(
            line.request("INVITE", scheme + "1800@test.example", from, to, "Contact: <" + scheme + "x@127.0.0.1:9>\r\n", "TLS"));
        QTRY_COMPARE(stack.calls.size(), size_t(1));
        QCOMPARE(stack.calls[0].transport, QStringLiteral("tls"));
        stack.sip->answer(stack.calls[0].leg, testsip::sdpText);
        QByteArray answer = line.receive();
        while (!answer.isEmpty() && Peer::status(answer) < 200)
            answer = line.receive();
        const QByteArray here = "127.0.0.1:" + QByteArray::number(stack.sip->tlsPort());
        QCOMPARE(Peer::header(answer, "Contact"),
                 '<' + scheme + here + (scheme == "sip:" ? QByteArray(";transport=tls>") : QByteArray(">")));
        line.send(
            line.request("ACK", scheme + here, from, Peer::header(answer, "To"), {}, "TLS").replace("CSeq: 2 ", "CSeq: 1 "));
        QTRY_COMPARE(stack.confirmed.size(), size_t(1));
        stack.sip->hangup(stack.calls[0].leg, 16); // its Contact has a port that nobody hears
        QVERIFY(line.receive().startsWith("BYE "));
    }

    void whomWeCall_data()
    {
        QTest::addColumn<QByteArray>("trustedBy");
        QTest::addColumn<QByteArray>("host");
        QTest::newRow("a server whose certificate is trusted") << QByteArray("file") << QByteArray("127.0.0.1");
        QTest::newRow("a server whose certificate the system trusts") << QByteArray("system") << QByteArray("127.0.0.1");
        QTest::newRow("a server whose certificate is another's (RFC 5922 §7.2)") << QByteArray("file") << QByteArray("127.0.0.9");
        QTest::newRow("a server whose certificate the system trusted once") << QByteArray("once") << QByteArray("127.0.0.1");
        QTest::newRow("a server whose certificate nobody vouches for") << QByteArray("nobody") << QByteArray("127.0.0.1");
    }
    void whomWeCall()
    {
        QFETCH(QByteArray, trustedBy);
        QFETCH(QByteArray, host);
        Identity theirs, ours;
        const qint64 now = QDateTime::currentSecsSinceEpoch();
        const QString system = ours.file("system.pem");
        const SystemAuthorities kept(system);
        QFile file(trustedBy == "file" ? ours.file("further.pem") : system);
        if (trustedBy != "nobody") {
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(theirs.certificates()[0].toPem());
            file.close();
            ensureTlsIdentity(ours.folder.path(), {}, now, trustedBy == "file" ? file.fileName() : QString());
        }
        if (trustedBy == "once") {
            QVERIFY(file.remove());
            ensureTlsIdentity(ours.folder.path(), {}, now);
        }
        SecureServer server(theirs);
        const bool reached = (trustedBy == "file" || trustedBy == "system") && host != "127.0.0.9";
        if (host == "127.0.0.9") {
            const quint16 port = server.serverPort();
            server.close();
            QVERIFY(server.listen(QHostAddress(QStringLiteral("127.0.0.9")), port));
        }
        auto config = secured(ours);
        config.transactionTimeout = std::chrono::milliseconds(2000);
        Stack stack(config);
        testsip::OutgoingCall call;
        call.leg = QStringLiteral("leg");
        call.uri = QString::fromLatin1("sips:1800@" + host + ':' + server.port());
        call.fromHost = QStringLiteral("test.example");
        call.sdp = testsip::sdpText;
        stack.sip->invite(call);
        QByteArray received;
        const auto read = [&] {
            if (server.socket)
                received += server.socket->readAll();
            return received.contains("\r\n\r\n");
        };
        if (reached) {
            QTRY_VERIFY(read());
            QVERIFY(received.startsWith("INVITE sips:1800@"));
            QVERIFY(Peer::header(received, "Contact").contains("sips:"));
            QByteArray busy = "SIP/2.0 486 Busy Here\r\n";
            for (const char *name : {"Via", "From", "To", "Call-ID", "CSeq"})
                busy += name + (": " + Peer::header(received, name)) + "\r\n";
            server.socket->write(busy + "Content-Length: 0\r\n\r\n");
            QTRY_COMPARE(stack.ends.size(), size_t(1));
            return;
        }
        QTRY_COMPARE_WITH_TIMEOUT(stack.ends.size(), size_t(1), 10'000);
        QVERIFY(!read());
    }

    void authoritiesThatAreNone()
    {
        Identity ours;
        bool refused = false;
        try {
            ensureTlsIdentity(ours.folder.path(), {}, QDateTime::currentSecsSinceEpoch(), ours.file("nowhere.pem"));
        } catch (const core::Error &) {
            refused = true;
        }
        QVERIFY(refused);
    }
};

QTEST_GUILESS_MAIN(SipTlsTest)
#include "tst_siptls.moc"
