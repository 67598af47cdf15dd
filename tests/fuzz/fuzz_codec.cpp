// SPDX-License-Identifier: GPL-3.0-or-later
// Payloads of strangers through every codec and its jitter buffer. The first byte chooses the codec; then a row of packets, each
// behind four bytes: length, step of the sequence, step of the timestamp in 10 ms (both signed), and ticks after it (2 bits),
// comfort noise (1 bit), an event (1 bit).
#include "require.h"

#include "telephony/media/linecodec.h"

#include <algorithm>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    using namespace telephony;
    if (size == 0)
        return 0;
    media::CodecSetup setup;
    setup.codec = media::Codec(data[0] % 8);
    setup.ptimeMs = 10 + data[0] / 8 % 6 * 10;
    media::LineCodec line(setup);
    REQUIRE(line.isComplete());
    rtp::JitterBuffer buffer;
    std::span<const uint8_t> rest(data + 1, size - 1);
    rtp::Packet packet;
    std::array<int16_t, rtp::JitterBuffer::frame> frame{};
    uint32_t pushed = 0;
    while (rest.size() > 4) {
        const size_t length = std::min<size_t>(rest[0] * 6, rest.size() - 4);
        packet.sequence = uint16_t(packet.sequence + int8_t(rest[1]));
        packet.timestamp += uint32_t(int8_t(rest[2]) * 80);
        const int ticks = rest[3] & 3;
        const bool noise = rest[3] & 4, event = rest[3] & 8;
        const std::vector<uint8_t> payload(rest.begin() + 4, rest.begin() + 4 + long(length));
        rest = rest.subspan(4 + length);
        packet.payload = payload;
        if (noise)
            line.comfort(packet, buffer);
        else if (event)
            line.pass(packet.sequence, buffer);
        else
            line.put(packet, buffer);
        for (int i = 0; i < ticks; ++i) {
            line.get(frame, buffer);
            REQUIRE(buffer.depthMs() >= 0 && buffer.depthMs() < 1100);
            line.push(frame, pushed);
            pushed += 160;
            while (const auto made = line.next())
                REQUIRE(!made->bytes.empty() && made->bytes.size() <= media::Transcoder::maxPayload);
        }
    }
    return 0;
}
