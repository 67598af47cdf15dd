// SPDX-License-Identifier: GPL-3.0-or-later
// Text messages that come: for the applications that want to hear them.
#include "telephony/softswitch/private.h"

namespace telephony::softswitch {
namespace {
constexpr int messageTaken = 202, nobodyTakesMessages = 405;
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
    if (!message.trunk.isEmpty())
        event["endpoint"] = trunkEndpoint(message.trunk);
    else if (!message.authUser.isEmpty())
        event["endpoint"] = phoneEndpoint(message.authUser, message.authRealm);
    QStringList hearers = applications.listeners(event);
    hearers.removeAll(Applications::platform);
    listener->stack->answerMessage(message.id, hearers.isEmpty() ? nobodyTakesMessages : messageTaken);
    if (!hearers.isEmpty())
        emitEvent(std::move(event));
}

} // namespace telephony::softswitch
