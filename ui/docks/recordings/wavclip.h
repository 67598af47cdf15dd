// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <cstdint>
#include <optional>
#include <vector>

namespace ui {

/// Sound of a recording, one vector of samples a side. Mono files of two directions make one clip of two sides.
struct SoundClip
{
    int rate = 8000;                  ///< Hz, 4,000 to 96,000
    std::vector<int16_t> left, right; ///< of equal length; `right` empty: one side only

    size_t frames() const { return left.size(); }
    bool isStereo() const { return !right.empty(); }
};

/// Reads a RIFF WAVE file of 16-bit PCM or G.711 with one or two channels (RFC 2361 formats 1, 6, 7). Sizes in the headers that
/// reach past the end are cut to what is there. Nothing for anything else.
std::optional<SoundClip> readWav(const QByteArray &bytes);
/// 16-bit PCM. The inverse of readWav.
QByteArray writeWav(const SoundClip &clip);
/// Two clips of one side each, side by side; the shorter one ends in silence. Nothing when their rates differ.
std::optional<SoundClip> joined(const SoundClip &in, const SoundClip &out);

} // namespace ui
