// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sofia-sip/sip.h>

namespace telephony::sip {

/// The agent's message class with a look at every message before the agent acts on it. Dropped without an answer are requests
/// of well-known scanners, and those of another version of SIP: the agent would look up the host of their Via to answer, and
/// stand still meanwhile.
msg_mclass_t const *guardedMessages();
/// A User-Agent that only attackers send.
bool isScanner(sip_t const *sip);
/// A request whose start line or topmost Via names another version than SIP/2.0.
bool isOtherVersion(sip_t const *sip);

} // namespace telephony::sip
