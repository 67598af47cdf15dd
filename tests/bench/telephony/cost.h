// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "switches.h"

#include <optional>

namespace bench {

/// What standing calls cost a switch.
struct Cost
{
    double percent = 0;   ///< of a processor, one call, less what the idle switch takes
    double datagrams = 0; ///< that all of the machine sent, one call and second: whether the switch did its work
};

/// Measures `calls` calls that speak. Blocks until they are over. nullopt, with the reason on stderr, when they do not stand.
/// @param what  as Switch::number().
std::optional<Cost> costOf(const Switch &one, const QString &what, int calls, int measureMs);

} // namespace bench
