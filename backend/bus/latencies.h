// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <algorithm>
#include <array>
#include <vector>

namespace bus {

/// The last 512 durations of a queue, with when each was over.
class Latencies
{
public:
    void add(double ms, core::Nanos at)
    {
        m_ring[m_count++ % m_ring.size()] = {ms, at};
        m_last = ms;
    }
    double last() const { return m_last; }
    /// Nearest-rank percentile of those since then, 0 without any.
    double percentile(double share, core::Nanos since) const
    {
        std::vector<double> sorted;
        for (size_t i = 0; i < std::min(m_count, m_ring.size()); ++i) {
            if (m_ring[i].at >= since)
                sorted.push_back(m_ring[i].ms);
        }
        if (sorted.empty())
            return 0;
        const auto at = sorted.begin() + long(std::min(sorted.size() - 1, size_t(share * double(sorted.size()))));
        std::nth_element(sorted.begin(), at, sorted.end());
        return *at;
    }

private:
    struct Sample
    {
        double ms = 0;
        core::Nanos at{0};
    };
    std::array<Sample, 512> m_ring{};
    size_t m_count = 0;
    double m_last = 0;
};

} // namespace bus
