// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHostAddress>
#include <QSet>
#include <QUrl>

namespace http {

/// Reachable by everybody: not loopback, private, link-local, shared, documentation, multicast or reserved (the IANA registries
/// of special-purpose addresses, RFC 6890), nor an IPv6 form that carries an IPv4 address.
bool isPublic(const QHostAddress &address);

/// Where requests on behalf of customers may go (against server-side request forgery).
class Targets
{
public:
    /// A host name or an address, exactly as URLs name it, that may be private: `127.0.0.1`, `media.internal`.
    void allow(const QString &host) { m_allowed.insert(host.toLower()); }
    /// http or https, a host, no user; nullptr when it is sound, otherwise what is wrong with it.
    static const char *objection(const QUrl &url);
    bool mayReach(const QUrl &url, const QHostAddress &address) const
    {
        return isPublic(address) || m_allowed.contains(url.host().toLower());
    }

private:
    QSet<QString> m_allowed;
};

} // namespace http
