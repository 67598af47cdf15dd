// SPDX-License-Identifier: GPL-3.0-or-later
// Text messages that come: for the applications that want to hear them.
#include "telephony/softswitch/private.h"

namespace telephony::softswitch {
namespace {
constexpr int messageTaken = 202, messageTakenInCall = 200, nobodyTakesMessages = 405;

/// User of the extension at the far end.
QString phoneOf(const Channel &channel) { return channel.incoming ? channel.callerNumber : channel.exten; }
} // namespace

void SoftSwitch::Private::watchMessages()
{
    for (const ListenerPtr &listener : listeners)
        listener->stack->takeMessages(applications.hasOthers());
}

/// The platform hears of messages, but no service of it does anything with them: it alone is no reason to take one.
void SoftSwitch::Private::messaged(const ListenerPtr &listener, const sip::IncomingMessage &message)
{
    Json variables = Json::object();
    for (const auto &[name, value] : message.headers)
        variables[core::utf8(name)] = core::utf8(value);
    variables["PJSIP_RECVADDR"] = core::utf8(message.source);
    variables["PJSIP_TRANSPORT"] = core::utf8(message.transport);
    Json event{{"type", "TextMessageReceived"},
               {"message",
                {{"from", core::utf8(message.from)},
                 {"to", core::utf8(message.to)},
                 {"body", core::utf8(message.text)},
                 {"variables", std::move(variables)}}}};
    const Channel *channel = byLeg(message.leg);
    const QString trunk = channel ? channel->trunk : message.trunk;
    const QString user = channel && !channel->realm.isEmpty() ? phoneOf(*channel) : message.authUser;
    if (!trunk.isEmpty())
        event["endpoint"] = trunkEndpoint(trunk);
    else if (!user.isEmpty())
        event["endpoint"] = phoneEndpoint(user, channel ? channel->realm : message.authRealm);
    QStringList hearers = applications.listeners(event);
    if (channel && channel->inStasis && !hearers.contains(channel->application) &&
        applications.wants(channel->application, "TextMessageReceived"))
        hearers += channel->application;
    const bool isTaken = hearers.size() > qsizetype(hearers.contains(Applications::platform));
    const int taken = message.leg.isEmpty() ? messageTaken : messageTakenInCall;
    listener->stack->answerMessage(message.id, isTaken ? taken : nobodyTakesMessages);
    if (isTaken)
        emitTo(hearers, std::move(event));
}

} // namespace telephony::softswitch
