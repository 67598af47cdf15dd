// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <QHash>
#include <QString>
#include <QUuid>

#include <algorithm>
#include <array>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <vector>

namespace core {

/// What a timeline entry is about; each kind is kept by itself so that chatter of one never pushes out another.
enum class TimelineKind { Bus, Sip, Engine, Flow, Log, Count };
constexpr auto timelineKinds = size_t(TimelineKind::Count);

/// One thing that happened. `detail` (a SIP message, a JSON body) is made only when somebody looks.
struct TimelineEntry
{
    quint64 sequence = 0; ///< increasing over all kinds
    Nanos at{0};          ///< monotonic time of the clock
    TimelineKind kind = TimelineKind::Log;
    QUuid callId;                    ///< nil when it belongs to no call
    QString thread;                  ///< what belongs together before its call is known: a SIP Call-ID. May be empty
    QString source;                  ///< service or part that did it
    QString text;                    ///< one line
    int level = 0;                   ///< log level, status code or 0
    std::function<QString()> detail; ///< empty: there is none, or it is no longer kept
};
using SharedEntry = std::shared_ptr<TimelineEntry>;

/// What is known of one call, oldest first.
struct CallHistory
{
    std::vector<TimelineEntry> entries;
    bool isWhole = true; ///< false: some of its SIP messages or engine events are no longer kept
};

/// Entries by what they belong to. Of each kind the first and the newest are kept; when there are too many in all, whatever was
/// silent for longest goes. Guarded by its owner.
template <typename Key> class TimelineHistories
{
public:
    explicit TimelineHistories(size_t most) : m_most(most) {}

    void add(const Key &key, SharedEntry entry)
    {
        History &history = touched(key);
        auto &kind = history.kinds[size_t(entry->kind)];
        if (kind.size() >= mostPerKind) {
            history.isWhole = history.isWhole && entry->kind == TimelineKind::Bus;
            kind.erase(kind.begin() + firstPerKind);
            --m_total;
        }
        kind.push_back(std::move(entry));
        for (++m_total; m_total > m_most && m_order.size() > 1;)
            take(m_order.front());
    }
    /// Removes and returns them.
    std::vector<SharedEntry> take(const Key key)
    {
        const auto found = m_histories.find(key);
        if (found == m_histories.end())
            return {};
        const std::vector<SharedEntry> entries = found->sorted();
        m_order.erase(found->place);
        m_histories.erase(found);
        m_total -= entries.size();
        return entries;
    }
    std::optional<CallHistory> find(const Key &key) const
    {
        const auto found = m_histories.find(key);
        if (found == m_histories.end())
            return {};
        CallHistory history{{}, found->isWhole};
        for (const SharedEntry &entry : found->sorted())
            history.entries.push_back(*entry);
        return history;
    }

private:
    static constexpr size_t firstPerKind = 50, mostPerKind = 150;

    struct History
    {
        std::array<std::vector<SharedEntry>, timelineKinds> kinds;
        bool isWhole = true;
        typename std::list<Key>::iterator place;

        std::vector<SharedEntry> sorted() const
        {
            std::vector<SharedEntry> all;
            for (const auto &kind : kinds)
                all.insert(all.end(), kind.begin(), kind.end());
            std::sort(all.begin(), all.end(), [](const auto &a, const auto &b) { return a->sequence < b->sequence; });
            return all;
        }
    };

    History &touched(const Key &key)
    {
        auto found = m_histories.find(key);
        if (found == m_histories.end()) {
            found = m_histories.insert(key, {});
            found->place = m_order.insert(m_order.end(), key);
        } else {
            m_order.splice(m_order.end(), m_order, found->place);
        }
        return *found;
    }

    size_t m_most, m_total = 0;
    std::list<Key> m_order; ///< the longest silent first
    QHash<Key, History> m_histories;
};

} // namespace core
