// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

namespace app {

/// SIGTERM and SIGINT become a call on the event loop of the application, which must exist; SIGPIPE is ignored.
void catchSignals(std::function<void()> stop);

} // namespace app
