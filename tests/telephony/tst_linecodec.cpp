// SPDX-License-Identifier: GPL-3.0-or-later
// Packets of one codec through the jitter buffer: lengths, order, loss, comfort noise; and frames gathered to packets.
#include "telephony/media/level.h"
#include "telephony/media/linecodec.h"

#include <QTest>

#include <cmath>
#include <numbers>

using namespace telephony::media;
using telephony::rtp::JitterBuffer;
using Frame = std::array<int16_t, 160>;

Q_DECLARE_METATYPE(telephony::media::Codec)

namespace {
CodecSetup setupOf(Codec codec, int ptime = 20)
{
    CodecSetup setup;
    setup.codec = codec;
    setup.ptimeMs = ptime;
    return setup;
}

Frame toneFrame(int number, double hertz = 400)
{
    Frame frame;
    for (size_t i = 0; i < frame.size(); ++i)
        frame[i] = int16_t(8000 * std::sin(2 * std::numbers::pi * hertz * (number * 160 + double(i)) / 8000));
    return frame;
}

/// Something like vowels: harmonics of 125 Hz in syllables. Opus takes a steady tone for noise, and adds no redundancy.
Frame speechFrame(int number)
{
    Frame frame;
    for (size_t i = 0; i < frame.size(); ++i) {
        const double time = (number * 160 + double(i)) / 8000;
        double sum = 0;
        for (int harmonic = 1; harmonic <= 12; ++harmonic)
            sum += std::sin(2 * std::numbers::pi * 125 * harmonic * time) / harmonic;
        frame[i] = int16_t(4000 * sum * (1.2 + std::sin(2 * std::numbers::pi * 4 * time)) / 2);
    }
    return frame;
}

struct Sent
{
    uint16_t sequence;
    uint32_t timestamp;
    std::vector<uint8_t> payload;
};

/// What a sender of so many frames puts on the line.
std::vector<Sent> packetsOf(const CodecSetup &setup, int frames, Frame (*frame)(int) = [](int i) { return toneFrame(i); })
{
    LineCodec line(setup);
    std::vector<Sent> all;
    for (int i = 0; i < frames; ++i) {
        line.push(frame(i), 5000 + uint32_t(i) * 160);
        while (const auto payload = line.next())
            all.push_back({uint16_t(65'530 + all.size()), payload->timestamp, {payload->bytes.begin(), payload->bytes.end()}});
    }
    return all;
}

struct Receiver
{
    LineCodec line;
    JitterBuffer buffer;
    std::vector<int16_t> heard;

    explicit Receiver(const CodecSetup &setup) : line(setup) {}
    bool take(const Sent &sent)
    {
        telephony::rtp::Packet packet;
        packet.sequence = sent.sequence;
        packet.timestamp = sent.timestamp;
        packet.payload = sent.payload;
        return line.put(packet, buffer);
    }
    void tick()
    {
        Frame frame;
        line.get(frame, buffer);
        heard.insert(heard.end(), frame.begin(), frame.end());
    }
};

/// Share of the energy that is the tone, in the loudest part.
double share(std::span<const int16_t> samples, double hertz = 400)
{
    double real = 0, imaginary = 0, all = 1;
    for (size_t i = 0; i < samples.size(); ++i) {
        const double angle = 2 * std::numbers::pi * hertz * double(i) / 8000;
        real += samples[i] * std::cos(angle);
        imaginary += samples[i] * std::sin(angle);
        all += double(samples[i]) * samples[i];
    }
    return 2 * (real * real + imaginary * imaginary) / double(samples.size()) / all;
}

double likeness(std::span<const int16_t> a, std::span<const int16_t> b)
{
    double product = 0, left = 1, right = 1;
    for (size_t i = 0; i < a.size(); ++i) {
        product += double(a[i]) * b[i];
        left += double(a[i]) * a[i];
        right += double(b[i]) * b[i];
    }
    return product / std::sqrt(left * right);
}
} // namespace

class LineCodecTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void packetsOfEveryLengthAreHeard_data()
    {
        QTest::addColumn<Codec>("codec");
        QTest::addColumn<int>("ptime");
        const std::pair<const char *, Codec> codecs[] = {{"PCMU", Codec::Pcmu},
                                                         {"G.722", Codec::G722},
                                                         {"Opus", Codec::Opus},
                                                         {"L16", Codec::L16},
                                                         {"L16 wide", Codec::L16Wide}};
        for (const auto &[name, codec] : codecs) {
            for (const int ptime : {10, 20, 30, 40, 60}) {
                if (packetMs(codec, ptime) == ptime)
                    QTest::newRow(QByteArray(name) + ", " + QByteArray::number(ptime) + " ms") << codec << ptime;
            }
        }
    }
    void packetsOfEveryLengthAreHeard()
    {
        QFETCH(Codec, codec);
        QFETCH(int, ptime);
        const auto packets = packetsOf(setupOf(codec, ptime), 60);
        QCOMPARE(int(packets.size()), 60 * 20 / ptime);
        for (size_t i = 1; i < packets.size(); ++i)
            QCOMPARE(packets[i].timestamp - packets[i - 1].timestamp, uint32_t(ptime * 8));
        Receiver receiver(setupOf(codec)); // of another ptime of its own
        size_t at = 0;
        for (int tick = 0; tick < 60; ++tick) {
            for (; at < packets.size() && packets[at].timestamp < 5000 + uint32_t(tick + 1) * 160; ++at)
                QVERIFY(receiver.take(packets[at]));
            receiver.tick();
        }
        const auto settled = std::span(receiver.heard).subspan(160 * 20, 160 * 30);
        QVERIFY2(share(settled) > 0.97, QByteArray::number(share(settled)).constData());
    }

    void aSwappedPairIsDecodedInOrder_data()
    {
        QTest::addColumn<Codec>("codec");
        QTest::newRow("G.722") << Codec::G722;
        QTest::newRow("Opus") << Codec::Opus;
        QTest::newRow("PCMU") << Codec::Pcmu;
    }
    void aSwappedPairIsDecodedInOrder()
    {
        QFETCH(Codec, codec);
        auto packets = packetsOf(setupOf(codec), 60);
        Receiver ordered(setupOf(codec)), swapped(setupOf(codec));
        const auto deliver = [](Receiver &receiver, const std::vector<Sent> &all) {
            receiver.take(all[0]);
            receiver.take(all[1]);
            receiver.take(all[2]); // the buffer is three deep from here on
            for (size_t i = 3; i < all.size(); ++i) {
                receiver.take(all[i]);
                receiver.tick();
            }
        };
        deliver(ordered, packets);
        for (size_t i = 10; i + 1 < packets.size(); i += 7)
            std::swap(packets[i], packets[i + 1]);
        deliver(swapped, packets);
        QVERIFY(ordered.heard == swapped.heard);
    }

    void aLossIsMadeUp_data()
    {
        QTest::addColumn<Codec>("codec");
        QTest::addColumn<int>("burst");
        QTest::newRow("PCMU, single packets") << Codec::Pcmu << 1;
        QTest::newRow("G.722, single packets") << Codec::G722 << 1;
        QTest::newRow("G.722, pairs") << Codec::G722 << 2;
        QTest::newRow("Opus, single packets, by the redundancy of the next") << Codec::Opus << 1;
        QTest::newRow("Opus, pairs") << Codec::Opus << 2;
        QTest::newRow("L16 wide, single packets") << Codec::L16Wide << 1;
    }
    void aLossIsMadeUp()
    {
        QFETCH(Codec, codec);
        QFETCH(int, burst);
        const auto packets = packetsOf(setupOf(codec), 200, speechFrame);
        Receiver whole(setupOf(codec)), receiver(setupOf(codec));
        for (size_t i = 0; i < packets.size(); ++i) {
            whole.take(packets[i]);
            if (int(i) % 20 < 20 - burst || i < 20)
                receiver.take(packets[i]);
            if (i < 2)
                continue;
            whole.tick();
            receiver.tick();
        }
        double worst = 1;
        for (size_t at = 160 * 20; at + 800 < whole.heard.size(); at += 400)
            worst =
                std::min(worst, likeness(std::span(whole.heard).subspan(at, 800), std::span(receiver.heard).subspan(at, 800)));
        QVERIFY2(worst > (burst == 1 ? 0.8 : 0.6), QByteArray::number(worst).constData());
    }

    void eventsAreNoLoss()
    {
        const auto packets = packetsOf(setupOf(Codec::Opus), 60);
        Receiver receiver(setupOf(Codec::Opus));
        uint16_t shift = 0;
        for (size_t i = 0; i < packets.size(); ++i) {
            Sent packet = packets[i];
            if (i == 20 || i == 40) { // three events between two packets of sound
                for (int event = 0; event < 3; ++event)
                    receiver.line.pass(uint16_t(packet.sequence + shift++), receiver.buffer);
            }
            packet.sequence = uint16_t(packet.sequence + shift);
            QVERIFY(receiver.take(packet));
            receiver.tick();
            QVERIFY(receiver.buffer.depthMs() <= 60); // nothing waits for what was no sound
        }
    }

    void duplicatesAndStrangeJumpsAreHarmless()
    {
        const auto packets = packetsOf(setupOf(Codec::Opus), 100);
        Receiver receiver(setupOf(Codec::Opus));
        for (size_t i = 0; i < 40; ++i) {
            QVERIFY(receiver.take(packets[i]));
            QVERIFY(!receiver.take(packets[i]));
            receiver.tick();
        }
        for (size_t i = 70; i < 100; ++i) { // a gap larger than what is held
            receiver.take(packets[i]);
            receiver.tick();
        }
        QVERIFY(share(std::span(receiver.heard).last(160 * 20)) > 0.95);
        receiver.line.reset();
        receiver.buffer.reset();
        for (size_t i = 0; i < 60; ++i) { // from the beginning: a new source
            receiver.take(packets[i]);
            receiver.tick();
        }
        QVERIFY(share(std::span(receiver.heard).last(160 * 20)) > 0.95);
    }

    void comfortNoiseFillsTheSilence()
    {
        const auto packets = packetsOf(setupOf(Codec::Pcmu), 20);
        Receiver receiver(setupOf(Codec::Pcmu));
        for (const Sent &packet : packets) {
            receiver.take(packet);
            receiver.tick();
        }
        telephony::rtp::Packet noise;
        const uint8_t level = 50;
        noise.sequence = uint16_t(packets.back().sequence + 1);
        noise.payload = std::span(&level, 1);
        receiver.line.comfort(noise, receiver.buffer);
        for (int i = 0; i < 30; ++i)
            receiver.tick();
        const float now = levelOf(std::span(receiver.heard).last(160 * 10));
        QVERIFY2(std::abs(now + 50) < 2, QByteArray::number(double(now)).constData());
    }

    void onlyWholeFramesAreShared()
    {
        QVERIFY(LineCodec(setupOf(Codec::Pcmu)).isShareable());
        QVERIFY(LineCodec(setupOf(Codec::Opus)).isShareable());
        QVERIFY(!LineCodec(setupOf(Codec::Pcmu, 30)).isShareable());
        LineCodec busy(setupOf(Codec::Pcmu));
        const std::array<int16_t, 160> silence{};
        busy.push(silence, 0);
        QVERIFY(!busy.isShareable());
    }
};

QTEST_APPLESS_MAIN(LineCodecTest)
#include "tst_linecodec.moc"
