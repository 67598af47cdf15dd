// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

/// RTCP sender and receiver reports (RFC 3550 §6.4), and the goodbye (§6.6). Nothing here allocates or throws.
namespace telephony::rtp {

struct ReportBlock
{
    uint32_t ssrc = 0;
    uint8_t fractionLost = 0;
    int32_t cumulativeLost = 0; ///< 24 bits, signed
    uint32_t highestSequence = 0;
    uint32_t jitter = 0; ///< timestamp units
    uint32_t lastSenderReport = 0;
    uint32_t delaySinceReport = 0; ///< 1/65536 s
};

struct SenderInfo
{
    uint64_t ntp = 0;
    uint32_t timestamp = 0, packets = 0, octets = 0;
};

/// The SR or RR that leads a compound packet.
struct Report
{
    static constexpr size_t maxBlocks = 31;

    uint32_t ssrc = 0;
    std::optional<SenderInfo> sender; ///< nullopt: a receiver report
    std::array<ReportBlock, maxBlocks> blocks;
    size_t blockCount = 0;
    bool bye = false; ///< the compound packet has a BYE
};

/// nullopt: no valid compound packet (RFC 3550 A.2).
std::optional<Report> parseReport(std::span<const uint8_t> datagram);

inline constexpr size_t maxReportSize = 128;
/// Writes the report with at most one block, an SDES packet with the CNAME (at most 32 bytes of it), and the BYE if there is one.
/// @returns the bytes used.
size_t writeReport(std::span<uint8_t, maxReportSize> to, const Report &report, std::string_view cname);

} // namespace telephony::rtp
