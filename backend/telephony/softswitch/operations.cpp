// SPDX-License-Identifier: GPL-3.0-or-later
// ARI operations (contract/asterisk-proxy.md §7), answered as Asterisk answers them.
#include "telephony/softswitch/private.h"

#include <QUrl>
#include <QUrlQuery>

namespace telephony::softswitch {
namespace {
AriReply refuse(int status, const QString &message) { return {status, Json{{"message", core::utf8(message)}}}; }
AriReply noChannel() { return refuse(404, QStringLiteral("Channel not found")); }
AriReply noBridge() { return refuse(404, QStringLiteral("Bridge not found")); }

/// Members of the body, else of the query: ARI takes both.
class Arguments
{
public:
    Arguments(const Json &body, const QString &path) : m_body(body), m_query(QUrl(path).query()) {}
    QString text(const char *name, const QString &otherwise = {}) const
    {
        if (m_body.is_object() && m_body.contains(name)) {
            const Json &value = m_body[name];
            return value.is_string() ? core::fromUtf8(value) : value.is_number_integer() ? QString::number(value.get<qint64>()) : otherwise;
        }
        const QString found = m_query.queryItemValue(QLatin1String(name), QUrl::FullyDecoded);
        return found.isEmpty() ? otherwise : found;
    }
    int number(const char *name, int otherwise) const
    {
        bool ok = false;
        const int value = text(name).toInt(&ok);
        return ok ? value : otherwise;
    }
    QStringList list(const char *name) const
    {
        if (m_body.is_object() && m_body.contains(name) && m_body[name].is_array()) {
            QStringList items;
            for (const Json &item : m_body[name]) {
                if (item.is_string())
                    items += core::fromUtf8(item);
            }
            return items;
        }
        return text(name).split(QLatin1Char(','), Qt::SkipEmptyParts);
    }
    std::map<QString, QString> map(const char *name) const
    {
        std::map<QString, QString> values;
        if (m_body.is_object() && m_body.contains(name) && m_body[name].is_object()) {
            for (const auto &[key, value] : m_body[name].items()) {
                if (value.is_string())
                    values[core::fromUtf8(key)] = core::fromUtf8(value);
            }
        }
        return values;
    }

private:
    const Json &m_body;
    QUrlQuery m_query;
};

using Switch = SoftSwitch::Private;

AriReply createChannel(Switch &s, const Arguments &arguments)
{
    const QString endpoint = arguments.text("endpoint");
    QString id = arguments.text("channelId");
    if (endpoint.isEmpty() || arguments.text("app").isEmpty())
        return refuse(400, QStringLiteral("Endpoint and app must be specified"));
    if (!endpoint.contains(QLatin1String("sip:")))
        return refuse(400, QStringLiteral("Invalid endpoint specified"));
    if (id.isEmpty())
        id = core::toText(core::newId());
    if (s.channels.contains(id))
        return refuse(409, QStringLiteral("Channel with given unique ID already exists"));
    Channel &channel = s.addChannel(id);
    channel.endpoint = endpoint;
    channel.name = QStringLiteral("PJSIP/call-out-%1").arg(++s.counter, 8, 16, QLatin1Char('0'));
    channel.variables = arguments.map("variables");
    channel.callerNumber = channel.variables.contains(QStringLiteral("CALLERID(num)")) ? channel.variables[QStringLiteral("CALLERID(num)")]
                                                                                      : QString();
    channel.exten = endpoint.section(QLatin1String("sip:"), 1).section(QLatin1Char('@'), 0, 0);
    if (!s.openMedia(channel)) {
        s.channels.remove(id);
        return refuse(500, QStringLiteral("No free RTP port"));
    }
    s.emitEvent(s.channelEvent("ChannelCreated", channel));
    const QStringList items = arguments.text("appArgs").split(QLatin1Char(','), Qt::SkipEmptyParts);
    s.emitLater([&s, id, items] {
        if (const auto found = s.channels.value(id))
            s.enterStasis(*found, items);
    });
    return {200, toAri(channel)};
}

AriReply play(Switch &s, Channel &channel, const Arguments &arguments)
{
    const QStringList media = arguments.list("media");
    if (media.isEmpty())
        return refuse(400, QStringLiteral("Media must be specified"));
    QString id = arguments.text("playbackId");
    if (id.isEmpty())
        id = core::toText(core::newId());
    if (s.playbacks.contains(id))
        return refuse(409, QStringLiteral("Playback with given ID already exists"));
    const Playback playback{id, channel.id, media};
    s.playbacks.insert(id, playback);
    channel.playbacks += id;
    s.media->play(channel.id, id, std::vector<QString>(media.begin(), media.end()), core::Millis(arguments.number("offsetms", 0)));
    return {201, toAri(playback)};
}

/// Dialplan contexts a channel may be sent to.
AriReply continueIn(Switch &s, Channel &channel, const QString &context)
{
    if (context == QLatin1String("svc-echo") || context == QLatin1String("svc-stream_echo")) {
        s.leaveStasis(channel);
        s.leaveBridge(channel);
        channel.context = context;
        s.media->setEcho(channel.id, true);
        return {204};
    }
    if (context == QLatin1String("svc-stasis")) {
        const QString from = std::exchange(channel.context, QStringLiteral("default"));
        s.media->setEcho(channel.id, false);
        s.enterStasis(channel, {QStringLiteral("context_type=call"), QStringLiteral("context=call-svc"), QLatin1String("context_from=") + from});
        return {204};
    }
    return refuse(501, QStringLiteral("The switch has no dialplan context \"%1\"").arg(context));
}

media::Direction directionOf(const QString &name)
{
    return name == QLatin1String("in") ? media::Direction::In : name == QLatin1String("out") ? media::Direction::Out : media::Direction::Both;
}

Json statistics(const Switch &s, const Channel &channel)
{
    const auto stats = s.media->stats(channel.id).value_or(media::StreamStats());
    // E-model (ITU-T G.107) with the defaults of G.711: delay by the buffer, loss with Bpl 25.1.
    const double delay = stats.bufferMs + 20.0;
    const double loss = stats.lossPercent;
    const double rating = 93.2 - 0.024 * delay - (delay > 177.3 ? 0.11 * (delay - 177.3) : 0) - 95 * loss / (loss + 25.1);
    const double mos = rating <= 0 ? 1 : std::min(4.5, 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6);
    return Json{{"channel_uniqueid", core::utf8(channel.id)},
                {"txcount", stats.packetsSent},
                {"rxcount", stats.packetsReceived},
                {"rxploss", stats.packetsLost},
                {"rxjitter", stats.jitterMs / 1000.0},
                {"dropped", stats.packetsDropped},
                {"loss_percent", stats.lossPercent},
                {"buffer_ms", stats.bufferMs},
                {"level_in", stats.levelIn},
                {"level_out", stats.levelOut},
                {"mos", mos},
                {"codec", channel.agreement.encoding.toStdString()}};
}

AriReply onChannel(Switch &s, Channel &channel, const QString &method, const QString &verb, const Arguments &arguments)
{
    const bool on = method == QLatin1String("POST");
    const bool off = method == QLatin1String("DELETE");
    if (verb.isEmpty()) {
        if (method == QLatin1String("GET"))
            return {200, toAri(channel)};
        if (!off)
            return refuse(405, QStringLiteral("Method not allowed"));
        s.destroy(channel.id, arguments.number("reason_code", 16));
        return {204};
    }
    if (verb == QLatin1String("variable")) {
        const QString name = arguments.text("variable");
        if (method == QLatin1String("GET")) {
            const bool callId = name == QLatin1String("CHANNEL(pjsip,call-id)");
            const auto found = channel.variables.find(name);
            if (!callId && found == channel.variables.end())
                return refuse(404, QStringLiteral("Provided variable was not found"));
            return {200, Json{{"value", core::utf8(callId ? channel.sipCallId : found->second)}}};
        }
        channel.variables[name] = arguments.text("value");
        Json event = s.channelEvent("ChannelVarset", channel);
        event["variable"] = core::utf8(name);
        event["value"] = core::utf8(channel.variables[name]);
        s.emitEvent(std::move(event));
        return {204};
    }
    if (verb == QLatin1String("rtp_statistics") && method == QLatin1String("GET"))
        return {200, statistics(s, channel)};
    if (verb == QLatin1String("hold") && (on || off)) {
        s.media->setMusic(channel.id, on ? QStringLiteral("music") : QString());
        return {204};
    }
    if (verb == QLatin1String("moh") && (on || off)) {
        s.media->setMusic(channel.id, on ? QStringLiteral("music") : QString());
        return {204};
    }
    if (verb == QLatin1String("silence") && (on || off))
        return {204}; // silence flows whenever nothing else does
    if (verb == QLatin1String("mute") && (on || off)) {
        s.media->setMute(channel.id, directionOf(arguments.text("direction", QStringLiteral("both"))), on);
        return {204};
    }
    if (!on)
        return refuse(405, QStringLiteral("Method not allowed"));
    if (!channel.inStasis)
        return refuse(409, QStringLiteral("Channel not in Stasis application"));
    if (verb == QLatin1String("answer")) {
        if (!channel.incoming)
            return refuse(409, QStringLiteral("Channel in invalid state"));
        s.answer(channel);
        return {204};
    }
    if (verb == QLatin1String("ring")) {
        if (channel.incoming && !channel.answered)
            s.stack->ring(channel.leg);
        else
            s.media->setRingback(channel.id, true);
        return {204};
    }
    if (verb == QLatin1String("dial")) {
        if (channel.incoming || !channel.leg.isEmpty())
            return refuse(409, QStringLiteral("Channel is already dialed"));
        s.dial(channel, arguments.number("timeout", 60));
        return {204};
    }
    if (verb == QLatin1String("play"))
        return play(s, channel, arguments);
    if (verb == QLatin1String("dtmf")) {
        s.media->sendDigits(channel.id, arguments.text("dtmf"), core::Millis(arguments.number("before", 0)),
                            core::Millis(arguments.number("between", 100)), core::Millis(arguments.number("duration", 100)),
                            core::Millis(arguments.number("after", 0)));
        return {204};
    }
    if (verb == QLatin1String("continue"))
        return continueIn(s, channel, arguments.text("context"));
    return refuse(501, QStringLiteral("The switch does not have \"%1\" yet").arg(verb));
}

AriReply onBridge(Switch &s, const QString &id, const QString &method, const QString &verb, const Arguments &arguments)
{
    Bridge &bridge = s.bridges[id];
    if (verb.isEmpty()) {
        if (method == QLatin1String("GET"))
            return {200, toAri(bridge)};
        if (method == QLatin1String("DELETE")) {
            s.destroyBridge(id);
            return {204};
        }
        return refuse(405, QStringLiteral("Method not allowed"));
    }
    if (verb != QLatin1String("addChannel") && verb != QLatin1String("removeChannel"))
        return refuse(501, QStringLiteral("The switch does not have \"%1\" on bridges yet").arg(verb));
    const QStringList wanted = arguments.list("channel");
    if (wanted.isEmpty())
        return refuse(400, QStringLiteral("Channel must be specified"));
    for (const QString &name : wanted) {
        const auto channel = s.channels.value(name);
        if (!channel)
            return refuse(400, QStringLiteral("Channel not found"));
        if (!channel->inStasis)
            return refuse(422, QStringLiteral("Channel not in Stasis application"));
        if (verb == QLatin1String("removeChannel")) {
            if (channel->bridge != id)
                return refuse(422, QStringLiteral("Channel not in this bridge"));
            s.leaveBridge(*channel);
            continue;
        }
        if (channel->bridge == id)
            continue;
        s.leaveBridge(*channel);
        channel->bridge = id;
        Bridge &into = s.bridges[id];
        into.channels += name;
        s.media->addToBridge(id, name, arguments.text("mute") == QLatin1String("true"));
        Json event = s.channelEvent("ChannelEnteredBridge", *channel);
        event["bridge"] = toAri(into);
        s.emitEvent(std::move(event));
    }
    return {204};
}

AriReply createBridge(Switch &s, const Arguments &arguments)
{
    QString id = arguments.text("bridgeId");
    if (id.isEmpty())
        id = core::toText(core::newId());
    if (s.bridges.contains(id))
        return refuse(409, QStringLiteral("Bridge with given ID already exists"));
    Bridge bridge;
    bridge.id = id;
    bridge.name = arguments.text("name");
    bridge.type = arguments.text("type", QStringLiteral("mixing"));
    bridge.created = s.clock->wall();
    s.bridges.insert(id, bridge);
    s.media->createBridge(id);
    s.emitEvent(Json{{"type", "BridgeCreated"}, {"bridge", toAri(bridge)}});
    return {200, toAri(bridge)};
}

AriReply redirect(Switch &s, const Json &body)
{
    const Arguments arguments(body, {});
    const QString name = arguments.text("Channel");
    for (const auto &channel : std::as_const(s.channels)) {
        if (channel->name != name && channel->id != name)
            continue;
        const AriReply reply = continueIn(s, *channel, arguments.text("Context"));
        const bool good = reply.status < 300;
        return {200, Json{{"Response", good ? "Success" : "Error"}, {"Message", good ? "Redirect successful" : "Redirect failed"}}};
    }
    return {200, Json{{"Response", "Error"}, {"Message", "Channel does not exist"}}};
}
} // namespace

AriReply SoftSwitch::Private::handle(const AriRequest &request)
{
    const Arguments arguments(request.body, request.path);
    const QString path = request.path.section(QLatin1Char('?'), 0, 0);
    const QStringList parts = path.split(QLatin1Char('/'), Qt::SkipEmptyParts);
    const QString kind = parts.value(1);
    const QString id = QUrl::fromPercentEncoding(parts.value(2).toUtf8());
    const QString verb = parts.mid(3).join(QLatin1Char('/'));
    if (parts.value(0) == QLatin1String("ami")) {
        if (arguments.text("Action") == QLatin1String("Redirect"))
            return redirect(*this, request.body);
        return {200, Json{{"Response", "Error"}, {"Message", "Invalid/unknown command"}}};
    }
    if (kind == QLatin1String("channels")) {
        if (id.isEmpty()) {
            Json all = Json::array();
            for (const auto &channel : std::as_const(channels))
                all.push_back(toAri(*channel));
            return {200, std::move(all)};
        }
        if (id == QLatin1String("create") && verb.isEmpty())
            return createChannel(*this, arguments);
        if (id == QLatin1String("externalMedia"))
            return refuse(501, QStringLiteral("The switch does not have external media yet"));
        const auto channel = channels.value(id);
        return channel ? onChannel(*this, *channel, request.method, verb, arguments) : noChannel();
    }
    if (kind == QLatin1String("bridges")) {
        if (!id.isEmpty())
            return bridges.contains(id) ? onBridge(*this, id, request.method, verb, arguments) : noBridge();
        if (request.method == QLatin1String("POST"))
            return createBridge(*this, arguments);
        Json all = Json::array();
        for (const Bridge &bridge : std::as_const(bridges))
            all.push_back(toAri(bridge));
        return {200, std::move(all)};
    }
    if (kind == QLatin1String("playbacks")) {
        const auto playback = playbacks.constFind(id);
        if (playback == playbacks.cend())
            return refuse(404, QStringLiteral("Playback not found"));
        if (request.method == QLatin1String("GET"))
            return {200, toAri(*playback)};
        media->stopPlayback(id);
        return {204};
    }
    if (kind == QLatin1String("asterisk") && id == QLatin1String("info"))
        return {200, Json{{"system", {{"version", "Voxboard SoftSwitch"}, {"entity_id", core::utf8(config.asteriskId)}}}}};
    return refuse(404, QStringLiteral("Resource not found"));
}

} // namespace telephony::softswitch
