// SPDX-License-Identifier: GPL-3.0-or-later
// The phone's signalling against answers written out by hand.
#include "app/testphone/testphone.h"
#include "core/systemclock.h"
#include "ui/common/host.h"

#include <QUdpSocket>
#include <QtTest>

using app::TestPhone;
using State = ui::Phone::State;

namespace {
/// A SIP peer that sends what it is told and keeps what it gets.
class Peer
{
public:
    Peer()
    {
        m_socket.bind(QHostAddress::LocalHost, 0);
        rtp.bind(QHostAddress::LocalHost, 0);
        moved.bind(QHostAddress::LocalHost, 0);
    }
    QString address() const { return QStringLiteral("127.0.0.1:%1").arg(m_socket.localPort()); }

    /// The next message that begins so; empty: none came.
    QByteArray next(const QByteArray &start)
    {
        for (int tries = 0; tries < 100; ++tries) {
            if (!m_socket.hasPendingDatagrams() && !QTest::qWaitFor([this] { return m_socket.hasPendingDatagrams(); }, 3000))
                return {};
            QByteArray text(int(m_socket.pendingDatagramSize()), '\0');
            m_socket.readDatagram(text.data(), text.size(), nullptr, &m_port);
            if (text.startsWith(start))
                return text;
        }
        return {};
    }
    static QByteArray header(const QByteArray &text, const QByteArray &name)
    {
        for (const QByteArray &line : text.split('\n')) {
            if (line.startsWith(name + ':'))
                return line.mid(name.size() + 1).trimmed();
        }
        return {};
    }
    void answer(const QByteArray &request, const QByteArray &status, const QByteArray &sdp = {})
    {
        QByteArray text = "SIP/2.0 " + status + "\r\n";
        for (const char *name : {"Via", "From", "Call-ID", "CSeq"})
            text += QByteArray(name) + ": " + header(request, name) + "\r\n";
        send(text + "To: " + header(request, "To") + ";tag=peer\r\nContact: <sip:peer@" + address().toLatin1() + ">\r\n", sdp);
    }
    /// A request inside the dialog that `invite` began.
    void request(const QByteArray &method, int sequence, const QByteArray &invite, const QByteArray &sdp = {})
    {
        const QByteArray contact = header(invite, "Contact");
        const QByteArray uri = contact.mid(contact.indexOf('<') + 1, contact.indexOf('>') - contact.indexOf('<') - 1);
        send(method + ' ' + uri + " SIP/2.0\r\nVia: SIP/2.0/UDP " + address().toLatin1() + ";branch=z9hG4bK" +
                 QByteArray::number(sequence) + method + ";rport\r\nMax-Forwards: 70\r\nFrom: " + header(invite, "To") +
                 ";tag=peer\r\nTo: " + header(invite, "From") + "\r\nCall-ID: " + header(invite, "Call-ID") + "\r\nCSeq: " +
                 QByteArray::number(sequence) + ' ' + method + "\r\nContact: <sip:peer@" + address().toLatin1() + ">\r\n",
             sdp);
    }
    static QByteArray sdp(quint16 port, const QByteArray &formats, const QByteArray &attributes = {})
    {
        return "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio " + QByteArray::number(port) +
               " RTP/AVP " + formats + "\r\n" + attributes;
    }
    /// The first packet that comes to the socket.
    static QByteArray packetAt(QUdpSocket &socket)
    {
        while (socket.hasPendingDatagrams())
            socket.readDatagram(nullptr, 0);
        if (!QTest::qWaitFor([&socket] { return socket.hasPendingDatagrams(); }, 3000))
            return {};
        QByteArray packet(int(socket.pendingDatagramSize()), '\0');
        socket.readDatagram(packet.data(), packet.size());
        return packet;
    }

    QUdpSocket rtp, moved;

private:
    void send(const QByteArray &head, const QByteArray &sdp)
    {
        const QByteArray type = sdp.isEmpty() ? QByteArray() : QByteArray("Content-Type: application/sdp\r\n");
        m_socket.writeDatagram(head + type + "Content-Length: " + QByteArray::number(sdp.size()) + "\r\n\r\n" + sdp,
                               QHostAddress::LocalHost, m_port);
    }
    QUdpSocket m_socket;
    quint16 m_port = 0;
};
} // namespace

class PhoneDialogsTest : public QObject
{
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    std::unique_ptr<Peer> m_peer;
    std::unique_ptr<TestPhone> m_phone;
    QByteArray m_invite;

    State state() const { return m_phone->status().state; }
    QString reason() const { return m_phone->status().reason; }
    /// Answers the call with the formats; true once the phone has it.
    bool answered(const QByteArray &formats, const QByteArray &attributes = {})
    {
        m_peer->answer(m_invite, "200 OK", Peer::sdp(m_peer->rtp.localPort(), formats, attributes));
        return !m_peer->next("ACK").isEmpty() && QTest::qWaitFor([this] { return state() == State::Up; }, 3000);
    }

private Q_SLOTS:
    void initTestCase() { qputenv("ALSA_CONFIG_PATH", m_folder.filePath(QStringLiteral("none.conf")).toLocal8Bit()); }
    void init()
    {
        m_peer = std::make_unique<Peer>();
        m_phone = std::make_unique<TestPhone>(std::make_shared<core::SystemClock>(), [this] { return m_peer->address(); });
        m_phone->call({QStringLiteral("1000"), QStringLiteral("Ann"), QStringLiteral("secret"), QStringLiteral("a.example")},
                      QStringLiteral("1800"));
        m_invite = m_peer->next("INVITE");
        QVERIFY(m_invite.startsWith("INVITE sip:1800@" + m_peer->address().toLatin1()));
        QVERIFY(Peer::header(m_invite, "From").contains("<sip:1000@a.example>"));
        QVERIFY(m_invite.contains("RTP/AVP 0 8 101"));
        QCOMPARE(Peer::header(m_invite, "Call-ID"), m_phone->status().sipCallId.toLatin1());
    }
    void cleanup()
    {
        if (state() != State::Ended) {
            m_peer->request("BYE", 9000, m_invite);
            QTRY_COMPARE(state(), State::Ended);
        }
        m_phone.reset();
    }

    void rings()
    {
        m_peer->answer(m_invite, "180 Ringing");
        QTRY_COMPARE(state(), State::Ringing);
        QVERIFY(answered("0 101", "a=rtpmap:101 telephone-event/8000\r\n"));
        QCOMPARE(m_phone->figures().codec, QStringLiteral("PCMU"));
    }

    void hearsEarlyMedia()
    {
        m_peer->answer(m_invite, "183 Session Progress", Peer::sdp(m_peer->rtp.localPort(), "0"));
        QTRY_COMPARE(state(), State::Ringing);
        QVERIFY(!Peer::packetAt(m_peer->rtp).isEmpty());
        m_peer->answer(m_invite, "486 Busy Here");
        QTRY_COMPARE(state(), State::Ended);
        QCOMPARE(reason(), QStringLiteral("486 Busy Here"));
        QVERIFY(m_phone->status().failed);
    }

    void speaksAlaw()
    {
        QVERIFY(answered("8"));
        QCOMPARE(m_phone->figures().codec, QStringLiteral("PCMA"));
        const QByteArray packet = Peer::packetAt(m_peer->rtp);
        QCOMPARE(packet.size(), 172);
        QCOMPARE(packet[1] & 0x7F, 8);
        QCOMPARE(quint8(packet[171]), quint8(0xD5));
    }

    void withoutTelephoneEventNoDigits()
    {
        QVERIFY(answered("0"));
        QSignalSpy failures(m_phone.get(), &ui::Phone::failed);
        m_phone->sendDigit(QLatin1Char('5'));
        QCOMPARE(failures.count(), 1);
        QCOMPARE(m_phone->status().digits, QString());
    }

    void digitsAreEvents() // RFC 4733 §2.5.1
    {
        QVERIFY(answered("0 96", "a=rtpmap:96 telephone-event/8000\r\n"));
        m_phone->sendDigit(QLatin1Char('#'));
        QByteArray packet;
        for (int i = 0; i < 50 && (packet.isEmpty() || (packet[1] & 0x7F) != 96); ++i)
            packet = Peer::packetAt(m_peer->rtp);
        QCOMPARE(packet[1] & 0x7F, 96);
        QCOMPARE(packet.size(), 16);
        QCOMPARE(int(packet[12]), 11);
    }

    void followsAReinvite() // RFC 3261 §14.2
    {
        QVERIFY(answered("0"));
        m_peer->request("INVITE", 2, m_invite, Peer::sdp(m_peer->moved.localPort(), "8"));
        const QByteArray ok = m_peer->next("SIP/2.0 200");
        QVERIFY(ok.contains("m=audio") && ok.contains("RTP/AVP 8"));
        m_peer->request("ACK", 2, m_invite);
        const QByteArray packet = Peer::packetAt(m_peer->moved);
        QVERIFY(!packet.isEmpty());
        QTRY_COMPARE(m_phone->figures().codec, QStringLiteral("PCMA"));
        QCOMPARE(state(), State::Up);
    }

    void heldItIsSilent() // RFC 3264 §8.4
    {
        QVERIFY(answered("0"));
        QVERIFY(!Peer::packetAt(m_peer->rtp).isEmpty());
        m_peer->request("INVITE", 2, m_invite, Peer::sdp(m_peer->rtp.localPort(), "0", "a=inactive\r\n"));
        QVERIFY(m_peer->next("SIP/2.0 200").contains("a=inactive"));
        m_peer->request("ACK", 2, m_invite);
        QTRY_VERIFY(!QTest::qWaitFor(
            [this] {
                const bool came = m_peer->rtp.hasPendingDatagrams();
                m_peer->rtp.readDatagram(nullptr, 0);
                return came;
            },
            200));
    }

    void refusesAReinviteItCannotSpeak()
    {
        QVERIFY(answered("0"));
        m_peer->request("INVITE", 2, m_invite, Peer::sdp(m_peer->moved.localPort(), "9"));
        QVERIFY(!m_peer->next("SIP/2.0 488").isEmpty());
        QCOMPARE(state(), State::Up);
    }

    void offersWhenAskedWithoutAnOffer() // RFC 3264 §4, late offer
    {
        QVERIFY(answered("0"));
        m_peer->request("INVITE", 2, m_invite);
        QVERIFY(m_peer->next("SIP/2.0 200").contains("RTP/AVP 0 8 101"));
        m_peer->request("ACK", 2, m_invite, Peer::sdp(m_peer->moved.localPort(), "8"));
        QTRY_COMPARE(m_phone->figures().codec, QStringLiteral("PCMA"));
    }

    void anAnswerWithoutKnownCodecEnds()
    {
        m_peer->answer(m_invite, "200 OK", Peer::sdp(m_peer->rtp.localPort(), "9"));
        QTRY_COMPARE(state(), State::Ended);
        QVERIFY(m_phone->status().failed);
        const QByteArray bye = m_peer->next("BYE");
        QVERIFY(!bye.isEmpty());
        m_peer->answer(bye, "200 OK");
    }

    void thePeerHangsUp()
    {
        QVERIFY(answered("0"));
        m_peer->request("BYE", 2, m_invite);
        QTRY_COMPARE(state(), State::Ended);
        QCOMPARE(reason(), QStringLiteral("Hung up by the platform"));
        QVERIFY(m_phone->status().endedAt >= m_phone->status().answeredAt);
    }

    void hangingUpWhileRingingCancels() // RFC 3261 §9.1
    {
        m_peer->answer(m_invite, "180 Ringing");
        QTRY_COMPARE(state(), State::Ringing);
        m_phone->hangup();
        const QByteArray cancel = m_peer->next("CANCEL");
        QVERIFY(!cancel.isEmpty());
        m_peer->answer(cancel, "200 OK");
        m_peer->answer(m_invite, "487 Request Terminated");
        QVERIFY(!m_peer->next("ACK").isEmpty());
        QCOMPARE(reason(), QStringLiteral("Hung up here"));
    }

    void strangersAreNotHeard()
    {
        QVERIFY(answered("0"));
        const QByteArray sdp = m_invite.mid(m_invite.indexOf("m=audio ") + 8);
        const quint16 port = sdp.left(sdp.indexOf(' ')).toUShort();
        QByteArray packet("\x80\x00\x00\x01\x00\x00\x00\xA0\x00\x00\x00\x01", 12);
        packet.append(QByteArray(160, '\x10'));
        m_peer->moved.writeDatagram(packet, QHostAddress::LocalHost, port);
        m_peer->moved.writeDatagram(QByteArray(7, 'x'), QHostAddress::LocalHost, port);
        Peer::packetAt(m_peer->rtp);
        Peer::packetAt(m_peer->rtp);
        QCOMPARE(m_phone->figures().heard.count(), 0);
        m_peer->rtp.writeDatagram(packet, QHostAddress::LocalHost, port);
        QTRY_VERIFY(m_phone->figures().heard.count() > 0);
    }
};

QTEST_GUILESS_MAIN(PhoneDialogsTest)
#include "tst_phonedialogs.moc"
