// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/ari/arguments.h"
#include "telephony/softswitch/private.h"

#include <span>

namespace telephony::softswitch {

using ari::Arguments;
using ari::refuse;
using Switch = SoftSwitch::Private;

/// What an operation was asked with.
struct Asked
{
    const QStringList &ids; ///< what stands for the `{…}` of its path
    const Arguments &arguments;
    const Json &body;
};

/// The function of an operation, by the nickname that the definition gives it within its resource.
struct Handler
{
    const char *nickname;
    AriReply (*run)(Switch &, const Asked &);
};

/// What a channel must be for an operation: there (else 404), held by an application (else 409), and more than just made (412).
enum class Needs { Channel, Stasis, Media };

struct ChannelHandler
{
    const char *nickname;
    Needs needs;
    AriReply (*run)(Switch &, Channel &, const Asked &);
};

std::span<const Handler> channelMakers();
std::span<const ChannelHandler> channelControls();
std::span<const ChannelHandler> channelValues();
std::span<const ChannelHandler> transferOffers();
std::span<const Handler> bridgeHandlers();
std::span<const Handler> playbackHandlers();
std::span<const Handler> recordingHandlers();
std::span<const Handler> endpointHandlers();
std::span<const Handler> endpointRequestHandlers();
std::span<const Handler> applicationHandlers();
std::span<const Handler> deviceStateHandlers();
std::span<const Handler> systemHandlers();
std::span<const Handler> administrationHandlers();
std::span<const Handler> mailboxHandlers();
std::span<const Handler> soundHandlers();
std::span<const Handler> eventHandlers();

/// Starts a playback on a channel or bridge: the answer of both `play` operations.
AriReply playTo(Switch &s, const ari::Target &target, QStringList *playbacks, const Asked &asked);
/// Starts a recording of a channel or bridge: the answer of both `record` operations.
AriReply recordFrom(Switch &s, const ari::Target &target, const Asked &asked);

/// Sends the channel to a dialplan context. False: there is none of that name; the channel ends, as in Asterisk.
bool continueIn(Switch &s, Channel &channel, const QString &context, const QString &exten);

} // namespace telephony::softswitch
