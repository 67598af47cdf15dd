// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

namespace support {

/// Looks at the clock on each processor for as long as it lives, before all others, and does nothing else: what it misses is time
/// in which the machine, and not the program, stood still. Sees nothing where the system does not let it come first (real-time
/// priority). Safe from any thread.
class Witness
{
public:
    using Clock = std::chrono::steady_clock;
    using Time = Clock::time_point;

    Witness();
    ~Witness();

    /// Milliseconds of this time, five minutes back at most, in which a processor stood still for longer than 5 ms: of the one that
    /// did so the longest.
    double stoodMs(Time from, Time to) const;

private:
    struct Pause
    {
        Time from, to;
    };
    void watch(size_t processor, std::stop_token stop);

    mutable std::mutex m_mutex;
    std::vector<std::vector<Pause>> m_pauses; ///< by processor
    std::vector<std::jthread> m_threads;
};

} // namespace support
