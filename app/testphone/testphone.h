// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/testphone/callmedia.h"
#include "app/testphone/sound.h"
#include "app/testphone/soundsource.h"
#include "telephony/sip/sdp.h"
#include "telephony/sip/sipstack.h"
#include "ui/common/phone.h"

namespace app {

/// The operator's phone: a SIP user agent of its own on the loopback, a thread for the sound of the call, and PortAudio.
/// Nothing runs before start() and the first call; between calls no device is open and no RTP port bound.
/// What is heard is kept for the newest call, its first ten minutes.
class TestPhone : public ui::Phone
{
    Q_OBJECT

public:
    static constexpr core::Millis longestHeard{600'000};

    /// @param platform  `host:port` of the platform's SIP on the loopback, asked for at each call; empty: it is not up.
    TestPhone(std::shared_ptr<core::Clock> clock, std::function<QString()> platform, QObject *parent = nullptr);
    /// Hangs up, waits for the answer (at most 2 s) and joins the threads.
    ~TestPhone() override;

    /// Looks for sound devices; `devicesChanged` tells the outcome.
    void start();
    /// The devices, for who shares them.
    Sound &sound() { return m_sound; }

    Status status() const override { return m_status; }
    Figures figures() const override;
    Devices devices() const override;
    QStringList microphones() const override;
    QStringList speakers() const override;
    void chooseDevices(const QString &microphone, const QString &speaker) override;
    void playTestSound() override;

    void call(const ui::Extension &from, const QString &number) override;
    void hangup() override;
    void sendDigit(QChar digit) override;
    void setMuted(bool muted) override;
    void play(const QString &source) override;
    void stopPlaying() override;
    void saveHeard(const QString &path) const override;

private:
    bool isInCall() const;
    void dial(const ui::Extension &from, const QString &number);
    void openSip();
    void answered(const QString &leg, int status, const QByteArray &sdp);
    void reinvited(const QString &leg, const QByteArray &sdp);
    void ended(const QString &leg, int status, const QString &phrase);
    bool agree(const QByteArray &sdp);
    void connectMedia();
    void end(const QString &reason, bool failed);
    void watch();
    void loaded(const telephony::media::Samples &samples, const QString &problem);
    void collect() const;

    const std::shared_ptr<core::Clock> m_clock;
    const std::function<QString()> m_platform;
    Status m_status;
    Sound m_sound;
    SoundSource m_source;
    telephony::media::PortRange m_ports;
    std::unique_ptr<telephony::sip::SipStack> m_sip; ///< from the first call on
    QString m_leg;                                   ///< empty: no call
    quint64 m_sdpVersion = 0;
    std::optional<telephony::sip::SdpAudio> m_remote;
    telephony::sip::SdpAgreement m_agreement;
    std::unique_ptr<CallMedia> m_media; ///< during a call
    core::Timer m_watch;                ///< during a call
    mutable std::vector<qint16> m_heard;
};

} // namespace app
