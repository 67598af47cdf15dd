// SPDX-License-Identifier: GPL-3.0-or-later
// Functions on a thread's event loop, and the order they run in.
#include "core/poster.h"

#include <QTest>
#include <QTimer>

#include <thread>
#include <vector>

class PosterTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m_ran.clear(); }

    void functionsRunInTheirOrderAndLater()
    {
        for (const int i : {1, 2, 3})
            m_poster->post(note(i));
        QVERIFY(m_ran.empty());
        QTRY_COMPARE(m_ran, (std::vector<int>{1, 2, 3}));
    }

    void newWorkWaitsForWhatHasBegun()
    {
        for (const int i : {1, 2})
            m_poster->postLast([this, i] {
                note(i)();
                m_poster->post([this, i] { // work in three steps
                    note(10 + i)();
                    m_poster->post(note(100 + i));
                });
            });
        m_poster->post(note(0));
        QTRY_COMPARE(m_ran, (std::vector<int>{0, 1, 11, 101, 2, 12, 102}));
    }

    void bothComeFromOtherThreads()
    {
        std::thread other([this] {
            QVERIFY(!m_poster->isCurrent());
            m_poster->postLast(note(2));
            m_poster->post(note(1));
        });
        other.join();
        QTRY_COMPARE(m_ran, (std::vector<int>{1, 2}));
    }

    void anEventLoopInAFunctionRunsWhatIsPosted()
    {
        m_poster->post([this] {
            m_poster->post(note(1));
            QTRY_COMPARE(m_ran, (std::vector<int>{2, 1}));
            m_ran.push_back(3);
        });
        m_poster->post(note(2));
        m_ran.clear();
        QTRY_COMPARE(m_ran.size(), size_t(3));
        QCOMPARE(m_ran.back(), 3);
    }

    void functionsWithoutEndLetTimersRun()
    {
        bool stop = false;
        QTimer::singleShot(5, this, [&stop] { stop = true; });
        std::function<void()> again = [&] {
            if (!stop)
                m_poster->post(again);
        };
        m_poster->post(again);
        QTRY_VERIFY(stop);
        m_poster->post(note(1));
        QTRY_COMPARE(m_ran, std::vector<int>{1});
    }

    void nothingRunsOnAThreadThatHasEnded()
    {
        std::shared_ptr<core::Poster> gone;
        std::thread([&gone] { gone = core::Poster::ofThisThread(); }).join();
        QVERIFY(!gone->post(note(1)) && !gone->postLast(note(2)));
    }

private:
    std::function<void()> note(int value)
    {
        return [this, value] { m_ran.push_back(value); };
    }

    std::shared_ptr<core::Poster> m_poster = core::Poster::ofThisThread();
    std::vector<int> m_ran;
};

QTEST_GUILESS_MAIN(PosterTest)
#include "tst_poster.moc"
