// SPDX-License-Identifier: GPL-3.0-or-later
#include "baresip.h"

#include "sound.h"
#include "voxboard.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QJsonDocument>

#include <csignal>
#include <sys/prctl.h>

namespace support {
namespace {
constexpr int firstPort = 20'000, firstControlPort = 21'000, firstRtpPort = 22'000;
constexpr int portsEach = 10, rtpPortsEach = 100;
constexpr int startMs = 5000, stopMs = 3000, toneSeconds = 90;

bool writeFile(const QString &path, const QString &text)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text.toUtf8()) >= 0;
}

/// Debian keeps the modules below the library folder of the machine.
QString moduleFolder()
{
    for (const char *folder : {"/usr/lib/baresip/modules", "/usr/lib/x86_64-linux-gnu/baresip/modules",
                               "/usr/lib/aarch64-linux-gnu/baresip/modules", "/usr/local/lib/baresip/modules"}) {
        if (QDir(QLatin1String(folder)).exists())
            return QLatin1String(folder);
    }
    return {};
}
} // namespace

Baresip::Baresip(int index) : m_index(index), m_address(ownAddress()) {}

Baresip::~Baresip() { stop(); }

bool Baresip::writeConfiguration(const Account &account, double hertz)
{
    const QString folder = m_folder.path();
    const int rtp = firstRtpPort + m_index * rtpPortsEach;
    QStringList lines{QStringLiteral("sip_listen %1:%2").arg(m_address).arg(firstPort + m_index * portsEach),
                      QStringLiteral("net_interface %1").arg(m_address),
                      QStringLiteral("audio_source aufile,%1/in.wav").arg(folder),
                      QStringLiteral("audio_player aufile,%1/out.wav").arg(folder),
                      QStringLiteral("audio_alert aufile,/dev/null"),
                      QStringLiteral("ausrc_srate 8000"),
                      QStringLiteral("auplay_srate 8000"),
                      QStringLiteral("ausrc_channels 1"),
                      QStringLiteral("auplay_channels 1"),
                      QStringLiteral("rtp_ports %1-%2").arg(rtp).arg(rtp + rtpPortsEach - 2),
                      QStringLiteral("module_path ") + moduleFolder(),
                      QStringLiteral("snd_path ") + folder,
                      QStringLiteral("ctrl_tcp_listen %1:%2").arg(m_address).arg(firstControlPort + m_index)};
    for (const char *module : {"g711", "g722", "opus", "srtp", "aufile", "sndfile", "ctrl_tcp"})
        lines += QStringLiteral("module %1.so").arg(QLatin1String(module));
    for (const char *module : {"account", "contact", "menu"})
        lines += QStringLiteral("module_app %1.so").arg(QLatin1String(module));
    const QString transport = account.tls   ? QStringLiteral(";transport=tls")
                              : account.tcp ? QStringLiteral(";transport=tcp")
                                            : QString();
    if (!account.authority.isEmpty())
        lines += QStringLiteral("sip_cafile ") + account.authority;
    const QString domain = account.domain.isEmpty() ? account.server : account.domain;
    QString line =
        QStringLiteral("<sip:%1@%2%3>;auth_user=%1;auth_pass=%4;regint=60;answermode=%5;audio_codecs=%7;dtmfmode=%6")
            .arg(account.user, domain, transport, account.password,
                 account.answersItself ? QStringLiteral("auto") : QStringLiteral("manual"), account.dtmf, account.codec);
    if (!account.encryption.isEmpty())
        line += QStringLiteral(";mediaenc=") + account.encryption;
    m_bytesPerMs = account.codec.startsWith(QLatin1String("opus"))   ? 2 * 2 * 48
                   : account.codec.startsWith(QLatin1String("g722")) ? 2 * 16
                                                                     : 2 * phoneRate / 1000;
    m_account = line + QStringLiteral(";outbound=\"sip:%1%2\"").arg(account.server, transport);
    return m_folder.isValid() && writeTone(folder + "/in.wav", hertz, toneSeconds) &&
           writeFile(folder + "/contacts", QString()) &&
           writeFile(folder + "/config", lines.join(QLatin1Char('\n')) + QLatin1Char('\n')) &&
           writeFile(folder + "/accounts", QString());
}

bool Baresip::start(const Account &account, double hertz)
{
    stop();
    m_events.clear();
    m_taken = 0;
    m_received.clear();
    if (!writeConfiguration(account, hertz)) {
        m_error = QStringLiteral("baresip's folder cannot be written");
        return false;
    }
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setStandardOutputFile(m_folder.filePath("log"));
    m_process.setStandardInputFile(QProcess::nullDevice());
    m_process.setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGKILL); });
    m_process.start(program(), {"-f", m_folder.path()});
    const QDeadlineTimer deadline(startMs);
    while (m_process.waitForStarted() && m_process.state() == QProcess::Running && !deadline.hasExpired()) {
        m_control.connectToHost(m_address, quint16(firstControlPort + m_index));
        if (m_control.waitForConnected(500)) {
            command(QStringLiteral("uanew"), m_account); // only now, or the event of the registration could be missed
            return true;
        }
        m_process.waitForFinished(20); // paces the tries
    }
    m_error = QStringLiteral("baresip did not start: ") + QString::fromUtf8(log().right(1000));
    stop();
    return false;
}

void Baresip::stop()
{
    m_control.abort();
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.terminate();
    if (m_process.waitForFinished(stopMs))
        return;
    m_process.kill();
    m_process.waitForFinished();
}

void Baresip::command(const QString &name, const QString &params)
{
    const QByteArray text =
        QJsonDocument(QJsonObject{{"command", name}, {"params", params}, {"token", name}}).toJson(QJsonDocument::Compact);
    m_control.write(QByteArray::number(text.size()) + ':' + text + ',');
    m_control.waitForBytesWritten(1000);
}

void Baresip::dial(const QString &uri) { command(QStringLiteral("dial"), uri); }
void Baresip::accept() { command(QStringLiteral("accept")); }
void Baresip::hangup() { command(QStringLiteral("hangup")); }
void Baresip::hold(bool on) { command(on ? QStringLiteral("hold") : QStringLiteral("resume")); }
void Baresip::press(const QString &digits) { command(QStringLiteral("sndcode"), digits); }

/// Messages are netstrings: `<length>:<text>,`.
void Baresip::readEvents(int ms)
{
    if (m_control.bytesAvailable() == 0)
        m_control.waitForReadyRead(ms);
    m_received += m_control.readAll();
    for (;;) {
        const qsizetype colon = m_received.indexOf(':');
        const qsizetype size = m_received.left(std::max<qsizetype>(colon, 0)).toInt();
        if (colon < 0 || m_received.size() < colon + size + 2)
            return;
        const QJsonObject message = QJsonDocument::fromJson(m_received.mid(colon + 1, size)).object();
        m_received.remove(0, colon + size + 2);
        if (message["event"].toBool())
            m_events.push_back(message);
    }
}

bool Baresip::waitFor(const char *type, int ms)
{
    const QDeadlineTimer deadline(ms);
    do {
        for (size_t i = m_taken; i < m_events.size(); ++i) {
            if (m_events[i]["type"].toString() != QLatin1String(type))
                continue;
            m_taken = i + 1;
            m_param = m_events[i]["param"].toString();
            return true;
        }
        readEvents(int(std::min<qint64>(deadline.remainingTime(), 200)));
    } while (!deadline.hasExpired() && m_control.state() == QAbstractSocket::ConnectedState);
    return false;
}

bool Baresip::staysWithout(const char *type, int ms) { return !waitFor(type, ms); }

/// Path of the newest recording of what it heard, empty when there is none.
QString Baresip::recording() const
{
    const QFileInfoList found = QDir(m_folder.path()).entryInfoList({QStringLiteral("dump-*-dec.wav")}, QDir::Files, QDir::Time);
    return found.isEmpty() ? QString() : found.first().filePath();
}

bool Baresip::listen(int audioMs, int ms)
{
    const qint64 wanted = QFileInfo(recording()).size() + qint64(audioMs) * m_bytesPerMs;
    const QDeadlineTimer deadline(ms);
    while (QFileInfo(recording()).size() < wanted) {
        if (deadline.hasExpired() || m_control.state() != QAbstractSocket::ConnectedState)
            return false;
        readEvents(int(std::min<qint64>(deadline.remainingTime(), 20)));
    }
    return true;
}

std::vector<qint16> Baresip::heard() const { return readWav(recording()); }

QByteArray Baresip::log() const
{
    QFile file(m_folder.filePath("log"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace support
