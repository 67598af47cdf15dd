// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/guard.h"
#include "http/router.h"

#include <QPointer>
#include <QWebSocketServer>

namespace http {

/// The WebSockets of a server: where there are any, who may have one, and the handshake (RFC 6455 §4.2, by Qt).
class Upgrades
{
public:
    using Admit = std::function<std::optional<Response>(const Request &)>;
    using Accept = std::function<void(std::unique_ptr<QWebSocket>, Request)>;

    Upgrades();

    static bool isUpgrade(const Head &head);
    bool isEmpty() const { return m_places.empty(); }
    void add(const QString &pattern, Admit admit, Accept accept, const QString &subprotocol);
    /// False: there is no WebSocket at this path, and the connection is untouched.
    bool take(GuardedSocket *socket, Request request);

private:
    struct Place
    {
        Admit admit;
        Accept accept;
    };
    void opened();

    QWebSocketServer m_server;
    std::vector<std::pair<QString, Place>> m_places;
    /// Admitted requests whose handshake is going on, by the peer's address and port.
    struct Shaking
    {
        Accept accept;
        Request request;
        QPointer<GuardedSocket> socket;
    };
    QHash<QString, Shaking> m_shaking;
};

} // namespace http
