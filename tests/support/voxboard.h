// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

namespace support {

/// The platform in a process and a profile of its own, which end with this object. Its log goes to the test's standard error.
/// Blocks; for tests only.
class Voxboard
{
public:
    enum class Face { Headless, Window };
    /// One seeded extension.
    struct Extension
    {
        QString number, password, domain;
    };

    /// @param binary  the `voxboard` under test.
    explicit Voxboard(QString binary, Face face = Face::Headless) : m_binary(std::move(binary)), m_face(face) {}
    ~Voxboard();
    Voxboard(const Voxboard &) = delete;
    Voxboard &operator=(const Voxboard &) = delete;

    /// Further arguments of every start.
    void setArguments(QStringList arguments) { m_arguments = std::move(arguments); }
    /// Starts it, again with the same profile, and reads its facts. False, with error() set, when it is not up in 20 s.
    /// @param firstPort  the first SIP port it tries; 0: any that is free.
    bool start(quint16 firstPort = 0);
    /// Starts it as far as it holds the lock of its profile: the platform is not up yet. False: not within 20 s.
    bool startOnly();
    /// SIGTERM, and nothing else; ends() tells how it went.
    void terminate() { m_process.terminate(); }
    /// True when it ends within 10 s with exit status 0.
    bool ends();
    /// SIGTERM. True when it ended within 10 s with exit status 0.
    bool stop();
    /// SIGKILL.
    void kill();

    QString error() const { return m_error; }
    /// `ip:port` of SIP.
    QString sip() const;
    quint16 sipPort() const;
    /// What to dial for `welcome`, `echo`, `music`, `quiet`.
    QString number(const char *name) const;
    /// The `index`-th seeded extension, from 0.
    Extension extension(int index) const;
    /// Body of an HTTP GET, empty when there is none.
    QByteArray get(const QByteArray &path) const;
    /// Live calls as /health counts them, -1 without an answer.
    int liveCalls() const;
    QString http() const;
    /// The whole line of --json.
    QJsonObject facts() const { return m_facts; }
    qint64 processId() const { return m_process.processId(); }
    QString folder() const { return m_folder.path(); }
    QString database() const { return m_folder.filePath(QStringLiteral("data/voxboard.db")); }

private:
    void launch(quint16 firstPort);

    QString m_binary;
    Face m_face;
    QTemporaryDir m_folder;
    QStringList m_arguments;
    QProcess m_process;
    QJsonObject m_facts;
    QString m_error;
};

/// An IPv4 loopback address that belongs to this test process alone, so that phones of tests running side by side can use
/// fixed ports.
QString ownAddress();

} // namespace support
