// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clients/client.h"

#include <QUrl>

namespace clients {

/// The engine itself, for what no manager has a route (contract/asterisk-proxy.md §7).
class EngineClient
{
public:
    EngineClient(Bus &bus, QString publisher) : m_bus(bus), m_publisher(std::move(publisher)) {}

    /// Plays digits to the far end of a channel. @param digits  `0`-`9 * # A`-`D`
    /// @throws core::Error(NotFound, ENGINE_REFUSED) and the like
    Task<void> sendDigits(QString asteriskId, QString channelId, QString digits)
    {
        bus::Request request;
        request.method = QStringLiteral("POST");
        request.uri =
            QLatin1String("/ari/channels/") + QString::fromLatin1(QUrl::toPercentEncoding(channelId)) + QLatin1String("/dtmf");
        request.data = Payload(Json{{"dtmf", core::utf8(digits)}});
        request.publisher = m_publisher;
        QString queue = asteriskId.isEmpty() ? contract::asteriskCallQueue : contract::asteriskQueue(asteriskId);
        const contract::Reply reply = co_await m_bus.request(std::move(queue), std::move(request), Millis(3000));
        if (!reply.isOk())
            throw core::Error(core::errcOf(reply.statusCode), QStringLiteral("ENGINE_REFUSED"),
                              QStringLiteral("The engine sends no digits to this channel now."));
    }

private:
    Bus &m_bus;
    QString m_publisher;
};

} // namespace clients
