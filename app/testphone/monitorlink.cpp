// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/testphone/monitorlink.h"

#include "telephony/media/frame.h"
#include "telephony/media/level.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QtEndian>

namespace app {
namespace media = telephony::media;
namespace audiosocket = telephony::softswitch::audiosocket;

namespace {
using audiosocket::Kind;
constexpr qint64 mostUnread = 256 * 1024;
constexpr qint64 mostUnsent = 32 * 1024; ///< a second; a platform that does not read hears gaps
} // namespace

/// What runs on the thread.
class MonitorLink::End : public QObject
{
public:
    End(MonitorLink &link, QUuid id, SoundLine &line, bool speaks) : m_link(link), m_id(id), m_line(line), m_speaks(speaks) {}

    quint16 listen()
    {
        m_server = new QTcpServer(this);
        m_server->setMaxPendingConnections(1);
        connect(m_server, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *socket = m_server->nextPendingConnection())
                welcome(socket);
        });
        m_line.microphone.skip(m_line.microphone.size()); // of before
        return m_server->listen(QHostAddress::LocalHost, 0) ? m_server->serverPort() : quint16(0);
    }

    void close()
    {
        m_known = false;
        forget();
        delete std::exchange(m_server, nullptr);
    }

private:
    void welcome(QTcpSocket *socket)
    {
        if (m_socket)
            return socket->deleteLater();
        m_socket = socket;
        socket->setReadBufferSize(mostUnread);
        socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        connect(socket, &QTcpSocket::readyRead, this, &End::readAll);
        connect(socket, &QTcpSocket::disconnected, this, &End::end);
    }
    void end()
    {
        if (!std::exchange(m_known, false))
            return forget();
        m_server->close();
        Q_EMIT m_link.gone();
    }
    /// Somebody else came to the port.
    void forget()
    {
        m_reader = {};
        if (QTcpSocket *socket = std::exchange(m_socket, nullptr)) {
            socket->disconnect(this);
            socket->abort();
            socket->deleteLater();
        }
    }
    void readAll()
    {
        m_reader.add(m_socket->readAll());
        while (m_socket) {
            const auto frame = m_reader.next();
            if (!frame)
                return;
            if (!m_known && (frame->kind != quint8(Kind::Id) || QUuid::fromRfc4122(frame->payload) != m_id))
                return forget();
            take(*frame);
        }
    }
    void take(const audiosocket::Frame &frame)
    {
        switch (frame.kind) {
        case quint8(Kind::Id):
            if (std::exchange(m_known, true))
                break;
            m_server->pauseAccepting();
            Q_EMIT m_link.connected();
            break;
        case quint8(Kind::Hangup):
        case quint8(Kind::Failure): m_socket->disconnectFromHost(); break;
        case quint8(Kind::Sound):
            hear(frame.payload);
            if (m_speaks)
                speak(); // paced by what comes, so by the clock of the platform
            break;
        default: break;
        }
    }
    void hear(const QByteArray &payload)
    {
        media::Frame samples{};
        const size_t count = std::min(size_t(payload.size()) / sizeof(int16_t), samples.size());
        qFromLittleEndian<int16_t>(payload.constData(), qsizetype(count), samples.data());
        m_link.m_figures.framesHeard.fetch_add(1, std::memory_order_relaxed);
        media::smoothLevel(m_link.m_figures.heardDb, media::levelOf(samples));
        if (m_line.hasSpeaker.load(std::memory_order_relaxed))
            m_line.speaker.put(samples);
    }
    void speak()
    {
        media::Frame samples{};
        m_cushion.take(m_line.microphone, samples);
        media::smoothLevel(m_link.m_figures.saidDb, media::levelOf(samples));
        if (m_socket->bytesToWrite() > mostUnsent)
            return;
        QByteArray payload(qsizetype(sizeof samples), Qt::Uninitialized);
        qToLittleEndian<int16_t>(samples.data(), qsizetype(samples.size()), payload.data());
        m_socket->write(audiosocket::frame(Kind::Sound, payload));
        m_link.m_figures.framesSaid.fetch_add(1, std::memory_order_relaxed);
    }

    MonitorLink &m_link;
    const QUuid m_id;
    SoundLine &m_line;
    const bool m_speaks;
    Cushion m_cushion;
    audiosocket::Reader m_reader;
    QTcpServer *m_server = nullptr;
    QTcpSocket *m_socket = nullptr;
    bool m_known = false; ///< it has named the id
};

MonitorLink::MonitorLink(QUuid mediaId, SoundLine &line, bool speaks)
    : m_figures{media::silenceDb, media::silenceDb}, m_end(new End(*this, mediaId, line, speaks))
{
    m_thread.setObjectName(QStringLiteral("vb-monitor"));
    m_end->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_end, &QObject::deleteLater);
    m_thread.start(QThread::TimeCriticalPriority);
}

MonitorLink::~MonitorLink()
{
    // While the thread still hears of its sockets.
    QMetaObject::invokeMethod(m_end, [this] { m_end->close(); }, Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

quint16 MonitorLink::listen()
{
    quint16 port = 0;
    QMetaObject::invokeMethod(m_end, [this, &port] { port = m_end->listen(); }, Qt::BlockingQueuedConnection);
    return port;
}

} // namespace app
