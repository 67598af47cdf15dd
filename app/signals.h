// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

namespace app {

/// From here on SIGTERM and SIGINT wait for catchSignals(), and SIGPIPE is ignored. Once, at the start of main().
void holdSignals();
/// SIGTERM and SIGINT, also one that has come since holdSignals(), become a call on the event loop of the application, which
/// must exist.
void catchSignals(std::function<void()> stop);

} // namespace app
