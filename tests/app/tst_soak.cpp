// SPDX-License-Identifier: GPL-3.0-or-later
// Calls, conferences and recordings one after another for a while; then everything they took must be back. VOXBOARD_SOAK_MINUTES
// makes it long (two hours: 120); then memory must not have grown since the first quarter, and frames must not be late either. A
// machine that stands still, which a witness beside the calls tells, is not held against the program, but reported.
#include "app/platformbench.h"
#include "support/sipphone.h"
#include "support/witness.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTime>
#include <QtTest>

#include <atomic>
#include <thread>

using core::Json;
using support::SipPhone;

namespace {
constexpr int callers = 4;
constexpr qint64 shortMs = 12'000;
/// A call that lost this much to the machine says nothing of the program.
constexpr double mostStoodMs = 150;
/// Frames come each 20 ms; one that is two of them behind is late.
constexpr double lateMs = 60;

int entriesOf(const char *folder) { return int(QDir(QLatin1String(folder)).entryList(QDir::AllEntries | QDir::System).size()); }

/// Kilobytes that only this process has.
qint64 memoryUsed()
{
    QFile file(QStringLiteral("/proc/self/smaps_rollup"));
    qint64 kilobytes = 0;
    if (file.open(QIODevice::ReadOnly)) {
        const QList<QByteArray> lines = file.readAll().split('\n');
        for (const QByteArray &line : lines) {
            if (line.startsWith("Private_Dirty:"))
                kilobytes = line.mid(14).trimmed().split(' ').first().toLongLong();
        }
    }
    return kilobytes;
}

struct Taken
{
    int descriptors = entriesOf("/proc/self/fd"), threads = entriesOf("/proc/self/task");
};
} // namespace

class SoakTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_bench.start();
        m_numbers = {m_bench.number("echo"), m_bench.number("music"), m_bench.number("conference"), m_bench.number("welcome"),
                     m_bench.makeNumber("1950", R"([{"type": "answer"},
                        {"type": "recording_start", "option": {"format": "wav"}}, {"type": "echo"}])")};
        for (qsizetype round = 0; round < m_numbers.size(); ++round)
            callAll(0); // everything that is made once is made
    }
    void cleanupTestCase() { m_bench.stop(); }

    void everythingTakenComesBack()
    {
        QTRY_VERIFY_WITH_TIMEOUT(isIdle(), 10'000);
        const Taken before;
        const int minutes = qEnvironmentVariableIntValue("VOXBOARD_SOAK_MINUTES");
        const qint64 ms = minutes > 0 ? minutes * 60'000LL : shortMs;
        callAll(ms / 4); // fills histories and pools
        const qint64 memory = memoryUsed();
        callAll(ms - ms / 4);
        QCOMPARE(int(m_wrong), 0);
        QVERIFY(m_calls >= callers);
        QTRY_VERIFY_WITH_TIMEOUT(isIdle(), 10'000);
        QTRY_VERIFY_WITH_TIMEOUT(Taken().descriptors <= before.descriptors, 10'000);
        QTRY_VERIFY_WITH_TIMEOUT(Taken().threads <= before.threads, 35'000); // pool threads rest for 30 s
        const qint64 now = memoryUsed();
        qInfo("%d calls, %d of them in the machine's pauses; %lld frames, %lld late; memory %lld to %lld kB", int(m_calls),
              int(m_excused), qint64(m_frames), qint64(m_late), memory, now);
        if (minutes < 30)
            return;
        QVERIFY2(now * 10 < memory * 11, "the memory grows");
        QVERIFY2(m_late * 1000 <= m_frames, "more than one frame of a thousand is late");
        QVERIFY2(m_excused * 10 <= m_calls, "the machine stands still too often to tell anything");
    }

private:
    bool isIdle()
    {
        const QString engine = contract::asteriskCallQueue;
        for (const char *uri : {"/ari/channels", "/ari/bridges"}) {
            const Json all = m_bench.ask(engine, "GET", QLatin1String(uri));
            const auto isCalls = [](const Json &one) {
                return one.value("name", "").find("reference_type=confbridge") == std::string::npos;
            };
            if (std::any_of(all.begin(), all.end(), isCalls))
                return false;
        }
        return m_bench
            .ask(contract::service::call, "GET", QStringLiteral("/v1/recordings?page_size=100"),
                 {{"status", "recording"}, {"deleted", false}})
            .empty();
    }
    /// Callers on threads of their own, each for this long and at least once.
    void callAll(qint64 ms)
    {
        std::atomic<int> running = callers;
        std::vector<std::thread> threads;
        for (int i = 0; i < callers; ++i)
            threads.emplace_back([this, &running, ms] {
                QElapsedTimer timer;
                timer.start();
                do
                    callOnce(m_numbers.at(m_calls++ % m_numbers.size()));
                while (timer.elapsed() < ms);
                --running;
            });
        while (running > 0)
            QTest::qWait(20);
        for (std::thread &thread : threads)
            thread.join();
    }
    void callOnce(const QByteArray &number)
    {
        const auto began = support::Witness::Clock::now();
        SipPhone phone(m_bench.facts.sip, "soak", {});
        const int answer = phone.call(number);
        const bool echo = number == m_numbers.front();
        const auto heard = phone.talk(1500, 440);
        const bool sounds = !heard.empty() && (!echo || support::toneShare(heard, 440) > 0.5);
        const int end = phone.hangup();
        countFrames(phone);
        if (answer == 200 && sounds && end == 200)
            return;
        const double stood = m_witness.stoodMs(began, support::Witness::Clock::now());
        ++(stood > mostStoodMs ? m_excused : m_wrong);
        qWarning("%s a call to %s: answered %d, %zu samples heard%s, BYE answered %d; the machine stood still for %.0f ms",
                 qPrintable(QTime::currentTime().toString(Qt::ISODateWithMs)), number.constData(), answer, heard.size(),
                 sounds ? "" : ", not the right ones", end, stood);
    }
    /// Gaps that no pause of the machine explains.
    void countFrames(const SipPhone &phone)
    {
        const auto &came = phone.arrivals();
        for (size_t i = 1; i < came.size(); ++i) {
            const double gap = std::chrono::duration<double, std::milli>(came[i] - came[i - 1]).count();
            ++m_frames;
            if (gap > lateMs && gap - m_witness.stoodMs(came[i - 1], came[i]) > lateMs)
                ++m_late;
        }
    }

    PlatformBench m_bench;
    QList<QByteArray> m_numbers;
    support::Witness m_witness;
    std::atomic<int> m_calls{0}, m_wrong{0}, m_excused{0};
    std::atomic<qint64> m_frames{0}, m_late{0};
};

QTEST_GUILESS_MAIN(SoakTest)
#include "tst_soak.moc"
