// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/media/g711.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>

namespace telephony::media {
namespace {
constexpr int bias = 132; ///< u-law moves the magnitude so that every segment begins at a power of two
constexpr int ulawClip = 32'635;
constexpr int alawMask = 0x55; ///< even bits are sent inverted

/// Segment and step of a magnitude of 128 or more: exponent and top of the mantissa of the float. Without a branch or a table,
/// so that many are made at a time.
int codeOf(int magnitude)
{
    constexpr int exponentOfFirst = 127 + 7, mantissaBits = 23, stepBits = 4;
    return (std::bit_cast<int>(float(magnitude)) >> (mantissaBits - stepBits)) - (exponentOfFirst << stepBits);
}

uint8_t toUlaw(int16_t sample)
{
    const int magnitude = std::min(std::abs(int(sample)), ulawClip) + bias;
    return uint8_t(~(codeOf(magnitude) | (sample < 0 ? 0x80 : 0)));
}

uint8_t toAlaw(int16_t sample)
{
    const int magnitude = sample < 0 ? ~int(sample) : int(sample);
    const int code = magnitude < 256 ? magnitude >> 4 : codeOf(magnitude);
    return uint8_t((code | (sample < 0 ? 0 : 0x80)) ^ alawMask);
}

int16_t fromUlaw(int sent)
{
    const int code = ~sent;
    const int magnitude = ((((code & 0xF) << 3) + bias) << (code >> 4 & 7)) - bias;
    return int16_t(code & 0x80 ? -magnitude : magnitude);
}

int16_t fromAlaw(int sent)
{
    const int code = sent ^ alawMask;
    const int segment = code >> 4 & 7;
    const int step = (code & 0xF) << 4;
    const int magnitude = segment == 0 ? step + 8 : (step + 0x108) << (segment - 1);
    return int16_t(code & 0x80 ? magnitude : -magnitude);
}

using Law = std::array<int16_t, 256>;

Law lawOf(int16_t (*decodeOne)(int))
{
    Law law;
    for (int i = 0; i < 256; ++i)
        law[size_t(i)] = decodeOne(i);
    return law;
}

// Made at start-up: the tick must not wait for them.
const Law ulaw = lawOf(fromUlaw);
const Law alaw = lawOf(fromAlaw);

template <typename EncodeOne> void encodeAll(std::span<const int16_t> from, std::span<uint8_t> to, EncodeOne encodeOne)
{
    const size_t count = std::min(from.size(), to.size());
    for (size_t i = 0; i < count; ++i)
        to[i] = encodeOne(from[i]);
}
} // namespace

void decode(Codec codec, std::span<const uint8_t> from, std::span<int16_t> to)
{
    const Law &law = codec == Codec::Pcmu ? ulaw : alaw;
    const size_t count = std::min(from.size(), to.size());
    for (size_t i = 0; i < count; ++i)
        to[i] = law[from[i]];
}

void encode(Codec codec, std::span<const int16_t> from, std::span<uint8_t> to)
{
    if (codec == Codec::Pcmu)
        encodeAll(from, to, [](int16_t sample) { return toUlaw(sample); });
    else
        encodeAll(from, to, [](int16_t sample) { return toAlaw(sample); });
}

} // namespace telephony::media
