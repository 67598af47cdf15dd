// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/server.h"

#include "core/error.h"
#include "core/json.h"
#include "core/log.h"
#include "core/task.h"

#include <QAbstractHttpServer>
#include <QHttpServer>
#include <QHttpServerRequest>
#include <QHttpServerResponder>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>
#include <QUrl>

namespace http {
namespace {
constexpr qint64 maxRequest = 256 * 1024;
constexpr int idleMs = 15'000;
constexpr int maxConnections = 256;

/// A socket that ends when a request does not complete in time or does not fit into the buffer.
class GuardedSocket : public QTcpSocket
{
public:
    explicit GuardedSocket(QObject *parent) : QTcpSocket(parent)
    {
        setReadBufferSize(maxRequest);
        m_idle.setSingleShot(true);
        connect(&m_idle, &QTimer::timeout, this, [this] { abort(); });
        connect(this, &QTcpSocket::bytesWritten, this, [this] { m_idle.start(idleMs); });
        m_idle.start(idleMs);
    }

private:
    QTimer m_idle;
};

class GuardedServer : public QTcpServer
{
public:
    using QTcpServer::QTcpServer;

protected:
    void incomingConnection(qintptr handle) override
    {
        auto *socket = new GuardedSocket(this);
        if (m_open >= maxConnections || !socket->setSocketDescriptor(handle)) {
            socket->abort();
            socket->deleteLater();
            return;
        }
        ++m_open;
        connect(socket, &QObject::destroyed, this, [this] { --m_open; });
        addPendingConnection(socket);
    }

private:
    int m_open = 0;
};

bool isLoopbackName(QByteArray host)
{
    if (host.startsWith('['))
        return host.startsWith("[::1]");
    host = host.left(host.lastIndexOf(':') < 0 ? host.size() : host.lastIndexOf(':'));
    return host == "localhost" || QHostAddress(QString::fromLatin1(host)).isLoopback();
}

QByteArray methodName(QHttpServerRequest::Method method)
{
    switch (method) {
    case QHttpServerRequest::Method::Get:
        return "GET";
    case QHttpServerRequest::Method::Head:
        return "HEAD";
    case QHttpServerRequest::Method::Post:
        return "POST";
    case QHttpServerRequest::Method::Put:
        return "PUT";
    case QHttpServerRequest::Method::Delete:
        return "DELETE";
    case QHttpServerRequest::Method::Options:
        return "OPTIONS";
    default:
        return "OTHER";
    }
}
} // namespace

Response Response::error(int status, const QByteArray &message)
{
    return {status, "application/json", QByteArray::fromStdString(core::dumpJson({{"message", message.toStdString()}}))};
}

class Server::Private
{
public:
    struct Entry
    {
        QByteArray method;
        QString path;
        Handler handler;
    };

    Response answer(const QHttpServerRequest &from) const
    {
        Request request;
        request.method = methodName(from.method());
        request.path = from.url().path(QUrl::FullyDecoded);
        request.query = from.url().query();
        request.body = from.body();
        const QByteArray host = from.value("Host");
        if (loopbackOnly && !isLoopbackName(host))
            return Response::error(403, "This server answers to loopback names only.");
        const QByteArray wanted = request.method == "HEAD" ? QByteArray("GET") : request.method;
        QByteArray allowed;
        for (const Entry &entry : entries) {
            const bool prefix = entry.path.endsWith(QLatin1Char('*'));
            if (prefix ? !request.path.startsWith(entry.path.chopped(1)) : request.path != entry.path)
                continue;
            if (entry.method != wanted) {
                allowed += allowed.isEmpty() ? entry.method : ", " + entry.method;
                continue;
            }
            try {
                return entry.handler(request);
            } catch (const core::Error &error) {
                return Response::error(error.status(), error.message().toUtf8());
            } catch (...) {
                core::log::error("http", "{} {}: {}", request.method.toStdString(), request.path,
                                 core::describe(std::current_exception()));
                return Response::error(500, "Internal error.");
            }
        }
        return allowed.isEmpty() ? Response::error(404, "There is nothing here.") : Response::error(405, "Allowed: " + allowed);
    }

    std::vector<Entry> entries;
    QHttpServer server;
    GuardedServer socket;
    bool loopbackOnly = true;
};

Server::Server(QObject *parent) : QObject(parent), d(std::make_unique<Private>())
{
    d->server.setMissingHandler([p = d.get()](const QHttpServerRequest &request, QHttpServerResponder &&responder) {
        const QPointer<QTcpSocket> socket = responder.socket();
        const Response response = p->answer(request);
        if (!socket || socket->state() != QAbstractSocket::ConnectedState)
            return;
        const bool headOnly = request.method() == QHttpServerRequest::Method::Head;
        const auto status = QHttpServerResponder::StatusCode(response.status);
        responder.writeStatusLine(status);
        responder.writeHeaders({{"Content-Type", response.type},
                                {"Content-Length", QByteArray::number(response.body.size())},
                                {"X-Content-Type-Options", "nosniff"},
                                {"Cache-Control", "no-store"}});
        responder.writeBody(headOnly ? QByteArray("") : response.body);
        const QByteArray connection = request.value("Connection").toLower();
        if (connection == "close" && socket)
            socket->disconnectFromHost();
    });
}

Server::~Server() = default;

void Server::route(QByteArray method, QString path, Handler handler)
{
    d->entries.push_back({std::move(method), std::move(path), std::move(handler)});
}

void Server::listen(const QHostAddress &address, quint16 port)
{
    d->loopbackOnly = address.isLoopback();
    if (!d->socket.listen(address, port))
        throw core::Error(core::Errc::Unavailable, QStringLiteral("HTTP_NOT_BOUND"),
                          QStringLiteral("The HTTP port %1 cannot be used: %2").arg(port).arg(d->socket.errorString()));
    d->server.bind(&d->socket);
}

quint16 Server::port() const { return d->socket.serverPort(); }

} // namespace http
