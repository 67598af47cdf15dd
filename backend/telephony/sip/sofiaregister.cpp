// SPDX-License-Identifier: GPL-3.0-or-later
// Requests that need to know who sends them: REGISTER and INVITE (RFC 3261 §10, §22), rate limits and bans.
#include "core/ids.h"
#include "core/log.h"
#include "telephony/sip/requestcheck.h"
#include "telephony/sip/sipmessage.h"
#include "telephony/sip/sofiaanswers.h"

#include <QRandomGenerator>

#include <sofia-sip/msg_addr.h>
#include <sofia-sip/sip_extra.h>

namespace telephony::sip {
namespace {
QString hostOf(const QString &source) { return source.section(QLatin1Char(':'), 0, -2); }

void respond(nua_t *nua, nua_handle_t *handle, int status, char const *phrase)
{
    nua_respond(handle, status, phrase, NUTAG_WITH_THIS(nua), TAG_END());
}
} // namespace

std::optional<QString> SofiaThread::passwordOf(const QString &user, const QString &realm) const
{
    for (const auto &[name, line] : m_trunks) {
        if (!realm.isEmpty() && line.trunk.inboundRealm == realm && line.trunk.user == user && !user.isEmpty())
            return line.trunk.password;
    }
    return registrar.password(user, realm);
}

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
    const bool slowly = m_gate.admit(QHostAddress(host).isLoopback() ? source : host);
    // A phone that has proved itself does not pay for another one behind its address.
    if (slowly && (!m_gate.isBanned(host) || registrar.isBoundFrom(source)))
        return true;
    nua_respond(handle, SIP_503_SERVICE_UNAVAILABLE, NUTAG_WITH_THIS(m_nua), SIPTAG_RETRY_AFTER_STR("10"), TAG_END());
    return false;
}

bool SofiaThread::admitCall(nua_handle_t *handle, const QString &source)
{
    const bool local = QHostAddress(hostOf(source)).isLoopback();
    if (!local && !admit(handle, source))
        return false;
    if (!m_load->isFull(m_clock->now()))
        return true;
    const QByteArray after = QByteArray::number(QRandomGenerator::global()->bounded(1, 5)); // not all at once
    nua_respond(handle, SIP_503_SERVICE_UNAVAILABLE, NUTAG_WITH_THIS(m_nua), SIPTAG_RETRY_AFTER_STR(after.constData()),
                TAG_END());
    return false;
}

void SofiaThread::announce(IncomingCall call)
{
    m_load->arrived(m_clock->now());
    m_poster->postLast([function = m_events.incoming, alive = m_listens, load = m_load, call = std::move(call)]() mutable {
        load->taken();
        if (!alive.expired() && function)
            function(std::move(call));
    });
}

QByteArray SofiaThread::challengesFor(const char *header, const QString &realm, const QString &host, bool stale)
{
    QByteArray headers;
    for (const QByteArray &value : m_digest.challenge(realm, host, stale, m_config.offerSha256))
        headers += header + value + "\r\n";
    return headers;
}

bool SofiaThread::authenticate(nua_handle_t *handle, sip_t const *sip, const QString &realm, const QString &user, bool proxy,
                               const QString &source)
{
    const auto challenge = [&](bool stale) {
        const QByteArray headers =
            challengesFor(proxy ? "Proxy-Authenticate: " : "WWW-Authenticate: ", realm, hostOf(source), stale);
        const int status = proxy ? 407 : 401;
        nua_respond(handle, status, sip_status_phrase(status), NUTAG_WITH_THIS(m_nua), SIPTAG_HEADER_STR(headers.constData()),
                    TAG_END());
        return false;
    };
    const auto fields = credentialsFor(proxy ? sip->sip_proxy_authorization : sip->sip_authorization, realm);
    if (!fields || !fields->contains("nonce") || !fields->contains("response") || !fields->contains("username"))
        return challenge(false);
    const QByteArray named = fields->contains("uri") ? fields->at("uri") : QByteArray();
    if (!namesSameResource(sip->sip_request->rq_url, named, m_config.address.toString().toLatin1())) {
        respond(m_nua, handle, SIP_400_BAD_REQUEST);
        return false;
    }
    static const QString nobody = QStringLiteral("no such user, the same work");
    const auto password = passwordOf(user, realm);
    const auto verdict =
        m_digest.check(*fields, sip->sip_request->rq_method_name, realm, hostOf(source), user, password ? *password : nobody);
    if (password && verdict == DigestServer::Verdict::Good)
        return true;
    const bool stale = verdict == DigestServer::Verdict::Stale;
    if (stale || verdict == DigestServer::Verdict::Unproved) // whoever wrote that datagram may have borrowed the address
        return challenge(stale && password);
    respond(m_nua, handle, SIP_403_FORBIDDEN);
    if (!trunkAt(source) && m_gate.failed(hostOf(source))) {
        core::log::warn("sip", "{} is banned for {} s: too many failed logins", hostOf(source), m_config.banFor.count());
        emitEvent(m_events.banned, hostOf(source), QStringLiteral("too many failed logins"));
    }
    return false;
}

void SofiaThread::onRegister(nua_handle_t *handle, sip_t const *sip)
{
    if (nua_handle_magic(handle)) // the handle of a call: a registration belongs into no dialog (RFC 3261 §10.2)
        return respond(m_nua, handle, SIP_400_BAD_REQUEST);
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
    if (request->tooMany)
        return respond(m_nua, handle, 403, "Too Many Contacts");
    const int briefest = int(m_config.minRegistration.count()), longest = int(m_config.maxRegistration.count());
    if (std::any_of(request->bindings.begin(), request->bindings.end(),
                    [briefest](const auto &one) { return one.expires > 0 && one.expires < briefest; })) {
        nua_respond(handle, SIP_423_INTERVAL_TOO_BRIEF, NUTAG_WITH_THIS(m_nua),
                    SIPTAG_MIN_EXPIRES_STR(QByteArray::number(briefest).constData()), TAG_END());
        return;
    }
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
            contact.path = request->path;
            contact.q = binding.q;
            contact.expiresAt = now + std::min(binding.expires, longest);
            removed = registrar.bind(contact);
            emitEvent(m_events.registered, std::move(contact));
        }
        gone.insert(gone.end(), removed.begin(), removed.end());
    }
    for (Contact &one : gone)
        emitEvent(m_events.unregistered, std::move(one));
    const QByteArray list = bindingsOf(user, realm, now), path = request->path.toUtf8();
    nua_respond(handle, SIP_200_OK, NUTAG_WITH_THIS(m_nua), TAG_IF(!list.isEmpty(), SIPTAG_CONTACT_STR(list.constData())),
                TAG_IF(!path.isEmpty(), SIPTAG_PATH_STR(path.constData())), TAG_END());
}

QByteArray SofiaThread::bindingsOf(const QString &user, const QString &realm, qint64 now) const
{
    QByteArray list;
    for (const Contact &one : registrar.contacts(user, realm)) {
        list += (list.isEmpty() ? "<" : ", <") + one.uri.toUtf8() +
                ">;expires=" + QByteArray::number(std::max<qint64>(one.expiresAt - now, 0));
        if (one.q < 1)
            list += ";q=" + QByteArray::number(one.q, 'g', 3);
    }
    return list;
}

/// False when the request was answered. A domain of ours in From is a claim to prove, whoever the user is, and so is the name of
/// a phone that has registered from there. Of the others nothing is asked here, unless they `must`:
/// a challenge must not tell who exists.
bool SofiaThread::identify(nua_handle_t *handle, sip_t const *sip, const QString &source, IncomingCall *call, bool must)
{
    const bool byTrunk = isTrunkRealm(call->requestHost);
    const QString realm = byTrunk ? call->requestHost : realmOf(call->fromHost);
    const auto offered = byTrunk ? credentialsFor(sip->sip_proxy_authorization, realm) : std::nullopt;
    const QString user =
        byTrunk && offered ? QString::fromUtf8(offered->contains("username") ? offered->at("username") : "") : call->fromUser;
    const std::vector<Contact> phones = registrar.contacts(call->fromUser, realm);
    const bool claims =
        byTrunk || sip->sip_replaces || registrar.knowsRealm(call->fromHost) ||
        std::any_of(phones.begin(), phones.end(), [&](const Contact &one) { return hostOf(one.source) == hostOf(source); });
    if (!must && !claims && !credentialsFor(sip->sip_proxy_authorization, realm))
        return true;
    if (!authenticate(handle, sip, realm, user, true, source))
        return false;
    if (byTrunk) {
        call->trunk = trunkOfRealm(realm);
    } else {
        call->authUser = call->fromUser;
        call->authRealm = realm;
    }
    return true;
}

void SofiaThread::onInvite(nua_handle_t *handle, Leg *leg, sip_t const *sip)
{
    if (leg)
        return onReinvite(leg, sip);
    const QString source = sourceOfRequest();
    auto call = readInvite(sip);
    bool accepted = admitCall(handle, source);
    if (accepted && !call) {
        respond(m_nua, handle, SIP_400_BAD_REQUEST);
        accepted = false;
    } else if (accepted && !hasReadableSession(sip)) {
        refuseBody(m_nua, handle);
        accepted = false;
    } else if (accepted && !acceptsSession(sip)) {
        respond(m_nua, handle, SIP_406_NOT_ACCEPTABLE);
        accepted = false;
    }
    if (accepted) {
        if (const Trunk *trunk = trunkAt(source))
            call->trunk = trunk->name;
        else
            accepted = identify(handle, sip, source, &*call);
    }
    if (accepted && sip->sip_replaces) {
        Leg const *replaced = legOf(sip->sip_replaces);
        if (const int status = refusesReplacement(replaced, sip->sip_replaces)) {
            respond(m_nua, handle, status, sip_status_phrase(status));
            accepted = false;
        } else {
            call->replaces = replaced->id;
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
    if (call->trunk.isEmpty() && call->authUser.isEmpty()) {
        made->strangerAt = hostOf(source);
        made->strangerRealm = realmOf(call->fromHost);
    }
    call->source = source;
    made->contact = contactFor(wayOf(sip));
    if (wayOf(sip) != Way::Plain)
        stayOnConnection(handle, source);
    nua_handle_bind(handle, made.get());
    refreshByUpdate(made.get(), sip);
    m_legs[made->id] = std::move(made);
    announce(std::move(*call));
}

} // namespace telephony::sip
