// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/sip/sipmessage.h"

#include "telephony/sip/requestcheck.h"

#include <QUrl>

#include <sofia-sip/sip_header.h>

#include <algorithm>

namespace telephony::sip {
namespace {
constexpr int maxExpires = 3600, defaultExpires = 600;
constexpr qsizetype maxContactText = 512;
constexpr size_t maxContactHeaders = 10;
constexpr int maxPathEntries = 8;

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
        if (!canBeSentTo(contact->m_url) || url_e(uri, int(sizeof uri), contact->m_url) >= isize_t(sizeof uri))
            return {};
        request.tooMany = request.tooMany || request.bindings.size() >= maxContactHeaders;
        if (request.tooMany)
            continue;
        bool ok = true;
        const qulonglong own = contact->m_expires ? QByteArray(contact->m_expires).toULongLong(&ok) : qulonglong(general);
        const double wished = contact->m_q ? QByteArray(contact->m_q).toDouble() : 1;
        const double q = wished >= 0 ? std::min(wished, 1.0) : 0; // `nan` is none
        request.bindings.push_back({textOf(uri), ok ? int(std::min<qulonglong>(own, maxExpires)) : general, q});
    }
    int entries = 0;
    for (sip_path_t const *path = sip->sip_path; path; path = path->r_next) {
        char uri[maxContactText];
        if (++entries > maxPathEntries || !canBeSentTo(path->r_url) ||
            url_e(uri, int(sizeof uri), path->r_url) >= isize_t(sizeof uri))
            return {};
        request.path += (entries == 1 ? QLatin1String("<") : QLatin1String(",<")) + textOf(uri) + QLatin1Char('>');
    }
    return request;
}

bool isPlainlyEncoded(sip_t const *sip)
{
    sip_content_encoding_t const *encoding = sip ? sip->sip_content_encoding : nullptr;
    if (!encoding || bodyOf(sip).isEmpty())
        return true;
    for (msg_param_t const *one = encoding->k_items; one && *one; ++one) {
        if (qstricmp(*one, "identity") != 0)
            return false;
    }
    return true;
}

bool acceptsSession(sip_t const *sip)
{
    if (!sip || !sip->sip_accept)
        return true;
    for (sip_accept_t const *one = sip->sip_accept; one; one = one->ac_next) {
        const bool refused = one->ac_q && QByteArray(one->ac_q).toDouble() <= 0;
        for (const char *type : {"application/sdp", "application/*", "*/*"}) {
            if (!refused && one->ac_type && qstricmp(one->ac_type, type) == 0)
                return true;
        }
    }
    return false;
}

bool hasReadableSession(sip_t const *sip)
{
    if (bodyOf(sip).isEmpty())
        return true;
    return isPlainlyEncoded(sip) && sip->sip_content_type && sip->sip_content_type->c_type &&
           qstricmp(sip->sip_content_type->c_type, "application/sdp") == 0;
}

QString toTagOf(sip_t const *sip) { return sip && sip->sip_to ? textOf(sip->sip_to->a_tag) : QString(); }

std::optional<IncomingCall> readInvite(sip_t const *sip)
{
    if (!isWhole(sip))
        return {};
    IncomingCall call;
    call.fromUser = userOf(sip->sip_from->a_url);
    call.fromHost = textOf(sip->sip_from->a_url->url_host);
    call.fromName = displayName(sip->sip_from->a_display);
    call.fromTag = textOf(sip->sip_from->a_tag);
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

bool isDigitBody(sip_t const *sip)
{
    char const *type = sip && sip->sip_content_type ? sip->sip_content_type->c_type : nullptr;
    return type && (qstricmp(type, "application/dtmf-relay") == 0 || qstricmp(type, "application/dtmf") == 0);
}

std::optional<InfoDigit> readInfoDigit(const QByteArray &body)
{
    InfoDigit read{0, 100};
    const QByteArray whole = body.left(256).trimmed().toUpper(); // of application/dtmf: the digit alone
    if (!whole.contains('='))
        read.digit = whole == "10" ? '*' : whole == "11" ? '#' : whole.size() == 1 ? whole[0] : char(0);
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

std::optional<ReferTarget> readReferTo(sip_t const *sip)
{
    sip_refer_to_t const *to = sip ? sip->sip_refer_to : nullptr;
    if (!to || to->r_next || !to->r_url->url_host)
        return {};
    for (auto const *bad = reinterpret_cast<sip_header_t const *>(sip->sip_error); bad; bad = bad->sh_next) {
        if (bad->sh_class == sip_refer_to_class) // a second one
            return {};
    }
    const auto type = to->r_url->url_type;
    if (type != url_sip && type != url_sips)
        return {};
    url_t target = *to->r_url;
    target.url_headers = nullptr;
    char text[maxContactText];
    if (url_e(text, int(sizeof text), &target) >= isize_t(sizeof text))
        return {};
    ReferTarget wish{textOf(text), {}, {}};
    const QString method = wish.target.section(QLatin1String(";method="), 1, 1, QString::SectionCaseInsensitiveSeps);
    if (!method.isEmpty() && method.section(QLatin1Char(';'), 0, 0).compare(QLatin1String("INVITE"), Qt::CaseInsensitive) != 0)
        return {};
    const QByteArrayList headers = QByteArray(to->r_url->url_headers).left(2 * maxContactText).split('&');
    for (const QByteArray &header : headers) {
        const qsizetype equals = header.indexOf('=');
        if (header.left(equals).compare("Replaces", Qt::CaseInsensitive) == 0 && equals > 0)
            wish.replaces = QString::fromUtf8(QByteArray::fromPercentEncoding(header.mid(equals + 1)));
    }
    if (sip->sip_referred_by && url_e(text, int(sizeof text), sip->sip_referred_by->b_url) < isize_t(sizeof text))
        wish.referredBy = QLatin1Char('<') + textOf(text) + QLatin1Char('>');
    return wish;
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
