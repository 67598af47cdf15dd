// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <vector>

/// What tests know of sound: mono, 16 bit.
namespace support {

constexpr int phoneRate = 8000;

/// The samples of a 16-bit PCM WAV, its first channel, at 8 kHz; empty when it cannot be read. A header that was never
/// completed (length 0) is read to the end of the file.
std::vector<qint16> readWav(const QString &path);
/// Writes an 8 kHz mono WAV with a tone; 0 Hz is silence.
bool writeTone(const QString &path, double hertz, int seconds);

/// How well `heard` contains `said`, piece by piece.
struct Match
{
    double likeness = 0; ///< correlation (0 to 1) of the worst piece at its best place
    int spreadMs = 0;    ///< how much the delay differs between the pieces
    int startMs = 0;     ///< where the first piece lies in `heard`
};
/// Finds `said` in `heard`: its loudest half second anywhere, all other loud half seconds near where they must be then.
Match findSpeech(const std::vector<qint16> &said, const std::vector<qint16> &heard);

/// The first `seconds` of `samples`.
std::vector<qint16> head(const std::vector<qint16> &samples, int seconds);
/// The last `seconds` of `samples`.
std::vector<qint16> tail(const std::vector<qint16> &samples, int seconds);

} // namespace support
