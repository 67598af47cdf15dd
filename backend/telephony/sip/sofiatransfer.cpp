// SPDX-License-Identifier: GPL-3.0-or-later
// Transfers: REFER and its NOTIFYs (RFC 3515, RFC 5589, RFC 4488), calls in place of others (RFC 3891).
#include "telephony/sip/sipmessage.h"
#include "telephony/sip/sofiathread.h"

#include <sofia-sip/nua_tag.h>
#include <sofia-sip/sip_extra.h>
#include <sofia-sip/sip_header.h>

namespace telephony::sip {
namespace {
constexpr int badRequest = 400, declined = 603, unknownCall = 481, busy = 486, pending = 491;

bool wantsSilence(sip_t const *sip)
{
    sip_refer_sub_t const *wish = sip_refer_sub(sip);
    return wish && wish->rs_value && qstricmp(wish->rs_value, "false") == 0;
}
} // namespace

Leg *SofiaThread::legOf(sip_replaces_t const *replaces) const
{
    nua_handle_t *handle = replaces ? nua_handle_by_replaces(m_nua, replaces) : nullptr;
    if (!handle)
        return nullptr;
    Leg *leg = nua_handle_magic(handle);
    nua_handle_unref(handle);
    for (const auto &[id, known] : m_legs) {
        if (known.get() == leg)
            return leg;
    }
    return nullptr;
}

int SofiaThread::refusesReplacement(Leg const *leg, sip_replaces_t const *replaces)
{
    if (!leg)
        return unknownCall;
    if (leg->hungUp || leg->reported)
        return declined;
    if (leg->confirmed)
        return replaces->rp_early_only ? busy : 0;
    return leg->incoming ? unknownCall : 0;
}

void SofiaThread::onRefer(nua_handle_t *handle, Leg *leg, sip_t const *sip, tagi_t tags[])
{
    const auto refuse = [&](int status) {
        nua_respond(handle, status, sip_status_phrase(status), NUTAG_WITH_THIS(m_nua), TAG_END());
    };
    if (!leg) {
        refuse(unknownCall);
        nua_handle_destroy(handle);
        return;
    }
    if (leg->hungUp)
        return refuse(unknownCall);
    if (leg->referral || !leg->confirmed)
        return refuse(pending);
    const auto wish = readReferTo(sip);
    if (!wish)
        return refuse(badRequest);
    Transfer transfer{leg->id, wish->target, wish->replaces};
    if (!wish->replaces.isEmpty()) {
        su_home_t home[1] = {SU_HOME_INIT(home)};
        sip_replaces_t const *replaces = sip_replaces_make(home, wish->replaces.toUtf8().constData());
        Leg const *other = legOf(replaces);
        const bool fits = replaces && other != leg;
        if (other)
            transfer.replacesLeg = other->id;
        su_home_deinit(home);
        if (!fits)
            return refuse(badRequest);
    }
    transfer.referredBy = wish->referredBy;
    sip_event_t const *event = nullptr;
    tl_gets(tags, NUTAG_REFER_EVENT_REF(event), TAG_END());
    Referral referral;
    referral.event = event && event->o_id ? "refer;id=" + QByteArray(event->o_id) : QByteArray("refer");
    referral.silent = wantsSilence(sip);
    referral.request = msg_ref_create(nua_current_request(m_nua));
    leg->referral = referral;
    emitEvent(m_events.transferRequested, std::move(transfer));
}

void SofiaThread::acceptTransfer(const QString &id)
{
    Leg *leg = find(id);
    if (!leg || !leg->referral || !leg->referral->request)
        return;
    Referral &referral = *leg->referral;
    nua_respond(leg->handle, SIP_202_ACCEPTED, NUTAG_WITH(referral.request),
                TAG_IF(referral.silent, SIPTAG_REFER_SUB_STR("false")), TAG_END());
    msg_destroy(std::exchange(referral.request, nullptr));
    notifyTransfer(id, 100);
}

void SofiaThread::rejectTransfer(const QString &id, int status)
{
    Leg *leg = find(id);
    if (!leg || !leg->referral || !leg->referral->request)
        return;
    nua_respond(leg->handle, status, sip_status_phrase(status), NUTAG_WITH(leg->referral->request), TAG_END());
    msg_destroy(leg->referral->request);
    leg->referral.reset();
}

void SofiaThread::notifyTransfer(const QString &id, int status)
{
    Leg *leg = find(id);
    if (!leg || !leg->referral || leg->referral->request)
        return;
    const bool last = status >= 200;
    char const *phrase = sip_status_phrase(status);
    const QByteArray fragment = "SIP/2.0 " + QByteArray::number(status) + ' ' + (phrase ? phrase : "Unknown") + "\r\n";
    if (!leg->referral->silent)
        nua_notify(leg->handle, SIPTAG_EVENT_STR(leg->referral->event.constData()),
                   NUTAG_SUBSTATE(last ? nua_substate_terminated : nua_substate_active),
                   TAG_IF(last, SIPTAG_SUBSCRIPTION_STATE_STR("terminated;reason=noresource")),
                   SIPTAG_CONTENT_TYPE_STR("message/sipfrag;version=2.0"), SIPTAG_PAYLOAD_STR(fragment.constData()), TAG_END());
    if (last)
        leg->referral.reset();
}

} // namespace telephony::sip
