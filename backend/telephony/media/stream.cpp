// SPDX-License-Identifier: GPL-3.0-or-later
// The receiving side of a stream, and its RTCP.
#include "telephony/media/stream.h"

#include <arpa/inet.h>

#include <QRandomGenerator>

#include <ctime>

namespace telephony::media {
namespace {
constexpr int batchesPerTick = 4, packetsPerTick = batchesPerTick * int(ReceiveBatch::capacity);
constexpr int samplesPerMs = sampleRate / 1000;
constexpr int reportTicks = 250; ///< 5 s, RFC 3550 §6.2
constexpr int rtcpReadTicks = 25, reportsPerTick = 16;
constexpr int emptiedTicks = 10;
constexpr int silentAfterTicks = 250;
constexpr uint64_t ntpOfUnixEpoch = 2'208'988'800;

constexpr int64_t secondNanos = 1'000'000'000;

/// Monotonic time in timestamp units.
int64_t arrivalNow()
{
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return int64_t(now.tv_sec) * sampleRate + now.tv_nsec / (secondNanos / sampleRate);
}

uint64_t ntpNow()
{
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t(now.tv_sec) + ntpOfUnixEpoch) << 32 | (uint64_t(now.tv_nsec) << 32) / secondNanos;
}

/// RFC 1918, RFC 6598, link-local and loopback.
bool isPrivate(uint32_t ip)
{
    return ip >> 24 == 10 || ip >> 20 == 0xAC1 || ip >> 16 == 0xC0A8 || ip >> 22 == 0x191 || ip >> 16 == 0xA9FE ||
           ip >> 24 == 127;
}

uint32_t middleOf(uint64_t ntp) { return uint32_t(ntp >> 16); }

constexpr int pcmuType = 0, pcmaType = 8, noiseType = 13; // RFC 3551 §6

/// Authentic packets are the peer's wherever they come from. A description with a private address that came from a public one
/// tells nothing of where the packets will come from.
PeerReach reachOf(const StreamParameters &agreed)
{
    if (agreed.srtp)
        return {INADDR_ANY, true};
    const uint32_t signalling = agreed.signalling.toIPv4Address(), peer = agreed.peer.toIPv4Address();
    if (signalling == 0 || signalling == peer)
        return {};
    return {htonl(signalling), isPrivate(peer) && !isPrivate(signalling)};
}

/// RTCP among RTP (RFC 5761 §4).
bool isReport(std::span<const uint8_t> datagram) { return datagram.size() >= 8 && datagram[1] >= 192 && datagram[1] <= 223; }
} // namespace

Stream::Stream(QString streamName, PortPair ports, quint32 number)
    : Voice(std::move(streamName)), m_number(number), m_ports(std::move(ports)), m_parts(StreamParameters())
{
    QRandomGenerator *random = QRandomGenerator::system();
    m_sequence = uint16_t(random->generate() & 0x7FFF);
    m_timestamp = random->generate();
    m_ssrc = random->generate();
    figures.ssrc = m_ssrc;
    m_ticks = random->bounded(reportTicks); // so that not all streams report in the same tick
    m_ports.rtcp.noteArrivals();
    for (char &c : m_cname)
        c = char('a' + random->bounded(26));
}

Stream::~Stream()
{
    if (figures.sent.load(std::memory_order_relaxed) > 0) // RFC 3550 §6.3.7: who was never heard just leaves
        sendReport(true, nullptr);
    while (m_digits.front())
        delete m_digits.takeFirst();
}

void Stream::connect(const sockaddr_in &peer, const StreamParameters &agreed, StreamParts &made)
{
    const LineCodec *before = m_parts.codec.get();
    m_parts.adopt(made);
    if (m_parts.codec.get() != before) { // another time line
        m_buffer.reset();
        m_marker = true;
    }
    m_connected = m_parts.codec->isComplete();
    if (agreed.peerPort != 0) // a hold without an address must not free the place of the peer
        m_peer.negotiate(peer, reachOf(agreed));
    if (!m_peer.isSettled())
        m_ports.rtp.untie();
    m_agreed.payloadType = agreed.payloadType;
    m_agreed.payloadTypeIn = agreed.payloadTypeIn < 0 ? agreed.payloadType : agreed.payloadTypeIn;
    m_agreed.dtmfPayloadType = agreed.dtmfPayloadType;
    m_agreed.dtmfPayloadTypeIn = agreed.dtmfPayloadTypeIn < 0 ? agreed.dtmfPayloadType : agreed.dtmfPayloadTypeIn;
    if (std::exchange(m_agreed.dtmfClockRate, agreed.dtmfClockRate) != agreed.dtmfClockRate)
        m_keys.setClockRate(agreed.dtmfClockRate);
    m_agreed.rtcpMux = agreed.rtcpMux;
    m_agreed.send = agreed.send && agreed.peerPort != 0;
    m_agreed.receive = agreed.receive;
    m_silentTicks = 0;
}

void Stream::receive(Frame &to, ReceiveBatch &batch, Outbox &out)
{
    const quint64 before = m_reception.received();
    receivePackets(batch, out);
    m_silentTicks = m_reception.received() != before ? 0 : m_silentTicks + 1;
    figures.quietMs.store(m_silentTicks * 20, std::memory_order_relaxed);
    if (m_connected && m_silentTicks > 0 && m_silentTicks % silentAfterTicks == 0)
        out.note(Note::What::Silent, this, nullptr, 0, m_silentTicks * 20);
    report(m_keys.tick(), out);
    m_parts.codec->get(to, m_buffer);
    if (!m_agreed.receive)
        to.fill(0);
    if (m_parts.detector)
        report(m_parts.detector->listen(to), out);
    figures.bufferMs.store(m_buffer.depthMs(), std::memory_order_relaxed);
    if (++m_ticks % rtcpReadTicks == 0)
        receiveReports(batch, out.tape);
    if (m_ticks % reportTicks == 0)
        reportNow(out.tape);
}

/// Most send a packet a tick: whether there is another is asked now and then, and when the buffer has not what it needs.
void Stream::receivePackets(ReceiveBatch &batch, Outbox &out)
{
    __builtin_prefetch(m_parts.codec.get());
    m_buffer.foresee();
    if (!receivePacket(batch, out) || (m_buffer.isFilled() && m_ticks % emptiedTicks != 0))
        return;
    if (out.tape) { // each with the time of its arrival
        for (int i = 0; i < packetsPerTick && receivePacket(batch, out); ++i) {
        }
        return;
    }
    for (int i = 0; i < batchesPerTick; ++i) {
        const size_t count = batch.receive(m_ports.rtp.fd());
        for (size_t at = 0; at < count; ++at)
            take(batch.from(at), batch.datagram(at), 0, out);
        if (!batch.isFull(count))
            return;
    }
}

bool Stream::receivePacket(ReceiveBatch &batch, Outbox &out)
{
    if (batch.receiveOne(m_ports.rtp.fd()) == 0)
        return false;
    take(batch.from(0), batch.datagram(0), out.tape ? m_ports.rtp.sinceArrival() : 0, out);
    return true;
}

/// Static payload types mean the same in every session (RFC 3551), whichever of them was answered.
Stream::Content Stream::contentOf(int payloadType) const
{
    const LineCodec &codec = *m_parts.codec;
    if (payloadType == m_agreed.payloadType || payloadType == m_agreed.payloadTypeIn)
        return Content::Sound;
    if (m_agreed.dtmfPayloadType >= 0 && (payloadType == m_agreed.dtmfPayloadType || payloadType == m_agreed.dtmfPayloadTypeIn))
        return Content::Event;
    if (codec.clock.factor() != 1)
        return Content::Unknown;
    if (payloadType == noiseType)
        return Content::Noise;
    const int ownType = codec.codec() == Codec::Pcmu ? pcmuType : codec.codec() == Codec::Pcma ? pcmaType : -1;
    if (payloadType == pcmuType || payloadType == pcmaType)
        return payloadType == ownType ? Content::Sound : Content::OtherLaw;
    return Content::Unknown;
}

/// @param age  nanoseconds since it arrived; 0 while nobody keeps that.
void Stream::take(const sockaddr_in &from, std::span<const uint8_t> datagram, int64_t age, Outbox &out)
{
    if (!m_connected)
        return drop();
    const bool report = m_agreed.rtcpMux && isReport(datagram);
    // Before anything is opened: a copy from elsewhere must not make a replay of the peer's own.
    if (!m_peer.isPossible(from) || (report && !isOfPeer(from)))
        return drop();
    if (m_parts.secure.isOn()) {
        datagram = opened(datagram, report);
        if (datagram.empty())
            return;
    }
    if (out.tape)
        out.tape->add({m_number, from, false, report}, datagram, core::Nanos(age));
    return report ? acceptReport(datagram, age) : accept(from, datagram, out);
}

std::span<const uint8_t> Stream::opened(std::span<const uint8_t> datagram, bool report)
{
    const auto copy = std::span(m_opened).first(datagram.size() <= m_opened.size() ? datagram.size() : 0);
    std::copy_n(datagram.begin(), copy.size(), copy.begin());
    const size_t size = report ? m_parts.secure.openReport(copy) : m_parts.secure.open(copy);
    if (size == 0) {
        figures.forged.fetch_add(1, std::memory_order_relaxed);
        drop();
    }
    return copy.first(size);
}

void Stream::accept(const sockaddr_in &from, std::span<const uint8_t> datagram, Outbox &out)
{
    auto packet = rtp::parse(datagram);
    const Content content = packet ? contentOf(packet->payloadType) : Content::Unknown;
    if (content == Content::Unknown || !m_peer.accepts(from, *packet))
        return drop();
    if (!m_ports.rtp.isTied() && m_peer.isSettled())
        m_ports.rtp.tie(m_peer.address());
    LineCodec &codec = *m_parts.codec;
    const uint32_t wire = packet->timestamp;
    if (content != Content::Event)
        packet->timestamp = codec.clock.toEngine(wire);
    const auto verdict = m_reception.add(*packet, arrivalNow(), content != Content::Event);
    if (verdict == rtp::Reception::Verdict::Stray)
        return drop();
    if (verdict == rtp::Reception::Verdict::NewSource) {
        m_buffer.reset();
        codec.reset();
        m_keys.reset();
        figures.peerLeft.store(false, std::memory_order_relaxed);
    }
    figures.octetsReceived.fetch_add(packet->payload.size(), std::memory_order_relaxed);
    figures.peerSsrc.store(packet->ssrc, std::memory_order_relaxed);
    figures.received.store(m_reception.received(), std::memory_order_relaxed);
    figures.lost.store(m_reception.lost(), std::memory_order_relaxed);
    figures.jitterMs.store(float(m_reception.jitterMs()), std::memory_order_relaxed);
    if (content == Content::Event) {
        codec.pass(packet->sequence, m_buffer);
        return event(*packet, out);
    }
    codec.clock.follow(wire);
    if (content == Content::Noise)
        return codec.comfort(*packet, m_buffer);
    m_buffer.setJitter(m_reception.jitterMs());
    const bool stored = content == Content::Sound
                            ? codec.put(*packet, m_buffer)
                            : codec.putLaw(*packet, packet->payloadType == pcmuType ? Codec::Pcmu : Codec::Pcma, m_buffer);
    if (!stored)
        drop();
}

void Stream::event(const rtp::Packet &packet, Outbox &out)
{
    if (const auto event = rtp::parseEvent(packet.payload))
        report(m_keys.packet(*event, packet.timestamp), out);
}

void Stream::report(std::optional<rtp::DtmfReceiver::Key> key, Outbox &out)
{
    if (!key)
        return;
    out.note(Note::What::Digit, this, nullptr, key->digit, key->durationMs);
    pressed(key->digit, out);
}

void Stream::receiveReports(ReceiveBatch &batch, RtpTape *tape)
{
    for (int i = 0; i < reportsPerTick && batch.receiveOne(m_ports.rtcp.fd()) > 0; ++i) {
        if (!isOfPeer(batch.from(0)))
            continue;
        const auto datagram = m_parts.secure.isOn() ? opened(batch.datagram(0), true) : batch.datagram(0);
        const int64_t age = m_ports.rtcp.sinceArrival();
        if (tape)
            tape->add({m_number, batch.from(0), false, true, false}, datagram, core::Nanos(age));
        acceptReport(datagram, age);
    }
}

/// RTCP may come from another port.
bool Stream::isOfPeer(const sockaddr_in &from) const { return from.sin_addr.s_addr == m_peer.source().sin_addr.s_addr; }

/// @param age  nanoseconds since it arrived.
void Stream::acceptReport(std::span<const uint8_t> datagram, int64_t age)
{
    const auto report = rtp::parseReport(datagram);
    if (!report)
        return;
    if (report->bye)
        figures.peerLeft.store(true, std::memory_order_relaxed);
    if (report->sender) {
        m_peerReport = middleOf(report->sender->ntp);
        m_peerReportAt = arrivalNow() - age / (secondNanos / sampleRate);
    }
    for (size_t b = 0; b < report->blockCount; ++b) {
        const rtp::ReportBlock &block = report->blocks[b];
        if (block.ssrc != m_ssrc)
            continue;
        figures.peerLost.store(block.cumulativeLost, std::memory_order_relaxed);
        figures.peerJitterMs.store(float(block.jitter) / float(samplesPerMs * m_parts.codec->clock.factor()),
                                   std::memory_order_relaxed);
        if (block.lastSenderReport == 0)
            continue;
        const uint32_t roundTrip =
            middleOf(ntpNow()) - uint32_t(age * 0x10000 / secondNanos) - block.lastSenderReport - block.delaySinceReport;
        if (roundTrip < 0x10000 * 10)
            figures.roundTripMs.store(float(roundTrip) * 1000 / 65'536, std::memory_order_relaxed);
    }
}

void Stream::reportNow(RtpTape *tape)
{
    figures.lossPercent.store(float(m_reception.takeLossShare() * 100), std::memory_order_relaxed);
    if (m_agreed.send && (figures.sent.load(std::memory_order_relaxed) > 0 || m_reception.isStarted()))
        sendReport(false, tape);
}

void Stream::sendReport(bool bye, RtpTape *tape)
{
    const quint64 sent = figures.sent.load(std::memory_order_relaxed);
    rtp::Report report;
    report.ssrc = m_ssrc;
    report.bye = bye;
    if (sent != m_reportedPackets)
        report.sender = rtp::SenderInfo{ntpNow(), m_parts.codec->clock.toWire(m_timestamp), uint32_t(sent), m_octets};
    m_reportedPackets = sent;
    if (m_reception.isStarted()) {
        rtp::ReportBlock block = m_reception.report();
        block.jitter *= m_parts.codec->clock.factor();
        block.lastSenderReport = m_peerReport;
        if (m_peerReport != 0)
            block.delaySinceReport = uint32_t((arrivalNow() - m_peerReportAt) * 65'536 / sampleRate);
        report.blocks[report.blockCount++] = block;
    }
    std::array<uint8_t, rtp::maxReportSize + rtp::srtpOverhead> bytes;
    size_t size = rtp::writeReport(std::span(bytes).first<rtp::maxReportSize>(), report, {m_cname.data(), m_cname.size()});
    sockaddr_in to = m_peer.address();
    if (!m_agreed.rtcpMux)
        to.sin_port = htons(uint16_t(ntohs(to.sin_port) + 1));
    if (tape)
        tape->draft({m_number, to, true, true, m_agreed.rtcpMux}, std::span(bytes).first(size));
    if (m_parts.secure.isOn())
        size = m_parts.secure.protectReport(bytes, size);
    if (size == 0)
        return;
    const UdpSocket &socket = m_agreed.rtcpMux ? m_ports.rtp : m_ports.rtcp;
    if (socket.send(to, std::span(bytes).first(size)) && tape)
        tape->keep();
}

} // namespace telephony::media
