// SPDX-License-Identifier: GPL-3.0-or-later
#include "contract/ari.h"

namespace contract {
namespace {
using core::Json;

const Json *objectIn(const Json &json, const char *name)
{
    const auto found = json.find(name);
    return found != json.end() && found->is_object() ? &*found : nullptr;
}

void take(const Json &object, const char *name, QString &to)
{
    if (const auto found = object.find(name); found != object.end() && found->is_string())
        to = core::fromUtf8(*found);
}

void take(const Json &object, const char *name, int &to)
{
    if (const auto found = object.find(name); found != object.end() && found->is_number_integer())
        to = found->get<int>();
}

void takeChannel(const Json &channel, AriEvent &event)
{
    take(channel, "id", event.channelId);
    take(channel, "name", event.channelName);
    take(channel, "state", event.channelState);
    if (const Json *caller = objectIn(channel, "caller")) {
        take(*caller, "name", event.callerName);
        take(*caller, "number", event.callerNumber);
    }
    if (const Json *dialplan = objectIn(channel, "dialplan"))
        take(*dialplan, "exten", event.exten);
}

void takeArguments(const Json &json, QStringList &to)
{
    const auto found = json.find("args");
    if (found == json.end() || !found->is_array())
        return;
    for (const Json &one : *found) {
        if (one.is_string())
            to += core::fromUtf8(one);
    }
}
} // namespace

void readAriEvent(const Json &json, AriEvent &event)
{
    if (!json.is_object() || json.empty())
        return;
    take(json, "type", event.type);
    take(json, "asterisk_id", event.asteriskId);
    take(json, "application", event.application);
    take(json, "variable", event.variable);
    take(json, "value", event.value);
    take(json, "digit", event.digit);
    take(json, "dialstatus", event.dialStatus);
    take(json, "duration_ms", event.durationMs);
    takeArguments(json, event.args);
    if (const auto cause = json.find("cause"); cause != json.end() && cause->is_number_integer())
        event.cause = cause->get<int>();
    if (const Json *channel = objectIn(json, "channel"))
        takeChannel(*channel, event);
    else if (const Json *peer = objectIn(json, "peer"))
        takeChannel(*peer, event);
    if (const Json *bridge = objectIn(json, "bridge")) {
        take(*bridge, "id", event.bridgeId);
        take(*bridge, "name", event.bridgeName);
        take(*bridge, "bridge_type", event.bridgeType);
    }
    if (const Json *playback = objectIn(json, "playback")) {
        take(*playback, "id", event.playbackId);
        take(*playback, "target_uri", event.playbackTarget);
    }
    if (const Json *recording = objectIn(json, "recording"))
        take(*recording, "name", event.recordingName);
    if (const Json *endpoint = objectIn(json, "endpoint"))
        take(*endpoint, "resource", event.endpointResource);
}

} // namespace contract

namespace core {

template <> Json toJson<contract::AriEvent>(const contract::AriEvent &event) { return event.whole ? event.whole() : Json(); }

template <> void fromJson<contract::AriEvent>(const Json &json, contract::AriEvent &event, const char *)
{
    contract::readAriEvent(json, event);
    event.whole = [kept = std::make_shared<const Json>(json)] { return *kept; };
}

} // namespace core
