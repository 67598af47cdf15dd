// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/hosts.h"

#include <QHostAddress>
#include <QUrl>

namespace http {

bool Hosts::isOurs(const QString &authority) const
{
    const QUrl url(QLatin1String("http://") + authority, QUrl::StrictMode);
    if (!url.isValid() || !url.userInfo().isEmpty() || url.path().size() > 1 || url.hasQuery() || url.hasFragment())
        return false;
    const QString host = url.host().toLower();
    if (host == QLatin1String("localhost") || m_allowed.contains(host))
        return true;
    QHostAddress address;
    return address.setAddress(host) && address.isLoopback();
}

bool Hosts::mayAsk(const Head &head) const
{
    const QByteArray host = headerValue(head.headers, "Host");
    if (!host.isEmpty() && !isOurs(QString::fromLatin1(host)))
        return false;
    if (head.method == "GET" || head.method == "HEAD" || head.method == "OPTIONS")
        return true;
    return mayAskFrom(headerValue(head.headers, "Origin"));
}

bool Hosts::mayAskFrom(const QByteArray &origin) const
{
    const qsizetype scheme = origin.indexOf("://");
    return origin.isEmpty() || (scheme > 0 && isOurs(QString::fromLatin1(origin.mid(scheme + 3))));
}

} // namespace http
