// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

struct evp_cipher_ctx_st;

/// Secure RTP (RFC 3711) with AES in counter mode and HMAC-SHA1, keyed by SDES (RFC 4568). Made and destroyed outside the
/// tick; protecting and opening neither allocate, lock nor throw. (Debian's libsrtp2 stands on NSS and allocates some thirty
/// times a packet, so it serves the tests only.)
namespace telephony::rtp {

enum class SrtpSuite { AesCm128HmacSha1_80, AesCm128HmacSha1_32 };

/// Master key and salt of one direction.
struct SrtpKey
{
    SrtpSuite suite = SrtpSuite::AesCm128HmacSha1_80;
    std::array<uint8_t, 16> key{};
    std::array<uint8_t, 14> salt{};
    std::array<uint8_t, 16> mki{}; ///< its name in every packet (RFC 3711 §3.1), as long as mkiSize; only of what we get
    size_t mkiSize = 0;

    friend bool operator==(const SrtpKey &, const SrtpKey &) = default;
};

/// More than a protected packet is longer than the plain one.
inline constexpr size_t srtpOverhead = 16;
inline constexpr size_t maxSrtpPacket = 1504;

/// The AES key schedule; null where the library has no memory.
struct FreeCipher
{
    void operator()(evp_cipher_ctx_st *context) const;
};
using SrtpCipher = std::unique_ptr<evp_cipher_ctx_st, FreeCipher>;

/// Session keys of one kind of packet (RFC 3711 §4.3), derived from the master key.
struct SrtpSession
{
    SrtpCipher cipher;
    std::array<uint8_t, 20> authentication{};
    std::array<uint8_t, 14> salt{};
    size_t tagSize = 10;
};

/// What we send. One SSRC, whose sequence goes up by one each packet.
class SrtpSender
{
public:
    explicit SrtpSender(const SrtpKey &key);
    bool isComplete() const { return m_rtp.cipher && m_rtcp.cipher; }
    const SrtpKey &key() const { return m_key; }

    /// Protects the packet in place. @param room  the packet and srtpOverhead more. @returns the new size, 0: it is no packet.
    size_t protect(std::span<uint8_t> room, size_t size);
    size_t protectReport(std::span<uint8_t> room, size_t size);

private:
    const SrtpKey m_key;
    const SrtpSession m_rtp, m_rtcp;
    uint32_t m_rollover = 0, m_reportIndex = 0;
    uint16_t m_last = 0;
};

/// What we get.
class SrtpReceiver
{
public:
    explicit SrtpReceiver(const SrtpKey &key);
    bool isComplete() const { return m_rtp.cipher && m_rtcp.cipher; }
    const SrtpKey &key() const { return m_key; }

    /// Opens the packet in place.
    /// @returns the size of the plain packet; 0: not authentic, a replay, too old, or from a ninth SSRC.
    size_t open(std::span<uint8_t> packet);
    size_t openReport(std::span<uint8_t> packet);

private:
    static constexpr size_t maxSources = 8;
    static constexpr size_t windowSize = 128;
    struct Window
    {
        uint64_t highest = 0;
        bool started = false;
        std::bitset<windowSize> seen; ///< bit n: highest − n

        bool admits(uint64_t index) const;
        void add(uint64_t index);
    };
    struct Source
    {
        uint32_t ssrc = 0;
        Window rtp, rtcp;
    };

    /// Whether the packet names our key where it has to.
    bool isNamed(std::span<const uint8_t> packet, size_t at) const;
    Source *find(uint32_t ssrc);
    Source *findOrAdd(uint32_t ssrc);

    const SrtpKey m_key;
    const SrtpSession m_rtp, m_rtcp;
    std::array<Source, maxSources> m_sources;
    size_t m_sourceCount = 0;
};

} // namespace telephony::rtp
