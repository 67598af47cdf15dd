// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/ari/objects.h"
#include "telephony/media/mediaengine.h"
#include "telephony/sip/sdp.h"

#include <functional>
#include <memory>

namespace telephony::softswitch {

struct Listener;
class FarEnd;

enum class ChannelKind { Sip, Snoop, UnicastRtp, AudioSocket, WebSocket, Local };

/// What the samples of a channel are multiplied by above 0, and divided by the size of below 0; 0: they stay as they are.
struct Volume
{
    float in = 0, out = 0;
    bool byKeys = false; ///< `*` of the phone adds 1 to both, `#` takes 1 away
};

/// One leg: what ARI shows of it, and its SIP and media sides.
struct Channel : ari::Channel
{
    QUuid callId;                ///< for the timeline; nil until somebody tells
    QString leg;                 ///< of the SIP stack; empty before dial
    QString remoteTag;           ///< of the far end in the dialog (RFC 3261 §12); empty: it has said nothing yet
    QString linkedId;            ///< of the oldest of those that have to do with each other
    core::Timestamp linkedSince; ///< when that was made
    std::shared_ptr<Listener> listener;
    QString endpoint; ///< of outgoing channels
    bool incoming = false;
    bool answered = false; ///< a 200 was sent or received
    bool offered = false;  ///< our offer waits for the answer in the ACK
    bool absorbsDtmf = false;
    bool held = false; ///< by its phone: the others wait
    bool heldByApplication = false;
    bool heldByOther = false; ///< by the one it talks to
    bool waits() const { return heldByApplication || heldByOther; }
    std::optional<Volume> volume; ///< as VOLUME has set it; none: it never has
    QString waiting; ///< channel that hears music or ringing until this one is back or leaves the bridge; empty: none
    bool transferOffered = false; ///< to the application, which tells how it goes
    QString realm;                ///< of the extension at the far end; empty: it proved no password
    QString trunk;                ///< name of the one it uses; empty: none
    QByteArray warning;           ///< for the refusal of a description that came (RFC 3261 §20.43)
    QByteArray earlySdp;          ///< our answer in a 183; the 200 repeats it
    QString bridge;
    QString bridgePeers; ///< BRIDGEPEER: names of the others there; who is left alone keeps it until it leaves, too
    QStringList playbacks;
    std::optional<sip::SdpAudio> remote;
    sip::SdpAgreement agreement;
    std::optional<sip::SdpOffer> offer; ///< ours, as long as it can be answered
    bool offerInDialog = false;         ///< it was made after the 200, so there is one answer to it
    QHostAddress signalling;            ///< where its SIP comes from or goes to; null: not known
    quint16 port = 0;
    quint64 sdpVersion = 1;
    core::Nanos ready{0}; ///< when events other than the first may follow
    core::Timer silence;

    ChannelKind kind = ChannelKind::Sip;
    std::shared_ptr<FarEnd> farEnd; ///< of channels that are not SIP's; null for SIP
    std::vector<QByteArray> codecs; ///< offered before those of the switch
    QStringList onlyCodecs;         ///< in capitals: nothing else is offered; empty: all
    QString place;                  ///< channel in whose place its phone is since a transfer; empty: its own
    QString otherEnd;               ///< channel of the other half of a pair
    QStringList snoopers;           ///< channels that listen to this one
    QStringList recordings;
    std::map<QString, QString> sipHeaders;            ///< of the INVITE that came, as far as the SIP side hands them on
    bool dialing = false;                             ///< Dial events are told
    QString callerOfDial;                             ///< channel that asked for the call
    int techCause = 0;                                ///< SIP status with which the far end refused; 0: it did not
    std::function<void()> up;                         ///< once, when the channel is answered
    std::function<void(bool talking, int ms)> onTalk; ///< of the service that runs; without one, events tell
    core::Timer dialLimit;
    core::Timer service;  ///< of the dialplan service that runs
    core::Timer farewell; ///< ends a channel that could not be dialled
};

struct Bridge : ari::Bridge
{
    QUuid callId;
    QStringList playbacks;
    bool music = false; ///< on hold, for all
    core::Nanos ready{0};
};

struct Playback : ari::Playback
{
    QString sound; ///< its name in the media engine, which tells of a former playback's end when its id is already another's
    core::Millis skip{3000}; ///< of forward and reverse
};

} // namespace telephony::softswitch
