// SPDX-License-Identifier: GPL-3.0-or-later
// AudioSocket channels against a program of the test's own.
#include "enginesuite.h"
#include "telephony/softswitch/softswitch.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QtEndian>

using telephony::softswitch::SoftSwitch;

namespace {
const QByteArray callId = "0190d2a4-7f3e-7c3a-9a7e-2f1b3c4d5e6f";
constexpr qsizetype frameBytes = 320;

QString text(const core::Json &value) { return value.is_string() ? core::fromUtf8(value) : QString(); }
int loudFramesOf(const QByteArray &sound)
{
    qsizetype samples = 0;
    for (qsizetype i = 0; i + 1 < sound.size(); i += 2)
        samples += std::abs(int(qFromLittleEndian<qint16>(sound.constData() + i))) > 6000;
    return int(samples * 2 / frameBytes);
}
QByteArray loudFrame()
{
    QByteArray frame(frameBytes, Qt::Uninitialized);
    for (qsizetype i = 0; i < frameBytes; i += 2)
        qToLittleEndian<qint16>(qint16(i % 16 < 8 ? 8000 : -8000), frame.data() + i);
    return frame;
}
QByteArray framed(char kind, const QByteArray &payload)
{
    return QByteArray(1, kind) + char(payload.size() >> 8) + char(payload.size() & 0xff) + payload;
}
QByteArray greeting(const QByteArray &id = callId) { return framed(0x01, QUuid::fromString(QLatin1String(id)).toRfc4122()); }

/// What came over a connection, taken apart without the product's code.
struct Heard
{
    QByteArray bytes, id, sound;
    char kind = 0; ///< of the sound
    qsizetype size = 0;
    bool hungUp = false;
    void read(QTcpSocket &socket)
    {
        bytes += socket.readAll();
        while (bytes.size() >= 3) {
            const int length = quint8(bytes[1]) << 8 | quint8(bytes[2]);
            if (bytes.size() < 3 + length)
                return;
            const QByteArray payload = bytes.mid(3, length);
            if (bytes[0] == 0x01) {
                id = payload;
            } else if (bytes[0] >= 0x10) {
                sound += payload;
                kind = bytes[0];
                size = length;
            } else if (bytes[0] == 0x00) {
                hungUp = true;
            }
            bytes.remove(0, 3 + length);
        }
    }
};
} // namespace

class AudioSocketTest : public QObject
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
        m_program = std::make_unique<QTcpServer>();
        QVERIFY(m_program->listen(QHostAddress::LocalHost, 0));
        m_heard = m_other = {};
    }
    void cleanup()
    {
        wait(m_engine->stop());
        m_client.reset();
        m_engine.reset();
        m_program.reset();
    }

    void theSwitchComes()
    {
        QTcpSocket *socket = open();
        QVERIFY(socket);
        QTRY_COMPARE(m_heard.id, QUuid::fromString(QLatin1String(callId)).toRfc4122());
        QTRY_VERIFY(m_heard.sound.size() >= 5 * frameBytes);
        QTRY_VERIFY(m_client->has(QStringLiteral("e1"), "StasisStart"));
        QCOMPARE(m_client->last(QStringLiteral("e1"), "StasisStart")["args"], core::Json::array({callId.toStdString()}));
        echo();
        QCOMPARE(loudFramesOf(m_heard.sound), 0);
        for (int i = 0; i < 25; ++i)
            socket->write(framed(0x10, loudFrame()));
        QTRY_VERIFY(loudFramesOf(m_heard.sound) > 20);
        socket->write(framed(0x03, "5"));
        QTRY_VERIFY(m_client->has(QStringLiteral("e1"), "ChannelDtmfReceived"));
        QCOMPARE(m_client->last(QStringLiteral("e1"), "ChannelDtmfReceived")["digit"], "5");
        QCOMPARE(m_client->status("DELETE", QStringLiteral("/ari/channels/e1")), 204);
        QTRY_VERIFY(m_heard.hungUp);
    }

    void formats_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("size");
        QTest::newRow("linear") << "slin" << 0x10 << 320;
        QTest::newRow("linear at 16 kHz") << "slin16" << 0x12 << 640;
        QTest::newRow("linear at 12 kHz") << "slin12" << 0x11 << 480;
        QTest::newRow("linear at 24 kHz") << "slin24" << 0x13 << 960;
        QTest::newRow("linear at 48 kHz") << "slin48" << 0x16 << 1920;
        QTest::newRow("u-law") << "ulaw" << 0x10 << 160;
        QTest::newRow("A-law") << "alaw" << 0x10 << 160;
        QTest::newRow("G.722") << "g722" << 0x10 << 160;
    }
    void formats()
    {
        QFETCH(QString, format);
        QFETCH(int, kind);
        QFETCH(int, size);
        QTcpSocket *socket = open(format);
        QVERIFY(socket);
        QTRY_VERIFY(m_heard.sound.size() >= 5 * size);
        QCOMPARE(int(m_heard.kind), kind);
        QCOMPARE(m_heard.size, size);
        const QByteArray silence = m_heard.sound.left(size);
        echo();
        m_heard.sound.clear();
        QByteArray noise(size, Qt::Uninitialized);
        for (qsizetype i = 0; i < noise.size(); ++i)
            noise[i] = char(i % 4 * 64 + 7);
        for (int i = 0; i < 25; ++i)
            socket->write(framed(char(kind), noise));
        const auto isLoud = [&] {
            int unlike = 0;
            for (qsizetype at = 0; at + size <= m_heard.sound.size(); at += size)
                unlike += m_heard.sound.mid(at, size) != silence;
            return unlike > 15;
        };
        QTRY_VERIFY(isLoud());
        QCOMPARE(m_heard.size, size);
    }

    void formatsThatItDoesNotCarry()
    {
        for (const char *format : {"slin44", "opus", "nonsense"})
            QCOMPARE(ask(QStringLiteral("127.0.0.1:7000"), "client", QLatin1String(format)).status, 422);
    }

    /// What does not fit stays with the program, and comes in its order.
    void aProgramThatSaysTooMuchWaits()
    {
        constexpr int fits = 400, more = 60, underWay = 30;
        QTcpSocket *socket = open();
        QVERIFY(socket);
        QTRY_VERIFY(m_client->has(QStringLiteral("e1"), "StasisStart"));
        echo();
        for (int i = 0; i < fits + more; ++i)
            socket->write(framed(0x10, loudFrame()));
        socket->write(framed(0x03, "5"));
        QTRY_VERIFY(m_client->has(QStringLiteral("e1"), "ChannelDtmfReceived"));
        const int heard = loudFramesOf(m_heard.sound);
        QVERIFY2(heard > more - underWay, qPrintable(QString::number(heard)));
    }

    void theProgramComes()
    {
        QTcpSocket program;
        connect(&program, &QTcpSocket::readyRead, &program, [&] { m_heard.read(program); });
        const quint16 port = waiting();
        QVERIFY(port > 0);
        program.connectToHost(QHostAddress::LocalHost, port);
        program.write(greeting() + framed(0x03, "7"));
        QTRY_VERIFY(m_client->has(QStringLiteral("e1"), "StasisStart"));
        QTRY_VERIFY(m_client->has(QStringLiteral("e1"), "ChannelDtmfReceived"));
        QTRY_VERIFY(m_heard.sound.size() >= frameBytes);
        program.write(framed(0x00, {}));
        QTRY_VERIFY(m_client->has(QStringLiteral("e1"), "ChannelDestroyed"));
    }

    void aStrangerComesFirst_data()
    {
        QTest::addColumn<QByteArray>("said");
        QTest::addColumn<bool>("goes");
        QTest::addColumn<bool>("isSentAway");
        QTest::newRow("with another id") << greeting("0190d2a4-7f3e-7c3a-9a7e-000000000000") << false << true;
        QTest::newRow("with sound") << framed(0x10, loudFrame()) << false << true;
        QTest::newRow("with another protocol") << QByteArray("GET / HTTP/1.1\r\n\r\n") << false << true;
        QTest::newRow("says nothing and stays") << QByteArray() << false << false;
        QTest::newRow("says half and stays") << greeting().left(7) << false << false;
        QTest::newRow("says half and goes") << greeting().left(7) << true << false;
    }
    void aStrangerComesFirst()
    {
        QFETCH(QByteArray, said);
        QFETCH(bool, goes);
        QFETCH(bool, isSentAway);
        const quint16 port = waiting();
        QTcpSocket stranger, program;
        QSignalSpy away(&stranger, &QTcpSocket::disconnected);
        stranger.connectToHost(QHostAddress::LocalHost, port);
        QTRY_COMPARE(stranger.state(), QAbstractSocket::ConnectedState);
        stranger.write(said);
        if (goes)
            stranger.disconnectFromHost();
        QTRY_VERIFY(!isSentAway || !away.isEmpty());
        program.connectToHost(QHostAddress::LocalHost, port);
        program.write(greeting());
        QTRY_VERIFY(m_client->has(QStringLiteral("e1"), "StasisStart"));
        QTRY_COMPARE(away.size(), 1);
        QVERIFY(!m_client->has(QStringLiteral("e1"), "ChannelDestroyed"));
    }

    void theProgramGoesAway()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral("QSocketNotifier"))); // what is closed must not be written to
        QTcpSocket *socket = open();
        QVERIFY(socket);
        QTRY_VERIFY(m_client->has(QStringLiteral("e1"), "StasisStart"));
        socket->close();
        QTRY_VERIFY(m_client->has(QStringLiteral("e1"), "ChannelDestroyed"));
        QCOMPARE(m_client->last(QStringLiteral("e1"), "ChannelDestroyed")["cause"], 16);
    }

    void theLastWordsAreHeard_data()
    {
        QTest::addColumn<QByteArray>("last");
        QTest::addColumn<int>("cause");
        QTest::newRow("closes") << QByteArray() << 16;
        QTest::newRow("hangs up") << framed(0x00, {}) << 16;
        QTest::newRow("fails") << framed(char(0xff), "\x01") << 38;
    }
    /// A program may say all it has at once and go.
    void theLastWordsAreHeard()
    {
        QFETCH(QByteArray, last);
        QFETCH(int, cause);
        constexpr int frames = 60;
        QTcpSocket *socket = open();
        QVERIFY(socket);
        QTRY_VERIFY(m_client->has(QStringLiteral("e1"), "StasisStart"));
        QCOMPARE(ask(hostOf(m_program->serverPort()), "client", QStringLiteral("slin"), "e2").status, 200);
        QTRY_VERIFY(m_program->hasPendingConnections());
        QTcpSocket *listener = m_program->nextPendingConnection();
        connect(listener, &QTcpSocket::readyRead, listener, [this, listener] { m_other.read(*listener); });
        QTRY_VERIFY(m_client->has(QStringLiteral("e2"), "StasisStart"));
        QCOMPARE(m_client->status("POST", QStringLiteral("/ari/bridges"), {{"bridgeId", "b1"}}), 200);
        QCOMPARE(m_client->status("POST", QStringLiteral("/ari/bridges/b1/addChannel"), {{"channel", "e1,e2"}}), 204);
        for (int i = 0; i < frames; ++i)
            socket->write(framed(0x10, loudFrame()));
        socket->write(last);
        socket->disconnectFromHost();
        QTRY_VERIFY(m_client->has(QStringLiteral("e1"), "ChannelDestroyed"));
        QCOMPARE(m_client->last(QStringLiteral("e1"), "ChannelDestroyed")["cause"], cause);
        QTRY_COMPARE(loudFramesOf(m_other.sound), frames);
    }

    void soundInOddPieces()
    {
        QTcpSocket *socket = open();
        QVERIFY(socket);
        echo();
        QByteArray sound;
        for (int i = 0; i < 30; ++i)
            sound += loudFrame();
        for (qsizetype at = 0; at < sound.size(); at += 321)
            socket->write(framed(0x10, sound.mid(at, 321)));
        QTRY_COMPARE(loudFramesOf(m_heard.sound), 30);
    }

    void nobodyWaits()
    {
        const quint16 port = m_program->serverPort();
        m_program->close();
        QCOMPARE(ask(hostOf(port), "client").status, 200);
        QTRY_VERIFY(m_client->has(QStringLiteral("e1"), "ChannelDestroyed"));
        QVERIFY(!m_client->has(QStringLiteral("e1"), "StasisStart"));
    }

private:
    static QString hostOf(quint16 port) { return QStringLiteral("127.0.0.1:%1").arg(port); }
    telephony::AriReply ask(const QString &host, const char *connection, const QString &format = QStringLiteral("slin"),
                            const char *id = "e1")
    {
        return m_client->ask("POST", QStringLiteral("/ari/channels/externalMedia"),
                             {{"channel_id", id},
                              {"app", "voipbin"},
                              {"data", callId.toStdString()},
                              {"encapsulation", "audiosocket"},
                              {"transport", "tcp"},
                              {"external_host", core::utf8(host)},
                              {"connection_type", connection},
                              {"format", core::utf8(format)}});
    }
    /// The connection to the program, whose words m_heard gets; null without one.
    QTcpSocket *open(const QString &format = QStringLiteral("slin"))
    {
        if (ask(hostOf(m_program->serverPort()), "client", format).status != 200 ||
            !QTest::qWaitFor([this] { return m_program->hasPendingConnections(); }))
            return nullptr;
        QTcpSocket *socket = m_program->nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket, [this, socket] { m_heard.read(*socket); });
        return socket;
    }
    /// The port at which a channel waits for its program; 0 without one.
    quint16 waiting()
    {
        const auto made = ask(QStringLiteral("127.0.0.1:0"), "server");
        return made.status == 200 ? text(made.body["channelvars"]["AUDIOSOCKET_LOCAL_PORT"]).toUShort() : quint16(0);
    }
    /// The channel hears itself.
    void echo()
    {
        QTRY_VERIFY(m_client->has(QStringLiteral("e1"), "StasisStart"));
        QCOMPARE(
            m_client->status("POST", QStringLiteral("/ari/channels/e1/continue"), {{"context", "svc-echo"}, {"extension", "s"}}),
            204);
    }

    std::unique_ptr<SoftSwitch> m_engine;
    std::unique_ptr<EngineClient> m_client;
    std::unique_ptr<QTcpServer> m_program;
    Heard m_heard, m_other;
};

QTEST_GUILESS_MAIN(AudioSocketTest)
#include "tst_audiosocketchannel.moc"
