// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/ari/objects.h"
#include "telephony/media/mediaengine.h"
#include "telephony/sip/sdp.h"

namespace telephony::softswitch {

struct Listener;

/// One leg: what ARI shows of it, and its SIP and media sides.
struct Channel : ari::Channel
{
    QUuid callId; ///< for the timeline; nil until somebody tells
    QString leg;  ///< of the SIP stack; empty before dial
    std::shared_ptr<Listener> listener;
    QString endpoint; ///< of outgoing channels
    bool incoming = false;
    bool answered = false; ///< a 200 was sent or received
    bool offered = false;  ///< our offer waits for the answer in the ACK
    bool absorbsDtmf = false;
    bool held = false;
    QString bridge;
    QStringList playbacks;
    std::optional<sip::SdpAudio> remote;
    sip::SdpAgreement agreement;
    std::optional<sip::SdpOffer> offer; ///< ours, as long as it can be answered
    bool offerInDialog = false;         ///< it was made after the 200, so there is one answer to it
    quint16 port = 0;
    quint64 sdpVersion = 1;
    core::Nanos ready{0}; ///< when events other than the first may follow
    core::Timer silence;
};

struct Bridge : ari::Bridge
{
    QUuid callId;
    core::Nanos ready{0};
};

} // namespace telephony::softswitch
