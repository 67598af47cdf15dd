// SPDX-License-Identifier: GPL-3.0-or-later
// Applications, and events of their own.
#include "telephony/softswitch/operations.h"

#include <array>

namespace telephony::softswitch {
namespace {
/// A part of what calls the platform makes and takes goes by names that stand for no phone and no trunk.
bool isEndpoint(const Switch &s, const QString &resource)
{
    static const QStringList own{QStringLiteral("anonymous"), QStringLiteral("call-out"), QStringLiteral("conf-in"),
                                 QStringLiteral("conf-join")};
    return own.contains(resource) || resource.startsWith(QLatin1String("call-out-direct-")) || s.deviceState(resource);
}

/// 0: the source exists; otherwise the status to refuse it with.
int statusOfSource(const Switch &s, const QString &source)
{
    const QString scheme = source.section(QLatin1Char(':'), 0, 0), id = source.section(QLatin1Char(':'), 1);
    constexpr int badScheme = 400, unknown = 422;
    if (scheme == QLatin1String("channel"))
        return s.channels.contains(id) ? 0 : unknown;
    if (scheme == QLatin1String("bridge"))
        return s.bridges.contains(id) ? 0 : unknown;
    if (scheme == QLatin1String("endpoint")) {
        const bool isKnown = id.startsWith(QLatin1String("PJSIP/"))
                                 ? isEndpoint(s, id.section(QLatin1Char('/'), 1))
                                 : id == QLatin1String("PJSIP") || id == QLatin1String("Local");
        return isKnown ? 0 : unknown;
    }
    if (scheme == QLatin1String("deviceState"))
        return id.isEmpty() ? unknown : 0;
    return badScheme;
}

AriReply listApplications(Switch &s, const Asked &)
{
    Json all = Json::array();
    for (const QString &name : s.applications.names())
        all.push_back(s.applications.toJson(name));
    return {200, std::move(all)};
}

AriReply getApplication(Switch &s, const Asked &asked)
{
    const QString &name = asked.ids[0];
    return s.applications.isKnown(name) ? AriReply{200, s.applications.toJson(name)}
                                        : refuse(404, QStringLiteral("Application not found"));
}

/// Both ways of a subscription: `change` does it for one source and tells whether it could.
template <typename F> AriReply changeSources(Switch &s, const Asked &asked, F change)
{
    const QString &name = asked.ids[0];
    const QStringList sources = asked.arguments.list("eventSource");
    if (sources.isEmpty())
        return refuse(400, QStringLiteral("Missing parameter eventSource"));
    if (!s.applications.isKnown(name))
        return refuse(404, QStringLiteral("Application not found"));
    for (const QString &source : sources) {
        if (const auto refused = change(name, source))
            return *refused;
    }
    return {200, s.applications.toJson(name)};
}

AriReply subscribe(Switch &s, const Asked &asked)
{
    const QStringList sources = asked.arguments.list("eventSource");
    if (!sources.isEmpty() && !s.applications.isKnown(asked.ids[0]))
        return refuse(404, QStringLiteral("Application not found"));
    for (const QString &source : sources) {
        if (const int status = statusOfSource(s, source))
            return refuse(status, status == 400 ? QStringLiteral("Invalid event source URI scheme")
                                                : QStringLiteral("Event source does not exist"));
    }
    return changeSources(s, asked, [&s](const QString &name, const QString &source) -> std::optional<AriReply> {
        s.applications.subscribe(name, source);
        return {};
    });
}

AriReply unsubscribe(Switch &s, const Asked &asked)
{
    return changeSources(s, asked, [&s](const QString &name, const QString &source) -> std::optional<AriReply> {
        if (statusOfSource(s, source) == 400)
            return refuse(400, QStringLiteral("Invalid event source URI scheme"));
        if (!s.applications.unsubscribe(name, source))
            return refuse(422, QStringLiteral("Event source was not subscribed to"));
        return {};
    });
}

AriReply setFilter(Switch &s, const Asked &asked)
{
    const QString &name = asked.ids[0];
    if (!s.applications.isKnown(name))
        return refuse(404, QStringLiteral("Application not found"));
    const auto wrapped = asked.body.is_object() ? asked.body.find("filter") : asked.body.end();
    const bool inner = asked.body.is_object() && wrapped != asked.body.end();
    if (!s.applications.setFilter(name, inner ? *wrapped : asked.body))
        return refuse(400, QStringLiteral("Invalid format definition"));
    return {200, s.applications.toJson(name)};
}

AriReply userEvent(Switch &s, const Asked &asked)
{
    const QString application = asked.arguments.text("application");
    if (application.isEmpty())
        return refuse(400, QStringLiteral("Missing parameter application"));
    if (!s.applications.isKnown(application))
        return refuse(404, QStringLiteral("Application not found"));
    Json event{{"type", "ChannelUserevent"}, {"eventname", core::utf8(asked.ids[0])}, {"userevent", Json::object()}};
    if (const auto given = asked.body.is_object() ? asked.body.find("variables") : asked.body.end();
        asked.body.is_object() && given != asked.body.end() && given->is_object())
        event["userevent"] = *given;
    event["userevent"]["eventname"] = core::utf8(asked.ids[0]);
    const QStringList sources = asked.arguments.list("source");
    for (const QString &source : sources) {
        const QString id = source.section(QLatin1Char(':'), 1);
        if (const int status = statusOfSource(s, source))
            return refuse(status, status == 400 ? QStringLiteral("Invalid event source URI scheme")
                                                : QStringLiteral("Event source was not found"));
        if (source.startsWith(QLatin1String("channel:")))
            event["channel"] = toJson(*s.channels.value(id));
        else if (source.startsWith(QLatin1String("bridge:")))
            event["bridge"] = toJson(s.bridges.value(id));
        else if (source.startsWith(QLatin1String("endpoint:")))
            event["endpoint"] = {{"technology", core::utf8(id.section(QLatin1Char('/'), 0, 0))},
                                 {"resource", core::utf8(id.section(QLatin1Char('/'), 1))},
                                 {"channel_ids", Json::array()}};
        else
            return refuse(400, QStringLiteral("Invalid event source URI scheme"));
    }
    if (s.applications.wants(application, "ChannelUserevent"))
        s.emitTo({application}, std::move(event));
    return {204};
}

/// A call arrives at one application: none is ever offered to several, so there is none to claim.
AriReply claim(Switch &, const Asked &asked)
{
    for (const char *name : {"channelId", "application"}) {
        if (asked.arguments.text(name).isEmpty())
            return refuse(400, QStringLiteral("Missing parameter %1").arg(QLatin1String(name)));
    }
    return refuse(404, QStringLiteral("Channel not found or not in broadcast state"));
}

constexpr std::array ofApplications{Handler{"list", listApplications}, Handler{"get", getApplication},
                                    Handler{"subscribe", subscribe}, Handler{"unsubscribe", unsubscribe},
                                    Handler{"filter", setFilter}};
constexpr std::array ofEvents{Handler{"userEvent", userEvent}, Handler{"claimChannel", claim}};
} // namespace

std::span<const Handler> applicationHandlers() { return ofApplications; }
std::span<const Handler> eventHandlers() { return ofEvents; }

} // namespace telephony::softswitch
