// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/rtp/packet.h"

#include <arpa/inet.h>
#include <netinet/in.h>

namespace telephony::media {

inline bool sameAddress(const sockaddr_in &a, const sockaddr_in &b)
{
    return a.sin_addr.s_addr == b.sin_addr.s_addr && a.sin_port == b.sin_port;
}

/// Who, beside the negotiated address, can be the peer.
struct PeerReach
{
    in_addr_t host = INADDR_ANY; ///< where its signalling comes from when that is another host: it is behind a NAT
    bool anywhere = false;       ///< behind a NAT of which nothing is known
};

/// Where the peer's packets come from (symmetric RTP, RFC 4961). The negotiated address counts at once and for good. Other ports
/// of that host, and the addresses of a NAT, become the peer when the first of their packets continue each other, and only as
/// long as the negotiated address is silent; from then on only they count. What is sent follows to the address behind a NAT; a
/// peer without one gets it where it asked for it (RFC 3264 §5.1).
class PeerAddress
{
public:
    void negotiate(const sockaddr_in &address, const PeerReach &reach = {})
    {
        m_reach = reach;
        if (m_known && sameAddress(address, m_negotiated))
            return;
        m_known = true;
        m_negotiated = m_source = m_address = address;
        m_locked = false;
        m_inRow = 0;
    }
    /// Where to send.
    const sockaddr_in &address() const { return m_address; }
    /// Where it is heard from.
    const sockaddr_in &source() const { return m_source; }
    /// Nobody else will be heard, and nobody else told, until another address is negotiated.
    bool isSettled() const { return m_locked && sameAddress(m_source, m_negotiated) && sameAddress(m_address, m_negotiated); }

    /// False: whatever comes from there is not the peer's.
    bool isPossible(const sockaddr_in &from) const
    {
        return m_known && (sameAddress(from, m_negotiated) || (m_locked ? sameAddress(from, m_source) : isInReach(from)));
    }
    /// Whether the packet is the peer's. Only for packets of an agreed payload type.
    bool accepts(const sockaddr_in &from, const rtp::Packet &packet)
    {
        if (!isPossible(from))
            return false;
        if (sameAddress(from, m_negotiated)) {
            m_source = m_address = m_negotiated;
            m_locked = true;
            return true;
        }
        if (m_locked)
            return true;
        const bool continues =
            m_inRow > 0 && sameAddress(from, m_candidate) && packet.ssrc == m_ssrc && packet.sequence == uint16_t(m_sequence + 1);
        m_inRow = continues ? m_inRow + 1 : 1;
        m_candidate = from;
        m_ssrc = packet.ssrc;
        m_sequence = packet.sequence;
        if (m_inRow < rowToLock)
            return false;
        m_source = from;
        if (isBehindNat())
            m_address = from;
        m_locked = true;
        return true;
    }

private:
    bool isBehindNat() const { return m_reach.anywhere || m_reach.host != INADDR_ANY; }
    bool isInReach(const sockaddr_in &from) const
    {
        const in_addr_t host = from.sin_addr.s_addr, negotiated = m_negotiated.sin_addr.s_addr;
        // A socket of this computer that is bound to no address sends from the first of the loopback.
        const bool thisComputer = ntohl(negotiated) >> 24 == IN_LOOPBACKNET && host == htonl(INADDR_LOOPBACK);
        return m_reach.anywhere || host == negotiated || thisComputer || (host == m_reach.host && host != INADDR_ANY);
    }

    static constexpr int rowToLock = 5;
    sockaddr_in m_negotiated{}, m_source{}, m_address{}, m_candidate{};
    PeerReach m_reach;
    bool m_known = false, m_locked = false;
    int m_inRow = 0;
    uint32_t m_ssrc = 0;
    uint16_t m_sequence = 0;
};

} // namespace telephony::media
