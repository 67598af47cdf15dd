// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <utility>

namespace telephony::media {

/// The taps of a half-band low-pass that are not zero, the middle one apart (it is ½): windowed sinc, flat to 3.4 of 8 kHz.
struct HalfBand
{
    static constexpr size_t sides = 12; ///< on each side of the middle

    std::array<float, 2 * sides> taps{};

    HalfBand()
    {
        constexpr double halfWidth = 2 * sides;
        float sum = 0;
        for (size_t i = 0; i < taps.size(); ++i) {
            const double at = 2 * double(i) - halfWidth + 1; // odd distances from the middle
            const double window = 0.54 + 0.46 * std::cos(std::numbers::pi * at / halfWidth);
            taps[i] = float(std::sin(std::numbers::pi * at / 2) / (std::numbers::pi * at) * window);
            sum += taps[i];
        }
        for (float &tap : taps)
            tap *= 0.5F / sum;
    }
    static const HalfBand &shared()
    {
        static const HalfBand one;
        return one;
    }
    static int16_t rounded(float value) { return int16_t(std::clamp(std::lround(value), -32'768L, 32'767L)); }
};

/// 16 kHz to 8 kHz. One thread, no allocation.
class Halver
{
public:
    /// The sample for these two.
    int16_t take(int16_t first, int16_t second)
    {
        std::copy(m_even.begin() + 1, m_even.end(), m_even.begin());
        std::copy(m_odd.begin() + 1, m_odd.end(), m_odd.begin());
        m_even.back() = first;
        m_odd.back() = second;
        float sum = 0.5F * m_odd.front();
        for (size_t i = 0; i < m_filter.taps.size(); ++i)
            sum += m_filter.taps[i] * m_even[i];
        return HalfBand::rounded(sum);
    }

private:
    const HalfBand &m_filter = HalfBand::shared();
    std::array<float, 2 * HalfBand::sides> m_even{};
    std::array<float, HalfBand::sides + 1> m_odd{}; ///< delayed to the middle
};

/// 8 kHz to 16 kHz. One thread, no allocation.
class Doubler
{
public:
    std::pair<int16_t, int16_t> take(int16_t sample)
    {
        std::copy(m_past.begin() + 1, m_past.end(), m_past.begin());
        m_past.back() = sample;
        float between = 0;
        for (size_t i = 0; i < m_filter.taps.size(); ++i)
            between += m_filter.taps[i] * m_past[i];
        return {HalfBand::rounded(m_past[HalfBand::sides - 1]), HalfBand::rounded(2 * between)};
    }

private:
    const HalfBand &m_filter = HalfBand::shared();
    std::array<float, 2 * HalfBand::sides> m_past{};
};

} // namespace telephony::media
