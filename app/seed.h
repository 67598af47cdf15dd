// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/platform.h"

namespace app {

/// Fills an empty profile through the services' own requests: one customer, three extensions with random passwords, the
/// Welcome flow and the test numbers. Later starts only read.
core::Task<PlatformFacts> seedAndRead(bus::Bus &bus);

} // namespace app
