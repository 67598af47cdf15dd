// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/frame.h"

#include <cmath>

namespace telephony::media {

/// Makes a voice louder or softer, without wrapping round.
class Gain
{
public:
    static constexpr double lowest = -90, highest = 90; ///< the softest sound becomes the loudest, and the loudest silence

    void set(double decibels)
    {
        m_factor = std::isfinite(decibels)
                       ? int32_t(std::lround(unity * std::pow(10, std::clamp(decibels, lowest, highest) / 20)))
                       : unity;
    }
    bool isUnity() const { return m_factor == unity; }
    void apply(Frame &frame) const
    {
        if (isUnity())
            return;
        for (int16_t &sample : frame)
            sample = saturate(int32_t(int64_t(sample) * m_factor / unity));
    }

private:
    static constexpr int32_t unity = 4096;
    int32_t m_factor = unity;
};

} // namespace telephony::media
