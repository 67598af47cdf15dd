// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/mediaengine.h"

#include <cstdint>
#include <span>

/// ITU-T G.711, exact.
namespace telephony::media {

void decode(Codec codec, std::span<const uint8_t> from, std::span<int16_t> to);
void encode(Codec codec, std::span<const int16_t> from, std::span<uint8_t> to);

} // namespace telephony::media
