// SPDX-License-Identifier: GPL-3.0-or-later
// Operations that list and make channels.
#include "telephony/softswitch/channelmaking.h"
#include "telephony/softswitch/externalmedia.h"

#include <array>

namespace telephony::softswitch {
namespace {
QStringList argumentsOf(const QString &text) { return text.split(QLatin1Char(','), Qt::SkipEmptyParts); }

AriReply listChannels(Switch &s, const Asked &)
{
    Json all = Json::array();
    for (const auto &channel : std::as_const(s.channels))
        all.push_back(toJson(*channel));
    return {200, std::move(all)};
}

std::optional<AriReply> objectionTo(const WantedChannel &wanted, const Arguments &given)
{
    if (wanted.endpoint.isEmpty())
        return refuse(400, QStringLiteral("Endpoint must be specified"));
    if (!wanted.unknownFormat.isEmpty())
        return refuse(400, QStringLiteral("Provided format (%1) was not found").arg(wanted.unknownFormat));
    if (!wanted.codecs.empty() && !given.text("originator").isEmpty())
        return refuse(400, QStringLiteral("Originator and formats can't both be specified"));
    return {};
}

AriReply createChannel(Switch &s, const Asked &asked)
{
    const WantedChannel wanted = WantedChannel::from(asked.arguments);
    if (auto objection = objectionTo(wanted, asked.arguments))
        return *std::move(objection);
    const QString application = asked.arguments.text("app");
    const Making made = makeChannel(s, wanted);
    if (const auto *refused = std::get_if<AriReply>(&made))
        return *refused;
    Channel &channel = *std::get<Channel *>(made);
    hearToTheEnd(s, channel, application);
    if (!application.isEmpty())
        s.enterStasis(channel, argumentsOf(asked.arguments.text("appArgs")), application);
    return {200, toJson(channel)};
}

AriReply originateAs(Switch &s, const Asked &asked, const QString &id)
{
    const Arguments &given = asked.arguments;
    WantedChannel wanted = WantedChannel::from(given);
    const QString application = given.text("app"), context = given.text("context", QStringLiteral("default"));
    const QString exten = given.text("extension"), originator = given.text("originator");
    if (auto objection = objectionTo(wanted, given))
        return *std::move(objection);
    if (!originator.isEmpty() && !s.channels.contains(originator))
        return refuse(400, QStringLiteral("Provided originator channel was not found"));
    if (application.isEmpty() && exten.isEmpty())
        return refuse(400, QStringLiteral("Application or extension must be specified"));
    if (!id.isEmpty())
        wanted.id = id;
    const Making made = makeChannel(s, wanted);
    if (const auto *refused = std::get_if<AriReply>(&made))
        return *refused;
    Channel &channel = *std::get<Channel *>(made);
    hearToTheEnd(s, channel, application);
    if (const auto by = s.channels.value(originator)) {
        channel.linkedId = by->linkedId;
        channel.linkedSince = by->linkedSince;
    }
    channel.dialplanApp = QStringLiteral("AppDial2");
    channel.dialplanData = QStringLiteral("(Outgoing Line)");
    const QStringList arguments = argumentsOf(given.text("appArgs"));
    channel.up = [&s, name = channel.id, application, arguments, context, exten] {
        const auto answered = s.channels.value(name);
        if (!answered)
            return;
        if (!application.isEmpty())
            s.enterStasis(*answered, arguments, application);
        else
            continueIn(s, *answered, context, exten);
    };
    const int timeout = given.number("timeout", 30);
    constexpr int aDay = 86'400;
    AriReply reply{200, toJson(channel)};
    dialChannel(s, channel, originator, timeout < 0 ? aDay : timeout);
    return reply;
}
AriReply originate(Switch &s, const Asked &asked) { return originateAs(s, asked, {}); }
AriReply originateWithId(Switch &s, const Asked &asked) { return originateAs(s, asked, asked.ids[0]); }

std::optional<media::Tap> tapOf(const QString &word)
{
    using media::Tap;
    static const std::map<QString, Tap> words{{QString(), Tap::None},
                                              {QStringLiteral("none"), Tap::None},
                                              {QStringLiteral("in"), Tap::In},
                                              {QStringLiteral("out"), Tap::Out},
                                              {QStringLiteral("both"), Tap::Both}};
    const auto found = words.find(word);
    return found == words.end() ? std::nullopt : std::optional(found->second);
}

AriReply snoopAs(Switch &s, const Asked &asked, const QString &id)
{
    const auto snooped = s.channels.value(asked.ids[0]);
    if (!snooped)
        return refuse(404, QStringLiteral("Channel not found"));
    const auto spy = tapOf(asked.arguments.text("spy")), whisper = tapOf(asked.arguments.text("whisper"));
    const QString application = asked.arguments.text("app");
    if (!spy)
        return refuse(400, QStringLiteral("Invalid direction specified for spy"));
    if (!whisper)
        return refuse(400, QStringLiteral("Invalid direction specified for whisper"));
    if (*spy == media::Tap::None && *whisper == media::Tap::None)
        return refuse(400, QStringLiteral("Direction must be specified for at least spy or whisper"));
    if (application.isEmpty())
        return refuse(400, QStringLiteral("Application name is required"));
    WantedChannel wanted;
    wanted.id = id;
    const Making made = bareChannel(s, wanted, ChannelKind::Snoop, {});
    if (const auto *refused = std::get_if<AriReply>(&made))
        return *refused;
    Channel &channel = *std::get<Channel *>(made);
    channel.name = QStringLiteral("Snoop/%1-%2").arg(snooped->id).arg(s.resources.snoops++, 8, 16, QLatin1Char('0'));
    if (!s.media->openSnoop(channel.id, snooped->id, *spy, *whisper)) {
        s.channels.remove(channel.id);
        return refuse(500, QStringLiteral("The channel cannot be listened to"));
    }
    channel.state = QStringLiteral("Up");
    channel.answered = true;
    channel.exten = QStringLiteral("s");
    channel.callId = snooped->callId;
    snooped->snoopers += channel.id;
    s.emitEvent(s.channelEvent("ChannelCreated", channel));
    s.enterStasis(channel, argumentsOf(asked.arguments.text("appArgs")), application);
    return {200, toJson(channel)};
}
AriReply snoop(Switch &s, const Asked &asked) { return snoopAs(s, asked, asked.arguments.text("snoopId")); }
AriReply snoopWithId(Switch &s, const Asked &asked) { return snoopAs(s, asked, asked.ids[1]); }

constexpr std::array channelMakerTable{Handler{"list", listChannels},
                                       Handler{"create", createChannel},
                                       Handler{"originate", originate},
                                       Handler{"originateWithId", originateWithId},
                                       Handler{"snoopChannel", snoop},
                                       Handler{"snoopChannelWithId", snoopWithId},
                                       Handler{"externalMedia", makeExternalMedia}};
} // namespace

std::span<const Handler> channelMakers() { return channelMakerTable; }

} // namespace telephony::softswitch
