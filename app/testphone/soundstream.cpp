// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/testphone/soundstream.h"

#include "telephony/media/samples.h"

#include <portaudio.h>
#include <speex/speex_resampler.h>

#include <cmath>
#include <numbers>

namespace app {
namespace {
using telephony::media::sampleRate;

constexpr int quality = 5; ///< of speexdsp, as for sound files
constexpr double leastLatency = 0.04;
constexpr double toneHertz = 440, toneHeight = 3000;
constexpr int toneFade = sampleRate / 50;
constexpr int toneSamples = sampleRate;
} // namespace

SoundStream::SoundStream(Direction direction, int device, SoundLines &lines)
    : m_direction(direction), m_device(device), m_lines(lines), m_resampler(nullptr, speex_resampler_destroy)
{
}

SoundStream::~SoundStream()
{
    if (!m_stream)
        return;
    setPresent(false);
    Pa_AbortStream(m_stream);
    Pa_CloseStream(m_stream);
}

void SoundStream::setPresent(bool present)
{
    for (SoundLine *line : {&m_lines.phone, &m_lines.monitor})
        (m_direction == Direction::Microphone ? line->hasMicrophone : line->hasSpeaker) = present;
}

std::unique_ptr<SoundStream> SoundStream::open(Direction direction, int device, SoundLines &lines, QString *problem)
{
    const PaDeviceInfo *info = Pa_GetDeviceInfo(device);
    if (!info)
        return nullptr;
    for (const int rate : {sampleRate, 48'000, 44'100, int(info->defaultSampleRate)}) {
        for (const int channels : {1, 2}) {
            std::unique_ptr<SoundStream> stream(new SoundStream(direction, device, lines));
            if (rate <= highestRate && stream->openAs(rate, channels, problem))
                return stream;
        }
    }
    return nullptr;
}

bool SoundStream::openAs(int rate, int channels, QString *problem)
{
    const bool microphone = m_direction == Direction::Microphone;
    const PaDeviceInfo *info = Pa_GetDeviceInfo(m_device);
    PaStreamParameters wanted{};
    wanted.device = m_device;
    wanted.channelCount = channels;
    wanted.sampleFormat = paInt16;
    wanted.suggestedLatency = std::max(microphone ? info->defaultLowInputLatency : info->defaultLowOutputLatency, leastLatency);
    const PaStreamParameters *in = microphone ? &wanted : nullptr, *out = microphone ? nullptr : &wanted;
    PaError error = Pa_IsFormatSupported(in, out, rate);
    if (error == paFormatIsSupported && !resampleAt(rate))
        error = paInsufficientMemory;
    m_channels = size_t(channels);
    if (error == paNoError)
        error = Pa_OpenStream(&m_stream, in, out, rate, unsigned(rate / 50), paClipOff, microphone ? &onCapture : &onPlay, this);
    if (error == paNoError) {
        for (SoundLine *line : {&m_lines.phone, &m_lines.monitor}) {
            if (!microphone)
                line->speaker.skip(line->speaker.size()); // of an earlier call
        }
        error = Pa_StartStream(m_stream);
        if (error != paNoError)
            Pa_CloseStream(std::exchange(m_stream, nullptr));
    }
    if (error != paNoError) {
        *problem = QString::fromUtf8(Pa_GetErrorText(error));
        return false;
    }
    setPresent(true);
    return true;
}

bool SoundStream::resampleAt(int rate)
{
    m_resampler.reset();
    if (rate == sampleRate)
        return true;
    const auto from = spx_uint32_t(m_direction == Direction::Microphone ? rate : sampleRate);
    const auto to = spx_uint32_t(m_direction == Direction::Microphone ? sampleRate : rate);
    m_resampler.reset(speex_resampler_init(1, from, to, quality, nullptr));
    return m_resampler != nullptr;
}

bool SoundStream::isRunning() const { return Pa_IsStreamActive(m_stream) == 1; }

double SoundStream::latency() const
{
    const PaStreamInfo *info = Pa_GetStreamInfo(m_stream);
    return info ? info->outputLatency : 0;
}

int SoundStream::onCapture(const void *in, void *, unsigned long frames, const PaStreamCallbackTimeInfo *, unsigned long,
                           void *self)
{
    if (in)
        static_cast<SoundStream *>(self)->capture(static_cast<const int16_t *>(in), frames);
    return paContinue;
}

int SoundStream::onPlay(const void *, void *out, unsigned long frames, const PaStreamCallbackTimeInfo *, unsigned long,
                        void *self)
{
    static_cast<SoundStream *>(self)->play(static_cast<int16_t *>(out), frames);
    return paContinue;
}

void SoundStream::capture(const int16_t *in, size_t frames)
{
    SoundLine &line = m_lines.monitorSpeaks.load(std::memory_order_relaxed) ? m_lines.monitor : m_lines.phone;
    for (size_t done = 0; done < frames;) {
        const size_t count = std::min(frames - done, m_wide.size());
        for (size_t i = 0; i < count; ++i) {
            const int16_t *frame = in + (done + i) * m_channels;
            m_wide[i] = m_channels == 1 ? frame[0] : int16_t((frame[0] + frame[1]) / 2);
        }
        done += count;
        if (!m_resampler) {
            line.microphone.put(std::span(m_wide).first(count));
            continue;
        }
        for (size_t used = 0; used < count;) {
            std::array<int16_t, widest> narrow;
            auto taken = spx_uint32_t(count - used), made = spx_uint32_t(narrow.size());
            speex_resampler_process_int(m_resampler.get(), 0, m_wide.data() + used, &taken, narrow.data(), &made);
            line.microphone.put(std::span(narrow).first(made));
            if (taken == 0 && made == 0)
                break;
            used += taken;
        }
    }
}

void SoundStream::play(int16_t *out, size_t frames)
{
    for (size_t i = 0; i < frames; ++i) {
        if (m_wideUsed >= m_wideSize)
            refill();
        const int16_t sample = m_wideUsed < m_wideSize ? m_wide[m_wideUsed++] : int16_t(0);
        for (size_t channel = 0; channel < m_channels; ++channel)
            out[i * m_channels + channel] = sample;
    }
}

void SoundStream::refill()
{
    std::array<int16_t, portion> narrow, monitored;
    m_phoneCushion.take(m_lines.phone.speaker, narrow);
    if (m_monitorCushion.take(m_lines.monitor.speaker, monitored)) {
        for (size_t i = 0; i < narrow.size(); ++i)
            narrow[i] = int16_t(std::clamp(narrow[i] + monitored[i], -32'768, 32'767));
    }
    addTestTone(narrow);
    m_wideUsed = 0;
    if (!m_resampler) {
        std::copy(narrow.begin(), narrow.end(), m_wide.begin());
        m_wideSize = narrow.size();
        return;
    }
    auto taken = spx_uint32_t(narrow.size()), made = spx_uint32_t(m_wide.size());
    speex_resampler_process_int(m_resampler.get(), 0, narrow.data(), &taken, m_wide.data(), &made);
    m_wideSize = made;
}

void SoundStream::addTestTone(std::span<int16_t> to)
{
    int left = m_lines.testTone.load(std::memory_order_relaxed);
    if (left <= 0)
        return;
    for (int16_t &sample : to) {
        if (left <= 0)
            break;
        const int played = toneSamples - left--;
        const double fade = std::min({1.0, double(played) / toneFade, double(left) / toneFade});
        const double tone = toneHeight * fade * std::sin(2 * std::numbers::pi * toneHertz * played / sampleRate);
        sample = int16_t(std::clamp(sample + int(tone), -32'768, 32'767));
    }
    m_lines.testTone.store(left, std::memory_order_relaxed);
}

} // namespace app
