// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/frame.h"

#include <span>

namespace telephony::media {

/// A cheap look at sound that says where the dear search for keys would be in vain: a key is two tones of ITU-T Q.23 and little
/// else. Errs on the side of the key. Any thread, no allocation.
/// @returns false: neither half of the frame lies within a key. One that sounds for 20 ms fills such a half in one frame or
///          the next.
bool mayHoldKey(std::span<const int16_t, frameSamples> frame);

} // namespace telephony::media
