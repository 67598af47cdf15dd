// SPDX-License-Identifier: GPL-3.0-or-later
// The operator's phone with a microphone and a speaker of a sound server that needs no hardware.
#include "app/testphone/testphone.h"
#include "core/systemclock.h"
#include "support/server.h"
#include "support/sipphone.h"
#include "support/soundserver.h"
#include "support/voxboard.h"
#include "telephony/media/wavfile.h"
#include "ui/common/host.h"

#include <QSignalSpy>
#include <QtTest>

#include <cmath>
#include <numbers>

using app::TestPhone;
using State = ui::Phone::State;

namespace {
constexpr int answerMs = 5000, deviceMs = 10'000;
} // namespace

class SoundDeviceTest : public QObject
{
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    support::SoundServer m_sound;
    support::Voxboard m_platform{QStringLiteral(VOXBOARD_BINARY)};
    std::unique_ptr<TestPhone> m_phone;

    ui::Extension extension() const
    {
        const auto one = m_platform.extension(0);
        return {one.number, QStringLiteral("Test"), one.password, one.domain};
    }

private Q_SLOTS:
    void initTestCase()
    {
        for (const char *program : {"pulseaudio", "pactl", "parec", "paplay"}) {
            if (!support::requireServer(QLatin1String(program), QStringLiteral("pulseaudio pulseaudio-utils libasound2-plugins")))
                return;
        }
        QVERIFY(m_sound.start());
        QVERIFY2(m_platform.start(), qPrintable(m_platform.error()));
        std::vector<qint16> tone(size_t(15) * 8000);
        for (size_t i = 0; i < tone.size(); ++i)
            tone[i] = qint16(12'000 * std::sin(2 * std::numbers::pi * 600 * double(i) / 8000));
        QVERIFY(telephony::media::writeWav(m_folder.filePath(QStringLiteral("tone.wav")), tone));
    }
    void init()
    {
        m_phone = std::make_unique<TestPhone>(std::make_shared<core::SystemClock>(), [this] { return m_platform.sip(); });
        m_phone->start();
        QTRY_VERIFY_WITH_TIMEOUT(!m_phone->devices().microphone.isEmpty(), deviceMs);
    }
    void cleanup() { m_phone.reset(); }
    void cleanupTestCase() { QVERIFY(m_platform.stop()); }

    void findsTheDevices()
    {
        QVERIFY2(m_phone->devices().problem.isEmpty(), qPrintable(m_phone->devices().problem));
        QVERIFY(m_phone->microphones().contains(m_phone->devices().microphone));
        QVERIFY(m_phone->speakers().contains(m_phone->devices().speaker));
    }

    void aTestSoundIsHeard()
    {
        support::SpeakerTap listener;
        m_phone->playTestSound();
        QTRY_VERIFY_WITH_TIMEOUT(listener.share(440) > 0.7, deviceMs);
    }

    void theMicrophoneGoesOutAndTheEarpieceIsHeard()
    {
        const support::MicrophoneFeed talker(m_folder.filePath(QStringLiteral("tone.wav")));
        support::SpeakerTap listener;
        m_phone->call(extension(), m_platform.number("echo"));
        QTRY_COMPARE_WITH_TIMEOUT(m_phone->status().state, State::Up, answerMs);
        QTRY_VERIFY_WITH_TIMEOUT(m_phone->figures().microphoneDb > -20, deviceMs);
        QTRY_VERIFY_WITH_TIMEOUT(m_phone->figures().earpieceDb > -20, deviceMs);
        QTRY_VERIFY_WITH_TIMEOUT(listener.share(600) > 0.8, deviceMs);
        m_phone->saveHeard(m_folder.filePath(QStringLiteral("heard.wav")));
        const auto heard = telephony::media::readSound(m_folder.filePath(QStringLiteral("heard.wav")));
        QVERIFY2(support::toneShare(*heard, 600) > 0.6, qPrintable(QString::number(support::toneShare(*heard, 600))));
    }

    void devicesChangeDuringACall()
    {
        QStringList others = m_phone->speakers();
        others.removeAll(m_phone->devices().speaker);
        if (others.isEmpty())
            QSKIP("The sound server shows one speaker only.");
        m_phone->call(extension(), m_platform.number("music"));
        QTRY_COMPARE_WITH_TIMEOUT(m_phone->status().state, State::Up, answerMs);
        QSignalSpy changed(m_phone.get(), &ui::Phone::devicesChanged);
        m_phone->chooseDevices({}, others.first());
        QTRY_COMPARE_WITH_TIMEOUT(m_phone->devices().speaker, others.first(), deviceMs);
        QVERIFY(changed.count() >= 1);
        QVERIFY2(m_phone->devices().problem.isEmpty(), qPrintable(m_phone->devices().problem));
        QCOMPARE(m_phone->status().state, State::Up);
    }
};

QTEST_GUILESS_MAIN(SoundDeviceTest)
#include "tst_sounddevice.moc"
