// SPDX-License-Identifier: GPL-3.0-or-later
// Tones by name and by rows of elements, measured; and sound files of the formats that people have.
#include "telephony/media/sounds.h"

#include <QTemporaryDir>
#include <QTest>

#include <sndfile.h>

#include <cmath>
#include <numbers>
#include <span>

using namespace telephony::media;

namespace {
/// Amplitude of one frequency in the samples (Goertzel's measure).
double amplitude(std::span<const qint16> samples, double hertz)
{
    double re = 0, im = 0;
    for (size_t i = 0; i < samples.size(); ++i) {
        const double phase = 2 * std::numbers::pi * hertz * double(i) / sampleRate;
        re += samples[i] * std::cos(phase);
        im += samples[i] * std::sin(phase);
    }
    return 2 * std::hypot(re, im) / double(samples.size());
}

std::span<const qint16> part(const Medium &medium, int fromMs, int ms)
{
    const std::span<const qint16> all(*medium.samples);
    return fromMs < 0 || size_t(fromMs + ms) * 8 > all.size() ? std::span<const qint16>()
                                                              : all.subspan(size_t(fromMs) * 8, size_t(ms) * 8);
}

/// The frequencies of `candidates` that sound in the part.
QList<int> sounding(std::span<const qint16> samples)
{
    QList<int> found;
    for (const int hertz : {350, 400, 425, 440, 480, 620, 950, 1400, 1800}) {
        if (amplitude(samples, hertz) > 3000)
            found << hertz;
    }
    return found;
}
} // namespace

class TonesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void soundsAsItsElements_data()
    {
        QTest::addColumn<QString>("uri");
        QTest::addColumn<int>("at"); // ms, 100 of them are measured
        QTest::addColumn<QList<int>>("frequencies");
        QTest::addColumn<int>("ms");       // of all
        QTest::addColumn<int>("loopFrom"); // ms; −1: it ends
        const auto row = [](const char *name, const char *uri, int at, QList<int> frequencies, int ms, int loop) {
            QTest::newRow(name) << uri << at << frequencies << ms << loop;
        };
        row("ring sounds", "tone:ring", 500, {440, 480}, 6000, 0);
        row("ring pauses", "tone:ring", 3000, {}, 6000, 0);
        row("busy", "tone:busy", 100, {480, 620}, 1000, 0);
        row("congestion", "tone:congestion", 100, {480, 620}, 500, 0);
        row("dial lasts", "tone:dial", 800, {350, 440}, 1000, 0);
        row("a zone", "tone:busy;tonezone=de", 100, {425}, 960, 0);
        row("a name that the zone lacks", "tone:record;tonezone=fr", 100, {1400}, 15'500, 0);
        row("information, then silence", "tone:info", 400, {1400}, 1990, 990);
        row("own frequencies", "tone:400/200,0/300", 50, {400}, 500, 0);
        row("once, then round", "tone:!950/200,1800/300", 250, {1800}, 500, 200);
        row("only once", "tone:!950/200,!0/100", 50, {950}, 300, -1);
        row("spaces", "tone: 400/200 , 0/300 ", 50, {400}, 500, 0);
    }
    void soundsAsItsElements()
    {
        QFETCH(QString, uri);
        QFETCH(int, at);
        QFETCH(QList<int>, frequencies);
        QFETCH(int, ms);
        QFETCH(int, loopFrom);
        const Medium medium = builtinMedium(uri);
        QVERIFY(medium.samples);
        QCOMPARE(int(medium.samples->size()), ms * 8);
        QCOMPARE(medium.loopFrom, loopFrom < 0 ? Medium::never : size_t(loopFrom) * 8);
        QCOMPARE(sounding(part(medium, at, 100)), frequencies);
    }

    /// Nobody on hold turns the sound up and down.
    void musicIsEquallyLoudEverywhere()
    {
        const Medium music = builtinMedium(QStringLiteral("music"));
        double least = 1e9, most = 0;
        for (int at = 0; at + 500 <= int(music.samples->size() / 8); at += 500) {
            double energy = 0;
            for (const qint16 sample : part(music, at, 500))
                energy += double(sample) * sample;
            least = std::min(least, std::sqrt(energy / 4000));
            most = std::max(most, std::sqrt(energy / 4000));
        }
        QVERIFY2(least > 2000 && most / least < 1.4, QByteArray::number(most / least).constData());
    }

    void modulatedTonesHaveTheirSidebands()
    {
        const Medium medium = builtinMedium("tone:400*100");
        const auto second = part(medium, 0, 1000);
        QVERIFY(amplitude(second, 400) > 3500 && amplitude(second, 300) > 1500 && amplitude(second, 500) > 1500);
        QVERIFY(amplitude(second, 100) < 100);
    }

    void whatIsNoToneIsRefused_data()
    {
        QTest::addColumn<QString>("uri");
        for (const char *uri :
             {"tone:", "tone:nothing", "tone:400/", "tone:400/0", "tone:400/60001", "tone:4000/100", "tone:-5/100",
              "tone:400+/100", "tone:+400/100", "tone:400,,400", "tone:4e2/100", "tone:99999999999/100"})
            QTest::newRow(uri) << uri;
        QTest::newRow("65 elements") << "tone:" + QStringList(65, "400/1").join(',');
        QTest::newRow("a long text") << "tone:" + QString(2000, '4');
    }
    void whatIsNoToneIsRefused()
    {
        QFETCH(QString, uri);
        QVERIFY(!builtinMedium(uri).samples);
    }

    void readsTheFormatsOfTheField_data()
    {
        QTest::addColumn<QString>("suffix");
        QTest::addColumn<int>("format");
        QTest::addColumn<int>("rate");
        QTest::newRow("WAV, 44.1 kHz") << "wav" << int(SF_FORMAT_WAV | SF_FORMAT_PCM_16) << 44'100;
        QTest::newRow("WAV, u-law") << "wav" << int(SF_FORMAT_WAV | SF_FORMAT_ULAW) << 8000;
        QTest::newRow("FLAC, 48 kHz") << "flac" << int(SF_FORMAT_FLAC | SF_FORMAT_PCM_24) << 48'000;
        QTest::newRow("Ogg Vorbis, 22 kHz") << "ogg" << int(SF_FORMAT_OGG | SF_FORMAT_VORBIS) << 22'050;
        QTest::newRow("MP3, 44.1 kHz") << "mp3" << int(SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III) << 44'100;
        QTest::newRow("AIFF") << "aiff" << int(SF_FORMAT_AIFF | SF_FORMAT_PCM_16) << 16'000;
        QTest::newRow("no head, 16 kHz") << "sln16" << int(SF_FORMAT_RAW | SF_FORMAT_PCM_16 | SF_ENDIAN_LITTLE) << 16'000;
        QTest::newRow("no head, GSM") << "gsm" << int(SF_FORMAT_RAW | SF_FORMAT_GSM610) << 8000;
    }
    void readsTheFormatsOfTheField()
    {
        QFETCH(QString, suffix);
        QFETCH(int, format);
        QFETCH(int, rate);
        QTemporaryDir folder;
        const QString path = folder.filePath("x." + suffix);
        SF_INFO info{};
        info.samplerate = rate;
        info.channels = 1;
        info.format = format;
        SNDFILE *file = sf_open(path.toLocal8Bit().constData(), SFM_WRITE, &info);
        QVERIFY2(file, sf_strerror(nullptr));
        std::vector<qint16> samples(size_t(rate) * 2);
        for (size_t i = 0; i < samples.size(); ++i)
            samples[i] = qint16(8000 * std::sin(2 * std::numbers::pi * 440 * double(i) / rate));
        QCOMPARE(sf_write_short(file, samples.data(), sf_count_t(samples.size())), sf_count_t(samples.size()));
        sf_close(file);
        const Samples read = readSound(path);
        QVERIFY(read);
        const auto seconds = double(read->size()) / sampleRate;
        QVERIFY2(seconds > 1.95 && seconds < 2.1, qPrintable(QString::number(seconds)));
        const auto middle = std::span(*read).subspan(4000, 8000);
        QVERIFY2(std::abs(amplitude(middle, 440) - 8000) < 400, qPrintable(QString::number(amplitude(middle, 440))));
    }
};

QTEST_APPLESS_MAIN(TonesTest)
#include "tst_tones.moc"
