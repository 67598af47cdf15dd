// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/rtp/packet.h"

#include <netinet/in.h>

namespace telephony::media {

inline bool sameAddress(const sockaddr_in &a, const sockaddr_in &b)
{
    return a.sin_addr.s_addr == b.sin_addr.s_addr && a.sin_port == b.sin_port;
}

/// Where the peer really is (symmetric RTP). The negotiated address counts at once and for good. Behind a NAT packets come
/// from elsewhere: that address becomes the peer when the first of them continue each other; from then on only it counts.
class PeerAddress
{
public:
    void negotiate(const sockaddr_in &address)
    {
        if (m_known && sameAddress(address, m_negotiated))
            return;
        m_known = true;
        m_negotiated = m_address = address;
        m_locked = false;
        m_inRow = 0;
    }
    const sockaddr_in &address() const { return m_address; }
    bool isLocked() const { return m_locked; }

    /// False: whatever comes from there is not the peer's.
    bool isPossible(const sockaddr_in &from) const
    {
        return m_known && (!m_locked || sameAddress(from, m_negotiated) || sameAddress(from, m_address));
    }
    /// Whether the packet is the peer's. Only for packets of an agreed payload type.
    bool accepts(const sockaddr_in &from, const rtp::Packet &packet)
    {
        if (!m_known)
            return false;
        if (sameAddress(from, m_negotiated)) {
            m_address = m_negotiated;
            m_locked = true;
            return true;
        }
        if (m_locked)
            return sameAddress(from, m_address);
        const bool continues =
            m_inRow > 0 && sameAddress(from, m_candidate) && packet.ssrc == m_ssrc && packet.sequence == uint16_t(m_sequence + 1);
        m_inRow = continues ? m_inRow + 1 : 1;
        m_candidate = from;
        m_ssrc = packet.ssrc;
        m_sequence = packet.sequence;
        if (m_inRow < rowToLock)
            return false;
        m_address = from;
        m_locked = true;
        return true;
    }

private:
    static constexpr int rowToLock = 5;
    sockaddr_in m_negotiated{}, m_address{}, m_candidate{};
    bool m_known = false, m_locked = false;
    int m_inRow = 0;
    uint32_t m_ssrc = 0;
    uint16_t m_sequence = 0;
};

} // namespace telephony::media
