// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clients/client.h"

#include <QUrl>

#include <cmath>

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
        return tell(std::move(asteriskId), QStringLiteral("POST"), pathOf("channels", channelId, "/dtmf"),
                    Json{{"dtmf", core::utf8(digits)}}, QStringLiteral("The engine sends no digits to this channel now."));
    }
    /// Plays to everybody in a bridge; completes when playing has been queued. @param media  `sound:` URIs, in order
    /// @param playbackId  chosen by the caller, by which it can be stopped
    /// @throws core::Error(NotFound, ENGINE_REFUSED) when the bridge has gone, and the like
    Task<void> playToBridge(QString asteriskId, QString bridgeId, QString playbackId, QStringList media)
    {
        return tell(std::move(asteriskId), QStringLiteral("POST"), pathOf("bridges", bridgeId, "/play"),
                    Json{{"media", core::toJson(media)}, {"playbackId", core::utf8(playbackId)}},
                    QStringLiteral("The engine plays nothing to this bridge now."));
    }
    /// The channels in a bridge; empty when it has gone.
    Task<QStringList> channelsIn(QString asteriskId, QString bridgeId)
    {
        const contract::Reply reply =
            co_await ask(std::move(asteriskId), QStringLiteral("GET"), pathOf("bridges", bridgeId, ""), Json());
        const Json body = reply.data.toJson();
        QStringList ids;
        if (reply.isOk() && body.is_object()) {
            for (const Json &one : body.value("channels", Json::array()))
                ids += one.is_string() ? core::fromUtf8(one.get<std::string>()) : QString();
        }
        co_return ids;
    }
    /// False once it has ended.
    Task<bool> isPlaying(QString asteriskId, QString playbackId)
    {
        const contract::Reply reply =
            co_await ask(std::move(asteriskId), QStringLiteral("GET"), pathOf("playbacks", playbackId, ""), Json());
        co_return reply.statusCode != 404;
    }
    /// @throws core::Error(NotFound, ENGINE_REFUSED) when it has ended
    Task<void> stopPlayback(QString asteriskId, QString playbackId)
    {
        return tell(std::move(asteriskId), QStringLiteral("DELETE"), pathOf("playbacks", playbackId, ""), Json(),
                    QStringLiteral("It has ended already."));
    }

    /// Makes louder or softer what comes from a channel or goes to it. @param direction  `RX` or `TX`  @param decibels  0: as it is
    /// @throws core::Error(NotFound, ENGINE_REFUSED) when the channel has gone, and the like
    Task<void> setVolume(QString asteriskId, QString channelId, QString direction, double decibels)
    {
        return tell(std::move(asteriskId), QStringLiteral("POST"), pathOf("channels", channelId, "/variable"),
                    Json{{"variable", core::utf8(QStringLiteral("VOLUME(%1)").arg(direction))},
                         {"value", core::utf8(volumeOf(decibels))}},
                    QStringLiteral("The engine changes the volume of this channel no more."));
    }
    /// VOLUME of Asterisk: what samples are multiplied by above 0, and divided by the size of below. An old Asterisk cuts off what
    /// stands behind the point: it knows 6, 9.5, 12 dB and so on, and takes the next lower one.
    static QString volumeOf(double decibels)
    {
        constexpr double tenfold = 20;
        constexpr int decimals = 4;
        if (decibels == 0)
            return QStringLiteral("0"); // as Asterisk writes it
        const double factor = std::pow(10, std::abs(decibels) / tenfold);
        return QString::number(decibels > 0 ? factor : -factor, 'f', decimals);
    }

private:
    static QString pathOf(const char *resource, const QString &id, const char *rest)
    {
        return QStringLiteral("/ari/%1/%2%3")
            .arg(QLatin1String(resource), QString::fromLatin1(QUrl::toPercentEncoding(id)), QLatin1String(rest));
    }
    /// What the engine said, as a sentence after another.
    static QString reasonIn(const contract::Reply &reply)
    {
        const Json body = reply.data.toJson();
        const auto told = body.is_object() ? body.find("message") : body.end();
        return told != body.end() && told->is_string() ? QLatin1Char(' ') + core::fromUtf8(told->get<std::string>()) : QString();
    }
    Task<contract::Reply> ask(QString asteriskId, QString method, QString uri, Json body)
    {
        bus::Request request;
        request.method = std::move(method);
        request.uri = std::move(uri);
        if (!body.is_null())
            request.data = Payload(std::move(body));
        request.publisher = m_publisher;
        QString queue = asteriskId.isEmpty() ? contract::asteriskCallQueue : contract::asteriskQueue(asteriskId);
        contract::Reply reply = co_await m_bus.request(std::move(queue), std::move(request), Millis(3000));
        co_return reply;
    }
    Task<void> tell(QString asteriskId, QString method, QString uri, Json body, QString refused)
    {
        const contract::Reply reply = co_await ask(std::move(asteriskId), std::move(method), std::move(uri), std::move(body));
        if (!reply.isOk())
            throw core::Error(core::errcOf(reply.statusCode), QStringLiteral("ENGINE_REFUSED"), refused + reasonIn(reply));
    }

    Bus &m_bus;
    QString m_publisher;
};

} // namespace clients
