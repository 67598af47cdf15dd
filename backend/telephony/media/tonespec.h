// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/samples.h"

namespace telephony::media {

/// The tones of ARI's `tone:` media: a name of the zone's table (`ring`, `busy`, `congestion`, `dial`, `callwaiting`, `record`,
/// `info`, `stutter`; zones `us`, `uk`, `de`, `fr`, `jp`, `kr`, as in ITU-T E.180's list), with `;tonezone=uk` where it is not
/// `us`, or a row of elements as in Asterisk's indications.conf: `350+440`, `!400*25/200,0/400` (Hz, two of them summed or the
/// first modulated by the second, milliseconds; `!` sounds once, the others in a loop; without a length it lasts).
/// @returns an unreadable medium for anything else, more than 64 elements, a minute an element, or 4 kHz.
Medium toneOf(const QString &text);

} // namespace telephony::media
