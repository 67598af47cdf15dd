// SPDX-License-Identifier: GPL-3.0-or-later
// The sending side of a stream.
#include "telephony/media/g711.h"
#include "telephony/media/stream.h"

namespace telephony::media {

void Stream::finishAll(Outbox &out)
{
    Voice::finishAll(out);
    while (m_digits.front())
        out.give(m_digits.takeFirst());
}

void Stream::send(const Frame &frame, SharedFrame *shared, Outbox &out)
{
    const bool event = sendDigit(out);
    if (!m_agreed.send)
        m_marker = true;
    else if (!event)
        sendAudio(frame, shared);
    m_timestamp += frameSamples;
}

/// True when a telephone event takes the place of the audio.
bool Stream::sendDigit(Outbox &out)
{
    if (!m_digits.front())
        return false;
    if (!m_sender.isRunning())
        m_sender.start(m_digits.front()->plan);
    const auto step = m_sender.step();
    if (step.finished)
        out.give(m_digits.takeFirst());
    if (!step.send || m_agreed.dtmfPayloadType < 0)
        return false;
    if (step.first)
        m_eventTimestamp = m_timestamp;
    std::array<uint8_t, rtp::eventSize> payload;
    rtp::writeEvent(payload, step.event);
    for (int i = 0; i < step.repeat && m_agreed.send; ++i)
        sendPacket(step.first, m_agreed.dtmfPayloadType, m_eventTimestamp, payload);
    return true;
}

void Stream::sendAudio(const Frame &frame, SharedFrame *shared)
{
    const bool marker = std::exchange(m_marker, false);
    if (shared)
        return sendPacket(marker, m_agreed.payloadType, m_timestamp, shared->payload(m_agreed.codec));
    std::array<uint8_t, frameSamples> payload;
    encode(m_agreed.codec, frame, payload);
    sendPacket(marker, m_agreed.payloadType, m_timestamp, payload);
}

void Stream::sendPacket(bool marker, int payloadType, uint32_t timestamp, std::span<const uint8_t> payload)
{
    std::array<uint8_t, rtp::headerSize + frameSamples> data;
    rtp::Packet packet;
    packet.marker = marker;
    packet.payloadType = uint8_t(payloadType);
    packet.sequence = m_sequence++;
    packet.timestamp = timestamp;
    packet.ssrc = m_ssrc;
    rtp::writeHeader(std::span(data).first<rtp::headerSize>(), packet);
    std::copy(payload.begin(), payload.end(), data.begin() + rtp::headerSize);
    if (!m_ports.rtp.send(m_peer.address(), std::span(data).first(rtp::headerSize + payload.size())))
        return;
    figures.sent.fetch_add(1, std::memory_order_relaxed);
    m_octets += uint32_t(payload.size());
}

} // namespace telephony::media
