// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/codec.h"

/// For makeTranscoder() alone.
namespace telephony::media {

std::unique_ptr<Transcoder> makeG722();
std::unique_ptr<Transcoder> makeOpus(const CodecSetup &setup);
/// 16-bit samples, at 16 kHz when `wide`.
std::unique_ptr<Transcoder> makeLinear(bool wide, bool bigEndian);
/// The same in the order of x86 at another rate, at most 48 kHz.
std::unique_ptr<Transcoder> makeResampled(int rate);

} // namespace telephony::media
