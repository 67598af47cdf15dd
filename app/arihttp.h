// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ariaccount.h"
#include "http/server.h"
#include "telephony/softswitch/softswitch.h"

namespace app {

/// `/media/<id>` of the server: where programs come to external media channels that wait for them.
void serveMedia(http::Server &server, telephony::softswitch::SoftSwitch &engine);

/// ARI as existing programs speak it: HTTP and WebSocket, behind them the same switch as behind the bus. `/ari/…` with Basic
/// auth or `api_key`, `/ari/events` for applications, `/ari/api-docs/…` for clients that read what there is, `/media/<id>` for
/// external media. On the switch's thread.
class AriHttp
{
public:
    /// @param engine  outlives this.
    AriHttp(telephony::softswitch::SoftSwitch &engine, AriAccount account, std::shared_ptr<core::Clock> clock);
    ~AriHttp(); ///< Closes the sockets; their applications are gone.

    /// @return `http://address:port/`. @throws core::Error(Unavailable, PORT_TAKEN)
    QString listen(const QHostAddress &address, quint16 port);

private:
    core::Task<http::Response> answer(http::Request request);
    std::optional<http::Response> objection(const http::Request &request) const;
    void openEvents(std::unique_ptr<QWebSocket> socket, const http::Request &request);

    telephony::softswitch::SoftSwitch &m_engine;
    const AriAccount m_account;
    const std::shared_ptr<core::Clock> m_clock;
    QString m_url;
    http::Server m_server;
    QObject m_sessions; ///< parent of the open event sockets
};

} // namespace app
