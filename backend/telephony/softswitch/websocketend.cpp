// SPDX-License-Identifier: GPL-3.0-or-later
// WebSocket channels: binary messages are sound, text messages are commands and news, as of Asterisk's chan_websocket.

#include "core/log.h"
#include "telephony/media/codec.h"
#include "telephony/softswitch/farends.h"
#include "telephony/softswitch/pipeend.h"

#include <QWebSocket>
#include <QWebSocketHandshakeOptions>

#include <deque>

namespace telephony::softswitch {
namespace {
constexpr int causeNoRouteToMedia = 3, causeRejected = 21;
constexpr size_t highWater = 900, lowWater = 800, mostQueued = 1000; ///< frames of 20 ms
constexpr size_t ahead = 6;                                          ///< frames given to the media engine in advance
constexpr qint64 mostUnsent = 256 * 1024;
constexpr quint64 mostMessage = 65'500;

class WebSocketEnd : public PipeEnd
{
public:
    WebSocketEnd(Switch &s, const QString &channel, WebSocketSound sound, QUrl target)
        : PipeEnd(s, channel),
          m_sound(std::move(sound)),
          m_frameSize(frameBytesOf(m_sound.codec)),
          m_transcoder(media::makeTranscoder({m_sound.codec})),
          m_target(std::move(target))
    {
    }
    ~WebSocketEnd() override
    {
        if (m_socket)
            m_socket->disconnect(this);
    }

    void dial() override
    {
        if (m_target.isEmpty())
            return;
        take(std::make_unique<QWebSocket>());
        connect(m_socket.get(), &QWebSocket::connected, this, &WebSocketEnd::begin);
        // The socket stays connected when the other side speaks HTTP but refuses.
        connect(m_socket.get(), QOverload<QAbstractSocket::SocketError>::of(&QWebSocket::error), this, &WebSocketEnd::giveUp);
        QWebSocketHandshakeOptions options;
        options.setSubprotocols({QStringLiteral("media")});
        m_socket->open(m_target, options);
    }
    /// The program has come.
    void accept(std::unique_ptr<QWebSocket> socket)
    {
        take(std::move(socket));
        begin();
    }
    void hangup(int) override
    {
        m_switch.resources.mediaSockets.remove(m_sound.connection);
        if (!m_socket)
            return;
        m_socket->disconnect(this);
        QWebSocket *socket = m_socket.release();
        QObject::connect(socket, &QWebSocket::disconnected, socket, &QObject::deleteLater);
        if (socket->state() == QAbstractSocket::ConnectedState)
            socket->close();
        else
            socket->deleteLater();
    }
    bool sendDigits(const QString &digits, int) override
    {
        for (const QChar digit : digits)
            tell("DTMF_END", {{"digit", core::utf8(QString(digit))}}, {"digit", "channel_id"});
        return true;
    }

protected:
    void hear(const SoundFrame &frame) override
    {
        refill();
        if (!m_socket || m_socket->bytesToWrite() > mostUnsent || m_sound.options.direction == QLatin1String("out"))
            return;
        m_socket->sendBinaryMessage(encodedFrame(*m_transcoder, frame));
    }

private:
    void take(std::unique_ptr<QWebSocket> socket)
    {
        m_socket = std::move(socket);
        m_socket->setMaxAllowedIncomingMessageSize(mostMessage);
        m_socket->setMaxAllowedIncomingFrameSize(mostMessage);
        connect(m_socket.get(), &QWebSocket::binaryMessageReceived, this, &WebSocketEnd::receive);
        connect(m_socket.get(), &QWebSocket::textMessageReceived, this, &WebSocketEnd::command);
        connect(m_socket.get(), &QWebSocket::disconnected, this, [this] { drop(m_begun ? causeNormal : causeNoRouteToMedia); });
    }
    void giveUp(QAbstractSocket::SocketError error)
    {
        if (m_begun)
            return;
        core::log::warn("switch", "{} takes no sound: {}", m_target.toString(QUrl::RemoveUserInfo), m_socket->errorString());
        const bool isThere = error == QAbstractSocket::ConnectionRefusedError && m_socket->peerPort() != 0;
        drop(isThere ? causeRejected : causeNoRouteToMedia);
    }
    void begin()
    {
        m_begun = true;
        const auto channel = m_switch.channels.value(m_channel);
        if (!channel)
            return;
        tell("MEDIA_START",
             {{"connection_id", core::utf8(m_sound.connection)},
              {"channel", core::utf8(channel->name)},
              {"channel_id", id()},
              {"format", core::utf8(m_sound.name)},
              {"optimal_frame_size", m_frameSize},
              {"ptime", 20},
              {"channel_variables", core::toJson(channel->variables.toStdMap())}},
             {"connection_id", "channel", "channel_id", "format", "optimal_frame_size", "ptime"});
        if (m_sound.options.answers)
            connected();
        else
            startHearing();
    }
    std::string id() const { return core::utf8(m_channel); }
    void send(const QString &text)
    {
        if (m_socket && m_socket->state() == QAbstractSocket::ConnectedState)
            m_socket->sendTextMessage(text);
    }
    void tell(const char *event, core::Json members, std::initializer_list<const char *> plain = {})
    {
        members["channel_id"] = id();
        send(mediawords::news(event, std::move(members), m_sound.options.json, plain));
    }
    void complain(const QString &why) { tell("ERROR", {{"error_text", core::utf8(why)}}, {"channel_id", "error_text"}); }

    void sayFrame(const QByteArray &bytes)
    {
        std::array<int16_t, media::Transcoder::maxSamples> samples;
        const auto *payload = reinterpret_cast<const uint8_t *>(bytes.constData());
        const size_t count = m_transcoder->decode({payload, size_t(bytes.size())}, samples);
        say({samples.data(), count});
    }

    void receive(const QByteArray &bytes)
    {
        if (m_sound.options.direction == QLatin1String("in"))
            return;
        m_partial += bytes;
        qsizetype at = 0;
        const auto size = qsizetype(m_frameSize);
        for (; m_partial.size() - at >= size && m_queue.size() < mostQueued; at += size)
            m_queue.push_back(m_partial.mid(at, size));
        const bool full = m_queue.size() >= mostQueued;
        m_partial = full || !m_buffering ? m_partial.mid(at).left(full ? 0 : size) : m_partial.mid(at);
        if (!m_full && m_queue.size() >= highWater) {
            m_full = true;
            tell("MEDIA_XOFF", {});
        }
        refill();
    }
    void refill()
    {
        for (; !m_paused && !m_queue.empty() && pending() < ahead; ++m_given) {
            sayFrame(m_queue.front());
            m_queue.pop_front();
        }
        if (m_full && m_queue.size() < lowWater) {
            m_full = false;
            tell("MEDIA_XON", {});
        }
        for (; !m_marks.empty() && m_marks.front().first + pending() <= m_given; m_marks.pop_front())
            send(m_marks.front().second);
        if (m_queue.empty() && pending() == 0 && std::exchange(m_reportsDrained, false))
            tell("QUEUE_DRAINED", {});
    }
    /// News for the time when all that was queued until now has been played.
    void mark(const char *event, const QString &correlation)
    {
        if (m_marks.size() < mostQueued)
            m_marks.emplace_back(m_given + m_queue.size(),
                                 mediawords::processed(event, m_channel, correlation, m_sound.options.json));
    }

    void command(const QString &text)
    {
        const mediawords::Command given = mediawords::commandOf(text, m_sound.options.json);
        const QString &word = given.name;
        if (word == QLatin1String("HANGUP"))
            return drop(causeNormal);
        if (word == QLatin1String("ANSWER"))
            return connected();
        if (word.isEmpty() && m_sound.options.json)
            return complain(QStringLiteral("Unable to parse JSON command"));
        static const QStringList ofSound{QStringLiteral("START_MEDIA_BUFFERING"), QStringLiteral("STOP_MEDIA_BUFFERING"),
                                         QStringLiteral("MARK_MEDIA"), QStringLiteral("PAUSE_MEDIA"),
                                         QStringLiteral("CONTINUE_MEDIA")};
        if (m_sound.options.direction == QLatin1String("in") && ofSound.contains(word))
            return complain(QStringLiteral("%1 not supported while media direction is 'in'").arg(word));
        if (word == QLatin1String("START_MEDIA_BUFFERING")) {
            m_buffering = true;
        } else if (word == QLatin1String("STOP_MEDIA_BUFFERING")) {
            if (!m_partial.isEmpty() && m_queue.size() < mostQueued)
                m_queue.push_back(m_partial +
                                  encodedFrame(*m_transcoder, SoundFrame{}).mid(m_partial.size())); // filled with silence
            m_partial.clear();
            m_buffering = false;
            mark("MEDIA_BUFFERING_COMPLETED", given.correlation);
        } else if (word == QLatin1String("MARK_MEDIA")) {
            mark("MEDIA_MARK_PROCESSED", given.correlation);
        } else if (word == QLatin1String("FLUSH_MEDIA")) {
            m_given += m_queue.size();
            m_queue.clear();
            m_marks.clear();
            m_partial.clear();
            m_buffering = m_paused = false;
            flush();
        } else if (word == QLatin1String("PAUSE_MEDIA")) {
            m_paused = true;
        } else if (word == QLatin1String("CONTINUE_MEDIA")) {
            m_paused = false;
        } else if (word == QLatin1String("REPORT_QUEUE_DRAINED")) {
            m_reportsDrained = true;
        } else if (word == QLatin1String("SET_MEDIA_DIRECTION")) {
            setDirection(given.direction);
        } else if (word == QLatin1String("GET_STATUS")) {
            tell("STATUS",
                 {{"queue_length", m_queue.size()},
                  {"xon_level", lowWater},
                  {"xoff_level", highWater},
                  {"queue_full", m_full},
                  {"bulk_media", m_buffering},
                  {"media_paused", m_paused}},
                 {"channel_id", "queue_length", "xon_level", "xoff_level", "queue_full", "bulk_media", "media_paused"});
        }
        refill();
    }
    void setDirection(const QString &direction)
    {
        if (!m_sound.options.json)
            return complain(QStringLiteral("SET_MEDIA_DIRECTION only supports JSON format."));
        if (!mediawords::isDirection(direction))
            return complain(QStringLiteral("SET_MEDIA_DIRECTION needs a direction of in, out or both, not '%1'").arg(direction));
        m_sound.options.direction = direction;
    }

    WebSocketSound m_sound;
    const size_t m_frameSize;
    const std::unique_ptr<media::Transcoder> m_transcoder;
    const QUrl m_target;
    std::unique_ptr<QWebSocket> m_socket;
    std::deque<QByteArray> m_queue;                 ///< frames that are not yet with the media engine
    size_t m_given = 0;                             ///< frames that are, or were
    std::deque<std::pair<size_t, QString>> m_marks; ///< news, and how many frames are played before it
    QByteArray m_partial;
    bool m_begun = false, m_full = false, m_buffering = false, m_paused = false, m_reportsDrained = false;
};
} // namespace

std::shared_ptr<FarEnd> makeWebSocketEnd(Switch &s, const QString &channel, const WebSocketSound &sound, const QUrl &target)
{
    const auto end = std::make_shared<WebSocketEnd>(s, channel, sound, target);
    if (!end->isOpen())
        return nullptr;
    if (target.isEmpty()) {
        s.resources.mediaSockets.insert(sound.connection, [weak = std::weak_ptr(end)](std::unique_ptr<QWebSocket> socket) {
            if (const auto here = weak.lock())
                here->accept(std::move(socket));
        });
    }
    return end;
}

} // namespace telephony::softswitch
