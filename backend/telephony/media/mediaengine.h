// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "telephony/media/codec.h"
#include "telephony/media/rtptape.h"
#include "telephony/media/samples.h"
#include "telephony/media/secureline.h"
#include "telephony/media/soundpipe.h"

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
    QHostAddress peer;    ///< where to send
    quint16 peerPort = 0; ///< 0: hold, nothing is sent
    QHostAddress
        signalling; ///< where its SIP comes from; another host than `peer`: a NAT, whose address is learned; null: unknown
    Codec codec = Codec::Pcmu;
    int payloadType = 0;
    int dtmfPayloadType = 101; ///< −1: the peer has no telephone-event; keys are heard in its sound and sent as tones
    bool send = true;          ///< by direction attribute
    bool receive = true;
    int payloadTypeIn = -1;     ///< the number we offered, if the peer answered with another one (RFC 3264 §5.1); −1: it did not
    int dtmfPayloadTypeIn = -1; ///< as above
    int dtmfClockRate = 8000;   ///< of the telephone-event: 8000, 16000 or 48000
    int ptimeMs = 20;           ///< of the packets sent, 10 to 60
    int bitrate = 0;            ///< most that the peer wants to get from Opus, bit/s; 0: our own choice
    bool constantBitrate = false;
    bool rtcpMux = false;         ///< RTCP on the RTP port (RFC 5761)
    std::optional<SrtpKeys> srtp; ///< SRTP both ways; a description that repeats a key leaves its counters alone
};

/// Figures of one stream, read at any time.
struct StreamStats
{
    quint64 packetsReceived = 0, packetsSent = 0, packetsLost = 0, packetsDropped = 0;
    quint64 packetsForged = 0;                  ///< of the dropped: SRTP that was not authentic, or a replay
    double jitterMs = 0;                        ///< RFC 3550 §6.4.1
    double lossPercent = 0;                     ///< of the last 5 s
    double roundTripMs = -1;                    ///< from RTCP (§6.4.1); −1: not known
    quint64 octetsReceived = 0, octetsSent = 0; ///< of payload
    quint64 peerLost = 0;                       ///< packets of ours that the peer misses, by its reports, as peerJitterMs
    double peerJitterMs = 0;
    quint32 ssrc = 0, peerSsrc = 0;      ///< 0: none yet
    bool peerLeft = false;               ///< its last word was a BYE (RFC 3550 §6.6), which stops nothing
    int bufferMs = 0;                    ///< depth of the jitter buffer
    int quietMs = 0;                     ///< since the peer's last packet, or since it was agreed that some come
    float levelIn = -96, levelOut = -96; ///< dBFS of the last 100 ms
};

enum class Direction { In, Out, Both }; ///< as ARI: in = from the channel into the platform, out = towards the channel
enum class Tap { None, In, Out, Both }; ///< which side of a stream a snoop spies upon or whispers into
enum class BridgeKind { Mixing, Holding };
enum class BridgeRole { Participant, Announcer }; ///< of a holding bridge

/// When talking begins and ends, as Asterisk's TALK_DETECT.
struct TalkThresholds
{
    core::Millis silence{2500}; ///< after so much of it the talking has ended
    int level = 256;            ///< mean magnitude of 20 ms that counts as talking, 1 to 32767
};

/// What is recorded where, and until when.
struct RecordingParameters
{
    QString path; ///< of the file to write, in a folder that is there
    /// wav, ulaw (ul), alaw (al), sln (slin, raw), gsm, flac, ogg; of 16 kHz: wav16, sln16, g722
    QString format = QStringLiteral("wav");
    core::Millis maxDuration{0}; ///< of the file; 0: no limit
    /// So much silence in a row ends it, and all but 0.2 s of that is cut off (not of flac and ogg); 0: none does.
    core::Millis maxSilence{0};
    bool beep = false;   ///< heard by the stream or the bridge before it begins
    QString terminateOn; ///< key that ends it: `any`, `*`, `#`, or a row of keys; `none` or empty: no key
    bool append = false; ///< go on behind what the file has (not gsm, flac, ogg); else the file is replaced
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
    /// Somebody began to talk (0), or has stopped after `durationMs` with the silence that showed it. See setTalkDetection().
    std::function<void(QString stream, bool talking, int durationMs)> talking;
    /// The file is open; a beep may still sound.
    std::function<void(QString recording)> recordingStarted;
    /// The file is complete and closed, or gone when it was discarded. Talking and silence are parts of the duration, which has
    /// no beeps and pauses in it.
    std::function<void(QString recording, int durationMs, int talkingMs, int silenceMs)> recordingFinished;
    /// The file could not be written. What it has so far stays.
    std::function<void(QString recording, QString why)> recordingFailed;
};

/// Finds samples for a media URI. Called on a loader thread, never in the tick. Shape: mono 16-bit, 8 kHz; null: unreadable.
using MediaLoader = std::function<Medium(const QString &uri)>;

/// What a MediaFetcher brings: a local file, or the bytes of one; neither: it cannot be had.
struct FetchedMedia
{
    QString path;
    QByteArray bytes;
};
/// Brings media that the loader does not know and that take their time: `http:` and `https:` URLs, and `digits:`, `number:` and
/// `characters:` to be said. Called on the thread that created the engine, and answers there, once, whenever it likes.
using MediaFetcher = std::function<void(const QString &uri, std::function<void(FetchedMedia)> done)>;

/// All functions may be called from any thread, return at once and take effect at the next tick. Streams, playbacks and
/// bridges are named by the caller; unknown names are ignored.
class MediaEngine
{
public:
    /// @param fetcher  empty: only what the loader knows is played.
    MediaEngine(std::shared_ptr<core::Clock> clock, MediaLoader loader, Events events, MediaFetcher fetcher = {});
    ~MediaEngine();

    void start();
    /// Stops the threads; nothing is reported any more. On the creating thread; may be called twice.
    void stop();

    /// Opens an RTP/RTCP port pair on `address` (IPv4).
    /// @returns the RTP port (even), or nullopt when the range is used up or the name is taken.
    std::optional<quint16> open(const QString &stream, const QHostAddress &address);
    void connectStream(const QString &stream, StreamParameters parameters);
    /// Opens a stream without a network that says what `of` says (in), hears (out) or both, and whose own ears whisper to the
    /// same places. It may be bridged, played to and recorded like any other; it is silent once `of` is closed.
    /// @returns false when the name is taken or `of` is unknown.
    bool openSnoop(const QString &stream, const QString &of, Tap spy, Tap whisper);
    /// Opens two streams that are each other's far end, without a network: the halves of a Local channel. Closing one leaves the
    /// other in silence. @returns false when a name is taken.
    bool openPair(const QString &one, const QString &other);
    /// Opens a stream whose far end is the caller. @returns null when the name is taken.
    std::shared_ptr<SoundPipe> openPipe(const QString &stream);
    void close(const QString &stream);
    std::optional<StreamStats> stats(const QString &stream) const;
    /// From now on the packets of all streams are kept in memory, the newest `bytes` of them; 0: none, and what was kept goes.
    void keepRtp(size_t bytes);
    /// What is kept of these streams, also of those that were closed. The function looks it up, for which it takes its time: on
    /// any thread, also when the engine is gone. Null: nothing is kept.
    std::function<KeptRtp()> rtpOf(const QStringList &streams) const;

    /// Plays the list in order towards the stream; a later play() of the same stream queues behind. What cannot be read is
    /// left out. `loop` restarts at the end. A playback name that is still in use is ignored.
    void play(const QString &stream, const QString &playback, std::vector<QString> uris, core::Millis offset = core::Millis(0),
              bool loop = false);
    /// The same for all members of a bridge, mixed with their voices.
    void playToBridge(const QString &bridge, const QString &playback, std::vector<QString> uris,
                      core::Millis offset = core::Millis(0), bool loop = false);
    void stopPlayback(const QString &playback);
    void pausePlayback(const QString &playback, bool paused);
    /// Skips forward, or back when negative, within the medium that plays; −24 h is its beginning. Only once it plays.
    void seekPlayback(const QString &playback, core::Millis by);
    /// RFC 4733 towards the peer, in place of audio; a later row queues behind. Other characters than 0-9 * # A-D are left
    /// out; at most 100 keys.
    void sendDigits(const QString &stream, const QString &digits, core::Millis before, core::Millis between,
                    core::Millis duration, core::Millis after);
    /// A key that did not come by RTP (SIP INFO): ends recordings that wait for it. Reported by nobody.
    void noteDigit(const QString &stream, char digit);
    void setEcho(const QString &stream, bool on);
    void setMute(const QString &stream, Direction direction, bool on);
    /// @param decibels  −90 to 90, more is as much; 0: as it is.
    void setGain(const QString &stream, Direction direction, double decibels);
    /// Reports when the far end talks; nullopt: no longer.
    void setTalkDetection(const QString &stream, std::optional<TalkThresholds> thresholds);
    // What the peer hears: a playback, else music, else the echo, else ringback while nobody else is in its bridge, else the
    // bridge, else silence. RTP always flows once connected.
    /// Music on hold, in a loop; empty: off. The same again goes on where it was.
    void setMusic(const QString &streamOrBridge, const QString &uri);
    void setRingback(const QString &stream, bool on); ///< ringback tone towards the peer

    /// Mixing: every member hears the others, nobody itself. Holding: all hear the announcers, music and playbacks.
    void createBridge(const QString &bridge, BridgeKind kind = BridgeKind::Mixing);
    /// Ends its playbacks and recordings, too.
    void destroyBridge(const QString &bridge);
    /// A stream is in at most one bridge: adding moves it, or changes its place. `mute`: does not speak into the bridge.
    void addToBridge(const QString &bridge, const QString &stream, bool mute = false, BridgeRole role = BridgeRole::Participant);
    void removeFromBridge(const QString &stream);

    /// Records what the far end of a stream says, or the mix of a bridge. Ends by itself with its stream or bridge, too.
    /// @returns false when the name of the recording is in use, there is no such stream or bridge, or the format is unknown.
    bool record(const QString &recording, const QString &streamOrBridge, RecordingParameters parameters);
    /// @param discard  also deletes the file.
    void stopRecording(const QString &recording, bool discard = false);
    void pauseRecording(const QString &recording, bool paused); ///< meanwhile nothing is written
    void muteRecording(const QString &recording, bool muted);   ///< meanwhile silence is written, which ends nothing

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace telephony::media
