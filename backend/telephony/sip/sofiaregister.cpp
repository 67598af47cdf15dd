// SPDX-License-Identifier: GPL-3.0-or-later
// Requests that need to know who sends them: REGISTER and INVITE (RFC 3261 §10, §22), rate limits and bans.
#include "core/ids.h"
#include "core/log.h"
#include "telephony/sip/sipmessage.h"
#include "telephony/sip/sofiathread.h"

#include <sofia-sip/msg_addr.h>

namespace telephony::sip {
namespace {
QString hostOf(const QString &source) { return source.section(QLatin1Char(':'), 0, -2); }

void respond(nua_t *nua, nua_handle_t *handle, int status, char const *phrase)
{
    nua_respond(handle, status, phrase, NUTAG_WITH_THIS(nua), TAG_END());
}
} // namespace

QString SofiaThread::sourceOfRequest() const
{
    msg_t *message = nua_current_request(m_nua);
    if (!message)
        return {};
    su_sockaddr_t const *from = msg_addr(message);
    char host[SU_ADDRSIZE] = "";
    su_inet_ntop(from->su_family, SU_ADDR(from), host, sizeof host);
    return QString::fromLatin1(host) + QLatin1Char(':') + QString::number(ntohs(from->su_port));
}

bool SofiaThread::admit(nua_handle_t *handle, const QString &source)
{
    const QString host = hostOf(source);
    // Behind one loopback address are several programs: one that floods must not stop the others.
    if (m_gate.admit(QHostAddress(host).isLoopback() ? source : host))
        return true;
    nua_respond(handle, SIP_503_SERVICE_UNAVAILABLE, NUTAG_WITH_THIS(m_nua), SIPTAG_RETRY_AFTER_STR("10"), TAG_END());
    return false;
}

bool SofiaThread::authenticate(nua_handle_t *handle, sip_t const *sip, const QString &realm, const QString &user, bool proxy,
                               const QString &source)
{
    const auto challenge = [&](bool stale) {
        QByteArray headers;
        for (const QByteArray &value : m_digest.challenge(realm, stale, m_config.offerSha256))
            headers += QByteArray(proxy ? "Proxy-Authenticate: " : "WWW-Authenticate: ") + value + "\r\n";
        const int status = proxy ? 407 : 401;
        nua_respond(handle, status, sip_status_phrase(status), NUTAG_WITH_THIS(m_nua), SIPTAG_HEADER_STR(headers.constData()),
                    TAG_END());
        return false;
    };
    const auto fields = credentialsFor(proxy ? sip->sip_proxy_authorization : sip->sip_authorization, realm);
    if (!fields || !fields->contains("nonce") || !fields->contains("response") || !fields->contains("username"))
        return challenge(false);
    static const QString nobody = QStringLiteral("no such user, the same work");
    const auto password = registrar.password(user, realm);
    const auto verdict = m_digest.check(*fields, sip->sip_request->rq_method_name, realm, user, password ? *password : nobody);
    if (password && verdict == DigestServer::Verdict::Good)
        return true;
    if (password && verdict == DigestServer::Verdict::Stale)
        return challenge(true);
    respond(m_nua, handle, SIP_403_FORBIDDEN);
    if (m_gate.failed(hostOf(source))) {
        core::log::warn("sip", "{} is banned for {} s: too many failed logins", hostOf(source), m_config.banFor.count());
        emitEvent(m_events.banned, hostOf(source), QStringLiteral("too many failed logins"));
    }
    return false;
}

void SofiaThread::onRegister(nua_handle_t *handle, sip_t const *sip)
{
    const QString source = sourceOfRequest();
    if (sip && sip->sip_to && admit(handle, source)) {
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
    const auto request = readRegister(sip);
    if (!request)
        return respond(m_nua, handle, SIP_400_BAD_REQUEST);
    const QString callId = textOf(sip->sip_call_id->i_id);
    if (!registrar.isNewer(user, realm, callId, sip->sip_cseq->cs_seq))
        return respond(m_nua, handle, 400, "Out of Order");
    const qint64 now = m_clock->wall().micros() / 1'000'000;
    std::vector<Contact> gone;
    if (request->removeAll)
        gone = registrar.unbind(user, realm);
    for (const RegisterRequest::Binding &binding : request->bindings) {
        std::vector<Contact> removed;
        if (binding.expires == 0) {
            removed = registrar.unbind(user, realm, binding.uri);
        } else {
            Contact contact;
            contact.user = user;
            contact.realm = realm;
            contact.uri = binding.uri;
            contact.source = source;
            contact.transport = transportOf(sip);
            contact.userAgent = sip->sip_user_agent ? textOf(sip->sip_user_agent->g_string) : QString();
            contact.callId = callId;
            contact.expiresAt = now + binding.expires;
            removed = registrar.bind(contact);
            emitEvent(m_events.registered, std::move(contact));
        }
        gone.insert(gone.end(), removed.begin(), removed.end());
    }
    for (Contact &one : gone)
        emitEvent(m_events.unregistered, std::move(one));
    QByteArray list;
    for (const Contact &one : registrar.contacts(user, realm))
        list += (list.isEmpty() ? "<" : ", <") + one.uri.toUtf8() +
                ">;expires=" + QByteArray::number(std::max<qint64>(one.expiresAt - now, 0));
    nua_respond(handle, SIP_200_OK, NUTAG_WITH_THIS(m_nua), TAG_IF(!list.isEmpty(), SIPTAG_CONTACT_STR(list.constData())),
                TAG_END());
}

void SofiaThread::onInvite(nua_handle_t *handle, Leg *leg, sip_t const *sip)
{
    if (leg) { // re-INVITE
        leg->reinvitePending = true;
        emitEvent(m_events.reinvited, leg->id, bodyOf(sip));
        return;
    }
    const QString source = sourceOfRequest();
    auto call = readInvite(sip);
    bool accepted = admit(handle, source);
    if (accepted && !call) {
        respond(m_nua, handle, SIP_400_BAD_REQUEST);
        accepted = false;
    } else if (accepted && !hasReadableSession(sip)) {
        nua_respond(handle, SIP_415_UNSUPPORTED_MEDIA, NUTAG_WITH_THIS(m_nua), SIPTAG_ACCEPT_STR("application/sdp"), TAG_END());
        accepted = false;
    }
    if (accepted) {
        const QString realm = realmOf(call->fromHost);
        // A domain of ours in From is a claim to prove, whoever the user is: the challenge must not tell who exists.
        const bool claims = registrar.knowsRealm(call->fromHost) || registrar.password(call->fromUser, realm);
        const bool dialsExtension = registrar.password(call->requestUser, realmOf(call->requestHost)).has_value();
        if (claims || dialsExtension || credentialsFor(sip->sip_proxy_authorization, realm)) {
            accepted = authenticate(handle, sip, realm, call->fromUser, true, source);
            call->authUser = call->fromUser;
            call->authRealm = realm;
        }
    }
    if (!accepted) {
        nua_handle_destroy(handle);
        return;
    }
    auto made = std::make_unique<Leg>();
    made->id = call->leg = core::toText(core::newId());
    made->handle = handle;
    made->incoming = true;
    made->sipCallId = call->callId;
    call->source = source;
    nua_handle_bind(handle, made.get());
    m_legs[made->id] = std::move(made);
    emitEvent(m_events.incoming, std::move(*call));
}

} // namespace telephony::sip
