// SPDX-License-Identifier: GPL-3.0-or-later
// Nothing here allocates, locks or logs: it all runs in the tick.
#include "telephony/media/stream.h"

#include "telephony/media/g711.h"

#include <sys/socket.h>
#include <unistd.h>

#include <QRandomGenerator>

#include <cmath>
#include <ctime>

namespace telephony::media {
namespace {
constexpr int packetsPerTick = 32;
constexpr int lockAfter = 5;         ///< packets in a row from an unexpected address before it becomes the peer
constexpr int lossWindowTicks = 250; ///< 5 s
constexpr int silentAfterTicks = 250;

bool same(const sockaddr_in &a, const sockaddr_in &b)
{
    return a.sin_addr.s_addr == b.sin_addr.s_addr && a.sin_port == b.sin_port;
}

int64_t monotonicUnits()
{
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return int64_t(now.tv_sec) * 8000 + now.tv_nsec / 125'000;
}

float levelOf(const Frame &frame)
{
    double energy = 0;
    for (const int16_t sample : frame)
        energy += double(sample) * sample;
    const double rms = std::sqrt(energy / double(frame.size())) / 32768.0;
    return rms < 1.6e-5 ? -96.0F : float(20 * std::log10(rms));
}

void smooth(std::atomic<float> &level, float now)
{
    const float before = level.load(std::memory_order_relaxed);
    level.store(now > before ? now : before + (now - before) * 0.2F, std::memory_order_relaxed);
}

int16_t saturate(int32_t value) { return int16_t(std::clamp(value, -32768, 32767)); }

void count(std::atomic<quint64> &counter, quint64 by = 1)
{
    counter.store(counter.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
}
} // namespace

Stream::Stream(quint64 streamId, int rtpSocket, int rtcpSocket)
    : id(streamId),
      m_rtp(rtpSocket),
      m_rtcp(rtcpSocket),
      m_sequence(uint16_t(QRandomGenerator::system()->generate() & 0x7FFF)),
      m_timestamp(QRandomGenerator::system()->generate()),
      m_ssrc(QRandomGenerator::system()->generate())
{
}

Stream::~Stream()
{
    close(m_rtp);
    close(m_rtcp);
    for (Playback *playback : playbacks)
        delete playback;
    for (Playback *playback : donePlaybacks)
        delete playback;
}

void Stream::setPeer(const sockaddr_in &peer)
{
    if (same(peer, m_negotiated) && connected)
        return;
    m_negotiated = m_peer = peer;
    m_locked = false;
    m_candidateCount = 0;
}

bool Stream::isPeer(const sockaddr_in &from)
{
    if (m_locked)
        return same(from, m_peer);
    if (same(from, m_negotiated)) {
        m_peer = from;
        m_locked = true;
        return true;
    }
    // Behind a NAT the address of the description is not the one packets come from (symmetric RTP).
    m_candidateCount = same(from, m_candidate) ? m_candidateCount + 1 : 1;
    m_candidate = from;
    if (m_candidateCount < lockAfter)
        return false;
    m_peer = from;
    m_locked = true;
    return true;
}

void Stream::receive(TickEvents &events)
{
    uint8_t data[2048];
    bool any = false;
    for (int i = 0; i < packetsPerTick; ++i) {
        sockaddr_in from{};
        socklen_t size = sizeof from;
        const ssize_t got = recvfrom(m_rtp, data, sizeof data, MSG_DONTWAIT, reinterpret_cast<sockaddr *>(&from), &size);
        if (got < 0)
            break;
        any = true;
        accept(from, {data, size_t(got)}, events);
    }
    while (recv(m_rtcp, data, sizeof data, MSG_DONTWAIT) >= 0) {
    }
    m_silentTicks = any ? 0 : m_silentTicks + 1;
    if (connected && m_silentTicks == silentAfterTicks)
        events.push({TickEvent::Silent, id, 0, 0, silentAfterTicks * 20});
    if (const auto key = m_dtmfIn.tick())
        events.push({TickEvent::Digit, id, 0, key->digit, key->durationMs});
    m_buffer.get(in);
    if (muteIn || !parameters.receive)
        in.fill(0);
    smooth(figures.levelIn, levelOf(in));
    figures.bufferMs.store(m_buffer.depthMs(), std::memory_order_relaxed);
    if (++m_ticks >= lossWindowTicks) {
        const int all = m_lossWindowGot + m_lossWindowLost;
        figures.lossPercent.store(all == 0 ? 0.0F : 100.0F * float(m_lossWindowLost) / float(all), std::memory_order_relaxed);
        m_ticks = m_lossWindowGot = m_lossWindowLost = 0;
    }
}

void Stream::accept(const sockaddr_in &from, std::span<const uint8_t> datagram, TickEvents &events)
{
    const auto packet = rtp::parse(datagram);
    if (!packet || !connected || !isPeer(from))
        return count(figures.dropped);
    if (parameters.dtmfPayloadType >= 0 && packet->payloadType == parameters.dtmfPayloadType) {
        if (const auto event = rtp::parseEvent(packet->payload)) {
            if (const auto key = m_dtmfIn.packet(*event, packet->timestamp))
                events.push({TickEvent::Digit, id, 0, key->digit, key->durationMs});
        }
        account(*packet);
        return;
    }
    if (packet->payloadType != parameters.payloadType || packet->payload.empty() || packet->payload.size() > 1024)
        return count(figures.dropped);
    account(*packet);
    std::array<int16_t, 1024> samples;
    const std::span<int16_t> used(samples.data(), packet->payload.size());
    decode(parameters.codec, packet->payload, used);
    if (!m_buffer.put(packet->timestamp, used))
        count(figures.dropped);
}

/// RFC 3550 §6.4.1 jitter, and loss by gaps in the sequence.
void Stream::account(const rtp::Packet &packet)
{
    count(figures.received);
    ++m_lossWindowGot;
    const int64_t transit = monotonicUnits() - int64_t(packet.timestamp);
    if (m_seen && packet.ssrc == m_peerSsrc) {
        const auto gap = int16_t(packet.sequence - m_peerSequence);
        if (gap > 1 && gap < 1000) {
            count(figures.lost, quint64(gap - 1));
            m_lossWindowLost += gap - 1;
        }
        if (packet.payloadType == parameters.payloadType) {
            const double difference = std::abs(double(int32_t(transit - m_transit)));
            if (difference < 8000)
                m_jitter += (difference - m_jitter) / 16;
        }
        if (gap > 0)
            m_peerSequence = packet.sequence;
    } else {
        if (m_seen)
            m_buffer.reset();
        m_seen = true;
        m_peerSsrc = packet.ssrc;
        m_peerSequence = packet.sequence;
    }
    m_transit = transit;
    figures.jitterMs.store(float(m_jitter / 8), std::memory_order_relaxed);
    m_buffer.setJitter(m_jitter / 8);
}

void Stream::contribute()
{
    if (!bridge || muteInBridge)
        return;
    for (size_t i = 0; i < frameSamples; ++i)
        bridge->sum[i] += in[i];
}

bool Stream::addPlayback(Playback *playback)
{
    for (Playback *&slot : playbacks) {
        if (!slot) {
            slot = playback;
            return true;
        }
    }
    return false;
}

void Stream::finish(size_t at, TickEvents &events)
{
    Playback *done = playbacks[at];
    for (size_t i = at; i + 1 < playbacks.size(); ++i)
        playbacks[i] = playbacks[i + 1];
    playbacks.back() = nullptr;
    events.push({TickEvent::PlaybackFinished, id, done->id, 0, 0});
    for (Playback *&slot : donePlaybacks) {
        if (!slot) {
            slot = done;
            return;
        }
    }
    done->stopped = true; // all slots in use: it stays referenced by nobody but is freed with its registry entry
}

void Stream::finishPlaybacks(TickEvents &events)
{
    while (playbacks[0])
        finish(0, events);
}

void Stream::stopPlayback(quint64 playback, TickEvents &events)
{
    for (size_t i = 0; i < playbacks.size(); ++i) {
        if (playbacks[i] && playbacks[i]->id == playback)
            return finish(i, events);
    }
}

bool Stream::playInto(Frame &out, TickEvents &events)
{
    Playback *playback = playbacks[0];
    if (!playback || playback->paused)
        return false;
    size_t filled = 0;
    while (filled < frameSamples) {
        if (playback->index >= playback->items.size()) {
            finish(0, events);
            break;
        }
        const std::vector<qint16> &samples = *playback->items[playback->index];
        if (!playback->announced) {
            playback->announced = true;
            events.push({TickEvent::PlaybackStarted, id, playback->id, 0, int(playback->index)});
        }
        while (filled < frameSamples && playback->position < samples.size())
            out[filled++] = samples[playback->position++];
        if (playback->position < samples.size())
            break;
        playback->position = 0;
        playback->announced = false;
        ++playback->index;
        if (playback->loop && playback->index >= playback->items.size()) {
            playback->index = 0;
            playback->announced = true;
        }
    }
    return filled > 0;
}

void Stream::fill(Frame &out, TickEvents &events)
{
    out.fill(0);
    if (playInto(out, events))
        return;
    if (echo) {
        out = in;
    } else if (bridge) {
        for (size_t i = 0; i < frameSamples; ++i)
            out[i] = saturate(bridge->sum[i] - (muteInBridge ? 0 : in[i]));
    } else if (music && !music->empty()) {
        for (int16_t &sample : out)
            sample = (*music)[m_musicAt++ % music->size()];
    } else if (ringback) {
        for (int16_t &sample : out) { // 425 Hz, one second in five
            sample = m_ringAt % 40'000 < 8'000 ? int16_t(6000 * std::sin(2 * 3.14159265 * 425 * double(m_ringAt) / 8000)) : int16_t(0);
            ++m_ringAt;
        }
    }
}

void Stream::transmit(TickEvents &events)
{
    Frame out;
    fill(out, events);
    if (muteOut)
        out.fill(0);
    smooth(figures.levelOut, levelOf(out));
    const bool active = connected && parameters.peerPort != 0 && parameters.send;
    if (dtmfOut.isRunning()) {
        const auto step = dtmfOut.step();
        if (step.finished)
            events.push({TickEvent::DigitsSent, id, 0, 0, 0});
        if (step.send) {
            if (active && parameters.dtmfPayloadType >= 0)
                sendEvent(step);
            m_timestamp += frameSamples;
            return;
        }
    }
    if (active)
        sendAudio(out);
    m_timestamp += frameSamples;
}

void Stream::sendAudio(const Frame &out)
{
    uint8_t payload[frameSamples];
    encode(parameters.codec, out, payload);
    send(std::exchange(m_first, false), uint8_t(parameters.payloadType), m_timestamp, payload, sizeof payload);
}

void Stream::sendEvent(const rtp::DtmfSender::Step &step)
{
    if (step.first)
        m_eventTimestamp = m_timestamp;
    uint8_t payload[rtp::eventSize];
    rtp::writeEvent(payload, step.event);
    for (int i = 0; i < step.repeat; ++i)
        send(step.first, uint8_t(parameters.dtmfPayloadType), m_eventTimestamp, payload, sizeof payload);
}

void Stream::send(bool marker, uint8_t type, uint32_t timestamp, const uint8_t *payload, size_t size)
{
    uint8_t data[rtp::headerSize + frameSamples];
    rtp::Packet packet;
    packet.marker = marker;
    packet.payloadType = type;
    packet.sequence = m_sequence++;
    packet.timestamp = timestamp;
    packet.ssrc = m_ssrc;
    rtp::writeHeader(std::span<uint8_t, rtp::headerSize>(data, rtp::headerSize), packet);
    std::copy(payload, payload + size, data + rtp::headerSize);
    if (sendto(m_rtp, data, rtp::headerSize + size, MSG_DONTWAIT, reinterpret_cast<const sockaddr *>(&m_peer), sizeof m_peer) > 0)
        count(figures.sent);
}

} // namespace telephony::media
