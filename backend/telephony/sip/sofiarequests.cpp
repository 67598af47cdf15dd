// SPDX-License-Identifier: GPL-3.0-or-later
// Requests of ours besides calls: MESSAGE (RFC 3428), REFER (RFC 3515), and a caller sent elsewhere (RFC 3261 §8.1.3.4).
#include "core/ids.h"
#include "core/log.h"
#include "telephony/sip/headertext.h"
#include "telephony/sip/sipmessage.h"
#include "telephony/sip/sofiathread.h"

#include <sofia-sip/nua_tag.h>
#include <sofia-sip/sip_extra.h>
#include <sofia-sip/sip_header.h>

namespace telephony::sip {
namespace {
constexpr int causeRedirected = 16;
} // namespace

void SofiaThread::redirect(const QString &id, const QString &uri)
{
    Leg *leg = find(id);
    if (!leg || leg->errand || !isPlain(uri, " <>\""))
        return;
    const QByteArray target = '<' + uri.toUtf8() + '>';
    if (leg->confirmed) {
        nua_refer(leg->handle, SIPTAG_REFER_TO_STR(target.constData()), TAG_END());
    } else if (leg->incoming) {
        leg->reported = leg->hungUp = true;
        nua_respond(leg->handle, SIP_302_MOVED_TEMPORARILY, SIPTAG_CONTACT_STR(target.constData()), TAG_END());
        drop(leg);
    }
}

void SofiaThread::send(const OutgoingRequest &request)
{
    const QString whole = request.uri + request.referTo + request.fromHost;
    if (!isPlain(whole, " <>\"") || !isPlain(request.proxy, " <>\"@") || !isPlain(request.route, ""))
        return core::log::warn("sip", "a request to {} is not sent: its address cannot be written", request.uri);
    const QByteArray url = request.uri.toUtf8(), to = '<' + request.uri.section(QLatin1Char(';'), 0, 0).toUtf8() + '>';
    const QByteArray from = "<sip:" + escapedUser(request.fromUser) + '@' + request.fromHost.toUtf8() + '>';
    const QByteArray proxy = request.proxy.isEmpty() ? QByteArray() : "sip:" + request.proxy.toLatin1();
    const QByteArray route = request.route.toUtf8(), extra = extraHeaders(request.headers);
    const QByteArray referTo = '<' + request.referTo.toUtf8() + '>', text = request.text.toUtf8();
    auto leg = std::make_unique<Leg>();
    leg->id = core::toText(core::newId());
    leg->errand = leg->reported = true;
    leg->handle = nua_handle(m_nua, leg.get(), SIPTAG_FROM_STR(from.constData()), SIPTAG_TO_STR(to.constData()),
                             TAG_IF(!route.isEmpty(), NUTAG_INITIAL_ROUTE_STR(route.constData())), TAG_END());
    if (!leg->handle)
        return;
    if (!proxy.isEmpty())
        nua_set_hparams(leg->handle, NUTAG_PROXY(proxy.constData()), TAG_END());
    const QByteArray contact = contactFor(wayTo(request.uri, request.proxy));
    tagi_t const common[] = {{NUTAG_URL(url.constData())},
                             {TAG_IF(!extra.isEmpty(), SIPTAG_HEADER_STR(extra.constData()))},
                             {TAG_IF(!contact.isEmpty(), SIPTAG_CONTACT_STR(contact.constData()))},
                             {TAG_END()}};
    if (request.referTo.isEmpty())
        nua_message(leg->handle, SIPTAG_CONTENT_TYPE_STR("text/plain;charset=UTF-8"), SIPTAG_PAYLOAD_STR(text.constData()),
                    TAG_NEXT(common));
    else
        nua_refer(leg->handle, SIPTAG_REFER_TO_STR(referTo.constData()), SIPTAG_REFER_SUB_STR("false"), TAG_NEXT(common));
    const QString id = leg->id;
    m_legs[id] = std::move(leg);
}

void SofiaThread::onRequestAnswer(int status, Leg *leg)
{
    if (status >= 300)
        core::log::info("sip", "{} is answered {}", leg->errand ? "a request outside of calls" : "a redirection", status);
    if (leg->errand && status >= 200)
        drop(leg);
}

/// The peer was sent elsewhere, and tells whether it has come there (RFC 3515 §2.4.5).
void SofiaThread::onReferProgress(Leg *leg, sip_t const *sip)
{
    const QByteArray fragment = bodyOf(sip).left(64);
    const int status = fragment.startsWith("SIP/2.0 ") ? fragment.mid(8, 3).toInt() : 0;
    if (leg->errand || status < 200 || status >= 300 || std::exchange(leg->hungUp, true))
        return;
    end(leg, 0, causeRedirected, QStringLiteral("the peer has gone where it was sent"));
    nua_bye(leg->handle, TAG_END());
}

} // namespace telephony::sip
