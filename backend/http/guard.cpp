// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/guard.h"

#include "core/log.h"
#include "http/message.h"

namespace http {
namespace {
/// How long a refused client may go on sending, so that it can read why before the connection is reset.
constexpr core::Millis lingering{500};
} // namespace

GuardedSocket::GuardedSocket(std::shared_ptr<core::Clock> clock, Limits limits, std::shared_ptr<int> count, QObject *parent)
    : QTcpSocket(parent), m_clock(std::move(clock)), m_limits(limits), m_count(std::move(count))
{
    ++*m_count;
    setReadBufferSize(m_limits.head + m_limits.body);
    connect(this, &QTcpSocket::readyRead, this, &GuardedSocket::readMore);
    connect(this, &QTcpSocket::bytesWritten, this, [this] {
        if (m_stage == Stage::Answering)
            arm(m_limits.idle);
    });
    arm(m_limits.request);
}

void GuardedSocket::arm(core::Millis limit)
{
    m_timer = m_clock->after(limit, [this] { abort(); });
}

void GuardedSocket::readMore()
{
    if (m_stage == Stage::Refused)
        readAll();
    if (m_stage != Stage::Head)
        return;
    HeadResult result = readHead(peek(m_limits.head + 1), m_limits);
    if (result.state == HeadResult::Refused)
        return refuse(result.status, result.why);
    if (result.state == HeadResult::Incomplete)
        return;
    m_head = std::move(result.head);
    m_stage = Stage::Body;
    if (m_head.bodyLength > 0 && !headerValue(m_head.headers, "Expect").isEmpty())
        write("HTTP/1.1 100 Continue\r\n\r\n");
    Q_EMIT headComplete();
}

void GuardedSocket::refuse(int status, const char *why)
{
    core::log::debug("http", "refused {}: {} {}", peerAddress().toString(), status, why);
    m_stage = Stage::Refused;
    readAll();
    write(serialize(Response::error(status, QLatin1String(why)), false));
    arm(lingering);
}

std::optional<Head> GuardedSocket::takeHead()
{
    if (m_stage != Stage::Body)
        return std::nullopt;
    m_stage = Stage::Handling;
    arm(m_limits.handler);
    return std::move(m_head);
}

void GuardedSocket::release()
{
    m_stage = Stage::Released;
    m_timer.cancel();
    disconnect(this, &QTcpSocket::disconnected, this, &QObject::deleteLater);
}

void GuardedSocket::answer(const QByteArray &bytes)
{
    if (state() != ConnectedState || m_stage != Stage::Handling)
        return;
    m_stage = Stage::Answering;
    readAll();
    write(bytes);
    arm(m_limits.idle);
    disconnectFromHost();
}

Guard::Guard(std::shared_ptr<core::Clock> clock, Limits limits) : m_clock(std::move(clock)), m_limits(limits) {}

bool Guard::makeRoom()
{
    if (*m_connections < m_limits.connections)
        return true;
    for (QObject *child : children()) { // oldest first
        auto *socket = qobject_cast<GuardedSocket *>(child);
        if (socket && socket->isIncomplete() && socket->state() == QAbstractSocket::ConnectedState) {
            socket->abort();
            return true;
        }
    }
    return false;
}

void Guard::incomingConnection(qintptr descriptor)
{
    const bool room = makeRoom();
    auto *socket = new GuardedSocket(m_clock, m_limits, m_connections, this);
    if (!room || !socket->setSocketDescriptor(descriptor)) {
        if (socket->state() == QAbstractSocket::UnconnectedState)
            socket->setSocketDescriptor(descriptor);
        socket->abort();
        delete socket;
        return;
    }
    connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    connect(socket, &GuardedSocket::headComplete, this, [this, socket] {
        if (m_taker && m_taker(socket))
            return;
        addPendingConnection(socket);
        // The server's slots came after the bytes.
        QMetaObject::invokeMethod(socket, &QIODevice::readyRead, Qt::QueuedConnection);
    });
}

} // namespace http
