// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QUrl>

#include <algorithm>
#include <cstring>
#include <map>

/// Texts of others on their way into a SIP header.
namespace telephony::sip {

/// No control character and none of `forbidden`.
inline bool isPlain(const QString &text, const char *forbidden)
{
    return std::none_of(text.begin(), text.end(), [forbidden](QChar c) {
        return c.unicode() < 0x20 || c.unicode() == 0x7F || (c.unicode() < 0x80 && strchr(forbidden, c.toLatin1()));
    });
}

/// User part of a URI: everything RFC 3261 does not allow there is escaped.
inline QByteArray escapedUser(const QString &user) { return QUrl::toPercentEncoding(user, "!$&'()*+,;=-_.~"); }

/// Whole header lines; those that would break out of theirs are left out.
inline QByteArray extraHeaders(const std::map<QString, QString> &headers)
{
    QByteArray text;
    for (const auto &[name, value] : headers) {
        if (!name.isEmpty() && isPlain(name, " :") && isPlain(value, ""))
            text += name.toUtf8() + ": " + value.toUtf8() + "\r\n";
    }
    return text;
}

} // namespace telephony::sip
