// SPDX-License-Identifier: GPL-3.0-or-later
// Requests that need to know who sends them: REGISTER and INVITE (RFC 3261 §10, §22), rate limits and bans.
#include "core/log.h"
#include "core/ids.h"
#include "telephony/sip/sofiathread.h"

#include <QDateTime>
#include <QUrl>

namespace telephony::sip {
namespace {
constexpr int minExpires = 1, maxExpires = 3600, defaultExpires = 600;

QString userOf(url_t const *url) { return url && url->url_user ? QUrl::fromPercentEncoding(url->url_user) : QString(); }

bool isLoopback(const QString &source)
{
    return QHostAddress(source.section(QLatin1Char(':'), 0, -2)).isLoopback();
}

std::vector<QByteArray> parametersOf(msg_auth_t const *auth)
{
    std::vector<QByteArray> parameters;
    for (msg_param_t const *at = auth ? auth->au_params : nullptr; at && *at; ++at)
        parameters.emplace_back(*at);
    return parameters;
}
} // namespace

QString SofiaThread::realmOf(const QString &host) const { return registrar.knowsRealm(host) ? host : m_config.realm; }

bool SofiaThread::tooFast(const QString &source)
{
    const QString host = source.section(QLatin1Char(':'), 0, -2);
    if (isLoopback(source))
        return false;
    const core::Nanos now = m_clock->now();
    if (const auto ban = m_bans.find(host); ban != m_bans.end()) {
        if (now < *ban)
            return true;
        m_bans.erase(ban);
    }
    const qint64 second = std::chrono::duration_cast<std::chrono::seconds>(now).count();
    if (m_rates.size() > 10'000)
        m_rates.clear();
    auto &rate = m_rates[host];
    if (rate.first != second)
        rate = {second, 0};
    return ++rate.second > m_config.requestsPerSecondPerSource;
}

void SofiaThread::failedLogin(const QString &source)
{
    if (isLoopback(source))
        return;
    const QString host = source.section(QLatin1Char(':'), 0, -2);
    const core::Nanos now = m_clock->now();
    if (m_failures.size() > 10'000)
        m_failures.clear();
    auto &failures = m_failures[host];
    if (now - failures.first > std::chrono::minutes(1))
        failures = {now, 0};
    if (++failures.second < m_config.failuresUntilBan)
        return;
    m_failures.remove(host);
    m_bans[host] = now + m_config.banFor;
    core::log::warn("sip", "{} is banned for {} s: too many failed logins", host, m_config.banFor.count());
    emitEvent(m_events.banned, host, QStringLiteral("too many failed logins"));
}

bool SofiaThread::authenticate(nua_handle_t *handle, sip_t const *sip, const QString &realm, const QString &wantedUser,
                               bool proxy, const QString &source)
{
    msg_auth_t const *auth = proxy ? sip->sip_proxy_authorization : sip->sip_authorization;
    while (auth) {
        const DigestFields fields = digestFields(parametersOf(auth));
        const auto found = fields.find("realm");
        if (found != fields.end() && found->second == realm.toUtf8())
            break;
        auth = auth->au_next;
    }
    const auto challenge = [&](bool stale) {
        const QByteArray value = m_digest.challenge(realm, stale);
        if (proxy)
            nua_respond(handle, SIP_407_PROXY_AUTH_REQUIRED, NUTAG_WITH_THIS(m_nua), SIPTAG_PROXY_AUTHENTICATE_STR(value.constData()),
                        TAG_END());
        else
            nua_respond(handle, SIP_401_UNAUTHORIZED, NUTAG_WITH_THIS(m_nua), SIPTAG_WWW_AUTHENTICATE_STR(value.constData()), TAG_END());
        return false;
    };
    if (!auth)
        return challenge(false);
    static const QString nobody = QStringLiteral("no such user, the same work");
    const auto password = registrar.password(wantedUser, realm);
    const auto verdict = m_digest.check(digestFields(parametersOf(auth)), sip->sip_request->rq_method_name, realm, wantedUser,
                                        password ? *password : nobody);
    if (password && verdict == DigestServer::Verdict::Good)
        return true;
    if (password && verdict == DigestServer::Verdict::Stale)
        return challenge(true);
    failedLogin(source);
    nua_respond(handle, SIP_403_FORBIDDEN, NUTAG_WITH_THIS(m_nua), TAG_END());
    return false;
}

void SofiaThread::onRegister(nua_handle_t *handle, sip_t const *sip)
{
    const QString source = sourceOf(m_nua);
    if (sip && sip->sip_to && !tooFast(source)) {
        const QString user = userOf(sip->sip_to->a_url);
        const QString realm = realmOf(textOf(sip->sip_to->a_url->url_host));
        if (authenticate(handle, sip, realm, user, false, source))
            storeBindings(handle, sip, user, realm, source);
    }
    nua_handle_destroy(handle);
}

void SofiaThread::storeBindings(nua_handle_t *handle, sip_t const *sip, const QString &user, const QString &realm,
                                const QString &source)
{
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    const int general = sip->sip_expires ? int(std::min<unsigned long>(sip->sip_expires->ex_delta, maxExpires)) : defaultExpires;
    std::vector<Contact> gone;
    bool wellFormed = true;
    for (sip_contact_t const *contact = sip->sip_contact; contact; contact = contact->m_next) {
        if (contact->m_url->url_type == url_any) {
            wellFormed = sip->sip_expires && sip->sip_expires->ex_delta == 0 && sip->sip_contact == contact && !contact->m_next;
            if (wellFormed)
                gone = registrar.unbind(user, realm);
            break;
        }
        char uri[512];
        if (contact->m_url->url_type != url_sip || url_e(uri, sizeof uri, contact->m_url) >= isize_t(sizeof uri)) {
            wellFormed = false;
            break;
        }
        bool ok = true;
        const int wanted = contact->m_expires ? QByteArray(contact->m_expires).toInt(&ok) : general;
        const int expires = ok ? std::min(wanted, maxExpires) : general;
        if (expires < minExpires) {
            for (Contact &one : registrar.unbind(user, realm, textOf(uri)))
                gone.push_back(std::move(one));
            continue;
        }
        Contact bound;
        bound.user = user;
        bound.realm = realm;
        bound.uri = textOf(uri);
        bound.source = source;
        bound.transport = textOf(sip->sip_via->v_protocol).section(QLatin1Char('/'), -1).toLower();
        bound.userAgent = sip->sip_user_agent ? textOf(sip->sip_user_agent->g_string) : QString();
        bound.callId = textOf(sip->sip_call_id->i_id);
        bound.expiresAt = now + expires;
        for (Contact &one : registrar.bind(bound))
            gone.push_back(std::move(one));
        emitEvent(m_events.registered, bound);
    }
    for (Contact &one : gone)
        emitEvent(m_events.unregistered, std::move(one));
    if (!wellFormed) {
        nua_respond(handle, SIP_400_BAD_REQUEST, NUTAG_WITH_THIS(m_nua), TAG_END());
        return;
    }
    QByteArray list;
    for (const Contact &one : registrar.contacts(user, realm))
        list += (list.isEmpty() ? "<" : ", <") + one.uri.toUtf8() + ">;expires=" + QByteArray::number(one.expiresAt - now);
    nua_respond(handle, SIP_200_OK, NUTAG_WITH_THIS(m_nua), TAG_IF(!list.isEmpty(), SIPTAG_CONTACT_STR(list.constData())), TAG_END());
}

void SofiaThread::onInvite(nua_handle_t *handle, Leg *leg, sip_t const *sip)
{
    if (leg) { // re-INVITE
        leg->reinvitePending = true;
        emitEvent(m_events.reinvited, leg->id, bodyOf(sip));
        return;
    }
    const QString source = sourceOf(m_nua);
    const auto refuse = [&](int status, char const *phrase) {
        nua_respond(handle, status, phrase, NUTAG_WITH_THIS(m_nua), TAG_END());
        nua_handle_destroy(handle);
    };
    if (!sip || !sip->sip_from || !sip->sip_to || !sip->sip_call_id || tooFast(source)) {
        nua_handle_destroy(handle);
        return;
    }
    if (sip->sip_payload && (!sip->sip_content_type || !sip->sip_content_type->c_type ||
                             qstricmp(sip->sip_content_type->c_type, "application/sdp") != 0))
        return refuse(SIP_415_UNSUPPORTED_MEDIA);
    IncomingCall call;
    call.fromUser = userOf(sip->sip_from->a_url);
    call.fromHost = textOf(sip->sip_from->a_url->url_host);
    call.fromName = textOf(sip->sip_from->a_display).remove(QLatin1Char('"'));
    call.toUser = userOf(sip->sip_to->a_url);
    call.toHost = textOf(sip->sip_to->a_url->url_host);
    call.requestUser = userOf(sip->sip_request->rq_url);
    call.requestHost = textOf(sip->sip_request->rq_url->url_host);
    const QString realm = realmOf(call.fromHost);
    const bool claimsUser = registrar.password(call.fromUser, realm).has_value();
    const bool dialsUser = registrar.password(call.requestUser, realmOf(call.requestHost)).has_value();
    if (claimsUser || dialsUser || sip->sip_proxy_authorization) {
        if (!authenticate(handle, sip, realm, call.fromUser, true, source)) {
            nua_handle_destroy(handle);
            return;
        }
        call.authUser = call.fromUser;
        call.authRealm = realm;
    }
    auto made = std::make_unique<Leg>();
    made->id = core::toText(core::newId());
    made->handle = handle;
    made->incoming = true;
    made->sipCallId = textOf(sip->sip_call_id->i_id);
    call.leg = made->id;
    call.callId = made->sipCallId;
    call.source = source;
    call.transport = textOf(sip->sip_via->v_protocol).section(QLatin1Char('/'), -1).toLower();
    call.sdp = bodyOf(sip);
    if (sip->sip_privacy)
        call.privacy = QStringLiteral("id");
    for (sip_unknown_t const *header = sip->sip_unknown; header; header = header->un_next) {
        const QString name = textOf(header->un_name);
        if (name.compare(QLatin1String("P-Asserted-Identity"), Qt::CaseInsensitive) == 0)
            call.pai = textOf(header->un_value);
        else
            call.headers[name] = textOf(header->un_value);
    }
    nua_handle_bind(handle, made.get());
    m_legs[made->id] = std::move(made);
    emitEvent(m_events.incoming, std::move(call));
}

} // namespace telephony::sip
