// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/sip/messageguard.h"

#include "telephony/sip/digestclient.h"
#include "telephony/sip/requestcheck.h"

#include <sofia-sip/msg_addr.h>
#include <sofia-sip/msg_mclass.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_util.h>

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

thread_local std::function<void(const QString &)> streamBegan, streamFinished;
thread_local std::function<bool(const QString &)> callStands;

QString peerOf(su_sockaddr_t const *address)
{
    char host[SU_ADDRSIZE] = "";
    su_inet_ntop(address->su_family, SU_ADDR(address), host, sizeof host);
    return QString::fromLatin1(host) + QLatin1Char(':') + QString::number(ntohs(address->su_port));
}

/// A REFER outside of calls: with a tag that names no dialog the agent answers 481 (RFC 3261 §12.2.2). Without one it would begin a
/// subscription and send a NOTIFY before anybody is asked.
void makeForeign(msg_t *message, sip_t *sip)
{
    if (sip->sip_request->rq_method == sip_method_refer && sip->sip_to && !sip->sip_to->a_tag)
        sip_to_tag(msg_home(message), sip->sip_to, "none");
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

/// The agent would act upon these by itself: dial where a redirection points, past every rule of the switch, and call the same host
/// again after a while, although the answer counts at once (RFC 3261 §21.5.4). In a call that stands it does well to try again.
void hideOrders(sip_t *sip)
{
    if (sip->sip_status->st_status >= 300 && sip->sip_status->st_status < 400)
        sip->sip_contact = nullptr;
    const bool isOfInvite = sip->sip_cseq && sip->sip_cseq->cs_method == sip_method_invite && sip->sip_call_id;
    if (isOfInvite && sip->sip_retry_after && !(callStands && callStands(QString::fromUtf8(sip->sip_call_id->i_id))))
        sip->sip_retry_after = nullptr;
}

issize_t extractGuarded(msg_t *message, msg_pub_t *object, char bytes[], isize_t size, int last)
{
    const issize_t read = sip_default_mclass()->mc_extract_body(message, object, bytes, size, last);
    auto *sip = reinterpret_cast<sip_t *>(object);
    if (sip && sip->sip_flags & MSG_FLG_COMPLETE && streamFinished && msg_addrinfo(message)->ai_socktype == SOCK_STREAM)
        streamFinished(peerOf(msg_addr(message)));
    if (sip && sip->sip_status) {
        guardAnswer(sip);
        hideOrders(sip);
        keepAnswerable(sip);
    }
    if (!sip || !sip->sip_request)
        return read;
    if (!isOtherVersion(sip) && isMalformed(sip))
        sip->sip_flags |= MSG_FLG_ERROR; // answered 400
    if (isDropped(message, sip)) {       // to the agent, an ACK with an error is the one request that must not be answered
        sip->sip_request->rq_method = sip_method_ack;
        sip->sip_flags |= MSG_FLG_ERROR;
    } else if (isOtherVersion(sip)) {
        noteSource(message, sip);
    } else {
        makeForeign(message, sip);
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

void watchStreams(std::function<void(const QString &peer)> began, std::function<void(const QString &peer)> finished)
{
    streamBegan = std::move(began);
    streamFinished = std::move(finished);
}

void watchCalls(std::function<bool(const QString &callId)> stands) { callStands = std::move(stands); }

void noteStream(int socket, const char *bytes, size_t size)
{
    const bool isKeepAlive = std::all_of(bytes, bytes + size, [](char c) { return c == '\r' || c == '\n'; }); // RFC 5626 §4.4.1
    su_sockaddr_t peer[1] = {};
    socklen_t length = sizeof peer;
    if (streamBegan && !isKeepAlive && getpeername(socket, &peer->su_sa, &length) == 0)
        streamBegan(peerOf(peer));
}

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
