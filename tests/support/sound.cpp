// SPDX-License-Identifier: GPL-3.0-or-later
#include "sound.h"

#include <QFile>
#include <QtEndian>

#include <algorithm>
#include <cmath>

namespace support {
namespace {
constexpr int piece = phoneRate / 2;
constexpr int nearby = phoneRate / 10;
constexpr int headerSize = 44;
constexpr double fullLoudness = 300; ///< pieces below it are pauses

/// Linear between samples behind a moving average: enough for speech that goes through G.711.
std::vector<qint16> toPhoneRate(const std::vector<qint16> &samples, double rate)
{
    const double step = rate / phoneRate;
    const auto width = std::max<qsizetype>(1, qsizetype(std::lround(step)));
    std::vector<double> smooth(samples.size());
    double sum = 0;
    for (qsizetype i = 0; i < qsizetype(samples.size()); ++i) {
        sum += samples[size_t(i)] - (i >= width ? samples[size_t(i - width)] : 0);
        smooth[size_t(i)] = sum / double(width);
    }
    std::vector<qint16> result;
    for (double at = 0; at + 1 < double(samples.size()); at += step) {
        const auto left = size_t(at);
        const double part = at - double(left);
        result.push_back(qint16(smooth[left] * (1 - part) + smooth[left + 1] * part));
    }
    return result;
}

double energyOf(const qint16 *samples, int count)
{
    double sum = 0;
    for (int i = 0; i < count; ++i)
        sum += double(samples[i]) * samples[i];
    return sum;
}

struct Place
{
    int at = -1;
    double likeness = 0;
};

Place bestPlace(const qint16 *wanted, const std::vector<qint16> &heard, int from, int to)
{
    Place best;
    const double wantedEnergy = energyOf(wanted, piece);
    to = std::min(to, int(heard.size()) - piece);
    for (int at = std::max(from, 0); at <= to; ++at) {
        qint64 product = 0;
        for (int i = 0; i < piece; ++i)
            product += qint64(wanted[i]) * heard[size_t(at + i)];
        if (product <= 0)
            continue;
        const double likeness = double(product) / std::sqrt(wantedEnergy * std::max(energyOf(&heard[size_t(at)], piece), 1.0));
        if (likeness > best.likeness)
            best = {at, likeness};
    }
    return best;
}
} // namespace

std::vector<qint16> readWav(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray bytes = file.readAll();
    if (bytes.size() < headerSize || !bytes.startsWith("RIFF"))
        return {};
    const auto channels = std::max<int>(1, qFromLittleEndian<quint16>(bytes.constData() + 22));
    const auto rate = qFromLittleEndian<quint32>(bytes.constData() + 24);
    qsizetype from = 12;
    qsizetype size = 0;
    while (from + 8 <= bytes.size()) {
        const bool isData = bytes.mid(from, 4) == "data";
        size = qFromLittleEndian<quint32>(bytes.constData() + from + 4);
        from += 8;
        if (isData)
            break;
        from += size + (size & 1);
    }
    if (size == 0 || from + size > bytes.size())
        size = bytes.size() - from;
    std::vector<qint16> samples;
    for (qsizetype at = from; at + 2 * channels <= from + size; at += 2 * channels)
        samples.push_back(qFromLittleEndian<qint16>(bytes.constData() + at));
    return rate == phoneRate ? samples : toPhoneRate(samples, rate);
}

bool writeTone(const QString &path, double hertz, int seconds)
{
    QByteArray data;
    for (int i = 0; i < seconds * phoneRate; ++i) {
        const auto sample = qint16(hertz <= 0 ? 0 : 12'000 * std::sin(2 * 3.14159265358979 * hertz * i / phoneRate));
        data.append(char(sample & 0xFF)).append(char(sample >> 8));
    }
    QByteArray header(headerSize, '\0');
    char *at = header.data();
    memcpy(at, "RIFF", 4);
    qToLittleEndian<quint32>(quint32(data.size() + headerSize - 8), at + 4);
    memcpy(at + 8, "WAVEfmt ", 8);
    qToLittleEndian<quint32>(16, at + 16);
    qToLittleEndian<quint16>(1, at + 20);
    qToLittleEndian<quint16>(1, at + 22);
    qToLittleEndian<quint32>(phoneRate, at + 24);
    qToLittleEndian<quint32>(2 * phoneRate, at + 28);
    qToLittleEndian<quint16>(2, at + 32);
    qToLittleEndian<quint16>(16, at + 34);
    memcpy(at + 36, "data", 4);
    qToLittleEndian<quint32>(quint32(data.size()), at + 40);
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(header + data) == header.size() + data.size();
}

Match findSpeech(const std::vector<qint16> &said, const std::vector<qint16> &heard)
{
    const int pieces = int(said.size()) / piece;
    std::vector<double> loud;
    for (int i = 0; i < pieces; ++i)
        loud.push_back(std::sqrt(energyOf(&said[size_t(i * piece)], piece) / piece));
    if (loud.empty())
        return {};
    const int loudest = int(std::max_element(loud.begin(), loud.end()) - loud.begin());
    const Place anchor = bestPlace(&said[size_t(loudest * piece)], heard, 0, int(heard.size()));
    Match match{anchor.likeness, 0, 0};
    if (anchor.at < 0)
        return match;
    const int delay = anchor.at - loudest * piece;
    int earliest = delay, latest = delay;
    for (int i = 0; i < pieces; ++i) {
        if (i == loudest || loud[size_t(i)] < fullLoudness)
            continue;
        const int expected = delay + i * piece;
        const Place found = bestPlace(&said[size_t(i * piece)], heard, expected - nearby, expected + nearby);
        match.likeness = std::min(match.likeness, found.likeness);
        if (found.at >= 0) {
            earliest = std::min(earliest, found.at - i * piece);
            latest = std::max(latest, found.at - i * piece);
        }
    }
    match.spreadMs = (latest - earliest) * 1000 / phoneRate;
    match.startMs = delay * 1000 / phoneRate;
    return match;
}

std::vector<qint16> head(const std::vector<qint16> &samples, int seconds)
{
    const auto wanted = std::min<qsizetype>(qsizetype(samples.size()), qsizetype(seconds) * phoneRate);
    return {samples.begin(), samples.begin() + wanted};
}

std::vector<qint16> tail(const std::vector<qint16> &samples, int seconds)
{
    const auto wanted = std::min<qsizetype>(qsizetype(samples.size()), qsizetype(seconds) * phoneRate);
    return {samples.end() - wanted, samples.end()};
}

} // namespace support
