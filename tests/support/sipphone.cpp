// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/sipphone.h"

#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QtTest>

#include <cmath>

namespace support {
namespace {
QByteArray randomText() { return QByteArray::number(QRandomGenerator::global()->generate64(), 36); }
QByteArray md5(const QByteArray &text) { return QCryptographicHash::hash(text, QCryptographicHash::Md5).toHex(); }

QByteArray quotedValue(const QByteArray &header, const QByteArray &name)
{
    const qsizetype at = header.indexOf(name + "=\"");
    const qsizetype from = at + name.size() + 2;
    return at < 0 ? QByteArray() : header.mid(from, header.indexOf('"', from) - from);
}

quint8 toUlaw(qint16 sample)
{
    const int sign = sample < 0 ? 0x80 : 0;
    int magnitude = std::min(std::abs(int(sample)), 32635) + 132;
    int exponent = 7;
    for (int mask = 0x4000; exponent > 0 && !(magnitude & mask); mask >>= 1)
        --exponent;
    return quint8(~(sign | exponent << 4 | ((magnitude >> (exponent + 3)) & 0x0F)));
}

qint16 fromUlaw(quint8 code)
{
    code = quint8(~code);
    const int magnitude = (((code & 0x0F) << 3) + 132) << ((code >> 4) & 7);
    return qint16(code & 0x80 ? 132 - magnitude : magnitude - 132);
}

void put16(QByteArray &to, quint16 value) { to.append(char(value >> 8)).append(char(value & 0xFF)); }
void put32(QByteArray &to, quint32 value)
{
    put16(to, quint16(value >> 16));
    put16(to, quint16(value));
}
} // namespace

SipPhone::SipPhone(const QString &server, QByteArray user, QByteArray password, QByteArray domain)
    : m_host(server.section(QLatin1Char(':'), 0, 0)),
      m_port(server.section(QLatin1Char(':'), 1).toUShort()),
      m_user(std::move(user)),
      m_password(std::move(password)),
      m_domain(domain.isEmpty() ? server.toLatin1() : std::move(domain))
{
    m_sip.bind(QHostAddress::LocalHost, 0);
    m_rtp.bind(QHostAddress::LocalHost, 0);
}

QByteArray SipPhone::header(const QByteArray &text, const QByteArray &name) const
{
    for (const QByteArray &line : text.split('\n')) {
        if (line.toLower().startsWith(name.toLower() + ':'))
            return line.mid(name.size() + 1).trimmed();
    }
    return {};
}

QByteArray SipPhone::request(const QByteArray &method, const QByteArray &uri, const QByteArray &extra, const QByteArray &body)
{
    const QByteArray me = "127.0.0.1:" + QByteArray::number(m_sip.localPort());
    m_branch = "z9hG4bK" + randomText();
    const QByteArray to = method == "REGISTER"   ? "<sip:" + m_user + '@' + m_domain + '>'
                          : m_remoteTo.isEmpty() ? '<' + uri + '>'
                                                 : m_remoteTo;
    QByteArray text = method + ' ' + uri + " SIP/2.0\r\nVia: SIP/2.0/UDP " + me + ";branch=" + m_branch +
                      ";rport\r\nMax-Forwards: 70\r\nFrom: <sip:" + m_user + '@' + m_domain + ">;tag=" + m_tag + "\r\nTo: " + to +
                      "\r\nCall-ID: " + m_callId + "\r\nCSeq: " + QByteArray::number(m_sequence) + ' ' + method +
                      "\r\nContact: <sip:" + m_user + '@' + me + ">\r\n" + extra;
    if (!body.isEmpty())
        text += "Content-Type: application/sdp\r\n";
    return text + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

void SipPhone::sendRaw(const QByteArray &bytes) { m_sip.writeDatagram(bytes, m_host, m_port); }

SipPhone::Message SipPhone::receive(int waitMs)
{
    if (!m_sip.hasPendingDatagrams() && !m_sip.waitForReadyRead(waitMs))
        return {};
    QByteArray text(int(m_sip.pendingDatagramSize()), '\0');
    m_sip.readDatagram(text.data(), text.size());
    Message message;
    message.text = text;
    if (text.startsWith("SIP/2.0 "))
        message.status = text.mid(8, 3).toInt();
    return message;
}

SipPhone::Message SipPhone::finalOf(const QByteArray &method, int waitMs)
{
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < waitMs) {
        const Message message = receive(int(waitMs - timer.elapsed()));
        if (message.status >= 200 && header(message.text, "CSeq").endsWith(method) && header(message.text, "Call-ID") == m_callId)
            return message;
    }
    return {};
}

QByteArray SipPhone::authorization(const Message &challenge, const QByteArray &method, const QByteArray &uri) const
{
    const bool proxy = challenge.status == 407;
    const QByteArray asked = header(challenge.text, proxy ? "Proxy-Authenticate" : "WWW-Authenticate");
    const QByteArray realm = quotedValue(asked, "realm"), nonce = quotedValue(asked, "nonce"), cnonce = randomText();
    const QByteArray ha1 = md5(m_user + ':' + realm + ':' + m_password);
    const QByteArray response = md5(ha1 + ':' + nonce + ":00000001:" + cnonce + ":auth:" + md5(method + ':' + uri));
    return (proxy ? "Proxy-Authorization" : "Authorization") + QByteArray(": Digest username=\"") + m_user + "\", realm=\"" +
           realm + "\", nonce=\"" + nonce + "\", uri=\"" + uri + "\", response=\"" + response + "\", cnonce=\"" + cnonce +
           "\", nc=00000001, qop=auth, algorithm=MD5\r\n";
}

int SipPhone::registerPhone(int expires, std::vector<int> *answers)
{
    m_callId = randomText();
    m_tag = randomText();
    m_remoteTo.clear();
    const QByteArray uri = "sip:" + m_domain;
    const QByteArray expiry = "Expires: " + QByteArray::number(expires) + "\r\n";
    ++m_sequence;
    sendRaw(request("REGISTER", uri, expiry));
    Message answer = finalOf("REGISTER");
    if (answers)
        answers->push_back(answer.status);
    if (answer.status == 401) {
        ++m_sequence;
        sendRaw(request("REGISTER", uri, expiry + authorization(answer, "REGISTER", uri)));
        answer = finalOf("REGISTER");
        if (answers)
            answers->push_back(answer.status);
    }
    return answer.status;
}

void SipPhone::acknowledge(const Message &answer, const QByteArray &uri)
{
    m_remoteTo = header(answer.text, "To");
    const QByteArray branch = m_branch;
    QByteArray ack = request("ACK", uri, {});
    if (answer.status >= 300)
        ack.replace(m_branch, branch); // same transaction (RFC 3261 §17.1.1.3)
    sendRaw(ack);
}

int SipPhone::call(const QByteArray &number, bool withPassword)
{
    m_callId = randomText();
    m_tag = randomText();
    m_remoteTo.clear();
    m_uri = "sip:" + number + '@' + m_domain;
    const QByteArray sdp = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio " +
                           QByteArray::number(m_rtp.localPort()) +
                           " RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\n";
    ++m_sequence;
    sendRaw(request("INVITE", m_uri, {}, sdp));
    Message answer = finalOf("INVITE", 10'000);
    if (answer.status == 407 && withPassword) {
        acknowledge(answer, m_uri);
        m_remoteTo.clear();
        ++m_sequence;
        sendRaw(request("INVITE", m_uri, authorization(answer, "INVITE", m_uri), sdp));
        answer = finalOf("INVITE", 10'000);
    }
    if (answer.status != 0)
        acknowledge(answer, m_uri);
    while (m_rtp.hasPendingDatagrams()) // the last words of the call before
        m_rtp.readDatagram(nullptr, 0);
    const qsizetype media = answer.text.indexOf("m=audio ");
    m_peerRtp = media < 0 ? quint16(0) : answer.text.mid(media + 8).split(' ').first().toUShort();
    return answer.status;
}

int SipPhone::hangup()
{
    ++m_sequence;
    const QByteArray bye = request("BYE", m_uri, {});
    for (int tries = 0; tries < 6; ++tries) { // a datagram may be lost (RFC 3261 §17.1.2.2)
        sendRaw(bye);
        if (const Message answer = finalOf("BYE", 1000); answer.status != 0)
            return answer.status;
    }
    return 0;
}

bool SipPhone::peerHungUp(int waitMs)
{
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < waitMs) {
        const Message message = receive(int(waitMs - timer.elapsed()));
        if (message.status == 0 && message.text.startsWith("BYE ")) {
            QByteArray ok = "SIP/2.0 200 OK\r\n";
            for (const char *name : {"Via", "From", "To", "Call-ID", "CSeq"})
                ok += QByteArray(name) + ": " + header(message.text, name) + "\r\n";
            sendRaw(ok + "Content-Length: 0\r\n\r\n");
            return true;
        }
    }
    return false;
}

std::vector<qint16> SipPhone::talk(int ms, int tone)
{
    std::vector<qint16> heard;
    m_arrivals.clear();
    QElapsedTimer timer;
    timer.start();
    for (int sent = 0; sent < ms / 20; ++sent) {
        QByteArray packet("\x80\x00", 2);
        put16(packet, m_rtpSequence++);
        put32(packet, m_timestamp);
        put32(packet, 0x1234);
        for (int i = 0; i < 160; ++i, ++m_timestamp)
            packet.append(char(
                toUlaw(qint16(tone == 0 ? 0 : 12'000 * std::sin(2 * 3.14159265358979 * tone * double(m_timestamp) / 8000)))));
        m_rtp.writeDatagram(packet, m_host, m_peerRtp);
        do {
            while (m_rtp.hasPendingDatagrams()) {
                QByteArray got(int(m_rtp.pendingDatagramSize()), '\0');
                m_rtp.readDatagram(got.data(), got.size());
                if ((got[1] & 0x7F) == 0)
                    m_arrivals.push_back(std::chrono::steady_clock::now());
                for (qsizetype i = 12; i < got.size() && (got[1] & 0x7F) == 0; ++i)
                    heard.push_back(fromUlaw(quint8(got[i])));
            }
            m_rtp.waitForReadyRead(int(std::max<qint64>(1, (sent + 1) * 20 - timer.elapsed())));
        } while (timer.elapsed() < (sent + 1) * 20);
    }
    return heard;
}

void SipPhone::pressKey(int event)
{
    const quint32 start = m_timestamp;
    for (int i = 1; i <= 8; ++i) {
        const bool end = i > 5; // the end packet three times
        QByteArray packet("\x80", 1);
        packet.append(char((i == 1 ? 0x80 : 0) | 101));
        put16(packet, m_rtpSequence++);
        put32(packet, start);
        put32(packet, 0x1234);
        packet.append(char(event)).append(char(end ? 0x8A : 0x0A));
        put16(packet, quint16(std::min(i, 6) * 160));
        m_rtp.writeDatagram(packet, m_host, m_peerRtp);
    }
    m_timestamp += 160 * 6;
}

int SipPhone::options()
{
    m_callId = randomText();
    m_tag = randomText();
    m_remoteTo.clear();
    ++m_sequence;
    const QByteArray text = request("OPTIONS", "sip:" + m_domain, {});
    for (int tries = 0; tries < 6; ++tries) { // UDP loses what a full socket cannot take: RFC 3261 §17.1.2.2 sends it again
        sendRaw(text);
        if (const int status = finalOf("OPTIONS", 500).status)
            return status;
    }
    return 0;
}

double toneShare(const std::vector<qint16> &samples, double hertz)
{
    constexpr size_t window = 8000, piece = 800; // a lost or inserted frame shifts the phase of one piece, not of the second
    const double w = 2 * 3.14159265358979 * hertz / 8000;
    double best = 0;
    for (size_t from = 0; from + window <= samples.size(); from += window / 4) {
        double tone = 0, energy = 0;
        for (size_t start = from; start < from + window; start += piece) {
            double a = 0, b = 0;
            for (size_t i = 0; i < piece; ++i) {
                const double sample = samples[start + i];
                a += sample * std::cos(w * double(i));
                b += sample * std::sin(w * double(i));
                energy += sample * sample;
            }
            tone += 2 * (a * a + b * b) / double(piece);
        }
        if (energy > 0)
            best = std::max(best, tone / energy);
    }
    return best;
}

double loudness(const std::vector<qint16> &samples)
{
    double energy = 0;
    for (const qint16 sample : samples)
        energy += double(sample) * sample;
    return samples.empty() ? 0 : std::sqrt(energy / double(samples.size()));
}

} // namespace support
