// SPDX-License-Identifier: GPL-3.0-or-later
// G.711 against the tables of the recommendation, and sound files of all kinds.
#include "telephony/media/g711.h"
#include "telephony/media/soundcache.h"
#include "telephony/media/wavfile.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>

#include <array>
#include <cmath>
#include <limits>

using namespace telephony::media;

namespace {
/// Values at the decoder output for positive signals, code words in order (G.711 tables 2a and 1a), scaled to 16 bits.
std::array<int, 128> outputs(Codec codec)
{
    std::array<int, 128> values{};
    const std::array<int, 8> ulawFirst{0, 33, 99, 231, 495, 1023, 2079, 4191};
    const std::array<int, 8> alawFirst{1, 33, 66, 132, 264, 528, 1056, 2112};
    for (int i = 0; i < 128; ++i) {
        const int segment = i / 16, step = i % 16;
        if (codec == Codec::Pcmu)
            values[size_t(i)] = 4 * (ulawFirst[size_t(segment)] + step * (2 << segment));
        else
            values[size_t(i)] = 8 * (alawFirst[size_t(segment)] + step * (segment == 0 ? 2 : 1 << segment));
    }
    return values;
}

/// The character signal of a positive or negative code word, as sent.
uint8_t sent(Codec codec, int number, bool negative)
{
    const int word = number | (negative ? 0 : 0x80);
    return uint8_t(codec == Codec::Pcmu ? (number ^ 0x7F) | (negative ? 0 : 0x80) : word ^ 0x55);
}

int16_t decoded(Codec codec, uint8_t code)
{
    int16_t sample = 0;
    decode(codec, std::span(&code, 1), std::span(&sample, 1));
    return sample;
}

uint8_t encoded(Codec codec, int16_t sample)
{
    uint8_t code = 0;
    encode(codec, std::span(&sample, 1), std::span(&code, 1));
    return code;
}

struct Wave
{
    quint16 format = 1, channels = 1, bits = 16;
    quint32 rate = 8000;
    QByteArray data = QByteArray(320, '\x10');
    qint64 claimed = -1; ///< size that the data chunk claims; −1: its real one
};

QByteArray bytesOf(const Wave &wave)
{
    const auto number = [](auto value) {
        QByteArray bytes(sizeof value, '\0');
        qToLittleEndian(value, bytes.data());
        return bytes;
    };
    const quint16 frame = quint16(wave.channels * wave.bits / 8);
    const QByteArray chunk = "fmt " + number(quint32(16)) + number(wave.format) + number(wave.channels) + number(wave.rate) +
                             number(quint32(wave.rate * frame)) + number(frame) + number(wave.bits) + "data" +
                             number(quint32(wave.claimed < 0 ? wave.data.size() : wave.claimed)) + wave.data;
    return "RIFF" + number(quint32(4 + chunk.size())) + "WAVE" + chunk;
}

QByteArray floats(float value, int count)
{
    QByteArray bytes;
    for (int i = 0; i < count; ++i)
        bytes += QByteArray(reinterpret_cast<const char *>(&value), sizeof value);
    return bytes;
}

QByteArray cut(QByteArray bytes, int keep) { return bytes.left(keep); }
} // namespace

Q_DECLARE_METATYPE(telephony::media::Codec)

class SoundTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void decodesTheTable_data()
    {
        QTest::addColumn<Codec>("codec");
        QTest::newRow("u-law, G.711 table 2") << Codec::Pcmu;
        QTest::newRow("A-law, G.711 table 1") << Codec::Pcma;
    }
    void decodesTheTable()
    {
        QFETCH(Codec, codec);
        const auto values = outputs(codec);
        for (int i = 0; i < 128; ++i) {
            QCOMPARE(int(decoded(codec, sent(codec, i, false))), values[size_t(i)]);
            QCOMPARE(int(decoded(codec, sent(codec, i, true))), -values[size_t(i)]);
        }
    }

    void encodesToTheNearest_data() { decodesTheTable_data(); }
    void encodesToTheNearest()
    {
        QFETCH(Codec, codec);
        const auto values = outputs(codec);
        for (int sample = -32'768; sample <= 32'767; ++sample) {
            const uint8_t code = encoded(codec, int16_t(sample));
            const int error = std::abs(decoded(codec, code) - sample);
            // Half a step of the segment; beyond the last value the signal is clipped.
            const int size = std::abs(sample);
            const auto above = std::lower_bound(values.begin(), values.end(), size);
            const int nearest = above == values.end()     ? size - values.back()
                                : above == values.begin() ? *above - size
                                                          : std::min(*above - size, size - *(above - 1));
            const int step = codec == Codec::Pcmu ? 8 : 16;
            QVERIFY2(error <= nearest + std::max(step / 2, size / 32),
                     qPrintable(QStringLiteral("%1: %2").arg(sample).arg(error)));
        }
    }

    void everyCodeComesBack_data() { decodesTheTable_data(); }
    void everyCodeComesBack()
    {
        QFETCH(Codec, codec);
        for (int code = 0; code < 256; ++code) {
            const uint8_t again = encoded(codec, decoded(codec, uint8_t(code)));
            const bool negativeZero = codec == Codec::Pcmu && code == 0x7F;
            QCOMPARE(int(again), negativeZero ? 0xFF : code);
        }
    }

    /// ITU's transmission test: the digital milliwatt (G.711 table 5 and 6) is 1 kHz at 0 dBm0, 3.17 dB below the clip of u-law.
    void theMilliwattHasItsLevel_data()
    {
        QTest::addColumn<Codec>("codec");
        QTest::addColumn<QByteArray>("words");
        QTest::newRow("u-law, G.711 table 6") << Codec::Pcmu << QByteArray::fromHex("1e0b0b1e9e8b8b9e");
        QTest::newRow("A-law, G.711 table 5") << Codec::Pcma << QByteArray::fromHex("34212134b4a1a1b4");
    }
    void theMilliwattHasItsLevel()
    {
        QFETCH(Codec, codec);
        QFETCH(QByteArray, words);
        double energy = 0;
        for (const char word : words)
            energy += std::pow(double(decoded(codec, uint8_t(word))), 2);
        const double peak = codec == Codec::Pcmu ? 8159.0 * 4 : 4096.0 * 8;
        const double level = 10 * std::log10(energy / 8 / (peak * peak / 2));
        QVERIFY2(std::abs(level - (codec == Codec::Pcmu ? -3.17 : -3.14)) < 0.02, qPrintable(QString::number(level)));
    }

    void silenceIsNearZero()
    {
        QCOMPARE(int(encoded(Codec::Pcmu, 0)), 0xFF);
        QCOMPARE(int(encoded(Codec::Pcma, 0)), 0xD5);
        QCOMPARE(int(decoded(Codec::Pcma, 0xD5)), 8);
    }

    void readsSoundBytes_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("least"); // samples at 8 kHz
        QTest::addColumn<int>("most");  // −1: refused
        const auto row = [](const char *name, const QByteArray &bytes, int least, int most) {
            QTest::newRow(name) << bytes << least << most;
        };
        const auto refused = [row](const char *name, const QByteArray &bytes) { row(name, bytes, -1, -1); };
        Wave plain, stereo, fast, slow, real, wild, eight, huge;
        stereo.channels = 2;
        fast.rate = 48'000;
        fast.data = QByteArray(48'000 * 2, '\x10');
        slow.rate = 4000;
        real.format = wild.format = 3;
        real.bits = wild.bits = 32;
        real.data = floats(0.5F, 160);
        wild.data = floats(std::numeric_limits<float>::quiet_NaN(), 80) + floats(std::numeric_limits<float>::infinity(), 80);
        eight.bits = 8;
        row("plain", bytesOf(plain), 160, 160);
        row("two channels", bytesOf(stereo), 80, 80);
        row("48 kHz, a second", bytesOf(fast), 7950, 8100);
        row("4 kHz", bytesOf(slow), 310, 400);
        row("8 bits", bytesOf(eight), 320, 320);
        row("floating point", bytesOf(real), 160, 160);
        row("no numbers at all in floating point", bytesOf(wild), 160, 160);
        row("cut in the middle of a sample", cut(bytesOf(plain), 44 + 101), 50, 51);
        huge.claimed = 0xFFFFFFF0;
        row("data claims 4 GB", bytesOf(huge), 160, 160);
        huge.claimed = 0x7FFFFFF0;
        row("data claims 2 GB", bytesOf(huge), 160, 160);
        refused("empty", {});
        refused("text", "This is no sound at all, only a sentence.");
        refused("zeros", QByteArray(1000, '\0'));
        refused("only RIFF", "RIFF");
        refused("cut in the format", cut(bytesOf(plain), 30));
        refused("no data", cut(bytesOf(plain), 36));
        Wave odd = plain;
        odd.data.clear();
        refused("data of no bytes", bytesOf(odd));
        odd = plain;
        odd.channels = 0;
        refused("no channel", bytesOf(odd));
        odd.channels = 9;
        odd.data = QByteArray(9 * 2 * 100, '\1');
        refused("nine channels", bytesOf(odd));
        odd.channels = 60'000;
        refused("60,000 channels", bytesOf(odd));
        odd = plain;
        odd.rate = 0;
        refused("0 Hz", bytesOf(odd));
        odd.rate = 3999;
        refused("3999 Hz", bytesOf(odd));
        odd.rate = 0xFFFFFFFF;
        refused("4 GHz", bytesOf(odd));
        odd = plain;
        odd.bits = 0;
        refused("0 bits", bytesOf(odd));
        odd.bits = 17;
        odd.format = 0x1234;
        refused("an unknown format", bytesOf(odd));
    }
    void readsSoundBytes()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, least);
        QFETCH(int, most);
        QTemporaryDir folder;
        const QString path = folder.filePath("x.wav");
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
        file.close();
        for (const Samples &samples : {readSoundBytes(bytes.constData(), size_t(bytes.size())), readSound(path)}) {
            const int count = samples ? int(samples->size()) : -1;
            QVERIFY2(count >= least && count <= most, qPrintable(QString::number(count)));
        }
    }

    /// Any byte of a good file may be wrong: nothing breaks, and nothing is longer than an hour.
    void anyByteMayBeWrong()
    {
        const QByteArray good = bytesOf({});
        for (int at = 0; at < 44; ++at) {
            for (const int value : {0, 1, 0x7F, 0x80, 0xFF}) {
                QByteArray bytes = good;
                bytes[at] = char(value);
                const Samples samples = readSoundBytes(bytes.constData(), size_t(bytes.size()));
                QVERIFY(!samples || (!samples->empty() && samples->size() <= 3600U * 8000));
            }
        }
    }

    void filesWithoutHead()
    {
        QTemporaryDir folder;
        const auto write = [&folder](const char *name, const QByteArray &bytes) {
            QFile file(folder.filePath(QLatin1String(name)));
            return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() ? file.fileName() : QString();
        };
        QCOMPARE(readSound(write("a.ulaw", QByteArray(100, char(0x80))))->at(50), qint16(32'124));
        QCOMPARE(readSound(write("a.alaw", QByteArray(100, char(0xAA))))->at(50), qint16(32'256));
        QCOMPARE(readSound(write("a.sln", QByteArray("\x34\x12")))->at(0), qint16(0x1234));
        QVERIFY(!readSound(write("b.ulaw", {})));
        QVERIFY(!readSound(folder.path()));
        QVERIFY(!readSound(folder.filePath("missing.wav")));
        QVERIFY(!readSound({}));
    }

    void filesThatManyHearAreReadOnce()
    {
        QTemporaryDir folder;
        const QString one = folder.filePath("1.wav"), two = folder.filePath("2.wav");
        QVERIFY(writeWav(one, std::vector<qint16>(1000, 1)) && writeWav(two, std::vector<qint16>(1000, 2)));
        SoundCache cache(3000);
        const Samples first = cache.read(one);
        QCOMPARE(cache.read(one), first);
        QVERIFY(writeWav(one, std::vector<qint16>(1001, 3)));
        const Samples changed = cache.read(one);
        QCOMPARE(int(changed->at(0)), 3);
        QVERIFY(cache.read(two));
        QVERIFY(cache.read(one) != changed); // there was no room for both
        QVERIFY(!cache.read(folder.filePath("missing.wav")));
        QFile::remove(two);
        QVERIFY(!cache.read(two));
    }

    void writtenSoundComesBack()
    {
        QTemporaryDir folder;
        const std::vector<qint16> samples{0, 1, -1, 32'767, -32'768};
        QVERIFY(writeWav(folder.filePath("x.wav"), samples));
        QCOMPARE(*readSound(folder.filePath("x.wav")), samples);
        QVERIFY(!writeWav(folder.filePath("no/x.wav"), samples));
    }
};

QTEST_APPLESS_MAIN(SoundTest)
#include "tst_sound.moc"
