// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/json.h"
#include "telephony/media/mediaengine.h"
#include "telephony/sip/sdp.h"

#include <map>

namespace telephony::softswitch {

/// One leg, as ARI shows it.
struct Channel
{
    QString id;
    QString leg;         ///< of the SIP stack; empty before dial
    QString name;        ///< `PJSIP/1000-00000001`
    QString state = QStringLiteral("Down");
    QString callerName, callerNumber, connectedNumber;
    QString context = QStringLiteral("default"), exten;
    QString endpoint;    ///< of outgoing channels
    QString sipCallId;
    std::map<QString, QString> variables;
    core::Timestamp created;
    bool incoming = false;
    bool inStasis = false;
    bool answered = false; ///< a 200 was sent or received
    QString bridge;
    QStringList playbacks;
    std::optional<sip::SdpAudio> remote;
    sip::SdpAgreement agreement;
    quint16 port = 0;
    quint64 sdpVersion = 1;
    bool held = false;
    QString muted;
    core::Timer dialTimer;
};

struct Bridge
{
    QString id, name, type;
    core::Timestamp created;
    QStringList channels;
};

struct Playback
{
    QString id, channel;
    QStringList media;
    QString state = QStringLiteral("queued");
    int index = 0;
};

// Shapes of contract/asterisk-proxy.md §3.
QString ariTime(core::Timestamp at);
core::Json toAri(const Channel &channel);
core::Json toAri(const Bridge &bridge);
core::Json toAri(const Playback &playback);
/// Q.850 names.
const char *causeText(int cause);

} // namespace telephony::softswitch
