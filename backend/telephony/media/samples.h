// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <memory>
#include <vector>

namespace telephony::media {

inline constexpr int sampleRate = 8000;

/// Mono 16-bit samples at 8 kHz, shared between all who play them.
using Samples = std::shared_ptr<const std::vector<qint16>>;

/// What a media URI stands for.
struct Medium
{
    static constexpr size_t never = ~size_t(0);

    Medium() = default;
    Medium(Samples sound, size_t repeatFrom = never) : samples(std::move(sound)), loopFrom(repeatFrom) {}

    Samples samples;         ///< null: unreadable
    size_t loopFrom = never; ///< a tone goes on here after its end until it is stopped; less than the number of samples
};

} // namespace telephony::media
