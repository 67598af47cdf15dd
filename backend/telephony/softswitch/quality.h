// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>

namespace telephony::softswitch {

/// Mean opinion score by the E-model (ITU-T G.107) with the defaults of G.711 and packet loss concealment (G.113: Ie 0,
/// Bpl 25.1): 1 to 4.41.
inline double meanOpinionScore(double oneWayDelayMs, double lossPercent)
{
    const double late = std::max(0.0, oneWayDelayMs - 177.3);
    const double rating = 93.2 - 0.024 * oneWayDelayMs - 0.11 * late - 95 * lossPercent / (lossPercent + 25.1);
    if (rating <= 0)
        return 1;
    return std::clamp(1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6, 1.0, 4.5);
}

} // namespace telephony::softswitch
