// SPDX-License-Identifier: GPL-3.0-or-later
// The thread of the SIP user agent: from binding its port to the last BYE.
#include "telephony/sip/sofiathread.h"

#include "core/error.h"
#include "core/log.h"
#include "core/scheduling.h"
#include "core/vectors.h"
#include "telephony/sip/digestclient.h"
#include "telephony/sip/messageguard.h"
#include "telephony/sip/sofiaanswers.h"

#include <QFile>
#include <QTcpServer>
#include <QUdpSocket>

#include <sofia-sip/nta_tag.h>
#include <sofia-sip/su_log.h>
#include <sofia-sip/tport_tag.h>

#include <algorithm>
#include <chrono>

extern "C" su_log_t tport_log[]; // exported by the library, declared in none of its public headers

namespace telephony::sip {
namespace {
using namespace std::chrono_literals;
constexpr auto politeShutdown = 1000ms;  // for the answers to BYE and CANCEL
constexpr auto longestShutdown = 1800ms; // then the agent is abandoned
constexpr auto shutdownStep = 20;        // milliseconds
constexpr unsigned longestMessage = 64 * 1024;
constexpr unsigned connectionsAreLogged = 5;          // a level: the agent tells only its log that one was lost
constexpr unsigned incompleteMessageTimeout = 10'000; // of a TCP peer, milliseconds
const char *const supported = "timer, 100rel, replaces, norefersub, path";

thread_local SipTrace *traceOfThread = nullptr;

void logToTrace(void *, char const *format, va_list arguments)
{
    char text[16 * 1024];
    vsnprintf(text, sizeof text, format, arguments);
    if (traceOfThread)
        traceOfThread->feed(text);
}

/// Real time: the shutdown must end although a test's clock stands still.
core::Nanos realNow() { return std::chrono::steady_clock::now().time_since_epoch(); }

/// A port that UDP and TCP can both have; 0 asks the system for any.
std::optional<quint16> freePort(const QHostAddress &address, quint16 port)
{
    QUdpSocket udp;
    if (!udp.bind(address, port, QAbstractSocket::DontShareAddress))
        return {};
    QTcpServer tcp;
    return tcp.listen(address, udp.localPort()) ? std::optional(udp.localPort()) : std::nullopt;
}
/// 0: no TLS is wanted, or no port is left.
quint16 freeTlsPort(const Config &config, quint16 plain)
{
    if (config.tlsFolder.isEmpty())
        return 0;
    for (int i = 0; i < std::max(config.portsToTry, 1) && config.tlsPort + i < 65536; ++i) {
        const int wanted = config.tlsPort == 0 ? 0 : config.tlsPort + i;
        QTcpServer tcp;
        if ((wanted == 0 || wanted != plain) && tcp.listen(config.address, quint16(wanted)) && tcp.serverPort() != plain)
            return tcp.serverPort();
    }
    return 0;
}
} // namespace

SofiaThread::SofiaThread(std::shared_ptr<core::Clock> clock, core::Timeline *timeline, Events events)
    : m_clock(clock),
      m_events(std::move(events)),
      m_trace(timeline, [this](const SipTrace::Connection &changed) { onConnection(changed); }),
      m_digest(clock),
      m_gate(clock, {})
{
}

SofiaThread::~SofiaThread() { stop(); }

void SofiaThread::start(Config config)
{
    stop();
    m_config = std::move(config);
    m_gate = SourceGate(m_clock, {m_config.requestsPerSecondPerSource, m_config.failuresUntilBan, m_config.banFor});
    m_connections = ConnectionWatch({m_config.messageWithin, m_config.silentPerSource});
    m_load->setLimit(m_config.longestWait);
    m_shutDown = false;
    m_alive = std::make_shared<bool>(true);
    m_listens = m_alive;
    std::promise<QString> started;
    auto outcome = started.get_future();
    m_thread = std::thread([this, &started] { run(&started); });
    const QString failure = outcome.get();
    if (failure.isEmpty())
        return;
    m_thread.join();
    m_alive.reset();
    throw core::Error(core::Errc::Unavailable, QStringLiteral("SIP_NOT_BOUND"), failure);
}

bool SofiaThread::createAgent(quint16 port, quint16 tlsPort)
{
    const QHostAddress &address = m_config.address;
    const QString host = address == QHostAddress(QHostAddress::AnyIPv4)        ? QStringLiteral("0.0.0.0")
                         : address.protocol() == QAbstractSocket::IPv6Protocol ? '[' + address.toString() + ']'
                                                                               : address.toString();
    const QByteArray url = QStringLiteral("sip:%1:%2").arg(host).arg(port).toLatin1();
    const QByteArray secure = QStringLiteral("sips:%1:%2").arg(host).arg(tlsPort).toLatin1();
    const QByteArray folder = QFile::encodeName(m_config.tlsFolder);
    const bool tls = tlsPort != 0;
    m_nua = nua_create(
        m_root, &SofiaThread::onEvent, this, NUTAG_URL(url.constData()), NUTAG_MEDIA_ENABLE(0),
        TAG_IF(tls, NUTAG_SIPS_URL(secure.constData())), TAG_IF(tls, NUTAG_CERTIFICATE_DIR(folder.constData())),
        TPTAG_TLS_VERSION(0), TPTAG_TLS_VERIFY_POLICY(TPTLS_VERIFY_SUBJECTS_OUT), TPTAG_TLS_VERIFY_DEPTH(5), NUTAG_AUTOANSWER(0),
        NUTAG_AUTOALERT(0), NUTAG_AUTOACK(0), NUTAG_ENABLEMESSAGE(0),
        NUTAG_SESSION_TIMER(unsigned(m_config.sessionExpires.count())), NUTAG_MIN_SE(unsigned(m_config.minSession.count())),
        NUTAG_APPL_METHOD("REGISTER, INVITE, INFO, REFER, UPDATE, OPTIONS, MESSAGE"), SIPTAG_ALLOW_STR(allowedMethods),
        SIPTAG_SUPPORTED_STR(supported), SIPTAG_ACCEPT_STR("application/sdp, application/dtmf-relay"),
        SIPTAG_USER_AGENT_STR(m_config.userAgent.toUtf8().constData()), NTATAG_UDP_MTU(65535), NTATAG_MAXSIZE(longestMessage),
        NTATAG_MCLASS(guardedMessages()), NTATAG_SIP_T1X64(unsigned(m_config.transactionTimeout.count())),
        TPTAG_TIMEOUT(incompleteMessageTimeout), TPTAG_PONG2PING(1), TPTAG_LOG(m_trace.isWanted()), TAG_END());
    return m_nua != nullptr;
}

bool SofiaThread::bindPort()
{
    const int tries = std::max(m_config.portsToTry, 1);
    for (int i = 0; i < tries; ++i) {
        const int wanted = m_config.port == 0 ? 0 : m_config.port + i;
        if (wanted > 65535)
            break;
        const auto port = freePort(m_config.address, quint16(wanted));
        const quint16 tls = port ? freeTlsPort(m_config, *port) : quint16(0);
        if (port && createAgent(*port, tls)) {
            m_port = *port;
            m_tlsPort = tls;
            return true;
        }
    }
    return false;
}

void SofiaThread::run(std::promise<QString> *started)
{
    core::leaveVectors();
    core::letOthersFinish();
    su_init();
    traceOfThread = &m_trace;
    watchStreams([this](const QString &peer) { m_connections.began(peer, m_clock->now()); },
                 [this](const QString &peer) { m_connections.finished(peer); });
    watchCalls([this](const QString &callId) {
        return std::any_of(m_legs.begin(), m_legs.end(),
                           [&callId](const auto &one) { return one.second->confirmed && one.second->sipCallId == callId; });
    });
    su_log_redirect(nullptr, &logToTrace, nullptr);
    su_log_redirect(tport_log, &logToTrace, nullptr);
    su_log_set_level(tport_log, connectionsAreLogged);
    m_root = su_root_create(this);
    if (!mendsAreInPlace())
        core::log::warn("sip", "the agent reads the network by itself: a name server can hold it up");
    registerDigestClient();
    su_root_threading(m_root, 0); // the agent shares this thread: its log, its events and our functions take turns
    if (!bindPort()) {
        su_root_destroy(m_root);
        m_root = nullptr;
        su_deinit();
        started->set_value(QStringLiteral("No free SIP port from %1 to %2 on %3.")
                               .arg(m_config.port)
                               .arg(std::min(m_config.port + m_config.portsToTry - 1, 65535))
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
    closeAgent();
}

void SofiaThread::stop()
{
    if (!m_thread.joinable())
        return;
    m_alive.reset();
    post([this] { beginShutdown(); });
    m_thread.join();
}

void SofiaThread::beginShutdown()
{
    m_shutdownBegan = realNow();
    std::vector<QString> open;
    for (const auto &[id, leg] : m_legs)
        open.push_back(id);
    for (const QString &id : open)
        hangup(id, 16);
    for (const auto &[handle, probe] : m_probes)
        nua_handle_destroy(handle);
    m_probes.clear();
    while (!m_messages.empty())
        answerMessage(QString(m_messages.begin()->first), 503);
    m_trunks.clear(); // the agent ends their registrations itself
    m_shutdownTimer = su_timer_create(su_root_task(m_root), shutdownStep);
    su_timer_run(m_shutdownTimer, [](SofiaThread *self, su_timer_t *, SofiaThread *) { self->continueShutdown(); }, this);
    nua_shutdown(m_nua);
}

void SofiaThread::continueShutdown()
{
    const core::Nanos taken = realNow() - m_shutdownBegan;
    if (m_shutDown || taken > longestShutdown) {
        su_root_break(m_root);
        return;
    }
    if (taken > politeShutdown) {
        while (!m_legs.empty())
            drop(m_legs.begin()->second.get());
    }
    nua_shutdown(m_nua); // the agent itself would look again only after a second
}

void SofiaThread::closeAgent()
{
    su_timer_destroy(m_shutdownTimer);
    m_shutdownTimer = nullptr;
    if (m_shutDown) {
        m_legs.clear();
        nua_destroy(m_nua);
        su_root_destroy(m_root);
        su_deinit();
    } else {
        core::log::warn("sip", "the SIP agent did not shut down; its memory is not freed");
        for (auto &[id, leg] : m_legs)
            leg.release();
        m_legs.clear();
    }
    m_nua = nullptr;
    m_root = nullptr;
}

void SofiaThread::post(std::function<void()> function)
{
    const std::lock_guard lock(m_mutex);
    if (!m_running)
        return;
    m_functions.push_back(std::move(function));
    if (m_functions.size() > 1)
        return; // already woken
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

QString SofiaThread::realmOf(const QString &host) const { return registrar.knowsRealm(host) ? host : m_config.realm; }

void SofiaThread::onEvent(nua_event_t event, int status, char const *, nua_t *, SofiaThread *self, nua_handle_t *handle, Leg *leg,
                          sip_t const *sip, tagi_t tags[])
{
    if (event == nua_r_shutdown)
        self->m_shutDown = self->m_shutDown || status >= 200;
    else if (event == nua_i_invite)
        self->onInvite(handle, leg, sip);
    else if (event == nua_i_register)
        self->onRegister(handle, sip);
    else if (event == nua_i_info)
        self->onInfo(handle, leg, sip);
    else if (event == nua_i_options)
        self->onOptions(handle, leg, sip);
    else if (event == nua_i_update)
        self->onUpdate(handle, leg, sip);
    else if (event == nua_i_message)
        self->onMessage(handle, leg, sip);
    else if (event == nua_i_refer)
        self->onRefer(handle, leg, sip, tags);
    else if (event == nua_r_register)
        self->onTrunkAnswer(handle, status, sip);
    else if (event == nua_r_options && !leg)
        self->onQualified(handle, status);
    else if (leg)
        self->onLegEvent(event, status, leg, sip);
}

} // namespace telephony::sip
