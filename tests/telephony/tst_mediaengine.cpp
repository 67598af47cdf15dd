// SPDX-License-Identifier: GPL-3.0-or-later
// The engine with its threads, on real sockets and in real time.
#include "mediapeer.h"

#include "core/systemclock.h"

#include <QRegularExpression>
#include <QTest>

using namespace telephony::media;
using testmedia::Desk;
using testmedia::Peer;

namespace {
constexpr char loud = char(0x90); ///< u-law for +15,996

struct Engine
{
    QStringList log;
    std::map<QString, std::vector<qint16>> sounds{
        {"short", std::vector<qint16>(320, 1000)}, {"empty", {}}, {"long", std::vector<qint16>(80'000, 2000)}};
    MediaEngine media{std::make_shared<core::SystemClock>(),
                      [this](const QString &uri) -> Samples {
                          const auto found = sounds.find(uri);
                          return found == sounds.end() ? nullptr : std::make_shared<const std::vector<qint16>>(found->second);
                      },
                      events(),
                      [this](const QString &url, std::function<void(FetchedMedia)> done) {
                          log << "fetch " + url;
                          pending.insert_or_assign(url, std::move(done));
                      }};
    std::map<QString, std::function<void(FetchedMedia)>> pending;

    Events events()
    {
        Events wanted;
        wanted.digit = [this](QString stream, char digit, int ms) {
            log << QStringLiteral("digit %1 %2 %3").arg(stream).arg(QLatin1Char(digit)).arg(ms);
        };
        wanted.playbackStarted = [this](QString name, int index) { log << QStringLiteral("started %1 %2").arg(name).arg(index); };
        wanted.playbackFinished = [this](QString name, QString failed) {
            log << QStringLiteral("finished %1 %2").arg(name, failed).trimmed();
        };
        wanted.digitsSent = [this](QString stream) { log << "sent " + stream; };
        return wanted;
    }
    quint16 open(const QString &name, const Peer &peer)
    {
        const auto port = media.open(name, QHostAddress::LocalHost);
        media.connectStream(name, Desk::parameters(peer.port()));
        return port.value_or(0);
    }
    quint64 received(const QString &name) const { return media.stats(name)->packetsReceived; }
};
} // namespace

class MediaEngineTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void echoesAndHearsKeys()
    {
        Engine engine;
        engine.media.start();
        Peer peer;
        const quint16 port = engine.open("a", peer);
        QVERIFY(port != 0 && port % 2 == 0); // RFC 3550 §11
        QVERIFY(!engine.media.open("a", QHostAddress::LocalHost));
        engine.media.setEcho("a", true);
        bool echoed = false;
        const auto echoes = [&] {
            for (int i = 0; i < 3; ++i)
                peer.speak(port, loud);
            for (const auto &packet : peer.receive())
                echoed = echoed || packet.payload == QByteArray(160, loud);
            return echoed;
        };
        QTRY_VERIFY(echoes());
        peer.press(port, 9);
        QTRY_COMPARE(engine.log, QStringList({"digit a 9 60"}));
        QVERIFY(engine.received("a") > 5);
        engine.media.close("a");
        QVERIFY(!engine.media.stats("a"));
    }

    void playsListsAndSaysWhatFailed()
    {
        Engine engine;
        engine.media.start();
        Peer peer;
        engine.open("a", peer);
        engine.media.play("a", "list", {"short", "missing", "empty", "short"});
        QTRY_COMPARE(engine.log,
                     QStringList({"started list 0", "started list 1", "started list 2", "started list 3", "finished list"}));
        engine.log.clear();
        engine.media.play("a", "none", {"missing", "empty"});
        QTRY_COMPARE(engine.log, QStringList({"finished none missing"}));
        engine.log.clear();
        engine.media.play("nobody", "lost", {"short"});
        QTRY_COMPARE(engine.log.size(), 1);
    }

    /// What the loader does not know is fetched; what is played after it waits, what others hear does not.
    void fetchesUrlsAndKeepsTheOrder()
    {
        Engine engine;
        engine.media.start();
        Peer peer, other;
        engine.open("a", peer);
        engine.open("b", other);
        const QString url = "https://media.example/hello.ulaw?x=1";
        engine.media.play("a", "first", {"sound:" + url, "short", url});
        engine.media.play("a", "second", {"short"});
        QTRY_COMPARE(engine.log, QStringList({"fetch " + url}));
        engine.media.play("b", "third", {"short"});
        QTRY_VERIFY(engine.log.contains("finished third"));
        engine.pending.at(url)({{}, QByteArray(320, loud)});
        engine.pending.at(url)({{}, QByteArray(320, loud)}); // once is enough
        QTRY_VERIFY(engine.log.contains("finished second"));
        QCOMPARE(engine.log.filter(QRegularExpression("first|second")),
                 QStringList({"started first 0", "started first 1", "started first 2", "finished first", "started second 0",
                              "finished second"}));
    }

    void aFetchThatFailsIsTold()
    {
        Engine engine;
        engine.media.start();
        Peer peer;
        engine.open("a", peer);
        const QString url = "http://media.example/hello.wav";
        engine.media.play("a", "none", {url});
        QTRY_VERIFY(engine.pending.count(url) > 0);
        engine.pending.at(url)({});
        QTRY_VERIFY(engine.log.contains("finished none " + url));
        engine.pending.clear();
        engine.media.play("a", "stopped", {url});
        engine.media.play("a", "next", {"short"});
        QTRY_VERIFY(engine.pending.count(url) > 0);
        engine.media.stopPlayback("stopped"); // does not hold up the next
        QTRY_VERIFY(engine.log.contains("finished stopped") && engine.log.contains("finished next"));
        engine.pending.at(url)({{}, QByteArray(320, loud)});
    }

    void playsToBridges()
    {
        Engine engine;
        engine.media.start();
        const auto pipe = engine.media.openPipe("a");
        engine.media.createBridge("room");
        engine.media.addToBridge("room", "a");
        engine.media.playToBridge("room", "announcement", {"long"});
        bool heard = false;
        const auto hears = [&] {
            std::array<int16_t, SoundPipe::frame> frame{};
            while (pipe->read(frame))
                heard = heard || frame[0] == 2000;
            return heard;
        };
        QTRY_VERIFY(hears());
        engine.media.seekPlayback("announcement", core::Millis(60'000));
        QTRY_COMPARE(engine.log, QStringList({"started announcement 0", "finished announcement"}));
        engine.log.clear();
        engine.media.playToBridge("room", "cut", {"long"}, core::Millis(0), true);
        engine.media.playToBridge("nowhere", "lost", {"long"});
        QTRY_VERIFY(engine.log.contains("started cut 0"));
        engine.media.destroyBridge("room");
        QTRY_VERIFY(engine.log.contains("finished cut"));
        QVERIFY(engine.log.filter("finished lost").size() == 1);
    }

    void anEmptyBridgePlaysToo()
    {
        Engine engine;
        engine.media.start();
        engine.media.createBridge("room");
        engine.media.playToBridge("room", "alone", {"short"});
        QTRY_COMPARE(engine.log, QStringList({"started alone 0", "finished alone"}));
    }

    void stoppingAndClosingFinishPlaybacks()
    {
        Engine engine;
        engine.media.start();
        Peer peer;
        engine.open("a", peer);
        engine.media.play("a", "one", {"long"}, core::Millis(0), true);
        QTRY_COMPARE(engine.log, QStringList({"started one 0"}));
        engine.media.stopPlayback("one");
        QTRY_COMPARE(engine.log, QStringList({"started one 0", "finished one"}));
        engine.log.clear();
        engine.media.play("a", "two", {"long"});
        engine.media.play("a", "three", {"long"});
        engine.media.close("a");
        QTRY_VERIFY(engine.log.contains("finished two") && engine.log.contains("finished three"));
        engine.media.sendDigits("a", "1", core::Millis(0), core::Millis(0), core::Millis(0), core::Millis(0));
        engine.media.stop();
        engine.media.stop();
        QVERIFY(!engine.media.open("b", QHostAddress::LocalHost));
    }
};

QTEST_GUILESS_MAIN(MediaEngineTest)
#include "tst_mediaengine.moc"
