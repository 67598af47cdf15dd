// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/server.h"

#include "core/log.h"
#include "core/systemclock.h"
#include "http/guard.h"
#include "http/hosts.h"

#include <QHttpServer>
#include <QHttpServerRequest>
#include <QHttpServerResponder>
#include <QPointer>
#include <QSet>

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
        Request request;
        request.method = bodyless ? QByteArray("GET") : head.method;
        request.path = *path;
        const qsizetype question = head.target.indexOf('?');
        if (question >= 0)
            request.query = QUrlQuery(QString::fromUtf8(head.target.mid(question + 1)));
        request.headers = std::move(head.headers);
        request.body = std::move(body);
        request.peer = socket->peerAddress();
        request.arguments = std::move(match.arguments);
        serve(std::move(match.handler), std::move(request), socket, bodyless);
    }

    Router router;
    Hosts hosts;
    QHttpServer http;
    Guard *guard; ///< child of `http`
};

Server::Server(std::shared_ptr<core::Clock> clock, Limits limits) : d(std::make_unique<Private>(std::move(clock), limits)) {}
Server::~Server() = default;

void Server::addRoute(QByteArray method, const QString &pattern, Handler handler)
{
    d->router.add(std::move(method), pattern, std::move(handler));
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
