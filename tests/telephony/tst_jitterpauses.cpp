// SPDX-License-Identifier: GPL-3.0-or-later
// The jitter buffer run dry: stalls of the network, which it waits for, and pauses of the talker, which must add no delay.
#include "jitterline.h"

#include <QTest>

using namespace testmedia;

class JitterPausesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// One delay of everything costs its own length of concealment, and no frame.
    void aStallIsWaitedFor()
    {
        Line line;
        for (int i = 0; i < 100; ++i)
            line.arrives(i < 50 ? i : i + 3, i);
        const auto played = line.play(110);
        QCOMPARE(withoutGaps(played), upTo(100));
        QCOMPARE(std::count(played.begin() + 1, played.begin() + 103, 0), 2);
    }

    /// Silence suppression: what comes after a pause is played as soon as the delay is built up, not later by the pause.
    void aPauseAddsNoDelay_data()
    {
        QTest::addColumn<int>("before"); // packets before the pause
        QTest::addColumn<int>("pause");  // ticks
        QTest::newRow("three frames") << 80 << 3;
        QTest::newRow("five frames") << 80 << 5;
        QTest::newRow("six frames") << 80 << 6;
        QTest::newRow("a short one in the first second") << 20 << 15;
        QTest::newRow("a short one later") << 80 << 15;
        QTest::newRow("half a second later") << 80 << 25;
        QTest::newRow("two seconds") << 80 << 100;
    }
    void aPauseAddsNoDelay()
    {
        QFETCH(int, before);
        QFETCH(int, pause);
        Line line;
        for (int i = 0; i < before; ++i)
            line.arrives(i, i);
        const int resumed = before + pause;
        for (int i = resumed; i < resumed + 50; ++i)
            line.arrives(i, i);
        line.play(resumed);
        const auto after = line.play(50);
        const auto first = std::find(after.begin(), after.end(), resumed + 1);
        QVERIFY(first != after.end());
        QVERIFY2(first - after.begin() <= 2, qPrintable(QString::number(first - after.begin())));
        QVERIFY(line.buffer().depthMs() <= 60);
    }

    /// Packets that come twice, the second time in the pause, do not make what follows wait.
    void duplicatesInPausesAddNoDelay()
    {
        Line line;
        int now = 0;
        for (int spurt = 0; spurt < 4; ++spurt, now += 4) {
            for (int i = 0; i < 18; ++i, ++now) {
                line.arrives(now, now);
                line.arrives(now + 3, now);
            }
        }
        line.play(10);
        const int depth = line.buffer().depthMs();
        line.play(now - 8 - 10);
        QCOMPARE(line.buffer().depthMs(), depth);
    }

    void aFrameAloneIsNotKeptForTheNextTalkspurt()
    {
        Line line;
        for (int i = 0; i < 80; ++i)
            line.arrives(i, i);
        line.arrives(100, 100);
        for (int i = 120; i < 170; ++i)
            line.arrives(i, i);
        line.play(100);
        QCOMPARE(withoutGaps(line.play(20)), std::vector<int>{101});
        const auto after = line.play(50);
        QCOMPARE(after[1], 121);
        QVERIFY(line.buffer().depthMs() <= 60);
    }

    /// What was missed before a pause has missed its time for good.
    void aStragglerInAPauseIsTooLate()
    {
        Line line;
        for (int i = 0; i < 80; ++i) {
            if (i != 78)
                line.arrives(i, i);
        }
        line.arrives(95, 78);
        for (int i = 100; i < 150; ++i)
            line.arrives(i, i);
        line.arrives(100, 78);
        line.play(90);
        const auto after = line.play(60);
        QCOMPARE(std::count(after.begin(), after.end(), 79), 0);
        QCOMPARE(std::find(after.begin(), after.end(), 101) - after.begin(), 11);
        QVERIFY(line.buffer().depthMs() <= 60);
    }

    void overtakenAfterAStall()
    {
        Line line;
        for (int i = 0; i < 80; ++i)
            line.arrives(i, i);
        line.arrives(90, 81);
        line.arrives(90, 80);
        for (int i = 82; i < 120; ++i)
            line.arrives(i + 10, i);
        QCOMPARE(withoutGaps(line.play(140)), upTo(120));
    }

    /// A buffer that shrinks just when a stall has emptied it skips nothing.
    void aStallIsNotShrunkAway()
    {
        Line line;
        for (int i = 0; i < 15; ++i)
            line.arrives(14, i);
        for (int i = 15; i < 150; ++i)
            line.arrives(i <= 100 ? i : i + 17, i);
        QCOMPARE(withoutGaps(line.play(200)), upTo(150));
    }
};

QTEST_APPLESS_MAIN(JitterPausesTest)
#include "tst_jitterpauses.moc"
