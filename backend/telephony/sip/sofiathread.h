// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/poster.h"
#include "telephony/sip/connectionwatch.h"
#include "telephony/sip/digest.h"
#include "telephony/sip/loadgate.h"
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

/// An offer of the peer that waits for the switch.
enum class PendingOffer { None, Invite, Update, Answer };

/// A transfer that a leg's peer asked for.
struct Referral
{
    msg_t *request = nullptr; ///< the REFER, until it is answered
    QByteArray event;         ///< Event header of its NOTIFYs
    bool silent = false;      ///< the peer wants no NOTIFY (RFC 4488)
    bool accepted = false;
};

/// One call as the signalling thread sees it.
struct Leg
{
    Leg() = default;
    ~Leg();
    Q_DISABLE_COPY_MOVE(Leg)

    QString id;
    nua_handle_t *handle = nullptr;
    bool incoming = false;
    bool confirmed = false;    ///< a 200 was sent or received
    bool acknowledged = false; ///< the ACK of our 200 came
    PendingOffer offer = PendingOffer::None;
    msg_t *update = nullptr; ///< the UPDATE with that offer
    std::optional<Referral> referral;
    bool described = false; ///< a description was sent or received before the 200
    bool probing = false;
    bool errand = false;   ///< no call: one MESSAGE or REFER, and its answer
    bool hungUp = false;   ///< by us
    bool reported = false; ///< `ended` went out, or nobody wants it
    QByteArray contact;    ///< of our side; empty: the agent's own
    QString sipCallId;
    QString authUser, authPassword;
    QString strangerAt, strangerRealm; ///< host of a caller who proved nothing, and what he would have to prove; empty: he did
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
    quint16 tlsPort() const { return m_tlsPort; }
    const Config &config() const { return m_config; }
    /// Runs on the signalling thread; dropped when it does not run.
    void post(std::function<void()> function);

    // Signalling thread only.
    void invite(const OutgoingCall &call);
    void ring(const QString &leg, const QByteArray &sdp);
    void answer(const QString &leg, const QByteArray &sdp);
    void acceptReinvite(const QString &leg, const QByteArray &sdp);
    void rejectReinvite(const QString &leg, int status, const QByteArray &warning);
    void acceptTransfer(const QString &leg);
    void rejectTransfer(const QString &leg, int status);
    void notifyTransfer(const QString &leg, int status);
    void hangup(const QString &leg, int cause, const QByteArray &warning = {});
    void redirect(const QString &leg, const QString &uri);
    void send(const OutgoingRequest &request);
    void takeMessages(bool on);
    void answerMessage(const QString &id, int status);
    void probe(const QString &leg);
    /// Once a second: asks contacts whether they are there.
    void watchContacts();
    /// Once a second: closes connections that hold their place for nothing.
    void watchConnections();
    void setTrunks(const std::vector<Trunk> &trunks);
    /// Once a second: tries again where a registration failed.
    void watchTrunks();
    void tag(const QString &leg, QUuid callId);

    Registrar registrar;

private:
    void run(std::promise<QString> *started);
    bool bindPort();
    bool createAgent(quint16 port, quint16 tlsPort);
    void beginShutdown();
    void continueShutdown();
    void closeAgent();

    static void onEvent(nua_event_t event, int status, char const *phrase, nua_t *nua, SofiaThread *self, nua_handle_t *handle,
                        Leg *leg, sip_t const *sip, tagi_t tags[]);
    /// How a dialog travels, as far as its Contact tells.
    enum class Way { Plain, Tls, Sips };
    static Way wayTo(const QString &uri, const QString &proxy);
    static Way wayOf(sip_t const *sip);
    /// In angle brackets; empty without a TLS port: then the agent's own is right.
    QByteArray contactFor(Way way, const QByteArray &user = {}) const;
    /// Every later request of the dialog goes back over the TLS connection it came by.
    static void stayOnConnection(nua_handle_t *handle, const QString &source);
    void onOptions(nua_handle_t *handle, Leg *leg, sip_t const *sip);
    void onInfo(nua_handle_t *handle, Leg *leg, sip_t const *sip);
    void onLegEvent(nua_event_t event, int status, Leg *leg, sip_t const *sip);
    void onInvite(nua_handle_t *handle, Leg *leg, sip_t const *sip);
    void onReinvite(Leg *leg, sip_t const *sip);
    void onUpdate(nua_handle_t *handle, Leg *leg, sip_t const *sip);
    /// 2xx to an INVITE of ours, the first or a refresh.
    void onInviteAccepted(int status, Leg *leg, sip_t const *sip);
    void onOwnBye(Leg *leg);
    void onMessage(nua_handle_t *handle, Leg *leg, sip_t const *sip);
    void onRefer(nua_handle_t *handle, Leg *leg, sip_t const *sip, tagi_t tags[]);
    void refreshByUpdate(Leg *leg, sip_t const *sip);
    /// The leg a Replaces header names; nullptr: none here.
    Leg *legOf(sip_replaces_t const *replaces) const;
    /// The status that refuses a call in place of `leg`; 0: it may go on (RFC 3891 §3).
    static int refusesReplacement(Leg const *leg, sip_replaces_t const *replaces);
    void onRegister(nua_handle_t *handle, sip_t const *sip);
    void onProbed(int status, Leg *leg);
    bool isLost(int status, Leg *leg);
    void onRequestAnswer(int status, Leg *leg);
    void onReferProgress(Leg *leg, sip_t const *sip);
    void onInviteAnswer(int status, Leg *leg, sip_t const *sip);
    /// Header lines with a fresh challenge for `host`.
    QByteArray challengesFor(const char *header, const QString &realm, const QString &host, bool stale);
    /// True when the request may go on; otherwise it was answered.
    bool authenticate(nua_handle_t *handle, sip_t const *sip, const QString &realm, const QString &user, bool proxy,
                      const QString &source);
    /// False when the source is banned or too fast; the request was answered 503.
    bool admit(nua_handle_t *handle, const QString &source);
    /// The same for a new call, and by load.
    bool admitCall(nua_handle_t *handle, const QString &source);
    void announce(IncomingCall call);
    void storeBindings(nua_handle_t *handle, sip_t const *sip, const QString &user, const QString &realm, const QString &source);
    /// The Contact and Path headers of the answer to a REGISTER.
    QByteArray bindingsOf(const QString &user, const QString &realm, qint64 now) const;
    void onConnection(const SipTrace::Connection &changed);
    void registerTrunk(const QString &name);
    void onTrunkAnswer(nua_handle_t *handle, int status, sip_t const *sip);
    /// The trunk this request comes from by its address; nullptr: none.
    const Trunk *trunkAt(const QString &source) const;
    /// Of an extension, or of a trunk for the calls it sends.
    std::optional<QString> passwordOf(const QString &user, const QString &realm) const;
    bool isTrunkRealm(const QString &realm) const { return !trunkOfRealm(realm).isEmpty(); }
    QString trunkOfRealm(const QString &realm) const;
    bool isForUs(const QString &host) const;
    bool identify(nua_handle_t *handle, sip_t const *sip, const QString &source, IncomingCall *call, bool must = false);
    void qualify(const Contact &contact);
    void onQualified(nua_handle_t *handle, int status);
    QString sourceOfRequest() const;
    QString realmOf(const QString &host) const;
    void end(Leg *leg, int status, int cause, const QString &reason);
    void drop(Leg *leg);
    Leg *find(const QString &id) const;

    template <typename F, typename... A> void emitEvent(const F &function, A... arguments)
    {
        if (!function)
            return;
        m_poster->postLast([function, alive = m_listens, ... values = std::move(arguments)]() mutable {
            if (!alive.expired())
                function(std::move(values)...);
        });
    }

    std::shared_ptr<core::Clock> m_clock;
    Events m_events;
    std::shared_ptr<core::Poster> m_poster = core::Poster::ofThisThread();
    std::shared_ptr<bool> m_alive; ///< from start() to stop(); events posted before stop() die with it. Creating thread only
    std::weak_ptr<bool> m_listens; ///< the same for the signalling thread, which never sees it change
    SipTrace m_trace;
    DigestServer m_digest;
    SourceGate m_gate;
    ConnectionWatch m_connections{{}};
    std::shared_ptr<LoadGate> m_load = std::make_shared<LoadGate>(core::Nanos(0));
    Config m_config;
    quint16 m_port = 0, m_tlsPort = 0;
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
    struct TrunkLine
    {
        Trunk trunk;
        nua_handle_t *handle = nullptr; ///< of its registration
        TrunkState state;
        int failures = 0, challenges = 0;
        core::Nanos retryAt{0}; ///< 0: nothing to repeat
    };
    std::map<QString, TrunkLine> m_trunks;
    struct Message ///< that waits for its answer
    {
        nua_handle_t *handle = nullptr;
        msg_t *request = nullptr;
        QString leg; ///< empty: outside of calls
    };
    std::map<QString, Message> m_messages;
    struct Probe
    {
        Contact contact;
        core::Nanos sent{0};
    };
    std::map<nua_handle_t *, Probe> m_probes;
    QHash<QString, core::Nanos> m_qualified; ///< when each contact was asked last
};

} // namespace telephony::sip
