// SPDX-License-Identifier: GPL-3.0-or-later
// The switch and the platform against a real Asterisk in one run, a processor for each and another for the load: set-ups a second,
// processor time of echo calls, bridged pairs and members of a conference, memory after many calls, lateness of sent RTP.
// `--asterisk DIR` compares. `--only setups,overload,memory,echo,pair,conference,cost,lateness` takes some of them;
// `--engine PROGRAM` and `--program PROGRAM` measure others than those built with this. `--rate N` is what `memory` loads with
// when the set-ups are not measured. `--realtime`: lateness with a media thread that may have a higher priority.
#include "cost.h"
#include "lateness.h"
#include "load.h"
#include "switches.h"
#include "uas.h"

#include "bench/figures.h"

#include <QFileInfo>

#include <optional>

using bench::Cost;
using bench::Figures;
using bench::Load;
using bench::Switch;

namespace {
constexpr int lowestRate = 25;

struct Scale
{
    int secondsEach = 5, echoes = 150, pairs = 60, members = 200, measureMs = 15'000, manyCalls = 20'000, idleMs = 5000,
        restMs = 60'000;
    bench::LatenessPlan lateness;
};

Scale scaleOf(bool smoke) { return smoke ? Scale{1, 3, 2, 3, 1000, 20, 500, 1000, {3, 2, 1000, 1000}} : Scale(); }

/// Whether this figure was asked for.
bool wants(const char *figure)
{
    static const QStringList only = bench::option(QStringLiteral("only"), {}).split(QLatin1Char(','), Qt::SkipEmptyParts);
    static const QStringList costs{QStringLiteral("echo"), QStringLiteral("pair"), QStringLiteral("conference")};
    const QString name = QLatin1String(figure);
    return only.isEmpty() || only.contains(name) || (costs.contains(name) && only.contains(QStringLiteral("cost")));
}

double loadRate() { return bench::option(QStringLiteral("rate"), QStringLiteral("80")).toDouble(); }

class Comparison
{
public:
    explicit Comparison(const Scale &scale) : m_scale(scale) {}
    int result() const { return m_figures.result(); }

    /// @param share      most that ours may cost of what Asterisk's costs.
    /// @param datagrams  a call and second, when all that was asked for is sent.
    void cost(const QString &title, Switch *peer, Switch &ours, const QString &what, int calls, double share, double datagrams)
    {
        const auto own = costOf(title, ours, what, calls, datagrams);
        const auto theirs = peer ? costOf(title, *peer, what, calls, datagrams) : std::nullopt;
        constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
        if (peer)
            m_figures.atMost(title + QStringLiteral(", to Asterisk"), own && theirs ? own->percent / theirs->percent : unknown,
                             QStringLiteral("times"), share);
    }
    void lateness(const QString &program)
    {
        bench::LatenessPlan plan = m_scale.lateness;
        plan.realtime = QCoreApplication::arguments().contains(QStringLiteral("--realtime"));
        bench::lateness(m_figures, program, plan);
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

    /// @param one   has just begun: what was used once is not idle.
    /// @param rate  of the calls, a second.
    bool memory(Switch &one, double rate)
    {
        bench::pass(m_scale.idleMs);
        const double idle = one.figures().megabytes("Pss").value_or(0);
        Load load;
        load.server = one.server;
        load.service = one.number(QStringLiteral("ans"));
        load.rate = std::max(int(rate), 1);
        load.calls = m_scale.manyCalls;
        bench::run(load);
        bench::pass(m_scale.restMs);
        const double after = one.figures().megabytes("Pss").value_or(0);
        m_figures.add(QStringLiteral("memory idle, ") + one.name, idle, QStringLiteral("MB"));
        m_figures.atMost(QStringLiteral("memory after %1 calls to idle, ").arg(load.calls) + one.name, after / idle,
                         QStringLiteral("times"), 1.2);
        return true;
    }

private:
    /// A switch that sends less than it should is no cheaper for that.
    std::optional<Cost> costOf(const QString &title, const Switch &one, const QString &what, int calls, double datagrams)
    {
        constexpr double least = 0.97;
        const auto cost = bench::costOf(one, what, calls, m_scale.measureMs);
        if (!cost)
            return {};
        const QString name = title + QStringLiteral(", ") + one.name;
        m_figures.add(name, cost->percent, QStringLiteral("% of a core"));
        m_figures.add(name + QStringLiteral(", datagrams"), cost->datagrams, QStringLiteral("/s"));
        if (cost->datagrams >= least * datagrams || bench::isSmoke())
            return cost;
        bench::fail(QStringLiteral("%1: %2 datagrams/s and call, meant were %3").arg(name).arg(cost->datagrams).arg(datagrams));
        return {};
    }

    const Scale m_scale;
    Figures m_figures;
};

/// The switch alone. @param theirs  set-ups/s of Asterisk, 0 when they were not measured.
bool measureEngine(Comparison &comparison, const Scale &scale, Switch *peer, double theirs)
{
    const bench::Uas uas;
    const QString program = bench::option(QStringLiteral("engine"), QStringLiteral(ENGINE_BINARY));
    auto engine = bench::startEngine(program);
    if (!engine)
        return false;
    double rate = 2 * loadRate();
    if (wants("setups"))
        rate = comparison.setups(*engine);
    if (theirs > 0)
        comparison.ratio(QStringLiteral("set-ups, Asterisk to the engine"), rate, theirs, 3);
    if (wants("echo"))
        comparison.cost(QStringLiteral("an echo call"), peer, *engine, QStringLiteral("echo"), scale.echoes, 0.5, 100);
    if (wants("pair"))
        comparison.cost(QStringLiteral("a bridged pair"), peer, *engine, QStringLiteral("bridge"), scale.pairs, 1.0 / 3, 200);
    if (wants("conference"))
        comparison.cost(QStringLiteral("a member of a conference of %1").arg(scale.members), peer, *engine,
                        QStringLiteral("conf-room"), scale.members, 0.25, 100);
    if (!wants("memory"))
        return true;
    engine.reset();
    engine = bench::startEngine(program);
    return engine && comparison.memory(*engine, rate / 2);
}

bool measurePlatform(Comparison &comparison, double theirs)
{
    const QString program = bench::option(QStringLiteral("program"), QStringLiteral(VOXBOARD_BINARY));
    auto platform = bench::startPlatform(program);
    if (!platform)
        return false;
    double rate = 2 * loadRate();
    if (wants("setups"))
        rate = comparison.setups(*platform);
    if (theirs > 0)
        comparison.ratio(QStringLiteral("set-ups, Asterisk to the platform"), rate, theirs, 1);
    if (wants("overload"))
        comparison.overload(*platform, rate);
    if (!wants("memory"))
        return true;
    platform.reset();
    platform = bench::startPlatform(program);
    return platform && comparison.memory(*platform, rate / 2);
}
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
    const double theirs = asterisk && wants("setups") ? comparison.setups(*asterisk) : 0;
    if ((wants("setups") || wants("echo") || wants("pair") || wants("conference") || wants("memory")) &&
        !measureEngine(comparison, scale, asterisk.get(), theirs))
        return 1;
    asterisk.reset();
    if ((wants("setups") || wants("overload") || wants("memory")) && !measurePlatform(comparison, theirs))
        return 1;
    if (wants("lateness"))
        comparison.lateness(bench::option(QStringLiteral("program"), QStringLiteral(VOXBOARD_BINARY)));
    return comparison.result();
}
