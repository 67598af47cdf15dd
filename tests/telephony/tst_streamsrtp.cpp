// SPDX-License-Identifier: GPL-3.0-or-later
// Streams ticked by hand with SRTP, reports on the port of the sound, and those who want to be heard as well.
#include "mediaspeaker.h"

#include <QTest>

using namespace telephony::media;
using telephony::rtp::SrtpKey;
using telephony::rtp::SrtpReceiver;
using telephony::rtp::SrtpSender;
using testmedia::Desk;
using testmedia::Peer;
using testmedia::Speaker;

namespace {
SrtpKey keyOf(uint8_t seed)
{
    SrtpKey key;
    key.key.fill(seed);
    key.salt.fill(uint8_t(seed + 1));
    return key;
}

SrtpKeys keysOf(uint8_t seed) { return {keyOf(seed), keyOf(uint8_t(seed + 10))}; }

QByteArray protectedBy(SrtpSender &sender, QByteArray packet)
{
    const qsizetype size = packet.size();
    packet.resize(size + qsizetype(telephony::rtp::srtpOverhead));
    auto *data = reinterpret_cast<uint8_t *>(packet.data());
    packet.resize(qsizetype(sender.protect({data, size_t(packet.size())}, size_t(size))));
    return packet;
}

/// What the stream sent, opened.
std::vector<Peer::Packet> openedBy(SrtpReceiver &receiver, Peer &peer)
{
    std::vector<Peer::Packet> all;
    for (Peer::Packet &packet : peer.receive()) {
        QByteArray bytes = Peer::bytesOf(packet);
        const size_t size = receiver.open({reinterpret_cast<uint8_t *>(bytes.data()), size_t(bytes.size())});
        if (size == 0)
            continue;
        packet.payload = bytes.mid(12, qsizetype(size) - 12);
        all.push_back(packet);
    }
    return all;
}
} // namespace

class StreamSrtpTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void speaksSrtpBothWays()
    {
        Desk desk;
        Speaker speaker(Codec::Pcmu, 0);
        auto line = desk.open("a");
        line.stream->echo = true;
        auto agreed = Desk::parameters(speaker.peer.port());
        agreed.srtp = keysOf(1);
        Desk::connect(line, agreed);
        SrtpSender sender(keysOf(1).in);
        SrtpReceiver receiver(keysOf(1).out);
        for (int i = 0; i < 100; ++i) { // across the turn of the sequence
            speaker.peer.sendRaw(line.port, protectedBy(sender, speaker.packet()));
            if (i == 50)
                Desk::connect(line, agreed); // a hold and back repeats the keys: nothing begins anew
            desk.tick();
            speaker.hear(openedBy(receiver, speaker.peer));
        }
        QCOMPARE(speaker.timestamps.size(), size_t(100));
        QVERIFY2(speaker.share() > 0.97, QByteArray::number(speaker.share()).constData());
        QCOMPARE(line.stream->figures.dropped.load(), quint64(0));
    }

    void aNewKeyReplacesTheOld()
    {
        Desk desk;
        Speaker speaker(Codec::Pcmu, 0);
        auto line = desk.open("a");
        auto agreed = Desk::parameters(speaker.peer.port());
        agreed.srtp = keysOf(1);
        Desk::connect(line, agreed);
        agreed.srtp = keysOf(3);
        Desk::connect(line, agreed);
        SrtpSender old(keysOf(1).in), fresh(keysOf(3).in);
        SrtpReceiver receiver(keysOf(3).out);
        for (int i = 0; i < 10; ++i) {
            const QByteArray packet = speaker.packet();
            speaker.peer.sendRaw(line.port, protectedBy(old, packet));
            speaker.peer.sendRaw(line.port, protectedBy(fresh, packet));
            desk.tick();
        }
        QCOMPARE(line.stream->figures.received.load(), quint64(10));
        QCOMPARE(line.stream->figures.forged.load(), quint64(10));
        QCOMPARE(openedBy(receiver, speaker.peer).size(), size_t(10));
    }

    void nothingButThePeersSrtpIsDelivered_data()
    {
        QTest::addColumn<QString>("attack");
        QTest::addColumn<bool>("fromThePeersAddress");
        for (const char *attack : {"plain RTP", "another key", "replays", "changed payload"}) {
            QTest::newRow(QByteArray(attack) + " from the peer's address") << QString::fromLatin1(attack) << true;
            QTest::newRow(QByteArray(attack) + " from a third address") << QString::fromLatin1(attack) << false;
        }
        QTest::newRow("the right key from a third address") << "the right key" << false;
        QTest::newRow("copies that overtake, from a third address") << "overtaking copies" << false;
    }
    void nothingButThePeersSrtpIsDelivered()
    {
        QFETCH(QString, attack);
        QFETCH(bool, fromThePeersAddress);
        Desk desk;
        Speaker speaker(Codec::Pcmu, 0);
        Peer third;
        auto line = desk.open("a");
        auto agreed = Desk::parameters(speaker.peer.port());
        agreed.srtp = keysOf(1);
        Desk::connect(line, agreed);
        SrtpSender sender(keysOf(1).in), wrong(keysOf(5).in), second(keysOf(1).in);
        const auto strike = [&](const QByteArray &bytes) {
            (fromThePeersAddress ? speaker.peer : third).sendRaw(line.port, bytes);
        };
        QByteArray before;
        for (int i = 0; i < 50; ++i) {
            const QByteArray plain = speaker.packet();
            const QByteArray good = protectedBy(sender, plain);
            if (i > 0 && attack == QLatin1String("overtaking copies"))
                strike(good);
            speaker.peer.sendRaw(line.port, good);
            QByteArray forged;
            if (attack == QLatin1String("plain RTP"))
                forged = plain;
            else if (attack == QLatin1String("another key"))
                forged = protectedBy(wrong, plain);
            else if (attack == QLatin1String("replays"))
                forged = before;
            else if (attack == QLatin1String("changed payload"))
                (forged = good)[50] = char(good[50] ^ 1);
            else if (attack == QLatin1String("the right key")) {
                QByteArray ahead = plain;
                ahead[3] = char(ahead[3] + 1);
                forged = protectedBy(second, ahead);
            }
            if (!forged.isEmpty())
                strike(forged);
            before = good;
            desk.tick();
            QCOMPARE(line.stream->figures.received.load(), quint64(i + 1)); // the peer's, each of them, and nothing else
        }
        QVERIFY(!fromThePeersAddress || line.stream->figures.dropped.load() >= 49);
        QCOMPARE(line.stream->figures.forged.load() > 0, fromThePeersAddress);
        QVERIFY(third.receive().empty());
    }

    /// Before the peer's first packet only authentic packets may teach another address.
    void srtpIsLearnedFromAuthenticPacketsOnly()
    {
        Desk desk;
        Peer negotiated, stranger;
        Speaker real(Codec::Pcmu, 0);
        auto line = desk.open("a");
        auto agreed = Desk::parameters(negotiated.port());
        agreed.srtp = keysOf(1);
        Desk::connect(line, agreed);
        for (int i = 0; i < 20; ++i) {
            stranger.speak(line.port, char(0x90));
            desk.tick();
        }
        QVERIFY(stranger.receive().empty());
        SrtpSender sender(keysOf(1).in);
        for (int i = 0; i < 10; ++i) {
            real.peer.sendRaw(line.port, protectedBy(sender, real.packet()));
            desk.tick();
        }
        QVERIFY(!real.peer.receive().empty());
        QCOMPARE(line.stream->figures.received.load(), quint64(6));
    }

    /// RFC 5761: reports come and go on the port of the sound, protected as it is.
    void reportsShareThePort_data()
    {
        QTest::addColumn<bool>("secured");
        QTest::newRow("plain") << false;
        QTest::newRow("SRTCP") << true;
    }
    void reportsShareThePort()
    {
        QFETCH(bool, secured);
        Desk desk;
        Peer peer;
        auto line = desk.open("a");
        auto agreed = Desk::parameters(peer.port());
        agreed.rtcpMux = true;
        if (secured)
            agreed.srtp = keysOf(1);
        Desk::connect(line, agreed);
        SrtpReceiver receiver(keysOf(1).out);
        SrtpSender sender(keysOf(1).in);
        QByteArray report = QByteArray::fromHex("80c80006000000070000000100000002000000030000000400000005");
        if (secured) {
            report.resize(report.size() + qsizetype(telephony::rtp::srtpOverhead));
            report.resize(
                qsizetype(sender.protectReport({reinterpret_cast<uint8_t *>(report.data()), size_t(report.size())}, 28)));
        }
        peer.sendRaw(line.port, report);
        int reports = 0, goodbyes = 0;
        const auto read = [&] {
            for (const Peer::Packet &packet : peer.receive()) {
                if (packet.payloadType != 72) // 200, a sender's report, without the bit of the marker
                    continue;
                QByteArray plain = Peer::bytesOf(packet);
                const auto bytes = [&plain] {
                    return std::span(reinterpret_cast<uint8_t *>(plain.data()), size_t(plain.size()));
                };
                if (secured)
                    plain.resize(qsizetype(receiver.openReport(bytes())));
                const auto parsed = telephony::rtp::parseReport(bytes());
                QVERIFY(parsed);
                ++(parsed->bye ? goodbyes : reports);
            }
        };
        for (int i = 0; i < 260; ++i) {
            desk.tick();
            read();
        }
        QVERIFY(reports >= 1 && goodbyes == 0);
        QCOMPARE(line.stream->figures.dropped.load(), quint64(0)); // the report was none
        desk.remove(line);
        read();
        QCOMPARE(goodbyes, 1); // RFC 3550 §6.6
    }

    /// RFC 3550 §6.3.7
    void whoNeverSpokeSaysNoGoodbye()
    {
        Desk desk;
        Peer peer;
        auto line = desk.open("a");
        auto agreed = Desk::parameters(peer.port());
        agreed.rtcpMux = true;
        agreed.send = false;
        Desk::connect(line, agreed);
        for (int i = 0; i < 5; ++i)
            desk.tick();
        desk.remove(line);
        QVERIFY(peer.receive().empty());
    }

    void aGoodbyeOfThePeerStopsNothing()
    {
        Desk desk;
        Peer peer;
        auto line = desk.open("a");
        auto agreed = Desk::parameters(peer.port());
        agreed.rtcpMux = true;
        Desk::connect(line, agreed);
        const auto speak = [&](int ticks) {
            for (int i = 0; i < ticks; ++i) {
                peer.speak(line.port, char(0x90));
                desk.tick();
            }
            return line.stream->figures.received.load();
        };
        speak(10);
        QVERIFY(!line.stream->figures.peerLeft.load());
        peer.sendRaw(line.port, QByteArray::fromHex("80c900010000000781cb000100000007"));
        QCOMPARE(speak(10), quint64(20));
        QVERIFY(line.stream->figures.peerLeft.load());
        QVERIFY(!peer.receive().empty());
    }
};

QTEST_GUILESS_MAIN(StreamSrtpTest)
#include "tst_streamsrtp.moc"
