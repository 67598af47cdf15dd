// SPDX-License-Identifier: GPL-3.0-or-later
// Where our side of a dialog is reached: its Contact (RFC 3261 §8.1.1.8), over TLS (§26.2.2) and for SIPS (RFC 5630 §5.1).
// The agent itself would name its TLS port in every Contact as soon as it has one, which a phone without TLS cannot call.
#include "telephony/sip/sipmessage.h"
#include "telephony/sip/sofiaanswers.h"

#include <sofia-sip/nua_tag.h>

namespace telephony::sip {

SofiaThread::Way SofiaThread::wayTo(const QString &uri, const QString &proxy)
{
    if (uri.startsWith(QLatin1String("sips:"), Qt::CaseInsensitive))
        return Way::Sips;
    static const QLatin1String byTls(";transport=tls");
    return uri.contains(byTls, Qt::CaseInsensitive) || proxy.contains(byTls, Qt::CaseInsensitive) ? Way::Tls : Way::Plain;
}

SofiaThread::Way SofiaThread::wayOf(sip_t const *sip)
{
    if (transportOf(sip) != QLatin1String("tls"))
        return Way::Plain;
    return sip->sip_request && sip->sip_request->rq_url->url_type == url_sips ? Way::Sips : Way::Tls;
}

QByteArray SofiaThread::contactFor(Way way, const QByteArray &user) const
{
    const QHostAddress &address = m_config.address;
    if (m_tlsPort == 0 || address == QHostAddress(QHostAddress::AnyIPv4))
        return {};
    const QByteArray text = address.toString().toLatin1();
    const QByteArray host = address.protocol() == QAbstractSocket::IPv6Protocol ? '[' + text + ']' : text;
    const QByteArray who = user.isEmpty() ? QByteArray() : user + '@';
    const QByteArray scheme = way == Way::Sips ? "sips:" : "sip:";
    const QByteArray port = QByteArray::number(way == Way::Plain ? m_port : m_tlsPort);
    return '<' + scheme + who + host + ':' + port + (way == Way::Tls ? ";transport=tls>" : ">");
}

/// Phones on TLS cannot be connected to: they hold no certificate that we could check, and mostly no port.
void SofiaThread::stayOnConnection(nua_handle_t *handle, const QString &source)
{
    const QByteArray proxy = "sip:" + source.toLatin1() + ";transport=tls";
    nua_set_hparams(handle, NUTAG_PROXY(proxy.constData()), TAG_END());
}

void SofiaThread::onOptions(nua_handle_t *handle, Leg *leg, sip_t const *sip)
{
    const QByteArray contact = leg ? leg->contact : contactFor(wayOf(sip));
    nua_respond(handle, SIP_200_OK, NUTAG_WITH_THIS(m_nua), TAG_IF(!contact.isEmpty(), SIPTAG_CONTACT_STR(contact.constData())),
                SIPTAG_ACCEPT_STR(readableDigits), SIPTAG_ACCEPT_ENCODING_STR(readableEncodings), TAG_END());
    if (!leg)
        nua_handle_destroy(handle);
}

} // namespace telephony::sip
