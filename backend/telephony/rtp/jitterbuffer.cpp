// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/rtp/jitterbuffer.h"

#include <algorithm>
#include <utility>

namespace telephony::rtp {
namespace {
constexpr int concealedFrames = 5; // then silence
constexpr int windowFrames = 100;
} // namespace

void JitterBuffer::reset()
{
    m_slots.fill(Slot::Empty);
    m_started = m_playing = m_grow = false;
    m_gaps = m_held = 0;
    beginWindow();
}

void JitterBuffer::restart(uint32_t timestamp)
{
    m_floor = m_started ? m_play : timestamp - uint32_t(maximum);
    m_started = true;
    m_playing = m_grow = false;
    m_play = m_newest = timestamp;
    m_gaps = m_held = m_waited = 0;
}

void JitterBuffer::setJitter(double ms)
{
    const auto wanted = int32_t(std::min(ms, 1000.0) * 8 * 3) + int32_t(frame);
    m_target = std::clamp((wanted + int32_t(frame) - 1) / int32_t(frame) * int32_t(frame), minimum, maximum);
}

void JitterBuffer::foresee() const
{
    constexpr size_t cacheLine = 64;
    for (const uint32_t timestamp : {m_newest, m_play}) {
        const size_t at = timestamp % size;
        for (size_t i = 0; i < frame + cacheLine; i += cacheLine)
            __builtin_prefetch(&m_slots[(at + i) % size]);
        for (size_t i = 0; i < frame + cacheLine / 2; i += cacheLine / sizeof(int16_t))
            __builtin_prefetch(&m_samples[(at + i) % size]);
    }
}

/// The places of `count` samples: one run, and a second one where they go round.
std::array<JitterBuffer::Run, 2> JitterBuffer::runsOf(uint32_t timestamp, size_t count)
{
    const size_t at = timestamp % size;
    const size_t first = std::min(count, size - at);
    return {Run{at, first}, Run{0, count - first}};
}

/// Without a way out of the loop, so that it is done many at a time.
bool JitterBuffer::areFilled(size_t at, size_t count) const
{
    unsigned others = 0;
    for (size_t i = at; i < at + count; ++i)
        others |= unsigned(m_slots[i]) ^ unsigned(Slot::Filled);
    return others == 0;
}

JitterBuffer::Put JitterBuffer::put(uint32_t timestamp, std::span<const int16_t> samples)
{
    if (samples.empty() || samples.size() > size / 4)
        return Put::TooLong;
    auto ahead = int32_t(timestamp - m_play);
    if (m_started && (ahead > int32_t(size) / 2 || ahead < -int32_t(size) / 2))
        reset(); // the peer began a new time line
    const bool dry = m_started && !m_playing && int32_t(m_newest - m_play) <= 0;
    if (!m_started || (dry && ahead >= 0)) {
        restart(timestamp);
        ahead = 0;
    }
    if (!m_playing && !dry && ahead < 0 && int32_t(timestamp - m_floor) >= 0 &&
        int32_t(m_newest - timestamp) < int32_t(size) / 2) {
        m_play = timestamp; // overtaken while the delay was being built up
        ahead = 0;
    }
    for (; m_held > 0 && ahead >= int32_t(frame); --m_held, ahead -= int32_t(frame))
        advance(); // what was waited for is lost or was never sent
    const bool played = ahead < 0 && m_slots[timestamp % size] == Slot::Played;
    if (!played)
        m_slack = std::min(m_slack, ahead);
    if (ahead < 0) {
        const auto late = size_t(-int64_t(ahead));
        if (played)
            return Put::Duplicate;
        m_grow = m_playing;
        if (late >= samples.size())
            return Put::Late;
        samples = samples.subspan(late);
        timestamp = m_play;
    }
    m_held = 0;
    const uint32_t end = timestamp + uint32_t(samples.size());
    bool fresh = false;
    for (const auto [at, count] : runsOf(timestamp, samples.size())) {
        fresh = fresh || !areFilled(at, count);
        std::copy_n(samples.begin(), count, m_samples.begin() + std::ptrdiff_t(at));
        std::fill_n(m_slots.begin() + std::ptrdiff_t(at), count, Slot::Filled);
        samples = samples.subspan(count);
    }
    if (int32_t(end - m_newest) > 0)
        m_newest = end;
    return fresh ? Put::Stored : Put::Duplicate;
}

void JitterBuffer::conceal(std::span<int16_t, frame> out, LossHider *hider)
{
    if (++m_gaps > concealedFrames)
        std::fill(out.begin(), out.end(), int16_t(0));
    else if (hider && hider->hide(out))
        m_concealment.good(out);
    else
        m_concealment.lost(out);
}

void JitterBuffer::advance()
{
    for (const auto [at, count] : runsOf(m_play, frame)) {
        for (size_t i = at; i < at + count; ++i)
            m_slots[i] = m_slots[i] == Slot::Filled ? Slot::Played : Slot::Empty;
    }
    m_play += frame;
    if (int32_t(m_newest - m_play) < 0)
        m_newest = m_play;
}

/// Skips frames when even the latest packet of the last two seconds had to wait, but none of the delay that is meant.
void JitterBuffer::shrink()
{
    if (++m_window < windowFrames)
        return;
    const int32_t surplus = m_slack == noPacket ? 0 : (m_slack - m_target) / int32_t(frame);
    for (int32_t skipped = 0; skipped < surplus && int32_t(m_newest - m_play) > m_target; skipped += 2)
        advance();
    beginWindow();
}

void JitterBuffer::beginWindow()
{
    m_window = 0;
    m_slack = noPacket;
}

/// By depth, or by time: a talkspurt may be shorter than the delay.
bool JitterBuffer::isDelayed(int32_t depth)
{
    return depth >= m_target || (depth > 0 && ++m_waited >= m_target / int32_t(frame));
}

bool JitterBuffer::get(std::span<int16_t, frame> out, LossHider *hider)
{
    const auto depth = int32_t(m_newest - m_play);
    if (!m_started || (!m_playing && !isDelayed(depth))) {
        std::fill(out.begin(), out.end(), int16_t(0));
        return false;
    }
    if (!std::exchange(m_playing, true))
        beginWindow();
    if (std::exchange(m_grow, false) && depth < maximum) {
        conceal(out);
        return false;
    }
    shrink();
    bool whole = true;
    std::span<int16_t> rest = out;
    for (const auto [at, count] : runsOf(m_play, frame)) {
        whole = whole && areFilled(at, count);
        std::copy_n(m_samples.begin() + std::ptrdiff_t(at), count, rest.begin());
        rest = rest.subspan(count);
    }
    if (whole) {
        m_concealment.good(out);
        m_gaps = 0;
    } else {
        const bool dry = int32_t(m_newest - m_play) <= 0;
        conceal(out, dry ? hider : nullptr);
        if (dry) { // wait, what comes late is played then
            ++m_held;
            m_playing = m_gaps <= concealedFrames; // after a while the delay is built up anew
            return false;
        }
    }
    advance();
    return whole;
}

} // namespace telephony::rtp
