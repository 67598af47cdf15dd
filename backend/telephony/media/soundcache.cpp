// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/media/soundcache.h"

#include "telephony/media/wavfile.h"

#include <QFileInfo>

namespace telephony::media {

void SoundCache::forget(std::list<Entry>::iterator entry)
{
    m_bytes -= bytesOf(*entry);
    m_byPath.remove(entry->path);
    m_entries.erase(entry);
}

Samples SoundCache::read(const QString &path)
{
    const QFileInfo file(path);
    const qint64 size = file.size();
    const QDateTime changed = file.lastModified();
    if (const auto known = m_byPath.constFind(path); known != m_byPath.cend()) {
        const auto entry = *known;
        if (entry->size == size && entry->changed == changed) {
            m_entries.splice(m_entries.begin(), m_entries, entry);
            return entry->samples;
        }
        forget(entry);
    }
    Samples samples = readSound(path);
    if (!samples)
        return samples;
    m_entries.push_front({path, size, changed, samples});
    m_byPath.insert(path, m_entries.begin());
    m_bytes += bytesOf(m_entries.front());
    while (m_bytes > m_most && m_entries.size() > 1)
        forget(std::prev(m_entries.end()));
    return samples;
}

} // namespace telephony::media
