// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/media/linecodec.h"

#include "telephony/media/g711.h"
#include "telephony/media/samples.h"

#include <algorithm>

namespace telephony::media {
namespace {
constexpr int longestHold = 3; ///< ticks
constexpr int mostMadeUp = 5;  ///< packets in a row; beyond that nothing sounds like speech
} // namespace

LineCodec::LineCodec(const CodecSetup &setup)
    : clock(uint32_t(factsOf(setup.codec).clockRate / sampleRate)),
      m_setup(setup),
      m_transcoder(makeTranscoder(setup)),
      m_held(m_transcoder && m_transcoder->remembers() ? std::make_unique<std::array<Held, waiting>>() : nullptr),
      m_packetSamples(size_t(packetMs(setup.codec, setup.ptimeMs)) * sampleRate / 1000)
{
}

void LineCodec::reset()
{
    m_started = false;
    m_heldCount = m_heldTicks = m_hidden = 0;
    m_lastSamples = 0;
    m_noise.stop();
    if (!m_held)
        return;
    for (Held &one : *m_held)
        one.used = false;
}

bool LineCodec::store(uint32_t timestamp, std::span<const uint8_t> payload, rtp::JitterBuffer &buffer)
{
    std::array<int16_t, Transcoder::maxSamples> samples;
    const size_t count = payload.empty() ? 0 : m_transcoder->decode(payload, samples);
    if (count == 0)
        return false;
    m_lastSamples = count;
    m_end = timestamp + uint32_t(count);
    m_hidden = 0;
    return buffer.put(timestamp, std::span(samples).first(count)) == rtp::JitterBuffer::Put::Stored;
}

bool LineCodec::put(const rtp::Packet &packet, rtp::JitterBuffer &buffer)
{
    m_noise.stop();
    if (m_held)
        return !packet.payload.empty() && arrive(packet.sequence, packet.timestamp, packet.payload, buffer);
    return store(packet.timestamp, packet.payload, buffer);
}

bool LineCodec::putLaw(const rtp::Packet &packet, Codec law, rtp::JitterBuffer &buffer)
{
    m_noise.stop();
    pass(packet.sequence, buffer);
    std::array<int16_t, Transcoder::maxSamples> samples;
    if (packet.payload.size() > samples.size())
        return false;
    decode(law, packet.payload, samples);
    return buffer.put(packet.timestamp, std::span(samples).first(packet.payload.size())) == rtp::JitterBuffer::Put::Stored;
}

void LineCodec::pass(uint16_t sequence, rtp::JitterBuffer &buffer)
{
    if (m_held)
        arrive(sequence, 0, {}, buffer);
}

void LineCodec::comfort(const rtp::Packet &packet, rtp::JitterBuffer &buffer)
{
    if (!packet.payload.empty())
        m_noise.start(packet.payload[0]);
    pass(packet.sequence, buffer);
}

bool LineCodec::arrive(uint16_t sequence, uint32_t timestamp, std::span<const uint8_t> payload, rtp::JitterBuffer &buffer)
{
    if (payload.size() > Transcoder::maxPayload)
        return false;
    if (!std::exchange(m_started, true))
        m_expected = sequence;
    const int ahead = int16_t(sequence - m_expected);
    if (ahead < 0)
        return false;
    if (ahead >= int(waiting)) {
        while (m_heldCount > 0)
            releaseOverGap(buffer);
        if (int16_t(sequence - m_expected) < 0)
            return false;
        m_expected = sequence;
    }
    if (sequence == m_expected) {
        ++m_expected;
        const bool stored = store(timestamp, payload, buffer);
        releaseRow(buffer);
        return stored;
    }
    Held &place = (*m_held)[sequence % waiting];
    if (place.used)
        return false;
    place.used = true;
    place.sequence = sequence;
    place.timestamp = timestamp;
    place.size = payload.size();
    std::copy(payload.begin(), payload.end(), place.payload.begin());
    ++m_heldCount;
    return true;
}

/// What follows without a gap.
void LineCodec::releaseRow(rtp::JitterBuffer &buffer)
{
    while (m_heldCount > 0) {
        Held &next = (*m_held)[m_expected % waiting];
        if (!next.used)
            return;
        store(next.timestamp, std::span(next.payload).first(next.size), buffer);
        next.used = false;
        --m_heldCount;
        ++m_expected;
    }
    m_heldTicks = 0;
}

void LineCodec::releaseOverGap(rtp::JitterBuffer &buffer)
{
    for (int missing = 1; missing < int(waiting); ++missing) {
        const Held &next = (*m_held)[uint16_t(m_expected + missing) % waiting];
        if (!next.used)
            continue;
        makeUp(missing, next, buffer);
        m_expected = next.sequence;
        break;
    }
    releaseRow(buffer);
    m_heldTicks = 0;
}

/// The missing packets, as long as the time line says that they were sound.
void LineCodec::makeUp(int missing, const Held &next, rtp::JitterBuffer &buffer)
{
    if (m_lastSamples == 0 || missing > mostMadeUp || next.size == 0 ||
        next.timestamp - m_end != uint32_t(missing) * uint32_t(m_lastSamples))
        return;
    std::array<int16_t, Transcoder::maxSamples> samples;
    const auto packet = std::span(samples).first(m_lastSamples);
    int hidden = m_hidden * int(frame) / int(m_lastSamples); // the decoder has gone on already
    for (int i = 1; i <= missing; ++i) {
        const bool last = i == missing;
        if (last ? m_transcoder->recover(std::span(next.payload).first(next.size), packet)
                 : hidden-- <= 0 && m_transcoder->conceal(packet))
            buffer.put(m_end, packet);
        m_end += uint32_t(m_lastSamples);
    }
}

bool LineCodec::hide(std::span<int16_t, rtp::JitterBuffer::frame> to)
{
    if (m_lastSamples == 0 || !m_transcoder->conceal(to))
        return false;
    ++m_hidden;
    return true;
}

void LineCodec::get(std::span<int16_t, rtp::JitterBuffer::frame> to, rtp::JitterBuffer &buffer)
{
    if (m_heldCount > 0) {
        ++m_heldTicks;
        while (m_heldCount > 0 && (buffer.depthMs() < 20 || m_heldTicks > longestHold))
            releaseOverGap(buffer);
    }
    if (!buffer.get(to, this) && m_noise.isOn())
        m_noise.fill(to);
}

void LineCodec::push(std::span<const int16_t, rtp::JitterBuffer::frame> samples, uint32_t timestamp)
{
    if (m_gathered + frame > m_gathering.size())
        m_gathered = 0;
    if (m_gathered == 0)
        m_gatheredFrom = timestamp;
    std::copy(samples.begin(), samples.end(), m_gathering.begin() + std::ptrdiff_t(m_gathered));
    m_gathered += frame;
}

std::optional<LineCodec::Payload> LineCodec::next()
{
    if (m_gathered < m_packetSamples)
        return {};
    const size_t size = m_transcoder->encode(std::span(m_gathering).first(m_packetSamples), m_payload);
    const Payload made{m_gatheredFrom, std::span(m_payload).first(size)};
    std::copy(m_gathering.begin() + std::ptrdiff_t(m_packetSamples), m_gathering.begin() + std::ptrdiff_t(m_gathered),
              m_gathering.begin());
    m_gathered -= m_packetSamples;
    m_gatheredFrom += uint32_t(m_packetSamples);
    return made;
}

} // namespace telephony::media
