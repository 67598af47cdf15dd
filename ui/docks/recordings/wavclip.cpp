// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/recordings/wavclip.h"

#include <QtEndian>

#include <algorithm>

namespace ui {
namespace {
constexpr qsizetype riffHeader = 12, chunkHeader = 8, leastFormat = 16;
constexpr int pcm = 1, aLaw = 6, muLaw = 7, lowestRate = 4000, highestRate = 96'000;

template <typename T> T littleAt(const QByteArray &bytes, qsizetype offset)
{
    return qFromLittleEndian<T>(bytes.constData() + offset);
}

/// ITU-T G.711.
int16_t fromMuLaw(uint8_t code)
{
    code = uint8_t(~code);
    const int magnitude = (((code & 0x0f) << 3) + 0x84) << ((code & 0x70) >> 4);
    return int16_t(code & 0x80 ? 0x84 - magnitude : magnitude - 0x84);
}

int16_t fromALaw(uint8_t code)
{
    code ^= 0x55;
    const int segment = (code & 0x70) >> 4;
    int magnitude = ((code & 0x0f) << 4) + 8;
    if (segment > 0)
        magnitude = (magnitude + 0x100) << (segment - 1);
    return int16_t(code & 0x80 ? magnitude : -magnitude);
}

template <typename T> void putLittle(QByteArray &to, T value)
{
    value = qToLittleEndian(value);
    to.append(reinterpret_cast<const char *>(&value), sizeof value);
}
} // namespace

std::optional<SoundClip> readWav(const QByteArray &bytes)
{
    if (bytes.size() < riffHeader || !bytes.startsWith("RIFF") || bytes.mid(8, 4) != "WAVE")
        return {};
    int format = 0, channels = 0;
    SoundClip clip;
    for (qsizetype offset = riffHeader; offset + chunkHeader <= bytes.size();) {
        const QByteArray name = bytes.mid(offset, 4);
        const qsizetype start = offset + chunkHeader;
        const qsizetype size = std::min<qsizetype>(littleAt<quint32>(bytes, offset + 4), bytes.size() - start);
        if (name == "fmt " && size >= leastFormat) {
            format = littleAt<quint16>(bytes, start);
            channels = littleAt<quint16>(bytes, start + 2);
            const quint32 rate = littleAt<quint32>(bytes, start + 4);
            const int bits = littleAt<quint16>(bytes, start + 14);
            const bool known = (format == pcm && bits == 16) || ((format == aLaw || format == muLaw) && bits == 8);
            if (!known || channels < 1 || channels > 2 || rate < lowestRate || rate > highestRate)
                return {};
            clip.rate = int(rate);
        } else if (name == "data") {
            if (channels == 0)
                return {};
            const qsizetype width = format == pcm ? 2 : 1, frames = size / width / channels;
            for (int channel = 0; channel < channels; ++channel) {
                auto &side = channel == 0 ? clip.left : clip.right;
                side.resize(size_t(frames));
                for (qsizetype i = 0; i < frames; ++i) {
                    const qsizetype place = start + (i * channels + channel) * width;
                    const auto code = uint8_t(bytes[place]);
                    side[size_t(i)] = format == pcm    ? littleAt<int16_t>(bytes, place)
                                      : format == aLaw ? fromALaw(code)
                                                       : fromMuLaw(code);
                }
            }
            return clip;
        }
        offset = start + size + (size & 1);
    }
    return {};
}

QByteArray writeWav(const SoundClip &clip)
{
    const auto channels = quint16(clip.isStereo() ? 2 : 1);
    const auto size = quint32(clip.frames() * channels * 2);
    QByteArray bytes("RIFF");
    putLittle(bytes, quint32(36 + size));
    bytes += "WAVEfmt ";
    putLittle(bytes, quint32(leastFormat));
    putLittle(bytes, quint16(pcm));
    putLittle(bytes, channels);
    putLittle(bytes, quint32(clip.rate));
    putLittle(bytes, quint32(clip.rate * channels * 2));
    putLittle(bytes, quint16(channels * 2));
    putLittle(bytes, quint16(16));
    bytes += "data";
    putLittle(bytes, size);
    for (size_t i = 0; i < clip.frames(); ++i) {
        putLittle(bytes, clip.left[i]);
        if (clip.isStereo())
            putLittle(bytes, clip.right[i]);
    }
    return bytes;
}

std::optional<SoundClip> joined(const SoundClip &in, const SoundClip &out)
{
    if (in.rate != out.rate)
        return {};
    SoundClip both{in.rate, in.left, out.left};
    const size_t frames = std::max(in.frames(), out.frames());
    both.left.resize(frames);
    both.right.resize(frames);
    return both;
}

} // namespace ui
