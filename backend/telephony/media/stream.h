// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/mediaengine.h"
#include "telephony/media/ring.h"
#include "telephony/media/sounds.h"
#include "telephony/rtp/dtmf.h"
#include "telephony/rtp/jitterbuffer.h"

#include <netinet/in.h>

#include <atomic>

namespace telephony::media {

inline constexpr size_t frameSamples = 160;
using Frame = std::array<int16_t, frameSamples>;

/// What the tick tells the outside; plain data.
struct TickEvent
{
    enum Kind { Digit, PlaybackStarted, PlaybackFinished, DigitsSent, Silent } kind = Digit;
    quint64 stream = 0;
    quint64 playback = 0;
    char digit = 0;
    int value = 0; ///< duration in ms, index of the medium, or silence in ms
};
using TickEvents = Ring<TickEvent, 8192>;

/// A playback with its samples already in memory. Made and freed outside the tick.
struct Playback
{
    quint64 id = 0;
    std::vector<Samples> items;
    size_t index = 0, position = 0;
    bool loop = false, paused = false, announced = false, stopped = false;
};

struct Bridge
{
    quint64 id = 0;
    std::array<int32_t, frameSamples> sum{};
};

/// One RTP stream as the tick sees it: socket, jitter buffer, sources. Made outside the tick, used inside only.
class Stream
{
public:
    Stream(quint64 id, int rtpSocket, int rtcpSocket);
    ~Stream();

    /// Reads what has arrived and takes the next 20 ms from the peer.
    void receive(TickEvents &events);
    /// Makes the next 20 ms for the peer and sends them.
    void transmit(TickEvents &events);
    /// Ends every playback; called once before it leaves the tick.
    void finishPlaybacks(TickEvents &events);
    void stopPlayback(quint64 playback, TickEvents &events);

    const quint64 id;
    StreamParameters parameters;
    bool connected = false;
    bool echo = false, ringback = false, muteIn = false, muteOut = false, muteInBridge = false;
    Samples music;
    std::array<Playback *, 16> playbacks{};
    std::array<Playback *, 32> donePlaybacks{}; ///< to be freed outside
    rtp::DtmfSender dtmfOut;
    Bridge *bridge = nullptr;
    Frame in{};
    void setPeer(const sockaddr_in &peer);
    /// Bridge contribution of this frame.
    const Frame &voice() const { return in; }
    void contribute();
    bool addPlayback(Playback *playback);

    struct Figures
    {
        std::atomic<quint64> received{0}, sent{0}, lost{0}, dropped{0};
        std::atomic<float> jitterMs{0}, lossPercent{0}, levelIn{-96}, levelOut{-96};
        std::atomic<int> bufferMs{0};
    } figures;

private:
    void accept(const sockaddr_in &from, std::span<const uint8_t> datagram, TickEvents &events);
    bool isPeer(const sockaddr_in &from);
    void account(const rtp::Packet &packet);
    void fill(Frame &out, TickEvents &events);
    bool playInto(Frame &out, TickEvents &events);
    void sendAudio(const Frame &out);
    void sendEvent(const rtp::DtmfSender::Step &step);
    void send(bool marker, uint8_t type, uint32_t timestamp, const uint8_t *payload, size_t size);
    void finish(size_t at, TickEvents &events);

    int m_rtp, m_rtcp;
    sockaddr_in m_negotiated{}, m_peer{}, m_candidate{};
    bool m_locked = false;
    int m_candidateCount = 0;
    rtp::JitterBuffer m_buffer;
    rtp::DtmfReceiver m_dtmfIn;
    uint16_t m_sequence;
    uint32_t m_timestamp, m_ssrc, m_eventTimestamp = 0;
    bool m_first = true;
    bool m_seen = false;
    uint32_t m_peerSsrc = 0;
    uint16_t m_peerSequence = 0;
    int64_t m_transit = 0;
    double m_jitter = 0;
    int m_lossWindowLost = 0, m_lossWindowGot = 0;
    int m_silentTicks = 0, m_ticks = 0;
    size_t m_musicAt = 0, m_ringAt = 0;
};

} // namespace telephony::media
