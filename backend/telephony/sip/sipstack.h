// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/timeline.h"

#include <QHostAddress>
#include <QString>
#include <QUuid>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

/// SIP signalling (RFC 3261) behind plain values: requests go in, events come out. Sofia-SIP runs on a thread of its own;
/// no type of it is visible here.
namespace telephony::sip {

/// One user who may register and call. Pushed as a snapshot; the signalling thread never waits for a service.
struct Credential
{
    QString user;     ///< `1000`
    QString realm;    ///< `<customer id>.registrar.<base domain>`
    QString password; ///< clear text, never logged
};

/// A registered address of a user.
struct Contact
{
    QString user;
    QString realm;
    QString uri;       ///< as registered
    QString source;    ///< `ip:port` the REGISTER came from; requests are sent there
    QString transport; ///< `udp`, `tcp` or `tls`
    QString path;      ///< Route for requests to it (RFC 3327), empty: none
    double q = 1;      ///< preference, 0 to 1
    QString userAgent;
    QString callId;
    qint64 expiresAt = 0; ///< Unix seconds
    QString server;       ///< address of ours that it registered at
    /// Whether it answered the last OPTIONS; unset: not asked yet.
    std::optional<bool> reachable = std::nullopt;
    std::chrono::microseconds roundTrip{0}; ///< of that OPTIONS
};

struct Config
{
    QHostAddress address = QHostAddress::LocalHost; ///< loopback, or AnyIPv4 for "Phones on this network"
    quint16 port = 5060;                            ///< first port tried; 0 lets the system choose
    int portsToTry = 50;                            ///< next ones when it is taken (UDP and TCP need the same)
    QString tlsFolder;                              ///< agent.pem and cafile.pem (tlsidentity.h); empty: no TLS
    quint16 tlsPort = 0;                            ///< first port tried; 0: any
    QString realm;                                  ///< domain of requests that name this host by address
    QString userAgent = QStringLiteral("Voxboard");
    /// REGISTER and INVITE beyond it are answered 503. Calls of the loopback are limited by the load alone.
    int requestsPerSecondPerSource = 200;
    /// A new call is answered 503 while the oldest one waits longer than this for the switch to see it.
    std::chrono::milliseconds longestWait{300};
    /// A connection that a peer opened has so long for its first whole message, TLS handshake included, and for each later one that
    /// has begun; then it is closed.
    std::chrono::milliseconds messageWithin{30'000};
    int silentPerSource = 50;  ///< connections that have not sent one; beyond it the oldest is closed
    int failuresUntilBan = 10; ///< failed authentications within a minute; loopback is never banned
    std::chrono::seconds banFor{300};
    bool offerSha256 = false; ///< beside MD5. SHA-256 is accepted anyhow; old phones fail at a challenge they do not know
    std::chrono::milliseconds transactionTimeout{32'000}; ///< 64 × T1 (RFC 3261 §17): no answer, no ACK
    std::chrono::seconds sessionExpires{1800};            ///< wanted Session-Expires (RFC 4028); 0: no session timer
    std::chrono::seconds minSession{90};                  ///< Min-SE: a shorter one is answered 422
    std::chrono::seconds minRegistration{30};             ///< a shorter one is answered 423 (RFC 3261 §10.3)
    std::chrono::seconds maxRegistration{3600};           ///< a longer one is shortened
    std::chrono::milliseconds qualifyEvery{0};            ///< OPTIONS to each registered contact; 0: never
    std::chrono::milliseconds qualifyTimeout{3000};       ///< without an answer the contact is not reachable
};

/// A connection to another provider: calls come from its addresses or with its password, and go to it.
struct Trunk
{
    QString name; ///< unique
    QString host; ///< `host[:port]` that requests go to
    QString transport = QStringLiteral("udp");
    QString domain;                      ///< of From and request URI; empty: `host` without the port
    QString user, password;              ///< for its challenges, and for calls that come in for `inboundRealm`
    QString inboundRealm;                ///< calls to this host are the trunk's, if they prove its password; empty: none are
    bool registers = false;              ///< keeps a registration of `user` there
    std::vector<QHostAddress> addresses; ///< who calls from here is the trunk, without a password
    std::vector<std::pair<QHostAddress, int>> networks; ///< the same, with the length of their prefix
    bool toNumbers = false; ///< its calls are those of the telephone network: they reach numbers (domain class `pstn`)
    int maxChannels = 0;    ///< 0: any number
};

/// How the registration with a trunk stands.
struct TrunkState
{
    QString name;
    bool registered = false;
    int status = 0; ///< SIP status of the last answer; 0: none yet
    QString reason;
};

/// A new call from the network. It has been parsed, rate-limited and, when `authUser` is set, authenticated.
struct IncomingCall
{
    QString leg;         ///< id chosen here, unique; names the call in every later function and event
    QString requestUser; ///< user part of the request URI, percent-decoded
    QString requestHost; ///< host of the request URI
    QString fromUser, fromName, fromHost, fromTag;
    QString toUser, toHost;
    QString callId;
    QString source;    ///< `ip:port`
    QString transport; ///< `udp`, `tcp` or `tls`
    QString authUser;  ///< extension that proved its password, empty when nobody did
    QString authRealm;
    QString pai, privacy;               ///< P-Asserted-Identity, Privacy header texts
    QByteArray sdp;                     ///< the offer; empty: late offer
    std::map<QString, QString> headers; ///< extension headers (X-…, VB-…), names as sent
    QString trunk;                      ///< name of the trunk it came by, empty: none
    QString replaces;                   ///< leg whose place this call takes (RFC 3891); such a caller has proved a password
};

/// A MESSAGE (RFC 3428); parsed, rate-limited and, when `authUser` is set, authenticated.
struct IncomingMessage
{
    QString id;                         ///< chosen here; names it in answerMessage()
    QString leg;                        ///< the call it came in; empty: outside of calls
    QString from;                       ///< `"name" <uri>` of From
    QString to;                         ///< URI of To
    QString text;                       ///< at most 16 kB
    QString source, transport;          ///< as of IncomingCall, like the next three
    QString authUser, authRealm, trunk; ///< none of them: a stranger
    std::map<QString, QString> headers; ///< extension headers, names as sent
};

struct OutgoingCall
{
    QString leg;    ///< chosen by the caller
    QString uri;    ///< request URI, `sip:user@host:port;transport=udp`
    QString route;  ///< Route header of the INVITE (RFC 3327 §5), empty: none
    QString proxy;  ///< `ip:port` that every request of the call is sent to, empty: where the URI points
    QString callId; ///< Call-ID of the dialog; empty: the stack makes one
    QString fromUser, fromName, fromHost;
    QByteArray sdp;
    std::map<QString, QString> headers;
    QString authUser, authPassword; ///< used when the peer challenges
};

/// The peer of a leg asks that its partner be connected to somebody else (RFC 3515, RFC 5589).
struct Transfer
{
    QString leg;         ///< the leg of who asks
    QString target;      ///< URI of Refer-To without its headers
    QString replaces;    ///< attended: text of the Replaces header for the target, empty otherwise
    QString replacesLeg; ///< the leg named by it, when it is one of this stack
    QString referredBy;  ///< header text
};

/// Events of the stack, called on the thread that created it (queued); none is called after stop().
struct Events
{
    std::function<void(IncomingCall)> incoming;
    /// A provisional or final answer to an outgoing INVITE, 101 to 299; `sdp` may be empty.
    std::function<void(QString leg, int status, QByteArray sdp, QString tag)> answered;
    /// The ACK of our 200 arrived; `sdp` is set when it carries the answer to a late offer.
    std::function<void(QString leg, QByteArray sdp)> confirmed;
    /// The peer changes the session (re-INVITE, UPDATE, answer to our refresh). `sdp` is its offer; empty: it wants ours. Answer
    /// with acceptReinvite() or rejectReinvite().
    std::function<void(QString leg, QByteArray sdp)> reinvited;
    /// The leg is over: `status` is the SIP status of a failed INVITE, 0 for BYE, 487 for CANCEL; `cause` is the Q.850 value
    /// of a Reason header or mapped from the status (call-manager.md §4). 408 also when our 200 was never acknowledged. Not
    /// called for a leg that hangup() ended.
    std::function<void(QString leg, int status, int cause, QString reason)> ended;
    /// DTMF by SIP INFO.
    std::function<void(QString leg, char digit, int durationMs)> infoDigit;
    /// Answer with acceptTransfer() or rejectTransfer(), then tell how it goes with notifyTransfer().
    std::function<void(Transfer)> transferRequested;
    /// Answer with answerMessage(). Only while takeMessages() says so.
    std::function<void(IncomingMessage)> messaged;
    std::function<void(Contact)> registered;
    std::function<void(Contact)> qualified;    ///< an OPTIONS was answered, or was not: see `reachable` and `roundTrip`
    std::function<void(Contact)> unregistered; ///< removed or expired
    std::function<void(QString source, QString why)> banned;
    std::function<void(TrunkState)> trunkChanged;
};

/// A request that belongs to no call; nobody waits for its answer.
struct OutgoingRequest
{
    QString uri; ///< as of OutgoingCall, like the next two
    QString proxy, route;
    QString fromUser, fromHost;
    QString referTo; ///< a REFER to there (RFC 3515); empty: a MESSAGE (RFC 3428)
    QString text;    ///< of the MESSAGE
    std::map<QString, QString> headers;
};

/// Functions may be called from the creating thread only; each returns at once. Unknown legs are ignored (they may have ended
/// a moment ago).
class SipStack
{
public:
    SipStack(std::shared_ptr<core::Clock> clock, core::Timeline *timeline, Events events);
    ~SipStack(); ///< stop() if still running

    /// Binds UDP and TCP. May be called again after stop(). @throws core::Error(Unavailable) naming the ports tried.
    void start(Config config);
    /// Hangs up everything, waits for the answers (at most 2 s) and joins the thread. May be called twice.
    void stop();
    quint16 port() const;
    quint16 tlsPort() const; ///< 0: no TLS
    QHostAddress address() const;

    /// Replaces the users; registrations of vanished users end.
    void setCredentials(std::vector<Credential> credentials);
    /// Replaces the trunks; the registrations of those that stay as they are go on.
    void setTrunks(std::vector<Trunk> trunks);
    /// Live registrations of a user.
    std::vector<Contact> contacts(const QString &user, const QString &realm) const;
    /// A registration of the last run. @return false: nobody of this name may register any more.
    bool restore(Contact contact);

    void invite(OutgoingCall call);
    void ring(const QString &leg, const QByteArray &sdp = {});      ///< 180, or 183 with early media
    void answer(const QString &leg, const QByteArray &sdp);         ///< 200
    void acceptReinvite(const QString &leg, const QByteArray &sdp); ///< 200 to the pending re-INVITE
    void rejectReinvite(const QString &leg, int status, const QByteArray &warning = {});
    void acceptTransfer(const QString &leg); ///< 202
    void rejectTransfer(const QString &leg, int status);
    /// NOTIFY with this SIP status (RFC 3515 §2.4.5); from 200 on it is the last.
    void notifyTransfer(const QString &leg, int status);
    /// Ends the leg the way its state asks for: a final answer (with the Warning, if any), CANCEL or BYE, with a Reason header.
    void hangup(const QString &leg, int q850Cause, const QByteArray &warning = {});
    /// Sends the peer to `uri`: 302 while its call waits for an answer, then REFER; a leg of ours that is not answered stays.
    /// After 302 the leg is gone; after REFER it ends when the peer tells that it has come there.
    void redirect(const QString &leg, const QString &uri);
    void send(OutgoingRequest request);
    /// Whether somebody is there for text messages; otherwise, as in the beginning, they are answered 405.
    void takeMessages(bool on);
    void answerMessage(const QString &id, int status);
    /// Asks the peer of a confirmed leg whether it is still there: OPTIONS in the dialog. Without an answer, or when it knows no
    /// such dialog, the leg ends with cause 27.
    void probe(const QString &leg);
    /// Associates later SIP entries of the timeline with a call.
    void tag(const QString &leg, QUuid callId);

private:
    class Private;
    std::unique_ptr<Private> d;
};

/// SIP status for a Q.850 cause when a call is refused: 17→486, 3→404, 21→403, 38→500 … (call-manager.md §4); without one of its own 603.
int sipStatusOfCause(int cause);
/// Q.850 cause for a SIP failure status: 486→17, 404→1, 480→19, 487→127, 408→18 … ; default 127.
int causeOfSipStatus(int status);

} // namespace telephony::sip
