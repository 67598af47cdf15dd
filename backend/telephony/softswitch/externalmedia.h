// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/softswitch/operations.h"

namespace telephony::softswitch {

/// POST /channels/externalMedia: a channel whose sound goes to another program, by RTP, AudioSocket or WebSocket
/// (contract/asterisk-proxy.md §7 row 16; members of the body in snake or camel case).
AriReply makeExternalMedia(Switch &s, const Asked &asked);

} // namespace telephony::softswitch
