// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/media/dtmfscreen.h"

#include <cmath>
#include <numbers>

namespace telephony::media {
namespace {
constexpr size_t halfFrame = frameSamples / 2, toneCount = 8;
constexpr std::array<double, toneCount> keyTones{697, 770, 852, 941, 1209, 1336, 1477, 1633};
/// Of its energy, two pure tones would have it all, less what a tolerated 1.8 % beside the frequency loses.
constexpr float leastShare = 0.45F;
constexpr float quietestKey = 60; ///< root of the mean square, well below what a receiver must hear

/// Sine and cosine of all tones side by side, so that a sample is multiplied with all at once.
struct KeyWaves
{
    alignas(16) std::array<std::array<float, 2 * toneCount>, halfFrame> at;
    KeyWaves()
    {
        for (size_t i = 0; i < halfFrame; ++i) {
            for (size_t tone = 0; tone < toneCount; ++tone) {
                const double angle = 2 * std::numbers::pi * keyTones[tone] * double(i) / sampleRate;
                at[i][tone] = float(std::cos(angle));
                at[i][toneCount + tone] = float(std::sin(angle));
            }
        }
    }
};
const KeyWaves keyWaves; // made at start-up: the tick must not wait for it

bool isWithinKey(std::span<const int16_t, halfFrame> samples)
{
    int64_t squares = 0;
    for (const int16_t sample : samples)
        squares += int32_t(sample) * sample;
    const auto energy = float(squares);
    if (energy < quietestKey * quietestKey * float(halfFrame))
        return false;
    std::array<float, 2 * toneCount> sums{};
    for (size_t i = 0; i < halfFrame; ++i) {
        const auto sample = float(samples[i]);
        for (size_t lane = 0; lane < sums.size(); ++lane)
            sums[lane] += sample * keyWaves.at[i][lane];
    }
    std::array<float, toneCount> power;
    for (size_t tone = 0; tone < toneCount; ++tone)
        power[tone] = sums[tone] * sums[tone] + sums[toneCount + tone] * sums[toneCount + tone];
    const auto middle = power.begin() + toneCount / 2;
    const float pair = *std::max_element(power.begin(), middle) + *std::max_element(middle, power.end());
    return pair > leastShare * energy * float(halfFrame) / 2;
}
} // namespace

bool mayHoldKey(std::span<const int16_t, frameSamples> frame)
{
    return isWithinKey(frame.first<halfFrame>()) || isWithinKey(frame.last<halfFrame>());
}

} // namespace telephony::media
