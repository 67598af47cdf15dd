// SPDX-License-Identifier: GPL-3.0-or-later
// Changes of a session that stands: re-INVITE (RFC 3261 §14), UPDATE (RFC 3311), session timer (RFC 4028).
#include "telephony/sip/sipmessage.h"
#include "telephony/sip/sofiaanswers.h"

#include <QRandomGenerator>

#include <sofia-sip/nua_tag.h>
#include <sofia-sip/sip_header.h>

namespace telephony::sip {
namespace {
constexpr int causeTimerExpired = 102; // Q.850: recovery on timer expiry
constexpr int sessionTimeout = 408;
} // namespace

Leg::~Leg()
{
    if (update)
        msg_destroy(update);
    if (referral && referral->request)
        msg_destroy(referral->request);
}

void SofiaThread::refreshByUpdate(Leg *leg, sip_t const *sip)
{
    if (sip && sip->sip_allow && sip_is_allowed(sip->sip_allow, SIP_METHOD_UPDATE))
        nua_set_hparams(leg->handle, NUTAG_UPDATE_REFRESH(1), TAG_END());
}

void SofiaThread::onReinvite(Leg *leg, sip_t const *sip)
{
    if (!hasReadableSession(sip))
        return refuseBody(m_nua, leg->handle);
    if (leg->offer != PendingOffer::None) {
        nua_respond(leg->handle, SIP_491_REQUEST_PENDING, NUTAG_WITH_THIS(m_nua), TAG_END());
        return;
    }
    leg->offer = PendingOffer::Invite;
    emitEvent(m_events.reinvited, leg->id, bodyOf(sip));
}

void SofiaThread::onUpdate(nua_handle_t *handle, Leg *leg, sip_t const *sip)
{
    const QByteArray retryAfter = QByteArray::number(QRandomGenerator::global()->bounded(11));
    const auto answer = [&](int status) {
        nua_respond(handle, status, sip_status_phrase(status), NUTAG_WITH_THIS(m_nua),
                    TAG_IF(status == 500, SIPTAG_RETRY_AFTER_STR(retryAfter.constData())), TAG_END());
    };
    if (!leg) {
        answer(481);
        nua_handle_destroy(handle);
        return;
    }
    if (!hasReadableSession(sip))
        return refuseBody(m_nua, handle);
    if (bodyOf(sip).isEmpty())
        return answer(200);
    if (leg->offer != PendingOffer::None || leg->hungUp)
        return answer(leg->hungUp ? 481 : 500); // RFC 3311 §5.2
    if (!leg->confirmed && !leg->described)     // the offer of the INVITE has no answer yet
        return answer(leg->incoming ? 500 : 491);
    leg->offer = PendingOffer::Update;
    leg->update = msg_ref_create(nua_current_request(m_nua));
    emitEvent(m_events.reinvited, leg->id, bodyOf(sip));
}

void SofiaThread::acceptReinvite(const QString &id, const QByteArray &sdp)
{
    Leg *leg = find(id);
    if (!leg)
        return;
    const PendingOffer offer = std::exchange(leg->offer, PendingOffer::None);
    tagi_t const body[] = {{SIPTAG_CONTENT_TYPE_STR("application/sdp")}, {SIPTAG_PAYLOAD_STR(sdp.constData())}, {TAG_END()}};
    if (offer == PendingOffer::Invite)
        nua_respond(leg->handle, SIP_200_OK, TAG_NEXT(body));
    else if (offer == PendingOffer::Answer)
        nua_ack(leg->handle, TAG_NEXT(body));
    else if (offer == PendingOffer::Update)
        nua_respond(leg->handle, SIP_200_OK, NUTAG_WITH(leg->update), TAG_NEXT(body));
    if (offer == PendingOffer::Update)
        msg_destroy(std::exchange(leg->update, nullptr));
}

void SofiaThread::rejectReinvite(const QString &id, int status, const QByteArray &warning)
{
    Leg *leg = find(id);
    if (!leg)
        return;
    const PendingOffer offer = std::exchange(leg->offer, PendingOffer::None);
    if (offer == PendingOffer::Invite)
        nua_respond(leg->handle, status, sip_status_phrase(status),
                    TAG_IF(!warning.isEmpty(), SIPTAG_WARNING_STR(warning.constData())), TAG_END());
    else if (offer == PendingOffer::Answer) // nothing of it can be refused any more: the session stays as it was
        nua_ack(leg->handle, TAG_END());
    else if (offer == PendingOffer::Update)
        nua_respond(leg->handle, status, sip_status_phrase(status), NUTAG_WITH(leg->update),
                    TAG_IF(!warning.isEmpty(), SIPTAG_WARNING_STR(warning.constData())), TAG_END());
    if (offer == PendingOffer::Update)
        msg_destroy(std::exchange(leg->update, nullptr));
}

void SofiaThread::onInviteAccepted(int status, Leg *leg, sip_t const *sip)
{
    if (leg->offer == PendingOffer::Answer)
        return; // the same 200 once more
    const bool refresh = std::exchange(leg->confirmed, true);
    // The refresh of a call that came in carries no description, so what the answer carries is an offer.
    if (refresh && leg->incoming && !leg->hungUp && !bodyOf(sip).isEmpty()) {
        leg->offer = PendingOffer::Answer;
        emitEvent(m_events.reinvited, leg->id, bodyOf(sip));
        return;
    }
    nua_ack(leg->handle, TAG_END());
    if (refresh)
        return;
    refreshByUpdate(leg, sip);
    if (leg->hungUp) // our CANCEL came too late
        nua_bye(leg->handle, TAG_END());
    else
        emitEvent(m_events.answered, leg->id, status, bodyOf(sip), toTagOf(sip));
}

/// A BYE that nobody asked for: the agent ends a session that was not refreshed.
void SofiaThread::onOwnBye(Leg *leg)
{
    const bool stood = leg->confirmed && (!leg->incoming || leg->acknowledged);
    if (stood && !leg->hungUp)
        end(leg, sessionTimeout, causeTimerExpired, QStringLiteral("the session was not refreshed"));
}

} // namespace telephony::sip
