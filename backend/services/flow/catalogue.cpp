// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/flow/catalogue.h"

#include <array>

namespace services::flow {
namespace {
constexpr auto E = RunBy::Engine;
constexpr auto D = RunBy::Driver;
constexpr std::array knownActions{
    ActionInfo{"ai_summary", Media::NonRtc, E, false},
    ActionInfo{"ai_talk", Media::Any, E, false},
    ActionInfo{"ai_task", Media::NonRtc, E, false},
    ActionInfo{"amd", Media::Rtc, D, false},
    ActionInfo{"answer", Media::Rtc, D, false},
    ActionInfo{"beep", Media::Rtc, D, false},
    ActionInfo{"block", Media::NonRtc, E, false},
    ActionInfo{"branch", Media::Any, E, false},
    ActionInfo{"call", Media::Any, E, false},
    ActionInfo{"case_create", Media::Any, E, true},
    ActionInfo{"condition_call_digits", Media::Rtc, E, false},
    ActionInfo{"condition_call_status", Media::Rtc, E, false},
    ActionInfo{"condition_datetime", Media::Any, E, false},
    ActionInfo{"condition_variable", Media::Any, E, false},
    ActionInfo{"confbridge_join", Media::Rtc, D, false},
    ActionInfo{"conference_join", Media::Rtc, E, false},
    ActionInfo{"connect", Media::Rtc, E, false},
    ActionInfo{"conversation_send", Media::Any, E, true},
    ActionInfo{"digits_receive", Media::Rtc, D, false},
    ActionInfo{"digits_send", Media::Rtc, D, false},
    ActionInfo{"echo", Media::Rtc, D, false},
    ActionInfo{"email_send", Media::Any, E, true},
    ActionInfo{"empty", Media::Any, E, false},
    ActionInfo{"external_media_start", Media::Rtc, D, false},
    ActionInfo{"external_media_stop", Media::Rtc, D, false},
    ActionInfo{"fetch", Media::Any, E, false},
    ActionInfo{"fetch_flow", Media::Any, E, false},
    ActionInfo{"goto", Media::Any, E, false},
    ActionInfo{"hangup", Media::Rtc, D, false},
    ActionInfo{"message_send", Media::Any, E, false},
    ActionInfo{"mute", Media::Rtc, D, false},
    ActionInfo{"play", Media::Rtc, D, false},
    ActionInfo{"queue_join", Media::Rtc, E, false},
    ActionInfo{"recording_start", Media::Rtc, D, false},
    ActionInfo{"recording_stop", Media::Rtc, D, false},
    ActionInfo{"sleep", Media::Rtc, D, false},
    ActionInfo{"stop", Media::Any, E, false},
    ActionInfo{"stream_echo", Media::Rtc, D, false},
    ActionInfo{"talk", Media::Rtc, D, false},
    ActionInfo{"transcribe_recording", Media::Any, E, true},
    ActionInfo{"transcribe_start", Media::Rtc, E, true},
    ActionInfo{"transcribe_stop", Media::Rtc, D, false},
    ActionInfo{"variable_set", Media::Any, E, true},
    ActionInfo{"webhook_send", Media::Any, E, true},
};
} // namespace

const ActionInfo *infoOf(const QString &type)
{
    for (const ActionInfo &info : knownActions) {
        if (type == QLatin1String(info.type))
            return &info;
    }
    return nullptr;
}

bool allowed(const ActionInfo *info, const QString &referenceType)
{
    if (!info)
        return false;
    if (referenceType.isEmpty())
        return info->media == Media::Any;
    if (referenceType == QLatin1String("call"))
        return info->media != Media::NonRtc;
    for (const char *known : {"ai", "api", "conversation", "recording", "transcribe", "campaign", "webchat"}) {
        if (referenceType == QLatin1String(known))
            return info->media != Media::Rtc;
    }
    return false;
}

} // namespace services::flow
