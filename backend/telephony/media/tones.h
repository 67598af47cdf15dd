// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/samples.h"

namespace telephony::media {

/// Sounds made in code, so that no file need be shipped: `beep`, `music` (hold music of our own, 21 s, loops without a
/// seam), `ringback` (425 Hz, 1 s on, 4 s off), `silence` (1 s). Null for other names. Made once; safe from any thread.
Samples builtin(const QString &name);

} // namespace telephony::media
