// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace telephony::rtp {

/// Numbers in network byte order.
inline uint16_t read16(const uint8_t *at) { return uint16_t(at[0] << 8 | at[1]); }
inline uint32_t read32(const uint8_t *at) { return uint32_t(read16(at)) << 16 | read16(at + 2); }

} // namespace telephony::rtp
