// SPDX-License-Identifier: GPL-3.0-or-later
// ARI's requests to endpoints outside of calls: text messages and REFER.
#include "telephony/softswitch/operations.h"
#include "telephony/softswitch/route.h"

#include <array>

namespace telephony::softswitch {
namespace {
constexpr qsizetype longestText = 16 * 1024;

/// `pjsip:1000`, `pjsip:1000@realm` or `sip:user@host`, without its technology.
QString withoutTechnology(const QString &text)
{
    const bool named = text.startsWith(QLatin1String("pjsip:"), Qt::CaseInsensitive);
    return named ? text.mid(6) : text;
}

bool isWritten(const QString &text)
{
    const bool scheme = text.startsWith(QLatin1String("sip:"), Qt::CaseInsensitive) ||
                        text.startsWith(QLatin1String("sips:"), Qt::CaseInsensitive);
    return scheme && !hostOf(targetOf(text)).isEmpty() &&
           std::none_of(text.begin(), text.end(), [](QChar c) { return c <= QLatin1Char(' ') || c == QLatin1Char('>'); });
}

/// Of `"name" <address>` the address.
QString bareAddress(const QString &text)
{
    const qsizetype open = text.indexOf(QLatin1Char('<'));
    return open < 0 ? text : text.mid(open + 1).section(QLatin1Char('>'), 0, 0);
}

/// Where an endpoint is now: its registered address, or an address written out. Empty: nowhere.
QString addressOf(const Switch &s, const QString &text)
{
    QString name = withoutTechnology(bareAddress(text));
    const qsizetype slash = name.indexOf(QLatin1Char('/'));
    if (slash > 0 && !isWritten(name)) { // the endpoint to send it by, and an address
        const QString by = name.left(slash);
        name.remove(0, slash + 1);
        const bool leadsOut = by == QLatin1String("call-out") || by.startsWith(QLatin1String("call-out-direct-"));
        return (leadsOut || s.deviceState(by)) && isWritten(name) ? name : QString();
    }
    const QString target = targetOf(name);
    for (const auto &[listener, contact, place] : s.registrations) {
        const QString own = contact.user + QLatin1Char('@') + contact.realm;
        if (name == contact.user || name == own || place == target || target == targetOf(own))
            return contact.uri;
    }
    return isWritten(name) ? name : QString();
}

/// User and host of who sends: an address in brackets or not, or the name of an endpoint.
std::pair<QString, QString> senderOf(const Switch &s, const QString &text)
{
    const QString name = withoutTechnology(bareAddress(text).trimmed());
    const QString user = isWritten(name) ? targetOf(name).section(QLatin1Char('@'), 0, 0) : name.section(QLatin1Char('@'), 0, 0);
    const QString host = isWritten(name) ? hostOf(targetOf(name)) : name.section(QLatin1Char('@'), 1);
    return {user, host.isEmpty() ? s.config.realm : host};
}

AriReply request(Switch &s, const QString &to, const Asked &asked, sip::OutgoingRequest wanted)
{
    const QString from = asked.arguments.text("from");
    if (from.isEmpty())
        return refuse(400, QStringLiteral("Missing parameter from"));
    wanted.uri = addressOf(s, to);
    if (wanted.uri.isEmpty())
        return refuse(404, QStringLiteral("Endpoint not found"));
    std::tie(wanted.fromUser, wanted.fromHost) = senderOf(s, from);
    if (wanted.fromUser.isEmpty() || wanted.fromHost.isEmpty())
        return refuse(400, QStringLiteral("The from parameter is no address"));
    const auto [listener, proxy] = s.routeTo(wanted.uri);
    wanted.proxy = proxy;
    if (const sip::Contact *contact = s.contactAt(wanted.uri))
        wanted.route = contact->path;
    wanted.headers = asked.arguments.map("variables");
    listener->stack->send(std::move(wanted));
    return {202};
}

AriReply message(Switch &s, const QString &to, const Asked &asked)
{
    sip::OutgoingRequest wanted;
    wanted.text = asked.arguments.text("body");
    return wanted.text.size() > longestText ? refuse(400, QStringLiteral("The body is too long")) : request(s, to, asked, wanted);
}

AriReply referral(Switch &s, const QString &to, const Asked &asked)
{
    const QString target = withoutTechnology(asked.arguments.text("refer_to"));
    if (target.isEmpty())
        return refuse(400, QStringLiteral("Missing parameter refer_to"));
    sip::OutgoingRequest wanted;
    const bool toSelf = asked.arguments.flag("to_self");
    wanted.referTo = isWritten(target) ? target
                     : target.contains(QLatin1Char('@')) && !toSelf
                         ? QLatin1String("sip:") + target
                         : QLatin1String("sip:") + target.section(QLatin1Char('@'), 0, 0) + QLatin1Char('@') + s.config.realm;
    return isWritten(wanted.referTo) ? request(s, to, asked, wanted)
                                     : refuse(400, QStringLiteral("The refer_to parameter is no address"));
}

/// What `{tech}/{resource}` names; empty: another technology.
QString namedBy(const Asked &asked)
{
    const QString &technology = asked.ids[0];
    const bool known = technology.compare(QLatin1String("PJSIP"), Qt::CaseInsensitive) == 0;
    return known ? QLatin1String("pjsip:") + asked.ids[1] : QString();
}

AriReply toAnybody(Switch &s, const Asked &asked, AriReply (*act)(Switch &, const QString &, const Asked &))
{
    const QString to = asked.arguments.text("to");
    return to.isEmpty() ? refuse(400, QStringLiteral("Missing parameter to")) : act(s, to, asked);
}

AriReply sendMessage(Switch &s, const Asked &asked) { return toAnybody(s, asked, message); }
AriReply refer(Switch &s, const Asked &asked) { return toAnybody(s, asked, referral); }
AriReply sendMessageToEndpoint(Switch &s, const Asked &asked) { return message(s, namedBy(asked), asked); }
AriReply referToEndpoint(Switch &s, const Asked &asked) { return referral(s, namedBy(asked), asked); }

constexpr std::array requestsToEndpoints{Handler{"sendMessage", sendMessage}, Handler{"refer", refer},
                                         Handler{"sendMessageToEndpoint", sendMessageToEndpoint},
                                         Handler{"referToEndpoint", referToEndpoint}};
} // namespace

std::span<const Handler> endpointRequestHandlers() { return requestsToEndpoints; }

} // namespace telephony::softswitch
