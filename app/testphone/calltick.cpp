// SPDX-License-Identifier: GPL-3.0-or-later
// What a call's thread does every 20 ms.
#include "app/testphone/callmedia.h"

#include "telephony/media/g711.h"
#include "telephony/media/level.h"

#include <ctime>

namespace app {
namespace media = telephony::media;
namespace rtp = telephony::rtp;

namespace {
constexpr int batchesPerTick = 4;
constexpr int lossTicks = 100;
constexpr int digitMs = 100, digitPauseMs = 100;

/// Monotonic time in timestamp units.
int64_t arrivalNow()
{
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return int64_t(now.tv_sec) * media::sampleRate + now.tv_nsec / (1'000'000'000 / media::sampleRate);
}
} // namespace

void CallMedia::tick()
{
    runCommands();
    receive();
    hear();
    speak();
}

void CallMedia::runCommands()
{
    for (Command command; m_commands.take(command);) {
        switch (command.kind) {
        case Command::Kind::Connect:
            m_agreed = command.agreed;
            m_connected = true;
            break;
        case Command::Kind::Play:
            m_playing = command.samples;
            m_playingNumber = command.playing;
            m_released.store(command.playing - 1, std::memory_order_release);
            break;
        case Command::Kind::Stop:
            m_playing = {};
            m_released.store(command.playing, std::memory_order_release);
            break;
        }
    }
}

void CallMedia::receive()
{
    for (int i = 0; i < batchesPerTick; ++i) {
        const size_t count = m_batch.receive(m_ports.rtp.fd());
        for (size_t at = 0; at < count; ++at)
            accept(m_batch.from(at), m_batch.datagram(at));
        if (!m_batch.isFull(count))
            break;
    }
    if (++m_ticks % lossTicks == 0)
        m_figures.lossPercent.store(float(m_reception.takeLossShare() * 100), std::memory_order_relaxed);
}

void CallMedia::accept(const sockaddr_in &from, std::span<const uint8_t> datagram)
{
    const auto packet = rtp::parse(datagram);
    if (!packet || !m_connected || !media::sameAddress(from, m_agreed.peer))
        return;
    const bool event = packet->payloadType == m_agreed.dtmfPayloadType;
    const bool agreed = packet->payloadType == m_agreed.payloadType;
    const bool pcmu = agreed ? m_agreed.codec == media::Codec::Pcmu : packet->payloadType == 0; // RFC 3551 §6
    if (!event && !pcmu && !agreed && packet->payloadType != 8)
        return;
    const auto verdict = m_reception.add(*packet, arrivalNow(), !event);
    if (verdict == rtp::Reception::Verdict::Stray)
        return;
    if (verdict == rtp::Reception::Verdict::NewSource)
        m_buffer.reset();
    if (event)
        return; // the operator's phone has no use for keys of the platform
    m_buffer.setJitter(m_reception.jitterMs());
    std::array<int16_t, 2048> samples;
    const std::span<int16_t> used(samples.data(), std::min(packet->payload.size(), samples.size()));
    media::decode(pcmu ? media::Codec::Pcmu : media::Codec::Pcma, packet->payload, used);
    m_buffer.put(packet->timestamp, used);
}

void CallMedia::hear()
{
    media::Frame frame;
    m_buffer.get(frame);
    if (!m_agreed.receive)
        frame.fill(0);
    media::smoothLevel(m_figures.heardDb, media::levelOf(frame));
    m_figures.bufferMs.store(m_buffer.depthMs(), std::memory_order_relaxed);
    if (m_reception.isStarted())
        m_heard.put(frame);
    if (m_line.hasSpeaker.load(std::memory_order_relaxed))
        m_line.speaker.put(frame);
}

void CallMedia::speak()
{
    media::Frame frame{};
    if (m_line.hasMicrophone.load(std::memory_order_relaxed))
        m_cushion.take(m_line.microphone, frame);
    fillFromPlaying(frame);
    if (m_muted.load(std::memory_order_relaxed))
        frame.fill(0);
    media::smoothLevel(m_figures.sentDb, media::levelOf(frame));
    const bool event = sendEvent();
    if (!m_agreed.send) {
        m_marker = true;
    } else if (!event) {
        std::array<uint8_t, media::frameSamples> payload;
        media::encode(m_agreed.codec, frame, payload);
        send(std::exchange(m_marker, false), m_agreed.payloadType, m_timestamp, payload);
    }
    m_timestamp += media::frameSamples;
}

bool CallMedia::fillFromPlaying(media::Frame &to)
{
    if (m_playing.empty() || !m_agreed.send)
        return false;
    const auto part = m_playing.first(std::min(m_playing.size(), to.size()));
    to.fill(0);
    std::copy(part.begin(), part.end(), to.begin());
    m_playing = m_playing.subspan(part.size());
    if (m_playing.empty())
        m_released.store(m_playingNumber, std::memory_order_release);
    return true;
}

/// True when a telephone event takes the place of the audio (RFC 4733 §2.5.1).
bool CallMedia::sendEvent()
{
    if (!m_agreed.send || m_agreed.dtmfPayloadType < 0)
        return false;
    if (!m_sender.isRunning()) {
        rtp::DigitPlan plan;
        plan.count = m_digits.take(plan.digits.front()) ? 1 : 0;
        if (plan.count == 0)
            return false;
        plan.duration = digitMs;
        plan.after = digitPauseMs;
        m_sender.start(plan);
    }
    const auto step = m_sender.step();
    if (!step.send)
        return false;
    if (step.first)
        m_eventTimestamp = m_timestamp;
    std::array<uint8_t, rtp::eventSize> payload;
    rtp::writeEvent(payload, step.event);
    for (int i = 0; i < step.repeat; ++i)
        send(step.first, m_agreed.dtmfPayloadType, m_eventTimestamp, payload);
    return true;
}

void CallMedia::send(bool marker, int payloadType, uint32_t timestamp, std::span<const uint8_t> payload)
{
    std::array<uint8_t, rtp::headerSize + media::frameSamples> data;
    rtp::Packet packet;
    packet.marker = marker;
    packet.payloadType = uint8_t(payloadType);
    packet.sequence = m_sequence++;
    packet.timestamp = timestamp;
    packet.ssrc = m_ssrc;
    rtp::writeHeader(std::span(data).first<rtp::headerSize>(), packet);
    std::copy(payload.begin(), payload.end(), data.begin() + rtp::headerSize);
    m_ports.rtp.send(m_agreed.peer, std::span(data).first(rtp::headerSize + payload.size()));
}

} // namespace app
