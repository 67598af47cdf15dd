// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/call.h"
#include "ui/common/host.h"
#include "ui/common/sipanswers.h"
#include "ui/docks/calldetail/capture.h"
#include "ui/docks/calldetail/refusedcalls.h"

#include <QObject>
#include <QSet>

#include <deque>

namespace ui {

/// One thing that happened in a call.
struct StoryEntry
{
    core::TimelineEntry entry;
    bool incoming = false; ///< SIP: received by the platform
    QString peer;          ///< SIP: `127.0.0.1:5062`
    bool failing = false;  ///< SIP answer of 400 and above, bus reply of 300 and above, log line that warns
    QString label;         ///< short: "480 Temporarily Unavailable", "POST calls", "ChannelCreated"
    QString to;            ///< bus: service asked, without "-manager"
    QString tookMs;        ///< bus: duration as written in the trace
};

/// Everything on the timeline that belongs to one call, kept from the moment the call is shown. A message sent before the platform
/// knew the call is found by its SIP Call-ID. GUI thread.
class CallStory : public QObject
{
    Q_OBJECT

public:
    static constexpr size_t limit = 5'000;

    explicit CallStory(Host &host, QObject *parent = nullptr);

    void setCall(const contract::Call &call);
    /// A call without a record: what is known by its SIP Call-ID alone. Its id is nil.
    void setRefused(const RefusedCall &refused);
    /// Neither a call nor a refused one is shown.
    bool isEmpty() const { return m_call.id.isNull() && !isRefused(); }
    bool isRefused() const { return !m_refused.sipCallId.isEmpty(); }
    const RefusedCall &refused() const { return m_refused; }
    /// The same call with newer ids; keeps what is known.
    void update(const contract::Call &call);
    const contract::Call &call() const { return m_call; }
    /// Takes what is new since the last time. @return whether anything was
    bool refresh();
    /// Oldest first.
    const std::deque<StoryEntry> &entries() const { return m_entries; }
    /// False when some of it was no longer kept as the call was shown.
    bool isWhole() const;
    core::Nanos startedAt() const;
    core::Timestamp wallOf(core::Nanos at) const;
    /// Oldest first, between its phone and the platform.
    std::vector<TracedMessage> sipMessages() const;
    /// Readable text of all SIP messages with their times.
    QString sipText() const;

Q_SIGNALS:
    void changed();
    void callChanged();

private:
    void begin();
    bool takeHistory();
    bool keep(core::TimelineEntry entry);
    bool belongs(const core::TimelineEntry &entry, int &budget);
    static StoryEntry described(core::TimelineEntry entry);

    Host &m_host;
    contract::Call m_call;
    RefusedCall m_refused;
    std::deque<StoryEntry> m_entries;
    QSet<QString> m_sipCallIds;
    bool m_hasAll = true;
    quint64 m_last = 0;
    qint64 m_wallOffsetMicros = 0;
};

/// `udp/[127.0.0.1]:5060`, as the trace names it, without transport and brackets.
QString sipPeer(const QString &source);

} // namespace ui
