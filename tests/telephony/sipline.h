// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sippeer.h"

#include <QSslConfiguration>
#include <QSslSocket>

namespace testsip {

/// A bare TCP or TLS connection that speaks SIP text.
class Line
{
public:
    void connectTo(quint16 port)
    {
        m_socket.connectToHost(QHostAddress::LocalHost, port);
        m_socket.waitForConnected(3000);
    }
    /// The certificate of the other side must be `trusted`.
    bool encryptTo(quint16 port, const QList<QSslCertificate> &trusted)
    {
        auto config = QSslConfiguration::defaultConfiguration();
        config.setCaCertificates(trusted);
        m_socket.setSslConfiguration(config);
        m_socket.setPeerVerifyName(QStringLiteral("localhost"));
        m_socket.connectToHostEncrypted(QStringLiteral("127.0.0.1"), port);
        return QTest::qWaitFor([this] { return m_socket.isEncrypted(); });
    }
    QByteArray me() const { return "127.0.0.1:" + QByteArray::number(m_socket.localPort()); }
    void close() { m_socket.abort(); }
    QSslSocket &socket() { return m_socket; }
    void send(const QByteArray &bytes)
    {
        m_socket.write(bytes);
        m_socket.flush();
    }
    /// A request of its own; `headers` are whole lines.
    QByteArray request(const QByteArray &method, const QByteArray &uri, const QByteArray &from, const QByteArray &to,
                       const QByteArray &headers = {}, const QByteArray &transport = "TCP")
    {
        ++m_count;
        return method + ' ' + uri + " SIP/2.0\r\nVia: SIP/2.0/" + transport + ' ' + me() + ";branch=z9hG4bK" +
               QByteArray::number(m_count) + "l\r\nMax-Forwards: 70\r\nFrom: " + from + ";tag=l\r\nTo: " + to +
               "\r\nCall-ID: line" + QByteArray::number(quintptr(this), 36) + "\r\nCSeq: " + QByteArray::number(m_count) + ' ' +
               method + "\r\n" + headers + "Content-Length: 0\r\n\r\n";
    }
    /// The next whole message; empty after `waitMs`.
    QByteArray receive(int waitMs = 3000)
    {
        QByteArray message;
        const bool whole = QTest::qWaitFor(
            [&] {
                m_read += m_socket.readAll();
                const qsizetype head = m_read.indexOf("\r\n\r\n");
                if (head < 0)
                    return false;
                const qsizetype size = head + 4 + Peer::header(m_read.left(head), "Content-Length").toInt();
                if (m_read.size() < size)
                    return false;
                message = m_read.left(size);
                m_read.remove(0, size);
                return true;
            },
            waitMs);
        return whole ? message : QByteArray();
    }
    QByteArray takeBytes() { return std::exchange(m_read, {}) + m_socket.readAll(); }

private:
    QSslSocket m_socket;
    QByteArray m_read;
    int m_count = 0;
};

} // namespace testsip
