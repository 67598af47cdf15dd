// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/poster.h"
#include "telephony/sip/digest.h"
#include "telephony/sip/registrar.h"
#include "telephony/sip/sipstack.h"
#include "telephony/sip/siptrace.h"

#include <QElapsedTimer>

#include <deque>
#include <future>
#include <thread>

namespace telephony::sip {
class SofiaThread;
struct Leg;
} // namespace telephony::sip

#define NUA_MAGIC_T telephony::sip::SofiaThread
#define NUA_HMAGIC_T telephony::sip::Leg
#define SU_ROOT_MAGIC_T telephony::sip::SofiaThread
#include <sofia-sip/nua.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/su_log.h>
#include <sofia-sip/tport_tag.h>

namespace telephony::sip {

/// One call as the signalling thread sees it.
struct Leg
{
    QString id;
    nua_handle_t *handle = nullptr;
    bool incoming = false;
    bool confirmed = false;    ///< a 200 was sent or received
    bool reinvitePending = false;
    bool reported = false;     ///< `ended` went out
    QString sipCallId;
    QString authUser, authPassword;
};

/// The Sofia-SIP user agent and everything that runs on its thread.
class SofiaThread
{
public:
    SofiaThread(std::shared_ptr<core::Clock> clock, core::Timeline *timeline, Events events);
    ~SofiaThread();

    /// Blocks until bound. @throws core::Error(Unavailable)
    void start(Config config);
    void stop();
    quint16 port() const { return m_port; }
    const Config &config() const { return m_config; }
    /// Runs on the signalling thread.
    void post(std::function<void()> function);

    // Signalling thread only.
    void invite(const OutgoingCall &call);
    void ring(const QString &leg, const QByteArray &sdp);
    void answer(const QString &leg, const QByteArray &sdp);
    void rejectReinvite(const QString &leg, int status);
    void hangup(const QString &leg, int cause);
    void tag(const QString &leg, QUuid callId);

    Registrar registrar;

private:
    void run(std::promise<QString> *started);
    bool bindPort();
    static void onEvent(nua_event_t event, int status, char const *phrase, nua_t *nua, SofiaThread *self, nua_handle_t *handle,
                        Leg *leg, sip_t const *sip, tagi_t tags[]);
    void dispatch(nua_event_t event, int status, nua_handle_t *handle, Leg *leg, sip_t const *sip);
    void onInvite(nua_handle_t *handle, Leg *leg, sip_t const *sip);
    void onRegister(nua_handle_t *handle, sip_t const *sip);
    void onInviteAnswer(int status, nua_handle_t *handle, Leg *leg, sip_t const *sip);
    void onInfo(Leg *leg, sip_t const *sip);
    /// True when the request may go on; otherwise it was answered. `user` is set to who proved the password.
    bool authenticate(nua_handle_t *handle, sip_t const *sip, const QString &realm, const QString &wantedUser, bool proxy,
                      const QString &source);
    void storeBindings(nua_handle_t *handle, sip_t const *sip, const QString &user, const QString &realm, const QString &source);
    QString realmOf(const QString &host) const;
    bool tooFast(const QString &source);
    void failedLogin(const QString &source);
    void end(Leg *leg, int status, int cause, const QString &reason);
    void drop(Leg *leg);
    Leg *find(const QString &id) const;
    template <typename F, typename... A> void emitEvent(const F &function, A... arguments)
    {
        if (function)
            m_poster->post([function, ... values = std::move(arguments)]() mutable { function(std::move(values)...); });
    }

    std::shared_ptr<core::Clock> m_clock;
    Events m_events;
    std::shared_ptr<core::Poster> m_poster = core::Poster::ofThisThread();
    SipTrace m_trace;
    DigestServer m_digest;
    Config m_config;
    quint16 m_port = 0;
    std::thread m_thread;
    su_root_t *m_root = nullptr;
    nua_t *m_nua = nullptr;
    std::mutex m_mutex;
    std::deque<std::function<void()>> m_functions;
    bool m_running = false;
    bool m_shutDown = false;
    std::map<QString, std::unique_ptr<Leg>> m_legs;
    QHash<QString, std::pair<qint64, int>> m_rates;    ///< source → second, count
    QHash<QString, std::pair<core::Nanos, int>> m_failures;
    QHash<QString, core::Nanos> m_bans;
};

/// Small readers of Sofia's values.
QString textOf(char const *text);
QString sourceOf(nua_t *nua);
QByteArray bodyOf(sip_t const *sip);

} // namespace telephony::sip
