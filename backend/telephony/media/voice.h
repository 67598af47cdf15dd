// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/bridge.h"
#include "telephony/media/gain.h"
#include "telephony/media/talkdetector.h"

#include <atomic>

namespace telephony::media {

class ReceiveBatch;
class Snoop;

/// Written by the tick, read by anyone.
struct Figures
{
    std::atomic<quint64> received{0}, sent{0}, lost{0}, dropped{0}, forged{0}, octetsReceived{0}, octetsSent{0};
    std::atomic<float> jitterMs{0}, lossPercent{0}, roundTripMs{-1}, levelIn{-96}, levelOut{-96}, peerJitterMs{0};
    std::atomic<int> bufferMs{0}, peerLost{0}, quietMs{0};
    std::atomic<quint32> ssrc{0}, peerSsrc{0};
    std::atomic<bool> peerLeft{false};
};

/// One who speaks and listens, whatever its far end is: what the tick does with it. Made and freed outside; between them used
/// by the tick only, `name` and `figures` apart. Nothing here allocates, locks or logs except constructor and destructor.
class Voice
{
public:
    explicit Voice(QString voiceName);
    virtual ~Voice();
    Voice(const Voice &) = delete;
    Voice &operator=(const Voice &) = delete;

    const QString name;
    Figures figures;

    // What the outside has asked for.
    bool echo = false, ringback = false, muteIn = false, muteOut = false;
    Gain gainIn, gainOut;
    TalkDetector talk;
    Player player;
    RecorderList recorders;
    Bridge *bridge = nullptr;
    bool muteInBridge = false;
    bool announcer = false; ///< of a holding bridge
    void setMusic(Samples &music) { m_music.play(music); }
    void play(Playback *playback) { player.play(playback); }
    void stopPlayback(quint64 playback, Outbox &out) { player.stop(playback, out); }
    void pausePlayback(quint64 playback, bool paused) { player.pause(playback, paused); }
    /// Keys for the far end. One that cannot be told of them gives them back at once.
    virtual void press(Digits *digits, Outbox &out) { out.give(digits); }
    void attach(Snoop *snoop);
    void detach(Snoop *snoop);
    /// A key of the far end, however it came: ends recordings.
    void pressed(char key, Outbox &out);
    /// Gives back everything that has to be reported, before the voice leaves the tick.
    virtual void finishAll(Outbox &out);

    // The steps of a tick.
    void listen(ReceiveBatch &batch, Outbox &out);
    void contribute();
    void transmit(Outbox &out);

protected:
    /// The next 20 ms from the far end.
    virtual void receive(Frame &to, ReceiveBatch &batch, Outbox &out) = 0;
    /// The next 20 ms for the far end. `shared`, if not null, has the same samples.
    virtual void send(const Frame &frame, SharedFrame *shared, Outbox &out) = 0;
    virtual bool isConnected() const { return true; }

private:
    static constexpr float quietDb = -50;    ///< below it nobody speaks, in a large room
    static constexpr int hangoverTicks = 25; ///< pauses between words
    bool isSpeaking();
    SharedFrame *fill(Frame &to, Outbox &out);

    Frame m_in{};
    float m_levelIn = -96; ///< of this frame
    int m_hangover = 0;
    bool m_added = false; ///< to the bridge's sum
    Snoop *m_snoops = nullptr;
    Loop m_music, m_ringback;
};

} // namespace telephony::media
