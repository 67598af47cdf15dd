// SPDX-License-Identifier: GPL-3.0-or-later
// SIP statuses and Q.850 causes (RFC 3398 §7.2, §8.2.6; contract/call-manager.md §4).
#include "telephony/sip/sipstack.h"

namespace telephony::sip {

int sipStatusOfCause(int cause)
{
    switch (cause) {
    case 1:
    case 2:
    case 3: return 404;
    case 17: return 486;
    case 18: return 408;
    case 19:
    case 20:
    case 31: return 480;
    case 21: return 403;
    case 22: return 410;
    case 27: return 502;
    case 28: return 484;
    case 29: return 501;
    case 34:
    case 42:
    case 66: return 503;
    case 38:
    case 127: return 500;
    case 58: return 488;
    default: return 603;
    }
}

int causeOfSipStatus(int status)
{
    if (status >= 300 && status < 400)
        return 23;
    switch (status) {
    case 404:
    case 485:
    case 604: return 1;
    case 401:
    case 402:
    case 403:
    case 407:
    case 603: return 21;
    case 408: return 18;
    case 410: return 22;
    case 480: return 19;
    case 484: return 28;
    case 486:
    case 600: return 17;
    case 488:
    case 606: return 58;
    case 501: return 29;
    case 502: return 27;
    case 503: return 34;
    case 500:
    case 504: return 38;
    default: return 127;
    }
}

} // namespace telephony::sip
