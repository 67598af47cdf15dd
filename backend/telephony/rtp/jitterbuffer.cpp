// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/rtp/jitterbuffer.h"

#include <spandsp.h>

#include <algorithm>

namespace telephony::rtp {
namespace {
constexpr int concealedFrames = 5;  // then silence
constexpr int deepFramesAllowed = 100; // 2 s above target before 20 ms are skipped
}

struct JitterBuffer::Concealment
{
    plc_state_t state{};
};

JitterBuffer::JitterBuffer() : m_plc(std::make_unique<Concealment>()) { plc_init(&m_plc->state); }
JitterBuffer::~JitterBuffer() = default;

void JitterBuffer::reset()
{
    m_valid.fill(false);
    m_started = m_playing = false;
    m_deepFrames = m_gaps = 0;
}

void JitterBuffer::setJitter(double ms)
{
    const int32_t wanted = int32_t(ms * 8.0 * 3.0) + int32_t(frame);
    m_target = std::clamp((wanted + int32_t(frame) - 1) / int32_t(frame) * int32_t(frame), minimum, maximum);
}

bool JitterBuffer::put(uint32_t timestamp, std::span<const int16_t> samples)
{
    if (samples.size() > size / 4)
        return false;
    if (m_started) {
        const auto ahead = int32_t(timestamp - m_play);
        if (ahead > int32_t(size) / 2 || ahead < -int32_t(size) / 2)
            reset(); // the peer began a new time line
        else if (ahead < 0)
            return false;
    }
    if (!m_started) {
        m_started = true;
        m_play = timestamp;
        m_newest = timestamp;
    }
    bool fresh = false;
    for (size_t i = 0; i < samples.size(); ++i) {
        const size_t at = (timestamp + i) % size;
        fresh = fresh || !m_valid[at];
        m_samples[at] = samples[i];
        m_valid[at] = true;
    }
    const uint32_t end = timestamp + uint32_t(samples.size());
    if (int32_t(end - m_newest) > 0)
        m_newest = end;
    return fresh;
}

bool JitterBuffer::get(std::span<int16_t, frame> out)
{
    const auto depth = int32_t(m_newest - m_play);
    if (!m_started || (!m_playing && depth < m_target)) {
        std::fill(out.begin(), out.end(), int16_t(0));
        return false;
    }
    m_playing = true;
    m_deepFrames = depth > m_target + 3 * int32_t(frame) ? m_deepFrames + 1 : 0;
    if (m_deepFrames > deepFramesAllowed) {
        for (size_t i = 0; i < frame; ++i)
            m_valid[(m_play + i) % size] = false;
        m_play += frame;
        m_deepFrames = 0;
    }
    bool whole = true;
    for (size_t i = 0; i < frame; ++i) {
        const size_t at = (m_play + i) % size;
        whole = whole && m_valid[at];
        out[i] = m_samples[at];
    }
    if (whole) {
        plc_rx(&m_plc->state, out.data(), frame);
        m_gaps = 0;
    } else if (++m_gaps <= concealedFrames) {
        plc_fillin(&m_plc->state, out.data(), frame);
    } else {
        std::fill(out.begin(), out.end(), int16_t(0));
        if (depth <= 0)
            m_playing = false; // run dry: build the delay up again before playing on
    }
    if (depth > 0 || m_gaps <= concealedFrames) {
        for (size_t i = 0; i < frame; ++i)
            m_valid[(m_play + i) % size] = false;
        m_play += frame;
        if (int32_t(m_newest - m_play) < 0)
            m_newest = m_play;
    }
    return whole;
}

} // namespace telephony::rtp
