// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/media/sounds.h"

#include <QFile>

#include <sndfile.h>
#include <speex/speex_resampler.h>

#include <array>
#include <cmath>
#include <numbers>

namespace telephony::media {
namespace {
constexpr int rate = 8000;
constexpr sf_count_t longest = 3600;

void addTone(std::vector<double> &into, double hertz, double from, double seconds, double level)
{
    const auto first = size_t(from * rate);
    const auto count = size_t(seconds * rate);
    for (size_t i = 0; i < count && first + i < into.size(); ++i) {
        const double t = double(i) / rate;
        const double attack = std::min(1.0, t / 0.02);
        const double fade = std::exp(-2.2 * t / seconds) * std::min(1.0, (seconds - t) / 0.05);
        const double phase = 2 * std::numbers::pi * hertz * t;
        into[first + i] += level * attack * fade * (std::sin(phase) + 0.35 * std::sin(2 * phase) + 0.12 * std::sin(3 * phase));
    }
}

Samples toSamples(const std::vector<double> &wave)
{
    auto samples = std::make_shared<std::vector<qint16>>();
    samples->reserve(wave.size());
    for (const double value : wave)
        samples->push_back(qint16(std::clamp(value, -1.0, 1.0) * 32000));
    return samples;
}

Samples steadyTone(double hertz, double seconds, double silence)
{
    std::vector<double> wave(size_t((seconds + silence) * rate));
    for (size_t i = 0; i < size_t(seconds * rate); ++i)
        wave[i] = 0.25 * std::sin(2 * std::numbers::pi * hertz * double(i) / rate);
    return toSamples(wave);
}

/// A slow eight-bar piece in A minor: a walking bass, broken chords, a small melody. Notes are semitones from A3.
Samples music()
{
    constexpr double beat = 0.62;
    constexpr std::array<std::array<int, 3>, 8> chords{
        {{0, 3, 7}, {-4, 0, 3}, {-9, -5, 0}, {-2, 2, 5}, {0, 3, 7}, {5, 8, 12}, {-5, -1, 2}, {0, 3, 7}}};
    constexpr std::array<int, 32> melody{12, 15, 19, 15, 12, 8,  12, 15, 16, 12, 7,  12, 14, 10, 14, 17,
                                         19, 15, 12, 15, 17, 20, 24, 20, 19, 14, 11, 14, 12, 7,  12, -99};
    const auto hertz = [](int semitone) { return 220.0 * std::pow(2.0, semitone / 12.0); };
    std::vector<double> wave(size_t(32 * beat * rate));
    for (size_t bar = 0; bar < chords.size(); ++bar) {
        const double start = double(bar) * 4 * beat;
        addTone(wave, hertz(chords[bar][0] - 12), start, 4 * beat, 0.16);
        for (size_t step = 0; step < 8; ++step)
            addTone(wave, hertz(chords[bar][(step * 2) % 3]), start + double(step) * beat / 2, beat, 0.07);
    }
    for (size_t i = 0; i < melody.size(); ++i) {
        if (melody[i] > -99)
            addTone(wave, hertz(melody[i]), double(i) * beat, 1.6 * beat, 0.13);
    }
    return toSamples(wave);
}

std::vector<qint16> resample(const std::vector<qint16> &from, int fromRate)
{
    int error = 0;
    SpeexResamplerState *state = speex_resampler_init(1, spx_uint32_t(fromRate), rate, 5, &error);
    if (!state)
        return {};
    std::vector<qint16> to(size_t(double(from.size()) * rate / fromRate) + 256);
    auto in = spx_uint32_t(from.size());
    auto out = spx_uint32_t(to.size());
    speex_resampler_skip_zeros(state);
    speex_resampler_process_int(state, 0, from.data(), &in, to.data(), &out);
    speex_resampler_destroy(state);
    to.resize(out);
    return to;
}
} // namespace

Samples builtin(const QString &name)
{
    if (name == QLatin1String("music")) {
        static const Samples made = music();
        return made;
    }
    if (name == QLatin1String("beep"))
        return steadyTone(1000, 0.3, 0);
    if (name == QLatin1String("ringback"))
        return steadyTone(425, 1, 4);
    if (name == QLatin1String("silence"))
        return std::make_shared<std::vector<qint16>>(size_t(rate), qint16(0));
    return {};
}

Samples readSound(const QString &path)
{
    SF_INFO info{};
    SNDFILE *file = sf_open(QFile::encodeName(path).constData(), SFM_READ, &info);
    if (!file)
        return {};
    const bool usable = info.channels >= 1 && info.channels <= 8 && info.samplerate >= 4000 && info.samplerate <= 192000 &&
                        info.frames > 0 && info.frames <= longest * info.samplerate;
    std::vector<qint16> all;
    if (usable) {
        all.resize(size_t(info.frames) * size_t(info.channels));
        const sf_count_t read = sf_readf_short(file, all.data(), info.frames);
        all.resize(size_t(std::max<sf_count_t>(read, 0)) * size_t(info.channels));
    }
    sf_close(file);
    if (all.empty())
        return {};
    const auto channels = size_t(info.channels);
    std::vector<qint16> mono(all.size() / channels);
    for (size_t i = 0; i < mono.size(); ++i) {
        int sum = 0;
        for (size_t c = 0; c < channels; ++c)
            sum += all[i * channels + c];
        mono[i] = qint16(sum / int(channels));
    }
    if (info.samplerate != rate)
        mono = resample(mono, info.samplerate);
    return mono.empty() ? Samples() : std::make_shared<const std::vector<qint16>>(std::move(mono));
}

bool writeWav(const QString &path, const std::vector<qint16> &samples, int sampleRate)
{
    SF_INFO info{};
    info.samplerate = sampleRate;
    info.channels = 1;
    info.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
    SNDFILE *file = sf_open(QFile::encodeName(path).constData(), SFM_WRITE, &info);
    if (!file)
        return false;
    const auto count = sf_count_t(samples.size());
    const bool good = sf_writef_short(file, samples.data(), count) == count;
    const bool closed = sf_close(file) == 0;
    if (!good || !closed)
        QFile::remove(path);
    return good && closed;
}

} // namespace telephony::media
