// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/timelinehistory.h"

#include <array>
#include <deque>
#include <mutex>

namespace core {

/// The one trace of the program (architecture §5), bounded and in memory: a ring for each kind, and what belongs to a call by
/// itself, so that the talk of a busy platform does not push a call's own messages out. Safe from any thread; not for the media
/// tick.
class Timeline
{
public:
    /// @param capacity  entries kept per kind; of the bulky kinds the details of the newest only.
    explicit Timeline(std::shared_ptr<Clock> clock, size_t capacity = 2'000);

    /// Stores the entry with `sequence` and `at` filled in.
    void add(TimelineEntry entry);
    /// What was and will be said in the thread belongs to the call.
    void adopt(const QString &thread, QUuid callId);
    /// Entries with a sequence above `after`, oldest first, at most `limit` (the newest of them).
    std::vector<TimelineEntry> since(quint64 after, size_t limit = 5'000) const;
    /// What is kept about one call, in order; nothing when it was silent for too long.
    CallHistory ofCall(QUuid callId) const;
    quint64 lastSequence() const;

private:
    std::shared_ptr<Clock> m_clock;
    size_t m_capacity;
    mutable std::mutex m_mutex;
    quint64 m_sequence = 0;
    std::array<std::deque<SharedEntry>, timelineKinds> m_rings;
    TimelineHistories<QUuid> m_calls{30'000};
    TimelineHistories<QString> m_threads{3'000};
};

} // namespace core
