// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/cache.h"

#include <QHash>

#include <list>
#include <mutex>

namespace store {

/// A cache in this process, bounded: the entry unused for longest goes first.
class MemoryCache : public Cache
{
public:
    explicit MemoryCache(std::shared_ptr<core::Clock> clock, size_t capacity = 100'000);

    Task<std::optional<core::Json>> get(QString key) override;
    Task<void> set(QString key, core::Json value, core::Millis ttl) override;
    Task<bool> remove(QString key) override;
    size_t size() const;

private:
    struct Entry
    {
        QString key;
        core::Json value;
        core::Nanos until;
    };
    using Entries = std::list<Entry>;
    void dropExpired(core::Nanos now);

    std::shared_ptr<core::Clock> m_clock;
    const size_t m_capacity;
    mutable std::mutex m_mutex;
    Entries m_entries; ///< most recently used first
    QHash<QString, Entries::iterator> m_byKey;
    size_t m_sets = 0;
};

} // namespace store
