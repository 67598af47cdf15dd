// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/softswitch/applications.h"
#include "telephony/softswitch/channel.h"
#include "telephony/softswitch/eventqueue.h"
#include "telephony/softswitch/resources.h"
#include "telephony/softswitch/softswitch.h"

#include <QHash>

#include <deque>

namespace telephony::softswitch {

using core::Json;

inline constexpr int causeNormal = 16, causeNoCodec = 58; ///< Q.850: normal clearing, bearer capability not available

/// One SIP stack and the address it is bound to.
struct Listener
{
    QHostAddress address;
    int prefixLength = 8;
    std::unique_ptr<sip::SipStack> stack;
};
using ListenerPtr = std::shared_ptr<Listener>;

/// A phone that is registered.
struct Registration
{
    ListenerPtr listener;
    sip::Contact contact;
    QString target; ///< of the contact's URI, in the form of targetOf()
};

/// A blind transfer whose target is being dialled.
struct PendingTransfer
{
    QString by;     ///< channel whose place the target is to take
    QString phone;  ///< channel of who asked; another than `by` when it has come there by a transfer itself
    QString bridge; ///< where they talk
};

/// Who asks for a transfer: the channel of its phone, and the one that stands for it where it talks. Mostly one and the same.
struct Transferer
{
    Channel &phone, &by;
};

/// State of the switch and its sides: SIP events, media events, ARI operations.
class SoftSwitch::Private
{
public:
    Private(std::shared_ptr<core::Clock> clock, core::Timeline *timeline, Config config);

    // operations.cpp
    AriReply handle(const AriRequest &request);

    // listeners.cpp
    /// A call-back for queued events that does nothing once the switch or the listener is gone.
    template <typename... A> auto guarded(const ListenerPtr &listener, void (Private::*member)(const ListenerPtr &, A...))
    {
        return [this, member, guard = alive.token(), weak = std::weak_ptr(listener)](std::decay_t<A>... arguments) {
            if (const ListenerPtr strong = guard.expired() ? nullptr : weak.lock())
                (this->*member)(strong, std::move(arguments)...);
        };
    }
    void start();
    void setLan(bool on);
    void stopListeners();
    ListenerPtr makeListener(const QHostAddress &address, int prefixLength);
    void listen(Listener &listener, quint16 port);
    /// The stack for a request to `uri`, and the address to send it to when it is not the one the URI names.
    std::pair<ListenerPtr, QString> routeTo(const QString &uri) const;
    /// The registration a request to `uri` goes to; nullptr: none.
    const sip::Contact *contactAt(const QString &uri) const;
    void qualified(const ListenerPtr &listener, const sip::Contact &contact);
    void registered(const ListenerPtr &listener, const sip::Contact &contact);
    void unregistered(const ListenerPtr &listener, const sip::Contact &contact);
    void recall(const ListenerPtr &listener);
    void contactsChanged(const sip::Contact &contact, const char *status);
    std::vector<sip::Contact> contacts() const;

    // calls.cpp: what happens on the SIP side
    void incoming(const ListenerPtr &listener, sip::IncomingCall call);
    void answered(const ListenerPtr &listener, const QString &leg, int status, const QByteArray &sdp, const QString &tag);
    void confirmed(const ListenerPtr &listener, const QString &leg, const QByteArray &sdp);
    void reinvited(const ListenerPtr &listener, const QString &leg, const QByteArray &sdp);
    void legEnded(const ListenerPtr &listener, const QString &leg, int status, int cause, const QString &reason);
    void infoDigit(const ListenerPtr &listener, const QString &leg, char digit, int durationMs);
    /// Hands a channel that came in to its application: one that was dialled by name, or the platform.
    void arrive(Channel &channel, const sip::IncomingCall &call);
    void setHeld(Channel &channel, bool held);
    /// Who is alone in the bridge with the channel hears this until stopWaiting(), which leaving the bridge does, too.
    void letWait(Channel &channel, const QString &music);
    void stopWaiting(Channel &channel);
    /// 183 with a description to a caller that waits, so that it hears what is played before the answer; once.
    void progress(Channel &channel);
    void answer(Channel &channel);
    void dial(Channel &channel);
    void bury(Channel &channel, int cause);

    // dialplan.cpp
    /// The application that a number reaches: `app-<name>`, or `ari` while one of that name is connected; empty: none.
    QString applicationOf(const QString &exten) const;

    // transfers.cpp
    void transferRequested(const ListenerPtr &listener, const sip::Transfer &transfer);
    Transferer transfererOf(Channel &phone);
    QString transferUri(const Channel &by, const QString &target) const;
    Channel &transferTarget(const Transferer &asker, const sip::Transfer &transfer);
    void beginTransfer(const Transferer &asker, const sip::Transfer &transfer, Channel &target);
    void blindTransfer(const Transferer &asker, const sip::Transfer &transfer, const QString &uri);
    void transferToPlatform(const Transferer &asker, const sip::Transfer &transfer);
    void attendedTransfer(const Transferer &first, const Transferer &second, const sip::Transfer &transfer);
    /// Whether the application wants to carry out the transfers that the phone asks for, and how it hears of one.
    bool offersTransfers(const Channel &channel) const;
    void offerTransfer(Channel &by, const sip::Transfer &transfer);
    QStringList othersIn(const QString &bridge, const QString &channel) const;
    bool awaitsTransfer(const QString &phone) const;
    void transferLeft(Channel &phone);
    void transferDropped(const QString &by);
    void transferProgress(const QString &target, int status);
    void transferAnswered(Channel &target);
    void transferFailed(const QString &target, int status);
    void takeOver(Channel &channel, const QString &leg);
    bool comesInPlaceOf(Channel &channel, const Transferer &old);
    void takeOverInApplication(Channel &channel, Channel &old);

    // messages.cpp
    void messaged(const ListenerPtr &listener, const sip::IncomingMessage &message);
    /// Messages are taken while an application besides the platform's is there.
    void watchMessages();

    // trunks.cpp
    void setTrunks(std::vector<sip::Trunk> trunks);
    void pushTrunks(Listener &listener);
    ListenerPtr listenerOf(const sip::Trunk &trunk) const;
    void trunkChanged(const ListenerPtr &listener, const sip::TrunkState &state);
    const sip::Trunk *findTrunk(const QString &name) const;
    const sip::Trunk *trunkTo(const QString &server) const;
    const sip::Trunk *trunkOfEndpoint(const QString &endpoint) const;
    /// The URI an endpoint leads to; empty: it is none that can be dialled.
    QString uriToDial(const QString &endpoint) const;
    bool hasRoom(const sip::Trunk &trunk) const;
    void dialByTrunk(const sip::Trunk &trunk, sip::OutgoingCall *call) const;
    QString trunkDomain(const QString &name) const;
    Json trunkEndpoint(const QString &name) const;
    Json phoneEndpoint(const QString &user, const QString &realm) const; // endpointoperations.cpp

    // mediaevents.cpp
    media::Events mediaEvents();
    QString playbackOf(const QString &sound) const;
    void playbackStarted(const QString &id, int index);
    void recordingEnded(const QString &name, const QString &state, std::function<void(ari::Recording &)> complete);
    /// Answers a channel of any kind.
    void answerChannel(Channel &channel);

    // sound.cpp: the media side
    media::MediaLoader mediaLoader() const;
    bool openMedia(Channel &channel);
    void connectMedia(Channel &channel);
    /// Takes the peer's offer or answer and connects the media. False: nothing in it that we speak; then nothing has changed.
    bool takeOffer(Channel &channel, const QByteArray &sdp);
    bool takeAnswer(Channel &channel, const QByteArray &sdp);
    /// The same, for who does not know which of them it is: an answer as long as an offer of ours waits for one.
    bool takeDescription(Channel &channel, const QByteArray &sdp);
    bool agreeOn(Channel &channel, const QByteArray &sdp, const sip::SdpOffer *answered);
    /// Those that the channel was made with first.
    std::vector<QByteArray> codecsFor(const Channel &channel) const;
    bool takeSilence(Channel &channel, const QByteArray &sdp);
    QByteArray localSdp(Channel &channel);
    void digit(const QString &channelId, char digit, int durationMs);
    void passKey(const QString &stream, char key, int durationMs);
    void watchSilence(const QString &channelId, core::Millis already);
    ChannelStats statsOf(const Channel &channel) const;

    /// channelvalues.cpp: does what functions among the variables say that it was made with; once its stream is open.
    void applyFunctions(Channel &channel);

    // volume.cpp: arguments are those of VOLUME, direction and options
    void setVolume(Channel &channel, const QStringList &arguments, const QString &value);
    /// nullopt: there is nothing to read.
    static std::optional<QString> volumeOf(const Channel &channel, const QStringList &arguments);
    void turnVolume(Channel &channel, char key);
    void useVolume(const QString &channelId, const Volume &volume);

    // channeldetails.cpp: told to programs alone
    void emitDetail(ari::Event event, const Channel &channel);
    void tellVariable(const Channel &channel, const QString &name, const QString &value);
    void tellVariables(const Channel &channel); ///< those it was made with
    void tellDialplan(const Channel &channel);
    void setPeers(Channel &channel, const QString &peers);
    void peersChanged(const Bridge &bridge);
    /// Who comes to one other sees its number, and is seen.
    void connectLines(const Bridge &bridge);
    /// Who comes to others shares the linked id of the oldest of them all.
    void link(Channel &channel, const Bridge &bridge);

    // devices.cpp
    bool isRegistered(const QString &user, const QString &realm) const;
    bool isOfPhone(const Channel &channel, const QString &user, const QString &realm) const;
    const sip::Credential *extensionOf(const Channel &channel) const;
    const char *phoneState(const QString &user, const QString &realm) const;
    /// Of an extension, with its realm or without, or of a trunk; nullptr: there is none of that name.
    const char *deviceState(const QString &resource) const;
    /// Tells who wants to hear of it, when it is another than was told last.
    /// @param before  state until now, as long as nobody was told any; null: that of a phone without calls.
    void deviceChanged(const QString &user, const QString &realm, const char *before = nullptr);
    void deviceChanged(const Channel &channel);
    /// A phone whose channels all wait is ONHOLD; one that lets others wait is not (chan_pjsip_devicestate() of Asterisk).
    void setWaits(const QString &channelId, bool Channel::*heldBy, bool held);
    void peerChanged(const sip::Contact &contact, const char *status);

    // channels.cpp: life of channels and bridges
    Channel &addChannel(const QString &id);
    /// `PJSIP/1000` becomes `PJSIP/1000-0000002a`.
    QString nameFor(const QString &endpoint);
    /// A Dial event about an outgoing channel; nothing when nobody dialled it.
    void emitDial(const Channel &channel, const char *status);
    Channel *byLeg(const QString &leg);
    void setState(Channel &channel, const QString &state);
    /// `arguments` are the `key=value` items of StasisStart. A channel whose application is not connected is hung up.
    /// @param replaced  the channel whose place it takes; null: it comes by itself.
    void enterStasis(Channel &channel, const QStringList &arguments, const QString &application = Applications::platform,
                     const Channel *replaced = nullptr);
    /// @param moves  into another application, or anew into the same.
    void leaveStasis(Channel &channel, bool moves = false);
    void enterBridge(Channel &channel, Bridge &bridge, bool mute, media::BridgeRole role = media::BridgeRole::Participant);
    void leaveBridge(Channel &channel);
    void destroyBridge(const QString &id);
    /// Ends the channel: SIP, media, events. `cause` is Q.850, or 200 and 201 of call-manager.
    void destroy(const QString &id, int cause);
    void rememberEnded(const Channel &channel);
    void finishPlayback(const QString &id, const QString &state);
    void tag(Channel &channel, QUuid callId);

    static ari::Event channelEvent(const char *type, const Channel &channel) { return {type, channel}; }
    void emitEvent(ari::Event event, core::Nanos notBefore = core::Nanos(0), QUuid callId = {});
    /// With the members that every event has.
    ari::SharedEvent stamped(ari::Event event) const;
    /// To these applications alone.
    void emitTo(const QStringList &applications, ari::Event event, core::Nanos notBefore = core::Nanos(0), QUuid callId = {});
    /// About a channel whose ChannelCreated is on its way or out.
    /// When the next event about what is announced now may follow.
    core::Nanos afterGap() const { return clock->now() + config.eventGap; }
    void emitEvent(ari::Event event, const Channel &channel) { emitEvent(std::move(event), channel.ready, channel.callId); }

    std::shared_ptr<core::Clock> clock;
    core::Timeline *timeline;
    Config config;
    EventQueue events;
    std::function<void(std::vector<sip::Contact>)> contactListener;
    std::vector<sip::Credential> credentials;
    std::vector<sip::Trunk> trunks;
    QHash<QString, sip::TrunkState> trunkStates;
    std::vector<Registration> registrations;
    std::vector<sip::Contact> remembered; ///< of the last run, whose listeners are not open
    QHash<QString, std::shared_ptr<Channel>> channels;
    std::deque<std::pair<QUuid, QString>> ended;  ///< calls and channels, the newest last; empty while no RTP is kept
    QHash<QString, const char *> phoneStatesTold; ///< by `user@realm`
    QHash<QString, QString> legs;                 ///< leg → channel
    QHash<QString, PendingTransfer> transfers;    ///< by the target's channel
    QHash<QString, QString> relays;               ///< stream of transferends.h → channel whose phone hears it
    QHash<QString, Bridge> bridges;
    QHash<QString, Playback> playbacks;
    quint64 counter = 0;
    quint64 lastSound = 0;
    bool stopped = false;
    core::Timestamp started;
    std::vector<ListenerPtr> listeners; ///< the first is always there
    std::vector<ListenerPtr> closing;   ///< switched off, BYEs on their way
    core::Timer closed;
    std::unique_ptr<media::MediaEngine> media;
    Applications applications;
    Resources resources;
    core::Alive alive;
};

} // namespace telephony::softswitch
