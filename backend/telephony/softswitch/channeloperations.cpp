// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/softswitch/operations.h"

#include <array>

namespace telephony::softswitch {
namespace {
const QString music = QStringLiteral("music");

AriReply show(Switch &, Channel &channel, const Arguments &) { return {200, toJson(channel)}; }

AriReply hangup(Switch &s, Channel &channel, const Arguments &arguments)
{
    const QString reason = arguments.text("reason");
    int cause = arguments.number("reason_code", reason.isEmpty() ? causeNormal : ari::causeOf(reason));
    if (cause <= 0)
        return refuse(400, QStringLiteral("Invalid reason for hangup provided"));
    Json event = s.channelEvent("ChannelHangupRequest", channel);
    event["cause"] = cause;
    event["soft"] = true;
    s.emitEvent(std::move(event), channel);
    s.destroy(channel.id, cause);
    return {204};
}

AriReply answer(Switch &s, Channel &channel, const Arguments &)
{
    if (!channel.incoming && !channel.answered)
        return refuse(409, QStringLiteral("Channel in invalid state"));
    s.answer(channel);
    return {204};
}

AriReply ring(Switch &s, Channel &channel, const Arguments &)
{
    if (channel.incoming && !channel.answered)
        channel.listener->stack->ring(channel.leg);
    else
        s.media->setRingback(channel.id, true);
    return {204};
}

AriReply ringStop(Switch &s, Channel &channel, const Arguments &)
{
    s.media->setRingback(channel.id, false);
    return {204};
}

AriReply dial(Switch &s, Channel &channel, const Arguments &arguments)
{
    if (channel.incoming || !channel.leg.isEmpty() || channel.state != QLatin1String("Down"))
        return refuse(409, QStringLiteral("Channel cannot be dialed"));
    s.dial(channel, arguments.number("timeout", 60));
    return {204};
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
    const ari::Playback playback{id, channel.id, media};
    s.playbacks.insert(id, playback);
    channel.playbacks += id;
    s.media->play(channel.id, id, std::vector<QString>(media.begin(), media.end()),
                  core::Millis(arguments.number("offsetms", 0)));
    return {201, toJson(playback)};
}

AriReply dtmf(Switch &s, Channel &channel, const Arguments &arguments)
{
    const QString digits = arguments.text("dtmf").toUpper();
    if (digits.isEmpty())
        return refuse(400, QStringLiteral("DTMF is required"));
    const auto time = [&](const char *name, int otherwise) {
        return core::Millis(std::clamp(arguments.number(name, otherwise), 0, 60'000));
    };
    s.media->sendDigits(channel.id, digits, time("before", 0), time("between", 100), time("duration", 100), time("after", 0));
    return {204};
}

AriReply proceed(Switch &s, Channel &channel, const Arguments &arguments)
{
    return continueIn(s, channel, arguments.text("context"));
}

AriReply musicOn(Switch &s, Channel &channel, const Arguments &)
{
    s.media->setMusic(channel.id, music);
    return {204};
}

AriReply musicOff(Switch &s, Channel &channel, const Arguments &)
{
    s.media->setMusic(channel.id, {});
    return {204};
}

/// Silence flows whenever nothing else does.
AriReply nothing(Switch &, Channel &, const Arguments &) { return {204}; }

AriReply setMute(Switch &s, Channel &channel, const Arguments &arguments, bool on)
{
    const QString direction = arguments.text("direction", QStringLiteral("both"));
    if (direction == QLatin1String("both"))
        s.media->setMute(channel.id, media::Direction::Both, on);
    else if (direction == QLatin1String("in"))
        s.media->setMute(channel.id, media::Direction::In, on);
    else if (direction == QLatin1String("out"))
        s.media->setMute(channel.id, media::Direction::Out, on);
    else
        return refuse(400, QStringLiteral("The direction must be both, in or out"));
    return {204};
}
AriReply mute(Switch &s, Channel &channel, const Arguments &arguments) { return setMute(s, channel, arguments, true); }
AriReply unmute(Switch &s, Channel &channel, const Arguments &arguments) { return setMute(s, channel, arguments, false); }

AriReply getVariable(Switch &, Channel &channel, const Arguments &arguments)
{
    const QString name = arguments.text("variable");
    if (name.isEmpty())
        return refuse(400, QStringLiteral("Variable name is required"));
    const std::map<QString, QString> builtin{{QStringLiteral("CHANNEL(pjsip,call-id)"), channel.protocolId},
                                             {QStringLiteral("CHANNEL(name)"), channel.name},
                                             {QStringLiteral("CALLERID(num)"), channel.callerNumber},
                                             {QStringLiteral("CALLERID(name)"), channel.callerName}};
    const auto &values = channel.variables.contains(name) ? channel.variables : builtin;
    const auto found = values.find(name);
    return found == values.end() ? refuse(404, QStringLiteral("Provided variable was not found"))
                                 : AriReply{200, Json{{"value", core::utf8(found->second)}}};
}

AriReply setVariable(Switch &s, Channel &channel, const Arguments &arguments)
{
    const QString name = arguments.text("variable");
    if (name.isEmpty())
        return refuse(400, QStringLiteral("Variable name is required"));
    const QString value = arguments.text("value");
    channel.variables[name] = value;
    Json event = s.channelEvent("ChannelVarset", channel);
    event["variable"] = core::utf8(name);
    event["value"] = core::utf8(value);
    s.emitEvent(std::move(event), channel);
    return {204};
}

/// Asterisk's members as far as they are measured, and our own behind them.
AriReply statistics(Switch &s, Channel &channel, const Arguments &)
{
    const ChannelStats stats = s.statsOf(channel);
    return {200, Json{{"channel_uniqueid", core::utf8(channel.id)},
                      {"txcount", stats.packetsSent},
                      {"rxcount", stats.packetsReceived},
                      {"rxploss", stats.packetsLost},
                      {"rxjitter", stats.jitterMs / 1000.0},
                      {"dropped", stats.packetsDropped},
                      {"loss_percent", stats.lossPercent},
                      {"buffer_ms", stats.bufferMs},
                      {"level_in", stats.levelIn},
                      {"level_out", stats.levelOut},
                      {"mos", stats.mos},
                      {"codec", core::utf8(stats.codec)}}};
}

struct Operation
{
    const char *method, *verb;
    bool inStasis; ///< refused with 409 while no application holds the channel
    AriReply (*run)(Switch &, Channel &, const Arguments &);
};
constexpr std::array operations{
    Operation{"GET", "", false, show}, Operation{"DELETE", "", false, hangup}, Operation{"GET", "variable", false, getVariable},
    Operation{"POST", "variable", false, setVariable}, Operation{"GET", "rtp_statistics", false, statistics},
    Operation{"POST", "answer", true, answer}, Operation{"POST", "ring", true, ring}, Operation{"DELETE", "ring", true, ringStop},
    Operation{"POST", "dial", true, dial}, Operation{"POST", "continue", true, proceed}, Operation{"POST", "play", true, play},
    Operation{"POST", "dtmf", true, dtmf}, Operation{"POST", "hold", true, musicOn}, Operation{"DELETE", "hold", true, musicOff},
    Operation{"POST", "moh", true, musicOn}, Operation{"DELETE", "moh", true, musicOff},
    Operation{"POST", "silence", true, nothing}, Operation{"DELETE", "silence", true, nothing},
    // An Asterisk refuses these two outside of Stasis. An operator mutes an echo, too.
    Operation{"POST", "mute", false, mute}, Operation{"DELETE", "mute", false, unmute}};
} // namespace

AriReply listChannels(Switch &s)
{
    Json all = Json::array();
    for (const auto &channel : std::as_const(s.channels))
        all.push_back(toJson(*channel));
    return {200, std::move(all)};
}

AriReply createChannel(Switch &s, const Arguments &arguments)
{
    const QString endpoint = arguments.text("endpoint");
    if (endpoint.isEmpty() || arguments.text("app").isEmpty())
        return refuse(400, QStringLiteral("Endpoint and app must be specified"));
    const QString uri = endpoint.mid(endpoint.indexOf(QLatin1String("sip:"), 0, Qt::CaseInsensitive));
    if (!uri.startsWith(QLatin1String("sip:"), Qt::CaseInsensitive) || uri.contains(QLatin1Char('\n')))
        return refuse(400, QStringLiteral("Invalid endpoint specified"));
    QString id = arguments.text("channelId");
    if (id.isEmpty())
        id = core::toText(core::newId());
    if (s.channels.contains(id))
        return refuse(409, QStringLiteral("Channel with given unique ID already exists"));
    Channel &channel = s.addChannel(id);
    channel.endpoint = endpoint;
    channel.listener = s.routeTo(uri).first;
    channel.name =
        QStringLiteral("PJSIP/%1-%2").arg(endpoint.section(QLatin1Char('/'), 1, 1)).arg(++s.counter, 8, 16, QLatin1Char('0'));
    channel.protocolId = core::toText(core::newId());
    channel.variables = arguments.map("variables");
    const auto take = [&](const char *name) {
        const auto found = channel.variables.find(QLatin1String(name));
        return found == channel.variables.end() ? QString() : found->second;
    };
    channel.callerNumber = take("CALLERID(num)");
    channel.callerName = take("CALLERID(name)");
    channel.exten = uri.mid(4).section(QLatin1Char('@'), 0, 0);
    if (!s.openMedia(channel)) {
        s.channels.remove(id);
        return refuse(500, QStringLiteral("No free RTP port"));
    }
    s.emitEvent(s.channelEvent("ChannelCreated", channel));
    s.enterStasis(channel, arguments.text("appArgs").split(QLatin1Char(','), Qt::SkipEmptyParts));
    return {200, toJson(channel)};
}

AriReply continueIn(Switch &s, Channel &channel, const QString &context)
{
    if (context == QLatin1String("svc-echo") || context == QLatin1String("svc-stream_echo")) {
        s.leaveBridge(channel);
        s.leaveStasis(channel);
        channel.context = context;
        s.media->setEcho(channel.id, true);
        return {204};
    }
    if (context == QLatin1String("svc-stasis")) {
        const QString from = std::exchange(channel.context, QStringLiteral("default"));
        s.media->setEcho(channel.id, false);
        s.enterStasis(channel, {QStringLiteral("context_type=call"), QStringLiteral("context=call-svc"),
                                QLatin1String("context_from=") + from});
        return {204};
    }
    return refuse(501, QStringLiteral("This switch has no dialplan context \"%1\"").arg(context));
}

AriReply onChannel(Switch &s, Channel &channel, const QString &method, const QString &verb, const Arguments &arguments)
{
    bool known = false;
    for (const Operation &one : operations) {
        if (verb != QLatin1String(one.verb))
            continue;
        known = true;
        if (method != QLatin1String(one.method))
            continue;
        if (one.inStasis && !channel.inStasis)
            return refuse(409, QStringLiteral("Channel not in Stasis application"));
        return one.run(s, channel, arguments);
    }
    return known ? refuse(405, QStringLiteral("Method not allowed")) : refuse(404, QStringLiteral("Resource not found"));
}

} // namespace telephony::softswitch
