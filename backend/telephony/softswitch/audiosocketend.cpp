// SPDX-License-Identifier: GPL-3.0-or-later
// AudioSocket channels: TCP to a program that waits, or from one that comes. A program that says more than fits has to wait.
#include "telephony/media/codec.h"
#include "telephony/softswitch/audiosocket.h"
#include "telephony/softswitch/farends.h"
#include "telephony/softswitch/pipeend.h"

#include <QTcpServer>
#include <QTcpSocket>

namespace telephony::softswitch {
namespace {
using audiosocket::Kind;
constexpr int causeNoRoute = 3, causeFailure = 38;
constexpr qint64 mostUnsentOctets = 64 * 1024; ///< two seconds; a program that does not read hears gaps
constexpr qint64 mostAtOnce = 64 * 1024;       ///< of the program, read and not yet said
constexpr qint64 piece = 16 * 1024;
constexpr size_t mostAhead = 400; ///< frames of 20 ms that are said in advance
constexpr size_t mostStrangers = 8;

Kind kindOf(media::Codec codec)
{
    switch (codec) {
    case media::Codec::Slin12: return Kind::Sound12;
    case media::Codec::SlinWide: return Kind::Sound16;
    case media::Codec::Slin24: return Kind::Sound24;
    case media::Codec::Slin48: return Kind::Sound48;
    default: return Kind::Sound;
    }
}

class AudioSocketEnd : public PipeEnd
{
public:
    AudioSocketEnd(Switch &s, const QString &channel, const AudioSocketSound &sound)
        : PipeEnd(s, channel),
          m_greeting(audiosocket::frame(Kind::Id, sound.id.toRfc4122())),
          m_kind(kindOf(sound.codec)),
          m_frameBytes(qsizetype(frameBytesOf(sound.codec))),
          m_transcoder(media::makeTranscoder({sound.codec}))
    {
    }
    ~AudioSocketEnd() override
    {
        if (m_socket)
            m_socket->disconnect(this);
        for (const auto &stranger : m_strangers)
            stranger->disconnect(this);
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
        connect(m_server.get(), &QTcpServer::newConnection, this, [this] {
            while (m_server && m_server->hasPendingConnections())
                meet(m_server->nextPendingConnection());
        });
        return m_server->listen(address, port) ? m_server->serverPort() : quint16(0);
    }

    void dial() override
    {
        if (m_server)
            return;
        take(std::make_unique<QTcpSocket>());
        connect(m_socket.get(), &QTcpSocket::connected, this, [this] {
            m_socket->write(m_greeting);
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
        send(audiosocket::frame(m_kind, encodedFrame(*m_transcoder, frame)));
        readOn(); // may be the end of this
    }

private:
    void take(std::unique_ptr<QTcpSocket> socket)
    {
        m_socket = std::move(socket);
        m_socket->setReadBufferSize(mostAtOnce);
        m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        connect(m_socket.get(), &QTcpSocket::readyRead, this, &AudioSocketEnd::readOn);
        connect(m_socket.get(), &QTcpSocket::errorOccurred, this, [this](QAbstractSocket::SocketError error) {
            m_socket->disconnect(this);
            if (m_socket->bytesAvailable() > 0)
                m_reader.add(m_socket->readAll());
            m_socket.release()->deleteLater(); // it still says that it is connected, and must not be written to
            m_end = m_end.value_or(error == QAbstractSocket::RemoteHostClosedError ? causeNormal : causeNoRoute);
            readOn();
        });
    }
    void send(const QByteArray &bytes)
    {
        if (m_socket && m_socket->state() == QAbstractSocket::ConnectedState && m_socket->bytesToWrite() < mostUnsentOctets)
            m_socket->write(bytes);
    }
    /// Whoever comes may be another than the program; the channel waits for the one who knows its id.
    void meet(QTcpSocket *socket)
    {
        socket->setParent(nullptr);
        socket->setReadBufferSize(mostAtOnce);
        if (m_strangers.size() == mostStrangers)
            leave(m_strangers.front().get());
        m_strangers.emplace_back(socket);
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { listenTo(socket); });
        connect(socket, &QTcpSocket::disconnected, this, [this, socket] { leave(socket); });
        listenTo(socket);
    }
    void listenTo(QTcpSocket *socket)
    {
        const QByteArray said = socket->peek(m_greeting.size());
        if (!m_greeting.startsWith(said))
            return leave(socket);
        if (said.size() < m_greeting.size())
            return;
        socket->disconnect(this);
        const auto found =
            std::find_if(m_strangers.begin(), m_strangers.end(), [&](const auto &one) { return one.get() == socket; });
        take(std::move(*found));
        m_strangers.erase(found);
        while (!m_strangers.empty())
            leave(m_strangers.front().get());
        m_server->close();
        connected();
        readOn();
    }
    void leave(QTcpSocket *socket)
    {
        const auto found =
            std::find_if(m_strangers.begin(), m_strangers.end(), [&](const auto &one) { return one.get() == socket; });
        if (found == m_strangers.end())
            return;
        found->release()->disconnect(this);
        m_strangers.erase(found);
        socket->abort();
        socket->deleteLater();
    }

    /// Reads as long as what is said fits; what does not stays with the sender. Ends, and may be the end of this, when the
    /// program has gone and all it said has been heard.
    void readOn()
    {
        for (bool more = true; more;) {
            sayOn();
            if (m_unsaid.size() >= m_frameBytes)
                return;
            if (const auto frame = m_reader.next())
                handle(*frame);
            else if (m_socket && m_socket->bytesAvailable() > 0)
                m_reader.add(m_socket->read(piece));
            else
                more = false;
        }
        if (m_end && pending() == 0)
            drop(*m_end);
    }
    void sayOn()
    {
        qsizetype at = 0;
        std::array<int16_t, media::Transcoder::maxSamples> samples;
        for (; m_unsaid.size() - at >= m_frameBytes && pending() < mostAhead; at += m_frameBytes) {
            const auto *payload = reinterpret_cast<const uint8_t *>(m_unsaid.constData() + at);
            const size_t count = m_transcoder->decode({payload, size_t(m_frameBytes)}, samples);
            say({samples.data(), count});
        }
        m_unsaid.remove(0, at);
    }
    void handle(const audiosocket::Frame &frame)
    {
        if (frame.kind == quint8(Kind::Hangup) || frame.kind == quint8(Kind::Failure)) {
            m_end = frame.kind == quint8(Kind::Hangup) ? causeNormal : causeFailure;
            m_reader = {};
            hangup(*m_end);
        } else if (frame.kind == quint8(Kind::Digit)) {
            pressed(frame.payload.isEmpty() ? '\0' : frame.payload[0]);
        } else if (frame.kind == quint8(m_kind)) {
            m_unsaid += frame.payload;
        }
    }

    const QByteArray m_greeting;
    const Kind m_kind;
    const qsizetype m_frameBytes;
    const std::unique_ptr<media::Transcoder> m_transcoder;
    QHostAddress m_address;
    quint16 m_port = 0;
    std::unique_ptr<QTcpServer> m_server;
    std::unique_ptr<QTcpSocket> m_socket;
    std::vector<std::unique_ptr<QTcpSocket>> m_strangers; ///< who have come and not yet said whose program they are
    audiosocket::Reader m_reader;
    QByteArray m_unsaid;      ///< sound that does not fit yet, or less than a frame
    std::optional<int> m_end; ///< cause, once the program has gone
};
} // namespace

std::shared_ptr<FarEnd> makeAudioSocketClient(Switch &s, const QString &channel, const AudioSocketSound &sound,
                                              const QHostAddress &address, quint16 port)
{
    const auto end = std::make_shared<AudioSocketEnd>(s, channel, sound);
    end->setTarget(address, port);
    return end->isOpen() ? end : nullptr;
}

std::shared_ptr<FarEnd> makeAudioSocketServer(Switch &s, const QString &channel, const AudioSocketSound &sound,
                                              const QHostAddress &address, quint16 *port)
{
    const auto end = std::make_shared<AudioSocketEnd>(s, channel, sound);
    *port = end->isOpen() ? end->listen(address, *port) : quint16(0);
    return *port != 0 ? end : nullptr;
}

} // namespace telephony::softswitch
