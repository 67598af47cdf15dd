// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <vector>

namespace bus {

/// The last 512 durations of a queue.
class Latencies
{
public:
    void add(double ms)
    {
        m_ring[m_count++ % m_ring.size()] = ms;
        m_last = ms;
    }
    double last() const { return m_last; }
    /// Nearest-rank percentile, 0 without samples.
    double percentile(double share) const
    {
        const size_t size = std::min(m_count, m_ring.size());
        if (size == 0)
            return 0;
        std::vector<double> sorted(m_ring.begin(), m_ring.begin() + long(size));
        const auto at = sorted.begin() + long(std::min(size - 1, size_t(share * double(size))));
        std::nth_element(sorted.begin(), at, sorted.end());
        return *at;
    }

private:
    std::array<double, 512> m_ring{};
    size_t m_count = 0;
    double m_last = 0;
};

} // namespace bus
