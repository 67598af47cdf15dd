// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bench/figures.h"

#include <QString>

namespace bench {

struct LatenessPlan
{
    int calls = 40;      ///< that stand and echo
    int churn = 8;       ///< further calls a second, which come and go in the window
    int settleMs = 5000; ///< after the calls are up
    int measureMs = 60'000;
    bool realtime = false; ///< whether the program may raise the priority of its threads
};

/// How evenly the program sends RTP while its window, on a display of its own, shows the calls: everything of it on the second
/// processor. Skips aloud without Xvfb.
/// @param program  voxboard.
void lateness(Figures &figures, const QString &program, const LatenessPlan &plan);

} // namespace bench
