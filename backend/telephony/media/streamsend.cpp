// SPDX-License-Identifier: GPL-3.0-or-later
// The sending side of a stream.
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
    const auto step = stepDigits(out);
    if (!m_agreed.send) {
        m_marker = true;
        m_parts.codec->flush();
    } else if (step && m_agreed.dtmfPayloadType >= 0) {
        m_parts.codec->flush();
        sendEvent(*step, out.tape);
    } else if (step) {
        Frame tone = frame;
        m_tone.fill(tone, step->event.event, step->first);
        sendAudio(tone, nullptr, out.tape);
    } else {
        sendAudio(frame, shared, out.tape);
    }
    m_timestamp += frameSamples;
}

/// The key that is down now.
std::optional<rtp::DtmfSender::Step> Stream::stepDigits(Outbox &out)
{
    if (!m_digits.front())
        return {};
    if (!m_sender.isRunning())
        m_sender.start(m_digits.front()->plan);
    const auto step = m_sender.step();
    if (step.finished)
        out.give(m_digits.takeFirst());
    return step.send ? std::optional(step) : std::nullopt;
}

/// A telephone event in place of the audio. A key longer than its duration field goes on in further segments (RFC 4733 §2.5.1.3).
void Stream::sendEvent(const rtp::DtmfSender::Step &step, RtpTape *tape)
{
    constexpr uint32_t longest = 0xFFFF;
    const auto factor = uint32_t(m_agreed.dtmfClockRate / sampleRate);
    if (step.first)
        m_eventTimestamp = m_timestamp * factor;
    rtp::TelephoneEvent event = step.event;
    uint32_t duration = event.duration * factor, timestamp = m_eventTimestamp;
    for (; duration > longest; duration -= longest)
        timestamp += longest;
    event.duration = uint16_t(duration);
    std::array<uint8_t, rtp::eventSize> payload;
    rtp::writeEvent(payload, event);
    for (int i = 0; i < step.repeat; ++i)
        sendPacket(step.first, m_agreed.dtmfPayloadType, timestamp, payload, tape);
}

void Stream::sendAudio(const Frame &frame, SharedFrame *shared, RtpTape *tape)
{
    LineCodec &codec = *m_parts.codec;
    if (codec.isShareable()) {
        const auto payload = shared ? shared->payload(codec) : codec.encode(frame);
        return sendPacket(std::exchange(m_marker, false), m_agreed.payloadType, codec.clock.toWire(m_timestamp), payload, tape);
    }
    codec.push(frame, m_timestamp);
    while (const auto packet = codec.next())
        sendPacket(std::exchange(m_marker, false), m_agreed.payloadType, codec.clock.toWire(packet->timestamp), packet->bytes,
                   tape);
}

/// @param timestamp  as it goes out.
void Stream::sendPacket(bool marker, int payloadType, uint32_t timestamp, std::span<const uint8_t> payload, RtpTape *tape)
{
    alignas(8) std::array<uint8_t, rtp::headerSize + Transcoder::maxPayload + rtp::srtpOverhead> data;
    rtp::Packet packet;
    packet.marker = marker;
    packet.payloadType = uint8_t(payloadType);
    packet.sequence = m_sequence++;
    packet.timestamp = timestamp;
    packet.ssrc = m_ssrc;
    rtp::writeHeader(std::span(data).first<rtp::headerSize>(), packet);
    std::copy(payload.begin(), payload.end(), data.begin() + rtp::headerSize);
    size_t size = rtp::headerSize + payload.size();
    if (tape)
        tape->draft({m_number, m_peer.address(), true}, std::span(data).first(size));
    if (m_parts.secure.isOn())
        size = m_parts.secure.protect(data, size);
    if (size == 0 || !m_ports.rtp.send(m_peer.address(), std::span(data).first(size)))
        return;
    if (tape)
        tape->keep();
    figures.sent.fetch_add(1, std::memory_order_relaxed);
    m_octets += uint32_t(payload.size());
    figures.octetsSent.fetch_add(payload.size(), std::memory_order_relaxed);
}

} // namespace telephony::media
