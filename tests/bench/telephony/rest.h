// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

namespace bench {

/// Datagrams that left any socket since the start of the machine.
double datagramsSent();
/// Lets the event loop run.
void pass(int ms);
/// Until the datagrams of a load that is over become few, or no fewer: calls that it left half open repeat themselves for 32 s
/// (RFC 3261 17), and some stay for ever. At most so long. Not in a smoke test, which is not alone.
void awaitRest();
/// Whether `attempt` succeeds, each time after a rest: one that fails while the machine itself stood still has up to two more.
bool succeedsUndisturbed(const std::function<bool()> &attempt);

} // namespace bench
