// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace core {

/// Gives back what the allocator keeps for this thread alone: jemalloc would do so only while the thread goes on allocating, and
/// each piece of it keeps a page. For threads that rest, or now and then; some 50 µs. Nothing with other allocators. Any thread;
/// not in the media tick.
void giveBackCache();

} // namespace core
