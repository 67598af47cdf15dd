// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/memorycache.h"

namespace store {
namespace {
constexpr size_t setsPerSweep = 4096;
}

MemoryCache::MemoryCache(std::shared_ptr<core::Clock> clock, size_t capacity)
    : m_clock(std::move(clock)), m_capacity(std::max<size_t>(capacity, 1))
{
}

Task<std::optional<core::Json>> MemoryCache::get(QString key)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_byKey.constFind(key);
    if (found == m_byKey.cend())
        co_return std::nullopt;
    const Entries::iterator entry = *found;
    if (entry->until <= m_clock->now()) {
        m_byKey.erase(found);
        m_entries.erase(entry);
        co_return std::nullopt;
    }
    m_entries.splice(m_entries.begin(), m_entries, entry);
    co_return std::optional<core::Json>(entry->value); // co_return moves out of a reference
}

Task<void> MemoryCache::set(QString key, core::Json value, core::Millis ttl)
{
    const std::lock_guard lock(m_mutex);
    const core::Nanos now = m_clock->now();
    if (const auto known = m_byKey.constFind(key); known != m_byKey.cend())
        m_entries.erase(*known);
    m_entries.push_front({key, std::move(value), now + ttl});
    m_byKey.insert(key, m_entries.begin());
    if (++m_sets % setsPerSweep == 0)
        dropExpired(now);
    while (m_entries.size() > m_capacity) {
        m_byKey.remove(m_entries.back().key);
        m_entries.pop_back();
    }
    co_return;
}

Task<bool> MemoryCache::remove(QString key)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_byKey.constFind(key);
    if (found == m_byKey.cend())
        co_return false;
    const bool live = (*found)->until > m_clock->now();
    m_entries.erase(*found);
    m_byKey.erase(found);
    co_return live;
}

size_t MemoryCache::size() const
{
    const std::lock_guard lock(m_mutex);
    return m_entries.size();
}

void MemoryCache::dropExpired(core::Nanos now)
{
    for (auto entry = m_entries.begin(); entry != m_entries.end();) {
        if (entry->until > now) {
            ++entry;
            continue;
        }
        m_byKey.remove(entry->key);
        entry = m_entries.erase(entry);
    }
}

} // namespace store
