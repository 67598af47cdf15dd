// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/mediaengine.h"
#include "telephony/media/parcel.h"
#include "telephony/media/peeraddress.h"
#include "telephony/media/udp.h"
#include "telephony/rtp/jitterbuffer.h"
#include "telephony/rtp/reception.h"

namespace telephony::media {

inline constexpr size_t frameSamples = rtp::JitterBuffer::frame;
using Frame = std::array<int16_t, frameSamples>;

/// The sum of its members' voices, anew each tick.
struct Bridge
{
    std::array<int32_t, frameSamples> sum{};
    int members = 0; ///< connected streams
    Bridge *next = nullptr;
};

/// Written by the tick, read by anyone.
struct Figures
{
    std::atomic<quint64> received{0}, sent{0}, lost{0}, dropped{0};
    std::atomic<float> jitterMs{0}, lossPercent{0}, roundTripMs{-1}, levelIn{-96}, levelOut{-96};
    std::atomic<int> bufferMs{0};
};

/// One RTP stream as the tick sees it. Made and freed outside; between them used by the tick only, `name` and `figures` apart.
/// Nothing here allocates, locks or logs except the constructor and destructor.
class Stream
{
public:
    Stream(QString streamName, PortPair ports);
    ~Stream();

    const QString name;
    Figures figures;

    // What the outside has asked for.
    void connect(const sockaddr_in &peer, const StreamParameters &agreed);
    bool echo = false, ringback = false, muteIn = false, muteOut = false, muteInBridge = false;
    Bridge *bridge = nullptr;
    void setMusic(Samples &music); ///< swaps
    void play(Playback *playback) { m_playbacks.append(playback); }
    void stopPlayback(quint64 playback, Outbox &out);
    void pausePlayback(quint64 playback, bool paused);
    void sendDigits(Digits *digits) { m_digits.append(digits); }
    /// Gives back all playbacks and digits, before the stream leaves the tick.
    void finishAll(Outbox &out);

    // The three steps of a tick.
    void receive(ReceiveBatch &batch, Outbox &out);
    void contribute();
    void transmit(Outbox &out);

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
    void fill(Frame &to, Outbox &out);
    bool playInto(Frame &to, Outbox &out);
    bool sendDigit(Outbox &out);
    void sendAudio(const Frame &frame);
    void send(bool marker, int payloadType, uint32_t timestamp, std::span<const uint8_t> payload);

    PortPair m_ports;
    bool m_connected = false;
    Agreed m_agreed;
    PeerAddress m_peer;

    rtp::JitterBuffer m_buffer;
    rtp::Reception m_reception;
    rtp::DtmfReceiver m_keys;
    Frame m_in{};
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

    Chain<Playback> m_playbacks;
    Chain<Digits> m_digits;
    rtp::DtmfSender m_sender;
    uint32_t m_eventTimestamp = 0;
    Samples m_music;
    const Samples m_ringback;
    size_t m_musicAt = 0, m_ringAt = 0;
};

} // namespace telephony::media
