// SPDX-License-Identifier: GPL-3.0-or-later
// Samples in time: order, loss, jitter, skewed clocks.
#include "jitterline.h"

#include <QRandomGenerator>
#include <QTest>

#include <cmath>

using namespace testmedia;
using telephony::rtp::JitterBuffer;
using Put = JitterBuffer::Put;

class JitterBufferTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void playsInOrder_data()
    {
        QTest::addColumn<uint32_t>("first");
        QTest::newRow("from anywhere") << 1000U;
        QTest::newRow("from zero") << 0U;
        QTest::newRow("over the wrap of the timestamp") << 0xFFFFFFFFU - 1000;
        QTest::newRow("over the sign of the timestamp") << 0x7FFFFFFFU - 1000;
    }
    void playsInOrder()
    {
        QFETCH(uint32_t, first);
        Line line(first);
        for (int i = 0; i < 100; ++i)
            line.arrives(i, i);
        const auto played = line.play(102);
        QCOMPARE(withoutGaps(played), upTo(100));
        QCOMPARE(played[0], 0); // two frames of delay
        QCOMPARE(played[1], 1);
    }

    void packetsOfAnySize_data()
    {
        QTest::addColumn<int>("size");
        QTest::newRow("10 ms") << 80;
        QTest::newRow("30 ms") << 240;
        QTest::newRow("60 ms") << 480;
        QTest::newRow("one sample") << 1;
        QTest::newRow("a prime") << 37;
    }
    void packetsOfAnySize()
    {
        QFETCH(int, size);
        JitterBuffer buffer;
        int sent = 0;
        std::vector<int16_t> played;
        for (int tick = 0; tick < 60; ++tick) {
            for (; sent < (tick + 4) * int(frameSize) && sent < 40 * int(frameSize); sent += size) {
                std::vector<int16_t> samples(static_cast<size_t>(size));
                for (int i = 0; i < size; ++i)
                    samples[size_t(i)] = int16_t(sent + i + 1);
                QVERIFY(buffer.put(uint32_t(sent), samples) == Put::Stored);
            }
            Frame frame;
            if (buffer.get(frame))
                played.insert(played.end(), frame.begin(), frame.end());
        }
        QVERIFY(played.size() >= 39 * frameSize);
        for (size_t i = 0; i < played.size(); ++i)
            QCOMPARE(int(played[i]), int(int16_t(i + 1)));
    }

    void reorderedWithinTheDelay()
    {
        Line line;
        for (int i = 0; i < 100; ++i)
            line.arrives(i % 10 == 3 ? i + 1 : i, i);
        QCOMPARE(withoutGaps(line.play(103)), upTo(100));
    }

    void overtakenAtTheBeginning()
    {
        Line line;
        line.arrives(0, 1);
        line.arrives(0, 0);
        for (int i = 2; i < 20; ++i)
            line.arrives(i - 1, i);
        QCOMPARE(withoutGaps(line.play(25)), upTo(20));
    }

    void lossIsConcealedAndTimeIsKept()
    {
        Line line;
        for (int i = 0; i < 200; ++i) {
            if (i % 20 != 7)
                line.arrives(i, i);
        }
        const auto played = line.play(201);
        for (int tick = 1; tick < 201; ++tick)
            QCOMPARE(played[size_t(tick)], tick % 20 == 8 ? 0 : tick);
    }

    void duplicatesAreDropped()
    {
        JitterBuffer buffer;
        QVERIFY(buffer.put(0, speech(0)) == Put::Stored);
        QVERIFY(buffer.put(0, speech(0)) == Put::Duplicate);
        QVERIFY(buffer.put(160, speech(1)) == Put::Stored);
        Frame frame;
        QVERIFY(buffer.get(frame));
        QVERIFY(buffer.put(0, speech(0)) == Put::Duplicate);
    }

    void refusesNothingAndTooMuch()
    {
        JitterBuffer buffer;
        QVERIFY(buffer.put(0, {}) == Put::TooLong);
        QVERIFY(buffer.put(0, std::vector<int16_t>(2049)) == Put::TooLong);
        QVERIFY(buffer.put(0, std::vector<int16_t>(2048)) == Put::Stored);
    }

    /// Too late is played over once, and then waited for.
    void lateOnesMakeItWaitLonger()
    {
        Line line;
        for (int i = 0; i < 400; ++i)
            line.arrives(i % 10 == 5 ? i + 4 : i, i);
        line.play(100);
        const auto later = line.play(300);
        QCOMPARE(std::count(later.begin(), later.end(), 0), 0);
    }

    void measuredJitterMakesItWaitLonger()
    {
        JitterBuffer calm, rough;
        rough.setJitter(30);
        int calmStart = -1, roughStart = -1;
        for (int i = 0; i < 30; ++i) {
            Frame frame;
            calm.put(uint32_t(i) * 160, speech(i));
            rough.put(uint32_t(i) * 160, speech(i));
            if (calm.get(frame) && calmStart < 0)
                calmStart = i;
            if (rough.get(frame) && roughStart < 0)
                roughStart = i;
        }
        QCOMPARE(calmStart, 1);
        QCOMPARE(roughStart, 5); // three times the jitter and a frame
    }

    /// A burst of delay is forgotten again: the wait shrinks without a loss of order.
    void shrinksAgain()
    {
        Line line;
        for (int i = 0; i < 15; ++i)
            line.arrives(14, i); // all at once: 300 ms deep
        for (int i = 15; i < 1500; ++i)
            line.arrives(i, i);
        line.play(30);
        QVERIFY(line.buffer().depthMs() >= 240);
        const auto played = withoutGaps(line.play(1400));
        QVERIFY2(line.buffer().depthMs() <= 100, qPrintable(QString::number(line.buffer().depthMs())));
        QVERIFY(std::is_sorted(played.begin(), played.end()));
    }

    void skewedClocks_data()
    {
        QTest::addColumn<double>("rate"); // packets of the peer a tick of ours
        QTest::newRow("the same") << 1.0;
        QTest::newRow("200 ppm fast") << 1.0002;
        QTest::newRow("200 ppm slow") << 0.9998;
        QTest::newRow("0.5 % fast") << 1.005;
        QTest::newRow("0.5 % slow") << 0.995;
    }
    void skewedClocks()
    {
        QFETCH(double, rate);
        JitterBuffer buffer;
        int sent = 0, gaps = 0, deepest = 0, last = 0;
        constexpr int ticks = 15'000; // five minutes
        for (int tick = 0; tick < ticks; ++tick) {
            for (; sent < int(double(tick) * rate) + 1; ++sent)
                buffer.put(uint32_t(sent) * 160, speech(sent));
            Frame frame;
            if (buffer.get(frame)) {
                QVERIFY(frame[frameSize - 1] > last); // the beginning may be blended with a concealment
                last = frame[frameSize - 1];
            } else {
                ++gaps;
            }
            deepest = std::max(deepest, buffer.depthMs());
        }
        const int slips = int(std::ceil(std::abs(rate - 1) * ticks));
        QVERIFY2(gaps <= slips + 2, qPrintable(QString::number(gaps)));
        QVERIFY2(deepest <= 160, qPrintable(QString::number(deepest)));
    }

    void aNewTimeLineIsFollowed_data()
    {
        QTest::addColumn<uint32_t>("jump");
        QTest::newRow("forward") << 1'000'000U;
        QTest::newRow("back") << 0U - 1'000'000U;
        QTest::newRow("half of the range") << 0x80000000U;
    }
    void aNewTimeLineIsFollowed()
    {
        QFETCH(uint32_t, jump);
        JitterBuffer buffer;
        std::vector<int> played;
        for (int i = 0; i < 60; ++i) {
            buffer.put(uint32_t(i) * 160 + (i < 30 ? 0 : jump), speech(i));
            Frame frame;
            if (buffer.get(frame))
                played.push_back(frame[frameSize - 1]);
        }
        QCOMPARE(played.back(), 59);
        QVERIFY(std::is_sorted(played.begin(), played.end()));
    }

    /// Whatever comes, depth stays within a second and frames within the samples that were put.
    void randomStreamsKeepBounds()
    {
        QRandomGenerator random(7);
        JitterBuffer buffer;
        uint32_t now = random.generate();
        for (int i = 0; i < 50'000; ++i) {
            const int count = random.bounded(3);
            for (int n = 0; n < count; ++n) {
                const int away = random.bounded(100) == 0 ? random.bounded(-2'000'000, 2'000'000) : random.bounded(-4000, 4000);
                buffer.put(now + uint32_t(away), std::vector<int16_t>(size_t(random.bounded(1, 600)), 1000));
            }
            buffer.setJitter(random.bounded(200));
            Frame frame;
            buffer.get(frame);
            QVERIFY(buffer.depthMs() >= 0 && buffer.depthMs() <= 1024);
            for (const int16_t sample : frame)
                QVERIFY(sample >= 0 && sample <= 1000);
            now += 160;
        }
    }
};

QTEST_APPLESS_MAIN(JitterBufferTest)
#include "tst_jitterbuffer.moc"
