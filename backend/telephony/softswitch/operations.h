// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/ari/arguments.h"
#include "telephony/softswitch/private.h"

namespace telephony::softswitch {

using ari::Arguments;
using ari::refuse;
using Switch = SoftSwitch::Private;

AriReply createChannel(Switch &s, const Arguments &arguments);
AriReply listChannels(Switch &s);
/// @param verb  what follows the id in the path; empty: the channel itself.
AriReply onChannel(Switch &s, Channel &channel, const QString &method, const QString &verb, const Arguments &arguments);

AriReply createBridge(Switch &s, QString id, const Arguments &arguments);
AriReply listBridges(Switch &s);
AriReply onBridge(Switch &s, Bridge &bridge, const QString &method, const QString &verb, const Arguments &arguments);

/// Sends the channel to a dialplan context.
AriReply continueIn(Switch &s, Channel &channel, const QString &context);

} // namespace telephony::softswitch
