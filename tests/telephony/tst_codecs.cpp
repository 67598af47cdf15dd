// SPDX-License-Identifier: GPL-3.0-or-later
// Each codec against itself and what its specification says of sizes; the filters; comfort noise; the clock of timestamps.
#include "telephony/media/codec.h"
#include "telephony/media/comfortnoise.h"
#include "telephony/media/halfband.h"
#include "telephony/media/level.h"
#include "telephony/rtp/mediaclock.h"

#include <QTest>

#include <cmath>

#include <numbers>

using namespace telephony::media;

Q_DECLARE_METATYPE(telephony::media::Codec)

namespace {
constexpr double rate = 8000;

std::vector<int16_t> tone(double hertz, size_t count, double amplitude = 8000)
{
    std::vector<int16_t> samples(count);
    for (size_t i = 0; i < count; ++i)
        samples[i] = int16_t(amplitude * std::sin(2 * std::numbers::pi * hertz * double(i) / rate));
    return samples;
}

/// Amplitude of one frequency in the samples.
double amplitudeOf(std::span<const int16_t> samples, double hertz, double sampledAt = rate)
{
    double real = 0, imaginary = 0;
    for (size_t i = 0; i < samples.size(); ++i) {
        const double angle = 2 * std::numbers::pi * hertz * double(i) / sampledAt;
        real += samples[i] * std::cos(angle);
        imaginary += samples[i] * std::sin(angle);
    }
    return 2 * std::hypot(real, imaginary) / double(samples.size());
}

std::vector<uint8_t> encoded(Transcoder &codec, std::span<const int16_t> from)
{
    std::array<uint8_t, Transcoder::maxFrame> bytes;
    const size_t size = codec.encode(from, bytes);
    return {bytes.begin(), bytes.begin() + long(size)};
}

std::vector<int16_t> decoded(Transcoder &codec, std::span<const uint8_t> payload)
{
    std::array<int16_t, Transcoder::maxSamples> samples;
    const size_t count = codec.decode(payload, samples);
    return {samples.begin(), samples.begin() + long(count)};
}

/// Through the codec in packets of `packet` samples.
std::vector<int16_t> through(Transcoder &codec, const std::vector<int16_t> &from, size_t packet = 160)
{
    std::vector<int16_t> to;
    for (size_t at = 0; at + packet <= from.size(); at += packet) {
        const auto piece = decoded(codec, encoded(codec, std::span(from).subspan(at, packet)));
        to.insert(to.end(), piece.begin(), piece.end());
    }
    return to;
}
} // namespace

class CodecsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aToneComesBack_data()
    {
        QTest::addColumn<Codec>("codec");
        QTest::addColumn<int>("ptime");
        QTest::addColumn<int>("bytes"); // of a packet; 0: varies
        QTest::newRow("PCMU, RFC 3551 §4.5.14") << Codec::Pcmu << 20 << 160;
        QTest::newRow("PCMA in 30 ms") << Codec::Pcma << 30 << 240;
        QTest::newRow("G.722, RFC 3551 §4.5.2: a byte for each unit of its 8000 clock") << Codec::G722 << 20 << 160;
        QTest::newRow("G.722 in 10 ms") << Codec::G722 << 10 << 80;
        QTest::newRow("Opus, RFC 7587") << Codec::Opus << 20 << 0;
        QTest::newRow("Opus in 60 ms") << Codec::Opus << 60 << 0;
        QTest::newRow("Opus in 10 ms") << Codec::Opus << 10 << 0;
        QTest::newRow("L16 at 8 kHz, RFC 3551 §4.5.11") << Codec::L16 << 20 << 320;
        QTest::newRow("L16 at 16 kHz") << Codec::L16Wide << 20 << 640;
        QTest::newRow("slin") << Codec::Slin << 20 << 320;
        QTest::newRow("slin16") << Codec::SlinWide << 20 << 640;
        QTest::newRow("slin12") << Codec::Slin12 << 20 << 480;
        QTest::newRow("slin24") << Codec::Slin24 << 20 << 960;
        QTest::newRow("slin48") << Codec::Slin48 << 20 << 1920;
    }
    void aToneComesBack()
    {
        QFETCH(Codec, codec);
        QFETCH(int, ptime);
        QFETCH(int, bytes);
        CodecSetup setup;
        setup.codec = codec;
        setup.ptimeMs = ptime;
        const auto made = makeTranscoder(setup);
        QVERIFY(made);
        const auto said = tone(1000, 16'000);
        if (bytes != 0)
            QCOMPARE(int(encoded(*made, std::span(said).first(size_t(ptime) * 8)).size()), bytes);
        const auto heard = through(*made, said, size_t(ptime) * 8);
        QVERIFY(heard.size() >= 15'000);
        const auto settled = std::span(heard).last(8000);
        const double amplitude = amplitudeOf(settled, 1000);
        QVERIFY2(amplitude > 7000 && amplitude < 9000, QByteArray::number(amplitude).constData());
        for (const double other : {500.0, 2000.0, 3000.0}) {
            const double noise = amplitudeOf(settled, other);
            QVERIFY2(noise < 400, QByteArray::number(noise).constData());
        }
    }

    void knowsItsNames()
    {
        QCOMPARE(codecOf("G722", 8000, 1), std::optional(Codec::G722));
        QCOMPARE(codecOf("G722", 16'000, 1), std::optional<Codec>());
        QCOMPARE(codecOf("OPUS", 48'000, 2), std::optional(Codec::Opus));
        QCOMPARE(codecOf("OPUS", 48'000, 1), std::optional<Codec>()); // RFC 7587 §7: always two
        QCOMPARE(codecOf("L16", 16'000, 1), std::optional(Codec::L16Wide));
        QCOMPARE(codecOf("", 8000, 1), std::optional<Codec>());
        QCOMPARE(codecOfFormat("slin16"), std::optional(Codec::L16Wide));
        QCOMPARE(codecOfFormat("ulaw"), std::optional(Codec::Pcmu));
        QCOMPARE(codecOfFormat(""), std::optional<Codec>());
        for (const Codec codec : {Codec::Pcmu, Codec::Pcma, Codec::G722, Codec::Opus, Codec::L16, Codec::L16Wide, Codec::Slin,
                                  Codec::SlinWide, Codec::Slin12, Codec::Slin24, Codec::Slin48})
            QCOMPARE(factsOf(codec).codec, codec);
    }

    void packetsAreAsLongAsTheCodecCan_data()
    {
        QTest::addColumn<Codec>("codec");
        QTest::addColumn<int>("asked");
        QTest::addColumn<int>("sent");
        QTest::newRow("30 ms") << Codec::Pcmu << 30 << 30;
        QTest::newRow("too short") << Codec::Pcmu << 5 << 10;
        QTest::newRow("too long") << Codec::Pcmu << 200 << 60;
        QTest::newRow("not a multiple of ten") << Codec::G722 << 25 << 20;
        QTest::newRow("RFC 6716 §2.1.4: Opus has no 30 ms") << Codec::Opus << 30 << 20;
        QTest::newRow("RFC 6716 §2.1.4: Opus has no 50 ms") << Codec::Opus << 50 << 40;
        QTest::newRow("60 ms of L16 at 16 kHz fit into no packet") << Codec::L16Wide << 60 << 40;
    }
    void packetsAreAsLongAsTheCodecCan()
    {
        QFETCH(Codec, codec);
        QFETCH(int, asked);
        QFETCH(int, sent);
        QCOMPARE(packetMs(codec, asked), sent);
    }

    void strangePayloadsDecodeToNothingOrFit_data()
    {
        QTest::addColumn<Codec>("codec");
        for (const Codec codec : {Codec::Pcmu, Codec::Pcma, Codec::G722, Codec::Opus, Codec::L16, Codec::L16Wide, Codec::Slin,
                                  Codec::SlinWide, Codec::Slin12, Codec::Slin24, Codec::Slin48})
            QTest::newRow(QByteArray("codec ") + QByteArray::number(int(codec))) << codec;
    }
    void strangePayloadsDecodeToNothingOrFit()
    {
        QFETCH(Codec, codec);
        CodecSetup setup;
        setup.codec = codec;
        const auto made = makeTranscoder(setup);
        std::vector<uint8_t> bytes(2000);
        uint32_t state = 1;
        for (size_t size = 1; size <= bytes.size(); size += size < 400 ? 1 : 97) {
            for (uint8_t &byte : bytes)
                byte = uint8_t((state = state * 1'664'525 + 1'013'904'223) >> 24);
            QVERIFY(decoded(*made, std::span(bytes).first(size)).size() <= Transcoder::maxSamples);
        }
        // and it still works
        const auto heard = through(*made, tone(1000, 16'000));
        QVERIFY(amplitudeOf(std::span(heard).last(4000), 1000) > 6000);
    }

    void opusRebuildsALostPacketFromTheNext()
    {
        CodecSetup setup;
        setup.codec = Codec::Opus;
        const auto sender = makeTranscoder(setup), receiver = makeTranscoder(setup);
        // Speech-like: a tone that jumps, so that repeating the past is wrong.
        const auto low = tone(300, 160 * 40), high = tone(900, 160 * 40);
        std::vector<int16_t> said(low);
        said.insert(said.end(), high.begin(), high.end());
        std::vector<std::vector<uint8_t>> packets;
        for (size_t at = 0; at < said.size(); at += 160)
            packets.push_back(encoded(*sender, std::span(said).subspan(at, 160)));
        constexpr size_t lost = 43;
        for (size_t i = 0; i < lost; ++i)
            decoded(*receiver, packets[i]);
        std::array<int16_t, 160> rebuilt;
        QVERIFY(receiver->recover(packets[lost + 1], rebuilt));
        const double right = amplitudeOf(rebuilt, 900), wrong = amplitudeOf(rebuilt, 300);
        QVERIFY2(right > 4000 && wrong < right / 3, QByteArray::number(right).constData());
        QCOMPARE(decoded(*receiver, packets[lost + 1]).size(), size_t(160));
        QVERIFY(receiver->conceal(rebuilt));
        QVERIFY(levelOf(rebuilt) > -20);
    }

    void levelsAreThoseOfTheLogarithm()
    {
        for (double power = 1; power > 1e-10; power *= 0.987)
            QVERIFY(std::abs(decibelsOf(float(power)) - 10 * std::log10(power)) < 0.004);
    }

    void opusKeepsToTheBitrateOfThePeer_data()
    {
        QTest::addColumn<int>("wanted");
        QTest::addColumn<int>("mostBytes"); // of a second
        QTest::newRow("our own choice") << 0 << 24'000 / 8 + 600;
        QTest::newRow("RFC 7587 §7.1 maxaveragebitrate=12000") << 12'000 << 12'000 / 8 + 400;
        QTest::newRow("less than Opus can") << 100 << 6000 / 8 + 400;
    }
    void opusKeepsToTheBitrateOfThePeer()
    {
        QFETCH(int, wanted);
        QFETCH(int, mostBytes);
        CodecSetup setup;
        setup.codec = Codec::Opus;
        setup.bitrate = wanted;
        const auto made = makeTranscoder(setup);
        auto said = tone(440, 8000);
        for (size_t i = 0; i < said.size(); ++i)
            said[i] = int16_t(said[i] * (1 + std::sin(double(i) / 300)) / 2);
        size_t bytes = 0;
        for (size_t at = 0; at < said.size(); at += 160)
            bytes += encoded(*made, std::span(said).subspan(at, 160)).size();
        QVERIFY2(int(bytes) <= mostBytes, QByteArray::number(qulonglong(bytes)).constData());
    }

    void theHalvesPassSpeechAndStopTheRest_data()
    {
        QTest::addColumn<double>("hertz");
        QTest::addColumn<double>("least");
        QTest::addColumn<double>("most");
        QTest::newRow("300 Hz") << 300.0 << 0.98 << 1.02;
        QTest::newRow("3 kHz") << 3000.0 << 0.95 << 1.02;
        QTest::newRow("5 kHz would come back as 3 kHz") << 5000.0 << 0.0 << 0.02;
        QTest::newRow("7 kHz would come back as 1 kHz") << 7000.0 << 0.0 << 0.01;
    }
    void theHalvesPassSpeechAndStopTheRest()
    {
        QFETCH(double, hertz);
        QFETCH(double, least);
        QFETCH(double, most);
        Halver halver;
        std::vector<int16_t> heard;
        for (int i = 0; i < 8000; ++i) {
            const auto at = [hertz](int n) { return int16_t(10'000 * std::sin(2 * std::numbers::pi * hertz * n / 16'000)); };
            heard.push_back(halver.take(at(2 * i), at(2 * i + 1)));
        }
        const double folded = hertz > 4000 ? 8000 - hertz : hertz;
        const double share = amplitudeOf(std::span(heard).last(4000), folded) / 10'000;
        QVERIFY2(share >= least && share <= most, QByteArray::number(share).constData());
    }

    void theDoublerHasNoMirror()
    {
        Doubler doubler;
        std::vector<int16_t> heard;
        for (const int16_t sample : tone(1000, 8000, 10'000)) {
            const auto [first, second] = doubler.take(sample);
            heard.push_back(first);
            heard.push_back(second);
        }
        const auto settled = std::span(heard).last(8000);
        QVERIFY(std::abs(amplitudeOf(settled, 1000, 16'000) - 10'000) < 200);
        QVERIFY(amplitudeOf(settled, 7000, 16'000) < 100);
    }

    void comfortNoiseHasItsLevel_data()
    {
        QTest::addColumn<int>("level");
        QTest::newRow("RFC 3389 §3.1 -30 dBov") << 30;
        QTest::newRow("RFC 3389 §3.1 -60 dBov") << 60;
        QTest::newRow("the upper bit is none of the level") << (0x80 | 40);
    }
    void comfortNoiseHasItsLevel()
    {
        QFETCH(int, level);
        ComfortNoise noise;
        noise.start(uint8_t(level));
        QVERIFY(noise.isOn());
        std::array<int16_t, 8000> samples;
        noise.fill(samples);
        QVERIFY(std::abs(levelOf(samples) + float(level & 0x7F)) < 1.5F);
    }

    void theClockRunsOnWhereTheWireWraps_data()
    {
        QTest::addColumn<int>("factor");
        QTest::newRow("8000") << 1;
        QTest::newRow("16000") << 2;
        QTest::newRow("48000 (Opus)") << 6;
    }
    void theClockRunsOnWhereTheWireWraps()
    {
        QFETCH(int, factor);
        telephony::rtp::MediaClock clock{uint32_t(factor)};
        uint32_t wire = 0xFFFF'0000;
        uint32_t before = clock.toEngine(wire);
        if (factor == 1)
            QCOMPARE(before, wire);
        clock.follow(wire);
        for (int i = 0; i < 1000; ++i) {
            wire += uint32_t(160 * factor);
            clock.toEngine(wire * 2654435761U); // a stranger's does not count
            QCOMPARE(clock.toEngine(wire), before + 160);
            QCOMPARE(clock.toEngine(wire - uint32_t(320 * factor)), before - 160);
            clock.follow(wire);
            before += 160;
        }
        QCOMPARE(clock.toWire(160), uint32_t(160 * factor));
    }
};

QTEST_APPLESS_MAIN(CodecsTest)
#include "tst_codecs.moc"
