// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
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

/// 10 log10(power) to 0.004 dB, for a positive power: meters ask twice for each voice and tick.
inline float decibelsOf(float power)
{
    constexpr uint32_t mantissaBits = 23, one = std::bit_cast<uint32_t>(1.0F);
    const auto bits = std::bit_cast<uint32_t>(power);
    const auto exponent = float(int32_t(bits - one) >> mantissaBits);
    const float t = std::bit_cast<float>((bits & ((1U << mantissaBits) - 1)) | one) - 1;
    constexpr float decibelsPerOctave = 3.0103F;
    return decibelsPerOctave * (exponent + t + t * (1 - t) * (0.4209F - 0.1564F * t)); // log2(1 + t), exact at both ends
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
    return std::max(decibelsOf(power), silenceDb);
}

/// Rises at once and falls within about 100 ms.
inline void smoothLevel(std::atomic<float> &level, float now)
{
    const float before = level.load(std::memory_order_relaxed);
    level.store(now > before ? now : before + (now - before) * 0.4F, std::memory_order_relaxed);
}

} // namespace telephony::media
