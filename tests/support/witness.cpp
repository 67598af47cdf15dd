// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/witness.h"

#include <algorithm>

#include <pthread.h>
#include <sched.h>

namespace support {
namespace {
using namespace std::chrono_literals;
constexpr auto nap = 5ms, unnoticed = 5ms, remembered = 300'000ms;

bool comeFirst(size_t processor)
{
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(processor, &one);
    const sched_param first{.sched_priority = 50};
    return pthread_setaffinity_np(pthread_self(), sizeof one, &one) == 0 &&
           pthread_setschedparam(pthread_self(), SCHED_FIFO, &first) == 0;
}
} // namespace

Witness::Witness() : m_pauses(std::max(1U, std::thread::hardware_concurrency()))
{
    for (size_t i = 0; i < m_pauses.size(); ++i)
        m_threads.emplace_back([this, i](const std::stop_token &stop) { watch(i, stop); });
}

Witness::~Witness() = default;

void Witness::watch(size_t processor, std::stop_token stop)
{
    if (!comeFirst(processor))
        return;
    std::vector<Pause> &mine = m_pauses[processor];
    Time last = Clock::now();
    while (!stop.stop_requested()) {
        std::this_thread::sleep_for(nap);
        const Time now = Clock::now();
        if (now - last > nap + unnoticed) {
            const std::lock_guard lock(m_mutex);
            std::erase_if(mine, [now](const Pause &pause) { return pause.to < now - remembered; });
            mine.push_back({last + nap, now});
        }
        last = now;
    }
}

double Witness::stoodMs(Time from, Time to) const
{
    using Span = std::chrono::duration<double, std::milli>;
    const std::lock_guard lock(m_mutex);
    Span longest{0};
    for (const std::vector<Pause> &pauses : m_pauses) {
        Span stood{0};
        for (const Pause &pause : pauses)
            stood += std::max(Clock::duration(0), std::min(pause.to, to) - std::max(pause.from, from));
        longest = std::max(longest, stood);
    }
    return longest.count();
}

} // namespace support
