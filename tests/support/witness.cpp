// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/witness.h"

#include <algorithm>

#include <pthread.h>
#include <sched.h>

namespace support {
namespace {
using namespace std::chrono_literals;
constexpr auto nap = 5ms, unnoticed = 5ms, remembered = 60'000ms;
} // namespace

Witness::Witness() : m_thread([this](std::stop_token stop) { watch(std::move(stop)); }) {}
Witness::~Witness() = default;

void Witness::watch(std::stop_token stop)
{
    const sched_param first{.sched_priority = 50};
    pthread_setschedparam(pthread_self(), SCHED_FIFO, &first); // not allowed for everybody
    Time last = Clock::now();
    while (!stop.stop_requested()) {
        std::this_thread::sleep_for(nap);
        const Time now = Clock::now();
        if (now - last > nap + unnoticed) {
            const std::lock_guard lock(m_mutex);
            std::erase_if(m_pauses, [now](const Pause &pause) { return pause.to < now - remembered; });
            m_pauses.push_back({last + nap, now});
        }
        last = now;
    }
}

double Witness::stoodMs(Time from, Time to) const
{
    const std::lock_guard lock(m_mutex);
    std::chrono::duration<double, std::milli> stood{0};
    for (const Pause &pause : m_pauses)
        stood += std::max(Clock::duration(0), std::min(pause.to, to) - std::max(pause.from, from));
    return stood.count();
}

} // namespace support
