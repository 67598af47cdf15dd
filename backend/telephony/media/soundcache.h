// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/samples.h"

#include <QDateTime>
#include <QHash>

#include <list>

namespace telephony::media {

/// Sound files that were read lately, so that a prompt that many hear is decoded and kept in memory once. A file that has changed
/// is read anew. One thread.
class SoundCache
{
public:
    /// @param most  bytes of samples kept for later; what is playing lives beyond that.
    explicit SoundCache(size_t most = 64'000'000) : m_most(most) {}
    /// As readSound().
    Samples read(const QString &path);

private:
    struct Entry
    {
        QString path;
        qint64 size = 0;
        QDateTime changed;
        Samples samples;
    };
    static size_t bytesOf(const Entry &entry) { return entry.samples->size() * sizeof(qint16); }
    void forget(std::list<Entry>::iterator entry);

    const size_t m_most;
    size_t m_bytes = 0;
    std::list<Entry> m_entries; ///< the one used last is first
    QHash<QString, std::list<Entry>::iterator> m_byPath;
};

} // namespace telephony::media
