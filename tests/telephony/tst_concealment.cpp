// SPDX-License-Identifier: GPL-3.0-or-later
// What is heard in place of lost frames.
#include "telephony/rtp/concealment.h"

#include <QTest>

#include <cmath>

using telephony::rtp::Concealment;

namespace {
constexpr size_t frameSize = Concealment::frame;
using Frame = std::array<int16_t, frameSize>;

Frame tone(int number, double hertz, double amplitude = 8000)
{
    Frame frame;
    for (size_t i = 0; i < frameSize; ++i)
        frame[i] = int16_t(std::lround(amplitude * std::sin(2 * M_PI * hertz * double(size_t(number) * frameSize + i) / 8000)));
    return frame;
}

double power(std::span<const int16_t> samples)
{
    double sum = 0;
    for (const int16_t sample : samples)
        sum += double(sample) * sample;
    return std::sqrt(sum / double(samples.size()));
}
} // namespace

class ConcealmentTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void soundsLikeWhatWas()
    {
        Concealment concealment;
        for (int i = 0; i < 10; ++i) {
            Frame frame = tone(i, 200);
            concealment.good(frame);
        }
        const Frame wanted = tone(10, 200);
        Frame first, second, third, fourth;
        concealment.lost(first);
        concealment.lost(second);
        concealment.lost(third);
        concealment.lost(fourth);
        double difference = 0;
        for (size_t i = 0; i < 80; ++i)
            difference = std::max(difference, std::abs(double(first[i] - wanted[i])));
        QVERIFY2(difference < 1500, qPrintable(QString::number(difference))); // of 8000: the period goes on
        QVERIFY(power(first) > power(second) && power(second) > power(third));
        QVERIFY(power(std::span(fourth).subspan(80)) < 1);
    }

    void ofSilenceIsSilent()
    {
        Concealment concealment;
        Frame frame{};
        concealment.lost(frame);
        QCOMPARE(power(frame), 0.0);
        frame.fill(0);
        concealment.good(frame);
        concealment.lost(frame);
        QCOMPARE(power(frame), 0.0);
    }

    void loudDoesNotOverflow()
    {
        Concealment concealment;
        for (int i = 0; i < 5; ++i) {
            Frame frame;
            for (size_t s = 0; s < frameSize; ++s)
                frame[s] = s / 8 % 2 ? int16_t(32'767) : int16_t(-32'768);
            concealment.good(frame);
        }
        Frame frame;
        concealment.lost(frame);
        int steps = 0;
        for (size_t i = 1; i < 80; ++i)
            steps += (frame[i] < 0) != (frame[i - 1] < 0);
        QVERIFY2(steps >= 8 && steps <= 11, qPrintable(QString::number(steps))); // no sign flips of their own
    }
};

QTEST_APPLESS_MAIN(ConcealmentTest)
#include "tst_concealment.moc"
