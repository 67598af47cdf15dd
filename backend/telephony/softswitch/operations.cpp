// SPDX-License-Identifier: GPL-3.0-or-later
// Which ARI operation is which function (contract/asterisk-proxy.md §7).
#include "telephony/softswitch/operations.h"

#include <array>

namespace telephony::softswitch {
namespace {
/// Rows of the contract that the switch does not have yet: they are answered 501.
struct Later
{
    const char *kind, *verb;
    const char *what;
};
constexpr std::array later{Later{"bridges", "play", "playing to a bridge"},  Later{"bridges", "record", "recording"},
                           Later{"bridges", "moh", "music for a bridge"},    Later{"channels", "record", "recording"},
                           Later{"channels", "snoop", "snooping"},           Later{"channels", "externalMedia", "external media"},
                           Later{"channels", "redirect", "SIP redirection"}, Later{"recordings", "", "recording"}};

const Later *findLater(const QString &kind, const QString &id, const QString &verb)
{
    const auto found = std::find_if(later.begin(), later.end(), [&](const Later &one) {
        const QLatin1String name(one.verb);
        return kind == QLatin1String(one.kind) && (name.isEmpty() || verb.section(QLatin1Char('/'), 0, 0) == name || id == name);
    });
    return found == later.end() ? nullptr : &*found;
}

AriReply wrongMethod() { return refuse(405, QStringLiteral("Method not allowed")); }

AriReply onPlayback(Switch &s, const QString &id, const QString &method, const QString &verb, const Arguments &arguments)
{
    const auto playback = s.playbacks.constFind(id);
    if (playback == s.playbacks.cend())
        return refuse(404, QStringLiteral("Playback not found"));
    if (verb == QLatin1String("control")) {
        const QString operation = arguments.text("operation");
        const bool pause = operation == QLatin1String("pause");
        if (!pause && operation != QLatin1String("unpause"))
            return refuse(400, QStringLiteral("The operation must be pause or unpause"));
        s.media->pausePlayback(id, pause);
        return {204};
    }
    if (method == QLatin1String("GET"))
        return {200, toJson(*playback)};
    if (method != QLatin1String("DELETE"))
        return wrongMethod();
    s.media->stopPlayback(id);
    return {204};
}

AriReply engineInfo(const Switch &s)
{
    return {200,
            Json{{"build", {{"os", "Linux"}, {"kernel", ""}, {"options", ""}, {"machine", ""}, {"date", ""}, {"user", ""}}},
                 {"system", {{"version", "Voxboard " VOXBOARD_VERSION}, {"entity_id", core::utf8(s.config.asteriskId)}}},
                 {"config", {{"name", "voxboard"}, {"default_language", "en"}}},
                 {"status",
                  {{"startup_time", core::utf8(ari::time(s.started))}, {"last_reload_time", core::utf8(ari::time(s.started))}}}}};
}

Json endpointOf(const Switch &s, const sip::Credential &credential)
{
    const QString resource = credential.user + QLatin1Char('@') + credential.realm;
    const bool online = std::any_of(s.registrations.begin(), s.registrations.end(), [&](const auto &one) {
        return one.second.user == credential.user && one.second.realm == credential.realm;
    });
    Json calls = Json::array();
    const QString name = QStringLiteral("PJSIP/%1-").arg(credential.user);
    for (const auto &channel : s.channels) {
        if (channel->name.startsWith(name))
            calls.push_back(core::utf8(channel->id));
    }
    return Json{{"technology", "PJSIP"},
                {"resource", core::utf8(resource)},
                {"state", online ? "online" : "offline"},
                {"channel_ids", std::move(calls)}};
}

AriReply endpoints(const Switch &s, const QString &technology, const QString &resource)
{
    if (!technology.isEmpty() && technology.compare(QLatin1String("PJSIP"), Qt::CaseInsensitive) != 0)
        return refuse(404, QStringLiteral("Endpoints not found"));
    Json all = Json::array();
    for (const sip::Credential &one : s.credentials) {
        if (resource.isEmpty())
            all.push_back(endpointOf(s, one));
        else if (resource == one.user + QLatin1Char('@') + one.realm)
            return {200, endpointOf(s, one)};
    }
    return resource.isEmpty() ? AriReply{200, std::move(all)} : refuse(404, QStringLiteral("Endpoint not found"));
}

/// Asterisk's manager: a channel is sent to another context although no application holds it.
AriReply manage(Switch &s, const Arguments &arguments)
{
    const auto answer = [](bool good, const char *message) {
        return AriReply{200, Json{{"Response", good ? "Success" : "Error"}, {"Message", message}}};
    };
    if (arguments.text("Action").compare(QLatin1String("Redirect"), Qt::CaseInsensitive) != 0)
        return answer(false, "Invalid/unknown command");
    const QString name = arguments.text("Channel");
    const auto all = s.channels.values();
    for (const auto &channel : all) {
        if (channel->name != name && channel->id != name)
            continue;
        const bool good = continueIn(s, *channel, arguments.text("Context")).status < 300;
        return answer(good, good ? "Redirect successful" : "Redirect failed");
    }
    return answer(false, "Channel does not exist");
}
} // namespace

AriReply SoftSwitch::Private::handle(const AriRequest &request)
{
    const Arguments arguments(request.body, request.path);
    const QStringList parts = ari::partsOf(request.path);
    const QString kind = parts.value(1), id = parts.value(2);
    const QString verb = parts.mid(3).join(QLatin1Char('/'));
    const QString &method = request.method;
    const bool get = method == QLatin1String("GET"), post = method == QLatin1String("POST");
    if (parts.value(0) == QLatin1String("ami"))
        return manage(*this, arguments);
    if (const Later *row = findLater(kind, id, verb))
        return refuse(501, QStringLiteral("This switch does not have %1 yet").arg(QLatin1String(row->what)));
    if (kind == QLatin1String("channels")) {
        if (id.isEmpty())
            return get ? listChannels(*this) : refuse(501, QStringLiteral("Use /ari/channels/create and dial"));
        if (id == QLatin1String("create") && verb.isEmpty())
            return post ? createChannel(*this, arguments) : wrongMethod();
        const auto channel = channels.value(id);
        return channel ? onChannel(*this, *channel, method, verb, arguments) : refuse(404, QStringLiteral("Channel not found"));
    }
    if (kind == QLatin1String("bridges")) {
        if (id.isEmpty())
            return post ? createBridge(*this, arguments.text("bridgeId"), arguments) : get ? listBridges(*this) : wrongMethod();
        const auto bridge = bridges.find(id);
        if (bridge != bridges.end())
            return onBridge(*this, *bridge, method, verb, arguments);
        return post && verb.isEmpty() ? createBridge(*this, id, arguments) : refuse(404, QStringLiteral("Bridge not found"));
    }
    if (kind == QLatin1String("playbacks"))
        return onPlayback(*this, id, method, verb, arguments);
    if (kind == QLatin1String("endpoints") && get)
        return endpoints(*this, id, verb);
    if (kind == QLatin1String("asterisk") && id == QLatin1String("info") && get)
        return engineInfo(*this);
    return refuse(404, QStringLiteral("Resource not found"));
}

} // namespace telephony::softswitch
