// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/ari/objects.h"

#include <algorithm>
#include <array>

namespace telephony::ari {
namespace {
std::string text(const QString &value) { return core::utf8(value); }

/// Members in the order of their names, each put behind the last: events carry these objects many times in every call.
class Members
{
public:
    Members &add(const char *name, Json value)
    {
        m_all.emplace_hint(m_all.end(), name, std::move(value));
        return *this;
    }
    Json json() { return Json(std::move(m_all)); }

private:
    Json::object_t m_all;
};

Json party(const QString &name, const QString &number)
{
    return Members().add("name", text(name)).add("number", text(number)).json();
}

struct Cause
{
    int code;
    const char *text;
};
constexpr std::array causes{Cause{1, "Unallocated (unassigned) number"},
                            Cause{2, "No route to specified transit network"},
                            Cause{3, "No route to destination"},
                            Cause{16, "Normal Clearing"},
                            Cause{17, "User busy"},
                            Cause{18, "No user responding"},
                            Cause{19, "User alerting, no answer"},
                            Cause{20, "Subscriber absent"},
                            Cause{21, "Call Rejected"},
                            Cause{22, "Number changed"},
                            Cause{26, "Answered elsewhere"},
                            Cause{27, "Destination out of order"},
                            Cause{28, "Invalid number format"},
                            Cause{29, "Facility rejected"},
                            Cause{31, "Normal, unspecified"},
                            Cause{34, "Circuit/channel congestion"},
                            Cause{38, "Network out of order"},
                            Cause{41, "Temporary failure"},
                            Cause{42, "Switching equipment congestion"},
                            Cause{44, "Requested channel not available"},
                            Cause{50, "Facility not subscribed"},
                            Cause{58, "Bearer capability not available"},
                            Cause{66, "Channel not implemented"},
                            Cause{88, "Incompatible destination"},
                            Cause{102, "Recover on timer expiry"},
                            Cause{111, "Protocol error, unspecified"},
                            Cause{127, "Interworking, unspecified"}};

struct Reason
{
    const char *word;
    int cause;
};
constexpr std::array reasons{Reason{"normal", 16},
                             Reason{"busy", 17},
                             Reason{"congestion", 34},
                             Reason{"no_answer", 19},
                             Reason{"timeout", 18},
                             Reason{"rejected", 21},
                             Reason{"unallocated", 1},
                             Reason{"normal_unspecified", 31},
                             Reason{"number_incomplete", 28},
                             Reason{"codec_mismatch", 58},
                             Reason{"interworking", 127},
                             Reason{"failure", 38},
                             Reason{"answered_elsewhere", 26}};
} // namespace

QString time(core::Timestamp at)
{
    QString token = at.toToken();
    token.chop(4); // microseconds to milliseconds, and the Z
    return token + QLatin1String("+0000");
}

Json toJson(const Channel &channel)
{
    Json dialplan = Members()
                        .add("app_data", text(channel.dialplanData))
                        .add("app_name", text(channel.dialplanApp))
                        .add("context", text(channel.context))
                        .add("exten", text(channel.exten))
                        .add("priority", channel.priority)
                        .json();
    Json json = Members()
                    .add("accountcode", "")
                    .add("caller", party(channel.callerName, channel.callerNumber))
                    .add("channelvars", core::toJson(channel.variables.toStdMap()))
                    .add("connected", party(channel.connectedName, channel.connectedNumber))
                    .add("creationtime", text(time(channel.created)))
                    .add("dialplan", std::move(dialplan))
                    .add("id", text(channel.id))
                    .add("language", text(channel.language))
                    .add("name", text(channel.name))
                    .add("protocol_id", text(channel.protocolId))
                    .add("state", text(channel.state))
                    .json();
    if (!channel.redirectingNumber.isEmpty())
        json["caller_rdnis"] = core::utf8(channel.redirectingNumber);
    return json;
}

Json toJson(const Bridge &bridge)
{
    const char *mixing = bridge.channels.size() > 2 ? "softmix" : "simple_bridge";
    Json json = Members()
                    .add("bridge_class", "stasis")
                    .add("bridge_type", bridge.typeName())
                    .add("channels", core::toJson(bridge.channels))
                    .add("creationtime", text(time(bridge.created)))
                    .add("creator", "Stasis")
                    .add("id", text(bridge.id))
                    .add("name", text(bridge.name))
                    .add("technology", bridge.isHolding() ? "holding_bridge" : mixing)
                    .add("video_mode", bridge.type.contains(QLatin1String("video_sfu")) ? "sfu" : "none")
                    .json();
    if (!bridge.variables.empty())
        json["bridgevars"] = core::toJson(bridge.variables);
    return json;
}

Json toJson(const Playback &playback)
{
    Json json{{"id", text(playback.id)},
              {"media_uri", text(playback.media.value(playback.index))},
              {"target_uri", text(playback.target.uri())},
              {"language", text(playback.language)},
              {"state", text(playback.state)}};
    if (playback.index + 1 < playback.media.size())
        json["next_media_uri"] = text(playback.media.value(playback.index + 1));
    return json;
}

Json toJson(const Recording &recording)
{
    Json json{{"name", text(recording.name)},
              {"format", text(recording.format)},
              {"state", text(recording.state)},
              {"target_uri", text(recording.target.uri())}};
    if (!recording.cause.isEmpty())
        json["cause"] = text(recording.cause);
    if (recording.duration)
        json["duration"] = *recording.duration;
    if (recording.talking)
        json["talking_duration"] = *recording.talking;
    if (recording.silence)
        json["silence_duration"] = *recording.silence;
    return json;
}

const char *causeText(int cause)
{
    const auto found = std::find_if(causes.begin(), causes.end(), [cause](const Cause &one) { return one.code == cause; });
    return found == causes.end() ? "Unknown" : found->text;
}

int causeOf(const QString &reason)
{
    const auto found =
        std::find_if(reasons.begin(), reasons.end(), [&](const Reason &one) { return reason == QLatin1String(one.word); });
    return found == reasons.end() ? 0 : found->cause;
}

} // namespace telephony::ari
