// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

/// The codecs of the engine. Inside, sound is mono, 16 bit, 8 kHz; every codec takes and gives that.
namespace telephony::media {

enum class Codec {
    Pcmu,     ///< G.711 µ-law, RFC 3551 §4.5.14
    Pcma,     ///< G.711 A-law
    G722,     ///< 64 kbit/s, lower sub-band of 4 kHz; its RTP clock is 8000 (RFC 3551 §4.5.2)
    Opus,     ///< RFC 7587: RTP clock 48000; narrowband speech out, anything in
    L16,      ///< 16 bit, network order, 8 kHz (RFC 3551 §4.5.11)
    L16Wide,  ///< the same at 16 kHz
    Slin,     ///< L16 in the order of x86, as Asterisk's raw `slin`
    SlinWide, ///< `slin16`
    Slin12,   ///< the same at 12 kHz, and the others at theirs
    Slin24,
    Slin48,
};

/// What a codec is called and how its time is counted.
struct CodecFacts
{
    Codec codec;
    const char *encoding; ///< of its rtpmap line, upper case
    const char *format;   ///< Asterisk's name of it, as ARI's `format`
    int clockRate;        ///< RTP timestamp units a second
    int channels;         ///< as rtpmap says
    int payloadType;      ///< static (RFC 3551 §6), or what Asterisk uses where nothing is negotiated
};

const CodecFacts &factsOf(Codec codec);
/// By rtpmap; the name in upper case. nullopt: not one of ours.
std::optional<Codec> codecOf(std::string_view encoding, int clockRate, int channels);
/// By Asterisk's name: `ulaw alaw g722 opus slin slin16`.
std::optional<Codec> codecOfFormat(std::string_view format);

/// What one instance is made for.
struct CodecSetup
{
    Codec codec = Codec::Pcmu;
    int ptimeMs = 20; ///< of the packets sent: 10 to 60, what the codec cannot do is rounded down
    int bitrate = 0;  ///< most that the peer wants to get from Opus, bit/s; 0: our own choice
    bool constantBitrate = false;

    friend bool operator==(const CodecSetup &, const CodecSetup &) = default;
};

/// Both directions of one stream's codec. Made and destroyed outside the tick, otherwise used by the tick alone: nothing else
/// here allocates, locks or throws.
class Transcoder
{
public:
    static constexpr size_t maxPayload = 1280; ///< fits into an Ethernet frame with SRTP
    static constexpr size_t maxSamples = 960;  ///< 120 ms, the longest Opus packet
    static constexpr size_t maxFrame = 1920;   ///< of 20 ms as Slin48, which goes in no packet

    virtual ~Transcoder() = default;

    /// @param to  at least maxSamples long.
    /// @returns the samples written; 0: no payload of this codec, or too long a one.
    virtual size_t decode(std::span<const uint8_t> payload, std::span<int16_t> to) = 0;
    /// @param to  at least maxPayload long; for Slin48 maxFrame.
    /// @returns the bytes written, 0 on failure.
    virtual size_t encode(std::span<const int16_t> from, std::span<uint8_t> to) = 0;

    /// True when what was decoded before matters, so that packets must come in order.
    virtual bool remembers() const { return false; }
    /// Fills `to` in place of the packet lost before `next`, of which nothing was decoded yet.
    /// False: the codec has no way of its own.
    virtual bool recover(std::span<const uint8_t> /*next*/, std::span<int16_t> /*to*/) { return false; }
    /// Fills `to` in place of a packet of which nothing is known. False as above.
    virtual bool conceal(std::span<int16_t> /*to*/) { return false; }
};

/// Milliseconds of a packet that this codec sends when the peer asks for `ptimeMs`.
int packetMs(Codec codec, int ptimeMs);

/// Null when the library behind it has no memory.
std::unique_ptr<Transcoder> makeTranscoder(const CodecSetup &setup);

} // namespace telephony::media
