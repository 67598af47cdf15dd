// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/json.h"

#include <functional>

namespace contract {

/// What the platform reads of an engine's event `ari_event` (contract/asterisk-proxy.md §3). It is read leniently: a member of
/// another kind is as good as none.
struct AriEvent
{
    QString type, asteriskId, application;
    QString channelId, channelName, channelState, callerName, callerNumber, exten; ///< of Dial: who is dialled
    QString bridgeId, bridgeName, bridgeType;
    QString playbackId, playbackTarget; ///< the target as `channel:<id>`
    QString recordingName;
    QString endpointResource; ///< `<user>@<realm>`
    QString variable, value, digit, dialStatus;
    QStringList args;         ///< of StasisStart
    std::optional<int> cause; ///< Q.850
    int durationMs = 0;       ///< of a digit
    /// The whole object. Empty: there is no more of it than the above.
    std::function<core::Json()> whole;
};

/// Sets what the object has.
void readAriEvent(const core::Json &json, AriEvent &event);

} // namespace contract

namespace core {
template <> Json toJson<contract::AriEvent>(const contract::AriEvent &event);
template <> void fromJson<contract::AriEvent>(const Json &json, contract::AriEvent &event, const char *member);
} // namespace core
