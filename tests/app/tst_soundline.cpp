// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/testphone/soundline.h"

#include <QTest>

#include <memory>
#include <numeric>
#include <thread>
#include <vector>

using app::Cushion;
using app::SoundLine;
using app::SpscRing;

class SoundLineTest : public QObject
{
    Q_OBJECT

    static std::vector<int16_t> numbers(size_t count)
    {
        std::vector<int16_t> made(count);
        std::iota(made.begin(), made.end(), int16_t(1));
        return made;
    }

private Q_SLOTS:
    void keepsTheOrderAroundItsEnd()
    {
        SpscRing<int, 4> ring;
        int got = 0;
        for (int i = 0; i < 10; ++i) {
            QVERIFY(ring.put(i));
            QVERIFY(ring.take(got));
            QCOMPARE(got, i);
        }
        QVERIFY(!ring.take(got));
    }

    void takesNoMoreThanFits()
    {
        SpscRing<int, 4> ring;
        const std::array<int, 6> items{1, 2, 3, 4, 5, 6};
        QCOMPARE(ring.put(items), size_t(4));
        ring.skip(3);
        std::array<int, 6> out{};
        QCOMPARE(ring.take(out), size_t(1));
        QCOMPARE(out[0], 4);
        ring.skip(100);
        QCOMPARE(ring.size(), size_t(0));
    }

    void losesNothingBetweenTwoThreads()
    {
        constexpr int count = 20'000;
        SpscRing<int, 64> ring;
        std::thread writer([&ring] {
            for (int i = 0; i < count; ++i) {
                while (!ring.put(i))
                    std::this_thread::yield();
            }
        });
        bool good = true;
        for (int i = 0, got = 0; i < count; ++i) {
            while (!ring.take(got))
                std::this_thread::yield();
            good = good && got == i;
        }
        writer.join();
        QVERIFY(good);
    }

    void waitsForAReserveThenFlows()
    {
        const auto line = std::make_unique<SoundLine>();
        Cushion cushion;
        std::array<int16_t, 160> out;
        out.fill(7);
        line->microphone.put(numbers(160));
        QVERIFY(!cushion.take(line->microphone, out));
        QCOMPARE(out[0], int16_t(0));
        line->microphone.put(numbers(160));
        QVERIFY(cushion.take(line->microphone, out));
        QCOMPARE(out[0], int16_t(1));
        QVERIFY(cushion.take(line->microphone, out));
    }

    void aRunDryMakesTheReserveLarger()
    {
        const auto line = std::make_unique<SoundLine>();
        Cushion cushion;
        std::array<int16_t, 160> out;
        line->microphone.put(numbers(320));
        QVERIFY(cushion.take(line->microphone, out));
        QVERIFY(cushion.take(line->microphone, out));
        QVERIFY(!cushion.take(line->microphone, out));
        line->microphone.put(numbers(320));
        QVERIFY2(!cushion.take(line->microphone, out), "320 were not enough before");
        line->microphone.put(numbers(160));
        QVERIFY(cushion.take(line->microphone, out));
    }

    void skipsWhatIsOnlyDelay()
    {
        const auto line = std::make_unique<SoundLine>();
        Cushion cushion;
        std::array<int16_t, 160> out;
        line->microphone.put(numbers(4000));
        QVERIFY(cushion.take(line->microphone, out));
        QCOMPARE(line->microphone.size(), size_t(160));
        QCOMPARE(out[0], int16_t(3681));
    }
};

QTEST_APPLESS_MAIN(SoundLineTest)
#include "tst_soundline.moc"
