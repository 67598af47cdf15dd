// SPDX-License-Identifier: GPL-3.0-or-later
// Operations on a channel.
#include "telephony/softswitch/channelmaking.h"
#include "telephony/softswitch/farend.h"
#include "telephony/softswitch/route.h"

#include <array>

namespace telephony::softswitch {
namespace {
const QString holdMusic = QStringLiteral("music");

AriReply show(Switch &, Channel &channel, const Asked &) { return {200, toJson(channel)}; }

AriReply hangup(Switch &s, Channel &channel, const Asked &asked)
{
    const QString reason = asked.arguments.text("reason"), code = asked.arguments.text("reason_code");
    if (!reason.isEmpty() && !code.isEmpty())
        return refuse(400, QStringLiteral("The reason and reason_code can't both be specified"));
    int cause = causeNormal;
    if (!code.isEmpty()) {
        bool number = false;
        cause = code.toInt(&number);
        if (!number)
            cause = ari::causeOf(code);
    } else if (!reason.isEmpty()) {
        cause = ari::causeOf(reason);
    }
    if (cause <= 0)
        return refuse(400, QStringLiteral("Invalid reason for hangup reason provided"));
    ari::Event event = s.channelEvent("ChannelHangupRequest", channel);
    event["cause"] = cause;
    event["soft"] = true;
    s.emitEvent(std::move(event), channel);
    s.destroy(channel.id, cause);
    return {204};
}

AriReply answer(Switch &s, Channel &channel, const Asked &)
{
    if (!channel.incoming && !channel.answered)
        return refuse(412, QStringLiteral("Channel in invalid state"));
    s.answerChannel(channel);
    return {204};
}

AriReply ringChannel(Switch &s, Channel &channel, const Asked &)
{
    const auto far = channel.farEnd;
    if (channel.answered)
        s.media->setRingback(channel.id, true);
    else if (far)
        far->ring();
    else if (channel.incoming)
        channel.listener->stack->ring(channel.leg);
    return {204};
}

AriReply ringStop(Switch &s, Channel &channel, const Asked &)
{
    s.media->setRingback(channel.id, false);
    return {204};
}

AriReply progress(Switch &s, Channel &channel, const Asked &)
{
    s.progress(channel);
    return {204};
}

AriReply dial(Switch &s, Channel &channel, const Asked &asked)
{
    if (channel.state != QLatin1String("Down") || channel.dialing || channel.incoming)
        return refuse(409, QStringLiteral("Channel is not in the 'Down' state"));
    dialChannel(s, channel, asked.arguments.text("caller"), asked.arguments.number("timeout", 0));
    return {204};
}

AriReply dtmf(Switch &s, Channel &channel, const Asked &asked)
{
    const QString digits = asked.arguments.text("dtmf").toUpper();
    if (digits.isEmpty())
        return refuse(400, QStringLiteral("DTMF is required"));
    const auto time = [&](const char *name, int otherwise) {
        return core::Millis(std::clamp(asked.arguments.number(name, otherwise), 0, 60'000));
    };
    const core::Millis duration = time("duration", 100);
    if (channel.farEnd && channel.farEnd->sendDigits(digits, int(duration.count())))
        return {204};
    s.media->sendDigits(channel.id, digits, time("before", 0), time("between", 100), duration, time("after", 0));
    return {204};
}

/// The SIP address that an endpoint has for others: written out, or an extension of ours. Empty: neither.
QString publicUri(const Switch &s, const QString &endpoint)
{
    if (const QString uri = uriOf(endpoint); !uri.isEmpty())
        return uri;
    const QString name = endpoint.section(QLatin1Char('/'), 1, 1);
    for (const sip::Credential &one : s.credentials) {
        if (name == one.user || name == one.user + QLatin1Char('@') + one.realm)
            return QLatin1String("sip:") + one.user + QLatin1Char('@') + one.realm;
    }
    return {};
}

AriReply redirect(Switch &s, Channel &channel, const Asked &asked)
{
    const QString endpoint = asked.arguments.text("endpoint"), technology = endpoint.section(QLatin1Char('/'), 0, 0);
    if (endpoint.isEmpty())
        return refuse(400, QStringLiteral("Endpoint parameter was not provided"));
    const bool isSip = technology.compare(QLatin1String("PJSIP"), Qt::CaseInsensitive) == 0 ||
                       technology.compare(QLatin1String("SIP"), Qt::CaseInsensitive) == 0;
    if (!isSip || channel.kind != ChannelKind::Sip || channel.leg.isEmpty())
        return refuse(422, QStringLiteral("Endpoint is not the same type as the channel"));
    const QString uri = publicUri(s, endpoint);
    if (uri.isEmpty())
        return refuse(404, QStringLiteral("Endpoint not found"));
    if (!channel.incoming && !channel.answered)
        return refuse(412, QStringLiteral("Channel in invalid state"));
    channel.listener->stack->redirect(channel.leg, uri);
    if (channel.answered)
        return {204};
    s.legs.remove(std::exchange(channel.leg, {})); // the 302 was its end
    s.destroy(channel.id, causeNormal);
    return {204};
}

AriReply proceed(Switch &s, Channel &channel, const Asked &asked)
{
    const Arguments &given = asked.arguments;
    const QString context = given.text("context"), exten = given.text("extension");
    continueIn(s, channel, context.isEmpty() ? channel.context : context, exten.isEmpty() ? channel.exten : exten);
    return {204};
}

AriReply move(Switch &s, Channel &channel, const Asked &asked)
{
    const QString application = asked.arguments.text("app");
    if (application.isEmpty())
        return refuse(400, QStringLiteral("Missing parameter app"));
    const QStringList arguments = asked.arguments.text("appArgs").split(QLatin1Char(','), Qt::SkipEmptyParts);
    if (s.applications.isConnected(application)) {
        s.enterStasis(channel, arguments, application);
        return {204};
    }
    ari::Event event = s.channelEvent("ApplicationMoveFailed", channel);
    event["destination"] = core::utf8(application);
    event["args"] = core::toJson(arguments);
    if (s.applications.wants(channel.application, "ApplicationMoveFailed"))
        s.emitTo({channel.application}, std::move(event), channel.ready, channel.callId);
    return {204};
}

AriReply musicOn(Switch &s, Channel &channel, const Asked &)
{
    s.media->setMusic(channel.id, holdMusic);
    return {204};
}

AriReply hold(Switch &s, Channel &channel, const Asked &asked)
{
    s.setWaits(channel.id, &Channel::heldByApplication, true);
    return musicOn(s, channel, asked);
}

AriReply musicOff(Switch &s, Channel &channel, const Asked &)
{
    s.media->setMusic(channel.id, {});
    return {204};
}

AriReply unhold(Switch &s, Channel &channel, const Asked &asked)
{
    s.setWaits(channel.id, &Channel::heldByApplication, false);
    return musicOff(s, channel, asked);
}

AriReply silenceOn(Switch &s, Channel &channel, const Asked &)
{
    s.media->setMusic(channel.id, QStringLiteral("silence"));
    return {204};
}

AriReply setMute(Switch &s, Channel &channel, const Asked &asked, bool on)
{
    const QString direction = asked.arguments.text("direction", QStringLiteral("both"));
    if (direction == QLatin1String("both"))
        s.media->setMute(channel.id, media::Direction::Both, on);
    else if (direction == QLatin1String("in"))
        s.media->setMute(channel.id, media::Direction::In, on);
    else if (direction == QLatin1String("out"))
        s.media->setMute(channel.id, media::Direction::Out, on);
    else
        return refuse(400, QStringLiteral("Invalid direction specified"));
    return {204};
}
AriReply mute(Switch &s, Channel &channel, const Asked &asked) { return setMute(s, channel, asked, true); }
AriReply unmute(Switch &s, Channel &channel, const Asked &asked) { return setMute(s, channel, asked, false); }

AriReply play(Switch &s, Channel &channel, const Asked &asked)
{
    s.progress(channel);
    return playTo(s, {channel.id, false}, &channel.playbacks, asked);
}

AriReply record(Switch &s, Channel &channel, const Asked &asked)
{
    if (!channel.bridge.isEmpty())
        return refuse(409, QStringLiteral("Cannot record channel while in bridge"));
    return recordFrom(s, {channel.id, false}, asked);
}

constexpr std::array channelControlTable{
    ChannelHandler{"get", Needs::Channel, show}, ChannelHandler{"hangup", Needs::Channel, hangup},
    ChannelHandler{"answer", Needs::Media, answer}, ChannelHandler{"ring", Needs::Media, ringChannel},
    ChannelHandler{"ringStop", Needs::Media, ringStop}, ChannelHandler{"progress", Needs::Media, progress},
    ChannelHandler{"dial", Needs::Stasis, dial}, ChannelHandler{"sendDTMF", Needs::Media, dtmf},
    ChannelHandler{"continueInDialplan", Needs::Stasis, proceed}, ChannelHandler{"redirect", Needs::Stasis, redirect},
    ChannelHandler{"move", Needs::Stasis, move}, ChannelHandler{"hold", Needs::Media, hold},
    ChannelHandler{"unhold", Needs::Media, unhold}, ChannelHandler{"startMoh", Needs::Media, musicOn},
    ChannelHandler{"stopMoh", Needs::Media, musicOff}, ChannelHandler{"startSilence", Needs::Media, silenceOn},
    ChannelHandler{"stopSilence", Needs::Media, musicOff},
    // An Asterisk refuses these two outside of Stasis. An operator mutes an echo, too.
    ChannelHandler{"mute", Needs::Channel, mute}, ChannelHandler{"unmute", Needs::Channel, unmute},
    ChannelHandler{"play", Needs::Media, play}, ChannelHandler{"playWithId", Needs::Media, play},
    ChannelHandler{"record", Needs::Media, record}};
} // namespace

std::span<const ChannelHandler> channelControls() { return channelControlTable; }

} // namespace telephony::softswitch
