// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/call/rtpdebug.h"

namespace services::call {

namespace {
/// UDP ports of everybody's media but `ownTag`'s, in the answer to a query.
QStringList portsOf(const Json &answer, const QString &ownTag)
{
    QStringList ports;
    const Json tags = member<Json>(answer, "tags");
    if (!tags.is_object())
        return ports;
    for (const auto &[tag, part] : tags.items()) {
        if (core::fromUtf8(tag) == ownTag)
            continue;
        for (const Json &media : member<std::vector<Json>>(part, "medias")) {
            for (const Json &stream : member<std::vector<Json>>(media, "streams")) {
                if (const int port = member<int>(stream, "local port"); port > 0 && port < 65'536)
                    ports += QStringLiteral("udp port %1").arg(port);
            }
        }
    }
    ports.removeDuplicates();
    return ports;
}
} // namespace

/// Queue of the media proxy and the SIP Call-ID.
std::optional<std::pair<QString, QString>> RtpDebug::proxyOf(const Call &call) const
{
    if (!call.metadata.is_object() || !member<bool>(call.metadata, "rtp_debug"))
        return std::nullopt;
    const Channel *channel = m.repo.channels.live(call.channelId);
    if (!channel || !channel->sipData.is_object())
        return std::nullopt;
    const auto address = member<QString>(channel->sipData, "rtpengine_address");
    if (address.isEmpty() || channel->sipCallId.isEmpty())
        return std::nullopt;
    return std::pair(QStringLiteral("rtpengine.%1.request").arg(address), channel->sipCallId);
}

Task<Json> RtpDebug::command(QString queue, Json body)
{
    bus::Request request;
    request.method = QStringLiteral("POST");
    request.uri = QStringLiteral("/v1/commands");
    request.publisher = Context::name;
    request.data = bus::Payload(std::move(body));
    const bus::Reply reply = co_await m.bus.request(queue, std::move(request));
    reply.throwIfError();
    co_return reply.data.toJson();
}

void RtpDebug::start(const Call &call)
{
    const auto proxy = proxyOf(call);
    if (!proxy)
        return;
    const Channel *channel = m.repo.channels.live(call.channelId);
    const auto ownTag = member<QString>(channel->sipData, "from_tag");
    m.background(call.id, "capturing RTP", capture(proxy->first, proxy->second, ownTag));
}

Task<void> RtpDebug::capture(QString queue, QString callId, QString ownTag)
{
    Json query{{"type", "ng"}, {"command", "query"}, {"call-id", text(callId)}};
    const Json answer = co_await command(queue, std::move(query));
    const QStringList ports = portsOf(answer, ownTag);
    if (ports.isEmpty())
        co_return;
    Json run{{"type", "exec"},
             {"id", text(callId)},
             {"command", "tcpdump"},
             {"parameters", Json::array({text(ports.join(QLatin1String(" or ")))})}};
    co_await command(queue, std::move(run));
}

void RtpDebug::stop(const Call &call)
{
    const auto proxy = proxyOf(call);
    if (!proxy)
        return;
    Json kill{{"type", "kill"}, {"id", text(proxy->second)}};
    m.background(call.id, "ending the capture of RTP", [](RtpDebug *self, QString queue, Json body) -> Task<void> {
        co_await self->command(std::move(queue), std::move(body));
    }(this, proxy->first, std::move(kill)));
}

} // namespace services::call
