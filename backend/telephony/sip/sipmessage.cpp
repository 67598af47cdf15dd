// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/sip/sipmessage.h"

#include <QUrl>

#include <sofia-sip/sip_header.h>

#include <algorithm>

namespace telephony::sip {
namespace {
constexpr int maxExpires = 3600, defaultExpires = 600;
constexpr qsizetype maxContactText = 512;
constexpr size_t maxContactHeaders = 16;

bool isWhole(sip_t const *sip)
{
    return sip && sip->sip_request && sip->sip_from && sip->sip_to && sip->sip_call_id && sip->sip_cseq && sip->sip_via;
}

QString displayName(char const *text)
{
    QString name = textOf(text).trimmed();
    if (name.size() >= 2 && name.startsWith(QLatin1Char('"')) && name.endsWith(QLatin1Char('"')))
        name = name.mid(1, name.size() - 2)
                   .replace(QLatin1String("\\\""), QLatin1String("\""))
                   .replace(QLatin1String("\\\\"), QLatin1String("\\"));
    return name;
}

QString headerText(sip_privacy_t const *header)
{
    QStringList values;
    for (msg_param_t const *at = header ? header->priv_values : nullptr; at && *at; ++at)
        values << textOf(*at);
    return values.join(QLatin1Char(';'));
}
} // namespace

QString textOf(char const *text) { return text ? QString::fromUtf8(text) : QString(); }

QByteArray bodyOf(sip_t const *sip)
{
    if (!sip || !sip->sip_payload || !sip->sip_payload->pl_data)
        return {};
    return QByteArray(sip->sip_payload->pl_data, qsizetype(sip->sip_payload->pl_len));
}

QString userOf(url_t const *url) { return url && url->url_user ? QUrl::fromPercentEncoding(url->url_user) : QString(); }

QString transportOf(sip_t const *sip)
{
    return sip && sip->sip_via ? textOf(sip->sip_via->v_protocol).section(QLatin1Char('/'), -1).toLower() : QString();
}

std::optional<RegisterRequest> readRegister(sip_t const *sip)
{
    if (!isWhole(sip) || userOf(sip->sip_to->a_url).isEmpty())
        return {};
    const unsigned long asked = sip->sip_expires ? sip->sip_expires->ex_delta : (unsigned long)defaultExpires;
    const int general = int(std::min<unsigned long>(asked, maxExpires));
    RegisterRequest request;
    for (sip_contact_t const *contact = sip->sip_contact; contact; contact = contact->m_next) {
        if (contact->m_url->url_type == url_any) {
            if (!sip->sip_expires || asked != 0 || contact != sip->sip_contact || contact->m_next)
                return {};
            request.removeAll = true;
            return request;
        }
        char uri[maxContactText];
        if (contact->m_url->url_type != url_sip || !contact->m_url->url_host ||
            url_e(uri, int(sizeof uri), contact->m_url) >= isize_t(sizeof uri) || request.bindings.size() >= maxContactHeaders)
            return {};
        bool ok = true;
        const qulonglong own = contact->m_expires ? QByteArray(contact->m_expires).toULongLong(&ok) : qulonglong(general);
        request.bindings.push_back({textOf(uri), ok ? int(std::min<qulonglong>(own, maxExpires)) : general});
    }
    return request;
}

bool hasReadableSession(sip_t const *sip)
{
    if (bodyOf(sip).isEmpty())
        return true;
    return sip->sip_content_type && sip->sip_content_type->c_type &&
           qstricmp(sip->sip_content_type->c_type, "application/sdp") == 0;
}

std::optional<IncomingCall> readInvite(sip_t const *sip)
{
    if (!isWhole(sip))
        return {};
    IncomingCall call;
    call.fromUser = userOf(sip->sip_from->a_url);
    call.fromHost = textOf(sip->sip_from->a_url->url_host);
    call.fromName = displayName(sip->sip_from->a_display);
    call.toUser = userOf(sip->sip_to->a_url);
    call.toHost = textOf(sip->sip_to->a_url->url_host);
    call.requestUser = userOf(sip->sip_request->rq_url);
    call.requestHost = textOf(sip->sip_request->rq_url->url_host);
    call.callId = textOf(sip->sip_call_id->i_id);
    call.transport = transportOf(sip);
    call.sdp = bodyOf(sip);
    call.privacy = headerText(sip->sip_privacy);
    for (sip_unknown_t const *header = sip->sip_unknown; header; header = header->un_next) {
        const QString name = textOf(header->un_name);
        if (name.compare(QLatin1String("P-Asserted-Identity"), Qt::CaseInsensitive) == 0)
            call.pai = textOf(header->un_value);
        else
            call.headers[name] = textOf(header->un_value);
    }
    return call;
}

std::optional<InfoDigit> readInfoDigit(const QByteArray &body)
{
    InfoDigit read{0, 100};
    for (const QByteArray &line : body.left(256).split('\n')) {
        const qsizetype equals = line.indexOf('=');
        if (equals <= 0)
            continue;
        const QByteArray name = line.left(equals).trimmed().toLower();
        const QByteArray value = line.mid(equals + 1).trimmed().toUpper();
        if (name == "signal")
            read.digit = value == "10" ? '*' : value == "11" ? '#' : value.size() == 1 ? value[0] : char(0);
        else if (name == "duration")
            read.durationMs = std::clamp(value.toInt(), 40, 10'000);
    }
    return read.digit != 0 && QByteArray("0123456789*#ABCD").contains(read.digit) ? std::optional(read) : std::nullopt;
}

std::optional<DigestFields> credentialsFor(msg_auth_t const *headers, const QString &realm)
{
    for (msg_auth_t const *auth = headers; auth; auth = auth->au_next) {
        if (!auth->au_scheme || qstricmp(auth->au_scheme, "Digest") != 0)
            continue;
        std::vector<QByteArray> parameters;
        for (msg_param_t const *at = auth->au_params; at && *at; ++at)
            parameters.emplace_back(*at);
        DigestFields fields = digestFields(parameters);
        if (const auto found = fields.find("realm"); found != fields.end() && found->second == realm.toUtf8())
            return fields;
    }
    return {};
}

int causeOfReason(sip_t const *sip, int otherwise)
{
    for (sip_reason_t const *reason = sip ? sip->sip_reason : nullptr; reason; reason = reason->re_next) {
        if (!reason->re_protocol || !reason->re_cause || qstricmp(reason->re_protocol, "Q.850") != 0)
            continue;
        const int cause = QByteArray(reason->re_cause).toInt();
        if (cause >= 1 && cause <= 127)
            return cause;
    }
    return otherwise;
}

} // namespace telephony::sip
