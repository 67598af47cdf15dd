// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <span>

namespace telephony::media {

inline constexpr float silenceDb = -96;

/// Mean magnitude of the samples, the measure of Asterisk's thresholds.
inline int magnitudeOf(std::span<const int16_t> samples)
{
    int64_t sum = 0;
    for (const int16_t sample : samples)
        sum += std::abs(int32_t(sample));
    return samples.empty() ? 0 : int(sum / int64_t(samples.size()));
}

/// Level of the samples in dBFS, −96 for silence.
inline float levelOf(std::span<const int16_t> samples)
{
    int64_t energy = 0;
    for (const int16_t sample : samples)
        energy += int32_t(sample) * sample;
    if (energy == 0)
        return silenceDb;
    const float power = float(energy) / float(samples.size()) / (32'768.0F * 32'768.0F);
    return std::max(10 * std::log10(power), silenceDb);
}

/// Rises at once and falls within about 100 ms.
inline void smoothLevel(std::atomic<float> &level, float now)
{
    const float before = level.load(std::memory_order_relaxed);
    level.store(now > before ? now : before + (now - before) * 0.4F, std::memory_order_relaxed);
}

} // namespace telephony::media
