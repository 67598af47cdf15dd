// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/rtp/reception.h"

#include <algorithm>
#include <cmath>

namespace telephony::rtp {
namespace {
constexpr uint16_t maxDropout = 3000, maxMisorder = 100;
constexpr double longestStep = 8000; ///< a longer step of the transit time is a new time line, not jitter
} // namespace

void Reception::restart(const Packet &packet)
{
    if (m_started) {
        m_lostBefore = lost();
        m_receivedBefore += m_received;
    }
    m_started = true;
    m_ssrc = packet.ssrc;
    m_base = m_highest = packet.sequence;
    m_cycles = 0;
    m_badSequence = ~0U;
    m_received = 1;
    m_expectedPrior = m_receivedPrior = 0;
    m_hasTransit = false;
    m_jitter = 0;
}

Reception::Verdict Reception::add(const Packet &packet, int64_t arrival, bool timed)
{
    Verdict verdict = Verdict::Counted;
    if (!m_started || packet.ssrc != m_ssrc) {
        restart(packet);
        verdict = Verdict::NewSource;
    } else {
        const auto step = uint16_t(packet.sequence - m_highest);
        if (step < maxDropout) {
            if (packet.sequence < m_highest)
                m_cycles += 0x10000;
            m_highest = packet.sequence;
        } else if (step <= 0xFFFF - maxMisorder) {
            if (packet.sequence != m_badSequence) {
                m_badSequence = uint16_t(packet.sequence + 1);
                return Verdict::Stray;
            }
            restart(packet);
            verdict = Verdict::NewSource;
        }
        if (verdict == Verdict::Counted)
            ++m_received;
    }
    if (timed) {
        const int64_t transit = int64_t(int32_t(uint32_t(arrival) - packet.timestamp));
        const double step = std::abs(double(int32_t(uint32_t(transit) - uint32_t(m_transit))));
        if (m_hasTransit && step < longestStep)
            m_jitter += (step - m_jitter) / 16;
        m_transit = transit;
        m_hasTransit = true;
    }
    return verdict;
}

uint64_t Reception::lostOfSource() const
{
    const uint64_t wanted = m_started ? expected() : 0;
    return wanted > m_received ? wanted - m_received : 0;
}

uint64_t Reception::lost() const { return m_lostBefore + lostOfSource(); }

double Reception::takeLossShare()
{
    if (!m_started)
        return 0;
    const uint64_t wanted = expected() - m_expectedPrior;
    const uint64_t got = m_received - m_receivedPrior;
    m_expectedPrior = expected();
    m_receivedPrior = m_received;
    m_share = wanted == 0 || got >= wanted ? 0 : double(wanted - got) / double(wanted);
    return m_share;
}

ReportBlock Reception::report() const
{
    ReportBlock block;
    block.ssrc = m_ssrc;
    block.fractionLost = uint8_t(std::min(m_share * 256, 255.0));
    block.cumulativeLost = int32_t(std::min<uint64_t>(lostOfSource(), 0x7FFFFF));
    block.highestSequence = m_cycles + m_highest;
    block.jitter = uint32_t(m_jitter);
    return block;
}

} // namespace telephony::rtp
