// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <dlfcn.h>

namespace telephony::sip {

/// What stands behind a function that this program defines in front of a library; null when there is none.
template <typename F> F *libraryOwn(const char *name) { return reinterpret_cast<F *>(dlsym(RTLD_NEXT, name)); }

} // namespace telephony::sip
