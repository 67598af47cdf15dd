// SPDX-License-Identifier: GPL-3.0-or-later
#include "lateness.h"

#include "load.h"
#include "rest.h"

#include "bench/crowd.h"

#include <QStandardPaths>
#include <QThread>

namespace bench {
namespace {
constexpr double wantedWithin = 99.9;

/// An X server for one program.
class Display
{
public:
    /// False when it does not start.
    bool start()
    {
        m_server.start(QStringLiteral("taskset"),
                       {"-c", "0", "Xvfb", "-displayfd", "1", "-screen", "0", "1920x1080x24", "-nolisten", "tcp"});
        m_name = ':' + m_server.line().trimmed();
        return m_name.size() > 1;
    }
    QString name() const { return QString::fromLatin1(m_name); }

private:
    Program m_server;
    QByteArray m_name;
};

/// Runs sipp beside the measurement.
std::unique_ptr<QThread> background(const Load &load)
{
    std::unique_ptr<QThread> thread(QThread::create([load] { run(load); }));
    thread->start();
    return thread;
}
} // namespace

void lateness(Figures &figures, const QString &program, const LatenessPlan &plan)
{
    if (QStandardPaths::findExecutable(QStringLiteral("Xvfb")).isEmpty()) {
        std::fprintf(stderr, "SKIP lateness: needs the package xvfb\n");
        return;
    }
    Display display;
    const auto platform = display.start() ? startWindow(program, display.name(), plan.realtime) : nullptr;
    if (!platform) {
        fail(QStringLiteral("lateness: no window"));
        return figures.atMost(QStringLiteral("lateness of sent RTP"), std::numeric_limits<double>::quiet_NaN(), {}, 0);
    }
    const quint32 callers = INADDR_LOOPBACK + 1; // where sipp calls from
    Crowd crowd(callers);
    crowd.startAnswering();
    const int rampMs = 1000 * plan.calls / 10;
    const int wholeMs = rampMs + plan.settleMs + plan.measureMs;
    Load standing;
    standing.server = platform->server;
    standing.service = platform->number(QStringLiteral("echo"));
    standing.calls = plan.calls;
    standing.holdMs = wholeMs;
    standing.mediaPort = crowd.port;
    Load churn;
    churn.server = platform->server;
    churn.service = platform->number(QStringLiteral("echo"));
    churn.port = 5062;
    churn.rate = plan.churn;
    churn.calls = plan.churn * std::max(1, (plan.settleMs + plan.measureMs) / 1000);
    churn.holdMs = 2000;
    const auto stands = background(standing);
    pass(rampMs);
    const auto churns = background(churn);
    pass(plan.settleMs);
    const double before = platform->figures().cpuSeconds().value_or(0);
    crowd.counting = true;
    pass(plan.measureMs);
    crowd.counting = false;
    const double used = platform->figures().cpuSeconds().value_or(0) - before;
    crowd.stop();
    stands->wait();
    churns->wait();
    const Evenness &evenness = crowd.evenness();
    const QString title =
        plan.realtime ? QStringLiteral("RTP sent, window busy, real-time thread") : QStringLiteral("RTP sent, window busy");
    figures.add(title + QStringLiteral(", gaps"), double(evenness.gaps()), {});
    figures.add(title + QStringLiteral(", gaps in which the machine stood still, not counted"), double(evenness.excused()), {});
    figures.add(title + QStringLiteral(", processor"), used * 1000 / plan.measureMs * 100, QStringLiteral("% of a core"));
    for (const double share : {0.5, 0.99, 0.999})
        figures.add(title + QStringLiteral(", off 20 ms, p%1").arg(share * 100), evenness.deviationMs(share),
                    QStringLiteral("ms"));
    figures.atMost(title + QStringLiteral(", gaps not within 20 ± 5 ms"), 100 - evenness.within5Ms(), QStringLiteral("%"),
                   100 - wantedWithin);
}

} // namespace bench
