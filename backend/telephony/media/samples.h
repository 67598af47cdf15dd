// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <memory>
#include <vector>

namespace telephony::media {

inline constexpr int sampleRate = 8000;

/// Mono 16-bit samples at 8 kHz, shared between all who play them.
using Samples = std::shared_ptr<const std::vector<qint16>>;

} // namespace telephony::media
