// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/tick.h"

#include <QUdpSocket>

#include <vector>

namespace testmedia {

/// One end of RTP that knows nothing of the product: a UDP socket on loopback.
class Peer
{
public:
    explicit Peer(quint32 ssrc = 7, quint16 port = 0) : m_ssrc(ssrc) { m_socket.bind(QHostAddress::LocalHost, port); }

    quint16 port() const { return m_socket.localPort(); }

    struct Packet
    {
        int payloadType = 0;
        bool marker = false;
        quint16 sequence = 0;
        quint32 timestamp = 0, ssrc = 0;
        QByteArray payload;
    };

    static QByteArray bytesOf(const Packet &packet)
    {
        QByteArray bytes(12, '\0');
        bytes[0] = char(0x80);
        bytes[1] = char((packet.marker ? 0x80 : 0) | packet.payloadType);
        for (int i = 0; i < 2; ++i)
            bytes[2 + i] = char(packet.sequence >> (8 - 8 * i));
        for (int i = 0; i < 4; ++i) {
            bytes[4 + i] = char(packet.timestamp >> (24 - 8 * i));
            bytes[8 + i] = char(packet.ssrc >> (24 - 8 * i));
        }
        return bytes + packet.payload;
    }
    void sendRaw(quint16 to, const QByteArray &bytes) { m_socket.writeDatagram(bytes, QHostAddress::LocalHost, to); }

    /// 20 ms in which every byte is `code`.
    void speak(quint16 to, char code, int payloadType = 0)
    {
        sendRaw(to, bytesOf({payloadType, false, sequence++, timestamp, m_ssrc, QByteArray(160, code)}));
        timestamp += 160;
    }
    /// A whole key: two packets and three ends, payload type 101.
    void press(quint16 to, char event)
    {
        for (const int duration : {160, 320, 480, 480, 480}) {
            const char end = duration == 480 ? char(0x8A) : char(0x0A);
            const QByteArray payload{QByteArray(1, event) + end + char(duration >> 8) + char(duration & 0xFF)};
            sendRaw(to, bytesOf({101, duration == 160, sequence++, timestamp, m_ssrc, payload}));
        }
        timestamp += 480;
    }

    /// Everything that has come.
    std::vector<Packet> receive()
    {
        std::vector<Packet> all;
        while (m_socket.hasPendingDatagrams()) {
            QByteArray bytes(int(m_socket.pendingDatagramSize()), '\0');
            m_socket.readDatagram(bytes.data(), bytes.size());
            const auto at = [&bytes](int i) { return quint32(uchar(bytes[i])); };
            if (bytes.size() < 12 || at(0) != 0x80)
                continue;
            all.push_back({int(at(1) & 0x7F), (at(1) & 0x80) != 0, quint16(at(2) << 8 | at(3)),
                           at(4) << 24 | at(5) << 16 | at(6) << 8 | at(7), at(8) << 24 | at(9) << 16 | at(10) << 8 | at(11),
                           bytes.mid(12)});
        }
        return all;
    }

    quint16 sequence = 1;
    quint32 timestamp = 8000;

private:
    QUdpSocket m_socket;
    quint32 m_ssrc;
};

/// Streams ticked by hand: what the media thread does, without its clock.
class Desk
{
public:
    struct Line
    {
        std::unique_ptr<telephony::media::Stream> stream;
        quint16 port = 0;
    };

    Line open(const QString &name)
    {
        auto ports = m_range.take(QHostAddress::LocalHost);
        Line line{nullptr, ports->port};
        line.stream = std::make_unique<telephony::media::Stream>(name, std::move(*ports));
        m_voices.push_back(line.stream.get());
        return line;
    }
    static telephony::media::StreamParameters parameters(quint16 port)
    {
        telephony::media::StreamParameters agreed;
        agreed.peer = QHostAddress::LocalHost;
        agreed.peerPort = port;
        return agreed;
    }
    static void connect(Line &line, const telephony::media::StreamParameters &agreed)
    {
        telephony::media::StreamParts parts(agreed);
        line.stream->connect(telephony::media::toSockaddr(agreed.peer, agreed.peerPort), agreed, parts);
    }
    Line open(const QString &name, const Peer &peer)
    {
        Line line = open(name);
        connect(line, parameters(peer.port()));
        return line;
    }
    void remove(Line &line)
    {
        std::erase(m_voices, line.stream.get());
        line.stream.reset();
    }
    void add(telephony::media::Voice *voice) { m_voices.push_back(voice); }
    void add(telephony::media::Bridge *bridge) { bridge->next = std::exchange(m_bridges, bridge); }

    void tick() { telephony::media::tick(m_voices, m_bridges, m_batch, outbox); }

    /// What came out since the last time, as `digit 5 100`, `started 0`, `finished x`, `sent`, `silent 5000`, `talking 1 0`,
    /// `recorded x 1000`.
    QStringList news()
    {
        using telephony::media::Note;
        using telephony::media::Parcel;
        QStringList lines;
        for (Parcel *next = outbox.takeAll(); next;) {
            Parcel *parcel = std::exchange(next, next->next);
            if (parcel->kind == Parcel::Kind::Note) {
                auto *note = static_cast<Note *>(parcel);
                if (note->what == Note::What::Talking)
                    lines << QStringLiteral("talking %1 %2").arg(int(note->digit)).arg(note->value);
                else if (note->what == Note::What::Digit)
                    lines << QStringLiteral("digit %1 %2").arg(QLatin1Char(note->digit)).arg(note->value);
                else
                    lines << (note->what == Note::What::Silent ? "silent " : "started ") + QString::number(note->value);
                outbox.reuse(note);
                continue;
            }
            if (parcel->kind == Parcel::Kind::Playback)
                lines << "finished " + static_cast<telephony::media::Playback *>(parcel)->name;
            else if (parcel->kind == Parcel::Kind::Recorder)
                lines << QStringLiteral("recorded %1 %2")
                             .arg(static_cast<telephony::media::Recorder *>(parcel)->name)
                             .arg(static_cast<telephony::media::Recorder *>(parcel)->durationMs());
            else
                lines << QStringLiteral("sent");
            delete parcel;
        }
        return lines;
    }

    telephony::media::Outbox outbox;

private:
    telephony::media::PortRange m_range;
    telephony::media::ReceiveBatch m_batch;
    telephony::media::Voices m_voices;
    telephony::media::Bridge *m_bridges = nullptr;
};

inline telephony::media::Samples constant(qint16 value, size_t count)
{
    return std::make_shared<const std::vector<qint16>>(count, value);
}

inline telephony::media::Playback *playback(const QString &name, std::vector<telephony::media::Samples> items, bool loop = false)
{
    auto *made = new telephony::media::Playback;
    made->name = name;
    made->id = qHash(name);
    made->items.assign(items.begin(), items.end());
    made->loop = loop;
    return made;
}

inline telephony::media::Digits *digits(telephony::media::Voice *voice, const QByteArray &keys)
{
    auto *made = new telephony::media::Digits;
    made->voice = voice;
    for (const char key : keys)
        made->plan.digits[made->plan.count++] = key;
    return made;
}

} // namespace testmedia
