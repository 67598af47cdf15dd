// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/rtp/packet.h"
#include "telephony/rtp/rtcp.h"

namespace telephony::rtp {

/// Figures about the packets of one sender (RFC 3550 §6.4.1, A.1, A.3, A.8). One thread, no allocation.
class Reception
{
public:
    enum class Verdict {
        Counted,
        NewSource, ///< first packet, another SSRC, or a restarted sequence: forget what was buffered
        Stray,     ///< far outside the sequence
    };

    /// @param arrival  monotonic time in timestamp units (1/8000 s).
    /// @param timed    false for packets whose timestamp is not their time of sending (telephone events).
    Verdict add(const Packet &packet, int64_t arrival, bool timed);

    uint64_t received() const { return m_receivedBefore + m_received; }
    /// Expected less received, duplicates counted; never negative.
    uint64_t lost() const;
    double jitterMs() const { return m_jitter / 8; }
    bool isStarted() const { return m_started; }

    /// Share lost since the last call, 0 to 1.
    double takeLossShare();
    /// What a report says about this sender; `fractionLost` is that of the last takeLossShare().
    ReportBlock report() const;

private:
    void restart(const Packet &packet);
    uint64_t lostOfSource() const;
    uint64_t expected() const { return uint64_t(m_cycles) + m_highest - m_base + 1; }

    bool m_started = false;
    uint32_t m_ssrc = 0;
    uint16_t m_highest = 0, m_base = 0;
    uint32_t m_cycles = 0;
    uint32_t m_badSequence = ~0U;
    uint64_t m_received = 0, m_receivedBefore = 0, m_lostBefore = 0;
    uint64_t m_expectedPrior = 0, m_receivedPrior = 0;
    double m_share = 0;
    int64_t m_transit = 0;
    bool m_hasTransit = false;
    double m_jitter = 0;
};

} // namespace telephony::rtp
