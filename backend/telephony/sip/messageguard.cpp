// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/sip/messageguard.h"

#include <sofia-sip/msg_mclass.h>
#include <sofia-sip/sip_header.h>

#include <QByteArray>

#include <algorithm>
#include <array>

namespace telephony::sip {
namespace {
constexpr std::array scanners{"friendly-scanner", "sipvicious",   "sipcli", "sip-scan", "sipsak-scan",    "iwar",
                              "sundayddr",        "siparmyknife", "smap",   "pplsip",   "vaxsipuseragent"};

issize_t extractGuarded(msg_t *message, msg_pub_t *object, char bytes[], isize_t size, int last)
{
    const issize_t read = sip_default_mclass()->mc_extract_body(message, object, bytes, size, last);
    auto *sip = reinterpret_cast<sip_t *>(object);
    if (isScanner(sip) ||
        isOtherVersion(sip)) { // to the agent, an ACK with an error is the one request that must not be answered
        sip->sip_request->rq_method = sip_method_ack;
        sip->sip_flags |= MSG_FLG_ERROR;
    }
    return read;
}

/// Start lines of another version are none: to answer them the agent would look up the host of their Via, before it has
/// noted where they came from, and stand still meanwhile.
issize_t parseStartLine(su_home_t *home, msg_header_t *header, char *text, isize_t size)
{
    const issize_t read = sip_request_d(home, header, text, size);
    char const *version = read < 0 ? nullptr : reinterpret_cast<sip_request_t *>(header)->rq_version;
    return version && qstricmp(version, "SIP/2.0") == 0 ? read : -1;
}

msg_hclass_s *guardedStartLine()
{
    static msg_hclass_s made = [] {
        msg_hclass_s copy = *sip_request_class;
        copy.hc_parse = parseStartLine;
        return copy;
    }();
    return &made;
}
} // namespace

bool isScanner(sip_t const *sip)
{
    if (!sip || !sip->sip_request || !sip->sip_user_agent || !sip->sip_user_agent->g_string)
        return false;
    const QByteArray agent = QByteArray(sip->sip_user_agent->g_string).left(256).toLower();
    return std::any_of(scanners.begin(), scanners.end(), [&](const char *name) { return agent.startsWith(name); });
}

bool isOtherVersion(sip_t const *sip)
{
    if (!sip || !sip->sip_request)
        return false;
    char const *version = sip->sip_request->rq_version;
    char const *via = sip->sip_via ? sip->sip_via->v_protocol : nullptr;
    return (version && qstricmp(version, "SIP/2.0") != 0) || (via && qstrnicmp(via, "SIP/2.0/", 8) != 0);
}

msg_mclass_t const *guardedMessages()
{
    static msg_mclass_t const *const guarded = [] {
        msg_mclass_t *made = msg_mclass_clone(sip_default_mclass(), 0, msg_mclass_copy);
        if (made) {
            made->mc_extract_body = extractGuarded;
            made->mc_request->hr_class = guardedStartLine();
        }
        return made;
    }();
    return guarded ? guarded : sip_default_mclass();
}

} // namespace telephony::sip
