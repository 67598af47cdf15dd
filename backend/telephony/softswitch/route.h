// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace telephony::softswitch {

/// The SIP or SIPS URI in an endpoint such as `PJSIP/call-out/sip:x@host`; empty without one.
inline QString uriOf(const QString &endpoint)
{
    for (const char *scheme : {"sips:", "sip:"}) {
        const qsizetype at = endpoint.indexOf(QLatin1String(scheme), 0, Qt::CaseInsensitive);
        if (at >= 0)
            return endpoint.mid(at);
    }
    return {};
}

/// `user@host:port` of a SIP URI in one form, to compare URIs: no scheme, password, parameters or headers, lower-case host, port
/// 5060 (of SIPS 5061) where none is named.
inline QString targetOf(const QString &uri)
{
    QString text = uri;
    text.remove(QLatin1Char('<')).remove(QLatin1Char('>'));
    const qsizetype secure = text.indexOf(QLatin1String("sips:"), 0, Qt::CaseInsensitive);
    const qsizetype scheme = text.indexOf(QLatin1String("sip:"), 0, Qt::CaseInsensitive);
    text = text.mid(secure >= 0 ? secure + 5 : scheme >= 0 ? scheme + 4 : 0);
    const qsizetype at = text.indexOf(QLatin1Char('@'));
    const QString user = at < 0 ? QString() : text.left(at).section(QLatin1Char(':'), 0, 0);
    QString host = text.mid(at + 1).section(QLatin1Char(';'), 0, 0).section(QLatin1Char('?'), 0, 0).toLower();
    if (host.lastIndexOf(QLatin1Char(':')) <= host.indexOf(QLatin1Char(']')))
        host += secure >= 0 ? QLatin1String(":5061") : QLatin1String(":5060");
    return user + QLatin1Char('@') + host;
}

/// Host of such a target, without the port.
inline QString hostOf(const QString &target) { return target.section(QLatin1Char('@'), 1).section(QLatin1Char(':'), 0, -2); }

} // namespace telephony::softswitch
