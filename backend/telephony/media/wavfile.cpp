// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/media/wavfile.h"

#include "telephony/media/codec.h"

#include <QFile>
#include <QFileInfo>

#include <sndfile.h>
#include <speex/speex_resampler.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <span>

namespace telephony::media {
namespace {
constexpr qint64 largestFile = 100'000'000;
constexpr size_t mostSamples = size_t(3600) * sampleRate;
constexpr int mostChannels = 8;
constexpr size_t chunkFrames = 4096;

using Sound = std::unique_ptr<SNDFILE, int (*)(SNDFILE *)>;
using Resampler = std::unique_ptr<SpeexResamplerState, void (*)(SpeexResamplerState *)>;

/// Mixes down and resamples chunk by chunk, so that memory depends on what comes out, not on what the header claims.
class Reader
{
public:
    Reader(SNDFILE *file, const SF_INFO &info)
        : m_file(file), m_channels(size_t(info.channels)), m_resampler(nullptr, speex_resampler_destroy)
    {
        if (info.samplerate == sampleRate)
            return;
        int error = 0;
        m_resampler.reset(speex_resampler_init(1, spx_uint32_t(info.samplerate), sampleRate, 5, &error));
        if (m_resampler)
            speex_resampler_skip_zeros(m_resampler.get());
        m_usable = m_resampler != nullptr;
    }

    bool readAll(std::vector<qint16> &to)
    {
        std::vector<float> interleaved(chunkFrames * m_channels);
        while (m_usable && to.size() <= mostSamples) {
            const sf_count_t got = sf_readf_float(m_file, interleaved.data(), sf_count_t(chunkFrames));
            if (got <= 0)
                return flush(to);
            mixDown(interleaved, size_t(got));
            take(to);
        }
        return false;
    }

private:
    void mixDown(const std::vector<float> &interleaved, size_t frames)
    {
        m_mono.resize(frames);
        for (size_t i = 0; i < frames; ++i) {
            float sum = 0;
            for (size_t c = 0; c < m_channels; ++c)
                sum += interleaved[i * m_channels + c];
            const float value = sum * 32'768 / float(m_channels);
            m_mono[i] = std::isnan(value) ? qint16(0) : qint16(std::lrint(std::clamp(value, -32'768.0F, 32'767.0F)));
        }
    }
    void take(std::vector<qint16> &to)
    {
        if (!m_resampler) {
            to.insert(to.end(), m_mono.begin(), m_mono.end());
            return;
        }
        for (size_t used = 0; used < m_mono.size();) {
            std::array<qint16, 8192> out;
            auto in = spx_uint32_t(m_mono.size() - used);
            auto made = spx_uint32_t(out.size());
            speex_resampler_process_int(m_resampler.get(), 0, m_mono.data() + used, &in, out.data(), &made);
            to.insert(to.end(), out.begin(), out.begin() + made);
            if (in == 0 && made == 0)
                return;
            used += in;
        }
    }
    bool flush(std::vector<qint16> &to)
    {
        if (m_resampler) {
            m_mono.assign(size_t(speex_resampler_get_input_latency(m_resampler.get())), 0);
            take(to);
        }
        return !to.empty() && to.size() <= mostSamples;
    }

    SNDFILE *m_file;
    size_t m_channels;
    Resampler m_resampler;
    std::vector<qint16> m_mono;
    bool m_usable = true;
};

Samples readFrom(SNDFILE *opened, const SF_INFO &info)
{
    const Sound file(opened, sf_close);
    if (!file || info.channels < 1 || info.channels > mostChannels || info.samplerate < 4000 || info.samplerate > 192'000)
        return {};
    std::vector<qint16> samples;
    if (!Reader(opened, info).readAll(samples))
        return {};
    samples.shrink_to_fit();
    return std::make_shared<const std::vector<qint16>>(std::move(samples));
}

/// Shape of a headerless file by its suffix; format 0 for others.
SF_INFO rawShape(const QString &path)
{
    struct Raw
    {
        const char *suffix;
        int format, rate;
    };
    constexpr int linear = SF_FORMAT_PCM_16 | SF_ENDIAN_LITTLE;
    static constexpr std::array shapes{
        Raw{"ulaw", SF_FORMAT_ULAW, 8000}, Raw{"ul", SF_FORMAT_ULAW, 8000}, Raw{"pcm", SF_FORMAT_ULAW, 8000},
        Raw{"alaw", SF_FORMAT_ALAW, 8000}, Raw{"al", SF_FORMAT_ALAW, 8000}, Raw{"gsm", SF_FORMAT_GSM610, 8000},
        Raw{"sln", linear, 8000},          Raw{"slin", linear, 8000},       Raw{"raw", linear, 8000},
        Raw{"sln12", linear, 12'000},      Raw{"sln16", linear, 16'000},    Raw{"sln24", linear, 24'000},
        Raw{"sln32", linear, 32'000},      Raw{"sln44", linear, 44'100},    Raw{"sln48", linear, 48'000},
        Raw{"sln96", linear, 96'000},      Raw{"sln192", linear, 192'000},
    };
    SF_INFO info{};
    const QString suffix = QFileInfo(path).suffix().toLower();
    for (const Raw &raw : shapes) {
        if (suffix != QLatin1String(raw.suffix))
            continue;
        info.format = SF_FORMAT_RAW | raw.format;
        info.samplerate = raw.rate;
        info.channels = 1;
    }
    return info;
}

bool isG722(const QString &path) { return path.endsWith(QLatin1String(".g722"), Qt::CaseInsensitive); }

/// libsndfile does not know it; a byte is a sample.
Samples readG722(std::span<const uint8_t> bytes)
{
    const auto coder = makeTranscoder({Codec::G722});
    if (!coder || bytes.empty() || bytes.size() > mostSamples)
        return {};
    std::vector<qint16> samples(bytes.size() + Transcoder::maxSamples);
    for (size_t at = 0; at < bytes.size();) {
        const size_t made = coder->decode(bytes.subspan(at, std::min(bytes.size() - at, Transcoder::maxSamples)),
                                          std::span(samples).subspan(at, Transcoder::maxSamples));
        if (made == 0)
            return {};
        at += made;
    }
    samples.resize(bytes.size());
    return std::make_shared<const std::vector<qint16>>(std::move(samples));
}

/// A file in memory for libsndfile.
struct Memory
{
    const char *bytes;
    sf_count_t size;
    sf_count_t at = 0;

    static Memory &of(void *user) { return *static_cast<Memory *>(user); }
    static sf_count_t length(void *user) { return of(user).size; }
    static sf_count_t tell(void *user) { return of(user).at; }
    static sf_count_t write(const void *, sf_count_t, void *) { return 0; }
    static sf_count_t seek(sf_count_t offset, int whence, void *user)
    {
        Memory &m = of(user);
        const sf_count_t base = whence == SEEK_CUR ? m.at : whence == SEEK_END ? m.size : 0;
        m.at = offset > m.size - base ? m.size : std::max<sf_count_t>(offset < -base ? 0 : base + offset, 0);
        return m.at;
    }
    static sf_count_t read(void *to, sf_count_t count, void *user)
    {
        Memory &m = of(user);
        const sf_count_t got = std::clamp<sf_count_t>(count, 0, m.size - m.at);
        std::memcpy(to, m.bytes + m.at, size_t(got));
        m.at += got;
        return got;
    }
};
} // namespace

Samples readSound(const QString &path)
{
    const QFileInfo file(path);
    if (!file.isFile() || file.size() > largestFile)
        return {};
    if (isG722(path)) {
        QFile coded(path);
        return coded.open(QIODevice::ReadOnly) ? readSoundBytes(coded.map(0, coded.size()), size_t(coded.size()), path)
                                               : Samples();
    }
    SF_INFO info = rawShape(path);
    SNDFILE *opened = sf_open(QFile::encodeName(path).constData(), SFM_READ, &info);
    return readFrom(opened, info);
}

Samples readSoundBytes(const void *bytes, size_t size, const QString &name)
{
    if (!bytes || size == 0 || size > size_t(largestFile))
        return {};
    if (isG722(name))
        return readG722({static_cast<const uint8_t *>(bytes), size});
    Memory memory{static_cast<const char *>(bytes), sf_count_t(size)};
    SF_VIRTUAL_IO io{&Memory::length, &Memory::seek, &Memory::read, &Memory::write, &Memory::tell};
    SF_INFO info = rawShape(name);
    SNDFILE *opened = sf_open_virtual(&io, SFM_READ, &info, &memory);
    return readFrom(opened, info);
}

bool writeWav(const QString &path, const std::vector<qint16> &samples, int rate)
{
    SF_INFO info{};
    info.samplerate = rate;
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
