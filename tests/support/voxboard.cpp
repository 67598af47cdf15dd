// SPDX-License-Identifier: GPL-3.0-or-later
#include "voxboard.h"

#include "server.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTcpSocket>
#include <QUrl>

#include <csignal>
#include <sys/prctl.h>

namespace support {
namespace {
constexpr int startMs = 20'000, stopMs = 10'000, httpMs = 3000;
}

Voxboard::~Voxboard() { kill(); }

void Voxboard::launch(quint16 firstPort)
{
    const quint16 port = firstPort != 0 ? firstPort : freePort();
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGKILL); });
    QStringList arguments{"--json", "--profile", m_folder.path(), "--sip_port", QString::number(port), "--sip_tls_port", "0"};
    arguments += m_arguments;
    if (m_face == Face::Headless)
        arguments.prepend("--headless");
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert("ALSA_CONFIG_PATH", m_folder.filePath("none.conf")); // no sound device here
    m_process.setProcessEnvironment(environment);
    m_process.start(m_binary, arguments);
}

bool Voxboard::startOnly()
{
    launch(0);
    const QDeadlineTimer deadline(startMs);
    while (!QFile::exists(m_folder.filePath("state/lock")) && !deadline.hasExpired())
        m_process.waitForFinished(1);
    return m_process.state() == QProcess::Running;
}

bool Voxboard::start(quint16 firstPort)
{
    launch(firstPort);
    const QDeadlineTimer deadline(startMs);
    while (!m_process.canReadLine()) {
        if (m_process.waitForReadyRead(int(deadline.remainingTime())))
            continue;
        m_error = QStringLiteral("no line of facts: ") + m_process.errorString();
        kill();
        return false;
    }
    m_facts = QJsonDocument::fromJson(m_process.readLine()).object();
    if (m_facts.isEmpty())
        m_error = QStringLiteral("the line is no JSON object");
    return !m_facts.isEmpty();
}

bool Voxboard::stop()
{
    if (m_process.state() == QProcess::NotRunning)
        return true;
    m_process.terminate();
    return ends();
}

bool Voxboard::ends()
{
    if (m_process.state() != QProcess::NotRunning && !m_process.waitForFinished(stopMs))
        return false;
    return m_process.exitStatus() == QProcess::NormalExit && m_process.exitCode() == 0;
}

void Voxboard::kill()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.kill();
    m_process.waitForFinished();
}

QString Voxboard::sip() const { return m_facts["sip"].toString(); }

quint16 Voxboard::sipPort() const { return sip().section(QLatin1Char(':'), -1).toUShort(); }

QString Voxboard::http() const { return m_facts["http"].toString(); }

QString Voxboard::number(const char *name) const { return m_facts["numbers"].toObject()[QLatin1String(name)].toString(); }

Voxboard::Extension Voxboard::extension(int index) const
{
    const QJsonObject one = m_facts["extensions"].toArray()[index].toObject();
    return {one["extension"].toString(), one["password"].toString(), one["domain"].toString()};
}

QByteArray Voxboard::get(const QByteArray &path) const
{
    QTcpSocket socket;
    socket.connectToHost(QStringLiteral("127.0.0.1"), quint16(QUrl(http()).port()));
    socket.write("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    QByteArray all;
    while (socket.waitForReadyRead(httpMs))
        all += socket.readAll();
    const qsizetype body = all.indexOf("\r\n\r\n");
    return body < 0 ? QByteArray() : all.mid(body + 4);
}

int Voxboard::liveCalls() const { return QJsonDocument::fromJson(get("/health"))["calls"].toInt(-1); }

QString ownAddress()
{
    const auto pid = quint32(QCoreApplication::applicationPid()); // at most 22 bits
    return QStringLiteral("127.%1.%2.%3").arg(64 + (pid >> 16 & 0x3F)).arg(pid >> 8 & 0xFF).arg(pid & 0xFF);
}

} // namespace support
