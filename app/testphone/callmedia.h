// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/testphone/soundline.h"
#include "telephony/media/level.h"
#include "telephony/media/peeraddress.h"
#include "telephony/media/samples.h"
#include "telephony/media/stream.h"

#include <map>
#include <thread>

namespace app {

/// The sound of one call: a thread with a 20 ms clock between the RTP of the platform and a SoundLine. All functions belong
/// to the thread that made it; the tick neither allocates, locks nor logs. Runs from construction to destruction.
class CallMedia
{
public:
    /// Name of the thread, for tools and tests.
    static constexpr const char *threadName = "vb-phone";

    /// What was agreed with the platform.
    struct Agreed
    {
        sockaddr_in peer{};
        telephony::media::Codec codec = telephony::media::Codec::Pcmu;
        int payloadType = 0;
        int dtmfPayloadType = -1; ///< −1: no digits
        bool send = false, receive = false;
    };
    struct Figures
    {
        std::atomic<int> bufferMs{0};
        std::atomic<float> lossPercent{0}, sentDb{telephony::media::silenceDb}, heardDb{telephony::media::silenceDb};
    };

    CallMedia(telephony::media::PortPair ports, SoundLine &line);
    ~CallMedia();

    quint16 port() const { return m_ports.port; }
    void connect(const Agreed &agreed);
    /// False: a hundred digits wait already.
    bool sendDigit(char digit);
    void setMuted(bool muted) { m_muted.store(muted, std::memory_order_relaxed); }
    /// In place of the microphone, and of what played before.
    void play(telephony::media::Samples samples);
    void stopPlaying();
    /// Frees what has been played. @returns whether something still is.
    bool isPlaying();
    const Figures &figures() const { return m_figures; }
    /// Samples heard and not collected; eight seconds of them are kept.
    size_t heard() const { return m_heard.size(); }
    void collect(std::vector<qint16> *to);

private:
    struct Command
    {
        enum class Kind { Connect, Play, Stop } kind = Kind::Stop;
        Agreed agreed;
        std::span<const qint16> samples;
        quint64 playing = 0;
    };

    void give(Command command);

    // On the thread.
    void run();
    void tick();
    void runCommands();
    void receive();
    void accept(const sockaddr_in &from, std::span<const uint8_t> datagram);
    void hear();
    void speak();
    bool fillFromPlaying(telephony::media::Frame &to);
    bool sendEvent();
    void send(bool marker, int payloadType, uint32_t timestamp, std::span<const uint8_t> payload);

    telephony::media::PortPair m_ports;
    SoundLine &m_line;
    Figures m_figures;
    SpscRing<Command, 64> m_commands;
    SpscRing<char, 128> m_digits;
    SpscRing<qint16, 65'536> m_heard;
    std::atomic<bool> m_muted{false}, m_stopping{false};
    std::atomic<quint64> m_released{0}; ///< the tick is done with this playing and all before it

    std::map<quint64, telephony::media::Samples> m_samples; ///< by number of the playing
    quint64 m_newestPlaying = 0;

    bool m_connected = false;
    Agreed m_agreed;
    telephony::media::ReceiveBatch m_batch;
    telephony::rtp::JitterBuffer m_buffer;
    telephony::rtp::Reception m_reception;
    telephony::rtp::DtmfSender m_sender;
    Cushion m_cushion;
    std::span<const qint16> m_playing;
    quint64 m_playingNumber = 0;
    int m_ticks = 0;
    uint16_t m_sequence;
    uint32_t m_timestamp, m_ssrc, m_eventTimestamp = 0;
    bool m_marker = true;

    int m_wake;
    std::thread m_thread;
};

} // namespace app
