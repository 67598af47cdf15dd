// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/platform.h"

namespace app {

/// The line of `--json` on stdout: sip, http, extensions, numbers, and ari while it is on.
void printFacts(const PlatformFacts &facts);
/// One sentence on stderr. @return 1, the exit status
int fail(const QString &sentence);

} // namespace app
