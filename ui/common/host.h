// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clients/client.h"
#include "core/task.h"
#include "core/timeline.h"

#include <QHash>
#include <QHostAddress>
#include <QObject>
#include <QPointF>

#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace ui {

/// One extension of the platform, with what a phone needs to register.
struct Extension
{
    QString number, name, password, domain;
};

/// What the window tells about the platform it runs on.
struct HostFacts
{
    QString sip;                  ///< `host:port` for phones on this computer
    QString sips;                 ///< the same for SIP over TLS; empty: it is off
    QStringList networkAddresses; ///< `host:port` for phones on this network; empty while that is off
    QString http;                 ///< base URL
    std::vector<Extension> extensions;
    std::map<QString, QString> numbers; ///< welcome, echo, music, quiet → what to dial
    QUuid customerId;
    QString voice;  ///< name of the TTS provider: `espeak`
    QString notice; ///< what the operator should know, one sentence: "Port 5060 is taken. …"
    core::Millis startedIn{0};
};

/// How one channel sounds now.
struct ChannelQuality
{
    QString codec;
    double mos = 0; ///< 0: nothing comes that could be judged
    double jitterMs = 0, lossPercent = 0;
    float levelIn = -96, levelOut = -96; ///< dBFS
    QUuid callId;                        ///< null: belongs to no call
    QString name, peer;                  ///< as ARI names it: `PJSIP/…`; `ip:port` of its RTP
    int quietMs = 0;                     ///< since its phone's last packet
};

/// A packet of RTP or RTCP as it was on the network, but plain: SRTP is opened.
struct RtpPacket
{
    core::Nanos at{0}; ///< of the host's clock
    QHostAddress from, to;
    quint16 fromPort = 0, toPort = 0;
    bool isReport = false; ///< RTCP
    QByteArray bytes;
};

/// What the platform has kept of the RTP of one call.
struct KeptRtp
{
    QUuid callId;
    QString offReason;                                     ///< why none is kept of any call, one sentence; empty: it is
    core::Nanos since{0};                                  ///< everything from here on is kept
    std::shared_ptr<const std::vector<RtpPacket>> packets; ///< in the order of their times; null: there are none
    qsizetype sounds = 0;                                  ///< of them are not RTCP
};

/// One row of the settings table.
struct SettingRow
{
    QString name, value, source, help;
    QString offReason; ///< why it cannot be changed here; empty: it can
};

/// The platform behind the window, seen from the GUI thread. Whatever the contract has a request for goes over `bus()`;
/// here is only what belongs to running the platform itself. Implemented by app/.
class Host : public QObject
{
    Q_OBJECT

public:
    enum class Stage { Starting, Up, Failed, Stopping };

    using QObject::QObject;

    virtual Stage stage() const = 0;
    /// Why it failed, one sentence.
    virtual QString failure() const = 0;
    virtual int servicesUp() const = 0;
    virtual int servicesAll() const = 0;
    /// Complete from Stage::Up on.
    virtual const HostFacts &facts() const = 0;
    /// Only from Stage::Up on.
    virtual clients::Bus &bus() = 0;
    virtual const core::Timeline &timeline() const = 0;
    virtual core::Clock &clock() const = 0;

    /// "Phones on this network": SIP and RTP on the machine's other addresses. The outcome comes as `networkChanged`.
    virtual bool isOnNetwork() const = 0;
    virtual void setOnNetwork(bool on) = 0;

    /// Asks for the quality of all channels, once; the answer comes as `quality`.
    virtual void askQuality() = 0;

    /// Asks how loud these channels are, once; the answer comes as `levels`. Costs little: for meters.
    virtual void askLevels(const QStringList &channels) = 0;

    /// Asks for the RTP that is kept of a call, once; the answer comes as `rtp`, also when the platform is not up.
    /// @param channels  of it, besides those that the engine knows to be.
    virtual void askRtp(const QUuid &callId, const QStringList &channels) = 0;

    /// Makes a sound file of this computer one that the platform plays. Returns its name for requests.
    /// @throws core::Error(InvalidArgument, BAD_SOUND) when it cannot be read, or is none
    virtual core::Task<QString> addSound(QString path) = 0;

    virtual std::vector<SettingRow> settings() const = 0;
    /// Kept for the next start. @throws core::Error(InvalidArgument, BAD_VALUE), or Unavailable when the file cannot be written
    virtual void saveSetting(const QString &name, const QString &value) = 0;
    /// Folder for the window's own state.
    virtual QString stateFolder() const = 0;

Q_SIGNALS:
    void stageChanged();
    void progress();
    void factsChanged();
    /// Empty `error`: done.
    void networkChanged(bool on, const QString &error);
    /// Keyed by channel id.
    void quality(const QHash<QString, ui::ChannelQuality> &channels);
    /// In and out in dBFS, keyed by channel id; those that have no sound are left out.
    void levels(const QHash<QString, QPointF> &channels);
    void rtp(const ui::KeptRtp &kept);
};

} // namespace ui
