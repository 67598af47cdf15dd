// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/softswitch/applications.h"

#include <algorithm>
#include <array>

namespace telephony::softswitch {
namespace {
using core::Json;

const Json *memberOf(const Json &object, const char *name)
{
    const auto found = object.is_object() ? object.find(name) : object.end();
    return found == object.end() ? nullptr : &*found;
}

QString textOf(const Json *object, const char *name)
{
    const Json *value = object ? memberOf(*object, name) : nullptr;
    return value && value->is_string() ? core::fromUtf8(value->get_ref<const std::string &>()) : QString();
}

/// `PJSIP/1000-0000002a` is a channel of `PJSIP/1000`.
QString endpointOfChannel(const QString &name) { return name.section(QLatin1Char('-'), 0, -2); }

void addEndpoint(QStringList *sources, const QString &endpoint)
{
    if (!endpoint.isEmpty())
        *sources << QLatin1String("endpoint:") + endpoint
                 << QLatin1String("endpoint:") + endpoint.section(QLatin1Char('/'), 0, 0);
}

/// Channels are named after the user of an endpoint alone: `endpoint:PJSIP/1000@realm` hears those of `PJSIP/1000`.
QString withoutRealm(const QString &source)
{
    return source.startsWith(QLatin1String("endpoint:")) ? source.section(QLatin1Char('@'), 0, 0) : source;
}

bool isTypeList(const Json *list)
{
    return !list || (list->is_array() && std::all_of(list->begin(), list->end(), [](const Json &one) {
                         const Json *type = memberOf(one, "type");
                         return type && type->is_string();
                     }));
}

bool contains(const Json &list, const std::string &type)
{
    return std::any_of(list.begin(), list.end(), [&](const Json &one) { return one["type"] == type; });
}
} // namespace

const QString Applications::platform = QStringLiteral("voipbin");

QStringList sourcesOf(const ari::Event &whole)
{
    QStringList sources;
    const auto addChannel = [&sources](const QString &id, const QString &name) {
        if (id.isEmpty())
            return;
        sources << QLatin1String("channel:") + id;
        addEndpoint(&sources, endpointOfChannel(name));
    };
    const Json &event = whole.members();
    if (const ari::Channel *channel = whole.channel())
        addChannel(channel->id, channel->name);
    const Json *referral = memberOf(event, "referred_by");
    for (const char *name : {"channel", "peer", "caller", "forwarded", "source_channel", "transferer_first_leg",
                             "transferer_second_leg", "transferee", "transfer_target"}) {
        const Json *channel = memberOf(referral ? *referral : event, name);
        addChannel(textOf(channel, "id"), textOf(channel, "name"));
    }
    if (whole.bridge())
        sources << QLatin1String("bridge:") + whole.bridge()->id;
    for (const char *name : {"bridge", "transferer_first_leg_bridge", "transferer_second_leg_bridge"}) {
        if (const QString bridge = textOf(memberOf(event, name), "id"); !bridge.isEmpty())
            sources << QLatin1String("bridge:") + bridge;
    }
    for (const auto &[name, id] : {std::pair("playback", "id"), std::pair("recording", "name")}) {
        const Json *part = memberOf(event, name);
        if (const QString target = textOf(part, "target_uri"); !target.isEmpty())
            sources << target << QLatin1String(name) + QLatin1Char(':') + textOf(part, id);
    }
    if (const Json *endpoint = memberOf(event, "endpoint"))
        addEndpoint(&sources, textOf(endpoint, "technology") + QLatin1Char('/') + textOf(endpoint, "resource"));
    if (const QString device = textOf(memberOf(event, "device_state"), "name"); !device.isEmpty())
        sources << QLatin1String("deviceState:") + device
                << QLatin1String("deviceState:") + device.section(QLatin1Char('@'), 0, 0);
    return sources;
}

std::optional<quint64> Applications::connect(const QString &name, bool all, Sink sink)
{
    if (name == platform || name.isEmpty())
        return std::nullopt;
    Application &application = m_applications[name];
    application.all = all;
    application.sink = std::move(sink);
    application.ticket = ++m_tickets;
    return application.ticket;
}

void Applications::disconnect(const QString &name, quint64 ticket)
{
    const auto found = m_applications.find(name);
    if (found == m_applications.end() || found->ticket != ticket)
        return;
    found->sink = {};
    found->all = false;
    dropIfIdle(name);
}

bool Applications::hears(const QString &name, const Application &application) const
{
    return name == platform ? bool(m_platformSink) : bool(application.sink);
}

bool Applications::isConnected(const QString &name) const
{
    const auto found = m_applications.constFind(name);
    return found != m_applications.cend() && (found->sink || name == platform);
}

bool Applications::hasOthers() const
{
    return std::any_of(m_applications.keyBegin(), m_applications.keyEnd(),
                       [this](const QString &name) { return name != platform && isConnected(name); });
}

/// An application that comes back finds the channels it still holds; one that holds nothing is forgotten.
void Applications::dropIfIdle(const QString &name)
{
    const auto found = m_applications.constFind(name);
    if (found != m_applications.cend() && name != platform && !found->sink && found->held.isEmpty())
        m_applications.erase(found);
}

void Applications::hold(const QString &name, const QString &source)
{
    const auto found = m_applications.find(name);
    if (found != m_applications.end() && name != platform)
        ++found->held[source];
}

void Applications::release(const QString &name, const QString &source)
{
    const auto found = m_applications.find(name);
    if (found == m_applications.end())
        return;
    const auto held = found->held.find(source);
    if (held == found->held.end())
        return;
    if (--*held == 0)
        found->held.erase(held);
    dropIfIdle(name);
}

void Applications::subscribe(const QString &name, const QString &source)
{
    if (const auto found = m_applications.find(name); found != m_applications.end()) {
        found->subscribed.insert(source);
        found->hears.insert(withoutRealm(source));
    }
}

bool Applications::unsubscribe(const QString &name, const QString &source)
{
    const auto found = m_applications.find(name);
    if (found == m_applications.end() || !found->subscribed.remove(source))
        return false;
    found->hears.clear();
    for (const QString &left : std::as_const(found->subscribed))
        found->hears.insert(withoutRealm(left));
    return true;
}

void Applications::follow(const QString &part, const QString &source)
{
    for (Application &application : m_applications) {
        if (application.held.contains(source) || application.subscribed.contains(source))
            ++application.held[part];
    }
}

void Applications::forget(const QString &source)
{
    QStringList concerned;
    for (auto one = m_applications.begin(); one != m_applications.end(); ++one) {
        const bool subscribed = one->subscribed.remove(source), heard = one->hears.remove(source);
        if (one->held.remove(source) > 0 || subscribed || heard)
            concerned += one.key();
    }
    for (const QString &name : std::as_const(concerned))
        dropIfIdle(name);
}

bool Applications::setFilter(const QString &name, const Json &filter)
{
    const Json *allowed = memberOf(filter, "allowed"), *disallowed = memberOf(filter, "disallowed");
    const auto found = m_applications.find(name);
    if (found == m_applications.end() || !isTypeList(allowed) || !isTypeList(disallowed))
        return false;
    const bool both = filter.empty(); // that takes everything away
    if (allowed || both)
        found->allowed = allowed ? *allowed : Json::array();
    if (disallowed || both)
        found->disallowed = disallowed ? *disallowed : Json::array();
    return true;
}

Json Applications::toJson(const QString &name) const
{
    const Application application = m_applications.value(name);
    QSet<QString> sources = application.subscribed;
    for (auto held = application.held.keyBegin(); held != application.held.keyEnd(); ++held)
        sources.insert(*held);
    QStringList sorted = sources.values();
    sorted.sort();
    Json json{{"name", core::utf8(name)},
              {"channel_ids", Json::array()},
              {"bridge_ids", Json::array()},
              {"endpoint_ids", Json::array()},
              {"device_names", Json::array()},
              {"events_allowed", application.allowed},
              {"events_disallowed", application.disallowed}};
    static const std::map<QString, const char *> members{{QStringLiteral("channel"), "channel_ids"},
                                                         {QStringLiteral("bridge"), "bridge_ids"},
                                                         {QStringLiteral("endpoint"), "endpoint_ids"},
                                                         {QStringLiteral("deviceState"), "device_names"}};
    for (const QString &source : sorted) {
        if (const auto member = members.find(source.section(QLatin1Char(':'), 0, 0)); member != members.end())
            json[member->second].push_back(core::utf8(source.section(QLatin1Char(':'), 1)));
    }
    return json;
}

bool Applications::wants(const QString &name, const std::string &type) const
{
    const auto found = m_applications.constFind(name);
    return found != m_applications.cend() && wants(name, *found, type);
}

bool Applications::wants(const QString &name, const Application &application, const std::string &type) const
{
    return hears(name, application) && !contains(application.disallowed, type) &&
           (application.allowed.empty() || contains(application.allowed, type));
}

QStringList Applications::listeners(const ari::Event &event) const
{
    QStringList names;
    std::optional<QStringList> sources; // only looked up when somebody hears less than everything
    for (auto one = m_applications.cbegin(); one != m_applications.cend(); ++one) {
        if (!wants(one.key(), *one, event.type()))
            continue;
        bool isAbout = one->all;
        if (!isAbout) {
            if (!sources)
                sources = sourcesOf(event);
            isAbout = std::any_of(sources->begin(), sources->end(), [&](const QString &source) {
                return one->subscribed.contains(source) || one->hears.contains(source) || one->held.contains(source);
            });
        }
        if (isAbout)
            names += one.key();
    }
    return names;
}

void Applications::deliver(const QString &name, const ari::SharedEvent &event) const
{
    const auto found = m_applications.constFind(name);
    if (found == m_applications.cend() || !hears(name, *found))
        return;
    if (name == platform)
        return m_platformSink(name, event);
    const Sink sink = found->sink; // it may disconnect itself
    sink(event->json(name));
}

} // namespace telephony::softswitch
