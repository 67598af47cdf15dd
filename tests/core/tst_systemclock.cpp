// SPDX-License-Identifier: GPL-3.0-or-later
// Timers on a thread's event loop in real time.
#include "core/systemclock.h"

#include <QTest>

#include <vector>

using core::Millis;
using core::SystemClock;
using core::Timer;

class SystemClockTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void runsInOrderOfTheirDeadlines()
    {
        SystemClock clock;
        std::vector<int> ran;
        const Timer late = clock.after(Millis(20), [&ran] { ran.push_back(3); });
        const Timer early = clock.after(Millis(1), [&ran] { ran.push_back(1); });
        const Timer equal = clock.after(Millis(1), [&ran] { ran.push_back(2); });
        QVERIFY(ran.empty() && late.isPending());
        QTRY_COMPARE(ran, (std::vector<int>{1, 2, 3}));
        QVERIFY(!late.isPending());
    }

    void aCancelledOneDoesNotRun()
    {
        SystemClock clock;
        bool cancelled = true, ran = false;
        Timer first = clock.after(Millis(1), [&cancelled] { cancelled = false; });
        const Timer second = clock.after(Millis(2), [&ran] { ran = true; });
        first.cancel();
        QTRY_VERIFY(ran);
        QVERIFY(cancelled);
    }

    /// A time limit that was not needed does not keep its request in memory until it would have run out.
    void cancelledOnesLetGoOfWhatTheyHold()
    {
        SystemClock clock;
        const auto held = std::make_shared<int>();
        const Timer kept = clock.after(Millis(3'600'000), [held] {});
        for (int i = 0; i < 1000; ++i)
            clock.after(Millis(3'600'000), [held] {}).cancel();
        QVERIFY2(held.use_count() <= 70, qPrintable(QString::number(held.use_count())));
        QVERIFY(kept.isPending());
    }

    void timersMayBeAddedAndCancelledByTimers()
    {
        SystemClock clock;
        std::vector<Timer> more;
        int ran = 0;
        const Timer first = clock.after(Millis(1), [&] {
            for (int i = 0; i < 300; ++i) {
                more.push_back(clock.after(Millis(1), [&ran] { ++ran; }));
                clock.after(Millis(0), [&ran] { ran = -1000; }).cancel();
            }
        });
        QTRY_COMPARE(ran, 300);
    }
};

QTEST_GUILESS_MAIN(SystemClockTest)
#include "tst_systemclock.moc"
