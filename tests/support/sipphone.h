// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QUdpSocket>

#include <chrono>
#include <vector>

/// A SIP and RTP client of the tests' own over UDP, sharing no code with the product: registers, calls, sends and hears PCMU.
/// Functions wait for the answers they need and return what came; they never throw.
namespace support {

class SipPhone
{
public:
    /// @param server  `ip:port`.
    SipPhone(const QString &server, QByteArray user, QByteArray password, QByteArray domain = {});

    /// Final status of a REGISTER with digest; 0 without an answer. `*answers` gets each status on the way.
    int registerPhone(int expires = 60, std::vector<int> *answers = nullptr);
    /// Final status of the INVITE (200 is acknowledged).
    int call(const QByteArray &number, bool withPassword = true);
    /// Status of the BYE.
    int hangup();
    /// True once the peer's BYE has come (it is answered 200).
    bool peerHungUp(int waitMs);

    /// Sends `tone` (Hz; 0: silence) for `ms` in real time and returns what was heard meanwhile, 8 kHz.
    std::vector<qint16> talk(int ms, int tone);
    /// When the packets of sound of the last talk() came.
    const std::vector<std::chrono::steady_clock::time_point> &arrivals() const { return m_arrivals; }
    /// One key by RFC 4733.
    void pressKey(int event);
    /// Sends raw bytes to the server's SIP port.
    void sendRaw(const QByteArray &bytes);
    /// Where the server wants the sound of the call.
    quint16 peerRtp() const { return m_peerRtp; }
    /// Status of an OPTIONS, 0 without an answer.
    int options();

private:
    struct Message
    {
        int status = 0; ///< 0: a request
        QByteArray text;
    };
    QByteArray header(const QByteArray &text, const QByteArray &name) const;
    QByteArray request(const QByteArray &method, const QByteArray &uri, const QByteArray &extra, const QByteArray &body = {});
    QByteArray authorization(const Message &challenge, const QByteArray &method, const QByteArray &uri) const;
    Message receive(int waitMs);
    Message finalOf(const QByteArray &method, int waitMs = 5000);
    void acknowledge(const Message &answer, const QByteArray &uri);

    QHostAddress m_host;
    quint16 m_port;
    QByteArray m_user, m_password, m_domain;
    QUdpSocket m_sip, m_rtp;
    QByteArray m_callId, m_tag, m_remoteTo, m_uri, m_branch;
    int m_sequence = 0;
    quint16 m_peerRtp = 0, m_rtpSequence = 100;
    quint32 m_timestamp = 5000;
    std::vector<std::chrono::steady_clock::time_point> m_arrivals;
};

/// Share of the energy of `samples` at `hertz` (0 to 1), by the Goertzel method over their loudest second.
double toneShare(const std::vector<qint16> &samples, double hertz);
/// Root mean square of the samples, 0 to 32768.
double loudness(const std::vector<qint16> &samples);

} // namespace support
