// SPDX-License-Identifier: GPL-3.0-or-later
// The operator's phone with a microphone and a speaker of a sound server that needs no hardware.
#include "app/testphone/testphone.h"
#include "core/systemclock.h"
#include "support/server.h"
#include "support/sipphone.h"
#include "support/voxboard.h"
#include "telephony/media/wavfile.h"
#include "ui/common/host.h"

#include <QFile>
#include <QSignalSpy>
#include <QtTest>

#include <cmath>
#include <numbers>

using app::TestPhone;
using State = ui::Phone::State;

namespace {
constexpr int answerMs = 5000, deviceMs = 10'000;

/// A private PulseAudio whose microphone hears what is played to `micfeed`, and ALSA set up to use it.
class SoundServer
{
public:
    bool start()
    {
        const QString socket = m_folder.filePath(QStringLiteral("pulse"));
        QFile alsa(m_folder.filePath(QStringLiteral("asound.conf")));
        if (!alsa.open(QFile::WriteOnly))
            return false;
        alsa.write("pcm.!default { type pulse }\npcm.other { type pulse hint.description \"Other\" }\npcm_type.pulse { lib "
                   "\"libasound_module_pcm_pulse.so\" }\n");
        alsa.close();
        for (const char *name : {"HOME", "XDG_RUNTIME_DIR", "PULSE_RUNTIME_PATH"})
            qputenv(name, m_folder.path().toLocal8Bit());
        qputenv("PULSE_SERVER", "unix:" + socket.toLocal8Bit());
        qputenv("ALSA_CONFIG_PATH", alsa.fileName().toLocal8Bit());
        m_server.setProcessChannelMode(QProcess::MergedChannels);
        m_server.start(QStringLiteral("pulseaudio"),
                       {QStringLiteral("-n"), QStringLiteral("--daemonize=no"), QStringLiteral("--use-pid-file=no"),
                        QStringLiteral("--exit-idle-time=-1"), QStringLiteral("-L"),
                        QStringLiteral("module-native-protocol-unix socket=%1 auth-anonymous=1").arg(socket),
                        QStringLiteral("-L"), QStringLiteral("module-null-sink sink_name=spk"), QStringLiteral("-L"),
                        QStringLiteral("module-null-sink sink_name=micfeed"), QStringLiteral("-L"),
                        QStringLiteral("module-remap-source source_name=mic master=micfeed.monitor")});
        return m_server.waitForStarted() && QTest::qWaitFor([&] { return QFile::exists(socket) && setDefaults(); }, deviceMs);
    }
    ~SoundServer()
    {
        m_server.terminate();
        if (!m_server.waitForFinished(3000))
            m_server.kill();
        m_server.waitForFinished(1000);
    }

private:
    static bool setDefaults()
    {
        return QProcess::execute(QStringLiteral("pactl"), {QStringLiteral("set-default-sink"), QStringLiteral("spk")}) == 0 &&
               QProcess::execute(QStringLiteral("pactl"), {QStringLiteral("set-default-source"), QStringLiteral("mic")}) == 0;
    }
    QTemporaryDir m_folder;
    QProcess m_server;
};

/// What comes out of the speaker, while it lives.
class Listener
{
public:
    Listener()
    {
        m_process.start(QStringLiteral("parec"),
                        {QStringLiteral("--latency-msec=20"), QStringLiteral("-d"), QStringLiteral("spk.monitor"),
                         QStringLiteral("--format=s16le"), QStringLiteral("--rate=8000"), QStringLiteral("--channels=1")});
        m_process.waitForStarted();
    }
    ~Listener()
    {
        m_process.kill();
        m_process.waitForFinished(1000);
    }
    /// Share of a tone in the clearest second of the last two.
    double share(double hertz)
    {
        m_heard = (m_heard + m_process.readAllStandardOutput()).right(2 * 8000 * 2);
        std::vector<qint16> samples(size_t(m_heard.size()) / 2);
        if (!samples.empty())
            memcpy(samples.data(), m_heard.constData(), samples.size() * 2);
        return support::toneShare(samples, hertz);
    }

private:
    QProcess m_process;
    QByteArray m_heard;
};
} // namespace

class SoundDeviceTest : public QObject
{
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    SoundServer m_sound;
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
        Listener listener;
        m_phone->playTestSound();
        QTRY_VERIFY_WITH_TIMEOUT(listener.share(440) > 0.7, deviceMs);
    }

    void theMicrophoneGoesOutAndTheEarpieceIsHeard()
    {
        QProcess talker;
        talker.start(QStringLiteral("paplay"),
                     {QStringLiteral("-d"), QStringLiteral("micfeed"), m_folder.filePath(QStringLiteral("tone.wav"))});
        QVERIFY(talker.waitForStarted());
        Listener listener;
        m_phone->call(extension(), m_platform.number("echo"));
        QTRY_COMPARE_WITH_TIMEOUT(m_phone->status().state, State::Up, answerMs);
        QTRY_VERIFY_WITH_TIMEOUT(m_phone->figures().microphoneDb > -20, deviceMs);
        QTRY_VERIFY_WITH_TIMEOUT(m_phone->figures().earpieceDb > -20, deviceMs);
        QTRY_VERIFY_WITH_TIMEOUT(listener.share(600) > 0.8, deviceMs);
        m_phone->saveHeard(m_folder.filePath(QStringLiteral("heard.wav")));
        const auto heard = telephony::media::readSound(m_folder.filePath(QStringLiteral("heard.wav")));
        QVERIFY2(support::toneShare(*heard, 600) > 0.9, qPrintable(QString::number(support::toneShare(*heard, 600))));
        talker.kill();
        talker.waitForFinished(1000);
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
