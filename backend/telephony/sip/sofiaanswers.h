// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/sip/sofiathread.h"

#include <sofia-sip/sip_header.h>

/// Answers that several kinds of request have in common.
namespace telephony::sip {

inline constexpr char allowedMethods[] =
    "INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, REGISTER, PRACK, UPDATE, REFER, NOTIFY, SUBSCRIBE";
inline constexpr char readableDigits[] = "application/dtmf-relay, application/dtmf"; ///< the agent itself adds application/sdp
inline constexpr char readableTypes[] = "application/sdp, application/dtmf-relay, application/dtmf";
inline constexpr char readableEncodings[] = "identity";

/// 415 to the current request, with what would be understood (RFC 3261 §8.2.3).
inline void refuseBody(nua_t *nua, nua_handle_t *handle)
{
    nua_respond(handle, SIP_415_UNSUPPORTED_MEDIA, NUTAG_WITH_THIS(nua), SIPTAG_ACCEPT_STR(readableTypes),
                SIPTAG_ACCEPT_ENCODING_STR(readableEncodings), TAG_END());
}

} // namespace telephony::sip
