// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <QHash>
#include <QString>

namespace telephony::sip {

/// How many requests a source may send, and who is banned for failed authentication. Loopback is limited but never banned.
/// Memory is bounded. Used by one thread.
class SourceGate
{
public:
    struct Limits
    {
        int requestsPerSecond = 200;
        int failuresUntilBan = 10; ///< within a minute
        std::chrono::seconds banFor{300};
    };

    SourceGate(std::shared_ptr<core::Clock> clock, Limits limits) : m_clock(std::move(clock)), m_limits(limits) {}

    /// Counts one request of `host`; false when they come too fast.
    bool admit(const QString &host);
    /// Counts one failed authentication; true when this one led to a ban.
    bool failed(const QString &host);
    bool isBanned(const QString &host) const;

private:
    struct Window
    {
        core::Nanos from{0};
        int count = 0;
    };
    std::shared_ptr<core::Clock> m_clock;
    Limits m_limits;
    QHash<QString, Window> m_rates, m_failures;
    QHash<QString, core::Nanos> m_bans; ///< until
};

} // namespace telephony::sip
