// SPDX-License-Identifier: GPL-3.0-or-later
// Calls on the signalling thread: INVITE out, answers, CANCEL, BYE (RFC 3261), INFO (RFC 6086).
#include "core/log.h"
#include "telephony/sip/digestclient.h"
#include "telephony/sip/headertext.h"
#include "telephony/sip/sipmessage.h"
#include "telephony/sip/sofiaanswers.h"

#include <sofia-sip/sip_header.h>

namespace telephony::sip {
namespace {
constexpr int causeNormal = 16, causeNoAnswer = 18, causeOutOfOrder = 27, causeBadNumber = 28;

QByteArray quoted(const QString &name)
{
    QByteArray text;
    for (const char c : name.toUtf8()) {
        if (c == '"' || c == '\\')
            text += '\\';
        if (uchar(c) >= 0x20 && uchar(c) != 0x7F)
            text += c;
    }
    return '"' + text + '"';
}

int causeOfEnd(const Leg *leg, int status)
{
    if (!leg->confirmed)
        return causeOfSipStatus(status);
    return status == 408 || status == 481 ? causeOutOfOrder : causeNormal;
}

/// A phone that is told that another answered shows no missed call (3GPP TS 24.229 §5.1.4, RFC 3326).
QByteArray reasonHeader(int cause)
{
    constexpr int answeredElsewhere = 26;
    const QByteArray elsewhere = cause == answeredElsewhere ? "SIP;cause=200;text=\"Call completed elsewhere\", " : "";
    return elsewhere + "Q.850;cause=" + QByteArray::number(cause > 127 ? causeNormal : cause);
}

/// `sip:ip:port`, with the transport of the request URI.
QByteArray proxyUrl(const OutgoingCall &call, bool secure)
{
    if (call.proxy.isEmpty())
        return {};
    QByteArray transport;
    if (!call.proxy.contains(QLatin1Char(';'))) {
        if (call.uri.contains(QLatin1String(";transport=tcp"), Qt::CaseInsensitive))
            transport = ";transport=tcp";
        else if (secure)
            transport = ";transport=tls";
    }
    return "sip:" + call.proxy.toLatin1() + transport;
}
} // namespace

Leg *SofiaThread::find(const QString &id) const
{
    const auto found = m_legs.find(id);
    return found == m_legs.end() || found->second->hungUp ? nullptr : found->second.get();
}

void SofiaThread::invite(const OutgoingCall &call)
{
    if (m_legs.contains(call.leg))
        return;
    const Way way = wayTo(call.uri, call.proxy);
    const QByteArray url = call.uri.toUtf8(), proxy = proxyUrl(call, way != Way::Plain);
    const QByteArray to = '<' + call.uri.section(QLatin1Char(';'), 0, 0).toUtf8() + '>';
    const QByteArray from = (call.fromName.isEmpty() ? QByteArray() : quoted(call.fromName) + ' ') +
                            "<sip:" + escapedUser(call.fromUser.isEmpty() ? QStringLiteral("anonymous") : call.fromUser) + '@' +
                            call.fromHost.toUtf8() + '>';
    const QByteArray extra = extraHeaders(call.headers), callId = call.callId.toLatin1(), route = call.route.toUtf8();
    auto leg = std::make_unique<Leg>();
    leg->id = call.leg;
    leg->sipCallId = call.callId;
    leg->contact = contactFor(way);
    leg->authUser = call.authUser;
    leg->authPassword = call.authPassword;
    if (isPlain(call.uri, " <>\"") && isPlain(call.fromHost, " <>\"@") && isPlain(call.proxy, " <>\"@") &&
        isPlain(call.callId, " <>\"") && isPlain(call.route, ""))
        leg->handle = nua_handle(m_nua, leg.get(), SIPTAG_FROM_STR(from.constData()), SIPTAG_TO_STR(to.constData()),
                                 TAG_IF(!callId.isEmpty(), SIPTAG_CALL_ID_STR(callId.constData())),
                                 TAG_IF(!route.isEmpty(), NUTAG_INITIAL_ROUTE_STR(route.constData())), TAG_END());
    if (!leg->handle) {
        end(leg.get(), 484, causeBadNumber, QStringLiteral("the address cannot be dialled"));
        return;
    }
    if (!proxy.isEmpty())
        nua_set_hparams(leg->handle, NUTAG_PROXY(proxy.constData()), TAG_END()); // nua_handle() would ignore it
    nua_invite(leg->handle, NUTAG_URL(url.constData()), SIPTAG_CONTENT_TYPE_STR("application/sdp"),
               SIPTAG_PAYLOAD_STR(call.sdp.constData()),
               TAG_IF(!leg->contact.isEmpty(), SIPTAG_CONTACT_STR(leg->contact.constData())),
               TAG_IF(!extra.isEmpty(), SIPTAG_HEADER_STR(extra.constData())), TAG_END());
    m_legs[call.leg] = std::move(leg);
}

void SofiaThread::ring(const QString &id, const QByteArray &sdp)
{
    Leg *leg = find(id);
    if (!leg || !leg->incoming || leg->confirmed)
        return;
    leg->described = leg->described || !sdp.isEmpty();
    const bool quiet = sdp.isEmpty();
    nua_respond(leg->handle, quiet ? 180 : 183, sip_status_phrase(quiet ? 180 : 183),
                TAG_IF(!leg->contact.isEmpty(), SIPTAG_CONTACT_STR(leg->contact.constData())),
                TAG_IF(!quiet, SIPTAG_CONTENT_TYPE_STR("application/sdp")), TAG_IF(!quiet, SIPTAG_PAYLOAD_STR(sdp.constData())),
                TAG_END());
}

void SofiaThread::answer(const QString &id, const QByteArray &sdp)
{
    Leg *leg = find(id);
    if (!leg || !leg->incoming || std::exchange(leg->confirmed, true))
        return;
    nua_respond(leg->handle, SIP_200_OK, TAG_IF(!leg->contact.isEmpty(), SIPTAG_CONTACT_STR(leg->contact.constData())),
                SIPTAG_CONTENT_TYPE_STR("application/sdp"), SIPTAG_PAYLOAD_STR(sdp.constData()), TAG_END());
}

void SofiaThread::hangup(const QString &id, int cause, const QByteArray &warning)
{
    Leg *leg = find(id);
    if (!leg)
        return;
    if (leg->errand)
        return drop(leg);
    leg->reported = leg->hungUp = true;
    const QByteArray reason = reasonHeader(cause);
    if (leg->confirmed) {
        nua_bye(leg->handle, SIPTAG_REASON_STR(reason.constData()), TAG_END());
    } else if (leg->incoming) {
        // Strangers do not learn what there is to call: whatever they do not reach, asks for a password.
        const bool asks = sipStatusOfCause(cause) == 404 && !leg->strangerAt.isEmpty();
        const int status = asks ? 407 : sipStatusOfCause(cause);
        const QByteArray challenges =
            asks ? challengesFor("Proxy-Authenticate: ", leg->strangerRealm, leg->strangerAt, false) : QByteArray();
        nua_respond(leg->handle, status, sip_status_phrase(status), TAG_IF(!asks, SIPTAG_REASON_STR(reason.constData())),
                    TAG_IF(!warning.isEmpty(), SIPTAG_WARNING_STR(warning.constData())),
                    TAG_IF(asks, SIPTAG_HEADER_STR(challenges.constData())), TAG_END());
        drop(leg);
    } else {
        nua_cancel(leg->handle, SIPTAG_REASON_STR(reason.constData()), TAG_END());
    }
}

void SofiaThread::probe(const QString &id)
{
    Leg *leg = find(id);
    if (leg && leg->confirmed && !std::exchange(leg->probing, true))
        nua_options(leg->handle, TAG_END());
}

void SofiaThread::onProbed(int status, Leg *leg)
{
    leg->probing = false;
    if (isLost(status, leg))
        nua_bye(leg->handle, TAG_END());
}

/// Whether this answer of a call that stands says that its peer has gone; the first time, and the call has ended then.
bool SofiaThread::isLost(int status, Leg *leg)
{
    if ((status != 408 && status != 481) || !leg->confirmed || std::exchange(leg->hungUp, true))
        return false;
    end(leg, status, causeOutOfOrder, QStringLiteral("the peer no longer answers"));
    return true;
}

void SofiaThread::tag(const QString &id, QUuid callId)
{
    if (Leg *leg = find(id); leg && !leg->sipCallId.isEmpty())
        m_trace.tag(leg->sipCallId, callId);
}

void SofiaThread::end(Leg *leg, int status, int cause, const QString &reason)
{
    if (!std::exchange(leg->reported, true))
        emitEvent(m_events.ended, leg->id, status, cause, reason);
}

void SofiaThread::drop(Leg *leg)
{
    m_trace.untag(leg->sipCallId);
    nua_handle_bind(leg->handle, nullptr);
    nua_handle_destroy(leg->handle);
    m_legs.erase(QString(leg->id));
}

void SofiaThread::onInfo(nua_handle_t *handle, Leg *leg, sip_t const *sip)
{
    if (!leg) {
        nua_respond(handle, SIP_481_NO_CALL, NUTAG_WITH_THIS(m_nua), TAG_END());
        nua_handle_destroy(handle);
        return;
    }
    if (!bodyOf(sip).isEmpty() && !(isDigitBody(sip) && isPlainlyEncoded(sip)))
        return refuseBody(m_nua, handle);
    nua_respond(handle, SIP_200_OK, NUTAG_WITH_THIS(m_nua), TAG_END());
    const auto read = readInfoDigit(bodyOf(sip));
    if (read && !leg->hungUp)
        emitEvent(m_events.infoDigit, leg->id, read->digit, read->durationMs);
}

void SofiaThread::onLegEvent(nua_event_t event, int status, Leg *leg, sip_t const *sip)
{
    switch (event) {
    case nua_r_invite: onInviteAnswer(status, leg, sip); break;
    case nua_i_ack:
        leg->acknowledged = true;
        if (!leg->hungUp)
            emitEvent(m_events.confirmed, leg->id, bodyOf(sip));
        break;
    case nua_r_options:
        if (status >= 200)
            onProbed(status, leg);
        break;
    case nua_r_update: isLost(status, leg); break; // the agent sends the BYE
    case nua_r_bye: onOwnBye(leg); break;
    case nua_r_message:
    case nua_r_refer: onRequestAnswer(status, leg); break;
    case nua_i_notify: onReferProgress(leg, sip); break;
    case nua_i_cancel: end(leg, 487, causeOfReason(sip, causeNormal), QStringLiteral("cancelled by the caller")); break;
    case nua_i_bye: end(leg, 0, causeOfReason(sip, causeNormal), QStringLiteral("hung up by the peer")); break;
    case nua_i_terminated:
        if (leg->incoming && leg->confirmed && !leg->acknowledged)
            end(leg, 408, causeNoAnswer, QStringLiteral("the answer was never acknowledged"));
        end(leg, status, causeOfEnd(leg, status), QStringLiteral("the session ended"));
        drop(leg);
        break;
    default: break;
    }
}

void SofiaThread::onInviteAnswer(int status, Leg *leg, sip_t const *sip)
{
    if (sip && sip->sip_call_id && leg->sipCallId.isEmpty())
        leg->sipCallId = textOf(sip->sip_call_id->i_id);
    msg_auth_t const *const challenge = challengeIn(status, sip);
    if (challenge && !leg->authUser.isEmpty() && !leg->hungUp) {
        const QByteArray credentials = credentialsOf(challenge, std::exchange(leg->authUser, {}), leg->authPassword); // one try
        nua_authenticate(leg->handle, NUTAG_AUTH(credentials.constData()), TAG_END());
        return;
    }
    if (status <= 100)
        return;
    leg->described = leg->described || (status < 200 && !bodyOf(sip).isEmpty());
    if (status < 200 && !leg->confirmed && !leg->hungUp)
        emitEvent(m_events.answered, leg->id, status, bodyOf(sip), toTagOf(sip));
    if (status >= 200 && status < 300)
        onInviteAccepted(status, leg, sip);
    if (status < 300 || isLost(status, leg))
        return;
    if (!leg->confirmed)
        end(leg, status, causeOfReason(sip, causeOfSipStatus(status)),
            textOf(sip && sip->sip_status ? sip->sip_status->st_phrase : ""));
    if (challenge)
        nua_authenticate(leg->handle, TAG_END()); // there are none: without this the agent would wait for credentials for ever
}

} // namespace telephony::sip
