// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/testphone/spscring.h"

#include <cstdint>

namespace app {

/// What connects the sound device with the call: 8 kHz samples both ways. It outlives calls and devices, so that either
/// side can change while the other runs.
struct SoundLine
{
    static constexpr size_t capacity = 4096;
    using Ring = SpscRing<int16_t, capacity>;

    Ring microphone; ///< put by the device, taken by the call
    Ring speaker;    ///< put by the call, taken by the device
    std::atomic<bool> hasMicrophone{false}, hasSpeaker{false};
};

/// The lines that share one microphone and one speaker. What is heard of both is mixed. The microphone is on one of them: on
/// the monitor's while the operator whispers or barges, else on the phone's.
struct SoundLines
{
    SoundLine phone, monitor;
    std::atomic<bool> monitorSpeaks{false};
    std::atomic<int> testTone{0}; ///< samples of it that are still to be played
};

/// Takes even portions from a line whose other end has another clock. It waits for a reserve before it begins, makes the
/// reserve larger when that was not enough, and skips what would only be delay.
class Cushion
{
public:
    /// False: too little has come, `to` is silence.
    bool take(SoundLine::Ring &line, std::span<int16_t> to)
    {
        const size_t there = line.size();
        if (there > m_reserve + slack)
            line.skip(there - m_reserve);
        const bool enough = line.size() >= (m_flowing ? to.size() : m_reserve);
        if (enough) {
            m_flowing = true;
            line.take(to);
            return true;
        }
        if (m_flowing)
            m_reserve = std::min(m_reserve + step, largestReserve);
        m_flowing = false;
        std::fill(to.begin(), to.end(), int16_t(0));
        return false;
    }

private:
    static constexpr size_t step = 160, largestReserve = 1600, slack = 960;
    size_t m_reserve = 320;
    bool m_flowing = false;
};

} // namespace app
