// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/softswitch/channel.h"

namespace telephony::softswitch {
namespace {
std::string text(const QString &value) { return core::utf8(value); }
}

QString ariTime(core::Timestamp at)
{
    QString time = at.toToken();
    time.chop(4); // microseconds to milliseconds, and the Z
    return time + QLatin1String("+0000");
}

core::Json toAri(const Channel &channel)
{
    core::Json json{{"id", text(channel.id)},
                    {"name", text(channel.name)},
                    {"state", text(channel.state)},
                    {"protocol_id", text(channel.sipCallId)},
                    {"caller", {{"name", text(channel.callerName)}, {"number", text(channel.callerNumber)}}},
                    {"connected", {{"name", ""}, {"number", text(channel.connectedNumber)}}},
                    {"accountcode", ""},
                    {"dialplan",
                     {{"context", text(channel.context)},
                      {"exten", text(channel.exten)},
                      {"priority", 1},
                      {"app_name", channel.inStasis ? "Stasis" : ""},
                      {"app_data", channel.inStasis ? "voipbin" : ""}}},
                    {"creationtime", text(ariTime(channel.created))},
                    {"language", "en"}};
    json["channelvars"] = core::toJson(channel.variables);
    return json;
}

core::Json toAri(const Bridge &bridge)
{
    return core::Json{{"id", text(bridge.id)},
                      {"technology", bridge.channels.size() > 2 ? "softmix" : "simple_bridge"},
                      {"bridge_type", bridge.type.contains(QLatin1String("holding")) ? "holding" : "mixing"},
                      {"bridge_class", "stasis"},
                      {"creator", "Stasis"},
                      {"name", text(bridge.name)},
                      {"channels", core::toJson(bridge.channels)},
                      {"video_mode", bridge.type.contains(QLatin1String("video_sfu")) ? "sfu" : "none"},
                      {"creationtime", text(ariTime(bridge.created))}};
}

core::Json toAri(const Playback &playback)
{
    core::Json json{{"id", text(playback.id)},
                    {"media_uri", text(playback.media.value(playback.index))},
                    {"target_uri", "channel:" + text(playback.channel)},
                    {"language", "en"},
                    {"state", text(playback.state)}};
    if (playback.index + 1 < playback.media.size())
        json["next_media_uri"] = text(playback.media.value(playback.index + 1));
    return json;
}

const char *causeText(int cause)
{
    switch (cause) {
    case 1:
        return "Unallocated (unassigned) number";
    case 3:
        return "No route to destination";
    case 16:
        return "Normal Clearing";
    case 17:
        return "User busy";
    case 18:
        return "No user responding";
    case 19:
        return "User alerting, no answer";
    case 21:
        return "Call Rejected";
    case 38:
        return "Network out of order";
    case 58:
        return "Bearer capability not available";
    case 127:
        return "Interworking, unspecified";
    default:
        return "Unknown";
    }
}

} // namespace telephony::softswitch
