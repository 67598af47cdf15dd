// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace core {

/// From now on this thread does not stop another one to begin its work: on a processor that all share it waits for the other's rest,
/// a few milliseconds at most. What has come meanwhile is done together, with fewer changes from one thread to another. For threads
/// that nothing of real time hangs on. Without effect where the system has no such class (SCHED_BATCH of sched(7)).
void letOthersFinish();

} // namespace core
