// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/tts/wav.h"

#include <QSaveFile>
#include <QtEndian>

#include <speex/speex_resampler.h>

namespace services::tts {
namespace {
constexpr int rate = 8000;

std::vector<qint16> toTelephone(const std::vector<qint16> &from, int fromRate)
{
    if (fromRate == rate || from.empty())
        return from;
    int error = 0;
    SpeexResamplerState *state = speex_resampler_init(1, spx_uint32_t(fromRate), rate, 7, &error);
    if (!state)
        return {};
    const auto length = size_t(double(from.size()) * rate / fromRate);
    std::vector<qint16> padded = from; // silence pushes the last samples out of the filter
    padded.resize(from.size() + size_t(speex_resampler_get_input_latency(state)) + 1);
    std::vector<qint16> to(length + 256);
    auto in = spx_uint32_t(padded.size());
    auto out = spx_uint32_t(to.size());
    speex_resampler_skip_zeros(state);
    speex_resampler_process_int(state, 0, padded.data(), &in, to.data(), &out);
    speex_resampler_destroy(state);
    to.resize(std::min(size_t(out), length));
    return to;
}

template <typename T> void append(QByteArray &to, T value)
{
    value = qToLittleEndian(value);
    to.append(reinterpret_cast<const char *>(&value), sizeof value);
}
} // namespace

bool writeTelephoneWav(const QString &path, const std::vector<qint16> &samples, int sampleRate)
{
    const std::vector<qint16> sound = toTelephone(samples, sampleRate);
    const auto bytes = quint32(sound.size() * 2);
    QByteArray data;
    data += "RIFF";
    append<quint32>(data, 36 + bytes);
    data += "WAVEfmt ";
    append<quint32>(data, 16);
    append<quint16>(data, 1);
    append<quint16>(data, 1);
    append<quint32>(data, rate);
    append<quint32>(data, rate * 2);
    append<quint16>(data, 2);
    append<quint16>(data, 16);
    data += "data";
    append<quint32>(data, bytes);
    for (const qint16 sample : sound)
        append<qint16>(data, sample);
    QSaveFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(data) == data.size() && file.commit();
}

} // namespace services::tts
