// SPDX-License-Identifier: GPL-3.0-or-later
#include "client.h"
#include "core/virtualclock.h"
#include "http/server.h"

using core::Millis;
using http::Request;
using http::Response;

namespace {
http::Limits tightLimits()
{
    http::Limits limits;
    limits.head = 2048;
    limits.target = 1024;
    limits.body = 64 * 1024;
    limits.headers = 20;
    limits.connections = 8;
    return limits;
}
} // namespace

/// What hostile clients get: bounded bytes, time and connections.
class HttpGuardTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_clock = std::make_shared<core::VirtualClock>();
        m_server = std::make_unique<http::Server>(m_clock, tightLimits());
        m_handled = 0;
        m_stuck.clear();
        m_server->route("POST", QStringLiteral("/length"), [this](const Request &request) {
            ++m_handled;
            return Response::text(QByteArray::number(request.body.size()));
        });
        m_server->route("GET", QStringLiteral("/big"), [](const Request &) { return Response::text(QByteArray(64 << 20, 'x')); });
        m_server->route("GET", QStringLiteral("/stuck"), [this](Request) -> core::Task<Response> {
            const core::Promise<Response> late = m_stuck.emplace_back();
            Response response = co_await late;
            co_return response;
        });
        QVERIFY(m_server->listen(QHostAddress::LocalHost, 0) > 0);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("sent");
        QTest::addColumn<int>("status");
        QTest::newRow("RFC 9112 §2.2 bare LF") << QByteArray("GET / HTTP/1.1\nHost: localhost\n\n") << 400;
        QTest::newRow("RFC 9112 §2.2 bare CR in a value") << request("GET /", "A: b\rc\r\n") << 400;
        QTest::newRow("RFC 9112 §3 no version") << QByteArray("GET /\r\n\r\n") << 400;
        QTest::newRow("RFC 9112 §3 two blanks") << request("GET  /") << 400;
        QTest::newRow("RFC 9112 §3.2 no Host") << QByteArray("GET / HTTP/1.1\r\n\r\n") << 400;
        QTest::newRow("RFC 9112 §3.2 two Hosts") << request("GET /", "Host: localhost\r\n") << 400;
        QTest::newRow("RFC 9112 §5.1 blank before the colon") << request("GET /", "Content-Length : 1\r\n") << 400;
        QTest::newRow("RFC 9112 §5.2 folded line") << request("GET /", "A: b\r\n c\r\n") << 400;
        QTest::newRow("RFC 9112 §6.1 Transfer-Encoding")
            << request("POST /length", "Transfer-Encoding: chunked\r\n", "1\r\nx\r\n0\r\n\r\n") << 411;
        QTest::newRow("RFC 9112 §6.3 two lengths")
            << request("POST /length", "Content-Length: 1\r\nContent-Length: 2\r\n", "xx") << 400;
        QTest::newRow("RFC 9112 §6.3 list of lengths") << request("POST /length", "Content-Length: 1, 1\r\n", "x") << 400;
        QTest::newRow("negative length") << request("POST /length", "Content-Length: -1\r\n") << 400;
        QTest::newRow("length beyond 64 bit") << request("POST /length", "Content-Length: 99999999999999999999\r\n") << 413;
        QTest::newRow("length beyond the limit") << request("POST /length", "Content-Length: 65537\r\n") << 413;
        QTest::newRow("RFC 9110 §10.1.1 unknown expectation") << request("POST /length", "Expect: wonders\r\n") << 417;
        QTest::newRow("HTTP/9.9") << QByteArray("GET / HTTP/9.9\r\nHost: localhost\r\n\r\n") << 505;
        QTest::newRow("address too long") << request("GET /" + QByteArray(2000, 'a')) << 414;
        QTest::newRow("endless address") << QByteArray("GET /" + QByteArray(200'000, 'a')) << 414;
        QTest::newRow("header too large") << request("GET /", "A: " + QByteArray(3000, 'a') + "\r\n") << 431;
        QTest::newRow("endless header") << QByteArray("GET / HTTP/1.1\r\nA: " + QByteArray(200'000, 'a')) << 431;
        QTest::newRow("too many headers") << request("GET /", QByteArray("A: b\r\n").repeated(21)) << 431;
        QTest::newRow("not HTTP at all") << QByteArray("\x16\x03\x01\x02\x00\x01\r\n\r\n", 10) << 400;
        QTest::newRow("zero byte in a header") << request("GET /", QByteArray("A: b\0c\r\n", 8)) << 400;
    }
    void refuses()
    {
        QFETCH(QByteArray, sent);
        QFETCH(int, status);
        RawClient client(m_server->port());
        client.send(sent);
        QTRY_VERIFY(client.received.contains("\r\n\r\n"));
        QCOMPARE(client.status(), status);
        m_clock->advance(Millis(500));
        QTRY_VERIFY(client.isClosed());
        QTRY_COMPARE(m_server->connections(), 0);
        QCOMPARE(m_handled, 0);
    }

    void largestAllowedBodyArrives()
    {
        RawClient client(m_server->port());
        const QByteArray body(64 * 1024, 'x');
        client.send(
            request("POST /length", "Expect: 100-continue\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n"));
        QTRY_VERIFY2(client.received.startsWith("HTTP/1.1 100"), client.received.constData());
        client.send(body);
        QTRY_VERIFY(client.isClosed());
        QVERIFY2(client.received.endsWith("\r\n\r\n65536"), client.received.constData());
    }

    void headInSinglePieces()
    {
        RawClient client(m_server->port());
        QTRY_COMPARE(m_server->connections(), 1);
        for (const char c : request("POST /length", "Content-Length: 3\r\n", "abc")) {
            client.send(QByteArray(1, c));
            client.socket.flush();
            QCoreApplication::processEvents();
        }
        QTRY_VERIFY(client.isClosed());
        QVERIFY(client.received.endsWith("\r\n\r\n3"));
    }

    void pipelinedRequestIsDropped()
    {
        RawClient client(m_server->port());
        const QByteArray one = request("POST /length", "Content-Length: 1\r\n", "x");
        client.send(one + one + one);
        QTRY_VERIFY(client.isClosed());
        QCOMPARE(client.received.count("HTTP/1.1 200"), 1);
        QCOMPARE(m_handled, 1);
    }

    void slowClientIsCut_data()
    {
        QTest::addColumn<QByteArray>("sent");
        QTest::newRow("says nothing") << QByteArray();
        QTest::newRow("half a head") << QByteArray("GET / HTTP/1.1\r\nHost: local");
        QTest::newRow("half a body") << request("POST /length", "Content-Length: 10\r\n", "12345");
    }
    void slowClientIsCut()
    {
        QFETCH(QByteArray, sent);
        RawClient client(m_server->port());
        client.send(sent);
        QTRY_COMPARE(m_server->connections(), 1);
        for (int i = 0; i < 14; ++i) {
            m_clock->advance(Millis(1000));
            QCoreApplication::processEvents();
        }
        QVERIFY(!client.isClosed());
        m_clock->advance(Millis(1000));
        QTRY_VERIFY(client.isClosed());
        QTRY_COMPARE(m_server->connections(), 0);
    }

    void clientThatDoesNotReadIsCut()
    {
        RawClient client(m_server->port());
        client.socket.setReadBufferSize(1024);
        client.send(request("GET /big"));
        QTRY_VERIFY(!client.received.isEmpty() || client.socket.bytesAvailable() > 0);
        client.socket.blockSignals(true);
        QTRY_VERIFY_WITH_TIMEOUT((m_clock->advance(Millis(2000)), m_server->connections() == 0), 10'000);
    }

    void stuckHandlerIsCut()
    {
        RawClient client(m_server->port());
        client.send(request("GET /stuck"));
        QTRY_COMPARE(m_server->connections(), 1);
        QTRY_VERIFY(m_clock->untilNext() > Millis(100'000));
        m_clock->advance(Millis(120'000));
        QTRY_VERIFY(client.isClosed());
        m_stuck.front().resolve(Response::text("too late"));
        QVERIFY(client.received.isEmpty());
    }

    void connectionsAreCapped()
    {
        std::vector<std::unique_ptr<RawClient>> clients;
        for (int i = 0; i < 8; ++i)
            clients.push_back(std::make_unique<RawClient>(m_server->port()));
        QTRY_COMPARE(m_server->connections(), 8);
        RawClient ninth(m_server->port());
        ninth.send(request("POST /length", "Content-Length: 0\r\n"));
        QTRY_COMPARE(ninth.status(), 200);
        QTRY_COMPARE(m_server->connections(), 7);
        QVERIFY2(clients.front()->isClosed(), "the oldest of those that said nothing gives way");
        QVERIFY(!clients[1]->isClosed());
    }

    void handlersAtWorkDoNotGiveWay()
    {
        std::vector<std::unique_ptr<RawClient>> clients;
        for (int i = 0; i < 8; ++i) {
            clients.push_back(std::make_unique<RawClient>(m_server->port()));
            clients.back()->send(request("GET /stuck"));
        }
        QTRY_COMPARE(int(m_stuck.size()), 8);
        RawClient ninth(m_server->port());
        QTRY_VERIFY(ninth.isClosed());
        QCOMPARE(m_server->connections(), 8);
        for (const auto &one : m_stuck)
            one.resolve(Response::text("done"));
    }

    void abortingClients()
    {
        for (int i = 0; i < 60; ++i) {
            RawClient client(m_server->port());
            QVERIFY(client.socket.waitForConnected());
            client.send(request(i % 2 ? "GET /big" : "POST /length", "Content-Length: 3\r\n", i % 3 ? "abc" : "a"));
            client.socket.flush();
            if (i % 5 == 0)
                QCoreApplication::processEvents();
            client.socket.abort();
        }
        QTRY_COMPARE(m_server->connections(), 0);
    }

private:
    std::shared_ptr<core::VirtualClock> m_clock;
    std::unique_ptr<http::Server> m_server;
    std::vector<core::Promise<Response>> m_stuck; ///< what /stuck waits for
    int m_handled = 0;
};

QTEST_GUILESS_MAIN(HttpGuardTest)
#include "tst_httpguard.moc"
