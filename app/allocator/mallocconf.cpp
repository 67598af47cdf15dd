// SPDX-License-Identifier: GPL-3.0-or-later

/// Of jemalloc: an arena for each busy thread, so that what one is done with is whole pages, and these go back to the system soon.
/// A thread's own cache is for a busy time, core::giveBackCache() empties it; of large pieces it keeps none.
/// What outlives a busy time keeps a whole slab: so those of odd sizes are one page instead of five. And of each slab there ever
/// was a record stays: so those of 64 bytes, of which SIP messages have the most, are eight pages.
extern "C" const char *const malloc_conf; // NOLINT: its name
const char *const malloc_conf = "background_thread:true,narenas:8,dirty_decay_ms:2000,muzzy_decay_ms:0,"
                                "tcache_max:2048,tcache_nslots_small_max:64,slab_sizes:80-80:1|64-64:8";
