// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/rtp/concealment.h"

#include <limits>

namespace telephony::rtp {

/// Samples in the order of their timestamps, whatever order, size or loss the packets have. One second deep. Its delay
/// follows the measured jitter: it grows when packets come too late and shrinks when they all wait too long. Gaps are
/// concealed. 8 kHz, one thread, no allocation after construction.
class JitterBuffer
{
public:
    static constexpr size_t frame = Concealment::frame;
    enum class Put { Stored, Duplicate, Late, TooLong };

    /// Fetches the memory of what is likely put and got next: the second goes round in more than the caches hold.
    void foresee() const;
    /// Stores samples that begin at `timestamp`.
    Put put(uint32_t timestamp, std::span<const int16_t> samples);
    /// The next 20 ms. False: they had not arrived (concealment or silence was written).
    /// @param hider  asked first when everything that came has been played; may be null.
    bool get(std::span<int16_t, frame> out, LossHider *hider = nullptr);
    /// @param ms  interarrival jitter (RFC 3550 §6.4.1).
    void setJitter(double ms);
    void reset();
    /// It plays, and holds what it means to: nothing that has not been put yet is missed in this frame.
    bool isFilled() const { return m_playing && int32_t(m_newest - m_play) >= m_target; }
    int depthMs() const { return m_started ? int(m_newest - m_play) / 8 : 0; }

private:
    static constexpr size_t size = 8192;
    static constexpr int32_t minimum = 2 * int32_t(frame), maximum = 15 * int32_t(frame);
    static constexpr int32_t noPacket = std::numeric_limits<int32_t>::max();
    enum class Slot : uint8_t { Empty, Filled, Played };

    struct Run
    {
        size_t at, count;
    };
    static std::array<Run, 2> runsOf(uint32_t timestamp, size_t count);
    bool areFilled(size_t at, size_t count) const;
    void restart(uint32_t timestamp);
    void conceal(std::span<int16_t, frame> out, LossHider *hider = nullptr);
    void advance();
    bool isDelayed(int32_t depth);
    void shrink();
    void beginWindow();

    bool m_started = false; ///< a packet came
    bool m_playing = false; ///< the delay is built up
    bool m_grow = false;    ///< a packet came too late: wait a frame longer
    uint32_t m_play = 0;    ///< timestamp of the next sample to play
    uint32_t m_newest = 0;  ///< end of the newest samples
    uint32_t m_floor = 0;   ///< nothing from here on was played when the delay began to be built up
    int32_t m_target = minimum;
    int32_t m_slack = noPacket; ///< how long the latest packet in the window was too early
    int m_window = 0;
    int m_gaps = 0;   ///< frames missing in a row
    int m_held = 0;   ///< frames waited for since it ran dry
    int m_waited = 0; ///< frames since the delay began to be built up
    Concealment m_concealment;
    std::array<Slot, size> m_slots{};
    std::array<int16_t, size> m_samples; ///< of slots that are not empty
};

} // namespace telephony::rtp
