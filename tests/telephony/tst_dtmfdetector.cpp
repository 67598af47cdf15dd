// SPDX-License-Identifier: GPL-3.0-or-later
// Keys in the sound (ITU-T Q.23, Q.24): those that sound are found wherever they begin, and the dear search runs for them alone.
#include "telephony/media/dtmfdetector.h"
#include "telephony/media/dtmfscreen.h"

#include <QRandomGenerator>
#include <QTest>

#include <cmath>
#include <numbers>

using namespace telephony::media;

namespace {
constexpr std::array rows{697.0, 770.0, 852.0, 941.0}, columns{1209.0, 1336.0, 1477.0, 1633.0};
constexpr QLatin1String keys("123A456B789C*0#D");

struct Sounding
{
    double amplitude = 6000; ///< of each tone
    double twistDb = 0;      ///< how much louder the column is
    double offPercent = 0;   ///< beside the frequency
    double noise = 0;        ///< amplitude
    int durationMs = 60;
};

class Sound
{
public:
    explicit Sound(quint32 seed = 1) : m_random(seed) {}
    void silence(size_t samples, double noise = 0)
    {
        for (size_t i = 0; i < samples; ++i)
            m_samples.push_back(int16_t(noise * (2 * m_random.generateDouble() - 1)));
    }
    void key(int index, const Sounding &how)
    {
        const double off = 1 + how.offPercent / 100;
        const double column = how.amplitude * std::pow(10, how.twistDb / 20);
        for (int i = 0; i < how.durationMs * 8; ++i) {
            const double angle = 2 * std::numbers::pi * off * i / 8000;
            const double sample = how.amplitude * std::sin(angle * rows[size_t(index / 4)]) +
                                  column * std::sin(angle * columns[size_t(index % 4)]) +
                                  how.noise * (2 * m_random.generateDouble() - 1);
            m_samples.push_back(int16_t(std::clamp(sample, -32'768.0, 32'767.0)));
        }
    }
    std::vector<Frame> frames() const
    {
        std::vector<Frame> all;
        for (size_t at = 0; at + frameSamples <= m_samples.size(); at += frameSamples) {
            Frame frame;
            std::copy_n(m_samples.begin() + std::ptrdiff_t(at), frameSamples, frame.begin());
            all.push_back(frame);
        }
        return all;
    }

private:
    std::vector<int16_t> m_samples;
    QRandomGenerator m_random;
};

QString heard(const Sound &sound)
{
    DtmfDetector detector;
    QString text;
    for (Frame frame : sound.frames()) {
        if (const auto key = detector.listen(frame))
            text += QLatin1Char(key->digit);
    }
    return text;
}
} // namespace

class DtmfDetectorTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void findsEveryKeyWhereverItBegins_data()
    {
        QTest::addColumn<double>("amplitude");
        QTest::addColumn<double>("twist");
        QTest::addColumn<double>("off");
        QTest::addColumn<double>("noise");
        QTest::addColumn<int>("duration");
        QTest::newRow("loud and clear") << 6000.0 << 0.0 << 0.0 << 0.0 << 60;
        QTest::newRow("as short as Q.24 allows") << 6000.0 << 0.0 << 0.0 << 0.0 << 40;
        QTest::newRow("soft") << 400.0 << 0.0 << 0.0 << 0.0 << 60;
        QTest::newRow("1 % too high") << 6000.0 << 0.0 << 1.0 << 0.0 << 60;
        QTest::newRow("1 % too low") << 6000.0 << 0.0 << -1.0 << 0.0 << 60;
        QTest::newRow("column 3 dB louder") << 6000.0 << 3.0 << 0.0 << 0.0 << 60;
        QTest::newRow("row 6 dB louder") << 6000.0 << -6.0 << 0.0 << 0.0 << 60;
        QTest::newRow("in noise") << 6000.0 << 0.0 << 0.0 << 1200.0 << 60;
        QTest::newRow("long") << 6000.0 << 0.0 << 0.0 << 0.0 << 1000;
    }
    void findsEveryKeyWhereverItBegins()
    {
        QFETCH(double, amplitude);
        QFETCH(double, twist);
        QFETCH(double, off);
        QFETCH(double, noise);
        QFETCH(int, duration);
        for (int key = 0; key < 16; ++key) {
            for (size_t begin = 0; begin < frameSamples; begin += 9) {
                Sound sound;
                sound.silence(10 * frameSamples + begin, noise);
                sound.key(key, {amplitude, twist, off, noise, duration});
                sound.silence(10 * frameSamples, noise);
                QCOMPARE(heard(sound), QString(keys[key]));
            }
        }
    }

    void keysInARowAreApart()
    {
        Sound sound;
        QString dialled;
        sound.silence(400);
        for (int i = 0; i < 200; ++i) {
            const int key = (i * 7 + i / 16) % 16;
            dialled += keys[key];
            sound.key(key, {});
            sound.silence(size_t(320 + i % 160));
        }
        sound.silence(2000);
        QCOMPARE(heard(sound), dialled);
    }

    void aKeyIsSilencedForTheOthers()
    {
        Sound sound;
        sound.silence(400);
        sound.key(5, {6000, 0, 0, 0, 1000});
        DtmfDetector detector;
        int loud = 0;
        for (Frame frame : sound.frames()) {
            detector.listen(frame);
            loud += *std::max_element(frame.begin(), frame.end()) > 0 ? 1 : 0;
        }
        QVERIFY2(loud <= 3, qPrintable(QString::number(loud)));
    }

    void otherSoundIsNotSearched_data()
    {
        QTest::addColumn<double>("noise");
        QTest::addColumn<double>("hertz");
        QTest::newRow("silence") << 0.0 << 0.0;
        QTest::newRow("noise of a quiet room") << 40.0 << 0.0;
        QTest::newRow("loud noise") << 20'000.0 << 0.0;
        QTest::newRow("ringback") << 0.0 << 440.0;
        QTest::newRow("a voice's pitch and its harmonics") << 100.0 << 130.0;
    }
    void otherSoundIsNotSearched()
    {
        QFETCH(double, noise);
        QFETCH(double, hertz);
        QRandomGenerator random(7);
        int searched = 0;
        for (int number = 0; number < 500; ++number) {
            Frame frame;
            for (size_t i = 0; i < frameSamples; ++i) {
                const double angle = 2 * std::numbers::pi * hertz * double(size_t(number) * frameSamples + i) / 8000;
                double sample = noise * (2 * random.generateDouble() - 1);
                for (int harmonic = 1; hertz > 0 && harmonic <= (hertz < 200 ? 12 : 1); ++harmonic)
                    sample += 6000.0 / harmonic * std::sin(angle * harmonic);
                frame[i] = int16_t(sample);
            }
            searched += mayHoldKey(frame) ? 1 : 0;
        }
        QVERIFY2(searched <= 25, qPrintable(QString::number(searched)));
    }
};

QTEST_GUILESS_MAIN(DtmfDetectorTest)
#include "tst_dtmfdetector.moc"
