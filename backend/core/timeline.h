// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <QString>
#include <QUuid>

#include <array>
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

namespace core {

/// What a timeline entry is about; each kind has a ring of its own so that chatter of one never pushes out another.
enum class TimelineKind { Bus, Sip, Engine, Flow, Log, Count };

/// One thing that happened. `detail` (a SIP message, a JSON body) is made only when somebody looks.
struct TimelineEntry
{
    quint64 sequence = 0; ///< increasing over all kinds
    Nanos at{0};          ///< monotonic time of the clock
    TimelineKind kind = TimelineKind::Log;
    QUuid callId;                    ///< nil when it belongs to no call
    QString source;                  ///< service or part that did it
    QString text;                    ///< one line
    int level = 0;                   ///< log level, status code or 0
    std::function<QString()> detail; ///< empty: there is none, or it is no longer kept
};

/// The one trace of the program (architecture §5): bounded rings in memory. Safe from any thread; not for the media tick.
class Timeline
{
public:
    /// @param capacity  entries kept per kind; of the bulky kinds the details of the newest only.
    explicit Timeline(std::shared_ptr<Clock> clock, size_t capacity = 2'000);

    /// Stores the entry with `sequence` and `at` filled in.
    void add(TimelineEntry entry);
    /// Entries with a sequence above `after`, oldest first, at most `limit` (the newest of them).
    std::vector<TimelineEntry> since(quint64 after, size_t limit = 5'000) const;
    /// Everything kept about one call, in order.
    std::vector<TimelineEntry> ofCall(QUuid callId) const;
    quint64 lastSequence() const;

private:
    std::shared_ptr<Clock> m_clock;
    size_t m_capacity;
    mutable std::mutex m_mutex;
    quint64 m_sequence = 0;
    std::array<std::deque<TimelineEntry>, size_t(TimelineKind::Count)> m_rings;
};

} // namespace core
