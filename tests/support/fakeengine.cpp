// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/fakeengine.h"

#include "contract/names.h"

#include <QRegularExpression>

using contract::Reply;
using core::Json;

namespace {
std::string str(const QString &value) { return core::utf8(value); }
const QString channelsPath = QStringLiteral("/ari/channels/");

QString member(const Json &json, const char *name)
{
    return json.is_object() && json.contains(name) && json[name].is_string() ? core::fromUtf8(json[name].get<std::string>())
                                                                             : QString();
}
} // namespace

FakeEngine::FakeEngine(bus::Bus &bus, QString asteriskId) : m_bus(bus), m_asteriskId(std::move(asteriskId))
{
    for (const QString &queue :
         {contract::asteriskQueue(m_asteriskId), contract::asteriskCallQueue, contract::asteriskConferenceQueue})
        m_queues.push_back(m_bus.serve(queue, [this, queue](bus::Request request) { return handle(queue, std::move(request)); }));
}

core::Task<Reply> FakeEngine::handle(QString queue, bus::Request request)
{
    const Json body = request.data.toJson();
    m_asked.push_back({queue, request.method + QLatin1Char(' ') + request.uri, body});
    for (auto refused = m_refused.begin(); refused != m_refused.end(); ++refused) {
        if (!m_asked.back().what.endsWith(refused.key()))
            continue;
        const int status = refused.value();
        if (m_refusedOnce.remove(refused.key()))
            m_refused.erase(refused);
        co_return Reply::status(status);
    }
    const QStringList path = request.uri.split(QLatin1Char('/'), Qt::SkipEmptyParts);
    if (request.uri == QLatin1String("/ami")) {
        const QString name = member(body, "Channel");
        for (auto it = m_channels.begin(); it != m_channels.end(); ++it) {
            if (name.endsWith(it.key()))
                reenter(it.key());
        }
        co_return Reply::ok(Json{{"Response", "Success"}});
    }
    if (path.value(1) == QLatin1String("channels"))
        co_return onChannels(request.method, path, body);
    if (path.value(1) == QLatin1String("bridges"))
        co_return onBridges(request.method, path, body);
    if (path.value(1) == QLatin1String("recordings") && path.value(4) == QLatin1String("stop")) {
        const QString name = path.value(3);
        if (!m_recordings.contains(name))
            co_return Reply::status(404);
        finishRecording(name);
        co_return Reply::status(204);
    }
    if (request.uri == QLatin1String("/proxy/recording_file_move")) {
        m_moved += core::as<QStringList>(body["filenames"]);
        co_return Reply::ok();
    }
    if (path.value(1) == QLatin1String("playbacks")) {
        for (auto it = m_channels.begin(); it != m_channels.end(); ++it) {
            if (it->playback != path.value(2))
                continue;
            finishPlayback(it.key());
            co_return Reply::status(204);
        }
        co_return Reply::status(404);
    }
    co_return Reply::status(404);
}

Reply FakeEngine::onChannels(const QString &method, const QStringList &path, const Json &body)
{
    const QString id = path.value(2);
    if (id == QLatin1String("create"))
        return create(body);
    if (id == QLatin1String("externalMedia"))
        return externalMedia(body);
    if (!m_channels.contains(id))
        return Reply::status(404);
    const QString verb = path.value(3).section(QLatin1Char('?'), 0, 0);
    static const QStringList anywhere{QString(), QStringLiteral("variable"), QStringLiteral("snoop"), QStringLiteral("mute")};
    if (!m_channels[id].inStasis && !anywhere.contains(verb))
        return Reply::status(409);
    if (verb == QLatin1String("variable"))
        return Reply::ok(Json{{"value", "sip-" + str(id)}});
    if (verb == QLatin1String("snoop"))
        return snoop(id, body);
    if (verb == QLatin1String("record"))
        return record(id, body);
    if (verb.isEmpty() && method == QLatin1String("GET"))
        return Reply::ok(toJson(id));
    if (verb.isEmpty())
        release(id, member(body, "reason_code").toInt());
    else if (verb == QLatin1String("answer"))
        setState(id, QStringLiteral("Up"));
    else if (verb == QLatin1String("dial") && m_dialRefusals.contains(m_channels[id].endpoint))
        release(id, m_dialRefusals.value(m_channels[id].endpoint));
    else if (verb == QLatin1String("continue")) {
        m_channels[id].inStasis = false;
        channelEvent("StasisEnd", id);
    } else if (verb == QLatin1String("play")) {
        m_channels[id].playback = member(body, "playbackId");
        playbackEvent("PlaybackStarted", id);
    }
    return Reply::status(204);
}

Reply FakeEngine::onBridges(const QString &method, const QStringList &path, const Json &body)
{
    if (path.size() == 2) {
        const QString id = member(body, "bridgeId");
        m_bridges.insert(id, member(body, "name"));
        bridgeEvent("BridgeCreated", id);
        return Reply::ok(Json{{"id", str(id)}});
    }
    const QString id = path.value(2);
    const QString verb = path.value(3);
    const QString channel = member(body, "channel");
    if (!m_bridges.contains(id))
        return Reply::status(404);
    if (verb.isEmpty() && method == QLatin1String("GET"))
        return Reply::ok(Json{{"id", str(id)}});
    if (verb.isEmpty()) {
        bridgeEvent("BridgeDestroyed", id);
        m_bridges.remove(id);
        return Reply::status(204);
    }
    if (verb == QLatin1String("record"))
        return record(id, body);
    if (verb == QLatin1String("addChannel") && !m_channels.contains(channel))
        return Reply::status(404);
    if (verb == QLatin1String("addChannel") && !m_channels[channel].inStasis)
        return Reply::status(409);
    const Json bridge{{"bridge", {{"id", str(id)}}}};
    if (verb == QLatin1String("addChannel"))
        channelEvent("ChannelEnteredBridge", channel, bridge);
    else if (verb == QLatin1String("removeChannel"))
        channelEvent("ChannelLeftBridge", channel, bridge);
    return Reply::status(204);
}

Reply FakeEngine::snoop(const QString &channel, const Json &body)
{
    const QString id = member(body, "snoopId");
    Channel made;
    made.tech = QStringLiteral("Snoop");
    made.state = QStringLiteral("Up");
    m_channels.insert(id, made);
    m_snoops[channel] += id;
    channelEvent("ChannelCreated", id);
    channelEvent("StasisStart", id, Json{{"args", core::toJson(member(body, "appArgs").split(QLatin1Char(',')))}});
    return Reply::ok(toJson(id));
}

Reply FakeEngine::externalMedia(const Json &body)
{
    const QString id = member(body, "channel_id");
    Channel made;
    made.tech = QStringLiteral("UnicastRTP");
    made.state = QStringLiteral("Up");
    m_channels.insert(id, made);
    channelEvent("ChannelCreated", id);
    channelEvent("StasisStart", id, Json{{"args", core::toJson(member(body, "data").split(QLatin1Char(',')))}});
    Json answer = toJson(id);
    answer["channelvars"] = {{"UNICASTRTP_LOCAL_ADDRESS", "127.0.0.1"},
                             {"UNICASTRTP_LOCAL_PORT", "16384"},
                             {"MEDIA_WEBSOCKET_CONNECTION_ID", "socket-1"}};
    return Reply::ok(std::move(answer));
}

Reply FakeEngine::record(const QString &target, const Json &body)
{
    const QString name = member(body, "name");
    if (m_recordings.contains(name))
        return Reply::status(409);
    m_recordings.insert(name, target);
    emitEvent(Json{{"type", "RecordingStarted"}, {"recording", {{"name", str(name)}, {"state", "recording"}}}});
    return Reply::ok(Json{{"name", str(name)}});
}

void FakeEngine::finishRecording(const QString &name)
{
    if (m_recordings.remove(name) > 0)
        emitEvent(Json{{"type", "RecordingFinished"}, {"recording", {{"name", str(name)}, {"state", "done"}}}});
}

void FakeEngine::judge(const QString &listener, const QString &status)
{
    const QStringList arguments{QStringLiteral("context_type=call"), QStringLiteral("context=call-svc"),
                                QStringLiteral("context_from=svc-amd"), QLatin1String("amd_status=") + status,
                                QStringLiteral("amd_cause=")};
    m_channels[listener].inStasis = true;
    channelEvent("StasisStart", listener, Json{{"args", core::toJson(arguments)}});
}

void FakeEngine::bridgeEvent(const char *type, const QString &bridge)
{
    const Json body{{"id", str(bridge)}, {"name", str(m_bridges.value(bridge))}, {"bridge_type", "mixing"}};
    emitEvent(Json{{"type", type}, {"bridge", body}});
}

Reply FakeEngine::create(const Json &body)
{
    const QString id = member(body, "channelId");
    Channel channel;
    channel.endpoint = member(body, "endpoint");
    m_channels.insert(id, channel);
    channelEvent("ChannelCreated", id);
    channelEvent("StasisStart", id, Json{{"args", core::toJson(member(body, "appArgs").split(QLatin1Char(',')))}});
    return Reply::ok(toJson(id));
}

QString FakeEngine::callIn(const QString &domain, const QString &from, const QString &to, const QString &state)
{
    const QString id = core::toText(core::newId());
    Channel channel;
    channel.state = state;
    channel.caller = from;
    channel.exten = to;
    m_channels.insert(id, channel);
    channelEvent("ChannelCreated", id);
    const QStringList arguments{QStringLiteral("context_type=call"), QStringLiteral("context=call-in"),
                                QLatin1String("domain=") + domain,   QStringLiteral("direction=incoming"),
                                QStringLiteral("transport=udp"),     QStringLiteral("sip_call_id=abc@phone"),
                                QLatin1String("source=") + from};
    channelEvent("StasisStart", id, Json{{"args", core::toJson(arguments)}});
    return id;
}

void FakeEngine::release(const QString &channel, int cause)
{
    if (!m_channels.contains(channel))
        return;
    for (const QString &name : m_recordings.keys(channel))
        finishRecording(name);
    channelEvent("ChannelDestroyed", channel, Json{{"cause", cause}, {"cause_txt", ""}});
    m_channels.remove(channel);
    for (const QString &snoop : m_snoops.take(channel))
        release(snoop, cause);
}

void FakeEngine::press(const QString &channel, const QString &digit, int ms)
{
    channelEvent("ChannelDtmfReceived", channel, Json{{"digit", str(digit)}, {"duration_ms", ms}});
}

void FakeEngine::finishPlayback(const QString &channel)
{
    playbackEvent("PlaybackFinished", channel);
    m_channels[channel].playback.clear();
}

void FakeEngine::reenter(const QString &channel)
{
    const QStringList arguments{QStringLiteral("context_type=call"), QStringLiteral("context=call-svc"),
                                QStringLiteral("context_from=svc-stasis")};
    m_channels[channel].inStasis = true;
    channelEvent("StasisStart", channel, Json{{"args", core::toJson(arguments)}});
}

void FakeEngine::setState(const QString &channel, const QString &state)
{
    m_channels[channel].state = state;
    channelEvent("ChannelStateChange", channel);
}

void FakeEngine::sendEarlyMedia(const QString &channel)
{
    emitEvent(Json{{"type", "Dial"}, {"dialstatus", "PROGRESS"}, {"peer", toJson(channel)}});
}

void FakeEngine::channelEvent(const char *type, const QString &channel, Json more)
{
    more["type"] = type;
    more["channel"] = toJson(channel);
    emitEvent(std::move(more));
}

void FakeEngine::playbackEvent(const char *type, const QString &channel)
{
    const Json playback{
        {"id", str(m_channels.value(channel).playback)}, {"target_uri", "channel:" + str(channel)}, {"state", "playing"}};
    emitEvent(Json{{"type", type}, {"playback", playback}});
}

void FakeEngine::emitEvent(Json event)
{
    event["application"] = "voipbin";
    event["asterisk_id"] = str(m_asteriskId);
    event["timestamp"] = "2026-01-01T00:00:00.000+0000";
    m_bus.publish(contract::asteriskEvents,
                  bus::Event{QStringLiteral("ari_event"), contract::service::asteriskProxy, bus::Payload(std::move(event))});
}

Json FakeEngine::toJson(const QString &id) const
{
    const Channel channel = m_channels.value(id);
    return Json{{"id", str(id)},
                {"name", str(channel.tech) + "/phone-" + str(id)},
                {"state", str(channel.state)},
                {"caller", {{"name", ""}, {"number", str(channel.caller)}}},
                {"connected", {{"name", ""}, {"number", ""}}},
                {"dialplan", {{"context", "default"}, {"exten", str(channel.exten)}, {"priority", 1}}}};
}

QStringList FakeEngine::asked() const
{
    static const QRegularExpression id(QStringLiteral("/[0-9a-f]{8}-[0-9a-f-]{27}"));
    QStringList found;
    for (const Asked &one : m_asked)
        found += QString(one.what).replace(id, QString());
    return found;
}

FakeEngine::Asked FakeEngine::last(const QString &tail) const
{
    for (auto one = m_asked.rbegin(); one != m_asked.rend(); ++one) {
        if (one->what.endsWith(tail))
            return *one;
    }
    return {};
}

int FakeEngine::count(const QString &tail) const
{
    return int(std::count_if(m_asked.begin(), m_asked.end(), [&](const Asked &one) { return one.what.endsWith(tail); }));
}

QString FakeEngine::channelTo(const QString &endpoint) const
{
    for (auto it = m_channels.begin(); it != m_channels.end(); ++it) {
        if (it->endpoint == endpoint)
            return it.key();
    }
    return {};
}
