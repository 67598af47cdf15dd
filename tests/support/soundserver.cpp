// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/soundserver.h"

#include "support/sipphone.h"

#include <QFile>
#include <QTest>

#include <cstring>

namespace support {
namespace {
constexpr int serverMs = 10'000;
constexpr qsizetype twoSeconds = qsizetype(2) * 8000 * 2;

int pactl(const QStringList &arguments) { return QProcess::execute(QStringLiteral("pactl"), arguments); }
} // namespace

bool SoundServer::start()
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
                    QStringLiteral("module-native-protocol-unix socket=%1 auth-anonymous=1").arg(socket), QStringLiteral("-L"),
                    QStringLiteral("module-null-sink sink_name=spk"), QStringLiteral("-L"),
                    QStringLiteral("module-null-sink sink_name=micfeed"), QStringLiteral("-L"),
                    QStringLiteral("module-remap-source source_name=mic master=micfeed.monitor")});
    return m_server.waitForStarted() && QTest::qWaitFor([&] { return QFile::exists(socket) && setDefaults(); }, serverMs);
}

SoundServer::~SoundServer()
{
    m_server.terminate();
    if (!m_server.waitForFinished(3000))
        m_server.kill();
    m_server.waitForFinished(1000);
}

bool SoundServer::setDefaults()
{
    return pactl({QStringLiteral("set-default-sink"), QStringLiteral("spk")}) == 0 &&
           pactl({QStringLiteral("set-default-source"), QStringLiteral("mic")}) == 0;
}

/// The remapped microphone is itself a reader of the feed; who reads `mic` is a program.
int SoundServer::capturing()
{
    QProcess list;
    list.start(QStringLiteral("pactl"), {QStringLiteral("list"), QStringLiteral("source-outputs")});
    if (!list.waitForFinished(5000) || list.exitCode() != 0)
        return -1;
    int programs = 0;
    for (const QByteArray &one : list.readAllStandardOutput().split('\n'))
        programs += one.contains("application.process.id = \"" + QByteArray::number(QCoreApplication::applicationPid()) + '"');
    return programs;
}

SpeakerTap::SpeakerTap()
{
    m_process.start(QStringLiteral("parec"),
                    {QStringLiteral("--latency-msec=20"), QStringLiteral("-d"), QStringLiteral("spk.monitor"),
                     QStringLiteral("--format=s16le"), QStringLiteral("--rate=8000"), QStringLiteral("--channels=1")});
    m_process.waitForStarted();
}

SpeakerTap::~SpeakerTap()
{
    m_process.kill();
    m_process.waitForFinished(1000);
}

double SpeakerTap::share(double hertz)
{
    m_heard = (m_heard + m_process.readAllStandardOutput()).right(twoSeconds);
    std::vector<qint16> samples(size_t(m_heard.size()) / 2);
    if (!samples.empty())
        std::memcpy(samples.data(), m_heard.constData(), samples.size() * 2);
    return toneShare(samples, hertz);
}

MicrophoneFeed::MicrophoneFeed(const QString &path) : m_path(path)
{
    QObject::connect(&m_process, &QProcess::finished, &m_process, [this] { play(); });
    play();
    m_process.waitForStarted();
}

MicrophoneFeed::~MicrophoneFeed()
{
    m_process.disconnect();
    m_process.kill();
    m_process.waitForFinished(1000);
}

void MicrophoneFeed::play()
{
    m_process.start(QStringLiteral("paplay"), {QStringLiteral("-d"), QStringLiteral("micfeed"), m_path});
}

} // namespace support
