// SPDX-License-Identifier: GPL-3.0-or-later
// External media by RTP and WebSocket, and hosts that none may have, against peers of the test's own.
#include "enginesuite.h"
#include "telephony/softswitch/softswitch.h"

#include <QNetworkDatagram>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUdpSocket>
#include <QWebSocket>
#include <QWebSocketServer>
#include <QtEndian>

using telephony::softswitch::SoftSwitch;

namespace {
const QByteArray callId = "0190d2a4-7f3e-7c3a-9a7e-2f1b3c4d5e6f";
constexpr qsizetype frameBytes = 320;

QString text(const core::Json &value) { return value.is_string() ? core::fromUtf8(value) : QString(); }
/// The largest sample of signed linear sound.
int loudest(const QByteArray &sound)
{
    int most = 0;
    for (qsizetype i = 0; i + 1 < sound.size(); i += 2)
        most = std::max(most, std::abs(int(qFromLittleEndian<qint16>(sound.constData() + i))));
    return most;
}
QByteArray loudFrame()
{
    QByteArray frame(frameBytes, Qt::Uninitialized);
    for (qsizetype i = 0; i < frameBytes; i += 2)
        qToLittleEndian<qint16>(qint16(i % 16 < 8 ? 8000 : -8000), frame.data() + i);
    return frame;
}
} // namespace

class ExternalMediaTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        telephony::softswitch::Config config;
        config.asteriskId = QStringLiteral("02:00:00:00:00:01");
        config.sipPort = 0;
        m_engine = std::make_unique<SoftSwitch>(std::make_shared<core::SystemClock>(), nullptr, std::move(config));
        m_engine->start();
        m_client = std::make_unique<EngineClient>(*m_engine);
    }
    void cleanup()
    {
        wait(m_engine->stop());
        m_client.reset();
        m_engine.reset();
    }

    void soundGoesByRtp()
    {
        QUdpSocket peer;
        QVERIFY(peer.bind(QHostAddress::LocalHost, 0));
        const auto made = m_client->ask("POST", QStringLiteral("/ari/channels/externalMedia"),
                                        {{"channel_id", "e1"},
                                         {"app", "voipbin"},
                                         {"data", "context=call-externalmedia,bridge_id=b"},
                                         {"external_host", hostOf(peer.localPort())},
                                         {"encapsulation", "rtp"},
                                         {"transport", "udp"},
                                         {"connection_type", "client"},
                                         {"format", "ulaw"}});
        QCOMPARE(made.status, 200);
        QCOMPARE(text(made.body["channelvars"]["UNICASTRTP_LOCAL_ADDRESS"]), QStringLiteral("127.0.0.1"));
        QVERIFY(text(made.body["channelvars"]["UNICASTRTP_LOCAL_PORT"]).toInt() > 0);
        QVERIFY(text(made.body["name"]).startsWith(QLatin1String("UnicastRTP/127.0.0.1:")));
        QTRY_VERIFY(m_client->has(QStringLiteral("e1"), "StasisStart"));
        QCOMPARE(m_client->last(QStringLiteral("e1"), "StasisStart")["args"],
                 core::Json({"context=call-externalmedia", "bridge_id=b"}));
        int packets = 0;
        qint64 size = 0;
        const auto arrived = [&] {
            while (peer.hasPendingDatagrams()) {
                size = peer.pendingDatagramSize();
                peer.receiveDatagram();
                ++packets;
            }
            return packets;
        };
        QTRY_VERIFY(arrived() >= 5);
        QCOMPARE(size, qint64(172));
    }

    void soundGoesByWebSocket()
    {
        QWebSocketServer program(QStringLiteral("test"), QWebSocketServer::NonSecureMode);
        QVERIFY(program.listen(QHostAddress::LocalHost, 0));
        std::unique_ptr<QWebSocket> socket;
        QStringList news; // the first comes with the connection
        connect(&program, &QWebSocketServer::newConnection, this, [&] {
            socket.reset(program.nextPendingConnection());
            listen(*socket, news);
        });
        QCOMPARE(webSocket(hostOf(program.serverPort()), "client").status, 200);
        QTRY_VERIFY(socket);
        talk(*socket, news);
        socket->sendTextMessage(QStringLiteral("HANGUP"));
        QTRY_VERIFY(m_client->has(QStringLiteral("e1"), "ChannelDestroyed"));
    }

    void aWebSocketComes()
    {
        const auto made = webSocket(QStringLiteral("INCOMING"), "server");
        QCOMPARE(made.status, 200);
        const QString id = text(made.body["channelvars"]["MEDIA_WEBSOCKET_CONNECTION_ID"]);
        QVERIFY(m_engine->expectsMedia(id));
        QWebSocketServer front(QStringLiteral("test"), QWebSocketServer::NonSecureMode);
        QVERIFY(front.listen(QHostAddress::LocalHost, 0));
        QWebSocket program;
        QStringList news;
        listen(program, news);
        program.open(front.serverUrl());
        QTRY_VERIFY(front.hasPendingConnections());
        QVERIFY(!m_engine->acceptMedia(QStringLiteral("unknown"), nullptr));
        QVERIFY(m_engine->acceptMedia(id, std::unique_ptr<QWebSocket>(front.nextPendingConnection())));
        QVERIFY(!m_engine->expectsMedia(id));
        talk(program, news);
        program.close();
        QTRY_VERIFY(m_client->has(QStringLiteral("e1"), "ChannelDestroyed"));
    }

    void aWebSocketThatRefuses_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("forbidden, and stays") << QByteArray("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
        QTest::newRow("broken, and stays") << QByteArray("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 2\r\n\r\nno");
        QTest::newRow("no WebSocket") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
        QTest::newRow("a wrong key") << QByteArray("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                                                   "Connection: Upgrade\r\nSec-WebSocket-Accept: AAAA\r\n\r\n");
        QTest::newRow("no HTTP") << QByteArray("220 mail here\r\n\r\n");
    }
    /// The channel does not wait until its time is over.
    void aWebSocketThatRefuses()
    {
        QFETCH(QByteArray, answer);
        QTcpServer program;
        QVERIFY(program.listen(QHostAddress::LocalHost, 0));
        connect(&program, &QTcpServer::newConnection, &program, [&] {
            QTcpSocket *socket = program.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [socket, answer] {
                if (socket->readAll().contains("\r\n\r\n"))
                    socket->write(answer);
            });
        });
        QCOMPARE(webSocket(hostOf(program.serverPort()), "client").status, 200);
        QTRY_VERIFY(m_client->has(QStringLiteral("e1"), "ChannelDestroyed"));
        QCOMPARE(m_client->last(QStringLiteral("e1"), "ChannelDestroyed")["cause"], core::Json(21)); // Q.850: call rejected
        QVERIFY(!m_client->has(QStringLiteral("e1"), "StasisStart"));
    }

    void hostsThatAreNoProgram_data()
    {
        QTest::addColumn<QString>("host");
        for (const char *host : {"0.0.0.0:7000", "0.1.2.3:7000", "224.0.0.1:7000", "239.255.255.250:1900", "240.0.0.1:7000",
                                 "255.255.255.255:7000", "127.255.255.255:7000", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1",
                                 "127.0.0.1:x", "[::1]:7000", "name.example:7000"})
            QTest::newRow(host) << QString::fromLatin1(host);
    }
    void hostsThatAreNoProgram()
    {
        QFETCH(QString, host);
        const auto made =
            m_client->ask("POST", QStringLiteral("/ari/channels/externalMedia"),
                          {{"channelId", "e1"}, {"app", "voipbin"}, {"external_host", core::utf8(host)}, {"format", "ulaw"}});
        QCOMPARE(made.status, 400);
        QVERIFY(text(made.body["message"]).contains(QLatin1String("external_host")));
        QCOMPARE(audioSocket("e1", host, "client").status, 400);
        const bool named = host.startsWith(QLatin1Char('n')) || host.startsWith(QLatin1Char('[')) || !host.contains(':');
        if (!named) // a WebSocket may have a name, and ports of its own
            QCOMPARE(webSocket(host, "client").status, 400);
        QVERIFY(!m_client->has(QStringLiteral("e1"), "ChannelCreated"));
    }

private:
    static std::string hostOf(quint16 port) { return "127.0.0.1:" + std::to_string(port); }
    telephony::AriReply audioSocket(const char *id, const auto &host, const char *connection)
    {
        core::Json asked{{"channel_id", id},
                         {"app", "voipbin"},
                         {"data", callId.toStdString()},
                         {"encapsulation", "audiosocket"},
                         {"transport", "tcp"},
                         {"connection_type", connection},
                         {"format", "slin"}};
        if constexpr (std::is_same_v<std::decay_t<decltype(host)>, QString>)
            asked["external_host"] = core::utf8(host);
        else
            asked["external_host"] = host;
        return m_client->ask("POST", QStringLiteral("/ari/channels/externalMedia"), asked);
    }
    telephony::AriReply webSocket(const auto &host, const char *connection)
    {
        core::Json asked{{"channelId", "e1"},       {"app", "voipbin"},         {"data", "k=v"},
                         {"encapsulation", "none"}, {"transport", "websocket"}, {"connection_type", connection},
                         {"format", "slin"}};
        if constexpr (std::is_same_v<std::decay_t<decltype(host)>, QString>)
            asked["external_host"] = core::utf8(host);
        else
            asked["external_host"] = host;
        return m_client->ask("POST", QStringLiteral("/ari/channels/externalMedia"), asked);
    }
    /// The channel hears itself.
    void echo(const char *id)
    {
        QCOMPARE(m_client->status("POST", QStringLiteral("/ari/channels/%1/continue").arg(QLatin1String(id)),
                                  {{"context", "svc-echo"}, {"extension", "s"}}),
                 204);
    }
    void listen(QWebSocket &socket, QStringList &news)
    {
        connect(&socket, &QWebSocket::textMessageReceived, this, [&news](const QString &line) { news += line; });
    }
    void talk(QWebSocket &socket, QStringList &news)
    {
        QByteArray sound;
        connect(&socket, &QWebSocket::binaryMessageReceived, this, [&](const QByteArray &bytes) { sound += bytes; });
        QTRY_VERIFY(m_client->has(QStringLiteral("e1"), "StasisStart"));
        QTRY_VERIFY(!news.isEmpty());
        QVERIFY(news[0].startsWith(QLatin1String("MEDIA_START connection_id:")));
        QVERIFY(news[0].contains(QLatin1String("optimal_frame_size:320")));
        QTRY_VERIFY(sound.size() >= 5 * frameBytes);
        echo("e1");
        QByteArray sentence;
        for (int i = 0; i < 25; ++i)
            sentence += loudFrame();
        socket.sendTextMessage(QStringLiteral("START_MEDIA_BUFFERING"));
        socket.sendBinaryMessage(sentence + "x");
        socket.sendTextMessage(QStringLiteral("STOP_MEDIA_BUFFERING one"));
        socket.sendTextMessage(QStringLiteral("REPORT_QUEUE_DRAINED"));
        QTRY_VERIFY(loudest(sound) > 6000);
        QTRY_VERIFY(news.contains(QStringLiteral("MEDIA_BUFFERING_COMPLETED one")));
        QTRY_VERIFY(news.contains(QStringLiteral("QUEUE_DRAINED")));
        socket.sendTextMessage(QStringLiteral("GET_STATUS"));
        QTRY_VERIFY(news.last().startsWith(QLatin1String("STATUS channel_id:e1 queue_length:0 ")));
        disconnect(&socket, nullptr, this, nullptr);
    }

    std::unique_ptr<SoftSwitch> m_engine;
    std::unique_ptr<EngineClient> m_client;
};

QTEST_GUILESS_MAIN(ExternalMediaTest)
#include "tst_externalmedia.moc"
