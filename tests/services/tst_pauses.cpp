// SPDX-License-Identifier: GPL-3.0-or-later
// Pauses of coroutines that end with their owner.
#include "core/virtualclock.h"
#include "services/common/pauses.h"

#include <QTest>

using namespace std::chrono_literals;

namespace {
/// Pauses again and again, as long as it is let; `*ended` and `*rounds` outlive everything.
core::Task<void> keepLooking(services::Pauses *pauses, std::shared_ptr<int> rounds, std::shared_ptr<bool> ended)
{
    for (bool goesOn = true; goesOn;) {
        goesOn = co_await pauses->pause(150ms);
        ++*rounds;
    }
    *ended = true;
}
} // namespace

class PausesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_rounds = std::make_shared<int>(0);
        m_ended = std::make_shared<bool>(false);
    }

    void aPauseLasts()
    {
        services::Pauses pauses(m_clock);
        keepLooking(&pauses, m_rounds, m_ended);
        QCOMPARE(pauses.running(), size_t(1));
        m_clock->advance(149ms);
        QCOMPARE(*m_rounds, 0);
        m_clock->advance(1ms);
        QCOMPARE(*m_rounds, 1);
        m_clock->advance(300ms);
        QCOMPARE(*m_rounds, 3);
        QVERIFY(!*m_ended);
        pauses.endAll();
    }

    void allEndAtOnce()
    {
        services::Pauses pauses(m_clock);
        for (int i = 0; i < 3; ++i)
            keepLooking(&pauses, m_rounds, m_ended);
        pauses.endAll();
        QVERIFY(*m_ended);
        QCOMPARE(*m_rounds, 3);
        QCOMPARE(pauses.running(), size_t(0));
        m_clock->advance(1000ms);
        QCOMPARE(*m_rounds, 3);
    }

private:
    std::shared_ptr<core::VirtualClock> m_clock = std::make_shared<core::VirtualClock>();
    std::shared_ptr<int> m_rounds;
    std::shared_ptr<bool> m_ended;
};

QTEST_GUILESS_MAIN(PausesTest)
#include "tst_pauses.moc"
