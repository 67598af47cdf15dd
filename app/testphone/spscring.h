// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <span>

namespace app {

/// A queue between two threads, one that puts and one that takes. No lock, no allocation.
template <typename T, size_t capacity> class SpscRing
{
    static_assert((capacity & (capacity - 1)) == 0, "a power of two");

public:
    /// Any thread; exact for the one that takes.
    size_t size() const { return m_written.load(std::memory_order_acquire) - m_taken.load(std::memory_order_acquire); }

    /// @returns how many fitted.
    size_t put(std::span<const T> items)
    {
        const size_t at = m_written.load(std::memory_order_relaxed);
        const size_t count = std::min(items.size(), capacity - (at - m_taken.load(std::memory_order_acquire)));
        for (size_t i = 0; i < count; ++i)
            m_items[(at + i) % capacity] = items[i];
        m_written.store(at + count, std::memory_order_release);
        return count;
    }
    bool put(const T &item) { return put(std::span(&item, 1)) == 1; }

    /// @returns how many there were.
    size_t take(std::span<T> to)
    {
        const size_t at = m_taken.load(std::memory_order_relaxed);
        const size_t count = std::min(to.size(), size());
        for (size_t i = 0; i < count; ++i)
            to[i] = m_items[(at + i) % capacity];
        m_taken.store(at + count, std::memory_order_release);
        return count;
    }
    bool take(T &item) { return take(std::span(&item, 1)) == 1; }

    /// By the thread that takes.
    void skip(size_t count)
    {
        m_taken.store(m_taken.load(std::memory_order_relaxed) + std::min(count, size()), std::memory_order_release);
    }

private:
    std::array<T, capacity> m_items{};
    alignas(64) std::atomic<size_t> m_written{0};
    alignas(64) std::atomic<size_t> m_taken{0};
};

} // namespace app
