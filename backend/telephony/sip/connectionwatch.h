// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <QHash>
#include <QString>

#include <vector>

namespace telephony::sip {

/// The TCP and TLS connections that peers have opened, and which of them hold a place without saying anything whole: silent ones,
/// half a TLS handshake, half a message. Neither SIP nor the agent sets them a limit. Signalling thread only.
class ConnectionWatch
{
public:
    using Id = quintptr; ///< the agent's transport object

    struct Limits
    {
        core::Nanos message = std::chrono::seconds(30); ///< for the first whole message, and for a later one that has begun
        int silentPerSource = 50;                       ///< beyond it the oldest that has not said anything whole gives way
    };

    explicit ConnectionWatch(Limits limits) : m_limits(limits) {}

    /// @param peer  `ip:port`
    void opened(Id id, const QString &peer, core::Nanos now);
    void closed(Id id);
    /// Part of a message came.
    void began(const QString &peer, core::Nanos now);
    /// A whole message came.
    void finished(const QString &peer);
    /// Those to be closed.
    std::vector<Id> overdue(core::Nanos now) const;

private:
    struct Connection
    {
        QString peer;
        core::Nanos since{0}; ///< it opened, or its message began; 0: nothing is awaited
        bool proven = false;  ///< it has sent a whole message
    };
    Limits m_limits;
    QHash<Id, Connection> m_connections;
    QHash<QString, Id> m_byPeer;
};

} // namespace telephony::sip
