// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/softswitch/operations.h"

/// What takes the place of a phone that has transferred its call. Its channel stays where it is, so whoever controls it
/// (call-manager ends a call with its channel) sees it go on; what the phone heard and said, the target hears and says.
namespace telephony::softswitch {

/// The phone leaves the call, the channel does not. The phone usually hangs up; one that does not is hung up after two seconds.
void letPhoneGo(Switch &s, Channel &channel);
/// The same at once, with the reason.
void sendPhoneAway(Switch &s, Channel &channel, int cause);
/// Two channels without phones: what one hears, the other says. The end of one is the end of the other.
void linkChannels(Switch &s, Channel &one, Channel &other);
/// `by` has no phone any more; the one of `target` speaks and hears in its place. False: no RTP port is left.
bool relayChannel(Switch &s, Channel &by, Channel &target);
/// A phone that has come into the place of another leaves it: its own channel ends, the other has no phone. Nothing for others.
void leavePlace(Switch &s, const Transferer &asker);
/// Two Local channels, up, to come in place of the two channels of who transfers (Asterisk: `Local/_attended@…`); null: no port.
Channel *makeTransferLink(Switch &s, const QString &context);
/// `by` comes where `old` was, in its application and bridge, and `old` ends.
void replaceChannel(Switch &s, Channel &old, Channel &by);
/// The far end of a channel that arrives at the platform for a transfer: what becomes of it is the transfer's progress.
std::shared_ptr<FarEnd> makeTransferEnd(Switch &s, const QString &target);

} // namespace telephony::softswitch
