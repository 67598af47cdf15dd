// SPDX-License-Identifier: GPL-3.0-or-later
// What is kept of the RTP of streams, of the engine and of the switch.
#include "mediapeer.h"
#include "switchbench.h"

#include "core/systemclock.h"

#include <QTest>

using namespace telephony::media;
using telephony::rtp::SrtpReceiver;
using telephony::rtp::SrtpSender;
using testmedia::Desk;
using testmedia::Peer;

namespace {
constexpr size_t enough = 2 * 1024 * 1024;
constexpr char loud = char(0x90);
const QByteArray senderReport = QByteArray::fromHex("80c80006000000070000000100000002000000030000000400000005");

SrtpKeys someKeys()
{
    SrtpKeys keys;
    keys.out.key.fill(1);
    keys.in.key.fill(2);
    return keys;
}

/// A desk with a tape, and one stream with its peer.
struct Bench
{
    std::shared_ptr<core::SystemClock> clock = std::make_shared<core::SystemClock>();
    RtpTape tape{clock, enough};
    Desk desk;
    Peer peer;
    Desk::Line line;

    explicit Bench(bool isSecured = false, bool isMuxed = false, bool isEcho = true)
    {
        desk.outbox.tape = &tape;
        line = desk.open("a");
        auto agreed = Desk::parameters(peer.port());
        agreed.rtcpMux = isMuxed;
        if (isSecured)
            agreed.srtp = someKeys();
        Desk::connect(line, agreed);
        line.stream->echo = isEcho;
    }
    std::vector<KeptPacket> kept() const
    {
        const TapedStream one = line.stream->taped();
        return tape.read({&one, 1}).packets;
    }
    size_t count(bool isOut, bool isReport = false) const
    {
        const auto all = kept();
        return size_t(std::count_if(all.begin(), all.end(), [&](const KeptPacket &one) {
            return isOut == (one.toPort == peer.port() || one.toPort == peer.port() + 1) && one.isReport == isReport;
        }));
    }
};

QByteArray secured(SrtpSender &sender, QByteArray packet, bool isReport = false)
{
    const auto size = size_t(packet.size());
    packet.resize(packet.size() + qsizetype(telephony::rtp::srtpOverhead));
    const std::span room(reinterpret_cast<uint8_t *>(packet.data()), size_t(packet.size()));
    packet.resize(qsizetype(isReport ? sender.protectReport(room, size) : sender.protect(room, size)));
    return packet;
}
} // namespace

class StreamTapeTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void bothWaysAreKept_data()
    {
        QTest::addColumn<bool>("isSecured");
        QTest::newRow("plain") << false;
        QTest::newRow("SRTP, of which the plain packets are kept") << true;
    }
    void bothWaysAreKept()
    {
        QFETCH(bool, isSecured);
        Bench m(isSecured);
        SrtpSender sender(someKeys().in);
        const core::Nanos before = m.clock->now();
        for (int i = 0; i < 20; ++i) {
            const QByteArray packet = Peer::bytesOf({0, i == 0, m.peer.sequence++, m.peer.timestamp, 7, QByteArray(160, loud)});
            m.peer.timestamp += 160;
            m.peer.sendRaw(m.line.port, isSecured ? secured(sender, packet) : packet);
            m.desk.tick();
        }
        const core::Nanos after = m.clock->now();
        QCOMPARE(m.count(false), size_t(20));
        QCOMPARE(m.count(true), size_t(20));
        bool isEchoed = false;
        for (const KeptPacket &one : m.kept()) {
            if (one.isReport) // now and then one falls into these ticks
                continue;
            const bool isOut = one.toPort == m.peer.port();
            QCOMPARE(one.from, QHostAddress(QHostAddress::LocalHost));
            QCOMPARE(one.to, QHostAddress(QHostAddress::LocalHost));
            QCOMPARE(isOut ? one.fromPort : one.toPort, m.line.port);
            QCOMPARE(isOut ? one.toPort : one.fromPort, m.peer.port());
            QVERIFY(one.at >= before && one.at <= after);
            QCOMPARE(one.bytes.size(), 172);
            QCOMPARE(one.bytes.front(), char(0x80));
            QVERIFY(isOut || one.bytes.endsWith(QByteArray(160, loud)));
            isEchoed = isEchoed || (isOut && one.bytes.endsWith(QByteArray(160, loud)));
        }
        QVERIFY(isEchoed);
    }

    /// As sent on the wire: each of the three that end a key (RFC 4733 §2.5.1.4).
    void keysAreKept()
    {
        Bench m;
        m.line.stream->sendDigits(testmedia::digits(m.line.stream.get(), "5"));
        m.peer.press(m.line.port, 5);
        for (int i = 0; i < 30; ++i)
            m.desk.tick();
        const auto packets = m.kept();
        const auto events = [&](bool isOut) {
            return std::count_if(packets.begin(), packets.end(), [&](const KeptPacket &one) {
                return (one.toPort == m.peer.port()) == isOut && (one.bytes[1] & 0x7F) == 101;
            });
        };
        QCOMPARE(events(false), 5);
        QVERIFY(events(true) >= 5);
    }

    void strangersAreNot()
    {
        Bench m(true);
        Peer stranger;
        SrtpSender sender(someKeys().in);
        m.peer.sendRaw(m.line.port, secured(sender, Peer::bytesOf({0, false, 1, 1, 7, QByteArray(160, loud)})));
        m.peer.speak(m.line.port, loud); // not SRTP
        stranger.speak(m.line.port, loud);
        for (int i = 0; i < 12; ++i)
            m.desk.tick();
        QCOMPARE(m.count(false), size_t(1));
    }

    /// What the peer refuses did not go out.
    void whatWasNotSentIsNot()
    {
        Bench m;
        auto agreed = Desk::parameters(m.peer.port());
        agreed.peer = QHostAddress(QStringLiteral("255.255.255.255")); // of which the kernel wants to be asked first
        Desk::connect(m.line, agreed);
        for (int i = 0; i < 5; ++i)
            m.desk.tick();
        QVERIFY(m.kept().empty());
    }

    void reportsAreKept_data()
    {
        QTest::addColumn<bool>("isSecured");
        QTest::addColumn<bool>("isMuxed");
        QTest::newRow("RTCP on its port") << false << false;
        QTest::newRow("RTCP on the port of RTP, RFC 5761") << false << true;
        QTest::newRow("SRTCP on its port") << true << false;
        QTest::newRow("SRTCP on the port of RTP") << true << true;
    }
    void reportsAreKept()
    {
        QFETCH(bool, isSecured);
        QFETCH(bool, isMuxed);
        Bench m(isSecured, isMuxed);
        SrtpSender sender(someKeys().in);
        const auto port = quint16(m.line.port + (isMuxed ? 0 : 1));
        m.peer.sendRaw(port, isSecured ? secured(sender, senderReport, true) : senderReport);
        for (int i = 0; i < 251; ++i)
            m.desk.tick();
        QCOMPARE(m.count(false, true), size_t(1));
        QVERIFY(m.count(true, true) >= 1);
        for (const KeptPacket &one : m.kept()) {
            if (!one.isReport)
                continue;
            const bool isIn = one.fromPort == m.peer.port();
            QCOMPARE(isIn ? one.toPort : one.fromPort, port);
            QCOMPARE(isIn ? one.fromPort : one.toPort, quint16(m.peer.port() + (isIn || isMuxed ? 0 : 1)));
            if (isIn)
                QCOMPARE(one.bytes, senderReport);
            else
                QCOMPARE(quint8(one.bytes[1]), quint8(200));
        }
    }

    void theEngineKnowsClosedStreams()
    {
        std::function<KeptRtp()> ofA;
        {
            MediaEngine media(std::make_shared<core::SystemClock>(), [](const QString &) { return Samples(); }, {});
            media.keepRtp(enough);
            media.start();
            std::array<Peer, 2> peers;
            for (size_t i = 0; i < 2; ++i) {
                const QString name = i == 0 ? QStringLiteral("a") : QStringLiteral("b");
                QVERIFY(media.open(name, QHostAddress::LocalHost));
                media.connectStream(name, Desk::parameters(peers[i].port()));
            }
            QTRY_VERIFY(media.stats("a")->packetsSent > 2 && media.stats("b")->packetsSent > 2);
            const auto found = [&media](const QStringList &names) { return media.rtpOf(names)().packets; };
            QVERIFY(found({"a"}).size() > 2);
            QCOMPARE(found({"a"}).front().toPort, peers[0].port());
            media.close("a");
            QVERIFY(found({"a"}).size() > 2);
            QCOMPARE(found({"a"}).front().toPort, peers[0].port());
            QVERIFY(media.open("a", QHostAddress::LocalHost)); // the name again: both are meant
            media.connectStream("a", Desk::parameters(peers[1].port()));
            QTRY_COMPARE(found({"a"}).back().toPort, peers[1].port());
            QCOMPARE(found({"a"}).front().toPort, peers[0].port());
            QVERIFY(found({"a", "b"}).size() > found({"b"}).size());
            QVERIFY(found({"c"}).empty());
            ofA = media.rtpOf({"a"});
        }
        QVERIFY(ofA().packets.size() > 2); // as long as somebody wants to read it
    }

    void whatWasKeptGoesWhenItIsOff()
    {
        const auto clock = std::make_shared<core::SystemClock>();
        MediaEngine media(clock, [](const QString &) { return Samples(); }, {});
        media.start();
        Peer peer;
        QVERIFY(media.open("a", QHostAddress::LocalHost));
        media.connectStream("a", Desk::parameters(peer.port()));
        QTRY_VERIFY(media.stats("a")->packetsSent > 2);
        QVERIFY(!media.rtpOf({"a"}));
        media.keepRtp(enough);
        QTRY_VERIFY(media.rtpOf({"a"})().packets.size() > 2);
        media.keepRtp(0);
        QVERIFY(!media.rtpOf({"a"}));
        const core::Nanos again = clock->now();
        media.keepRtp(enough);
        QTRY_VERIFY(media.rtpOf({"a"})().packets.size() > 2);
        QVERIFY(media.rtpOf({"a"})().packets.front().at > again);
    }

    void theSwitchKnowsTheChannelsOfACall_data()
    {
        QTest::addColumn<bool>("isKept");
        QTest::newRow("kept") << true;
        QTest::newRow("not kept") << false;
    }
    void theSwitchKnowsTheChannelsOfACall()
    {
        QFETCH(bool, isKept);
        auto config = testsip::Switch::config();
        config.rtpKept = isKept ? enough : 0;
        testsip::Switch bench(config);
        testsip::Phone phone(bench, "1000");
        Peer peer;
        QVERIFY(phone.callAndTalk(bench, testsip::sdpWith(peer.port())));
        const QUuid call = core::newId();
        bench.engine->tag(phone.channel, call);
        const auto ofCall = [&] { return bench.engine->rtpOf(call, {}); };
        if (!isKept) {
            QVERIFY(!ofCall());
            return;
        }
        QTRY_VERIFY(ofCall()().packets.size() > 2);
        QCOMPARE(ofCall()().packets.front().toPort, peer.port());
        bench.ari(QStringLiteral("DELETE"), QLatin1String("channels/") + phone.channel);
        QCOMPARE(bench.engine->channels(), 0);
        QVERIFY(ofCall()().packets.size() > 2);
        QVERIFY(bench.engine->rtpOf({}, {phone.channel})().packets.size() > 2);
        QVERIFY(bench.engine->rtpOf(core::newId(), {})().packets.empty());
        QVERIFY(bench.engine->rtpOf({}, {})().packets.empty());
    }
};

QTEST_GUILESS_MAIN(StreamTapeTest)
#include "tst_streamtape.moc"
