// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/windowsounds.h"

#include "telephony/media/wavfile.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QRegularExpression>
#include <QSaveFile>

namespace app {
namespace {
constexpr int mostKept = 50;
constexpr qint64 longestFile = 100'000'000; ///< as telephony::media::readSound()

QString tr(const char *text) { return QCoreApplication::translate("app::WindowSound", text); }

/// It decides how a file without a header is read, and becomes part of a name.
QString suffixOf(const QString &path)
{
    static const QRegularExpression plain(QStringLiteral("^[a-z0-9]{1,8}$"));
    const QString suffix = QFileInfo(path).suffix().toLower();
    return plain.match(suffix).hasMatch() ? QLatin1Char('.') + suffix : QString();
}

void removeOldest(const QString &folder)
{
    const QFileInfoList files = QDir(folder).entryInfoList(QDir::Files, QDir::Time);
    for (qsizetype i = mostKept; i < files.size(); ++i)
        QFile::remove(files[i].filePath());
}
} // namespace

WindowSound addWindowSound(const QString &sounds, const QString &path)
{
    QFile source(path);
    if (!source.open(QIODevice::ReadOnly))
        return {{}, tr("%1: %2").arg(path, source.errorString())};
    const QByteArray bytes = source.read(longestFile + 1);
    if (bytes.size() > longestFile)
        return {{}, tr("%1 is larger than 100 MB.").arg(path)};
    if (!telephony::media::readSoundBytes(bytes.constData(), size_t(bytes.size()), path))
        return {{}, tr("%1 is no sound that can be played: WAV, FLAC, Ogg or MP3 of an hour at most.").arg(path)};
    const QString folder = sounds + QLatin1String("/window");
    const QString digest = QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex().left(32));
    const QString name = digest + suffixOf(path);
    QSaveFile copy(folder + QLatin1Char('/') + name);
    if (!QDir().mkpath(folder) || !copy.open(QIODevice::WriteOnly) || copy.write(bytes) < 0 || !copy.commit())
        return {{}, tr("%1 could not be copied for the platform: %2").arg(path, copy.errorString())};
    removeOldest(folder);
    return {QLatin1String("window/") + name, {}};
}

} // namespace app
