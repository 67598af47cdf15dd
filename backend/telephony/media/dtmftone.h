// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/frame.h"
#include "telephony/media/samples.h"

#include <cmath>
#include <numbers>

namespace telephony::media {

/// The sound of a key (ITU-T Q.23), for peers without telephone events. One thread, no allocation.
class DtmfTone
{
public:
    /// @param event  0-15 as RFC 4733 counts keys; a frame of another key or the first one begins anew.
    void fill(Frame &frame, int event, bool first)
    {
        static constexpr std::array<int, 4> rows{697, 770, 852, 941}, columns{1209, 1336, 1477, 1633};
        static constexpr std::array<uint8_t, 16> places{13, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 14, 3, 7, 11, 15}; // row · 4 + column
        if (event < 0 || event >= int(places.size()))
            return;
        if (first)
            m_low = m_high = 0;
        const size_t place = places[size_t(event)];
        const double low = step(rows[place / 4]), high = step(columns[place % 4]);
        for (int16_t &sample : frame) {
            sample = int16_t(lowPeak * std::sin(m_low) + highPeak * std::sin(m_high));
            m_low += low;
            m_high += high;
        }
    }

private:
    static constexpr double lowPeak = 8000, highPeak = 10'000; ///< −9 and −7 dBm0
    static double step(int hertz) { return 2 * std::numbers::pi * hertz / sampleRate; }
    double m_low = 0, m_high = 0; ///< phases
};

} // namespace telephony::media
