// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/samples.h"

namespace telephony::media {

/// Reads any sound file that libsndfile knows (WAV, FLAC, Ogg, MP3 …), mixes it down and resamples it; `.ulaw`, `.alaw`, `.gsm`, `.g722`,
/// `.sln` and `.sln16` to `.sln192` are headerless. Null: unreadable, larger than 100 MB, longer than an hour, or more than 8 channels.
Samples readSound(const QString &path);

/// The same from the bytes of a file; of its name only the suffix counts.
Samples readSoundBytes(const void *bytes, size_t size, const QString &name = {});

/// Writes 16-bit mono WAV. False, with no file left behind, when it cannot.
bool writeWav(const QString &path, const std::vector<qint16> &samples, int rate = sampleRate);

} // namespace telephony::media
