// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/peeraddress.h"
#include "telephony/media/udp.h"
#include "telephony/media/voice.h"
#include "telephony/rtp/jitterbuffer.h"
#include "telephony/rtp/reception.h"

namespace telephony::media {

/// A voice whose far end speaks RTP.
class Stream final : public Voice
{
public:
    Stream(QString streamName, PortPair ports);
    ~Stream() override;

    // What the outside has asked for.
    void connect(const sockaddr_in &peer, const StreamParameters &agreed);
    void sendDigits(Digits *digits) { m_digits.append(digits); }
    void finishAll(Outbox &out) override;

protected:
    void receive(Frame &to, ReceiveBatch &batch, Outbox &out) override;
    void send(const Frame &frame, SharedFrame *shared, Outbox &out) override;
    bool isConnected() const override { return m_connected; }

private:
    struct Agreed
    {
        Codec codec = Codec::Pcmu;
        int payloadType = 0, dtmfPayloadType = -1;
        bool send = false, receive = false;
    };

    void accept(const sockaddr_in &from, std::span<const uint8_t> datagram, Outbox &out);
    void event(const rtp::Packet &packet, Outbox &out);
    void report(std::optional<rtp::DtmfReceiver::Key> key, Outbox &out);
    void receiveReports(ReceiveBatch &batch);
    void sendReport();
    bool sendDigit(Outbox &out);
    void sendAudio(const Frame &frame, SharedFrame *shared);
    void sendPacket(bool marker, int payloadType, uint32_t timestamp, std::span<const uint8_t> payload);

    PortPair m_ports;
    bool m_connected = false;
    Agreed m_agreed;
    PeerAddress m_peer;

    rtp::JitterBuffer m_buffer;
    rtp::Reception m_reception;
    rtp::DtmfReceiver m_keys;
    int m_silentTicks = 0;
    int m_ticks = 0;

    uint16_t m_sequence;
    uint32_t m_timestamp, m_ssrc;
    uint32_t m_octets = 0;
    bool m_marker = true; ///< the next packet begins a talkspurt
    quint64 m_reportedPackets = 0;
    uint32_t m_peerReport = 0; ///< middle of the NTP time of the peer's last SR
    int64_t m_peerReportAt = 0;
    std::array<char, 16> m_cname{};

    Chain<Digits> m_digits;
    rtp::DtmfSender m_sender;
    uint32_t m_eventTimestamp = 0;
};

} // namespace telephony::media
