// SPDX-License-Identifier: GPL-3.0-or-later
#include "client.h"
#include "core/json.h"
#include "core/virtualclock.h"
#include "http/server.h"
#include "http/wavfolder.h"

#include <QTemporaryDir>

using core::Millis;
using http::Request;
using http::Response;

/// What honest clients get: routes, methods, errors, files.
class HttpTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QFile wav(m_folder.filePath(m_name));
        QVERIFY(wav.open(QIODevice::WriteOnly));
        wav.write("0123456789");
        wav.close();
        QFile secret(m_folder.filePath(QStringLiteral("secret.txt")));
        QVERIFY(secret.open(QIODevice::WriteOnly));
        secret.write("secret");
        secret.close();
        QVERIFY(QFile::link(m_folder.filePath(QStringLiteral("secret.txt")), m_folder.filePath(m_link)));
    }

    void init()
    {
        m_clock = std::make_shared<core::VirtualClock>();
        m_server = std::make_unique<http::Server>(m_clock);
        m_server->route("GET", QStringLiteral("/health"), [](const Request &) { return Response::json({{"status", "up"}}); });
        m_server->route("POST", QStringLiteral("/things/{id}"), [](const Request &request) {
            return Response::text(request.arguments.value(QStringLiteral("id")).toUtf8() + '|' +
                                  request.query.queryItemValue(QStringLiteral("q"), QUrl::FullyDecoded).toUtf8() + '|' +
                                  request.body);
        });
        m_server->route("GET", QStringLiteral("/rest/*"), [](const Request &request) {
            return Response::text(request.arguments.value(QStringLiteral("*")).toUtf8());
        });
        m_server->route("GET", QStringLiteral("/missing"), [](const Request &) -> Response {
            throw core::Error(core::Errc::NotFound, QStringLiteral("CALL_NOT_FOUND"), QStringLiteral("No call."),
                              QStringLiteral("inner"));
        });
        m_server->route("GET", QStringLiteral("/broken"), [](const Request &) -> Response { throw std::runtime_error("inner"); });
        m_server->route("GET", QStringLiteral("/later"), [clock = m_clock](Request) -> core::Task<Response> {
            const auto waiting = clock;
            co_await core::sleep(waiting, Millis(1000));
            co_return Response::text("done");
        });
        m_server->route("GET", QStringLiteral("/audio/{name}"), http::wavFolder(m_folder.path()));
        QVERIFY(m_server->listen(QHostAddress::LocalHost, 0) > 0);
    }

    void answers_data()
    {
        QTest::addColumn<QByteArray>("sent");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("contains");
        const auto get = [](const char *target, const QByteArray &headers = {}) {
            return request(QByteArray("GET ") + target, headers);
        };
        const QByteArray audio = "/audio/" + m_name.toUtf8();
        QTest::newRow("a route") << get("/health") << 200 << QByteArray("\r\n\r\n{\"status\":\"up\"}");
        QTest::newRow("its content type") << get("/health") << 200 << QByteArray("Content-Type: application/json\r\n");
        QTest::newRow("always closes") << get("/health", "Connection: keep-alive\r\n") << 200
                                       << QByteArray("Connection: close\r\n");
        QTest::newRow("a query is ignored by matching") << get("/health?x=1") << 200 << QByteArray();
        QTest::newRow("HTTP/1.0 without Host") << QByteArray("GET /health HTTP/1.0\r\n\r\n") << 200 << QByteArray();
        QTest::newRow("segment, query and body") << request("POST /things/a%20b?q=1%2B1", "Content-Length: 4\r\n", "body") << 200
                                                 << QByteArray("\r\n\r\na b|1+1|body");
        QTest::newRow("rest of path") << get("/rest/a/b") << 200 << QByteArray("\r\n\r\na/b");
        QTest::newRow("no such path") << get("/nothing") << 404 << QByteArray("NOT_FOUND");
        QTest::newRow("wrong method") << request("DELETE /health") << 405 << QByteArray("Allow: GET, HEAD, OPTIONS\r\n");
        QTest::newRow("OPTIONS does not run the handler")
            << request("OPTIONS /broken") << 204 << QByteArray("Allow: GET, HEAD, OPTIONS\r\n");
        QTest::newRow("an Error is its status") << get("/missing") << 404 << QByteArray("\"reason\":\"CALL_NOT_FOUND\"");
        QTest::newRow("any other exception is 500") << get("/broken") << 500 << QByteArray("INTERNAL");
        QTest::newRow("a sound") << get(audio) << 200 << QByteArray("\r\n\r\n0123456789");
        QTest::newRow("first bytes of a sound") << get(audio, "Range: bytes=0-3\r\n") << 206 << QByteArray("bytes 0-3/10\r\n");
        QTest::newRow("middle to end") << get(audio, "Range: bytes=7-\r\n") << 206 << QByteArray("\r\n\r\n789");
        QTest::newRow("last bytes") << get(audio, "Range: bytes=-2\r\n") << 206 << QByteArray("\r\n\r\n89");
        QTest::newRow("past the end") << get(audio, "Range: bytes=10-\r\n") << 416 << QByteArray("bytes */10");
        QTest::newRow("backwards: the whole file")
            << get(audio, "Range: bytes=5-2\r\n") << 200 << QByteArray("\r\n\r\n0123456789");
        QTest::newRow("other file of the folder") << get("/audio/secret.txt") << 404 << QByteArray();
        QTest::newRow("a link of a good name") << get("/audio/" + m_link.toUtf8()) << 404 << QByteArray();
        QTest::newRow("a good name with more behind") << get(audio + "%0A") << 400 << QByteArray();
        QTest::newRow("dots in the path") << get("/audio/../secret.txt") << 400 << QByteArray();
        QTest::newRow("encoded dots") << get("/audio/%2e%2e/secret.txt") << 400 << QByteArray();
        QTest::newRow("encoded slash") << get("/audio/..%2Fsecret.txt") << 400 << QByteArray();
        QTest::newRow("encoded back-slash") << get("/audio/..%5Csecret.txt") << 400 << QByteArray();
        QTest::newRow("encoded zero") << get("/health%00") << 400 << QByteArray();
        QTest::newRow("half an escape") << get("/health%4") << 400 << QByteArray();
        QTest::newRow("doubled slash") << get("//health") << 404 << QByteArray();
        QTest::newRow("rebinding: another host name")
            << QByteArray("GET /health HTTP/1.1\r\nHost: evil.example:80\r\n\r\n") << 421 << QByteArray("host name");
        QTest::newRow("rebinding: loopback as user name")
            << QByteArray("GET /health HTTP/1.1\r\nHost: localhost@evil.example\r\n\r\n") << 421 << QByteArray();
        QTest::newRow("loopback address with port")
            << QByteArray("GET /health HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n") << 200 << QByteArray();
        QTest::newRow("IPv6 loopback") << QByteArray("GET /health HTTP/1.1\r\nHost: [::1]:1\r\n\r\n") << 200 << QByteArray();
        QTest::newRow("a change asked by a foreign page")
            << request("POST /things/1", "Origin: http://evil.example\r\nContent-Length: 0\r\n") << 421 << QByteArray();
        QTest::newRow("a change asked by an own page")
            << request("POST /things/1", "Origin: http://localhost:8080\r\nContent-Length: 0\r\n") << 200 << QByteArray();
    }
    void answers()
    {
        QFETCH(QByteArray, sent);
        QFETCH(int, status);
        QFETCH(QByteArray, contains);
        RawClient client(m_server->port());
        client.send(sent);
        QTRY_VERIFY(client.isClosed());
        QCOMPARE(client.status(), status);
        QVERIFY2(client.received.contains(contains), client.received.constData());
        QVERIFY(!client.received.contains("secret") && !client.received.contains("inner"));
    }

    void headTellsTheLengthWithoutBody()
    {
        RawClient client(m_server->port());
        client.send(request("HEAD /health"));
        QTRY_VERIFY(client.isClosed());
        QCOMPARE(client.status(), 200);
        QVERIFY(client.received.contains("Content-Length: 15\r\n"));
        QVERIFY(client.received.endsWith("\r\n\r\n"));
    }

    void allowedHostNames()
    {
        m_server->allowHost(QStringLiteral("Studio.lan"));
        RawClient client(m_server->port());
        client.send("GET /health HTTP/1.1\r\nHost: studio.lan:8080\r\n\r\n");
        QTRY_VERIFY(client.isClosed());
        QCOMPARE(client.status(), 200);
    }

    void coroutineAnswersLater()
    {
        RawClient client(m_server->port()), aborting(m_server->port());
        client.send(request("GET /later"));
        aborting.send(request("GET /later"));
        QTRY_VERIFY(m_clock->untilNext() == Millis(1000));
        QTRY_COMPARE(m_server->connections(), 2);
        QTest::qWait(20);
        aborting.socket.abort();
        QTRY_COMPARE(m_server->connections(), 1);
        m_clock->advance(Millis(1000));
        QTRY_VERIFY(client.isClosed());
        QCOMPARE(client.body(), QByteArray("done"));
    }

    void serverGoesWhileAHandlerRuns()
    {
        RawClient client(m_server->port());
        client.send(request("GET /later"));
        QTRY_VERIFY(m_clock->untilNext() == Millis(1000));
        m_server.reset();
        m_clock->advance(Millis(1000));
        QTRY_VERIFY(client.isClosed());
        QCOMPARE(client.received, QByteArray());
    }

    void takenPortIsAnError()
    {
        http::Server second(m_clock);
        QVERIFY_THROWS_EXCEPTION(core::Error, second.listen(QHostAddress::LocalHost, m_server->port()));
    }

private:
    QTemporaryDir m_folder;
    const QString m_name = QString(40, QLatin1Char('a')) + QLatin1String(".wav");
    const QString m_link = QString(40, QLatin1Char('b')) + QLatin1String(".wav");
    std::shared_ptr<core::VirtualClock> m_clock;
    std::unique_ptr<http::Server> m_server;
};

QTEST_GUILESS_MAIN(HttpTest)
#include "tst_http.moc"
