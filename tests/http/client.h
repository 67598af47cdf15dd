// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTcpSocket>
#include <QtTest>

/// A client that sends the bytes it is told and keeps what comes back.
class RawClient
{
public:
    explicit RawClient(quint16 port)
    {
        QObject::connect(&socket, &QTcpSocket::readyRead, [this] { received += socket.readAll(); });
        socket.connectToHost(QStringLiteral("127.0.0.1"), port);
    }
    void send(const QByteArray &bytes) { socket.write(bytes); }
    bool isClosed() const { return socket.state() == QAbstractSocket::UnconnectedState; }
    int status() const { return received.mid(9, 3).toInt(); }
    QByteArray body() const { return received.mid(received.indexOf("\r\n\r\n") + 4); }

    QTcpSocket socket;
    QByteArray received;
};

inline QByteArray request(const QByteArray &line, const QByteArray &headers = {}, const QByteArray &body = {})
{
    return line + " HTTP/1.1\r\nHost: localhost:8080\r\n" + headers + "\r\n" + body;
}
