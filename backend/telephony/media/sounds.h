// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <memory>
#include <vector>

/// Mono 16-bit samples at 8 kHz: files, and sounds made in code so that none need be shipped.
namespace telephony::media {

using Samples = std::shared_ptr<const std::vector<qint16>>;

/// `beep`, `music`, `ringback`, `silence`; null for other names.
Samples builtin(const QString &name);
/// Reads any sound file libsndfile knows, mixes it down and resamples it. Null: unreadable or longer than an hour.
Samples readSound(const QString &path);
/// Writes 16-bit mono WAV. False with nothing left behind when it cannot.
bool writeWav(const QString &path, const std::vector<qint16> &samples, int rate = 8000);

} // namespace telephony::media
