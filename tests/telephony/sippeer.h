// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"
#include "core/systemclock.h"
#include "telephony/sip/sipstack.h"

#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>
#include <QUdpSocket>

namespace testsip {

using telephony::sip::Config;
using telephony::sip::Contact;
using telephony::sip::Credential;
using telephony::sip::Events;
using telephony::sip::IncomingCall;
using telephony::sip::OutgoingCall;
using telephony::sip::SipStack;
using telephony::sip::Transfer;

inline const QByteArray sdpText =
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0 101\r\n"
    "a=rtpmap:101 telephone-event/8000\r\n";
/// The same from another port.
inline QByteArray sdpWith(quint16 port) { return QByteArray(sdpText).replace("40000", QByteArray::number(port)); }

/// A stack on loopback that writes down its events.
struct Stack
{
    struct Answer
    {
        QString leg;
        int status;
        QByteArray sdp;
    };
    struct End
    {
        QString leg;
        int status, cause;
        QString reason;
    };

    std::shared_ptr<core::SystemClock> clock = std::make_shared<core::SystemClock>();
    core::Timeline timeline{clock};
    std::vector<IncomingCall> calls;
    std::vector<Answer> answers;
    std::vector<QByteArray> confirmed, reinvites;
    std::vector<End> ends;
    QByteArray digits;
    std::vector<Contact> registered, unregistered, qualified;
    std::vector<Transfer> transfers;
    std::vector<telephony::sip::TrunkState> trunks;
    std::unique_ptr<SipStack> sip;

    static Config config()
    {
        Config wanted;
        wanted.port = 0;
        wanted.realm = QStringLiteral("test.example");
        return wanted;
    }

    explicit Stack(const Config &wanted = config())
    {
        Events events;
        events.incoming = [this](IncomingCall call) { calls.push_back(std::move(call)); };
        events.answered = [this](QString leg, int status, QByteArray sdp, QString) { answers.push_back({leg, status, sdp}); };
        events.confirmed = [this](QString, QByteArray sdp) { confirmed.push_back(sdp); };
        events.reinvited = [this](QString, QByteArray sdp) { reinvites.push_back(sdp); };
        events.ended = [this](QString leg, int status, int cause, QString reason) {
            ends.push_back({leg, status, cause, reason});
        };
        events.infoDigit = [this](QString, char digit, int) { digits.append(digit); };
        events.transferRequested = [this](Transfer transfer) { transfers.push_back(std::move(transfer)); };
        events.trunkChanged = [this](telephony::sip::TrunkState state) { trunks.push_back(std::move(state)); };
        events.qualified = [this](Contact contact) { qualified.push_back(std::move(contact)); };
        events.registered = [this](Contact contact) { registered.push_back(std::move(contact)); };
        events.unregistered = [this](Contact contact) { unregistered.push_back(std::move(contact)); };
        sip = std::make_unique<SipStack>(clock, &timeline, std::move(events));
        sip->start(wanted);
        sip->setCredentials({{"1000", "test.example", "correct horse"},
                             {"1001", "test.example", "battery"},
                             {"1000", "c1.registrar.example", "other"}});
    }

    QString address() const { return QStringLiteral("127.0.0.1:%1").arg(sip->port()); }
    OutgoingCall callTo(const Stack &other, const QString &user, const QString &parameters = {}) const
    {
        OutgoingCall call;
        call.leg = core::toText(core::newId());
        call.uri = QStringLiteral("sip:%1@%2%3").arg(user, other.address(), parameters);
        call.fromUser = QStringLiteral("outside");
        call.fromHost = QStringLiteral("caller.example");
        call.sdp = sdpText;
        return call;
    }
};

/// A bare UDP socket that speaks SIP text.
class Peer
{
public:
    explicit Peer(quint16 port, const QHostAddress &address = QHostAddress::LocalHost) : m_port(port)
    {
        m_socket.bind(address, 0);
    }
    explicit Peer(const Stack &stack) : Peer(stack.sip->port()) {}

    QByteArray me() const
    {
        return m_socket.localAddress().toString().toLatin1() + ':' + QByteArray::number(m_socket.localPort());
    }
    void send(const QByteArray &bytes) { m_socket.writeDatagram(bytes, QHostAddress::LocalHost, m_port); }

    /// The next message, or nothing after `waitMs`. The event loop runs meanwhile.
    QByteArray receive(int waitMs = 3000)
    {
        if (!QTest::qWaitFor([this] { return m_socket.hasPendingDatagrams(); }, waitMs))
            return {};
        QByteArray text(int(m_socket.pendingDatagramSize()), '\0');
        m_socket.readDatagram(text.data(), text.size());
        return text;
    }
    /// The next final answer; 0 without one.
    int finalStatus(int waitMs = 3000)
    {
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < waitMs) {
            answer = receive(int(waitMs - timer.elapsed()));
            if (status(answer) >= 200)
                return status(answer);
        }
        return 0;
    }
    /// The same without running the event loop: the application sees nothing meanwhile.
    int finalStatusAlone(int waitMs = 3000)
    {
        while (m_socket.hasPendingDatagrams() || m_socket.waitForReadyRead(waitMs)) {
            answer.resize(qsizetype(m_socket.pendingDatagramSize()));
            m_socket.readDatagram(answer.data(), answer.size());
            if (status(answer) >= 200)
                return status(answer);
        }
        return 0;
    }
    /// The next provisional answer but 100, left in `answer`; 0 without one.
    int provisionalStatus(int waitMs = 3000)
    {
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < waitMs) {
            answer = receive(int(waitMs - timer.elapsed()));
            if (status(answer) > 100)
                return status(answer) < 200 ? status(answer) : 0;
        }
        return 0;
    }
    static int status(const QByteArray &text) { return text.startsWith("SIP/2.0 ") ? text.mid(8, 3).toInt() : 0; }
    static QByteArray header(const QByteArray &text, const QByteArray &name)
    {
        for (const QByteArray &line : text.split('\n')) {
            if (line.toLower().startsWith(name.toLower() + ':'))
                return line.mid(name.size() + 1).trimmed();
        }
        return {};
    }

    /// A request of the dialog `callId`; `headers` are whole lines.
    QByteArray request(const QByteArray &method, const QByteArray &to = "sip:4711@test.example", const QByteArray &headers = {},
                       const QByteArray &body = {}, const QByteArray &type = "application/sdp")
    {
        if (method != "ACK" && method != "CANCEL") {
            ++sequence;
            branch = "z9hG4bK" + QByteArray::number(++m_count) + 'b' + QByteArray::number(m_socket.localPort());
        }
        const QByteArray toHeader = remoteTo.isEmpty() ? '<' + to + '>' : remoteTo;
        QByteArray text = method + ' ' + (method == "REGISTER" ? QByteArray("sip:test.example") : to) +
                          " SIP/2.0\r\nVia: SIP/2.0/UDP " + me() + ";branch=" + branch + "\r\nMax-Forwards: 70\r\nFrom: " + from +
                          "\r\nTo: " + toHeader + "\r\nCall-ID: " + callId + "\r\nCSeq: " + QByteArray::number(sequence) + ' ' +
                          method + "\r\n" + headers;
        if (!headers.contains("Contact:") && method != "REGISTER")
            text += "Contact: <sip:peer@" + me() + ">\r\n";
        if (!body.isEmpty())
            text += "Content-Type: " + type + "\r\n";
        return text + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    }

    /// The header line that answers the challenge in `answer`.
    QByteArray authorization(const QByteArray &user, const QByteArray &password, const QByteArray &method, const QByteArray &uri,
                             QCryptographicHash::Algorithm algorithm = QCryptographicHash::Md5, int count = 1) const
    {
        const bool proxy = status(answer) == 407;
        const QByteArray asked = header(answer, proxy ? "Proxy-Authenticate" : "WWW-Authenticate");
        const auto value = [&](const QByteArray &name) {
            const qsizetype at = asked.indexOf(name + "=\"") + name.size() + 2;
            return asked.mid(at, asked.indexOf('"', at) - at);
        };
        const auto hash = [&](const QByteArray &text) { return QCryptographicHash::hash(text, algorithm).toHex(); };
        const QByteArray nc = QByteArray::number(count, 16).rightJustified(8, '0');
        const QByteArray response = hash(hash(user + ':' + value("realm") + ':' + password) + ':' + value("nonce") + ':' + nc +
                                         ":c0ffee:auth:" + hash(method + ':' + uri));
        return (proxy ? "Proxy-Authorization" : "Authorization") + QByteArray(": Digest username=\"") + user + "\", realm=\"" +
               value("realm") + "\", nonce=\"" + value("nonce") + "\", uri=\"" + uri + "\", response=\"" + response +
               "\", cnonce=\"c0ffee\", nc=" + nc +
               ", qop=auth, algorithm=" + (algorithm == QCryptographicHash::Sha256 ? "SHA-256" : "MD5") + "\r\n";
    }

    /// REGISTER with the password; the final status of the second answer, which is left in `answer`.
    int registerUser(const QByteArray &user, const QByteArray &password, const QByteArray &headers,
                     QCryptographicHash::Algorithm algorithm = QCryptographicHash::Md5)
    {
        remoteTo = "<sip:" + user + "@test.example>";
        from = "<sip:" + user + "@test.example>;tag=t1";
        send(request("REGISTER", "sip:test.example", headers));
        if (finalStatus() != 401)
            return status(answer);
        send(request("REGISTER", "sip:test.example",
                     headers + authorization(user, password, "REGISTER", "sip:test.example", algorithm)));
        return finalStatus();
    }

    int options()
    {
        remoteTo.clear();
        callId = "options" + QByteArray::number(m_count);
        send(request("OPTIONS"));
        return finalStatus();
    }

    QByteArray callId =
        "c" + QByteArray::number(quintptr(this), 36) + QByteArray::number(QRandomGenerator::global()->generate(), 36);
    QByteArray from = "<sip:outside@caller.example>;tag=f1", remoteTo, branch, answer;
    int sequence = 0;

private:
    QUdpSocket m_socket;
    quint16 m_port;
    int m_count = 0;
};

} // namespace testsip
