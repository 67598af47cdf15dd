// SPDX-License-Identifier: GPL-3.0-or-later
// Event sockets of ARI whose program has gone without a word.
#include "app/arihttp.h"
#include "core/systemclock.h"
#include "core/virtualclock.h"
#include "support/wait.h"

#include <QTcpSocket>
#include <QUrl>
#include <QTest>

class AriSocketsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whoAnswersNoPingHasGone()
    {
        const auto clock = std::make_shared<core::VirtualClock>();
        telephony::softswitch::Config config;
        config.asteriskId = QStringLiteral("02:00:00:00:00:01");
        config.sipPort = 0;
        telephony::softswitch::SoftSwitch engine(std::make_shared<core::SystemClock>(), nullptr, config);
        engine.start();
        app::AriAccount account;
        account.user = QStringLiteral("a");
        account.password = QStringLiteral("b");
        {
            app::AriHttp ari(engine, account, clock);
            const QUrl url(ari.listen(QHostAddress(QHostAddress::LocalHost), 0));
            QTcpSocket program;
            program.connectToHost(url.host(), quint16(url.port()));
            QVERIFY(QTest::qWaitFor([&] { return program.state() == QAbstractSocket::ConnectedState; }));
            program.write(
                "GET /ari/events?app=shop&api_key=a:b HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
                "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            QTRY_COMPARE(statusOf(engine), 200);
            constexpr core::Millis betweenPings{20'000};
            clock->advance(betweenPings);
            QCOMPARE(statusOf(engine), 200);
            clock->advance(betweenPings);
            QTRY_COMPARE(statusOf(engine), 404);
            QTRY_COMPARE(program.state(), QAbstractSocket::UnconnectedState);
        }
        wait(engine.stop());
    }

private:
    static int statusOf(telephony::softswitch::SoftSwitch &engine)
    {
        telephony::AriRequest asked{QStringLiteral("GET"), QStringLiteral("/ari/applications/shop")};
        return wait(engine.request(std::move(asked))).status;
    }
};

QTEST_GUILESS_MAIN(AriSocketsTest)
#include "tst_arisockets.moc"
