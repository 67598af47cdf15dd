// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <cstddef>

namespace telephony::media {

/// One producer, one consumer, no lock, no allocation.
template <typename T, size_t N> class Ring
{
    static_assert((N & (N - 1)) == 0);

public:
    bool push(const T &item)
    {
        const size_t head = m_head.load(std::memory_order_relaxed);
        if (head - m_tail.load(std::memory_order_acquire) >= N)
            return false;
        m_items[head % N] = item;
        m_head.store(head + 1, std::memory_order_release);
        return true;
    }
    bool isEmpty() const { return m_tail.load(std::memory_order_relaxed) == m_head.load(std::memory_order_acquire); }
    bool pop(T &item)
    {
        const size_t tail = m_tail.load(std::memory_order_relaxed);
        if (tail == m_head.load(std::memory_order_acquire))
            return false;
        item = m_items[tail % N];
        m_tail.store(tail + 1, std::memory_order_release);
        return true;
    }

private:
    std::array<T, N> m_items{};
    alignas(64) std::atomic<size_t> m_head{0};
    alignas(64) std::atomic<size_t> m_tail{0};
};

} // namespace telephony::media
