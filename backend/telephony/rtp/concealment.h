// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace telephony::rtp {

/// A codec's own way to hide a loss.
class LossHider
{
public:
    virtual ~LossHider() = default;
    /// Writes the 20 ms after what was decoded last. False: it cannot.
    virtual bool hide(std::span<int16_t, 160> samples) = 0;
};

/// Hides lost frames of speech by repeating its last pitch period, fading out within 60 ms. 8 kHz frames of 20 ms, one
/// thread, no allocation. (spandsp's plc_fillin copies overlapping memory with frames of this size.)
class Concealment
{
public:
    static constexpr size_t frame = 160;

    /// A frame that arrived; its beginning is blended with the concealment before it.
    void good(std::span<int16_t, frame> samples);
    /// Writes a frame in place of a lost one.
    void lost(std::span<int16_t, frame> samples);

private:
    static constexpr size_t shortestPitch = 20, longestPitch = 120, overlap = 40;
    static constexpr size_t historySize = frame + longestPitch;

    using History = std::array<int16_t, historySize>;

    History history() const;
    static size_t findPitch(const History &history);
    int16_t synthesise();
    void remember(std::span<const int16_t, frame> samples);

    size_t m_pitch = 0;  ///< 0: nothing is being concealed
    size_t m_latest = 0; ///< of m_recent
    size_t m_at = 0;     ///< samples made up
    size_t m_inPeriod = 0;
    float m_gain = 1;
    std::array<std::array<int16_t, frame>, 2> m_recent{}; ///< what was heard last, in turn
    std::array<int16_t, longestPitch> m_period{};
};

} // namespace telephony::rtp
