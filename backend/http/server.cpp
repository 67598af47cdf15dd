// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/server.h"

#include "core/log.h"
#include "core/systemclock.h"
#include "http/guard.h"
#include "http/hosts.h"
#include "http/upgrades.h"

#include <QHttpServer>
#include <QHttpServerRequest>
#include <QHttpServerResponder>
#include <QPointer>
#include <QSet>
#include <QWebSocket>

namespace http {
namespace {
/// Nothing of the server is touched after the await: it may be gone, and so may the client.
core::Task<void> serve(std::shared_ptr<const Handler> handler, Request request, QPointer<GuardedSocket> socket, bool bodyless)
{
    Response response;
    const QString what = QString::fromLatin1(request.method) + QLatin1Char(' ') + request.path;
    try {
        response = co_await (*handler)(std::move(request));
    } catch (const core::Error &error) {
        if (error.code() == core::Errc::Internal)
            core::log::error("http", "{}: {}", what, core::describe(std::current_exception()));
        response = Response::error(error);
    } catch (...) {
        core::log::error("http", "{}: {}", what, core::describe(std::current_exception()));
        response = Response::error(500, QStringLiteral("The request failed here. The log tells more."));
    }
    if (socket)
        socket->answer(serialize(response, bodyless));
}

Request makeRequest(Head head, const QString &path, const QTcpSocket &socket)
{
    Request request;
    request.method = head.method == "HEAD" ? QByteArray("GET") : head.method;
    request.path = path;
    request.target = head.target;
    const qsizetype question = head.target.indexOf('?');
    if (question >= 0)
        request.query = QUrlQuery(QString::fromUtf8(head.target.mid(question + 1)));
    request.headers = std::move(head.headers);
    request.peer = socket.peerAddress();
    return request;
}
} // namespace

class Server::Private
{
public:
    Private(std::shared_ptr<core::Clock> clock, Limits limits)
        : guard(new Guard(clock ? std::move(clock) : std::make_shared<core::SystemClock>(), limits))
    {
        guard->setParent(&http);
        http.setMissingHandler([this](const QHttpServerRequest &request, QHttpServerResponder &&responder) {
            const QPointer<GuardedSocket> socket = qobject_cast<GuardedSocket *>(responder.socket());
            auto head = socket ? socket->takeHead() : std::nullopt;
            if (head)
                dispatch(std::move(*head), request.body(), socket);
        });
        guard->setTaker([this](GuardedSocket *socket) { return take(socket); });
    }

    /// True: the connection asked for a WebSocket, and has its answer or will be one.
    bool take(GuardedSocket *socket)
    {
        const Head &head = socket->head();
        if (upgrades.isEmpty() || !Upgrades::isUpgrade(head))
            return false;
        const auto path = decodePath(head.target);
        const bool may = hosts.mayAsk(head) && hosts.mayAskFrom(headerValue(head.headers, "Origin"));
        if (!path || !may) {
            socket->takeHead();
            socket->answer(serialize(path ? Response::error(421, QStringLiteral("This server does not answer to that host name."))
                                          : Response::error(400, QStringLiteral("The address is malformed.")),
                                     false));
            return true;
        }
        if (!upgrades.take(socket, makeRequest(Head(head), *path, *socket))) {
            socket->takeHead();
            socket->answer(serialize(Response::error(404, QStringLiteral("There is no WebSocket at this address.")), false));
        }
        return true;
    }

    void dispatch(Head head, QByteArray body, const QPointer<GuardedSocket> &socket)
    {
        const bool bodyless = head.method == "HEAD";
        const auto give = [&](const Response &response) { socket->answer(serialize(response, bodyless)); };
        if (!hosts.mayAsk(head))
            return give(Response::error(421, QStringLiteral("This server does not answer to that host name.")));
        if (head.method == "OPTIONS" && head.target == "*")
            return give({204, {}, {}, {{"Allow", "GET, HEAD, POST, PUT, DELETE, OPTIONS"}}});
        const auto path = decodePath(head.target);
        if (!path)
            return give(Response::error(400, QStringLiteral("The address is malformed.")));
        Router::Match match = router.find(head.method, *path);
        if (match.allowed.isEmpty())
            return give(Response::error(404, QStringLiteral("There is nothing at this address.")));
        const QByteArray allowed = match.allowed.join(", ");
        if (head.method == "OPTIONS" && !match.handler)
            return give({204, {}, {}, {{"Allow", allowed}}});
        if (!match.handler) {
            Response response = Response::error(405, QStringLiteral("This address does not take that method."));
            response.headers.emplace_back("Allow", allowed);
            return give(response);
        }
        Request request = makeRequest(std::move(head), *path, *socket);
        request.body = std::move(body);
        request.arguments = std::move(match.arguments);
        serve(std::move(match.handler), std::move(request), socket, bodyless);
    }

    Router router;
    Hosts hosts;
    Upgrades upgrades;
    QHttpServer http;
    Guard *guard; ///< child of `http`
};

Server::Server(std::shared_ptr<core::Clock> clock, Limits limits) : d(std::make_unique<Private>(std::move(clock), limits)) {}
Server::~Server() = default;

void Server::addRoute(QByteArray method, const QString &pattern, Handler handler)
{
    d->router.add(std::move(method), pattern, std::move(handler));
}

void Server::upgrade(const QString &pattern, std::function<std::optional<Response>(const Request &)> admit,
                     std::function<void(std::unique_ptr<QWebSocket>, Request)> accept, const QString &subprotocol)
{
    d->upgrades.add(pattern, std::move(admit), std::move(accept), subprotocol);
}

void Server::allowHost(const QString &name) { d->hosts.allow(name); }

quint16 Server::listen(const QHostAddress &address, quint16 port)
{
    if (!d->guard->listen(address, port))
        throw core::Error(core::Errc::Unavailable, QStringLiteral("PORT_TAKEN"),
                          QStringLiteral("HTTP cannot listen on %1 port %2: %3.")
                              .arg(address.toString())
                              .arg(port)
                              .arg(d->guard->errorString()));
    d->http.bind(d->guard);
    return d->guard->serverPort();
}

quint16 Server::port() const { return d->guard->serverPort(); }
int Server::connections() const { return d->guard->connections(); }

} // namespace http
