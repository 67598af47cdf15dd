// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/media/recorder.h"

#include "telephony/media/level.h"

namespace telephony::media {

bool Recorder::beepInto(Frame &to)
{
    if (!beep || m_beepAt >= beep->size())
        return false;
    const size_t count = std::min(frameSamples, beep->size() - m_beepAt);
    std::copy_n(beep->data() + m_beepAt, count, to.data());
    m_beepAt += count;
    return true;
}

bool Recorder::take(const Frame &frame)
{
    if (m_end != End::Going)
        return false;
    if (paused || (beep && m_beepAt < beep->size()))
        return true;
    static constexpr Frame silence{};
    if (!ring->put(muted ? silence : frame)) {
        m_end = End::DiskTooSlow;
        return false;
    }
    ++m_ticks;
    if (muted) {
        m_silentTicks = 0;
    } else if (magnitudeOf(frame) >= talkLevel) {
        ++m_talkingTicks;
        m_silentTicks = 0;
    } else {
        ++m_silentTicks;
    }
    if (longestTicks > 0 && m_ticks >= longestTicks)
        m_end = End::Longest;
    else if (silenceTicks > 0 && m_silentTicks >= silenceTicks)
        m_end = End::Silence;
    return m_end == End::Going;
}

bool Recorder::endedBy(char key)
{
    if (keys.contains(key))
        end(End::Key);
    return m_end != End::Going;
}

} // namespace telephony::media
