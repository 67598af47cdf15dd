// SPDX-License-Identifier: GPL-3.0-or-later
// Connections that hold their place without saying anything whole.
#include "sipline.h"
#include "telephony/sip/connectionwatch.h"
#include "tlspeer.h"

#include <malloc.h>

using telephony::sip::ConnectionWatch;
using testsip::Identity;
using testsip::Line;
using testsip::Peer;
using testsip::secured;
using testsip::Stack;

namespace {
constexpr int patience = 8000; ///< of a slow machine

testsip::Config hurried(testsip::Config config = Stack::config())
{
    config.messageWithin = std::chrono::milliseconds(300);
    return config;
}

bool isOpen(Line &line) { return line.socket().state() == QAbstractSocket::ConnectedState; }

QByteArray question(Line &line, const QByteArray &transport = "TCP")
{
    return line.request("OPTIONS", "sip:test.example", "<sip:peer@test.example>", "<sip:test.example>", {}, transport);
}
} // namespace

class SipConnectionsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whoSaysNothingWholeIsClosed_data()
    {
        QTest::addColumn<bool>("tls");
        QTest::addColumn<bool>("asksFirst");
        QTest::addColumn<QByteArray>("bytes"); // one at a time
        const QByteArray half = "OPTIONS sip:test.example SIP/2.0\r\nSubject: x";
        for (const bool tls : {false, true}) {
            const QByteArray by = tls ? ", TLS" : ", TCP";
            QTest::newRow("nothing" + by) << tls << false << QByteArray();
            QTest::newRow("a message without an end" + by) << tls << false << half;
            QTest::newRow("another one after a whole one" + by) << tls << true << half;
        }
    }
    void whoSaysNothingWholeIsClosed()
    {
        QFETCH(bool, tls);
        QFETCH(bool, asksFirst);
        QFETCH(QByteArray, bytes);
        Identity identity;
        Stack stack(hurried(secured(identity)));
        Line line;
        if (tls)
            QVERIFY(line.encryptTo(stack.sip->tlsPort(), identity.certificates()));
        else
            line.connectTo(stack.sip->port());
        if (asksFirst) {
            line.send(question(line, tls ? "TLS" : "TCP"));
            QVERIFY(line.receive().startsWith("SIP/2.0 200"));
        }
        const auto drips = [&] {
            if (!bytes.isEmpty()) {
                line.send(bytes.left(1));
                bytes = bytes.mid(1) + 'x';
            }
            return !isOpen(line);
        };
        QVERIFY(QTest::qWaitFor(drips, patience));
    }

    void halfAHandshakeIsClosed()
    {
        Identity identity;
        Stack stack(hurried(secured(identity)));
        Line line;
        line.connectTo(stack.sip->tlsPort());
        line.send(QByteArray::fromHex("16030100")); // the beginning of a record
        QTRY_VERIFY_WITH_TIMEOUT(!isOpen(line), patience);
    }

    void endedConnectionsLeaveNothing_data()
    {
        QTest::addColumn<bool>("tls");
        QTest::addColumn<bool>("half");
        QTest::newRow("TCP") << false << false;
        QTest::newRow("TLS") << true << false;
        QTest::newRow("TLS, in the handshake") << true << true;
    }
    void endedConnectionsLeaveNothing()
    {
        QFETCH(bool, tls);
        QFETCH(bool, half);
        Identity identity;
        Stack stack(secured(identity));
        const auto connectTimes = [&](int times) {
            for (int i = 0; i < times; ++i) {
                Line line;
                if (tls && !half)
                    QVERIFY(line.encryptTo(stack.sip->tlsPort(), identity.certificates()));
                else
                    line.connectTo(tls ? stack.sip->tlsPort() : stack.sip->port());
                line.send(half ? QByteArray::fromHex("16030100") : question(line, tls ? "TLS" : "TCP"));
                QVERIFY(half || line.receive().startsWith("SIP/2.0 200"));
            }
        };
        constexpr size_t most = 512 * 1024;
        connectTimes(20);
        const size_t before = mallinfo2().uordblks;
        connectTimes(100);
        QTRY_VERIFY_WITH_TIMEOUT(mallinfo2().uordblks < before + most, patience);
    }

    void whoHasAskedStays_data()
    {
        QTest::addColumn<bool>("tls");
        QTest::newRow("TCP") << false;
        QTest::newRow("TLS") << true;
    }
    void whoHasAskedStays()
    {
        QFETCH(bool, tls);
        Identity identity;
        Stack stack(hurried(secured(identity)));
        Line asks, silent;
        if (tls)
            QVERIFY(asks.encryptTo(stack.sip->tlsPort(), identity.certificates()));
        else
            asks.connectTo(stack.sip->port());
        asks.send(question(asks, tls ? "TLS" : "TCP"));
        QVERIFY(asks.receive().startsWith("SIP/2.0 200"));
        asks.send("\r\n\r\n"); // RFC 5626 §4.4.1: it only keeps its way open
        silent.connectTo(stack.sip->port());
        QTRY_VERIFY_WITH_TIMEOUT(!isOpen(silent), patience);
        QVERIFY(isOpen(asks));
    }

    void soManySilentOnesOfOneSource()
    {
        auto config = Stack::config();
        config.silentPerSource = 2;
        Stack stack(config);
        std::array<Line, 3> lines;
        for (Line &line : lines) {
            line.connectTo(stack.sip->port());
            QVERIFY(isOpen(line));
        }
        QTRY_VERIFY_WITH_TIMEOUT(!isOpen(lines[0]), patience);
        QVERIFY(isOpen(lines[1]) && isOpen(lines[2]));
        lines[1].send(question(lines[1]));
        QVERIFY(lines[1].receive().startsWith("SIP/2.0 200"));
    }

    void theWatch()
    {
        using namespace std::chrono_literals;
        ConnectionWatch watch({30s, 2});
        const QString peer = QStringLiteral("192.0.2.1:1"), other = QStringLiteral("192.0.2.2:1");
        watch.opened(1, peer, 1s);
        QVERIFY(watch.overdue(30s).empty());
        QCOMPARE(watch.overdue(31s), std::vector<ConnectionWatch::Id>{1});
        watch.finished(peer);
        QVERIFY(watch.overdue(1h).empty());
        watch.began(peer, 100s);
        watch.began(peer, 120s); // the same message
        QVERIFY(watch.overdue(129s).empty());
        QCOMPARE(watch.overdue(130s), std::vector<ConnectionWatch::Id>{1});
        watch.closed(1);
        QVERIFY(watch.overdue(1h).empty());
        for (ConnectionWatch::Id id = 2; id < 5; ++id)
            watch.opened(id, QStringLiteral("192.0.2.1:%1").arg(id), core::Nanos(std::chrono::seconds(id)));
        watch.opened(9, other, 1s);
        QCOMPARE(watch.overdue(10s), std::vector<ConnectionWatch::Id>{2});
    }
};

QTEST_GUILESS_MAIN(SipConnectionsTest)
#include "tst_sipconnections.moc"
