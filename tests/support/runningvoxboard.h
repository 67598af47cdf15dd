// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QUrl>

namespace support {

/// The program itself, headless, in a process and a profile of its own.
class RunningVoxboard
{
public:
    /// Starts it and waits until it is ready. False: it is not, within 20 s.
    bool launch(const QString &binary)
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(binary, {QStringLiteral("--headless"), QStringLiteral("--json"), QStringLiteral("--profile"),
                                 m_folder.path(), QStringLiteral("--sip_port"), QStringLiteral("15060")});
        while (!m_process.canReadLine() && m_process.waitForReadyRead(20'000)) {
        }
        m_facts = QJsonDocument::fromJson(m_process.readLine()).object();
        return !m_facts.isEmpty();
    }
    QProcess &process() { return m_process; }

    QString sip() const { return m_facts[QStringLiteral("sip")].toString(); }
    QUrl http() const { return m_facts[QStringLiteral("http")].toString(); }
    QString number(const char *name) const
    {
        return m_facts[QStringLiteral("numbers")].toObject()[QLatin1String(name)].toString();
    }
    QString member(int phone, const char *name) const
    {
        return m_facts[QStringLiteral("extensions")].toArray()[phone].toObject()[QLatin1String(name)].toString();
    }
    /// What `/health` answers.
    QByteArray health() const
    {
        QTcpSocket socket;
        socket.connectToHost(http().host(), quint16(http().port()));
        socket.waitForConnected(2000);
        socket.write("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        QByteArray all;
        while (socket.waitForReadyRead(2000))
            all += socket.readAll();
        return all;
    }

private:
    QTemporaryDir m_folder;
    QProcess m_process;
    QJsonObject m_facts;
};

} // namespace support
