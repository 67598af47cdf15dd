// SPDX-License-Identifier: GPL-3.0-or-later
// The switch and the platform against a real Asterisk in one run, a processor for each and another for the load: set-ups a second,
// processor time of echo calls, bridged pairs and members of a conference, memory after many calls, lateness of sent RTP.
#include "cost.h"
#include "lateness.h"
#include "load.h"
#include "rest.h"
#include "switches.h"
#include "uas.h"

#include "bench/figures.h"

#include <QCommandLineParser>
#include <QFileInfo>

#include <algorithm>
#include <limits>
#include <optional>

using bench::Cost;
using bench::Figures;
using bench::Load;
using bench::Switch;

namespace {
constexpr int lowestRate = 50;

struct Scale
{
    int secondsEach = 5, echoes = 150, pairs = 60, members = 200, rounds = 3, measureMs = 8000, manyCalls = 20'000, idleMs = 5000,
        restMs = 60'000;
    bench::LatenessPlan lateness;
};

Scale scaleOf(bool smoke) { return smoke ? Scale{1, 3, 2, 3, 1, 1000, 20, 500, 1000, {3, 2, 1000, 1000}} : Scale(); }

QStringList only() { return bench::option(QStringLiteral("only"), {}).split(QLatin1Char(','), Qt::SkipEmptyParts); }

/// Whether this figure was asked for.
bool wants(const char *figure)
{
    static const QStringList only = ::only();
    static const QStringList costs{QStringLiteral("echo"), QStringLiteral("pair"), QStringLiteral("conference")};
    const QString name = QLatin1String(figure);
    return only.isEmpty() || only.contains(name) || (costs.contains(name) && only.contains(QStringLiteral("cost")));
}

double loadRate() { return bench::option(QStringLiteral("rate"), QStringLiteral("80")).toDouble(); }

struct Starter
{
    QString name;
    std::function<std::unique_ptr<Switch>()> start;
};

class Comparison
{
public:
    explicit Comparison(const Scale &scale) : m_scale(scale) {}
    int result() const { return m_figures.result(); }

    /// In turn, several times: what else the machine does meets both.
    /// @param most       that ours may cost of what Asterisk's costs.
    /// @param datagrams  a call and second, when all that was asked for is sent.
    void cost(const QString &title, Switch *peer, Switch &ours, const QString &what, int calls, double most, double datagrams)
    {
        std::vector<Cost> own, theirs;
        for (int i = 0; i < m_scale.rounds; ++i) {
            if (const auto cost = bench::costOf(ours, what, calls, m_scale.measureMs))
                own.push_back(*cost);
            if (const auto cost = peer ? bench::costOf(*peer, what, calls, m_scale.measureMs) : std::nullopt)
                theirs.push_back(*cost);
        }
        constexpr double share = 0.97;
        const double mine = middle(title, ours, own, share * datagrams);
        if (!peer)
            return;
        const double other = middle(title, *peer, theirs, 0); // what it leaves undone makes it cheaper
        m_figures.atMost(title + QStringLiteral(", to Asterisk"), mine / other, QStringLiteral("times"), most);
    }
    void lateness(const QString &program)
    {
        bench::LatenessPlan plan = m_scale.lateness;
        plan.realtime = QCoreApplication::arguments().contains(QStringLiteral("--realtime"));
        bench::lateness(m_figures, program, plan);
    }

    /// Set-ups/s of each, in the same order: the best of rounds in which each had its turn, alone.
    std::vector<double> setups(const std::vector<Starter> &starters)
    {
        constexpr int rounds = 2;
        std::vector<double> rates(starters.size(), 0);
        for (int round = 0; round < (bench::isSmoke() ? 1 : rounds); ++round) {
            for (size_t i = 0; i < starters.size(); ++i)
                rates[i] = std::max(rates[i], bench::highestRate(starters[i].start, lowestRate, m_scale.secondsEach));
        }
        for (size_t i = 0; i < starters.size(); ++i)
            m_figures.add(QStringLiteral("set-ups, 95 % within 50 ms, ") + starters[i].name, rates[i], QStringLiteral("/s"));
        return rates;
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
        double completed = 1;
        bench::succeedsUndisturbed([&] {
            const auto result = bench::run(load);
            completed = std::max(completed, result ? double(result->good) / m_scale.secondsEach : 0);
            return completed >= rate;
        });
        m_figures.atMost(QStringLiteral("rate carried to completed under twice of it, ") + one.name, rate / completed,
                         QStringLiteral("times"), 1);
    }

    /// @param one   has just begun: what was used once is not idle.
    /// @param rate  of the calls, a second.
    void memory(Switch &one, double rate)
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
    }

private:
    /// What a call costs in percent of a core, the middle of all rounds; NaN when a round is missing or one sent less than it
    /// should: that is no cheaper.
    double middle(const QString &title, const Switch &one, std::vector<Cost> costs, double least)
    {
        constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
        if (int(costs.size()) < m_scale.rounds)
            return unknown;
        const QString name = title + QStringLiteral(", ") + one.name;
        const double sent = std::ranges::min(costs, {}, &Cost::datagrams).datagrams;
        std::ranges::sort(costs, {}, &Cost::percent);
        const double percent = costs[costs.size() / 2].percent;
        m_figures.add(name, percent, QStringLiteral("% of a core"));
        m_figures.add(name + QStringLiteral(", datagrams"), sent, QStringLiteral("/s"));
        if (bench::isSmoke())
            return percent;
        if (percent <= 0)
            bench::fail(QStringLiteral("%1: the calls cost nothing, so it was not idle before them").arg(name));
        if (sent < least)
            bench::fail(QStringLiteral("%1: %2 datagrams/s and call, meant were %3").arg(name).arg(sent).arg(least));
        return percent > 0 && sent >= least ? percent : unknown;
    }

    const Scale m_scale;
    Figures m_figures;
};

void measureCosts(Comparison &comparison, const Scale &scale, Switch *peer, Switch &engine)
{
    const bench::Uas uas;
    if (wants("echo"))
        comparison.cost(QStringLiteral("an echo call"), peer, engine, QStringLiteral("echo"), scale.echoes, 0.5, 100);
    if (wants("pair"))
        comparison.cost(QStringLiteral("a bridged pair"), peer, engine, QStringLiteral("bridge"), scale.pairs, 1.0 / 3, 200);
    if (wants("conference"))
        comparison.cost(QStringLiteral("a member of a conference of %1").arg(scale.members), peer, engine,
                        QStringLiteral("conf-room"), scale.members, 0.25, 100);
}

/// Ends the program when it was asked for help or for what there is not.
void readCommandLine()
{
    static const QStringList figures{QStringLiteral("setups"),     QStringLiteral("overload"), QStringLiteral("memory"),
                                     QStringLiteral("cost"),       QStringLiteral("echo"),     QStringLiteral("pair"),
                                     QStringLiteral("conference"), QStringLiteral("lateness")};
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions({
        {QStringLiteral("asterisk"), QStringLiteral("Compares with the one that tests/bench/telephony/asterisk set up."),
         QStringLiteral("folder")},
        {QStringLiteral("only"), QStringLiteral("Some of ") + figures.join(QLatin1Char(',')), QStringLiteral("figures")},
        {QStringLiteral("engine"), QStringLiteral("Measures another bench_engine."), QStringLiteral("program")},
        {QStringLiteral("program"), QStringLiteral("Measures another voxboard."), QStringLiteral("program")},
        {QStringLiteral("rate"), QStringLiteral("Calls a second for memory when the set-ups are not measured."),
         QStringLiteral("rate")},
        {QStringLiteral("realtime"), QStringLiteral("Lateness with a media thread that may have a higher priority.")},
        {QStringLiteral("smoke"), QStringLiteral("A few rounds each: shows that it works.")},
    });
    parser.process(*QCoreApplication::instance());
    QStringList unknown = parser.positionalArguments();
    for (const QString &figure : only()) {
        if (!figures.contains(figure))
            unknown += figure;
    }
    if (!unknown.isEmpty()) {
        std::fprintf(stderr, "What is %s?\n\n", qPrintable(unknown.join(QLatin1String(", "))));
        parser.showHelp(1);
    }
}
} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    readCommandLine();
    const Scale scale = scaleOf(bench::isSmoke());
    const QString program = bench::option(QStringLiteral("program"), QStringLiteral(VOXBOARD_BINARY));
    const QString folder = bench::option(QStringLiteral("asterisk"), {});
    const auto startEngine = [] {
        return bench::startEngine(bench::option(QStringLiteral("engine"), QStringLiteral(ENGINE_BINARY)));
    };
    const auto startPlatform = [program] { return bench::startPlatform(program); };
    const auto startAsterisk = [folder] { return bench::startAsterisk(folder); };
    const bool compares = QFileInfo(folder + QLatin1String("/usr/sbin/asterisk")).isExecutable();
    if (!compares)
        std::fprintf(stderr, "SKIP comparison: no Asterisk (--asterisk DIR, made by tests/bench/telephony/asterisk DIR)\n");
    Comparison comparison(scale);

    double engineRate = 2 * loadRate(), platformRate = 2 * loadRate();
    if (wants("setups")) {
        std::vector<Starter> starters{{QStringLiteral("the engine"), startEngine},
                                      {QStringLiteral("the platform"), startPlatform}};
        if (compares)
            starters.push_back({QStringLiteral("Asterisk"), startAsterisk});
        const std::vector<double> rates = comparison.setups(starters);
        engineRate = rates[0], platformRate = rates[1];
        if (compares) {
            comparison.ratio(QStringLiteral("set-ups, Asterisk to the engine"), engineRate, rates[2], 3);
            comparison.ratio(QStringLiteral("set-ups, Asterisk to the platform"), platformRate, rates[2], 1);
        }
    }
    std::unique_ptr<Switch> asterisk, engine, platform;
    if (wants("overload")) {
        if (!(platform = startPlatform()))
            return 1;
        comparison.overload(*platform, platformRate);
        platform.reset();
    }
    if (wants("echo") || wants("pair") || wants("conference")) {
        if (!(engine = startEngine()) || (compares && !(asterisk = startAsterisk())))
            return 1;
        measureCosts(comparison, scale, asterisk.get(), *engine);
        asterisk.reset();
        engine.reset();
    }
    if (wants("memory")) {
        if (!(engine = startEngine()))
            return 1;
        comparison.memory(*engine, engineRate / 2);
        engine.reset();
        if (!(platform = startPlatform()))
            return 1;
        comparison.memory(*platform, platformRate / 2);
        platform.reset();
    }
    if (wants("lateness"))
        comparison.lateness(program);
    return comparison.result();
}
