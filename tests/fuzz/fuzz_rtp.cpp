// SPDX-License-Identifier: GPL-3.0-or-later
// One stream of RTP and RTCP from strangers. The input is a row of datagrams, each behind two bytes: its length (11 bits), the
// number of 20 ms ticks after it (3 bits), whether it comes from elsewhere (1 bit), and whether it is RTCP (1 bit).
#include "require.h"

#include "telephony/media/g711.h"
#include "telephony/media/peeraddress.h"
#include "telephony/rtp/dtmf.h"
#include "telephony/rtp/jitterbuffer.h"
#include "telephony/rtp/reception.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

namespace {
using namespace telephony::rtp;
using telephony::media::Codec;
using telephony::media::PeerAddress;
constexpr int eventType = 101;

sockaddr_in address(uint16_t port)
{
    sockaddr_in result{};
    result.sin_family = AF_INET;
    result.sin_addr.s_addr = 0x0100007F;
    result.sin_port = port;
    return result;
}

/// What a stream does with its datagrams (media/stream.cpp), on a clock of our own.
class Receiver
{
public:
    Receiver() { m_peer.negotiate(address(4000)); }

    void rtp(std::span<const uint8_t> datagram, bool elsewhere)
    {
        const auto packet = parse(datagram);
        if (!packet)
            return;
        REQUIRE(packet->payloadType < 128);
        REQUIRE(packet->payload.size() + headerSize <= datagram.size());
        REQUIRE(packet->payload.data() >= datagram.data() + headerSize);
        REQUIRE(packet->payload.data() + packet->payload.size() <= datagram.data() + datagram.size());
        headerComesBack(*packet);
        const bool event = packet->payloadType == eventType;
        if (!m_peer.accepts(address(elsewhere ? 5000 : 4000), *packet))
            return;
        const auto verdict = m_reception.add(*packet, m_now, !event);
        REQUIRE(std::isfinite(m_reception.jitterMs()) && m_reception.jitterMs() >= 0);
        if (verdict == Reception::Verdict::Stray)
            return;
        if (verdict == Reception::Verdict::NewSource) {
            m_buffer.reset();
            m_keys.reset();
        }
        if (event) {
            if (const auto read = parseEvent(packet->payload))
                report(m_keys.packet(*read, packet->timestamp));
            return;
        }
        m_buffer.setJitter(m_reception.jitterMs());
        std::array<int16_t, 2048> samples;
        const std::span<int16_t> used(samples.data(), std::min(packet->payload.size(), samples.size()));
        decode(packet->payloadType == 8 ? Codec::Pcma : Codec::Pcmu, packet->payload, used);
        m_buffer.put(packet->timestamp, used);
    }

    static void rtcp(std::span<const uint8_t> datagram)
    {
        const auto report = parseReport(datagram);
        if (!report)
            return;
        REQUIRE(report->blockCount <= Report::maxBlocks);
        std::array<uint8_t, maxReportSize> bytes;
        const size_t size = writeReport(bytes, *report, "a name of more than thirty-two bytes");
        REQUIRE(size <= bytes.size() && size % 4 == 0);
        const auto again = parseReport(std::span(bytes).first(size));
        REQUIRE(again && again->ssrc == report->ssrc && again->sender.has_value() == report->sender.has_value());
        REQUIRE(again->blockCount == std::min<size_t>(report->blockCount, 1) && again->bye == report->bye);
        if (again->blockCount > 0)
            REQUIRE(again->blocks[0].cumulativeLost == report->blocks[0].cumulativeLost);
    }

    void tick()
    {
        m_now += 160;
        report(m_keys.tick());
        std::array<int16_t, JitterBuffer::frame> frame;
        m_buffer.get(frame);
        REQUIRE(m_buffer.depthMs() >= 0 && m_buffer.depthMs() < 1100);
        const double share = m_reception.takeLossShare();
        REQUIRE(share >= 0 && share <= 1);
        const ReportBlock block = m_reception.report();
        REQUIRE(block.cumulativeLost >= 0 && block.cumulativeLost <= 0x7FFFFF);
    }

private:
    static void headerComesBack(const Packet &packet)
    {
        std::array<uint8_t, headerSize> bytes;
        writeHeader(bytes, packet);
        const auto again = parse(bytes);
        REQUIRE(again && again->ssrc == packet.ssrc && again->timestamp == packet.timestamp &&
                again->sequence == packet.sequence && again->marker == packet.marker &&
                again->payloadType == packet.payloadType && again->payload.empty());
    }
    static void report(const std::optional<DtmfReceiver::Key> &key)
    {
        constexpr std::string_view digits = "0123456789*#ABCD";
        if (key)
            REQUIRE(digits.find(key->digit) != std::string_view::npos && key->durationMs >= 0);
    }

    PeerAddress m_peer;
    Reception m_reception;
    JitterBuffer m_buffer;
    DtmfReceiver m_keys;
    int64_t m_now = 0;
};
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Receiver receiver;
    std::span<const uint8_t> rest(data, size);
    while (rest.size() > 2) {
        const size_t length = std::min<size_t>(rest[0] | (rest[1] & 7) << 8, rest.size() - 2);
        const int ticks = rest[1] >> 3 & 7;
        const bool elsewhere = rest[1] & 0x40, control = rest[1] & 0x80;
        // A copy of exactly this size: reading past it is seen.
        const std::vector<uint8_t> datagram(rest.begin() + 2, rest.begin() + 2 + long(length));
        rest = rest.subspan(2 + length);
        if (control)
            Receiver::rtcp(datagram);
        else
            receiver.rtp(datagram, elsewhere);
        for (int i = 0; i < ticks; ++i)
            receiver.tick();
    }
    return 0;
}
