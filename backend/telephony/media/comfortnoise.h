// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <cstdint>
#include <span>

namespace telephony::media {

/// White noise of the level a comfort noise packet names (RFC 3389 §3.1; its spectrum is not reproduced). One thread, no allocation.
class ComfortNoise
{
public:
    /// @param level  first byte of the payload: −dBov, 127 is silence.
    void start(uint8_t level)
    {
        constexpr float peakOfEven = 1.732F; ///< peak over effective value of evenly distributed noise
        m_on = true;
        m_peak = std::min(std::pow(10.0F, -float(level & 0x7F) / 20) * 32'767 * peakOfEven, 32'767.0F);
    }
    void stop() { m_on = false; }
    bool isOn() const { return m_on; }
    void fill(std::span<int16_t> to)
    {
        for (int16_t &sample : to) {
            m_state = m_state * 1'664'525 + 1'013'904'223;
            sample = int16_t(float(int32_t(m_state)) * (m_peak / 2'147'483'648.0F));
        }
    }

private:
    bool m_on = false;
    float m_peak = 0;
    uint32_t m_state = 1;
};

} // namespace telephony::media
