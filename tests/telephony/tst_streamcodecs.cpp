// SPDX-License-Identifier: GPL-3.0-or-later
// Streams ticked by hand with every codec, and with keys in the sound.
#include "mediaspeaker.h"

#include <QTest>

using namespace telephony::media;
using testmedia::Desk;
using testmedia::Peer;
using testmedia::Speaker;

Q_DECLARE_METATYPE(telephony::media::Codec)

class StreamCodecsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void echoesEveryCodec_data()
    {
        QTest::addColumn<Codec>("codec");
        QTest::addColumn<int>("type");
        QTest::addColumn<int>("step"); // of timestamps
        QTest::newRow("PCMU") << Codec::Pcmu << 0 << 160;
        QTest::newRow("PCMA by a dynamic number") << Codec::Pcma << 97 << 160;
        QTest::newRow("G.722, RFC 3551 §4.5.2") << Codec::G722 << 9 << 160;
        QTest::newRow("Opus, RFC 7587 §4.1") << Codec::Opus << 107 << 960;
        QTest::newRow("L16") << Codec::L16 << 118 << 160;
        QTest::newRow("L16 at 16 kHz") << Codec::L16Wide << 119 << 320;
    }
    void echoesEveryCodec()
    {
        QFETCH(Codec, codec);
        QFETCH(int, type);
        QFETCH(int, step);
        Desk desk;
        Speaker speaker(codec, type);
        auto line = desk.open("a");
        auto agreed = Desk::parameters(speaker.peer.port());
        agreed.codec = codec;
        agreed.payloadType = type;
        Desk::connect(line, agreed);
        line.stream->echo = true;
        for (int i = 0; i < 100; ++i) {
            speaker.peer.sendRaw(line.port, speaker.packet());
            desk.tick();
            speaker.hear(speaker.peer.receive());
        }
        QVERIFY2(speaker.share() > 0.97, QByteArray::number(speaker.share()).constData());
        QCOMPARE(speaker.timestamps.size(), size_t(100));
        for (size_t i = 1; i < speaker.timestamps.size(); ++i)
            QCOMPARE(speaker.timestamps[i] - speaker.timestamps[i - 1], quint32(step));
        QCOMPARE(line.stream->figures.dropped.load(), quint64(0));
    }

    void sendsAsLongPacketsAsThePeerLikes_data()
    {
        QTest::addColumn<int>("ptime");
        for (const int ptime : {10, 20, 30, 40, 60})
            QTest::newRow(QByteArray::number(ptime) + " ms") << ptime;
    }
    void sendsAsLongPacketsAsThePeerLikes()
    {
        QFETCH(int, ptime);
        Desk desk;
        Peer peer;
        auto line = desk.open("a");
        auto agreed = Desk::parameters(peer.port());
        agreed.ptimeMs = ptime;
        Desk::connect(line, agreed);
        for (int i = 0; i < 60; ++i)
            desk.tick();
        const auto packets = peer.receive();
        QCOMPARE(int(packets.size()), 1200 / ptime);
        for (size_t i = 0; i < packets.size(); ++i) {
            QCOMPARE(packets[i].payload.size(), qsizetype(ptime * 8));
            QCOMPARE(packets[i].timestamp, packets[0].timestamp + quint32(int(i) * ptime * 8));
        }
    }

    void aReinviteChangesTheCodec()
    {
        Desk desk;
        Speaker before(Codec::Pcmu, 0), after(Codec::Opus, 107);
        auto line = desk.open("a");
        line.stream->echo = true;
        Desk::connect(line, Desk::parameters(before.peer.port()));
        for (int i = 0; i < 30; ++i) {
            before.peer.sendRaw(line.port, before.packet());
            desk.tick();
        }
        auto agreed = Desk::parameters(before.peer.port());
        agreed.codec = Codec::Opus;
        agreed.payloadType = 107;
        Desk::connect(line, agreed);
        before.peer.receive();
        for (int i = 0; i < 60; ++i) {
            before.peer.sendRaw(line.port, after.packet());
            desk.tick();
            after.hear(before.peer.receive());
        }
        QVERIFY2(after.share() > 0.95, QByteArray::number(after.share()).constData());
    }

    /// RFC 3264 §5.1: each sends by the number that the other one named.
    void numbersMayDiffer()
    {
        Desk desk;
        Peer peer;
        auto line = desk.open("a");
        line.stream->echo = true;
        auto agreed = Desk::parameters(peer.port());
        agreed.payloadType = 100;
        agreed.payloadTypeIn = 99;
        agreed.dtmfPayloadType = 120;
        agreed.dtmfPayloadTypeIn = 101;
        Desk::connect(line, agreed);
        for (int i = 0; i < 5; ++i) {
            peer.speak(line.port, char(0x90), 99);
            desk.tick();
        }
        for (const Peer::Packet &packet : peer.receive())
            QCOMPARE(packet.payloadType, 100);
        QCOMPARE(line.stream->figures.dropped.load(), quint64(0));
        peer.press(line.port, 5);
        desk.tick();
        QCOMPARE(desk.news(), QStringList("digit 5 60"));
    }

    void keysAreHeardInTheSound_data()
    {
        QTest::addColumn<Codec>("codec");
        QTest::newRow("PCMU") << Codec::Pcmu;
        QTest::newRow("PCMA") << Codec::Pcma;
        QTest::newRow("G.722") << Codec::G722;
        QTest::newRow("Opus") << Codec::Opus;
    }
    /// ITU-T Q.23, Q.24: a stream without telephone events sends tones, another one hears keys.
    void keysAreHeardInTheSound()
    {
        QFETCH(Codec, codec);
        Desk desk;
        Peer taking, giving;
        auto from = desk.open("from"), to = desk.open("to");
        auto agreed = Desk::parameters(taking.port());
        agreed.codec = codec;
        agreed.payloadType = factsOf(codec).payloadType;
        agreed.dtmfPayloadType = -1;
        Desk::connect(from, agreed);
        agreed.peerPort = giving.port();
        Desk::connect(to, agreed);
        auto *row = testmedia::digits(from.stream.get(), "1234567890*#ABCD");
        row->plan.duration = 100;
        row->plan.between = 100;
        from.stream->sendDigits(row);
        QStringList heard;
        for (int i = 0; i < 220; ++i) {
            desk.tick();
            for (const Peer::Packet &packet : taking.receive())
                giving.sendRaw(to.port, Peer::bytesOf(packet));
            for (const QString &news : desk.news()) {
                if (news.startsWith("digit"))
                    heard += news.section(' ', 1, 1);
                if (news.startsWith("digit"))
                    QVERIFY2(qAbs(news.section(' ', 2, 2).toInt() - 100) <= 40, qPrintable(news));
            }
        }
        QCOMPARE(heard.join(QString()), QStringLiteral("1234567890*#ABCD"));
    }

    void eventsOfOpusClock()
    {
        Desk desk;
        Peer peer;
        auto line = desk.open("a");
        auto agreed = Desk::parameters(peer.port());
        agreed.codec = Codec::Opus;
        agreed.payloadType = 107;
        agreed.dtmfClockRate = 48'000;
        Desk::connect(line, agreed);
        auto *row = testmedia::digits(line.stream.get(), "7");
        row->plan.duration = 2000; // longer than 16 bits of 1/48000 s: RFC 4733 §2.5.1.3
        line.stream->sendDigits(row);
        std::vector<Peer::Packet> events;
        for (int i = 0; i < 110; ++i) {
            desk.tick();
            for (const Peer::Packet &packet : peer.receive()) {
                if (packet.payloadType == 101)
                    events.push_back(packet);
            }
        }
        QVERIFY(events.size() >= 100);
        QCOMPARE(events.back().timestamp - events.front().timestamp, quint32(0xFFFF));
        telephony::rtp::DtmfReceiver keys;
        keys.setClockRate(48'000);
        int durationMs = 0, count = 0;
        for (const Peer::Packet &packet : events) {
            const auto *data = reinterpret_cast<const uint8_t *>(packet.payload.constData());
            const auto event = telephony::rtp::parseEvent({data, size_t(packet.payload.size())});
            if (const auto key = keys.packet(*event, packet.timestamp)) {
                ++count;
                durationMs = key->durationMs;
            }
        }
        QCOMPARE(count, 1);
        QCOMPARE(durationMs, 2000);
    }

    void comfortNoiseIsTaken()
    {
        Desk desk;
        Peer peer;
        auto line = desk.open("a", peer);
        for (int i = 0; i < 10; ++i) {
            peer.speak(line.port, char(0x90));
            desk.tick();
        }
        peer.sendRaw(line.port, Peer::bytesOf({13, false, peer.sequence++, peer.timestamp, 7, QByteArray(1, 60)}));
        for (int i = 0; i < 40; ++i)
            desk.tick();
        QCOMPARE(line.stream->figures.dropped.load(), quint64(0));
        QCOMPARE(line.stream->figures.received.load(), quint64(11));
        QVERIFY(std::abs(line.stream->figures.levelIn.load() + 60) < 3);
    }

    /// RFC 2543's hold names no address: that must not free the place of the peer for others.
    void aHoldWithoutAddressKeepsThePeer()
    {
        Desk desk;
        Peer peer, third;
        auto line = desk.open("a", peer);
        for (int i = 0; i < 10; ++i) {
            peer.speak(line.port, char(0x90));
            desk.tick();
        }
        auto held = Desk::parameters(0);
        held.peer = QHostAddress();
        Desk::connect(line, held);
        for (int i = 0; i < 50; ++i) {
            third.speak(line.port, char(0x90));
            desk.tick();
        }
        QCOMPARE(line.stream->figures.received.load(), quint64(10));
        QVERIFY(third.receive().empty());
    }
};

QTEST_GUILESS_MAIN(StreamCodecsTest)
#include "tst_streamcodecs.moc"
