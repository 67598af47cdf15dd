// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QProcess>

#include <optional>

#include <unistd.h>

namespace bench {

/// What /proc tells of a process.
class ProcessFigures
{
public:
    explicit ProcessFigures(qint64 pid) : m_folder(QStringLiteral("/proc/%1/").arg(pid)) {}

    /// Seconds of processor time of all its threads; nullopt when it is gone.
    std::optional<double> cpuSeconds() const
    {
        const QByteArray text = read("stat");
        const QList<QByteArray> fields = text.mid(text.lastIndexOf(')') + 2).split(' '); // the name may hold anything
        if (fields.size() < 13)
            return {};
        return (fields[11].toDouble() + fields[12].toDouble()) / double(sysconf(_SC_CLK_TCK));
    }
    /// A row of smaps_rollup in MB, for example `Pss`; nullopt when it cannot be read.
    std::optional<double> megabytes(const QByteArray &row) const
    {
        for (const QByteArray &line : read("smaps_rollup").split('\n')) {
            if (line.startsWith(row + ':'))
                return line.mid(row.size() + 1).trimmed().split(' ').first().toDouble() * 1024 / 1e6;
        }
        return {};
    }

private:
    QByteArray read(const char *name) const
    {
        QFile file(m_folder + QLatin1String(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    QString m_folder;
};

/// A program that is asked to end with this object, and made to if it does not.
class Program : public QProcess
{
public:
    Program() { setProcessChannelMode(QProcess::ForwardedErrorChannel); }
    ~Program() override
    {
        if (state() == QProcess::NotRunning || endsCleanly())
            return;
        kill();
        waitForFinished(1000);
    }
    /// SIGTERM. True when it ends within 10 s with exit status 0.
    bool endsCleanly()
    {
        terminate();
        return waitForFinished(10'000) && exitStatus() == NormalExit && exitCode() == 0;
    }
    /// The next line of stdout; empty when none comes within 30 s.
    QByteArray line()
    {
        while (!canReadLine()) {
            if (!waitForReadyRead(30'000))
                return {};
        }
        return readLine();
    }
};

} // namespace bench
