// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile.h"
#include "core/settings.h"
#include "core/systemclock.h"
#include "core/timeline.h"

#include <memory>

namespace app {

/// What one run of the program stands on, with and without a window.
struct Session
{
    core::Settings settings;
    core::Profile profile;
    std::shared_ptr<core::SystemClock> clock = std::make_shared<core::SystemClock>();
    core::Timeline timeline{clock};
    core::Nanos startedAt = clock->now();
};

/// Both return the exit status.
int runHeadless(Session &session, int argc, char **argv);
int runWindow(Session &session, int argc, char **argv);

} // namespace app
