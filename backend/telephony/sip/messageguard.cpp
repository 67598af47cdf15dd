// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/sip/messageguard.h"

#include "telephony/sip/requestcheck.h"

#include <sofia-sip/msg_addr.h>
#include <sofia-sip/msg_mclass.h>
#include <sofia-sip/sip_header.h>

#include <QByteArray>

#include <algorithm>
#include <array>
#include <cstring>

namespace telephony::sip {
namespace {
constexpr std::array scanners{"friendly-scanner", "sipvicious",   "sipcli", "sip-scan", "sipsak-scan",    "iwar",
                              "sundayddr",        "siparmyknife", "smap",   "pplsip",   "vaxsipuseragent"};

bool isOurVersion(char const *text) { return text && qstrnicmp(text, "SIP/2.0", 7) == 0 && (text[7] == '\0' || text[7] == '/'); }

bool isAck(sip_t const *sip) { return sip->sip_request->rq_method == sip_method_ack; }

/// A datagram whose Via names another transport: the agent would look up its host to answer, and stand still meanwhile.
bool cameAnotherWay(msg_t *message, sip_t const *sip)
{
    if (!sip->sip_via || msg_addrinfo(message)->ai_socktype != SOCK_DGRAM)
        return false;
    char const *const transport = strrchr(sip->sip_via->v_protocol, '/');
    return !transport || qstricmp(transport, "/UDP") != 0;
}

/// The answer goes where the request came from (RFC 3261 §18.2.2): the agent notes this only of requests of its own version, and
/// would look up the host of the Via for the others.
void noteSource(msg_t *message, sip_t *sip)
{
    char host[SU_ADDRSIZE] = "";
    su_sockaddr_t const *const from = msg_addr(message);
    if (!su_inet_ntop(from->su_family, SU_ADDR(from), host, sizeof host))
        return;
    sip->sip_via->v_maddr = nullptr;
    msg_fragment_clear_chain(reinterpret_cast<msg_header_t *>(sip->sip_via));
    msg_header_replace_param(msg_home(message), sip->sip_via->v_common, su_sprintf(msg_home(message), "received=%s", host));
}

/// Whether the agent must not answer this request.
bool isDropped(msg_t *message, sip_t const *sip)
{
    if (isScanner(sip) || cameAnotherWay(message, sip))
        return true;
    if (isOurVersion(sip->sip_request->rq_version))
        return isOtherVersion(sip);
    return isAck(sip) || !sip->sip_via;
}

/// An answer that would open such a dialog counts as the failure that it is.
void guardAnswer(sip_t *sip)
{
    sip_status_t *status = sip->sip_status;
    if (status->st_status <= 100 || status->st_status >= 300 || !sip->sip_cseq || !makesDialogs(sip->sip_cseq->cs_method) ||
        !leadsNowhere(sip))
        return;
    status->st_status = 502;
    status->st_phrase = "Contact cannot be reached";
}

issize_t extractGuarded(msg_t *message, msg_pub_t *object, char bytes[], isize_t size, int last)
{
    const issize_t read = sip_default_mclass()->mc_extract_body(message, object, bytes, size, last);
    auto *sip = reinterpret_cast<sip_t *>(object);
    if (sip && sip->sip_status)
        guardAnswer(sip);
    if (!sip || !sip->sip_request)
        return read;
    if (!isOtherVersion(sip) && isMalformed(sip))
        sip->sip_flags |= MSG_FLG_ERROR; // answered 400
    if (isDropped(message, sip)) {       // to the agent, an ACK with an error is the one request that must not be answered
        sip->sip_request->rq_method = sip_method_ack;
        sip->sip_flags |= MSG_FLG_ERROR;
    } else if (isOtherVersion(sip)) {
        noteSource(message, sip);
    }
    return read;
}

msg_hclass_s *guardedStartLine()
{
    static msg_hclass_s made = [] {
        msg_hclass_s copy = *sip_request_class;
        copy.hc_parse = parseRequestLine;
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
    char const *via = sip->sip_via ? sip->sip_via->v_protocol : nullptr;
    return !isOurVersion(sip->sip_request->rq_version) || (via && !isOurVersion(via));
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
