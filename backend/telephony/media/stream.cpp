// SPDX-License-Identifier: GPL-3.0-or-later
// The receiving side of a stream, and its RTCP.
#include "telephony/media/stream.h"

#include "telephony/media/g711.h"

#include <arpa/inet.h>

#include <QRandomGenerator>

#include <ctime>

namespace telephony::media {
namespace {
constexpr int batchesPerTick = 4;
constexpr int reportTicks = 250; ///< 5 s, RFC 3550 §6.2
constexpr int rtcpReadTicks = 10;
constexpr int silentAfterTicks = 250;
constexpr uint64_t ntpOfUnixEpoch = 2'208'988'800;

/// Monotonic time in timestamp units.
int64_t arrivalNow()
{
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return int64_t(now.tv_sec) * sampleRate + now.tv_nsec / (1'000'000'000 / sampleRate);
}

uint64_t ntpNow()
{
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t(now.tv_sec) + ntpOfUnixEpoch) << 32 | (uint64_t(now.tv_nsec) << 32) / 1'000'000'000;
}

uint32_t middleOf(uint64_t ntp) { return uint32_t(ntp >> 16); }

/// Static payload types mean the same in every session (RFC 3551), whichever of them was answered.
std::optional<Codec> codecOf(int payloadType, int agreedType, Codec agreed)
{
    if (payloadType == agreedType)
        return agreed;
    if (payloadType == 0)
        return Codec::Pcmu;
    if (payloadType == 8)
        return Codec::Pcma;
    return {};
}
} // namespace

Stream::Stream(QString streamName, PortPair ports) : Voice(std::move(streamName)), m_ports(std::move(ports))
{
    QRandomGenerator *random = QRandomGenerator::system();
    m_sequence = uint16_t(random->generate() & 0x7FFF);
    m_timestamp = random->generate();
    m_ssrc = random->generate();
    m_ticks = random->bounded(reportTicks); // so that not all streams report in the same tick
    for (char &c : m_cname)
        c = char('a' + random->bounded(26));
}

Stream::~Stream()
{
    while (m_digits.front())
        delete m_digits.takeFirst();
}

void Stream::connect(const sockaddr_in &peer, const StreamParameters &agreed)
{
    m_connected = true;
    m_peer.negotiate(peer);
    m_agreed.codec = agreed.codec;
    m_agreed.payloadType = agreed.payloadType;
    m_agreed.dtmfPayloadType = agreed.dtmfPayloadType;
    m_agreed.send = agreed.send && agreed.peerPort != 0;
    m_agreed.receive = agreed.receive;
    m_silentTicks = 0;
}

void Stream::receive(Frame &to, ReceiveBatch &batch, Outbox &out)
{
    const quint64 before = m_reception.received();
    for (int i = 0; i < batchesPerTick; ++i) {
        const size_t count = batch.receive(m_ports.rtp.fd());
        for (size_t at = 0; at < count; ++at)
            accept(batch.from(at), batch.datagram(at), out);
        if (!batch.isFull(count))
            break;
    }
    m_silentTicks = m_reception.received() != before ? 0 : m_silentTicks + 1;
    if (m_connected && m_silentTicks > 0 && m_silentTicks % silentAfterTicks == 0)
        out.note(Note::What::Silent, this, nullptr, 0, m_silentTicks * 20);
    report(m_keys.tick(), out);
    m_buffer.get(to);
    if (!m_agreed.receive)
        to.fill(0);
    figures.bufferMs.store(m_buffer.depthMs(), std::memory_order_relaxed);
    if (++m_ticks % rtcpReadTicks == 0)
        receiveReports(batch);
    if (m_ticks % reportTicks == 0)
        sendReport();
}

void Stream::accept(const sockaddr_in &from, std::span<const uint8_t> datagram, Outbox &out)
{
    const auto packet = rtp::parse(datagram);
    const auto drop = [this] { figures.dropped.fetch_add(1, std::memory_order_relaxed); };
    if (!packet || !m_connected)
        return drop();
    const bool isEvent = m_agreed.dtmfPayloadType >= 0 && packet->payloadType == m_agreed.dtmfPayloadType;
    const auto codec = codecOf(packet->payloadType, m_agreed.payloadType, m_agreed.codec);
    if ((!isEvent && !codec) || !m_peer.accepts(from, *packet))
        return drop();
    const auto verdict = m_reception.add(*packet, arrivalNow(), !isEvent);
    if (verdict == rtp::Reception::Verdict::Stray)
        return drop();
    if (verdict == rtp::Reception::Verdict::NewSource) {
        m_buffer.reset();
        m_keys.reset();
    }
    figures.received.store(m_reception.received(), std::memory_order_relaxed);
    figures.lost.store(m_reception.lost(), std::memory_order_relaxed);
    figures.jitterMs.store(float(m_reception.jitterMs()), std::memory_order_relaxed);
    if (isEvent)
        return event(*packet, out);
    m_buffer.setJitter(m_reception.jitterMs());
    std::array<int16_t, 2048> samples;
    const std::span<int16_t> used(samples.data(), std::min(packet->payload.size(), samples.size()));
    decode(*codec, packet->payload, used);
    if (m_buffer.put(packet->timestamp, used) != rtp::JitterBuffer::Put::Stored)
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

void Stream::receiveReports(ReceiveBatch &batch)
{
    const size_t count = batch.receive(m_ports.rtcp.fd());
    for (size_t i = 0; i < count; ++i) {
        const auto report = rtp::parseReport(batch.datagram(i));
        if (!report || batch.from(i).sin_addr.s_addr != m_peer.address().sin_addr.s_addr)
            continue;
        if (report->sender) {
            m_peerReport = middleOf(report->sender->ntp);
            m_peerReportAt = arrivalNow();
        }
        for (size_t b = 0; b < report->blockCount; ++b) {
            const rtp::ReportBlock &block = report->blocks[b];
            if (block.ssrc != m_ssrc || block.lastSenderReport == 0)
                continue;
            const uint32_t roundTrip = middleOf(ntpNow()) - block.lastSenderReport - block.delaySinceReport;
            if (roundTrip < 0x10000 * 10)
                figures.roundTripMs.store(float(roundTrip) * 1000 / 65'536, std::memory_order_relaxed);
        }
    }
}

void Stream::sendReport()
{
    figures.lossPercent.store(float(m_reception.takeLossShare() * 100), std::memory_order_relaxed);
    const quint64 sent = figures.sent.load(std::memory_order_relaxed);
    if (!m_agreed.send || (sent == 0 && !m_reception.isStarted()))
        return;
    rtp::Report report;
    report.ssrc = m_ssrc;
    if (sent != m_reportedPackets)
        report.sender = rtp::SenderInfo{ntpNow(), m_timestamp, uint32_t(sent), m_octets};
    m_reportedPackets = sent;
    if (m_reception.isStarted()) {
        rtp::ReportBlock block = m_reception.report();
        block.lastSenderReport = m_peerReport;
        if (m_peerReport != 0)
            block.delaySinceReport = uint32_t((arrivalNow() - m_peerReportAt) * 65'536 / sampleRate);
        report.blocks[report.blockCount++] = block;
    }
    std::array<uint8_t, rtp::maxReportSize> bytes;
    const size_t size = rtp::writeReport(bytes, report, {m_cname.data(), m_cname.size()});
    sockaddr_in to = m_peer.address();
    to.sin_port = htons(uint16_t(ntohs(to.sin_port) + 1));
    m_ports.rtcp.send(to, std::span(bytes).first(size));
}

} // namespace telephony::media
