// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/softswitch/channel.h"
#include "telephony/softswitch/softswitch.h"

#include <QHash>

namespace telephony::softswitch {

using core::Json;

/// State of the switch and its three sides: SIP events, media events, ARI operations.
class SoftSwitch::Private
{
public:
    Private(std::shared_ptr<core::Clock> clock, core::Timeline *timeline, Config config);

    // ARI operations (operations.cpp)
    AriReply handle(const AriRequest &request);

    // SIP events (calls.cpp)
    void incoming(sip::IncomingCall call);
    void answered(const QString &leg, int status, const QByteArray &sdp);
    void confirmed(const QString &leg, const QByteArray &sdp);
    void reinvited(const QString &leg, const QByteArray &sdp);
    void legEnded(const QString &leg, int status, int cause, const QString &reason);
    void digit(const QString &channelId, char digit, int durationMs);
    void contactsChanged(const sip::Contact &contact, bool registered);

    QString sipHost() const;
    bool openMedia(Channel &channel);
    void connectMedia(Channel &channel);
    QByteArray localSdp(Channel &channel);
    void answer(Channel &channel);
    void dial(Channel &channel, int timeoutSeconds);
    void setState(Channel &channel, const QString &state);
    /// `arguments` are the `key=value` items of StasisStart.
    void enterStasis(Channel &channel, const QStringList &arguments);
    void leaveStasis(Channel &channel);
    void leaveBridge(Channel &channel);
    void destroyBridge(const QString &id);
    /// Ends the channel: SIP, media, events. `cause` is Q.850.
    void destroy(const QString &id, int cause);

    void emitEvent(Json event);
    void emitLater(std::function<void()> function);
    Json channelEvent(const char *type, const Channel &channel) const;
    Channel *byLeg(const QString &leg);
    Channel &addChannel(const QString &id);

    std::shared_ptr<core::Clock> clock;
    core::Timeline *timeline;
    Config config;
    std::function<void(Json)> sink;
    std::function<void(std::vector<sip::Contact>)> contactListener;
    std::map<std::pair<QString, QString>, std::vector<sip::Contact>> registrations;
    std::vector<sip::Credential> credentials;
    QHash<QString, std::shared_ptr<Channel>> channels;
    QHash<QString, QString> legs; ///< leg → channel
    QHash<QString, Bridge> bridges;
    QHash<QString, Playback> playbacks;
    quint64 counter = 0;
    quint64 session = 0;
    std::unique_ptr<sip::SipStack> stack;
    std::unique_ptr<media::MediaEngine> media;
    core::Alive alive;
};

} // namespace telephony::softswitch
