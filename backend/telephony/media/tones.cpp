// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/media/tones.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace telephony::media {
namespace {
using Wave = std::vector<double>;
constexpr double perSecond = sampleRate;

/// A plucked note. What rings past the end goes on at the beginning, so a loop has no seam.
void addNote(Wave &into, double hertz, double from, double seconds, double level)
{
    const auto first = size_t(from * perSecond);
    const auto count = size_t(seconds * perSecond);
    for (size_t i = 0; i < count; ++i) {
        const double t = double(i) / perSecond;
        const double attack = std::min(1.0, t / 0.02);
        const double fade = std::exp(-2.2 * t / seconds) * std::min(1.0, (seconds - t) / 0.05);
        const double phase = 2 * std::numbers::pi * hertz * t;
        into[(first + i) % into.size()] +=
            level * attack * fade * (std::sin(phase) + 0.35 * std::sin(2 * phase) + 0.12 * std::sin(3 * phase));
    }
}

Samples toSamples(const Wave &wave)
{
    auto samples = std::make_shared<std::vector<qint16>>();
    samples->reserve(wave.size());
    for (const double value : wave)
        samples->push_back(qint16(std::clamp(value, -1.0, 1.0) * 32000));
    return samples;
}

Samples tone(double hertz, double seconds, double silence)
{
    constexpr double ramp = 0.005;
    Wave wave(size_t((seconds + silence) * perSecond));
    for (size_t i = 0; i < size_t(seconds * perSecond); ++i) {
        const double t = double(i) / perSecond;
        wave[i] = 0.25 * std::min({1.0, t / ramp, (seconds - t) / ramp}) * std::sin(2 * std::numbers::pi * hertz * t);
    }
    return toSamples(wave);
}

/// Makes the wave, whose end is its beginning, equally loud everywhere: measured over `seconds` around each sample.
void level(Wave &wave, double seconds, double loudness)
{
    const auto half = size_t(seconds * perSecond / 2);
    const size_t size = wave.size();
    const auto power = [old = wave](size_t at) { return old[at % old.size()] * old[at % old.size()]; };
    double energy = 0;
    for (size_t i = 0; i < 2 * half; ++i)
        energy += power(size - half + i);
    for (size_t i = 0; i < size; ++i) {
        wave[i] *= loudness / std::sqrt(std::max(energy / double(2 * half), 1e-9));
        energy += power(i + half) - power(i + size - half);
    }
}

/// A slow eight-bar piece in A minor: a bass, broken chords, a small melody. Notes are semitones from A3.
Samples music()
{
    constexpr double beat = 0.66;
    constexpr int rest = -99;
    constexpr std::array<std::array<int, 3>, 8> chords{
        {{0, 3, 7}, {-4, 0, 3}, {-9, -5, 0}, {-2, 2, 5}, {0, 3, 7}, {5, 8, 12}, {-5, -1, 2}, {0, 3, 7}}};
    constexpr std::array<int, 32> melody{12, 15, 19, 15, 12, 8,  12, 15, 16, 12, 7,  12, 14, 10, 14, 17,
                                         19, 15, 12, 15, 17, 20, 24, 20, 19, 14, 11, 14, 12, 7,  12, rest};
    const auto hertz = [](int semitone) { return 220.0 * std::pow(2.0, semitone / 12.0); };
    Wave wave(size_t(32 * beat * perSecond));
    for (size_t bar = 0; bar < chords.size(); ++bar) {
        const double start = double(bar) * 4 * beat;
        addNote(wave, hertz(chords[bar][0] - 12), start, 4 * beat, 0.16);
        for (size_t step = 0; step < 8; ++step)
            addNote(wave, hertz(chords[bar][(step * 2) % 3]), start + double(step) * beat / 2, beat, 0.07);
    }
    for (size_t i = 0; i < melody.size(); ++i) {
        if (melody[i] != rest)
            addNote(wave, hertz(melody[i]), double(i) * beat, 1.6 * beat, 0.13);
    }
    level(wave, beat / 2, 0.09);
    return toSamples(wave);
}
} // namespace

Samples builtin(const QString &name)
{
    if (name == QLatin1String("music")) {
        static const Samples made = music();
        return made;
    }
    if (name == QLatin1String("beep")) {
        static const Samples made = tone(1000, 0.3, 0);
        return made;
    }
    if (name == QLatin1String("ringback")) {
        static const Samples made = tone(425, 1, 4);
        return made;
    }
    if (name == QLatin1String("silence")) {
        static const Samples made = std::make_shared<std::vector<qint16>>(size_t(sampleRate), qint16(0));
        return made;
    }
    return {};
}

} // namespace telephony::media
