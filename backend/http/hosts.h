// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/head.h"

#include <QSet>
#include <QString>

namespace http {

/// Which names a request may use for this server. Loopback names always; a request without Host (HTTP/1.0) as well.
class Hosts
{
public:
    void allow(const QString &name) { m_allowed.insert(name.toLower()); }
    /// Checks Host, and Origin (where a browser sends one) of requests that are not GET, HEAD or OPTIONS.
    bool mayAsk(const Head &head) const;
    /// Whether a page of this origin may open a WebSocket; empty: it is no page.
    bool mayAskFrom(const QByteArray &origin) const;

private:
    bool isOurs(const QString &authority) const;
    QSet<QString> m_allowed;
};

} // namespace http
