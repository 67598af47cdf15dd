// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/upgrades.h"

#include <QWebSocket>

namespace http {
namespace {
QString keyOf(const QHostAddress &address, quint16 port) { return address.toString() + QLatin1Char('|') + QString::number(port); }
} // namespace

Upgrades::Upgrades() : m_server(QStringLiteral("Voxboard"), QWebSocketServer::NonSecureMode)
{
    QObject::connect(&m_server, &QWebSocketServer::newConnection, &m_server, [this] { opened(); });
}

bool Upgrades::isUpgrade(const Head &head)
{
    return head.method == "GET" && head.bodyLength == 0 && headerValue(head.headers, "Upgrade").toLower() == "websocket";
}

void Upgrades::add(const QString &pattern, Admit admit, Accept accept, const QString &subprotocol)
{
    if (!subprotocol.isEmpty()) // Qt knows them for the whole server
        m_server.setSupportedSubprotocols(m_server.supportedSubprotocols() << subprotocol);
    m_places.emplace_back(pattern, Place{std::move(admit), std::move(accept)});
}

bool Upgrades::take(GuardedSocket *socket, Request request)
{
    for (const auto &[pattern, place] : m_places) {
        auto arguments = Router::fit(pattern, request.path);
        if (!arguments)
            continue;
        request.arguments = std::move(*arguments);
        if (const auto refused = place.admit(request)) {
            socket->takeHead();
            socket->answer(serialize(*refused, false));
            return true;
        }
        const QString key = keyOf(socket->peerAddress(), socket->peerPort());
        m_shaking.insert(key, {place.accept, std::move(request), socket});
        QObject::connect(socket, &QTcpSocket::disconnected, &m_server, [this, key] { m_shaking.remove(key); });
        socket->release();
        m_server.handleConnection(socket);
        return true;
    }
    return false;
}

void Upgrades::opened()
{
    while (QWebSocket *open = m_server.nextPendingConnection()) {
        std::unique_ptr<QWebSocket> socket(open);
        socket->setParent(nullptr);
        const auto key = keyOf(socket->peerAddress(), socket->peerPort());
        const auto waiting = m_shaking.find(key);
        if (waiting == m_shaking.end())
            continue;
        Shaking shaken = std::move(*waiting);
        m_shaking.erase(waiting);
        if (shaken.socket) // Qt leaves it to its first parent
            QObject::connect(open, &QObject::destroyed, shaken.socket, &QObject::deleteLater);
        shaken.accept(std::move(socket), std::move(shaken.request));
    }
}

} // namespace http
