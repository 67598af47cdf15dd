// SPDX-License-Identifier: GPL-3.0-or-later
// ARI over HTTP and WebSocket, used by programs that share no code with the platform: this one, and npm's ari-client.
#include "support/sipphone.h"
#include "support/voxboard.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QUdpSocket>
#include <QWebSocket>
#include <QtTest>

#include <thread>

using support::SipPhone;
using support::Voxboard;

namespace {
constexpr int npmMs = 120'000;

struct Answer
{
    int status = 0;
    QJsonDocument body;
};
} // namespace

class AriHttpTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        qputenv("ARI_LISTEN_ADDRESS", "127.0.0.1:0");
        m_app = std::make_unique<Voxboard>(QStringLiteral(VOXBOARD_BINARY));
        QVERIFY2(m_app->start(), qPrintable(m_app->error()));
        const QJsonObject ari = m_app->facts()["ari"].toObject();
        m_url = ari["url"].toString();
        m_user = ari["user"].toString();
        m_password = ari["password"].toString();
        QVERIFY(!m_url.isEmpty() && !m_user.isEmpty() && m_password.size() >= 20);
        QCOMPARE(QFile::permissions(m_app->folder() + QLatin1String("/data/ari.ini")) & (QFile::ReadGroup | QFile::ReadOther),
                 QFile::Permissions());
    }
    void cleanupTestCase() { QVERIFY(m_app->stop()); }

    void asksWhoItIs()
    {
        QCOMPARE(ask("GET", "asterisk/ping", {}, "").status, 401);
        QCOMPARE(ask("GET", "asterisk/ping", {}, "Basic " + QByteArray("a:b").toBase64()).status, 401);
        QCOMPARE(ask("GET", "api-docs/resources.json", {}, "").status, 401);
        const Answer good = ask("GET", "asterisk/ping");
        QCOMPARE(good.status, 200);
        QCOMPARE(good.body["ping"].toString(), QStringLiteral("pong"));
        QCOMPARE(ask("GET", "asterisk/ping?api_key=" + (m_user + ':' + m_password).toLatin1(), {}, "").status, 200);
    }

    void answersAsAsteriskDoes()
    {
        QCOMPARE(ask("GET", "channels/x").status, 404);
        QCOMPARE(ask("GET", "channels/x").body["message"].toString(), QStringLiteral("Channel not found"));
        QCOMPARE(ask("PUT", "bridges").status, 405);
        QCOMPARE(ask("POST", "bridges", "{nonsense").status, 400);
        QCOMPARE(ask("GET", "events?app=demo").status, 426);
        QCOMPARE(ask("GET", "api-docs/channels.json").body["resourcePath"].toString(),
                 QStringLiteral("/api-docs/channels.{format}"));
        QCOMPARE(ask("POST", "bridges/b%3A1?name=by%20query").body["name"].toString(), QStringLiteral("by query"));
        QCOMPARE(ask("GET", "bridges/b%3A1").body["id"].toString(), QStringLiteral("b:1"));
        QCOMPARE(ask("DELETE", "bridges/b%3A1").status, 204);
    }

    void refusesSockets_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QByteArray>("origin");
        const QString key = QStringLiteral("&api_key=%1:%2").arg(m_user, m_password);
        QTest::newRow("without a password") << QStringLiteral("?app=demo") << QByteArray();
        QTest::newRow("with a wrong password") << QStringLiteral("?app=demo&api_key=a:b") << QByteArray();
        QTest::newRow("without an application") << QLatin1Char('?') + key.mid(1) << QByteArray();
        QTest::newRow("as the platform") << QLatin1String("?app=voipbin") + key << QByteArray();
        QTest::newRow("from a page of somebody else") << QLatin1String("?app=demo") + key << QByteArray("http://evil.example");
    }
    void refusesSockets()
    {
        QFETCH(QString, query);
        QFETCH(QByteArray, origin);
        QWebSocket socket(QString::fromLatin1(origin));
        QSignalSpy opened(&socket, &QWebSocket::connected), failed(&socket, &QWebSocket::disconnected);
        socket.open(QUrl(wsUrl(QStringLiteral("events")) + query));
        QTRY_COMPARE(failed.size(), 1);
        QCOMPARE(opened.size(), 0);
    }

    void tellsItsOwnChannels()
    {
        QList<QJsonObject> events;
        const auto socket = listenAs("demo", &events);
        QCOMPARE(ask("GET", "applications/demo").status, 200);
        const QByteArray body = R"({"endpoint":"Local/s@svc-echo","app":"demo","appArgs":"a,b","channelId":"mine"})";
        QCOMPARE(ask("POST", "channels", body).status, 200);
        QTRY_VERIFY(hasType(events, "StasisStart"));
        QCOMPARE(ask("POST", "channels/mine/play?media=sound:beep").status, 201);
        QTRY_VERIFY(hasType(events, "PlaybackFinished"));
        for (const QJsonObject &event : events)
            QCOMPARE(event["application"].toString(), QStringLiteral("demo"));
        socket->sendTextMessage(QStringLiteral(
            R"({"type":"RESTRequest","transaction_id":"t","request_id":"r","method":"DELETE","uri":"channels/mine"})"));
        QTRY_VERIFY(hasType(events, "RESTResponse"));
        QTRY_VERIFY(hasType(events, "ChannelDestroyed"));
        socket->close();
        QTRY_COMPARE(ask("GET", "applications/demo").status, 404);
    }

    void replacesAnApplication()
    {
        QList<QJsonObject> first, second;
        const auto one = listenAs("twice", &first);
        const auto other = listenAs("twice", &second);
        QTRY_VERIFY(hasType(first, "ApplicationReplaced"));
        QCOMPARE(ask("POST", "events/user/hello?application=twice").status, 204);
        QTRY_VERIFY(hasType(second, "ChannelUserevent"));
        QVERIFY(!hasType(first, "ChannelUserevent"));
        other->close(); // and with it the application, though the older socket is still open
        QTRY_COMPARE(ask("GET", "applications/twice").status, 404);
        QCOMPARE(one->state(), QAbstractSocket::ConnectedState);
        int status = 0;
        std::thread caller([&] {
            SipPhone phone = owner();
            status = phone.call("app-twice");
        });
        caller.join();
        QVERIFY(status >= 400);
    }

    void answersRequestsOnTheSocket()
    {
        QList<QJsonObject> events;
        const auto socket = listenAs("desk", &events);
        const auto answer = [&](const char *method, const char *uri, QJsonObject asked = {}) -> QJsonObject {
            events.clear();
            asked["type"] = QStringLiteral("RESTRequest");
            asked["transaction_id"] = QStringLiteral("t");
            asked["request_id"] = QStringLiteral("r");
            asked["method"] = QLatin1String(method);
            asked["uri"] = QLatin1String(uri);
            socket->sendTextMessage(QString::fromUtf8(QJsonDocument(asked).toJson()));
            return QTest::qWaitFor([&] { return hasType(events, "RESTResponse"); }) ? events.last() : QJsonObject();
        };
        const QJsonObject made =
            answer("POST", "bridges",
                   {{"content_type", "application/x-www-form-urlencoded"}, {"message_body", "bridgeId=formed&name=by%20form"}});
        QCOMPARE(made["status_code"].toInt(), 200);
        QCOMPARE(made["reason_phrase"].toString(), QStringLiteral("OK"));
        QCOMPARE(made["application"].toString(), QStringLiteral("desk"));
        QCOMPARE(made["transaction_id"].toString(), QStringLiteral("t"));
        QVERIFY(made["timestamp"].toString().endsWith(QLatin1String("+0000")));
        QCOMPARE(ask("GET", "bridges/formed").body["name"].toString(), QStringLiteral("by form"));
        const QJsonObject gone = answer("GET", "bridges/none");
        QCOMPARE(gone["status_code"].toInt(), 404);
        QCOMPARE(gone["reason_phrase"].toString(), QStringLiteral("Not Found"));
        QCOMPARE(answer("DELETE", "bridges/formed")["reason_phrase"].toString(), QStringLiteral("No Content"));
    }

    void aCallReachesAnApplication()
    {
        QList<QJsonObject> events;
        const auto socket = listenAs("shop", &events);
        int status = 0;
        bool hungUp = false;
        std::thread caller([&] {
            SipPhone phone = owner();
            status = phone.call("app-shop");
            hungUp = phone.peerHungUp(10'000);
        });
        const auto joined = qScopeGuard([&] {
            if (caller.joinable())
                caller.join();
        });
        QTRY_VERIFY(hasType(events, "StasisStart"));
        const QByteArray channel = "channels/" + events.last()["channel"].toObject()["id"].toString().toLatin1();
        QCOMPARE(ask("POST", channel + "/answer").status, 204);
        QTRY_COMPARE(ask("GET", channel).body["state"].toString(), QStringLiteral("Up"));
        QCOMPARE(ask("DELETE", channel).status, 204);
        caller.join();
        QCOMPARE(status, 200);
        QVERIFY(hungUp);
    }

    /// RFC 3428: of a stranger on this computer, to an application that hears everything.
    void aTextMessageReachesAnApplication()
    {
        QUdpSocket sender;
        QVERIFY(sender.bind(QHostAddress::LocalHost, 0));
        const QByteArray me = "127.0.0.1:" + QByteArray::number(sender.localPort());
        const auto status = [&](int number) {
            const QByteArray text = "MESSAGE sip:+15550001@numbers.example SIP/2.0\r\nVia: SIP/2.0/UDP " + me +
                                    ";branch=z9hG4bKm" + QByteArray::number(number) +
                                    "\r\nMax-Forwards: 70\r\nFrom: <sip:x@elsewhere.example>;tag=1\r\n"
                                    "To: <sip:+15550001@numbers.example>\r\nCall-ID: m" +
                                    QByteArray::number(number) +
                                    "\r\nCSeq: 1 MESSAGE\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello";
            const QString server = m_app->sip();
            sender.writeDatagram(text, QHostAddress(server.section(u':', 0, 0)), server.section(u':', 1).toUShort());
            if (!QTest::qWaitFor([&] { return sender.hasPendingDatagrams(); }))
                return 0;
            QByteArray answer(int(sender.pendingDatagramSize()), '\0');
            sender.readDatagram(answer.data(), answer.size());
            return answer.mid(8, 3).toInt();
        };
        QCOMPARE(status(1), 405);
        QList<QJsonObject> events;
        const auto socket = listenAs("chat", &events, "&subscribeAll=true");
        QTRY_COMPARE(ask("GET", "applications/chat").status, 200);
        int number = 1;
        QVERIFY(QTest::qWaitFor([&] { return status(++number) == 202; }));
        QTRY_VERIFY(hasType(events, "TextMessageReceived"));
        const QJsonObject message = events.last()["message"].toObject();
        QCOMPARE(message["body"].toString(), QStringLiteral("hello"));
        QCOMPARE(message["from"].toString(), QStringLiteral("<sip:x@elsewhere.example>"));
    }

    void npmsClientAnswersPlaysAndBridges()
    {
        QTemporaryDir folder;
        QVERIFY(QFile::copy(QStringLiteral(ARI_CLIENT_SCRIPT), folder.filePath(QStringLiteral("ariclient.js"))));
        QProcess npm;
        npm.setWorkingDirectory(folder.path());
        npm.start(QStringLiteral("npm"), {"install", "--no-audit", "--no-fund", "--silent", "--prefix", ".", "ari-client@2.2.0"});
        const bool installed = npm.waitForFinished(npmMs) && npm.exitCode() == 0;
        if (!installed) // no Debian package brings it, so it is not demanded of CI either
            QSKIP("npm cannot install ari-client here: the client of others is NOT tested.");
        QProcess program;
        program.setWorkingDirectory(folder.path());
        program.setProcessChannelMode(QProcess::MergedChannels);
        program.start(QStringLiteral("node"), {"ariclient.js", m_url, m_user, m_password});
        QByteArray said;
        connect(&program, &QProcess::readyRead, this, [&] { said += program.readAll(); });
        const auto ended = qScopeGuard([&] {
            program.kill();
            program.waitForFinished();
        });
        QTRY_VERIFY2_WITH_TIMEOUT(said.contains("connected"), said.constData(), 15'000);
        int answered = 0, goodbye = 0;
        std::vector<qint16> heard;
        std::thread caller([&] {
            SipPhone phone = owner();
            answered = phone.call("app-demo");
            heard = phone.talk(6000, 440);
            goodbye = phone.hangup();
        });
        const auto joined = qScopeGuard([&] {
            if (caller.joinable())
                caller.join();
        });
        QTRY_VERIFY2_WITH_TIMEOUT(said.contains("bridged"), said.constData(), 15'000);
        QVERIFY(said.contains("answered") && said.contains("played"));
        QTRY_VERIFY2_WITH_TIMEOUT(said.contains("ended"), said.constData(), 15'000);
        caller.join();
        QCOMPARE(answered, 200);
        QCOMPARE(goodbye, 200);
        heard.erase(heard.begin(), heard.begin() + heard.size() / 2); // past the beep
        QVERIFY2(support::toneShare(heard, 440) > 0.6, qPrintable(QString::number(support::toneShare(heard, 440))));
    }

private:
    /// A phone of the first extension; belongs to the thread that calls this.
    SipPhone owner() const
    {
        const auto own = m_app->extension(0);
        return {m_app->sip(), own.number.toLatin1(), own.password.toLatin1(), own.domain.toLatin1()};
    }
    QString wsUrl(const QString &path) const { return QString(m_url).replace(0, 4, "ws") + "ari/" + path; }
    static bool hasType(const QList<QJsonObject> &events, const char *type)
    {
        return std::any_of(events.begin(), events.end(),
                           [&](const QJsonObject &event) { return event["type"].toString() == QLatin1String(type); });
    }
    /// A socket of the application that is open; what it hears goes to `events`.
    std::unique_ptr<QWebSocket> listenAs(const char *application, QList<QJsonObject> *events, const char *more = "")
    {
        auto socket = std::make_unique<QWebSocket>();
        connect(socket.get(), &QWebSocket::textMessageReceived, this,
                [events](const QString &text) { *events += QJsonDocument::fromJson(text.toUtf8()).object(); });
        QSignalSpy opened(socket.get(), &QWebSocket::connected);
        socket->open(
            QUrl(wsUrl(QStringLiteral("events?app=%1&api_key=%2:%3").arg(QLatin1String(application), m_user, m_password) +
                       QLatin1String(more))));
        if (!QTest::qWaitFor([&] { return opened.size() == 1; }))
            qWarning("the socket did not open");
        return socket;
    }
    Answer ask(const QByteArray &method, const QByteArray &path, const QByteArray &body = {}, std::optional<QByteArray> who = {})
    {
        QNetworkRequest request(QUrl::fromEncoded(m_url.toLatin1() + "ari/" + path));
        const QByteArray own = "Basic " + (m_user + ':' + m_password).toLatin1().toBase64();
        if (!who || !who->isEmpty())
            request.setRawHeader("Authorization", who.value_or(own));
        if (!body.isEmpty())
            request.setHeader(QNetworkRequest::ContentTypeHeader, "application/json");
        const std::unique_ptr<QNetworkReply> reply(m_network.sendCustomRequest(request, method, body));
        if (!QTest::qWaitFor([&] { return reply->isFinished(); }))
            return {};
        return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), QJsonDocument::fromJson(reply->readAll())};
    }

    std::unique_ptr<Voxboard> m_app;
    QString m_url, m_user, m_password;
    QNetworkAccessManager m_network;
};

QTEST_GUILESS_MAIN(AriHttpTest)
#include "tst_arihttp.moc"
