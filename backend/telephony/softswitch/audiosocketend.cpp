// SPDX-License-Identifier: GPL-3.0-or-later
// AudioSocket channels: TCP to a program that waits, or from one that comes.
#include "telephony/softswitch/audiosocket.h"
#include "telephony/softswitch/farends.h"
#include "telephony/softswitch/pipeend.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QtEndian>

namespace telephony::softswitch {
namespace {
using audiosocket::Kind;
constexpr int causeNoRoute = 3, causeFailure = 38;
constexpr qint64 mostUnsentOctets = 64 * 1024; ///< two seconds; a program that does not read hears gaps
constexpr qint64 mostAtOnce = 256 * 1024;

class AudioSocketEnd : public PipeEnd
{
public:
    AudioSocketEnd(Switch &s, const QString &channel, const QUuid &id) : PipeEnd(s, channel), m_id(id) {}
    ~AudioSocketEnd() override
    {
        if (m_socket)
            m_socket->disconnect(this);
    }

    /// Where the program waits.
    void setTarget(const QHostAddress &address, quint16 port)
    {
        m_address = address;
        m_port = port;
    }
    /// The program will come here. @return the port, 0 when there is none
    quint16 listen(const QHostAddress &address, quint16 port)
    {
        m_server = std::make_unique<QTcpServer>();
        m_server->setMaxPendingConnections(1);
        connect(m_server.get(), &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = m_server->nextPendingConnection();
            socket->setParent(nullptr);
            take(std::unique_ptr<QTcpSocket>(socket));
            m_server->close();
        });
        return m_server->listen(address, port) ? m_server->serverPort() : quint16(0);
    }

    void dial() override
    {
        if (m_server)
            return;
        take(std::make_unique<QTcpSocket>());
        connect(m_socket.get(), &QTcpSocket::connected, this, [this] {
            m_socket->write(audiosocket::frame(Kind::Id, m_id.toRfc4122()));
            connected();
        });
        m_socket->connectToHost(m_address, m_port);
    }
    void hangup(int) override
    {
        if (!m_socket)
            return;
        m_socket->disconnect(this);
        QTcpSocket *socket = m_socket.release();
        QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        if (socket->state() != QAbstractSocket::ConnectedState)
            return socket->deleteLater();
        socket->write(audiosocket::frame(Kind::Hangup));
        socket->disconnectFromHost();
    }
    bool sendDigits(const QString &digits, int) override
    {
        for (const QChar digit : digits)
            send(audiosocket::frame(Kind::Digit, QByteArray(1, digit.toLatin1())));
        return true;
    }

protected:
    void hear(const SoundFrame &frame) override
    {
        QByteArray payload(qsizetype(frame.size() * sizeof(int16_t)), Qt::Uninitialized);
        qToLittleEndian<int16_t>(frame.data(), qsizetype(frame.size()), payload.data());
        send(audiosocket::frame(Kind::Sound, payload));
    }

private:
    void take(std::unique_ptr<QTcpSocket> socket)
    {
        m_socket = std::move(socket);
        m_socket->setReadBufferSize(mostAtOnce);
        m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        connect(m_socket.get(), &QTcpSocket::readyRead, this, &AudioSocketEnd::readAll);
        connect(m_socket.get(), &QTcpSocket::errorOccurred, this, [this](QAbstractSocket::SocketError error) {
            m_socket->disconnect(this);
            m_socket.release()->deleteLater(); // it still says that it is connected, and must not be written to
            drop(error == QAbstractSocket::RemoteHostClosedError ? causeNormal : causeNoRoute);
        });
    }
    void send(const QByteArray &bytes)
    {
        if (m_socket && m_socket->state() == QAbstractSocket::ConnectedState && m_socket->bytesToWrite() < mostUnsentOctets)
            m_socket->write(bytes);
    }
    void readAll()
    {
        m_reader.add(m_socket->readAll());
        while (const auto frame = m_reader.next()) {
            switch (frame->kind) {
            case quint8(Kind::Hangup): return drop(causeNormal);
            case quint8(Kind::Failure): return drop(causeFailure);
            case quint8(Kind::Id):
                if (m_server && QUuid::fromRfc4122(frame->payload) != m_id)
                    return drop(causeNoRoute);
                connected();
                break;
            case quint8(Kind::Digit): pressed(frame->payload.isEmpty() ? '\0' : frame->payload[0]); break;
            case quint8(Kind::Sound): {
                std::vector<int16_t> samples(size_t(frame->payload.size()) / sizeof(int16_t));
                qFromLittleEndian<int16_t>(frame->payload.constData(), qsizetype(samples.size()), samples.data());
                say(samples);
                break;
            }
            default: break;
            }
        }
    }

    const QUuid m_id;
    QHostAddress m_address;
    quint16 m_port = 0;
    std::unique_ptr<QTcpServer> m_server;
    std::unique_ptr<QTcpSocket> m_socket;
    audiosocket::Reader m_reader;
};
} // namespace

std::shared_ptr<FarEnd> makeAudioSocketClient(Switch &s, const QString &channel, const QUuid &id, const QHostAddress &address,
                                              quint16 port)
{
    const auto end = std::make_shared<AudioSocketEnd>(s, channel, id);
    end->setTarget(address, port);
    return end->isOpen() ? end : nullptr;
}

std::shared_ptr<FarEnd> makeAudioSocketServer(Switch &s, const QString &channel, const QUuid &id, const QHostAddress &address,
                                              quint16 *port)
{
    const auto end = std::make_shared<AudioSocketEnd>(s, channel, id);
    *port = end->isOpen() ? end->listen(address, *port) : quint16(0);
    return *port != 0 ? end : nullptr;
}

} // namespace telephony::softswitch
