// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

namespace support {

/// Looks at the clock on a thread of its own for as long as it lives, before all others if the system lets it, and does nothing
/// else: what it misses is time in which the machine, and not the program, stood still. Safe from any thread.
class Witness
{
public:
    using Clock = std::chrono::steady_clock;
    using Time = Clock::time_point;

    Witness();
    ~Witness();

    /// Milliseconds of this time in which the machine stood still for longer than 5 ms.
    double stoodMs(Time from, Time to) const;

private:
    struct Pause
    {
        Time from, to;
    };
    void watch(std::stop_token stop);

    mutable std::mutex m_mutex;
    std::vector<Pause> m_pauses; ///< of the last minute
    std::jthread m_thread;
};

} // namespace support
