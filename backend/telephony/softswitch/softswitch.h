// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fetch.h"
#include "core/timeline.h"
#include "telephony/engine.h"
#include "telephony/media/rtptape.h"
#include "telephony/sip/sipstack.h"

#include <memory>
#include <optional>

QT_FORWARD_DECLARE_CLASS(QWebSocket)

namespace telephony::softswitch {

struct Config
{
    QString asteriskId; ///< lower-case MAC text
    QString baseDomain; ///< `voipbin.net`
    QString realm;      ///< realm of requests that name this host by address
    /// What is offered and taken, in the order of our offers: `PCMU PCMA G722 OPUS L16 L16/16000`.
    std::vector<QByteArray> codecs{"PCMU", "PCMA", "G722", "OPUS"};
    /// Where SIP and RTP listen. AnyIPv4: loopback, and the machine's other addresses as after setLan(true).
    QHostAddress address = QHostAddress::LocalHost;
    quint16 sipPort = 5060;
    /// Where the certificate lies and is made (sip/tlsidentity.h); Empty: no TLS.
    QString tlsFolder;
    QString tlsTrusted;     ///< PEM file with authorities to trust besides the system's; empty: none
    quint16 tlsPort = 5061; ///< first port tried; 0: any
    /// OPTIONS to each registered contact, for ContactStatusChange; 0: never.
    std::chrono::seconds qualifyEvery{0};
    /// A local file for `sound:` media that is not built in; empty: none. Loader thread.
    std::function<QString(const QString &uri)> findMedia;
    /// Media by http and https URL; null: none.
    std::shared_ptr<core::Fetcher> fetcher;
    /// Says a text, for `digits:` and the like; the path of a sound file. Empty: nobody does.
    std::function<core::Task<QString>(QString text)> say;
    /// Folder of further sounds: `sound:custom/hello` is `custom/hello.wav` (or .sln16, .sln, .ulaw, .alaw, .gsm, .flac, .ogg, .mp3)
    /// below it, and nothing outside of it. Empty: none.
    QString mediaFolder;
    /// The peer of an answered channel that has sent RTP and sends none for this long is asked whether it is still there (OPTIONS
    /// in the dialog), and again as long as it is silent; without an answer the channel ends with cause 27. 0: never.
    std::chrono::seconds silenceLimit{0};
    /// Between the event that makes a channel or bridge known and the next about it (contract/asterisk-proxy.md §3): a
    /// call-manager behind a broker stores the row meanwhile. 0 where events reach it in their order.
    core::Millis eventGap{15};
    /// Folder of recordings; made when it is not there. Empty: recording is refused.
    QString recordingFolder;
    /// So many bytes of the newest RTP stay in memory, for rtpOf(). 0: none.
    size_t rtpKept = 0;
};

/// How one channel sounds now.
struct ChannelStats
{
    QString channel, name, state;
    QUuid callId;
    QString codec; ///< `PCMU`
    QString peer;  ///< `ip:port` of the description
    double jitterMs = 0, lossPercent = 0;
    double mos = 0;                      ///< 1 to 4.41, by the E-model; 0: nothing comes that could be judged
    int quietMs = 0;                     ///< since the peer's last packet
    float levelIn = -96, levelOut = -96; ///< dBFS
    int bufferMs = 0;
    quint64 packetsReceived = 0, packetsSent = 0, packetsLost = 0, packetsDropped = 0;
    bool held = false;
};

/// How loud one channel is now: dBFS, smoothed over 100 ms.
struct ChannelLevels
{
    float in = -96, out = -96;
};

/// The embedded switch: SIP and RTP below, ARI above (contract/asterisk-proxy.md). Lives on the backend thread.
class SoftSwitch : public TelephonyEngine
{
public:
    SoftSwitch(std::shared_ptr<core::Clock> clock, core::Timeline *timeline, Config config);
    ~SoftSwitch() override;

    /// Binds SIP and starts the media clock. @throws core::Error(Unavailable)
    void start();
    /// "Phones on this network": also listens on the machine's other IPv4 addresses, or no longer. Calls and registrations of
    /// the loopback are not touched; switching off hangs up the calls of the network.
    /// @throws core::Error(Unavailable) when there is no such address or no free port; then nothing has changed.
    void setLan(bool on);

    QString asteriskId() const override;
    core::Task<AriReply> request(AriRequest request) override;
    void setEventSink(ari::EventSink sink) override;
    core::Task<void> stop() override;

    /// A Stasis application besides the platform's `voipbin` (Asterisk: an event socket). Calls to `app-<name>` reach it.
    /// @param all   hears everything, not only its own channels.
    /// Who had the name before hears ApplicationReplaced, and nothing after it.
    /// @param sink  its events, on the switch's thread; only ApplicationReplaced from inside a function of the switch.
    /// @return what disconnectApplication() takes; nullopt for a name that is not to be had.
    std::optional<quint64> connectApplication(const QString &name, bool all, std::function<void(const core::Json &)> sink);
    /// Channels that it holds stay, and are its own again when it comes back.
    void disconnectApplication(const QString &name, quint64 ticket);
    /// A message of an event socket besides events, with the members that every one has.
    core::Json stamped(core::Json message, const QString &application) const;
    /// A program has come to `/media/<id>` of an external media channel that waits for it (MEDIA_WEBSOCKET_CONNECTION_ID).
    /// False: none waits for this id; then the socket is closed.
    bool acceptMedia(const QString &id, std::unique_ptr<QWebSocket> socket);
    /// Whether a channel waits under this id.
    bool expectsMedia(const QString &id) const;

    void setCredentials(std::vector<sip::Credential> credentials);
    /// Replaces the trunks. Calls in have the domain class `<name>.trunk.<base domain>`, calls out go to the endpoint
    /// `PJSIP/<number>@<name>`.
    void setTrunks(std::vector<sip::Trunk> trunks);
    /// Registrations of the last run: they hold again as soon as the address they were made at answers. Before start().
    void remember(std::vector<sip::Contact> contacts);
    /// Live registrations, and a call-back for every change of them.
    std::vector<sip::Contact> contacts() const;
    void onContacts(std::function<void(std::vector<sip::Contact>)> listener);
    /// `ip:port` of the loopback (or of `Config::address`), and of everything that listens.
    QString sipAddress() const;
    QStringList sipAddresses() const;
    /// The same for SIP over TLS; empty: there is none.
    QString sipsAddress() const;
    int channels() const;
    std::vector<ChannelStats> channelStats() const;
    /// Costs little: for level meters. nullopt for a channel without media.
    std::optional<ChannelLevels> levels(const QString &channelId) const;
    /// What is kept of the RTP of these channels and of all that belong to the call, also when they have ended. The function looks
    /// it up, for which it takes its time: on any thread, also when the switch is gone. Null: no RTP is kept.
    std::function<media::KeptRtp()> rtpOf(QUuid callId, QStringList channels) const;
    /// The channel's SIP messages and events belong to this call on the timeline. Channels with a `call_id` argument, and those
    /// put into a bridge named after a call, are tagged without it.
    void tag(const QString &channelId, QUuid callId);

    class Private; ///< in private.h; for the parts of the switch

private:
    std::unique_ptr<Private> d;
};

} // namespace telephony::softswitch
