// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/softswitch/operations.h"

#include <variant>

namespace telephony::softswitch {

/// What a channel is to be.
struct WantedChannel
{
    QString endpoint;    ///< `PJSIP/…/sip:…`, `PJSIP/1000`, `Local/exten@context`
    QString id, otherId; ///< empty: made here
    QString callerNumber, callerName;
    QString connectedNumber, connectedName; ///< as whom `callerId` shows the caller, whatever variables say
    std::map<QString, QString> variables;
    std::vector<QByteArray> codecs; ///< offered before the others
    QString unknownFormat;          ///< what `formats` asks for and nobody knows; empty: nothing

    /// The members that `create`, `originate` and `externalMedia` have in common.
    static WantedChannel from(const Arguments &arguments);
};

using Making = std::variant<Channel *, AriReply>;

/// Makes an outgoing channel, which dialChannel() calls; ChannelCreated is told. Otherwise why not: 400 an endpoint that means
/// nothing, 409 an id in use, 500 no port.
Making makeChannel(Switch &s, const WantedChannel &wanted);
/// A bare channel with its id, name, variables and ChannelCreated still to be told.
Making bareChannel(Switch &s, const WantedChannel &wanted, ChannelKind kind, const QString &endpointName);
/// The application that made a channel hears it, and its other half, until they are gone.
void hearToTheEnd(Switch &s, const Channel &channel, const QString &application);
/// @param timeoutSeconds  until it must be answered; 0 or less: 60.
void dialChannel(Switch &s, Channel &channel, const QString &caller, int timeoutSeconds);
/// `Bob <1000>`, `"Bob" <1000>` or `1000` into name and number.
std::pair<QString, QString> callerOf(const QString &text);

/// Two Local channels that are each other's far end, and do nothing by themselves; null: no port. ChannelCreated is told.
Channel *makeLocalPair(Switch &s, const QString &exten, const QString &context);
/// Both halves of a pair: streams that hear each other.
bool joinStreams(Switch &s, Channel &one, Channel &other);
/// The far end of `channel` is the channel `other`; `begin` runs once it dials.
std::shared_ptr<FarEnd> makePairEnd(Switch &s, const QString &channel, const QString &other, std::function<void()> begin);

} // namespace telephony::softswitch
