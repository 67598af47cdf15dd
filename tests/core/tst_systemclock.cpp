// SPDX-License-Identifier: GPL-3.0-or-later
// Timers on a thread's event loop in real time.
#include "core/systemclock.h"

#include <QTest>

#include <thread>
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
        Timer cancelled = clock.after(Millis(3'600'000), [held] {});
        QCOMPARE(held.use_count(), 3);
        cancelled.cancel();
        QCOMPARE(held.use_count(), 2);
        QVERIFY(kept.isPending());
    }

    void oneMayBeCancelledByWhatAnotherHeld()
    {
        SystemClock clock;
        auto inner = std::make_shared<Timer>(clock.after(Millis(1), [] { QFAIL("cancelled"); }));
        Timer outer = clock.after(Millis(1), [held = std::move(inner)] { QFAIL("cancelled"); });
        outer.cancel();
        bool ran = false;
        const Timer last = clock.after(Millis(2), [&ran] { ran = true; });
        QTRY_VERIFY(ran);
    }

    void anotherThreadMayCancel()
    {
        SystemClock clock;
        bool ran = false;
        Timer timer = clock.after(Millis(20), [] { QFAIL("cancelled"); });
        std::thread([&timer] { timer.cancel(); }).join();
        const Timer last = clock.after(Millis(21), [&ran] { ran = true; });
        QTRY_VERIFY(ran);
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
