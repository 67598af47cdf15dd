// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/rtp/jitterbuffer.h"

#include <algorithm>
#include <map>
#include <vector>

namespace testmedia {

constexpr size_t frameSize = telephony::rtp::JitterBuffer::frame;
using Frame = std::array<int16_t, frameSize>;

/// Frame `number` of a stream: all its samples are number + 1.
inline std::vector<int16_t> speech(int number, size_t size = frameSize)
{
    return std::vector<int16_t>(size, int16_t(number + 1));
}

/// A stream whose packet `n` arrives at a tick of its own; play() runs the ticks in between.
class Line
{
public:
    explicit Line(uint32_t first = 1000) : m_first(first) {}

    void arrives(int tick, int number) { m_due.emplace(tick, number); }
    /// Numbers of the frames that were played (0: concealed or silent).
    std::vector<int> play(int ticks)
    {
        std::vector<int> played;
        for (; ticks > 0; --ticks, ++m_tick) {
            for (auto [at, end] = m_due.equal_range(m_tick); at != end; ++at)
                m_buffer.put(m_first + uint32_t(at->second) * uint32_t(frameSize), speech(at->second));
            Frame frame;
            const bool whole = m_buffer.get(frame);
            played.push_back(whole ? frame[frameSize - 1] : 0);
        }
        return played;
    }
    telephony::rtp::JitterBuffer &buffer() { return m_buffer; }

private:
    telephony::rtp::JitterBuffer m_buffer;
    uint32_t m_first;
    int m_tick = 0;
    std::multimap<int, int> m_due;
};

inline std::vector<int> withoutGaps(const std::vector<int> &played)
{
    std::vector<int> numbers;
    for (const int number : played) {
        if (number != 0)
            numbers.push_back(number);
    }
    return numbers;
}

inline std::vector<int> upTo(int count)
{
    std::vector<int> numbers;
    for (int i = 1; i <= count; ++i)
        numbers.push_back(i);
    return numbers;
}

} // namespace testmedia
