// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/dtmftone.h"
#include "telephony/media/peeraddress.h"
#include "telephony/media/rtptape.h"
#include "telephony/media/streamparts.h"
#include "telephony/media/udp.h"
#include "telephony/media/voice.h"
#include "telephony/rtp/jitterbuffer.h"
#include "telephony/rtp/reception.h"

namespace telephony::media {

/// A voice whose far end speaks RTP.
class Stream final : public Voice
{
public:
    /// @param number  by which the tape knows it.
    Stream(QString streamName, PortPair ports, quint32 number = 0);
    ~Stream() override;

    TapedStream taped() const { return {m_number, m_ports.address, m_ports.port}; }

    // What the outside has asked for.
    void connect(const sockaddr_in &peer, const StreamParameters &agreed, StreamParts &made);
    void sendDigits(Digits *digits) { m_digits.append(digits); }
    void press(Digits *digits, Outbox &) override { sendDigits(digits); }
    void finishAll(Outbox &out) override;

protected:
    void receive(Frame &to, ReceiveBatch &batch, Outbox &out) override;
    void send(const Frame &frame, SharedFrame *shared, Outbox &out) override;
    bool isConnected() const override { return m_connected; }

private:
    struct Agreed
    {
        int payloadType = 0, payloadTypeIn = 0, dtmfPayloadType = -1, dtmfPayloadTypeIn = -1;
        int dtmfClockRate = 8000;
        bool send = false, receive = false, rtcpMux = false;
    };
    enum class Content { Sound, OtherLaw, Noise, Event, Unknown };

    Content contentOf(int payloadType) const;
    void receivePackets(ReceiveBatch &batch, Outbox &out);
    bool receivePacket(ReceiveBatch &batch, Outbox &out);
    void take(const sockaddr_in &from, std::span<const uint8_t> datagram, int64_t age, Outbox &out);
    void accept(const sockaddr_in &from, std::span<const uint8_t> datagram, Outbox &out);
    void acceptReport(std::span<const uint8_t> datagram, int64_t age);
    bool isOfPeer(const sockaddr_in &from) const;
    /// A copy that is plain; empty: not authentic.
    std::span<const uint8_t> opened(std::span<const uint8_t> datagram, bool report);
    void drop() { figures.dropped.fetch_add(1, std::memory_order_relaxed); }
    void event(const rtp::Packet &packet, Outbox &out);
    void report(std::optional<rtp::DtmfReceiver::Key> key, Outbox &out);
    void receiveReports(ReceiveBatch &batch, RtpTape *tape);
    void reportNow(RtpTape *tape);
    /// @param bye  and with it that the stream ends.
    void sendReport(bool bye, RtpTape *tape);
    std::optional<rtp::DtmfSender::Step> stepDigits(Outbox &out);
    void sendEvent(const rtp::DtmfSender::Step &step, RtpTape *tape);
    void sendAudio(const Frame &frame, SharedFrame *shared, RtpTape *tape);
    void sendPacket(bool marker, int payloadType, uint32_t timestamp, std::span<const uint8_t> payload, RtpTape *tape);

    const quint32 m_number;
    PortPair m_ports;
    bool m_connected = false;
    Agreed m_agreed;
    StreamParts m_parts;
    PeerAddress m_peer;
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
    DtmfTone m_tone;

    // The large ones last: a tick touches little of them.
    rtp::JitterBuffer m_buffer;
    alignas(8) std::array<uint8_t, rtp::maxSrtpPacket> m_opened;
};

} // namespace telephony::media
