// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "telephony/media/codec.h"

#include <QHostAddress>
#include <QString>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

/// Real-time media: RTP, jitter buffers, playback, echo, bridges of two and more, on one thread with one 20 ms clock.
namespace telephony::media {

/// What was agreed for a stream (from the SDP answer).
struct StreamParameters
{
    QHostAddress peer;    ///< where to send; learned anew when the first packets come from elsewhere (symmetric RTP)
    quint16 peerPort = 0; ///< 0: hold, nothing is sent
    Codec codec = Codec::Pcmu;
    int payloadType = 0;
    int dtmfPayloadType = 101; ///< −1: the peer has no telephone-event
    bool send = true;          ///< by direction attribute
    bool receive = true;
};

/// Figures of one stream, read at any time.
struct StreamStats
{
    quint64 packetsReceived = 0, packetsSent = 0, packetsLost = 0, packetsDropped = 0;
    double jitterMs = 0;                 ///< RFC 3550 §6.4.1
    double lossPercent = 0;              ///< of the last 5 s
    double roundTripMs = -1;             ///< from RTCP (§6.4.1); −1: not known
    int bufferMs = 0;                    ///< depth of the jitter buffer
    float levelIn = -96, levelOut = -96; ///< dBFS of the last 100 ms
};

/// Called on the thread that created the engine (queued from the media thread).
struct Events
{
    /// A key was pressed and released (RFC 4733): digit 0-9 * # A-D, length in ms. Once a key.
    std::function<void(QString stream, char digit, int durationMs)> digit;
    /// The next medium of a playback begins; `index` counts the readable ones of its list. Not again when it loops.
    std::function<void(QString playback, int index)> playbackStarted;
    /// Once for each play(), unless the engine is stopped first. Empty `failed`: it ended, was stopped, or its stream was
    /// closed; otherwise nothing of the list could be played, and this is its first unreadable medium.
    std::function<void(QString playback, QString failed)> playbackFinished;
    /// The digits of a sendDigits() are out, `after` included.
    std::function<void(QString stream)> digitsSent;
    /// No packet for `silence`, every 5 s of it: the peer is gone or on hold.
    std::function<void(QString stream, core::Millis silence)> silent;
};

/// Finds samples for a media URI. Called on a loader thread, never in the tick. Shape: mono 16-bit, 8 kHz; nullopt: unreadable.
using MediaLoader = std::function<std::shared_ptr<const std::vector<qint16>>(const QString &uri)>;

enum class Direction { In, Out, Both }; ///< as ARI: in = from the channel into the platform, out = towards the channel

/// All functions may be called from any thread, return at once and take effect at the next tick. Streams, playbacks and
/// bridges are named by the caller; unknown names are ignored.
class MediaEngine
{
public:
    MediaEngine(std::shared_ptr<core::Clock> clock, MediaLoader loader, Events events);
    ~MediaEngine();

    void start();
    /// Stops the threads; nothing is reported any more. On the creating thread; may be called twice.
    void stop();

    /// Opens an RTP/RTCP port pair on `address` (IPv4).
    /// @returns the RTP port (even), or nullopt when the range is used up or the name is taken.
    std::optional<quint16> open(const QString &stream, const QHostAddress &address);
    void connectStream(const QString &stream, StreamParameters parameters);
    void close(const QString &stream);
    std::optional<StreamStats> stats(const QString &stream) const;

    /// Plays the list in order towards the stream; a later play() of the same stream queues behind. What cannot be read is
    /// left out. `loop` restarts at the end. A playback name that is still in use is ignored.
    void play(const QString &stream, const QString &playback, std::vector<QString> uris, core::Millis offset = core::Millis(0),
              bool loop = false);
    void stopPlayback(const QString &playback);
    void pausePlayback(const QString &playback, bool paused);
    /// RFC 4733 towards the peer, in place of audio; a later row queues behind. Other characters than 0-9 * # A-D are left
    /// out; at most 100 keys.
    void sendDigits(const QString &stream, const QString &digits, core::Millis before, core::Millis between,
                    core::Millis duration, core::Millis after);
    void setEcho(const QString &stream, bool on);
    void setMute(const QString &stream, Direction direction, bool on);
    // What the peer hears: a playback, else music, else the echo, else ringback while nobody else is in its bridge, else the
    // bridge, else silence. RTP always flows once connected.
    void setMusic(const QString &stream, const QString &uri); ///< music on hold, in a loop; empty: off
    void setRingback(const QString &stream, bool on);         ///< ringback tone towards the peer

    /// A mixing bridge: every member hears the others, nobody itself.
    void createBridge(const QString &bridge);
    void destroyBridge(const QString &bridge);
    /// A stream is in at most one bridge: adding moves it. `mute`: does not speak into the bridge.
    void addToBridge(const QString &bridge, const QString &stream, bool mute = false);
    void removeFromBridge(const QString &stream);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace telephony::media
