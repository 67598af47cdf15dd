// SPDX-License-Identifier: GPL-3.0-or-later
// The switch and the platform against a real Asterisk in one run, a processor for each and another for the load: set-ups a second,
// processor time of echo calls, bridged pairs and members of a conference, memory after many calls.
#include "load.h"
#include "switches.h"

#include "bench/figures.h"

#include <QEventLoop>
#include <QFileInfo>
#include <QThread>
#include <QTimer>

using bench::Figures;
using bench::Load;
using bench::Switch;

namespace {
constexpr int lowestRate = 25;

struct Scale
{
    int secondsEach = 5, echoes = 150, pairs = 60, members = 200, measureMs = 15'000, manyCalls = 20'000, restMs = 60'000;
};

Scale scaleOf(bool smoke) { return smoke ? Scale{1, 3, 2, 3, 1000, 20, 1000} : Scale(); }

void pass(int ms)
{
    QEventLoop loop;
    QTimer::singleShot(ms, &loop, &QEventLoop::quit);
    loop.exec();
}

/// The far end of bridged calls: answers and echoes.
class Uas
{
public:
    Uas()
    {
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("TERM"), QStringLiteral("xterm"));
        m_sipp.setProcessEnvironment(environment);
        m_sipp.setStandardOutputFile(QProcess::nullDevice());
        m_sipp.setStandardInputFile(QProcess::nullDevice());
        m_sipp.start(QStringLiteral("taskset"), {"-c", "0", "sipp", "-sn", "uas", "-i", "127.0.0.4", "-p", "5060", "-mi",
                                                 "127.0.0.4", "-rtp_echo", "-nostdin"});
        m_sipp.waitForStarted();
    }
    ~Uas()
    {
        m_sipp.kill();
        m_sipp.waitForFinished();
    }

private:
    QProcess m_sipp;
};

/// Share of a processor that one of `calls` standing calls costs, in percent, less what the idle switch takes.
double costOf(const Switch &one, const QString &what, int calls, int measureMs)
{
    const QString number = one.number(what);
    if (number.isEmpty())
        return std::numeric_limits<double>::quiet_NaN();
    Load load;
    load.server = one.server;
    load.service = number;
    load.calls = calls;
    load.rate = std::min(calls, 25);
    load.sound = true;
    const int rampMs = 1000 * calls / load.rate + 1000;
    load.holdMs = rampMs + measureMs + 1000;
    double used = 0;
    QThread *caller = QThread::create([&load] { bench::run(load); });
    caller->start();
    pass(rampMs);
    const double before = one.figures().cpuSeconds().value_or(0);
    pass(measureMs);
    used = one.figures().cpuSeconds().value_or(0) - before;
    caller->wait();
    delete caller;
    return used * 1000 / measureMs * 100 / calls;
}

class Comparison
{
public:
    explicit Comparison(const Scale &scale) : m_scale(scale) {}
    int result() const { return m_figures.result(); }

    /// @param share  most that ours may cost of what Asterisk's costs.
    void cost(const QString &title, Switch *peer, Switch &ours, const QString &what, int calls, double share)
    {
        const double own = costOf(ours, what, calls, m_scale.measureMs);
        m_figures.add(title + QStringLiteral(", ") + ours.name, own, QStringLiteral("% of a core"));
        if (!peer)
            return;
        const double theirs = costOf(*peer, what, calls, m_scale.measureMs);
        m_figures.add(title + QStringLiteral(", ") + peer->name, theirs, QStringLiteral("% of a core"));
        m_figures.atMost(title + QStringLiteral(", to Asterisk"), own / theirs, QStringLiteral("times"), share);
    }

    double setups(Switch &one)
    {
        Load load;
        load.server = one.server;
        load.service = one.number(QStringLiteral("ans"));
        const double rate = bench::highestRate(load, lowestRate, m_scale.secondsEach);
        m_figures.add(QStringLiteral("set-ups, 95 % within 50 ms, ") + one.name, rate, QStringLiteral("/s"));
        return rate;
    }
    void ratio(const QString &title, double ours, double theirs, double least)
    {
        m_figures.atMost(title, theirs / ours, QStringLiteral("times"), 1 / least);
    }

    /// At twice the rate it carries it must still complete that rate.
    void overload(Switch &one, double rate)
    {
        Load load;
        load.server = one.server;
        load.service = one.number(QStringLiteral("ans"));
        load.rate = int(2 * rate);
        load.calls = load.rate * m_scale.secondsEach;
        if (const auto result = bench::run(load))
            m_figures.atMost(QStringLiteral("rate carried to completed under twice of it, ") + one.name,
                             rate / std::max(1.0, double(result->good) / m_scale.secondsEach), QStringLiteral("times"), 1);
    }

    void memory(Switch &one, double rate)
    {
        const double idle = one.figures().megabytes("Pss").value_or(0);
        Load load;
        load.server = one.server;
        load.service = one.number(QStringLiteral("ans"));
        load.rate = std::max(int(rate / 2), 1);
        load.calls = m_scale.manyCalls;
        bench::run(load);
        pass(m_scale.restMs);
        const double after = one.figures().megabytes("Pss").value_or(0);
        m_figures.add(QStringLiteral("memory idle, ") + one.name, idle, QStringLiteral("MB"));
        m_figures.atMost(QStringLiteral("memory after %1 calls to idle, ").arg(load.calls) + one.name, after / idle,
                         QStringLiteral("times"), 1.2);
    }

private:
    const Scale m_scale;
    Figures m_figures;
};
} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const Scale scale = scaleOf(bench::isSmoke());
    const QString folder = bench::option(QStringLiteral("asterisk"), {});
    std::unique_ptr<Switch> asterisk;
    if (QFileInfo(folder + QLatin1String("/usr/sbin/asterisk")).isExecutable())
        asterisk = bench::startAsterisk(folder);
    else
        std::fprintf(stderr, "SKIP comparison: no Asterisk (--asterisk DIR, made by tests/bench/telephony/asterisk DIR)\n");
    Comparison comparison(scale);
    double theirs = 0;
    if (asterisk)
        theirs = comparison.setups(*asterisk);
    {
        const Uas uas;
        const auto engine = bench::startEngine(QStringLiteral(ENGINE_BINARY));
        if (!engine)
            return 1;
        const double rate = comparison.setups(*engine);
        if (asterisk)
            comparison.ratio(QStringLiteral("set-ups, Asterisk to the engine"), rate, theirs, 3);
        Switch *peer = asterisk.get();
        comparison.cost(QStringLiteral("an echo call"), peer, *engine, QStringLiteral("echo"), scale.echoes, 0.5);
        comparison.cost(QStringLiteral("a bridged pair"), peer, *engine, QStringLiteral("bridge"), scale.pairs, 1.0 / 3);
        comparison.cost(QStringLiteral("a member of a conference of %1").arg(scale.members), peer, *engine,
                        QStringLiteral("conf-room"), scale.members, 0.25);
        comparison.memory(*engine, rate);
    }
    const auto platform = bench::startPlatform(QStringLiteral(VOXBOARD_BINARY));
    if (!platform)
        return 1;
    const double rate = comparison.setups(*platform);
    if (asterisk)
        comparison.ratio(QStringLiteral("set-ups, Asterisk to the platform"), rate, theirs, 1);
    comparison.overload(*platform, rate);
    comparison.memory(*platform, rate);
    return comparison.result();
}
