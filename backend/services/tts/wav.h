// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <vector>

namespace services::tts {

/// Resamples to 8 kHz and writes a WAV file in one step: a reader sees the whole file or none.
bool writeTelephoneWav(const QString &path, const std::vector<qint16> &samples, int sampleRate);

} // namespace services::tts
