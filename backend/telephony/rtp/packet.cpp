// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/rtp/packet.h"

#include "telephony/rtp/bytes.h"

#include <string_view>

namespace telephony::rtp {
namespace {
constexpr std::string_view digits = "0123456789*#ABCD";
} // namespace

std::optional<Packet> parse(std::span<const uint8_t> data)
{
    if (data.size() < headerSize || data[0] >> 6 != 2)
        return {};
    size_t offset = headerSize + size_t(data[0] & 0x0F) * 4;
    if (data[0] & 0x10) {
        if (data.size() < offset + 4)
            return {};
        offset += 4 + size_t(read16(&data[offset + 2])) * 4;
    }
    if (data.size() < offset)
        return {};
    size_t end = data.size();
    if (data[0] & 0x20) {
        const size_t padding = data[end - 1];
        if (padding == 0 || padding > end - offset)
            return {};
        end -= padding;
    }
    Packet packet;
    packet.marker = data[1] & 0x80;
    packet.payloadType = data[1] & 0x7F;
    packet.sequence = read16(&data[2]);
    packet.timestamp = read32(&data[4]);
    packet.ssrc = read32(&data[8]);
    packet.payload = data.subspan(offset, end - offset);
    return packet;
}

void writeHeader(std::span<uint8_t, headerSize> to, const Packet &packet)
{
    to[0] = 0x80;
    to[1] = uint8_t((packet.marker ? 0x80 : 0) | packet.payloadType);
    to[2] = uint8_t(packet.sequence >> 8);
    to[3] = uint8_t(packet.sequence);
    for (int i = 0; i < 4; ++i) {
        to[size_t(4 + i)] = uint8_t(packet.timestamp >> (24 - 8 * i));
        to[size_t(8 + i)] = uint8_t(packet.ssrc >> (24 - 8 * i));
    }
}

std::optional<TelephoneEvent> parseEvent(std::span<const uint8_t> payload)
{
    if (payload.size() < eventSize)
        return {};
    return TelephoneEvent{payload[0], (payload[1] & 0x80) != 0, uint8_t(payload[1] & 0x3F), read16(&payload[2])};
}

void writeEvent(std::span<uint8_t, eventSize> to, const TelephoneEvent &event)
{
    to[0] = event.event;
    to[1] = uint8_t((event.end ? 0x80 : 0) | (event.volume & 0x3F));
    to[2] = uint8_t(event.duration >> 8);
    to[3] = uint8_t(event.duration);
}

char digitOf(uint8_t event) { return event < digits.size() ? digits[event] : '\0'; }

int eventOf(char digit)
{
    const size_t at = digits.find(digit >= 'a' && digit <= 'd' ? char(digit - 'a' + 'A') : digit);
    return at == std::string_view::npos ? -1 : int(at);
}

} // namespace telephony::rtp
