// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/codec.h"
#include "telephony/media/comfortnoise.h"
#include "telephony/rtp/jitterbuffer.h"
#include "telephony/rtp/mediaclock.h"
#include "telephony/rtp/packet.h"

#include <array>

namespace telephony::media {

/// Between the packets of one codec and frames of the engine, both ways. Made and destroyed outside the tick, otherwise used by
/// the tick alone: nothing here allocates, locks or throws.
///
/// Coming in, packets go to the jitter buffer decoded. A codec that remembers gets them in the order of their sequence: what
/// comes after a gap waits until the missing packet has come, at most until it must be played or for 60 ms, and what is
/// missing then is made up from the codec's redundancy. Going out, frames are gathered to packets as long as the peer likes.
class LineCodec : private rtp::LossHider
{
public:
    explicit LineCodec(const CodecSetup &setup);
    bool isComplete() const { return m_transcoder != nullptr; }
    const CodecSetup &setup() const { return m_setup; }
    Codec codec() const { return m_setup.codec; }
    /// A packet is a frame, and none is under way: what one stream is sent can be sent to others as well.
    bool isShareable() const { return m_packetSamples == frame && m_gathered == 0; }

    rtp::MediaClock clock;

    // Coming in; timestamps are the engine's.
    /// False: nothing was stored of it (a duplicate, too late, or no payload of the codec).
    bool put(const rtp::Packet &packet, rtp::JitterBuffer &buffer);
    /// The same for G.711 within another codec of the clock 8000: its payload types mean the same everywhere.
    bool putLaw(const rtp::Packet &packet, Codec law, rtp::JitterBuffer &buffer);
    /// A packet of the sequence that brings no sound.
    void pass(uint16_t sequence, rtp::JitterBuffer &buffer);
    /// Comfort noise (RFC 3389) until sound comes again.
    void comfort(const rtp::Packet &packet, rtp::JitterBuffer &buffer);
    /// The next 20 ms.
    void get(std::span<int16_t, rtp::JitterBuffer::frame> to, rtp::JitterBuffer &buffer);
    /// The peer began a new sequence.
    void reset();

    // Going out.
    struct Payload
    {
        uint32_t timestamp = 0;         ///< the engine's
        std::span<const uint8_t> bytes; ///< valid until the next call
    };
    void push(std::span<const int16_t, rtp::JitterBuffer::frame> samples, uint32_t timestamp);
    /// The next packet of what was pushed, until there is no whole one left.
    std::optional<Payload> next();
    /// The packet of one frame, without next(); valid until the next call.
    std::span<const uint8_t> encode(std::span<const int16_t, rtp::JitterBuffer::frame> samples)
    {
        return std::span(m_payload).first(m_transcoder->encode(samples, m_payload));
    }
    /// Forgets what is no whole packet yet: something else takes its time.
    void flush() { m_gathered = 0; }

private:
    static constexpr size_t frame = rtp::JitterBuffer::frame;
    static constexpr size_t waiting = 8; ///< packets, the one that is missing included
    struct Held
    {
        bool used = false;
        uint16_t sequence = 0;
        uint32_t timestamp = 0;
        size_t size = 0;
        std::array<uint8_t, Transcoder::maxPayload> payload;
    };

    bool arrive(uint16_t sequence, uint32_t timestamp, std::span<const uint8_t> payload, rtp::JitterBuffer &buffer);
    bool store(uint32_t timestamp, std::span<const uint8_t> payload, rtp::JitterBuffer &buffer);
    void releaseRow(rtp::JitterBuffer &buffer);
    void releaseOverGap(rtp::JitterBuffer &buffer);
    void makeUp(int missing, const Held &next, rtp::JitterBuffer &buffer);
    bool hide(std::span<int16_t, rtp::JitterBuffer::frame> to) override;

    const CodecSetup m_setup;
    const std::unique_ptr<Transcoder> m_transcoder;
    ComfortNoise m_noise;

    std::unique_ptr<std::array<Held, waiting>> m_held; ///< null: order does not matter
    int m_heldCount = 0, m_heldTicks = 0;
    bool m_started = false;
    uint16_t m_expected = 0;
    uint32_t m_end = 0;       ///< timestamp behind what was decoded last
    size_t m_lastSamples = 0; ///< of the last packet
    int m_hidden = 0;         ///< frames made up since the last packet, because the buffer had run dry

    const size_t m_packetSamples;
    size_t m_gathered = 0;
    uint32_t m_gatheredFrom = 0;
    std::array<int16_t, 4 * frame> m_gathering{};
    std::array<uint8_t, Transcoder::maxPayload> m_payload;
};

} // namespace telephony::media
