// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/json.h"
#include "core/task.h"

namespace store {

using core::Task;

/// Short-lived values by key (architecture §1): in memory embedded, Redis deployed. Losing all of it at any moment must do
/// no harm. Functions may be called from any thread with an event loop; answers continue on the thread that asked.
class Cache
{
public:
    virtual ~Cache() = default;
    /// Null when there is none or it has expired.
    virtual Task<std::optional<core::Json>> get(QString key) = 0;
    /// Replaces value and lifetime. @param ttl  more than 0.
    virtual Task<void> set(QString key, core::Json value, core::Millis ttl) = 0;
    /// Whether there was one.
    virtual Task<bool> remove(QString key) = 0;
};

/// A typed value; null also when what is there has another shape (written by another version).
template <typename T> Task<std::optional<T>> getObject(Cache &cache, QString key)
{
    std::optional<core::Json> found = co_await cache.get(std::move(key));
    if (!found)
        co_return std::nullopt;
    try {
        co_return core::as<T>(*found);
    } catch (const core::Error &) {
        co_return std::nullopt;
    }
}

template <typename T> Task<void> setObject(Cache &cache, QString key, T value, core::Millis ttl)
{
    core::Json json = core::toJson(value);
    co_await cache.set(std::move(key), std::move(json), ttl);
}

} // namespace store
