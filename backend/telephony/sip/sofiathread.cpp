// SPDX-License-Identifier: GPL-3.0-or-later
// The thread of the SIP user agent: life, calls (RFC 3261, RFC 6086 INFO).
#include "telephony/sip/sofiathread.h"

#include "core/error.h"
#include "core/log.h"

#include <QUrl>

#include <sofia-sip/msg_addr.h>

extern "C" su_log_t tport_log[]; // exported by the library, declared in none of its public headers

namespace telephony::sip {
namespace {
constexpr int shutdownSeconds = 2;
const char *const allowed = "INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, REGISTER";

thread_local SipTrace *traceOfThread = nullptr;

void logToTrace(void *, char const *format, va_list arguments)
{
    char text[8192];
    vsnprintf(text, sizeof text, format, arguments);
    if (traceOfThread)
        traceOfThread->feed(text);
}

QByteArray quoted(const QString &name)
{
    QByteArray text;
    for (const char c : name.toUtf8()) {
        if (c == '"' || c == '\\')
            text += '\\';
        if (uchar(c) >= 0x20)
            text += c;
    }
    return '"' + text + '"';
}

/// User part of a URI: everything RFC 3261 does not allow there is escaped.
QByteArray escapedUser(const QString &user) { return QUrl::toPercentEncoding(user, "!$&'()*+,;=-_.~"); }

QByteArray reasonHeader(int cause) { return "Q.850;cause=" + QByteArray::number(cause > 127 ? 16 : cause); }

int causeOfReason(sip_t const *sip, int otherwise)
{
    for (sip_reason_t const *reason = sip ? sip->sip_reason : nullptr; reason; reason = reason->re_next) {
        if (reason->re_protocol && reason->re_cause && qstricmp(reason->re_protocol, "Q.850") == 0)
            return atoi(reason->re_cause);
    }
    return otherwise;
}
} // namespace

QString textOf(char const *text) { return text ? QString::fromUtf8(text) : QString(); }

QByteArray bodyOf(sip_t const *sip)
{
    return sip && sip->sip_payload ? QByteArray(sip->sip_payload->pl_data, qsizetype(sip->sip_payload->pl_len)) : QByteArray();
}

QString sourceOf(nua_t *nua)
{
    msg_t *message = nua_current_request(nua);
    if (!message)
        return {};
    su_sockaddr_t const *from = msg_addr(message);
    char host[SU_ADDRSIZE] = "";
    su_inet_ntop(from->su_family, SU_ADDR(from), host, sizeof host);
    return QString::fromLatin1(host) + QLatin1Char(':') + QString::number(ntohs(from->su_port));
}

SofiaThread::SofiaThread(std::shared_ptr<core::Clock> clock, core::Timeline *timeline, Events events)
    : m_clock(clock), m_events(std::move(events)), m_trace(timeline), m_digest(clock)
{
}

SofiaThread::~SofiaThread() { stop(); }

void SofiaThread::start(Config config)
{
    m_config = std::move(config);
    std::promise<QString> started;
    auto outcome = started.get_future();
    m_thread = std::thread([this, &started] { run(&started); });
    const QString failure = outcome.get();
    if (failure.isEmpty())
        return;
    m_thread.join();
    throw core::Error(core::Errc::Unavailable, QStringLiteral("SIP_NOT_BOUND"), failure);
}

bool SofiaThread::bindPort()
{
    const QString host = m_config.address == QHostAddress(QHostAddress::AnyIPv4) ? QStringLiteral("0.0.0.0")
                                                                                 : m_config.address.toString();
    const int tries = m_config.port == 0 ? 1 : std::max(m_config.portsToTry, 1);
    for (int i = 0; i < tries && !m_nua; ++i) {
        const quint16 port = quint16(m_config.port + i);
        const QByteArray url = QStringLiteral("sip:%1:%2").arg(host).arg(port == 0 ? QStringLiteral("*") : QString::number(port)).toLatin1();
        m_nua = nua_create(m_root, &SofiaThread::onEvent, this, NUTAG_URL(url.constData()), NUTAG_MEDIA_ENABLE(0),
                           NUTAG_AUTOANSWER(0), NUTAG_AUTOALERT(0), NUTAG_ENABLEMESSAGE(0), NUTAG_SESSION_TIMER(0),
                           NUTAG_APPL_METHOD("REGISTER, INVITE"), NUTAG_ALLOW("REGISTER"), SIPTAG_ALLOW_STR(allowed),
                           SIPTAG_USER_AGENT_STR(m_config.userAgent.toUtf8().constData()), NTATAG_UDP_MTU(65535),
                           TPTAG_LOG(1), TAG_END());
        if (m_nua)
            m_port = port;
    }
    return m_nua != nullptr;
}

void SofiaThread::run(std::promise<QString> *started)
{
    su_init();
    traceOfThread = &m_trace;
    su_log_redirect(nullptr, &logToTrace, nullptr);
    su_log_redirect(tport_log, &logToTrace, nullptr);
    m_root = su_root_create(this);
    if (!bindPort()) {
        su_root_destroy(m_root);
        m_root = nullptr;
        su_deinit();
        started->set_value(QStringLiteral("No free SIP port from %1 to %2 on %3.")
                               .arg(m_config.port)
                               .arg(m_config.port + m_config.portsToTry - 1)
                               .arg(m_config.address.toString()));
        return;
    }
    {
        const std::lock_guard lock(m_mutex);
        m_running = true;
    }
    started->set_value({});
    su_root_run(m_root);
    {
        const std::lock_guard lock(m_mutex);
        m_running = false;
        m_functions.clear();
    }
    m_legs.clear();
    nua_destroy(m_nua);
    m_nua = nullptr;
    su_root_destroy(m_root);
    m_root = nullptr;
    su_deinit();
}

void SofiaThread::stop()
{
    if (!m_thread.joinable())
        return;
    post([this] {
        std::vector<QString> open;
        for (const auto &[id, leg] : m_legs)
            open.push_back(id);
        for (const QString &id : open)
            hangup(id, 16);
        nua_shutdown(m_nua);
    });
    const auto deadline = m_clock->now() + std::chrono::seconds(shutdownSeconds);
    while (m_clock->now() < deadline) {
        {
            const std::lock_guard lock(m_mutex);
            if (m_shutDown)
                break;
        }
        std::this_thread::yield();
        struct timespec shortly{0, 5'000'000};
        nanosleep(&shortly, nullptr);
    }
    post([this] { su_root_break(m_root); });
    m_thread.join();
}

void SofiaThread::post(std::function<void()> function)
{
    const std::lock_guard lock(m_mutex);
    if (!m_running)
        return;
    m_functions.push_back(std::move(function));
    su_msg_r message = SU_MSG_R_INIT;
    const auto wake = [](SofiaThread *self, su_msg_r, su_msg_arg_t *) {
        std::deque<std::function<void()>> functions;
        {
            const std::lock_guard inner(self->m_mutex);
            functions.swap(self->m_functions);
        }
        for (const auto &one : functions)
            one();
    };
    if (su_msg_create(message, su_root_task(m_root), su_task_null, wake, 0) == 0)
        su_msg_send(message);
}

Leg *SofiaThread::find(const QString &id) const
{
    const auto found = m_legs.find(id);
    return found == m_legs.end() ? nullptr : found->second.get();
}

void SofiaThread::invite(const OutgoingCall &call)
{
    auto leg = std::make_unique<Leg>();
    leg->id = call.leg;
    leg->authUser = call.authUser;
    leg->authPassword = call.authPassword;
    QString target = call.uri;
    if (!call.proxy.isEmpty()) {
        const qsizetype at = target.indexOf(QLatin1Char('@'));
        const qsizetype semicolon = target.indexOf(QLatin1Char(';'), at);
        target = target.left(at + 1) + call.proxy + (semicolon < 0 ? QString() : target.mid(semicolon));
    }
    const QByteArray url = target.toUtf8();
    const QByteArray to = '<' + call.uri.section(QLatin1Char(';'), 0, 0).toUtf8() + '>';
    const QByteArray from = (call.fromName.isEmpty() ? QByteArray() : quoted(call.fromName) + ' ') + "<sip:" +
                            escapedUser(call.fromUser.isEmpty() ? QStringLiteral("anonymous") : call.fromUser) + '@' +
                            call.fromHost.toUtf8() + '>';
    QByteArray extra;
    for (const auto &[name, value] : call.headers) {
        if (!value.contains(QLatin1Char('\n')) && !name.contains(QLatin1Char('\n')))
            extra += name.toUtf8() + ": " + value.toUtf8() + "\r\n";
    }
    leg->handle = nua_handle(m_nua, leg.get(), SIPTAG_FROM_STR(from.constData()), SIPTAG_TO_STR(to.constData()), TAG_END());
    nua_invite(leg->handle, NUTAG_URL(url.constData()), SIPTAG_CONTENT_TYPE_STR("application/sdp"),
               SIPTAG_PAYLOAD_STR(call.sdp.constData()), NUTAG_INVITE_TIMER(unsigned(call.timeout.count())),
               TAG_IF(!extra.isEmpty(), SIPTAG_HEADER_STR(extra.constData())), TAG_END());
    m_legs[call.leg] = std::move(leg);
}

void SofiaThread::ring(const QString &id, const QByteArray &sdp)
{
    Leg *leg = find(id);
    if (!leg || leg->confirmed)
        return;
    if (sdp.isEmpty())
        nua_respond(leg->handle, SIP_180_RINGING, TAG_END());
    else
        nua_respond(leg->handle, SIP_183_SESSION_PROGRESS, SIPTAG_CONTENT_TYPE_STR("application/sdp"),
                    SIPTAG_PAYLOAD_STR(sdp.constData()), TAG_END());
}

void SofiaThread::answer(const QString &id, const QByteArray &sdp)
{
    Leg *leg = find(id);
    if (!leg)
        return;
    leg->confirmed = true;
    leg->reinvitePending = false;
    nua_respond(leg->handle, SIP_200_OK, SIPTAG_CONTENT_TYPE_STR("application/sdp"), SIPTAG_PAYLOAD_STR(sdp.constData()), TAG_END());
}

void SofiaThread::rejectReinvite(const QString &id, int status)
{
    Leg *leg = find(id);
    if (leg && std::exchange(leg->reinvitePending, false))
        nua_respond(leg->handle, status, sip_status_phrase(status), TAG_END());
}

void SofiaThread::hangup(const QString &id, int cause)
{
    Leg *leg = find(id);
    if (!leg)
        return;
    leg->reported = true;
    const QByteArray reason = reasonHeader(cause);
    if (leg->confirmed) {
        nua_bye(leg->handle, SIPTAG_REASON_STR(reason.constData()), TAG_END());
    } else if (leg->incoming) {
        const int status = sipStatusOfCause(cause);
        nua_respond(leg->handle, status, sip_status_phrase(status), SIPTAG_REASON_STR(reason.constData()), TAG_END());
        drop(leg);
    } else {
        nua_cancel(leg->handle, SIPTAG_REASON_STR(reason.constData()), TAG_END());
    }
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

void SofiaThread::onEvent(nua_event_t event, int status, char const *, nua_t *, SofiaThread *self, nua_handle_t *handle,
                          Leg *leg, sip_t const *sip, tagi_t *)
{
    self->dispatch(event, status, handle, leg, sip);
}

void SofiaThread::dispatch(nua_event_t event, int status, nua_handle_t *handle, Leg *leg, sip_t const *sip)
{
    switch (event) {
    case nua_r_shutdown:
        if (status >= 200) {
            const std::lock_guard lock(m_mutex);
            m_shutDown = true;
        }
        break;
    case nua_i_invite:
        onInvite(handle, leg, sip);
        break;
    case nua_i_register:
        onRegister(handle, sip);
        break;
    case nua_r_invite:
        if (leg)
            onInviteAnswer(status, handle, leg, sip);
        break;
    case nua_i_ack:
        if (leg)
            emitEvent(m_events.confirmed, leg->id, bodyOf(sip));
        break;
    case nua_i_info:
        if (leg)
            onInfo(leg, sip);
        break;
    case nua_i_cancel:
        if (leg)
            end(leg, 487, causeOfReason(sip, 16), QStringLiteral("cancelled by the caller"));
        break;
    case nua_i_bye:
        if (leg)
            end(leg, 0, causeOfReason(sip, 16), QStringLiteral("hung up by the peer"));
        break;
    case nua_i_terminated:
        if (leg) {
            end(leg, status, leg->confirmed ? 16 : causeOfSipStatus(status), QStringLiteral("the session ended"));
            drop(leg);
        }
        break;
    default:
        break;
    }
}

void SofiaThread::onInviteAnswer(int status, nua_handle_t *handle, Leg *leg, sip_t const *sip)
{
    if (sip && sip->sip_call_id && leg->sipCallId.isEmpty())
        leg->sipCallId = textOf(sip->sip_call_id->i_id);
    if ((status == 401 || status == 407) && !leg->authUser.isEmpty() && sip) {
        sip_www_authenticate_t const *challenge = status == 401 ? sip->sip_www_authenticate : sip->sip_proxy_authenticate;
        char const *realm = challenge ? msg_params_find(challenge->au_params, "realm=") : nullptr;
        if (realm) {
            const QByteArray credentials =
                "Digest:" + QByteArray(realm) + ':' + leg->authUser.toUtf8() + ':' + leg->authPassword.toUtf8();
            leg->authUser.clear(); // one try
            nua_authenticate(handle, NUTAG_AUTH(credentials.constData()), TAG_END());
            return;
        }
    }
    if (status <= 100)
        return;
    if (status < 300) {
        leg->confirmed = leg->confirmed || status >= 200;
        emitEvent(m_events.answered, leg->id, status, bodyOf(sip));
        return;
    }
    end(leg, status, causeOfReason(sip, causeOfSipStatus(status)), textOf(sip && sip->sip_status ? sip->sip_status->st_phrase : ""));
}

/// `application/dtmf-relay`: `Signal=5` and `Duration=160` on lines of their own.
void SofiaThread::onInfo(Leg *leg, sip_t const *sip)
{
    char digit = 0;
    int duration = 100;
    for (const QByteArray &line : bodyOf(sip).left(256).split('\n')) {
        const qsizetype equals = line.indexOf('=');
        const QByteArray value = line.mid(equals + 1).trimmed();
        if (line.trimmed().toLower().startsWith("signal") && equals > 0 && value.size() == 1)
            digit = char(toupper(value[0]));
        else if (line.trimmed().toLower().startsWith("duration") && equals > 0)
            duration = std::clamp(value.toInt(), 40, 10'000);
    }
    if (digit != 0 && QByteArray("0123456789*#ABCD").contains(digit))
        emitEvent(m_events.infoDigit, leg->id, digit, duration);
}

} // namespace telephony::sip
