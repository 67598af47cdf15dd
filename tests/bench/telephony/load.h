// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "switches.h"

#include <QStringList>

#include <functional>
#include <optional>
#include <vector>

namespace bench {

/// One run of sipp as load generator, pinned to the first processor.
struct Load
{
    QString server;                                ///< `ip:port`
    QString service;                               ///< user part dialled
    QString address = QStringLiteral("127.0.0.2"); ///< the caller's
    quint16 port = 5060;                           ///< of SIP, the caller's
    int rate = 10;                                 ///< calls a second
    int calls = 100;
    int holdMs = 100;      ///< from the answer to the BYE
    bool sound = false;    ///< sends noise while it holds
    quint16 mediaPort = 0; ///< at `address`, of somebody else who speaks and listens for all calls; 0: sipp's own
};

struct LoadResult
{
    int good = 0, failed = 0;
    std::vector<double> answerMs; ///< INVITE to 200 of the calls that were answered
    double seconds = 0;           ///< from the first INVITE to the end of the last call
};

/// Blocks until every call is over. nullopt, with the reason on stderr, when sipp cannot run.
std::optional<LoadResult> run(const Load &load);

/// The highest rate at which 95 % of the answers come within 50 ms and no call fails, by doubling and halving; 0 when even
/// the lowest does not. A rate at which the machine itself stood still is tried again. Each try above what it carries is the
/// switch's last: calls that its caller gave up stay in it, and another one is started.
/// @param start    a switch that has just begun; null when it does not start.
/// @param seconds  of load for each try.
double highestRate(const std::function<std::unique_ptr<Switch>()> &start, int lowest, int seconds);

} // namespace bench
