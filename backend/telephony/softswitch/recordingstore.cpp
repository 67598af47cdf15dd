// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/softswitch/recordingstore.h"

#include "telephony/media/recordingwriter.h"

#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace telephony::softswitch {
namespace {
constexpr size_t maxListed = 100'000;

bool isNameCharacter(QChar c) { return c.isLetterOrNumber() || QLatin1String("-_.:@+ ()[]{}#;%&=?'*,!~^$").contains(c); }
} // namespace

bool RecordingStore::isName(const QString &name)
{
    constexpr qsizetype longest = 200;
    if (name.isEmpty() || name.size() > longest)
        return false;
    const QStringList parts = name.split(QLatin1Char('/'));
    return std::all_of(parts.begin(), parts.end(), [](const QString &part) {
        return !part.isEmpty() && !part.startsWith(QLatin1Char('.')) && std::all_of(part.begin(), part.end(), isNameCharacter);
    });
}

bool RecordingStore::isFormat(const QString &format) { return media::recordingFormats().contains(format); }

std::vector<StoredRecording> RecordingStore::list() const
{
    std::vector<StoredRecording> all;
    if (m_folder.isEmpty())
        return all;
    const QDir root(m_folder);
    QDirIterator files(m_folder, QDir::Files | QDir::NoSymLinks, QDirIterator::Subdirectories);
    while (files.hasNext() && all.size() < maxListed) {
        const QFileInfo file(files.next());
        const QString relative = root.relativeFilePath(file.filePath()), format = file.suffix();
        const QString name = relative.chopped(format.size() + 1);
        if (isFormat(format) && isName(name))
            all.push_back({name, format, file.filePath()});
    }
    std::sort(all.begin(), all.end(), [](const auto &a, const auto &b) { return a.name < b.name; });
    return all;
}

std::optional<StoredRecording> RecordingStore::find(const QString &name) const
{
    if (m_folder.isEmpty() || !isName(name))
        return std::nullopt;
    for (const QString &format : media::recordingFormats()) {
        const QFileInfo file(m_folder + QLatin1Char('/') + name + QLatin1Char('.') + format);
        if (file.isFile() && !file.isSymLink())
            return StoredRecording{name, format, file.filePath()};
    }
    return std::nullopt;
}

QString RecordingStore::pathFor(const QString &name, const QString &format) const
{
    if (m_folder.isEmpty() || !isName(name) || !isFormat(format))
        return {};
    const QString path = m_folder + QLatin1Char('/') + name + QLatin1Char('.') + format;
    return QDir().mkpath(QFileInfo(path).path()) ? path : QString();
}

bool RecordingStore::remove(const StoredRecording &recording) const { return QFile::remove(recording.path); }

std::optional<StoredRecording> RecordingStore::copy(const StoredRecording &recording, const QString &to) const
{
    const QString path = pathFor(to, recording.format);
    if (path.isEmpty() || !QFile::copy(recording.path, path))
        return std::nullopt;
    return StoredRecording{to, recording.format, path};
}

} // namespace telephony::softswitch
