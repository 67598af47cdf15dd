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

/// Number of the segment: 0 for magnitudes below 256.
int segmentOf(int magnitude) { return std::bit_width(unsigned(magnitude) | 0xFF) - 8; }

uint8_t toUlaw(int sample)
{
    const int magnitude = std::min(std::abs(sample), ulawClip) + bias;
    const int segment = segmentOf(magnitude);
    const int code = segment << 4 | (magnitude >> (segment + 3) & 0xF);
    return uint8_t(~(code | (sample < 0 ? 0x80 : 0)));
}

int16_t fromUlaw(int sent)
{
    const int code = ~sent;
    const int magnitude = ((((code & 0xF) << 3) + bias) << (code >> 4 & 7)) - bias;
    return int16_t(code & 0x80 ? -magnitude : magnitude);
}

uint8_t toAlaw(int sample)
{
    const int magnitude = sample < 0 ? -sample - 1 : sample;
    const int segment = segmentOf(magnitude);
    const int code = segment << 4 | (magnitude >> (segment == 0 ? 4 : segment + 3) & 0xF);
    return uint8_t((code | (sample < 0 ? 0 : 0x80)) ^ alawMask);
}

int16_t fromAlaw(int sent)
{
    const int code = sent ^ alawMask;
    const int segment = code >> 4 & 7;
    const int step = (code & 0xF) << 4;
    const int magnitude = segment == 0 ? step + 8 : (step + 0x108) << (segment - 1);
    return int16_t(code & 0x80 ? magnitude : -magnitude);
}

struct Law
{
    std::array<int16_t, 256> linear;
    std::array<uint8_t, 65'536> code;
    Law(int16_t (*decodeOne)(int), uint8_t (*encodeOne)(int))
    {
        for (int i = 0; i < 256; ++i)
            linear[size_t(i)] = decodeOne(i);
        for (int i = -32'768; i < 32'768; ++i)
            code[uint16_t(i)] = encodeOne(i);
    }
};

// Made at start-up: the tick must not wait for them.
const Law ulaw(fromUlaw, toUlaw);
const Law alaw(fromAlaw, toAlaw);

const Law &lawOf(Codec codec) { return codec == Codec::Pcmu ? ulaw : alaw; }
} // namespace

void decode(Codec codec, std::span<const uint8_t> from, std::span<int16_t> to)
{
    const auto &table = lawOf(codec).linear;
    const size_t count = std::min(from.size(), to.size());
    for (size_t i = 0; i < count; ++i)
        to[i] = table[from[i]];
}

void encode(Codec codec, std::span<const int16_t> from, std::span<uint8_t> to)
{
    const auto &table = lawOf(codec).code;
    const size_t count = std::min(from.size(), to.size());
    for (size_t i = 0; i < count; ++i)
        to[i] = table[uint16_t(from[i])];
}

} // namespace telephony::media
