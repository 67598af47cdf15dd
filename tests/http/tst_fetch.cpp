// SPDX-License-Identifier: GPL-3.0-or-later
// Requests to the web on behalf of others: what they get, and where they must not lead.
#include "core/systemclock.h"
#include "core/virtualclock.h"
#include "http/guardedfetcher.h"
#include "http/server.h"
#include "support/wait.h"

#include <QTest>

using core::FetchReply;
using core::FetchRequest;
using core::Millis;
using http::Request;
using http::Response;

namespace {
Response redirect(int status, const QByteArray &to)
{
    Response response = Response::text({});
    response.status = status;
    response.headers.push_back({"Location", to});
    return response;
}
} // namespace

class FetchTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_lookups.clear();
        m_addresses = {{"media.example", {QHostAddress::LocalHost}}, {"other.example", {QHostAddress::LocalHost}}};
        m_server = std::make_unique<http::Server>();
        for (const char *name : {"media.example", "other.example", "rebound.example"})
            m_server->allowHost(QLatin1String(name));
        const auto show = [](const Request &request) {
            QByteArray text = request.method + ' ' + request.path.toUtf8() + ' ' + request.header("Host") + ' ' +
                              request.header("Authorization") + ' ' + request.body;
            return Response::text(text);
        };
        m_server->route("GET", "/show", show);
        m_server->route("POST", "/show", show);
        m_server->route("GET", "/big", [](const Request &) { return Response::text(QByteArray(200'000, 'x')); });
        m_server->route("GET", "/fails", [](const Request &) { return Response::error(503, "later"); });
        m_server->route("GET", "/cookie", [](const Request &) {
            Response response = Response::text("x");
            response.headers.push_back({"Set-Cookie", "a=b"});
            return response;
        });
        m_server->route("GET", "/seen",
                        [](const Request &request) { return Response::text('[' + request.header("Cookie") + ']'); });
        m_server->route("GET", "/never", [this](Request) -> core::Task<Response> {
            const core::Promise<bool> end;
            m_waiting.push_back(end);
            co_await end;
            co_return Response::text({});
        });
        const auto to = [this](QByteArray host, QByteArray path) {
            return "http://" + host + ':' + QByteArray::number(m_server->port()) + path;
        };
        for (const int status : {301, 303, 307}) {
            const auto go = [=](const Request &) { return redirect(status, "/show"); };
            m_server->route("GET", QStringLiteral("/to%1").arg(status), go);
            m_server->route("POST", QStringLiteral("/to%1").arg(status), go);
        }
        m_server->route("GET", "/round", [](const Request &) { return redirect(302, "/round"); });
        m_server->route("GET", "/inside", [=](const Request &) { return redirect(302, to("127.0.0.1", "/show")); });
        m_server->route("GET", "/file", [](const Request &) { return redirect(302, "file:///etc/passwd"); });
        m_server->route("GET", "/elsewhere", [=](const Request &) { return redirect(302, to("other.example", "/show")); });
        QVERIFY(m_server->listen(QHostAddress::LocalHost, 0) > 0);
        make(std::make_shared<core::SystemClock>());
    }

    void cleanup()
    {
        for (const auto &end : std::exchange(m_waiting, {}))
            end.resolve(true);
        QCoreApplication::processEvents();
    }

    void bringsWhatTheServerSays()
    {
        QCOMPARE(get("/show").body, "GET /show " + authority() + "  ");
        QCOMPARE(get("/fails").status, 503);
        FetchRequest post = request("/show");
        post.method = "POST";
        post.body = "hello";
        post.headers = {{"Content-Type", "text/plain"}, {"Authorization", "Bearer x"}};
        QCOMPARE(wait(m_fetcher->fetch(post)).body, "POST /show " + authority() + " Bearer x hello");
    }

    void keepsNoCookies()
    {
        get("/cookie");
        QCOMPARE(get("/seen").body, QByteArray("[]"));
    }

    void followsRedirects_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("seen");
        QTest::newRow("RFC 9110 §15.4.2: 301 of a POST asks with GET") << QByteArray("POST") << "/to301" << QByteArray("GET ");
        QTest::newRow("RFC 9110 §15.4.4: 303 asks with GET") << QByteArray("POST") << "/to303" << QByteArray("GET ");
        QTest::newRow("RFC 9110 §15.4.8: 307 keeps the method") << QByteArray("POST") << "/to307" << QByteArray("POST");
    }
    void followsRedirects()
    {
        QFETCH(QByteArray, method);
        QFETCH(QString, path);
        QFETCH(QByteArray, seen);
        FetchRequest asked = request(path);
        asked.method = method;
        asked.body = "hello";
        const FetchReply reply = wait(m_fetcher->fetch(asked));
        QCOMPARE(reply.body.left(4), seen);
        QCOMPARE(reply.url.path(), QStringLiteral("/show"));
        asked.maxRedirects = 0;
        QVERIFY(wait(m_fetcher->fetch(asked)).status / 100 == 3);
    }

    void credentialsStayWithTheirHost()
    {
        FetchRequest asked = request("/elsewhere");
        asked.headers = {{"authorization", "Bearer x"}};
        const FetchReply reply = wait(m_fetcher->fetch(asked));
        QVERIFY2(reply.body.contains("other.example") && !reply.body.contains("Bearer"), reply.body.constData());
    }

    void leadsNowhereInside_data()
    {
        QTest::addColumn<QString>("host");
        for (const char *host : {"127.0.0.1",    "127.1",      "2130706433",         "0x7f000001",      "0.0.0.0",
                                 "10.1.2.3",     "100.64.0.1", "169.254.169.254",    "172.16.0.1",      "172.31.255.255",
                                 "192.168.1.1",  "198.18.0.1", "224.0.0.1",          "255.255.255.255", "240.0.0.1",
                                 "[::1]",        "[::]",       "[::ffff:127.0.0.1]", "[::ffff:a00:1]",  "[fe80::1]",
                                 "[fc00::1]",    "[ff02::1]",  "[64:ff9b::7f00:1]",  "[2002:7f00:1::]", "[2001:0:7f00:1::]",
                                 "[2001:db8::1]"})
            QTest::newRow(host) << host;
    }
    void leadsNowhereInside()
    {
        QFETCH(QString, host);
        FetchRequest asked;
        asked.url = QUrl(QStringLiteral("http://%1:%2/show").arg(host).arg(m_server->port()));
        const QString why = refusal(asked);
        QVERIFY2(why == QLatin1String("TARGET_FORBIDDEN") || why == QLatin1String("BAD_URL"), qPrintable(why));
    }

    void publicAddressesArePublic()
    {
        for (const char *address : {"8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.0", "100.128.0.0", "2606:4700::1111"})
            QVERIFY2(http::isPublic(QHostAddress(QLatin1String(address))), address);
        QVERIFY(!http::isPublic(QHostAddress()));
    }

    void namesThatPointInsideAreRefused()
    {
        m_addresses["evil.example"] = {QHostAddress("10.0.0.1"), QHostAddress::LocalHost};
        m_addresses["nobody.example"] = {};
        QCOMPARE(refusal(request("/show", "evil.example")), QStringLiteral("TARGET_FORBIDDEN"));
        QCOMPARE(refusal(request("/show", "nobody.example")), QStringLiteral("FETCH_FAILED"));
    }

    /// The name is looked up once a hop, so a second answer of its DNS cannot lead elsewhere.
    void theCheckedAddressIsTheOneConnectedTo()
    {
        get("/show");
        QCOMPARE(m_lookups, QStringList({"media.example"}));
        m_lookups.clear();
        get("/to301");
        QCOMPARE(m_lookups, QStringList({"media.example", "media.example"}));
    }

    void redirectsAreCheckedToo()
    {
        QCOMPARE(refusal(request("/inside")), QStringLiteral("TARGET_FORBIDDEN"));
        QCOMPARE(refusal(request("/file")), QStringLiteral("BAD_URL"));
        QCOMPARE(refusal(request("/round")), QStringLiteral("TOO_MANY_REDIRECTS"));
    }

    void badRequestsAreRefused()
    {
        for (const char *url :
             {"", "file:///etc/passwd", "ftp://media.example/x", "http:///x", "http://a:b@media.example/", "data:,x"}) {
            FetchRequest asked;
            asked.url = QUrl(QLatin1String(url));
            QCOMPARE(refusal(asked), QStringLiteral("BAD_URL"));
        }
        FetchRequest asked = request("/show");
        asked.headers = {{"X", "a\r\nY: b"}};
        QCOMPARE(refusal(asked), QStringLiteral("BAD_REQUEST"));
        asked.headers = {{"X: a\r\nY", "b"}};
        QCOMPARE(refusal(asked), QStringLiteral("BAD_REQUEST"));
        asked.headers.clear();
        asked.method = "GET / HTTP/1.1\r\n";
        QCOMPARE(refusal(asked), QStringLiteral("BAD_REQUEST"));
    }

    void sizeIsLimited()
    {
        FetchRequest asked = request("/big");
        asked.maxBytes = 200'000;
        QCOMPARE(wait(m_fetcher->fetch(asked)).body.size(), qsizetype(200'000));
        asked.maxBytes = 199'999;
        QCOMPARE(refusal(asked), QStringLiteral("REPLY_TOO_LARGE"));
    }

    void timeIsLimited()
    {
        const auto clock = std::make_shared<core::VirtualClock>();
        make(clock);
        FetchRequest asked = request("/never");
        asked.timeout = Millis(5000);
        QString why;
        const auto run = [this, &why, asked]() -> core::Task<void> {
            FetchRequest mine = asked;
            try {
                co_await m_fetcher->fetch(std::move(mine));
            } catch (const core::Error &error) {
                why = error.reason();
            }
        };
        auto task = run();
        QTRY_VERIFY(m_server->connections() > 0);
        clock->advance(Millis(4999));
        QVERIFY(why.isEmpty());
        clock->advance(Millis(1));
        QCOMPARE(why, QStringLiteral("FETCH_TIMEOUT"));
        QTRY_COMPARE(m_server->connections(), 0);
    }

    void destroyingEndsWhatIsUnderWay()
    {
        QString why;
        const auto run = [this, &why]() -> core::Task<void> {
            FetchRequest mine = request("/never");
            try {
                co_await m_fetcher->fetch(std::move(mine));
            } catch (const core::Error &error) {
                why = error.reason();
            }
        };
        auto task = run();
        QTRY_VERIFY(m_server->connections() > 0);
        m_fetcher.reset();
        QCOMPARE(why, QStringLiteral("FETCH_FAILED"));
        QTRY_COMPARE(m_server->connections(), 0);
    }

private:
    std::vector<core::Promise<bool>> m_waiting; ///< of requests that are not answered before the end

    void make(std::shared_ptr<core::Clock> clock)
    {
        http::Targets targets;
        targets.allow("media.example");
        targets.allow("other.example");
        m_fetcher = std::make_unique<http::GuardedFetcher>(clock, targets, [this](const QString &host, auto answer) {
            m_lookups << host;
            answer(m_addresses[host]);
        });
    }
    FetchRequest request(const QString &path, const QString &host = "media.example") const
    {
        FetchRequest asked;
        asked.url = QUrl(QStringLiteral("http://%1:%2%3").arg(host).arg(m_server->port()).arg(path));
        return asked;
    }
    QByteArray authority() const { return "media.example:" + QByteArray::number(m_server->port()); }
    FetchReply get(const QString &path) { return wait(m_fetcher->fetch(request(path))); }
    QString refusal(const FetchRequest &asked)
    {
        try {
            wait(m_fetcher->fetch(asked));
        } catch (const core::Error &error) {
            return error.reason();
        }
        return QStringLiteral("none");
    }

    std::map<QString, std::vector<QHostAddress>> m_addresses;
    QStringList m_lookups;
    std::unique_ptr<http::Server> m_server;
    std::unique_ptr<http::GuardedFetcher> m_fetcher;
};

QTEST_GUILESS_MAIN(FetchTest)
#include "tst_fetch.moc"
