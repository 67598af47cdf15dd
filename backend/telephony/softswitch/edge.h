// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace telephony::softswitch {

/// What is known of a call when it arrives.
struct EdgeFacts
{
    QString dialed;              ///< user part of the request URI
    QString requestHost;         ///< its host
    QString authRealm;           ///< realm of the extension that proved its password; empty: nobody did
    bool dialsExtension = false; ///< `dialed` is an extension of that realm
    bool fromLoopback = false;
    QString trunk = {};          ///< name of the trunk it came by
    bool trunkToNumbers = false; ///< that trunk is a provider of numbers
};

/// What the platform's edge proxy decides before a call reaches the switch: the domain class it belongs to
/// (contract/call-manager.md §5). Who proved no password reaches numbers only.
inline QString domainOf(const EdgeFacts &call, const QString &baseDomain)
{
    const QString pstn = QLatin1String("pstn.") + baseDomain;
    if (!call.trunk.isEmpty())
        return call.trunkToNumbers ? pstn : call.trunk + QLatin1String(".trunk.") + baseDomain;
    const QString host = call.requestHost.toLower();
    const QString numbers = QLatin1String("sip.") + baseDomain;
    if (call.authRealm.isEmpty())
        return host == pstn && call.fromLoopback ? pstn : numbers;
    if (host == numbers || host == pstn || host == QLatin1String("conference.") + baseDomain ||
        host.endsWith(QLatin1String(".trunk.") + baseDomain))
        return host;
    for (const char *prefix : {"agent:", "conference:", "line:", "extension:", "sip:", "tel:"}) {
        if (call.dialed.startsWith(QLatin1String(prefix)))
            return call.authRealm;
    }
    return call.dialed.startsWith(QLatin1Char('+')) || call.dialsExtension ? call.authRealm : numbers;
}

} // namespace telephony::softswitch
