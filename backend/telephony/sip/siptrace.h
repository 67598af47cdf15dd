// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/timeline.h"

#include <QHash>

#include <deque>
#include <functional>
#include <mutex>

namespace telephony::sip {

/// Puts every SIP message on the timeline. The stack reports messages as log lines: a head such as
/// `recv 500 bytes from udp/[127.0.0.1]:5060 at …`, then the text between two rulers, each line indented.
class SipTrace
{
public:
    /// A connection that a peer has opened, or one that ended.
    struct Connection
    {
        bool open = false;
        quintptr id = 0;   ///< the agent's transport object
        QString transport; ///< `tcp` or `tls`
        QString source;    ///< `ip:port` of its peer
    };
    using Changed = std::function<void(const Connection &connection)>;

    explicit SipTrace(core::Timeline *timeline, Changed changed = {}) : m_timeline(timeline), m_changed(std::move(changed)) {}

    /// Whether messages are kept at all. The stack spares itself to print them otherwise.
    bool isWanted() const { return m_timeline != nullptr; }
    /// A piece of log output, of any length. Signalling thread only.
    void feed(const char *text);
    /// Messages of this Call-ID belong to a call. Any thread.
    void tag(const QString &sipCallId, QUuid callId);
    /// The call is over. Its last messages are still to come, so that is forgotten many calls later.
    void untag(const QString &sipCallId);

private:
    struct Tag
    {
        QUuid callId;
        quint64 ending = 0; ///< 0: it goes on
    };
    void line(const QByteArray &line);
    void finish();

    core::Timeline *m_timeline;
    Changed m_changed;
    QByteArray m_pending;
    QByteArray m_head;
    QByteArray m_message;
    bool m_inside = false;
    std::mutex m_mutex;
    QHash<QString, Tag> m_calls;
    std::deque<std::pair<quint64, QString>> m_endings; ///< oldest first
    quint64 m_lastEnding = 0;
};

} // namespace telephony::sip
