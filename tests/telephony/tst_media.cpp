// SPDX-License-Identifier: GPL-3.0-or-later
// Streams ticked by hand: whom they listen to and what they send.
#include "mediapeer.h"

#include "telephony/media/g711.h"

#include <QDeadlineTimer>
#include <QTest>

using namespace telephony::media;
using testmedia::constant;
using testmedia::Desk;
using testmedia::Peer;

namespace {
constexpr char loud = char(0x90);     ///< u-law for +15,996
constexpr char quiet = char(0xFF);    ///< u-law for 0
constexpr char loudAlaw = char(0xBA); ///< A-law for +15,872 (segment 7 begins at 16,896, this is below it)

int decoded(char code, Codec codec = Codec::Pcmu)
{
    const auto byte = uint8_t(code);
    int16_t sample = 0;
    decode(codec, std::span(&byte, 1), std::span(&sample, 1));
    return sample;
}

/// Codes of the last audio packet that came, as one value when all its bytes are the same; −1 without one.
int heard(Peer &peer)
{
    int code = -1;
    for (const Peer::Packet &packet : peer.receive()) {
        if (packet.payloadType == 0)
            code = packet.payload.count(packet.payload[0]) == 160 ? uchar(packet.payload[0]) : -2;
    }
    return code;
}
} // namespace

class MediaTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void rtpFlowsOnceConnected()
    {
        Desk desk;
        Peer peer;
        auto line = desk.open("a");
        desk.tick();
        QVERIFY(peer.receive().empty());
        Desk::connect(line, Desk::parameters(peer.port()));
        for (int i = 0; i < 3; ++i)
            desk.tick();
        const auto packets = peer.receive();
        QCOMPARE(packets.size(), size_t(3));
        QVERIFY(packets[0].marker && !packets[1].marker); // RFC 3551 §4.1: first of a talkspurt
        for (size_t i = 0; i < 3; ++i) {
            QCOMPARE(packets[i].payload.size(), qsizetype(160));
            QCOMPARE(packets[i].sequence, quint16(packets[0].sequence + i));
            QCOMPARE(packets[i].timestamp, packets[0].timestamp + quint32(i) * 160);
            QCOMPARE(packets[i].ssrc, packets[0].ssrc);
        }
    }

    void aThirdAddressIsDropped()
    {
        Desk desk;
        Peer peer, stranger(7); // even with the SSRC of the peer
        auto line = desk.open("a", peer);
        line.stream->echo = true;
        for (int i = 0; i < 50; ++i) {
            stranger.sequence = peer.sequence;
            stranger.timestamp = peer.timestamp;
            peer.speak(line.port, quiet);
            stranger.speak(line.port, loud);
            desk.tick();
            QVERIFY(heard(peer) == uchar(quiet));
        }
        QVERIFY(stranger.receive().empty());
        QCOMPARE(line.stream->figures.received.load(), quint64(50));
    }

    void aPeerThatMovesIsFollowed()
    {
        Desk desk;
        Peer before(7), after(8);
        auto line = desk.open("a", before);
        line.stream->echo = true;
        for (int i = 0; i < 3; ++i) {
            before.speak(line.port, loud);
            desk.tick();
        }
        Desk::connect(line, Desk::parameters(after.port()));
        before.receive();
        for (int i = 0; i < 3; ++i) {
            before.speak(line.port, loud);
            after.speak(line.port, quiet);
            desk.tick();
            QVERIFY(heard(after) == uchar(quiet));
        }
        QVERIFY(before.receive().empty());
    }

    /// What its host says of a closed port (ICMP) costs no packet of the time after.
    void aPeerMayCloseItsPortForAWhile()
    {
        Desk desk;
        auto peer = std::make_unique<Peer>();
        const quint16 port = peer->port();
        auto line = desk.open("a", *peer);
        line.stream->echo = true;
        peer->speak(line.port, loud);
        desk.tick();
        peer.reset();
        for (int i = 0; i < 5; ++i)
            desk.tick();
        peer = std::make_unique<Peer>(8, port);
        peer->speak(line.port, quiet);
        desk.tick();
        QCOMPARE(peer->receive().size(), size_t(1));
        QCOMPARE(line.stream->figures.received.load(), quint64(2));
    }

    /// Behind a NAT the peer's packets come from elsewhere: learned once, by packets that continue each other.
    void symmetricRtpIsLearnedOnce()
    {
        Desk desk;
        Peer negotiated, real, third;
        auto line = desk.open("a");
        auto agreed = Desk::parameters(negotiated.port());
        agreed.peer = QHostAddress("127.0.0.9");
        agreed.signalling = QHostAddress(QHostAddress::LocalHost);
        Desk::connect(line, agreed);
        for (int i = 0; i < 4; ++i) {
            real.speak(line.port, loud);
            desk.tick();
        }
        QVERIFY(real.receive().empty()); // four are not enough
        real.speak(line.port, loud);
        desk.tick();
        desk.tick();
        QVERIFY(!real.receive().empty());
        negotiated.receive();
        for (int i = 0; i < 20; ++i) {
            third.speak(line.port, loud);
            desk.tick();
        }
        QVERIFY(third.receive().empty());
        QCOMPARE(line.stream->figures.received.load(), quint64(1));
    }

    /// A peer may send from another port than it listens on (RFC 4961 asks it not to): it is heard, and gets its sound where it asked.
    void anotherPortOfThePeerIsHeardOnly()
    {
        Desk desk;
        Peer negotiated, other;
        auto line = desk.open("a", negotiated);
        line.stream->echo = true;
        for (int i = 0; i < 20; ++i) {
            other.speak(line.port, loud);
            desk.tick();
        }
        QVERIFY(other.receive().empty());
        QCOMPARE(line.stream->figures.received.load(), quint64(16));
        QVERIFY(heard(negotiated) == uchar(loud));
    }

    void otherHostsAreLearnedBehindANatOnly_data()
    {
        QTest::addColumn<QString>("described");
        QTest::addColumn<QString>("signalling");
        QTest::addColumn<bool>("learned");
        QTest::newRow("described and signalled by one host") << "192.0.2.9" << "192.0.2.9" << false;
        QTest::newRow("signalling not known") << "192.0.2.9" << "" << false;
        QTest::newRow("signalled by a third host") << "192.0.2.9" << "192.0.2.8" << false;
        QTest::newRow("another address of this computer, bound to none") << "127.0.0.9" << "127.0.0.9" << true;
        QTest::newRow("signalled by the sender") << "192.168.1.20" << "127.0.0.1" << true;
        QTest::newRow("a private address, signalled by a public proxy") << "192.168.1.20" << "203.0.113.5" << true;
        QTest::newRow("a public address, signalled by a public proxy") << "198.51.100.7" << "203.0.113.5" << false;
    }
    void otherHostsAreLearnedBehindANatOnly()
    {
        QFETCH(QString, described);
        QFETCH(QString, signalling);
        QFETCH(bool, learned);
        Desk desk;
        Peer sender;
        auto line = desk.open("a");
        auto agreed = Desk::parameters(4000);
        agreed.peer = QHostAddress(described);
        agreed.signalling = QHostAddress(signalling);
        Desk::connect(line, agreed);
        for (int i = 0; i < 20; ++i) {
            sender.speak(line.port, loud);
            desk.tick();
        }
        QCOMPARE(line.stream->figures.received.load() > 0, learned);
        QCOMPARE(!sender.receive().empty(), learned && signalling != described); // behind a NAT
    }

    void alternatingStrangersAreNotLearned()
    {
        Desk desk;
        Peer negotiated, one(1), two(2);
        auto line = desk.open("a", negotiated);
        for (int i = 0; i < 30; ++i) {
            one.speak(line.port, loud);
            two.speak(line.port, loud);
            desk.tick();
        }
        QVERIFY(one.receive().empty() && two.receive().empty());
        QCOMPARE(line.stream->figures.received.load(), quint64(0));
    }

    void malformedIsDropped_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const QByteArray good = Peer::bytesOf({0, false, 0, 7840, 7, QByteArray(160, loud)});
        const auto with = [&good](int at, int value) {
            QByteArray bytes = good;
            bytes[at] = char(value);
            return bytes;
        };
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("one byte") << QByteArray("\x80");
        QTest::newRow("RFC 3550 §5.1 eleven bytes") << good.left(11);
        QTest::newRow("RFC 3550 §5.1 version 1") << with(0, 0x40);
        QTest::newRow("RFC 3550 §5.1 contributors beyond the end") << with(0, 0x8F).left(40);
        QTest::newRow("RFC 3550 §5.1 extension beyond the end") << with(0, 0x90).left(16);
        QTest::newRow("RFC 3550 §5.1 padding beyond the payload") << with(0, 0xA0).left(13);
        QTest::newRow("a payload type nobody agreed to") << with(1, 3);
        QTest::newRow("STUN") << QByteArray::fromHex("000100002112a442") + QByteArray(12, 'x');
        QTest::newRow("RTCP on the RTP port") << QByteArray::fromHex("80c9000100000009");
        QTest::newRow("text") << QByteArray("OPTIONS sip:x SIP/2.0\r\n\r\n");
        QTest::newRow("no sound in it") << good.left(12);
        QTest::newRow("longer than the buffer") << good + QByteArray(3000, loud);
    }
    void malformedIsDropped()
    {
        QFETCH(QByteArray, bytes);
        Desk desk;
        Peer peer;
        auto line = desk.open("a", peer);
        line.stream->echo = true;
        peer.sendRaw(line.port, bytes);
        desk.tick();
        QCOMPARE(line.stream->figures.dropped.load(), quint64(1));
        for (int i = 0; i < 5; ++i) {
            peer.speak(line.port, loud);
            desk.tick();
        }
        QCOMPARE(heard(peer), int(uchar(loud)));
    }

    void malformedRtcpIsDropped()
    {
        Desk desk;
        Peer peer;
        auto line = desk.open("a", peer);
        for (const char *hex :
             {"", "80", "80c9", "80c9ffff00000009", "81c9000100000009", "ffffffffffffffff", "80cb000100000009"}) {
            peer.sendRaw(quint16(line.port + 1), QByteArray::fromHex(hex));
            for (int i = 0; i < 11; ++i)
                desk.tick();
        }
        QCOMPARE(line.stream->figures.roundTripMs.load(), -1.0F);
    }

    /// However late the tick looks for it.
    void aReportCountsFromItsArrival()
    {
        UdpSocket socket(QHostAddress(QHostAddress::LocalHost), 0);
        QVERIFY(socket.isOpen());
        socket.noteArrivals();
        sockaddr_in address{};
        socklen_t size = sizeof address;
        QCOMPARE(getsockname(socket.fd(), reinterpret_cast<sockaddr *>(&address), &size), 0);
        const std::array<uint8_t, 1> byte{};
        QVERIFY(socket.send(address, byte));
        const QDeadlineTimer late(5, Qt::PreciseTimer);
        while (!late.hasExpired()) {
        }
        ReceiveBatch batch;
        QCOMPARE(batch.receiveOne(socket.fd()), size_t(1));
        QVERIFY(socket.sinceArrival() >= 5'000'000);
    }

    void keysAreReportedOnce()
    {
        Desk desk;
        Peer peer;
        auto line = desk.open("a", peer);
        peer.press(line.port, 5);
        desk.tick();
        peer.press(line.port, 11);
        desk.tick();
        desk.tick();
        QCOMPARE(desk.news(), QStringList({"digit 5 60", "digit # 60"}));
    }

    void staticPayloadTypesMeanTheSame()
    {
        Desk desk;
        Peer peer;
        auto line = desk.open("a", peer);
        line.stream->echo = true;
        for (int i = 0; i < 10; ++i) {
            peer.speak(line.port, loudAlaw, 8); // RFC 3551: A-law although u-law was answered
            desk.tick();
        }
        const int sample = decoded(char(heard(peer)));
        QVERIFY2(std::abs(sample - decoded(loudAlaw, Codec::Pcma)) < 600, qPrintable(QString::number(sample)));
    }

    void sendsKeysInPlaceOfAudio()
    {
        Desk desk;
        Peer peer;
        auto line = desk.open("a", peer);
        line.stream->sendDigits(testmedia::digits(line.stream.get(), "7*"));
        for (int i = 0; i < 20; ++i)
            desk.tick();
        int ends = 0, audio = 0;
        QSet<quint32> keys;
        QSet<quint16> sequences;
        const auto packets = peer.receive();
        for (const auto &packet : packets) {
            sequences.insert(packet.sequence);
            if (packet.payloadType != 101) {
                ++audio;
                continue;
            }
            keys.insert(packet.timestamp);
            ends += uchar(packet.payload[1]) >> 7;
        }
        QCOMPARE(keys.size(), 2); // RFC 4733 §2.2.2: one timestamp a key
        QCOMPARE(ends, 6);
        QCOMPARE(audio, 10);
        QCOMPARE(size_t(sequences.size()), packets.size());
        QVERIFY(desk.news().contains("sent"));
    }

    void everyMemberHearsTheOthers()
    {
        Desk desk;
        Bridge bridge;
        desk.add(&bridge);
        std::array<Peer, 3> peers;
        std::array<Desk::Line, 3> lines;
        for (size_t i = 0; i < 3; ++i) {
            lines[i] = desk.open(QString::number(i), peers[i]);
            lines[i].stream->bridge = &bridge;
        }
        const auto talk = [&] {
            for (int i = 0; i < 10; ++i) {
                for (size_t p = 0; p < 3; ++p)
                    peers[p].speak(lines[p].port, p == 2 ? quiet : loud);
                desk.tick();
            }
            return std::array{decoded(char(heard(peers[0]))), decoded(char(heard(peers[1]))), decoded(char(heard(peers[2])))};
        };
        const int one = decoded(loud);
        const auto all = talk();
        QVERIFY(all[0] == one && all[1] == one);
        QVERIFY2(all[2] > one * 19 / 10, qPrintable(QString::number(all[2])));
        lines[0].stream->muteInBridge = true;
        const auto muted = talk();
        QVERIFY(muted[0] == one && muted[1] == 0 && muted[2] == one);
        lines[1].stream->bridge = nullptr;
        const auto left = talk();
        QVERIFY(left[0] == 0 && left[1] == 0 && left[2] == 0);
    }

    void theMixIsClippedNotWrapped()
    {
        Desk desk;
        Bridge bridge;
        desk.add(&bridge);
        std::array<Peer, 4> peers;
        std::array<Desk::Line, 4> lines;
        for (size_t i = 0; i < 4; ++i) {
            lines[i] = desk.open(QString::number(i), peers[i]);
            lines[i].stream->bridge = &bridge;
        }
        for (int i = 0; i < 10; ++i) {
            for (size_t p = 0; p < 4; ++p)
                peers[p].speak(lines[p].port, p == 0 ? quiet : char(0x80));
            desk.tick();
        }
        QCOMPARE(heard(peers[0]), 0x80);
    }

    void playbacksFollowEachOther()
    {
        Desk desk;
        Peer peer;
        auto line = desk.open("a", peer);
        line.stream->play(testmedia::playback("one", {constant(1000, 200), constant(2000, 100)}));
        line.stream->play(testmedia::playback("two", {constant(3000, 10)}));
        desk.tick();
        QCOMPARE(desk.news(), QStringList({"started 0"}));
        desk.tick();
        desk.tick();
        QCOMPARE(desk.news(), QStringList({"started 1", "finished one", "started 0", "finished two"}));
        QByteArray all;
        for (const auto &packet : peer.receive())
            all += packet.payload;
        const auto average = [&all](int from, int count) {
            int sum = 0;
            for (int i = from; i < from + count; ++i)
                sum += decoded(all[i]);
            return sum / count;
        };
        QVERIFY(std::abs(average(0, 200) - 1000) < 40 && std::abs(average(200, 100) - 2000) < 80);
        QVERIFY(std::abs(average(300, 10) - 3000) < 120 && average(310, 170) == 0);
    }

    void loopsStartOnceAndStop()
    {
        Desk desk;
        Peer peer;
        auto line = desk.open("a", peer);
        line.stream->play(testmedia::playback("loop", {constant(1000, 7)}, true));
        for (int i = 0; i < 100; ++i)
            desk.tick();
        QCOMPARE(desk.news(), QStringList({"started 0"}));
        line.stream->pausePlayback(qHash(QStringLiteral("loop")), true);
        desk.tick();
        QCOMPARE(heard(peer), int(uchar(quiet)));
        line.stream->stopPlayback(qHash(QStringLiteral("loop")), desk.outbox);
        QCOMPARE(desk.news(), QStringList({"finished loop"}));
    }

    void aLongSilenceIsTold()
    {
        Desk desk;
        Peer peer;
        auto line = desk.open("a", peer);
        for (int i = 0; i < 510; ++i)
            desk.tick();
        QCOMPARE(desk.news(), QStringList({"silent 5000", "silent 10000"}));
    }
};

QTEST_GUILESS_MAIN(MediaTest)
#include "tst_media.moc"
