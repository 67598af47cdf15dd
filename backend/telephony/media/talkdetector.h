// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/mediaengine.h"

namespace telephony::media {

/// Says when somebody begins and stops talking (Asterisk's TALK_DETECT). One call a frame of 20 ms.
class TalkDetector
{
public:
    struct Change
    {
        bool talking = false;
        int durationMs = 0; ///< of the talking that ended, without the silence that showed its end
    };

    void set(std::optional<TalkThresholds> thresholds)
    {
        m_thresholds = thresholds;
        m_talkedMs = m_silentMs = 0;
    }
    bool isOn() const { return m_thresholds.has_value(); }
    /// @param level  mean magnitude of the frame's samples.
    std::optional<Change> hear(int level)
    {
        if (!m_thresholds)
            return {};
        const bool loud = level >= m_thresholds->level;
        if (m_talkedMs == 0) {
            if (!loud)
                return {};
            m_talkedMs = frameMs;
            m_silentMs = 0;
            return Change{true, 0};
        }
        m_talkedMs += frameMs;
        m_silentMs = loud ? 0 : m_silentMs + frameMs;
        if (m_silentMs < m_thresholds->silence.count())
            return {};
        return Change{false, std::exchange(m_talkedMs, 0) - m_silentMs};
    }

private:
    static constexpr int frameMs = 20;
    std::optional<TalkThresholds> m_thresholds;
    int m_talkedMs = 0; ///< 0: nobody talks
    int m_silentMs = 0;
};

} // namespace telephony::media
