// SPDX-License-Identifier: GPL-3.0-or-later
#include "client.h"
#include "core/error.h"
#include "core/virtualclock.h"
#include "http/server.h"

#include <QWebSocket>
#include <QWebSocketHandshakeOptions>

using http::Request;
using http::Response;

namespace {
const QByteArray handshake = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                             "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
}

/// WebSockets beside the routes of a server (RFC 6455 §4.2).
class UpgradesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_clock = std::make_shared<core::VirtualClock>();
        m_server = std::make_unique<http::Server>(m_clock);
        m_server->route("GET", QStringLiteral("/echo/{name}"), [](const Request &) { return Response::text("page"); });
        m_server->upgrade(
            QStringLiteral("/echo/{name}"),
            [](const Request &request) -> std::optional<Response> {
                if (request.query.queryItemValue(QStringLiteral("key")) == QLatin1String("good"))
                    return std::nullopt;
                return Response::error(401, QStringLiteral("Who is it?"));
            },
            [this](std::unique_ptr<QWebSocket> socket, const Request &request) {
                m_name = request.arguments.value(QStringLiteral("name"));
                m_open = std::move(socket);
                connect(m_open.get(), &QWebSocket::textMessageReceived, m_open.get(),
                        [socket = m_open.get()](const QString &text) { socket->sendTextMessage(text); });
            },
            QStringLiteral("parrot"));
        QVERIFY(m_server->listen(QHostAddress::LocalHost, 0) > 0);
    }
    void cleanup()
    {
        m_open.reset();
        m_server.reset();
    }

    void opensAndEchoes()
    {
        QWebSocket socket;
        QSignalSpy heard(&socket, &QWebSocket::textMessageReceived);
        connect(&socket, &QWebSocket::connected, &socket, [&] { socket.sendTextMessage(QStringLiteral("hello")); });
        socket.open(QUrl(QStringLiteral("ws://127.0.0.1:%1/echo/a%20b?key=good").arg(m_server->port())));
        QTRY_COMPARE(heard.size(), 1);
        QCOMPARE(heard[0][0].toString(), QStringLiteral("hello"));
        QCOMPARE(m_name, QStringLiteral("a b"));
        QCOMPARE(m_server->connections(), 1);
        socket.close();
        m_open.reset();
        QTRY_COMPARE(m_server->connections(), 0);
    }

    void staysOpenLongerThanARequest()
    {
        QWebSocket socket;
        QSignalSpy opened(&socket, &QWebSocket::connected), closed(&socket, &QWebSocket::disconnected);
        socket.open(QUrl(QStringLiteral("ws://127.0.0.1:%1/echo/x?key=good").arg(m_server->port())));
        QTRY_COMPARE(opened.size(), 1);
        QTRY_VERIFY(m_open);
        m_clock->advance(std::chrono::hours(1));
        QSignalSpy heard(&socket, &QWebSocket::textMessageReceived);
        socket.sendTextMessage(QStringLiteral("still here"));
        QTRY_COMPARE(heard.size(), 1);
        QVERIFY(closed.isEmpty());
    }

    void agreesToItsSubprotocol_data()
    {
        QTest::addColumn<QStringList>("offered");
        QTest::addColumn<QString>("agreed");
        QTest::newRow("its own") << QStringList{QStringLiteral("parrot")} << "parrot";
        QTest::newRow("its own among others") << QStringList{QStringLiteral("cat"), QStringLiteral("parrot")} << "parrot";
        QTest::newRow("another") << QStringList{QStringLiteral("cat")} << "";
    }
    /// RFC 6455 §4.2.2: without an answer to what they offer, browsers close.
    void agreesToItsSubprotocol()
    {
        QFETCH(QStringList, offered);
        QWebSocketHandshakeOptions options;
        options.setSubprotocols(offered);
        QWebSocket socket;
        QSignalSpy opened(&socket, &QWebSocket::connected);
        socket.open(QUrl(QStringLiteral("ws://127.0.0.1:%1/echo/x?key=good").arg(m_server->port())), options);
        QTRY_COMPARE(opened.size(), 1);
        QTEST(socket.subprotocol(), "agreed");
    }

    void answersOthers_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        QTest::newRow("no password") << request("GET /echo/x", handshake) << 401;
        QTest::newRow("no such place") << request("GET /nothing?key=good", handshake) << 404;
        QTest::newRow("a plain request") << request("GET /echo/x") << 200;
        QTest::newRow("another host's name")
            << QByteArray("GET /echo/x?key=good HTTP/1.1\r\nHost: evil.example\r\n") + handshake + "\r\n"
            << 421;
        QTest::newRow("a page of another host")
            << request("GET /echo/x?key=good", handshake + "Origin: http://evil.example\r\n") << 421;
        QTest::newRow("a page of our own") << request("GET /echo/x?key=good", handshake + "Origin: http://localhost:8080\r\n")
                                           << 101;
        QTest::newRow("another protocol") << request("GET /echo/x?key=good", "Upgrade: h2c\r\nConnection: Upgrade\r\n") << 200;
        QTest::newRow("a path that climbs") << request("GET /echo/..%2f..?key=good", handshake) << 400;
    }
    void answersOthers()
    {
        QFETCH(QByteArray, bytes);
        RawClient client(m_server->port());
        client.send(bytes);
        QTRY_VERIFY(client.received.contains("\r\n\r\n"));
        QTEST(client.status(), "status");
    }

    void aHandshakeThatIsNoneIsRefused()
    {
        RawClient client(m_server->port());
        client.send(request("GET /echo/x?key=good", "Upgrade: websocket\r\n"));
        QTRY_VERIFY(client.isClosed() || client.received.contains(" 400 ") || client.received.contains(" 403 "));
        QVERIFY(!m_open);
    }

private:
    std::shared_ptr<core::VirtualClock> m_clock;
    std::unique_ptr<http::Server> m_server;
    std::unique_ptr<QWebSocket> m_open;
    QString m_name;
};

QTEST_GUILESS_MAIN(UpgradesTest)
#include "tst_upgrades.moc"
