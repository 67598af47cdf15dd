// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>

namespace telephony::rtp {

/// Samples in the order of their timestamps, whatever order, size or loss the packets have. One second deep; its delay adapts
/// to the measured jitter; gaps are concealed. 8 kHz, one thread, no allocation after construction.
class JitterBuffer
{
public:
    static constexpr size_t frame = 160;

    JitterBuffer();
    ~JitterBuffer();
    JitterBuffer(const JitterBuffer &) = delete;
    JitterBuffer &operator=(const JitterBuffer &) = delete;

    /// Stores samples that begin at `timestamp`. False: too late or a duplicate.
    bool put(uint32_t timestamp, std::span<const int16_t> samples);
    /// The next 20 ms. False: nothing is there (silence was written).
    bool get(std::span<int16_t, frame> out);
    void setJitter(double ms);
    void reset();
    int depthMs() const { return m_started ? int(m_newest - m_play) / 8 : 0; }

private:
    static constexpr size_t size = 8192;
    static constexpr int32_t minimum = 2 * int32_t(frame), maximum = 12 * int32_t(frame);

    std::array<int16_t, size> m_samples{};
    std::array<bool, size> m_valid{};
    bool m_started = false;
    bool m_playing = false;
    uint32_t m_play = 0;
    uint32_t m_newest = 0;
    int32_t m_target = minimum;
    int m_deepFrames = 0;
    int m_gaps = 0;
    struct Concealment;
    std::unique_ptr<Concealment> m_plc;
};

} // namespace telephony::rtp
