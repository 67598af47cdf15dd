// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/poster.h"
#include "telephony/sip/digest.h"
#include "telephony/sip/registrar.h"
#include "telephony/sip/sipstack.h"
#include "telephony/sip/siptrace.h"
#include "telephony/sip/sourcegate.h"

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
#define SU_TIMER_ARG_T telephony::sip::SofiaThread
#include <sofia-sip/nua.h>
#include <sofia-sip/sip_status.h>

namespace telephony::sip {

/// One call as the signalling thread sees it.
struct Leg
{
    QString id;
    nua_handle_t *handle = nullptr;
    bool incoming = false;
    bool confirmed = false;    ///< a 200 was sent or received
    bool acknowledged = false; ///< the ACK of our 200 came
    bool reinvitePending = false;
    bool probing = false;
    bool hungUp = false;   ///< by us
    bool reported = false; ///< `ended` went out, or nobody wants it
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
    /// Runs on the signalling thread; dropped when it does not run.
    void post(std::function<void()> function);

    // Signalling thread only.
    void invite(const OutgoingCall &call);
    void ring(const QString &leg, const QByteArray &sdp);
    void answer(const QString &leg, const QByteArray &sdp);
    void acceptReinvite(const QString &leg, const QByteArray &sdp);
    void rejectReinvite(const QString &leg, int status);
    void hangup(const QString &leg, int cause);
    void probe(const QString &leg);
    void tag(const QString &leg, QUuid callId);

    Registrar registrar;

private:
    void run(std::promise<QString> *started);
    bool bindPort();
    bool createAgent(quint16 port);
    void beginShutdown();
    void continueShutdown();
    void closeAgent();

    static void onEvent(nua_event_t event, int status, char const *phrase, nua_t *nua, SofiaThread *self, nua_handle_t *handle,
                        Leg *leg, sip_t const *sip, tagi_t tags[]);
    /// Requests that have a meaning in a dialog only.
    void onDialogRequest(nua_event_t event, nua_handle_t *handle, Leg *leg, sip_t const *sip);
    void onLegEvent(nua_event_t event, int status, Leg *leg, sip_t const *sip);
    void onInvite(nua_handle_t *handle, Leg *leg, sip_t const *sip);
    void onRegister(nua_handle_t *handle, sip_t const *sip);
    void onProbed(int status, Leg *leg);
    void onInviteAnswer(int status, Leg *leg, sip_t const *sip);
    /// True when the request may go on; otherwise it was answered.
    bool authenticate(nua_handle_t *handle, sip_t const *sip, const QString &realm, const QString &user, bool proxy,
                      const QString &source);
    /// False when the source is banned or too fast; the request was answered 503.
    bool admit(nua_handle_t *handle, const QString &source);
    void storeBindings(nua_handle_t *handle, sip_t const *sip, const QString &user, const QString &realm, const QString &source);
    QString sourceOfRequest() const;
    QString realmOf(const QString &host) const;
    void end(Leg *leg, int status, int cause, const QString &reason);
    void drop(Leg *leg);
    Leg *find(const QString &id) const;

    template <typename F, typename... A> void emitEvent(const F &function, A... arguments)
    {
        if (!function)
            return;
        m_poster->post([function, alive = std::weak_ptr<bool>(m_alive), ... values = std::move(arguments)]() mutable {
            if (!alive.expired())
                function(std::move(values)...);
        });
    }

    std::shared_ptr<core::Clock> m_clock;
    Events m_events;
    std::shared_ptr<core::Poster> m_poster = core::Poster::ofThisThread();
    std::shared_ptr<bool> m_alive; ///< from start() to stop(); events posted before stop() die with it
    SipTrace m_trace;
    DigestServer m_digest;
    SourceGate m_gate;
    Config m_config;
    quint16 m_port = 0;
    std::thread m_thread;
    su_root_t *m_root = nullptr;
    nua_t *m_nua = nullptr;
    su_timer_t *m_shutdownTimer = nullptr;
    core::Nanos m_shutdownBegan{0};
    bool m_shutDown = false;
    std::mutex m_mutex; ///< guards the next two
    std::deque<std::function<void()>> m_functions;
    bool m_running = false;
    std::map<QString, std::unique_ptr<Leg>> m_legs;
};

} // namespace telephony::sip
