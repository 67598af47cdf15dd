// SPDX-License-Identifier: GPL-3.0-or-later
#include "sipp.h"

#include "voxboard.h"

#include <QFile>

#include <csignal>
#include <sys/prctl.h>

namespace support {
namespace {
constexpr int firstSippPort = 30'000, sippPortsEach = 10, firstMediaPort = 32'000, mediaPortsEach = 20;
constexpr int firstSippControlPort = 40'000;

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}
} // namespace

quint16 Sipp::portOf(int index) { return quint16(firstSippPort + index * sippPortsEach); }

Sipp::~Sipp()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.kill();
    m_process.waitForFinished();
}

bool Sipp::start(const QString &scenario, const QString &server, const QMap<QString, QString> &values, bool tcp)
{
    QByteArray text = contents(scenario);
    for (auto it = values.begin(); it != values.end(); ++it)
        text.replace('@' + it.key().toUtf8() + '@', it.value().toUtf8());
    for (const char *name : {"messages", "errors"})
        QFile::remove(m_folder.filePath(QLatin1String(name)));
    QFile file(m_folder.filePath("scenario.xml"));
    if (text.isEmpty() || !file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        return false;
    file.close();
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setStandardOutputFile(m_folder.filePath("screen"));
    m_process.setStandardInputFile(QProcess::nullDevice());
    m_process.setWorkingDirectory(m_folder.path());
    m_process.setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGKILL); });
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert("TERM", "xterm"); // it draws a screen, wherever that goes
    m_process.setProcessEnvironment(environment);
    const QString address = ownAddress();
    m_process.start(program(), {server,
                                "-sf",
                                file.fileName(),
                                "-i",
                                address,
                                "-p",
                                QString::number(portOf(m_index)),
                                "-mi",
                                address,
                                "-mp",
                                QString::number(firstMediaPort + m_index * mediaPortsEach),
                                "-ci",
                                address,
                                "-cp",
                                QString::number(firstSippControlPort + m_index),
                                "-t",
                                tcp ? "t1" : "u1",
                                "-m",
                                "1",
                                "-l",
                                "1",
                                "-nostdin",
                                "-recv_timeout",
                                "8000",
                                "-timeout",
                                "18s",
                                "-timeout_error",
                                "-trace_msg",
                                "-message_file",
                                m_folder.filePath("messages"),
                                "-trace_err",
                                "-error_file",
                                m_folder.filePath("errors")});
    return m_process.waitForStarted();
}

bool Sipp::succeeds(int ms)
{
    return m_process.waitForFinished(ms) && m_process.exitStatus() == QProcess::NormalExit && m_process.exitCode() == 0;
}

bool Sipp::run(const QString &scenario, const QString &server, const QMap<QString, QString> &values, bool tcp)
{
    return start(scenario, server, values, tcp) && succeeds();
}

/// sipp's log has a line of dashes with the time, a line that says how many bytes went which way, and the message.
QList<QByteArray> Sipp::received() const
{
    QList<QByteArray> found;
    const QByteArray log = contents(m_folder.filePath("messages"));
    qsizetype from = 0;
    while ((from = log.indexOf("message received [", from)) >= 0) {
        from += qsizetype(qstrlen("message received ["));
        const qsizetype size = log.mid(from, log.indexOf(']', from) - from).toInt();
        from = log.indexOf("\n\n", from) + 2;
        found += log.mid(from, size);
        from += size;
    }
    return found;
}

QByteArray Sipp::why() const
{
    return "sipp: exit " + QByteArray::number(m_process.exitCode()) + '\n' + contents(m_folder.filePath("errors")) +
           contents(m_folder.filePath("screen")).right(500) + contents(m_folder.filePath("messages")).right(6000);
}

} // namespace support
