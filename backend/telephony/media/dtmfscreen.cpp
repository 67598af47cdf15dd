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

/// Four numbers that the processor handles as one.
using Lanes = float __attribute__((vector_size(16)));
constexpr size_t laneCount = 4, laneGroups = 2 * toneCount / laneCount;

/// Cosine of all tones and then their sine, side by side, so that a sample is multiplied with all at once.
struct KeyWaves
{
    std::array<std::array<Lanes, laneGroups>, halfFrame> at;
    KeyWaves()
    {
        for (size_t i = 0; i < halfFrame; ++i) {
            for (size_t tone = 0; tone < toneCount; ++tone) {
                const double angle = 2 * std::numbers::pi * keyTones[tone] * double(i) / sampleRate;
                const size_t group = tone / laneCount, lane = tone % laneCount;
                at[i][group][lane] = float(std::cos(angle));
                at[i][group + laneGroups / 2][lane] = float(std::sin(angle));
            }
        }
    }
};
const KeyWaves keyWaves; // made at start-up: the tick must not wait for it

float largestOf(Lanes lanes) { return std::max({lanes[0], lanes[1], lanes[2], lanes[3]}); }

bool isWithinKey(std::span<const int16_t, halfFrame> samples)
{
    int64_t squares = 0;
    for (const int16_t sample : samples)
        squares += int32_t(sample) * sample;
    const auto energy = float(squares);
    if (energy < quietestKey * quietestKey * float(halfFrame))
        return false;
    std::array<Lanes, laneGroups> sums{};
    for (size_t i = 0; i < halfFrame; ++i) {
        const auto sample = float(samples[i]);
        const Lanes all{sample, sample, sample, sample};
        for (size_t group = 0; group < laneGroups; ++group)
            sums[group] += all * keyWaves.at[i][group];
    }
    const Lanes rows = sums[0] * sums[0] + sums[2] * sums[2], columns = sums[1] * sums[1] + sums[3] * sums[3];
    return largestOf(rows) + largestOf(columns) > leastShare * energy * float(halfFrame) / 2;
}
} // namespace

bool mayHoldKey(std::span<const int16_t, frameSamples> frame)
{
    return isWithinKey(frame.first<halfFrame>()) || isWithinKey(frame.last<halfFrame>());
}

} // namespace telephony::media
