// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <span>

namespace telephony::media {

/// Samples from one thread to another, without a lock or an allocation after construction.
class SampleRing
{
public:
    /// @param capacity  samples; a power of two.
    explicit SampleRing(size_t capacity) : m_samples(new int16_t[capacity]), m_mask(capacity - 1) {}

    /// Producer. All of them, or none when there is no room.
    bool put(std::span<const int16_t> from)
    {
        const size_t end = m_end.load(std::memory_order_relaxed);
        if (m_mask + 1 - (end - m_begin.load(std::memory_order_acquire)) < from.size())
            return false;
        const size_t first = std::min(from.size(), m_mask + 1 - (end & m_mask));
        std::copy_n(from.begin(), first, m_samples.get() + (end & m_mask));
        std::copy(from.begin() + ptrdiff_t(first), from.end(), m_samples.get());
        m_end.store(end + from.size(), std::memory_order_release);
        return true;
    }
    /// Consumer. As many as there are; returns their number.
    size_t take(std::span<int16_t> to)
    {
        const size_t begin = m_begin.load(std::memory_order_relaxed);
        const size_t count = std::min(to.size(), m_end.load(std::memory_order_acquire) - begin);
        const size_t first = std::min(count, m_mask + 1 - (begin & m_mask));
        std::copy_n(m_samples.get() + (begin & m_mask), first, to.begin());
        std::copy_n(m_samples.get(), count - first, to.begin() + ptrdiff_t(first));
        m_begin.store(begin + count, std::memory_order_release);
        return count;
    }
    /// Producer. Where the next sample goes, for skipTo().
    size_t position() const { return m_end.load(std::memory_order_relaxed); }
    /// Consumer. Forgets what was put before `position`.
    void skipTo(size_t position)
    {
        if (const size_t begin = m_begin.load(std::memory_order_relaxed); ptrdiff_t(position - begin) > 0)
            m_begin.store(position, std::memory_order_release);
    }
    /// Either side; the other may just be changing it.
    size_t size() const { return m_end.load(std::memory_order_acquire) - m_begin.load(std::memory_order_acquire); }

private:
    const std::unique_ptr<int16_t[]> m_samples;
    const size_t m_mask;
    alignas(64) std::atomic<size_t> m_begin{0};
    alignas(64) std::atomic<size_t> m_end{0};
};

} // namespace telephony::media
