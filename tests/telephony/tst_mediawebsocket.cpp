// SPDX-License-Identifier: GPL-3.0-or-later
// What is said on a media WebSocket besides sound, as a program written for Asterisk's chan_websocket expects it.
#include "enginesuite.h"
#include "telephony/softswitch/softswitch.h"

#include <QWebSocket>
#include <QWebSocketServer>
#include <QtEndian>

using telephony::softswitch::SoftSwitch;

namespace {
constexpr qsizetype frameBytes = 320;

QString text(const core::Json &value) { return value.is_string() ? core::fromUtf8(value) : QString(); }
QList<qint16> samplesOf(const QByteArray &sound)
{
    QList<qint16> samples(sound.size() / 2);
    if (!samples.isEmpty())
        qFromLittleEndian<qint16>(sound.constData(), samples.size(), samples.data());
    return samples;
}
/// Sound of that many frames of 20 ms.
QByteArray loud(int frames)
{
    QByteArray sound(frames * frameBytes, Qt::Uninitialized);
    for (qsizetype i = 0; i < sound.size(); i += 2)
        qToLittleEndian<qint16>(qint16(i % 32 < 16 ? 8000 : -8000), sound.data() + i);
    return sound;
}
} // namespace

class MediaWebSocketTest : public QObject
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
        m_program = std::make_unique<QWebSocketServer>(QStringLiteral("test"), QWebSocketServer::NonSecureMode);
        m_program->setSupportedSubprotocols({QStringLiteral("media")});
        QVERIFY(m_program->listen(QHostAddress::LocalHost, 0));
        connect(m_program.get(), &QWebSocketServer::newConnection, this, [this] {
            m_socket.reset(m_program->nextPendingConnection());
            connect(m_socket.get(), &QWebSocket::textMessageReceived, this, [this](const QString &line) { m_news += line; });
            connect(m_socket.get(), &QWebSocket::binaryMessageReceived, this,
                    [this](const QByteArray &bytes) { m_sound += bytes; });
        });
    }
    void cleanup()
    {
        wait(m_engine->stop());
        m_client.reset();
        m_engine.reset();
        m_socket.reset();
        m_program.reset();
        m_news.clear();
        m_sound.clear();
    }

    void answersCommands_data()
    {
        QTest::addColumn<QString>("options");
        QTest::addColumn<QString>("command");
        QTest::addColumn<QString>("answer");
        const QString status = QStringLiteral("STATUS channel_id:e1 queue_length:0 xon_level:800 xoff_level:900 queue_full:false "
                                              "bulk_media:false media_paused:false");
        QTest::newRow("its state") << QString() << "GET_STATUS" << status;
        QTest::newRow("blanks around") << "f(plain-text)" << "  GET_STATUS \r\n" << status;
        QTest::newRow("a mark") << QString() << "MARK_MEDIA one" << "MEDIA_MARK_PROCESSED one";
        QTest::newRow("a mark without name") << QString() << "MARK_MEDIA" << "MEDIA_MARK_PROCESSED";
        QTest::newRow("a direction in plain text")
            << QString() << "SET_MEDIA_DIRECTION out"
            << "ERROR channel_id:e1 error_text:SET_MEDIA_DIRECTION only supports JSON format.";
        QTest::newRow("drained") << QString() << "REPORT_QUEUE_DRAINED" << "QUEUE_DRAINED";
        QTest::newRow("its state in JSON") << "f(json)" << R"({"command":"GET_STATUS"})"
                                           << R"({"bulk_media":false,"channel_id":"e1","event":"STATUS","media_paused":false,)"
                                              R"("queue_full":false,"queue_length":0,"xoff_level":900,"xon_level":800})";
        QTest::newRow("a mark in JSON") << "f(json)" << R"({"command":"MARK_MEDIA","correlation_id":"m"})"
                                        << R"({"channel_id":"e1","correlation_id":"m","event":"MEDIA_MARK_PROCESSED"})";
        QTest::newRow("the end of a sentence in JSON")
            << "f(json)" << R"({"command":"STOP_MEDIA_BUFFERING","correlation_id":"s"})"
            << R"({"channel_id":"e1","correlation_id":"s","event":"MEDIA_BUFFERING_COMPLETED"})";
        QTest::newRow("no JSON") << "f(json)" << "GET_STATUS"
                                 << R"({"channel_id":"e1","error_text":"Unable to parse JSON command","event":"ERROR"})";
        QTest::newRow("an unknown direction")
            << "f(json)" << R"({"command":"SET_MEDIA_DIRECTION","direction":"up"})"
            << R"({"channel_id":"e1","error_text":"SET_MEDIA_DIRECTION needs a direction of in, out or both, not 'up'","event":"ERROR"})";
        QTest::newRow("sound that is not wanted")
            << "f(json)d(in)" << R"({"command":"MARK_MEDIA"})"
            << R"({"channel_id":"e1","error_text":"MARK_MEDIA not supported while media direction is 'in'","event":"ERROR"})";
    }
    void answersCommands()
    {
        QFETCH(QString, options);
        QFETCH(QString, command);
        QVERIFY(open(options));
        m_socket->sendTextMessage(command);
        QTRY_COMPARE(m_news.size(), 2);
        QTEST(m_news.last(), "answer");
    }

    void beginsWithWhatItIs()
    {
        QVERIFY(open(QStringLiteral("f(json)v(a=b,c=d)")));
        QCOMPARE(m_socket->requestUrl().query(), QStringLiteral("a=b&c=d"));
        QCOMPARE(m_socket->subprotocol(), QStringLiteral("media"));
        const core::Json start = core::Json::parse(core::utf8(m_news.front()));
        QCOMPARE(text(start["event"]), QStringLiteral("MEDIA_START"));
        QCOMPARE(text(start["channel_id"]), QStringLiteral("e1"));
        QCOMPARE(start["optimal_frame_size"], core::Json(frameBytes));
        QCOMPARE(start["channel_variables"]["MEDIA_WEBSOCKET_CONNECTION_ID"], start["connection_id"]);
        QCOMPARE(m_client->status("POST", QStringLiteral("/ari/channels/e1/dtmf"), {{"dtmf", "5"}}), 204);
        QTRY_COMPARE(m_news.size(), 2);
        QCOMPARE(m_news.last(), QStringLiteral(R"({"channel_id":"e1","digit":"5","event":"DTMF_END"})"));
    }

    void linearSoundAtOtherRates_data()
    {
        QTest::addColumn<QByteArray>("format");
        QTest::addColumn<int>("size");
        QTest::newRow("12 kHz") << QByteArray("slin12") << 480;
        QTest::newRow("16 kHz") << QByteArray("slin16") << 640;
        QTest::newRow("24 kHz") << QByteArray("slin24") << 960;
        QTest::newRow("48 kHz") << QByteArray("slin48") << 1920;
    }
    void linearSoundAtOtherRates()
    {
        QFETCH(QByteArray, format);
        QFETCH(int, size);
        QVERIFY(open({}, format));
        QVERIFY(m_news.front().contains(QLatin1String("format:%1 optimal_frame_size:%2 ").arg(QLatin1String(format)).arg(size)));
        echo();
        QByteArray sound;
        for (int i = 0; i < 25 * size; i += 2)
            sound += QByteArray("\x40\x1f", 2); // 8000
        m_socket->sendBinaryMessage(sound);
        QTRY_VERIFY(loudFrames() > 20 * size / frameBytes);
        QCOMPARE(m_sound.size() % size, 0);
    }

    void keysAreToldWithTheirChannel()
    {
        QVERIFY(open({}));
        QCOMPARE(m_client->status("POST", QStringLiteral("/ari/channels/e1/dtmf"), {{"dtmf", "7"}}), 204);
        QTRY_COMPARE(m_news.size(), 2);
        QCOMPARE(m_news.last(), QStringLiteral("DTMF_END digit:7 channel_id:e1"));
    }

    /// "Completed" means said, not queued.
    void newsOfSoundComeWhenItWasPlayed()
    {
        constexpr int frames = 25, underWay = 5;
        QVERIFY(open({}));
        echo();
        m_socket->sendTextMessage(QStringLiteral("START_MEDIA_BUFFERING"));
        m_socket->sendBinaryMessage(loud(frames) + "x");
        m_socket->sendTextMessage(QStringLiteral("MARK_MEDIA m"));
        m_socket->sendTextMessage(QStringLiteral("STOP_MEDIA_BUFFERING s"));
        m_socket->sendTextMessage(QStringLiteral("REPORT_QUEUE_DRAINED"));
        std::vector<qsizetype> heard; // loud frames until each news
        connect(m_socket.get(), &QWebSocket::textMessageReceived, this, [&] { heard.push_back(loudFrames()); });
        QTRY_COMPARE(m_news.size(), 4);
        QCOMPARE(m_news.mid(1, 2),
                 QStringList({QStringLiteral("MEDIA_MARK_PROCESSED m"), QStringLiteral("MEDIA_BUFFERING_COMPLETED s")}));
        QCOMPARE(m_news.last(), QStringLiteral("QUEUE_DRAINED"));
        for (const qsizetype count : heard)
            QVERIFY2(count > frames - underWay, qPrintable(QString::number(count)));
        m_socket->disconnect(this);
    }

    void flushedSoundIsNotToldOf()
    {
        QVERIFY(open({}));
        m_socket->sendBinaryMessage(loud(100));
        m_socket->sendTextMessage(QStringLiteral("MARK_MEDIA m"));
        m_socket->sendTextMessage(QStringLiteral("REPORT_QUEUE_DRAINED"));
        m_socket->sendTextMessage(QStringLiteral("FLUSH_MEDIA"));
        QTRY_COMPARE(m_news.size(), 2);
        QCOMPARE(m_news.last(), QStringLiteral("QUEUE_DRAINED"));
    }

    /// Raw linear sound is in the order of x86, unlike that of RTP.
    void linearSoundIsLittleEndian()
    {
        QVERIFY(open({}));
        QTRY_VERIFY(m_client->has(QStringLiteral("e1"), "StasisStart"));
        QCOMPARE(m_client->status("POST", QStringLiteral("/ari/channels/e1/play"), {{"media", "tone:ring"}}), 201);
        const auto isTone = [this] {
            const QList<qint16> samples = samplesOf(m_sound);
            qint64 power = 0, kinship = 0;
            for (qsizetype i = 1; i < samples.size(); ++i) {
                power += qint64(samples[i]) * samples[i];
                kinship += qint64(samples[i]) * samples[i - 1];
            }
            return power > 1'000'000 && kinship > power * 8 / 10;
        };
        QTRY_VERIFY(isTone());
    }

    void soundGoesTheWayThatIsWanted()
    {
        QVERIFY(open(QStringLiteral("f(json)")));
        QTRY_VERIFY(!m_sound.isEmpty());
        m_socket->sendTextMessage(QStringLiteral(R"({"command":"SET_MEDIA_DIRECTION","direction":"out"})"));
        m_socket->sendTextMessage(QStringLiteral(R"({"command":"GET_STATUS"})"));
        QTRY_COMPARE(m_news.size(), 2);
        m_sound.clear();
        m_socket->sendBinaryMessage(loud(10));
        m_socket->sendTextMessage(QStringLiteral(R"({"command":"MARK_MEDIA"})"));
        QTRY_COMPARE(m_news.size(), 3); // played, and nothing came back
        QVERIFY(m_sound.isEmpty());
        m_socket->sendTextMessage(QStringLiteral(R"({"command":"SET_MEDIA_DIRECTION","direction":"in"})"));
        m_socket->sendTextMessage(QStringLiteral(R"({"command":"PAUSE_MEDIA"})")); // an error
        QTRY_COMPARE(m_news.size(), 4);
        m_socket->sendBinaryMessage(loud(10));
        m_socket->sendTextMessage(QStringLiteral(R"({"command":"GET_STATUS"})"));
        QTRY_COMPARE(m_news.size(), 5);
        QCOMPARE(core::Json::parse(core::utf8(m_news.last()))["queue_length"], core::Json(0));
        QTRY_VERIFY(!m_sound.isEmpty());
    }

    void theProgramAnswers()
    {
        QVERIFY(open(QStringLiteral("n")));
        QTRY_VERIFY(!m_sound.isEmpty());
        QVERIFY(!m_client->has(QStringLiteral("e1"), "StasisStart"));
        m_socket->sendTextMessage(QStringLiteral("ANSWER"));
        QTRY_VERIFY(m_client->has(QStringLiteral("e1"), "StasisStart"));
    }

private:
    bool open(const QString &options, const QByteArray &format = "slin")
    {
        core::Json asked{{"channelId", "e1"},
                         {"app", "voipbin"},
                         {"data", "k=v"},
                         {"encapsulation", "none"},
                         {"transport", "websocket"},
                         {"external_host", "127.0.0.1:" + std::to_string(m_program->serverPort())},
                         {"format", format.toStdString()}};
        if (!options.isEmpty())
            asked["transport_data"] = core::utf8(options);
        if (m_client->ask("POST", QStringLiteral("/ari/channels/externalMedia"), std::move(asked)).status != 200)
            return false;
        return QTest::qWaitFor([this] { return !m_news.isEmpty(); });
    }
    void echo()
    {
        QTRY_VERIFY(m_client->has(QStringLiteral("e1"), "StasisStart"));
        QCOMPARE(
            m_client->status("POST", QStringLiteral("/ari/channels/e1/continue"), {{"context", "svc-echo"}, {"extension", "s"}}),
            204);
    }
    qsizetype loudFrames() const
    {
        const QList<qint16> samples = samplesOf(m_sound);
        return std::count_if(samples.begin(), samples.end(), [](qint16 one) { return std::abs(one) > 4000; }) * 2 / frameBytes;
    }

    std::unique_ptr<SoftSwitch> m_engine;
    std::unique_ptr<EngineClient> m_client;
    std::unique_ptr<QWebSocketServer> m_program;
    std::unique_ptr<QWebSocket> m_socket;
    QStringList m_news;
    QByteArray m_sound;
};

QTEST_GUILESS_MAIN(MediaWebSocketTest)
#include "tst_mediawebsocket.moc"
