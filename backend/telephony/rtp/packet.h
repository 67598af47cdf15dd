// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>

/// RTP packets (RFC 3550 §5.1) and telephone events (RFC 4733 §2.3). Nothing here allocates or throws.
namespace telephony::rtp {

struct Packet
{
    uint8_t payloadType = 0;
    bool marker = false;
    uint16_t sequence = 0;
    uint32_t timestamp = 0;
    uint32_t ssrc = 0;
    std::span<const uint8_t> payload; ///< points into the datagram; padding removed
};

/// nullopt: not version 2, too short for its header, or padding longer than the payload.
std::optional<Packet> parse(std::span<const uint8_t> datagram);

inline constexpr size_t headerSize = 12;
/// Writes the 12 header bytes of a packet without extension and contributors.
void writeHeader(std::span<uint8_t, headerSize> to, const Packet &packet);

struct TelephoneEvent
{
    uint8_t event = 0; ///< 0-9, 10 *, 11 #, 12-15 A-D
    bool end = false;
    uint8_t volume = 10;
    uint16_t duration = 0; ///< in timestamp units
};
inline constexpr size_t eventSize = 4;
std::optional<TelephoneEvent> parseEvent(std::span<const uint8_t> payload);
void writeEvent(std::span<uint8_t, eventSize> to, const TelephoneEvent &event);

/// '\0' for events that are no digit.
char digitOf(uint8_t event);
/// -1 for characters that are no digit.
int eventOf(char digit);

} // namespace telephony::rtp
