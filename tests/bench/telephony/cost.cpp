// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost.h"

#include "load.h"
#include "rest.h"

#include "bench/figures.h"

#include <QThread>

namespace bench {
namespace {
constexpr int rampRate = 25, settleMs = 1000, idleMs = 4000;

/// Share of a processor that the process takes for so long, in percent.
double percentFor(const Switch &one, int ms)
{
    const double before = one.figures().cpuSeconds().value_or(0);
    pass(ms);
    return (one.figures().cpuSeconds().value_or(0) - before) * 1000 / ms * 100;
}
} // namespace

std::optional<Cost> costOf(const Switch &one, const QString &what, int calls, int measureMs)
{
    Load load;
    load.server = one.server;
    load.service = one.number(what);
    load.calls = calls;
    load.rate = std::min(calls, rampRate);
    load.sound = true;
    const int rampMs = 1000 * calls / load.rate + settleMs;
    load.holdMs = rampMs + measureMs + settleMs;
    if (load.service.isEmpty()) {
        fail(one.name + QStringLiteral(" has no number for ") + what);
        return {};
    }
    const double idle = percentFor(one, idleMs);
    std::optional<LoadResult> result;
    const std::unique_ptr<QThread> caller(QThread::create([&load, &result] { result = run(load); }));
    caller->start();
    pass(rampMs);
    const double sent = datagramsSent();
    const double busy = percentFor(one, measureMs);
    const double datagrams = datagramsSent() - sent;
    caller->wait();
    if (!result || result->failed > 0) {
        fail(QStringLiteral("%1, %2: %3 of %4 calls failed").arg(one.name, what).arg(result ? result->failed : calls).arg(calls));
        return {};
    }
    return Cost{(busy - idle) / calls, datagrams * 1000 / measureMs / calls};
}

} // namespace bench
