// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace telephony::softswitch {

/// What the platform's edge proxy decides before a call reaches the switch: which domain class it belongs to
/// (contract/call-manager.md §5). An extension that proved its password reaches other extensions, `+` numbers and the
/// prefixed kinds in its own realm; everything else is looked up as a number of `sip.<base>`.
inline QString domainOf(const QString &dialed, const QString &requestHost, const QString &authRealm, bool dialsExtension,
                        const QString &baseDomain)
{
    const QString numbers = QLatin1String("sip.") + baseDomain;
    if (requestHost == QLatin1String("pstn.") + baseDomain || requestHost == numbers)
        return requestHost;
    if (authRealm.isEmpty())
        return numbers;
    for (const char *prefix : {"agent:", "conference:", "line:", "extension:", "sip:", "tel:"}) {
        if (dialed.startsWith(QLatin1String(prefix)))
            return authRealm;
    }
    return dialed.startsWith(QLatin1Char('+')) || dialsExtension ? authRealm : numbers;
}

} // namespace telephony::softswitch
