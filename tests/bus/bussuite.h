// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/bus.h"
#include "core/virtualclock.h"

#include <functional>
#include <memory>

/// One implementation of the bus under the port's suite.
struct BusUnderTest
{
    std::shared_ptr<core::VirtualClock> clock; ///< null when the adapter runs on real time
    std::unique_ptr<bus::Bus> bus;
};
