// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/router.h"

#include <QHostAddress>

#include <memory>
#include <optional>

QT_FORWARD_DECLARE_CLASS(QWebSocket)

namespace http {

/// An HTTP face that strangers may knock at: QtHttpServer parses and carries, guarded by `Limits`; routes, methods, HEAD,
/// OPTIONS, 405 and errors are ours. One request per connection. Requests must name this computer as loopback, or a name
/// that was allowed, in Host (and in Origin when they change something), so that a web page cannot reach in by DNS.
/// Belongs to the thread that makes it; handlers run there.
class Server
{
public:
    /// @param clock  null: the system's.
    explicit Server(std::shared_ptr<core::Clock> clock = nullptr, Limits limits = {});
    ~Server(); ///< Closes all connections. Handlers still running finish unheard.

    /// @param handler  takes a Request and returns Response or Task<Response>. What it throws becomes the answer: Error with
    ///                 its status, anything else 500.
    template <typename F> void route(QByteArray method, const QString &pattern, F handler)
    {
        if constexpr (std::is_same_v<std::invoke_result_t<F &, Request>, Response>) {
            addRoute(std::move(method), pattern, [handler](Request request) -> core::Task<Response> {
                Response response = handler(request);
                co_return response;
            });
        } else {
            addRoute(std::move(method), pattern, std::move(handler));
        }
    }
    /// WebSockets at `pattern`, within the same limits until they are open.
    /// @param admit   an answer that refuses the request, or nullopt.
    /// @param accept  gets each open socket, with the request that asked for it; may be long after admit().
    /// @param subprotocol  agreed to when a program offers it (RFC 6455 §1.9); it need not.
    void upgrade(const QString &pattern, std::function<std::optional<Response>(const Request &)> admit,
                 std::function<void(std::unique_ptr<QWebSocket>, Request)> accept, const QString &subprotocol = {});
    /// A host name or address, without port, that Host may carry besides the loopback ones.
    void allowHost(const QString &name);

    /// The port; 0 asks for any. @throws core::Error(Unavailable, PORT_TAKEN)
    quint16 listen(const QHostAddress &address, quint16 port);
    quint16 port() const;
    int connections() const;

private:
    void addRoute(QByteArray method, const QString &pattern, Handler handler);
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace http
