// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/samples.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace telephony::media {

inline constexpr size_t frameSamples = sampleRate / 50;
/// What one tick handles of one voice: 20 ms.
using Frame = std::array<int16_t, frameSamples>;

inline int16_t saturate(int32_t value) { return int16_t(std::clamp(value, -32'768, 32'767)); }

inline void mixInto(Frame &to, const Frame &from)
{
    for (size_t i = 0; i < frameSamples; ++i)
        to[i] = saturate(int32_t(to[i]) + from[i]);
}

} // namespace telephony::media
