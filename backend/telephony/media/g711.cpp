// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/media/g711.h"

#include <array>

#include <spandsp.h>

namespace telephony::media {
namespace {
struct Tables
{
    std::array<int16_t, 256> fromUlaw, fromAlaw;
    std::array<uint8_t, 65536> toUlaw, toAlaw;
    Tables()
    {
        for (int i = 0; i < 256; ++i) {
            fromUlaw[size_t(i)] = ulaw_to_linear(uint8_t(i));
            fromAlaw[size_t(i)] = alaw_to_linear(uint8_t(i));
        }
        for (int i = -32768; i < 32768; ++i) {
            toUlaw[uint16_t(i)] = linear_to_ulaw(i);
            toAlaw[uint16_t(i)] = linear_to_alaw(i);
        }
    }
};

const Tables &tables()
{
    static const Tables made;
    return made;
}
} // namespace

void decode(Codec codec, std::span<const uint8_t> from, std::span<int16_t> to)
{
    const auto &table = codec == Codec::Pcmu ? tables().fromUlaw : tables().fromAlaw;
    for (size_t i = 0; i < from.size() && i < to.size(); ++i)
        to[i] = table[from[i]];
}

void encode(Codec codec, std::span<const int16_t> from, std::span<uint8_t> to)
{
    const auto &table = codec == Codec::Pcmu ? tables().toUlaw : tables().toAlaw;
    for (size_t i = 0; i < from.size() && i < to.size(); ++i)
        to[i] = table[uint16_t(from[i])];
}

} // namespace telephony::media
