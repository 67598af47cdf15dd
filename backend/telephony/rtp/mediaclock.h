// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace telephony::rtp {

/// Between the RTP timestamps of a codec and the engine's, which always count 8000 a second. One thread.
class MediaClock
{
public:
    /// @param factor  clock rate of the codec / 8000: 1, 2 or 6.
    explicit MediaClock(uint32_t factor = 1) : m_factor(factor) {}

    uint32_t factor() const { return m_factor; }
    uint32_t toWire(uint32_t engine) const { return engine * m_factor; }
    /// The engine's timestamp; runs on where the wire's wraps around.
    uint32_t toEngine(uint32_t wire) const { return uint32_t((m_time + int32_t(wire - m_wire)) / m_factor); }
    /// To be called for each packet that was believed, so that strangers do not move the time.
    void follow(uint32_t wire)
    {
        m_time += int32_t(wire - m_wire);
        m_wire = wire;
    }

private:
    int64_t m_time = int64_t(1) << 40; ///< timestamp units since ever; its lower half begins as the wire's
    uint32_t m_wire = 0;
    uint32_t m_factor;
};

} // namespace telephony::rtp
