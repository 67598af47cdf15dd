// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/allocator.h"

#include <cstddef>

extern "C" [[gnu::weak]] int mallctl(const char *name, void *old, size_t *oldSize, void *value, size_t size);

namespace core {

void giveBackCache()
{
    if (mallctl)
        mallctl("thread.tcache.flush", nullptr, nullptr, nullptr, 0);
}

} // namespace core
