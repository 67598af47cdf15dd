// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sipcall.h"

#include "telephony/sip/tlsidentity.h"

#include <QDateTime>
#include <QFile>
#include <QSslCertificate>
#include <QSslKey>
#include <QSslSocket>
#include <QTcpServer>
#include <QTemporaryDir>

namespace testsip {

inline QByteArray contentsOf(const QString &file)
{
    QFile source(file);
    return source.open(QIODevice::ReadOnly) ? source.readAll() : QByteArray();
}

struct Identity
{
    QTemporaryDir folder;
    explicit Identity(const QStringList &hosts = {QStringLiteral("127.0.0.1")})
    {
        telephony::sip::ensureTlsIdentity(folder.path(), hosts, QDateTime::currentSecsSinceEpoch());
    }
    QString file(const char *name) const { return folder.filePath(QLatin1String(name)); }
    QByteArray pem() const { return contentsOf(file("agent.pem")); }
    QList<QSslCertificate> certificates() const { return QSslCertificate::fromData(pem()); }
};

/// One TLS connection that a stack opens to us.
class SecureServer : public QTcpServer
{
public:
    explicit SecureServer(const Identity &identity) : SecureServer(identity.pem()) {}
    /// @param pem  key and certificate.
    explicit SecureServer(QByteArray pem) : m_pem(std::move(pem)) { listen(QHostAddress::LocalHost); }
    QByteArray port() const { return QByteArray::number(serverPort()); }
    std::unique_ptr<QSslSocket> socket;

protected:
    void incomingConnection(qintptr descriptor) override
    {
        socket = std::make_unique<QSslSocket>();
        socket->setSocketDescriptor(descriptor);
        socket->setLocalCertificate(QSslCertificate(m_pem));
        socket->setPrivateKey(QSslKey(m_pem, QSsl::Ec));
        socket->setPeerVerifyMode(QSslSocket::VerifyNone);
        socket->startServerEncryption();
    }

private:
    QByteArray m_pem;
};

/// Makes a file the system's authorities.
class SystemAuthorities
{
public:
    explicit SystemAuthorities(const QString &file) { qputenv("SSL_CERT_FILE", file.toLocal8Bit()); }
    ~SystemAuthorities() { qunsetenv("SSL_CERT_FILE"); }
};

inline Config secured(const Identity &identity)
{
    auto config = Stack::config();
    config.tlsFolder = identity.folder.path();
    return config;
}

} // namespace testsip
