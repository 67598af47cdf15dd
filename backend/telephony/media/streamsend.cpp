// SPDX-License-Identifier: GPL-3.0-or-later
// The sending side of a stream: what the peer hears.
#include "telephony/media/g711.h"
#include "telephony/media/level.h"
#include "telephony/media/stream.h"

namespace telephony::media {
namespace {
int16_t saturate(int32_t value) { return int16_t(std::clamp(value, -32'768, 32'767)); }

void repeat(const Samples &samples, size_t &at, Frame &to)
{
    for (int16_t &sample : to) {
        sample = (*samples)[at];
        at = at + 1 < samples->size() ? at + 1 : 0;
    }
}
} // namespace

void Stream::setMusic(Samples &music)
{
    m_music.swap(music);
    m_musicAt = 0;
}

void Stream::stopPlayback(quint64 playback, Outbox &out)
{
    if (Playback *stopped = m_playbacks.take([playback](const Playback &p) { return p.id == playback; }))
        out.give(stopped);
}

void Stream::pausePlayback(quint64 playback, bool paused)
{
    for (Parcel *one = m_playbacks.front(); one; one = one->next) {
        if (auto *p = static_cast<Playback *>(one); p->id == playback)
            p->paused = paused;
    }
}

void Stream::finishAll(Outbox &out)
{
    while (m_playbacks.front())
        out.give(m_playbacks.takeFirst());
    while (m_digits.front())
        out.give(m_digits.takeFirst());
}

void Stream::contribute()
{
    if (!bridge)
        return;
    bridge->members += m_connected ? 1 : 0;
    if (muteInBridge)
        return;
    for (size_t i = 0; i < frameSamples; ++i)
        bridge->sum[i] += m_in[i];
}

bool Stream::playInto(Frame &to, Outbox &out)
{
    size_t filled = 0;
    while (filled < frameSamples) {
        Playback *playback = m_playbacks.front();
        if (!playback || playback->paused)
            break;
        if (playback->index >= playback->items.size()) {
            out.give(m_playbacks.takeFirst());
            continue;
        }
        const std::vector<qint16> &samples = *playback->items[playback->index];
        if (playback->firstPass && !std::exchange(playback->announced, true))
            out.note(Note::What::PlaybackStarted, this, playback, 0, int(playback->index));
        const size_t count = std::min(frameSamples - filled, samples.size() - playback->position);
        std::copy_n(samples.data() + playback->position, count, to.data() + filled);
        filled += count;
        playback->position += count;
        if (playback->position < samples.size())
            break;
        playback->position = 0;
        playback->announced = false;
        ++playback->index;
        if (playback->loop && playback->index >= playback->items.size()) {
            playback->index = 0;
            playback->firstPass = false;
        }
    }
    return m_playbacks.front() != nullptr || filled > 0;
}

/// A playback covers everything else; then what was switched on for this stream alone; then the bridge. The ringback tone
/// ends by itself when somebody else is in the bridge.
void Stream::fill(Frame &to, Outbox &out)
{
    to.fill(0);
    if (playInto(to, out))
        return;
    if (m_music)
        return repeat(m_music, m_musicAt, to);
    if (echo) {
        to = m_in;
        return;
    }
    const bool accompanied = bridge && bridge->members > (m_connected ? 1 : 0);
    if (ringback && !accompanied)
        return repeat(m_ringback, m_ringAt, to);
    if (!bridge)
        return;
    for (size_t i = 0; i < frameSamples; ++i)
        to[i] = saturate(bridge->sum[i] - (muteInBridge ? 0 : m_in[i]));
}

void Stream::transmit(Outbox &out)
{
    Frame frame;
    fill(frame, out);
    if (muteOut)
        frame.fill(0);
    smoothLevel(figures.levelOut, levelOf(frame));
    const bool event = sendDigit(out);
    if (!m_agreed.send)
        m_marker = true;
    else if (!event)
        sendAudio(frame);
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
        send(step.first, m_agreed.dtmfPayloadType, m_eventTimestamp, payload);
    return true;
}

void Stream::sendAudio(const Frame &frame)
{
    std::array<uint8_t, frameSamples> payload;
    encode(m_agreed.codec, frame, payload);
    send(std::exchange(m_marker, false), m_agreed.payloadType, m_timestamp, payload);
}

void Stream::send(bool marker, int payloadType, uint32_t timestamp, std::span<const uint8_t> payload)
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
