// SPDX-License-Identifier: GPL-3.0-or-later
// The tick neither allocates nor frees (architecture, media): every malloc and free of the program is seen here.
#include "mediapeer.h"

#include "core/systemclock.h"
#include "telephony/media/mediathread.h"
#include "telephony/media/pipevoice.h"
#include "telephony/media/snoop.h"

#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <cstring>
#include <deque>
#include <sys/prctl.h>

namespace {
thread_local bool countHere = false;
std::atomic<bool> countMediaThread{false};
std::atomic<int> counted{0};

void note()
{
    if (countMediaThread.load(std::memory_order_relaxed)) {
        char name[16] = "";
        prctl(PR_GET_NAME, name);
        if (std::strcmp(name, telephony::media::MediaThread::threadName) == 0)
            ++counted;
    }
    if (countHere)
        ++counted;
}
} // namespace

#if defined(__has_feature) && __has_feature(address_sanitizer)
extern "C" void __sanitizer_malloc_hook(const volatile void *, size_t) { note(); }
extern "C" void __sanitizer_free_hook(const volatile void *pointer)
{
    if (pointer)
        note();
}
#else
extern "C" {
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);
void __libc_free(void *);

void *malloc(size_t size)
{
    note();
    return __libc_malloc(size);
}
void *calloc(size_t count, size_t size)
{
    note();
    return __libc_calloc(count, size);
}
void *realloc(void *pointer, size_t size)
{
    note();
    return __libc_realloc(pointer, size);
}
void *aligned_alloc(size_t alignment, size_t size)
{
    note();
    return __libc_memalign(alignment, size);
}
void free(void *pointer)
{
    if (pointer)
        note();
    __libc_free(pointer);
}
}
#endif

using namespace telephony::media;
using testmedia::constant;
using testmedia::Desk;
using testmedia::Peer;

class MediaTickTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theHookSees()
    {
        counted = 0;
        countHere = true;
        auto *text = new QString(QStringLiteral("x").repeated(3));
        delete text;
        countHere = false;
        QVERIFY(counted >= 4);
    }

    /// Twelve seconds of everything at once: audio, loss, keys, playbacks, music, a bridge, strangers, RTCP, all of it on tape.
    void streamsTickWithoutTheHeap()
    {
        Desk desk;
        RtpTape tape(std::make_shared<core::SystemClock>(), 0);
        desk.outbox.tape = &tape;
        Bridge bridge;
        desk.add(&bridge);
        std::array<Peer, 4> peers;
        Peer stranger;
        std::array<Desk::Line, 4> lines;
        for (size_t i = 0; i < 4; ++i)
            lines[i] = desk.open(QString::number(i), peers[i]);
        lines[0].stream->echo = true;
        lines[1].stream->bridge = lines[2].stream->bridge = &bridge;
        Samples music = constant(500, 1000);
        lines[3].stream->setMusic(music);
        lines[3].stream->ringback = true;
        lines[2].stream->play(testmedia::playback("loop", {constant(1000, 333), constant(2000, 5)}, true));
        for (int key = 0; key < 3; ++key)
            lines[1].stream->sendDigits(testmedia::digits(lines[1].stream.get(), "123#"));
        const QByteArray report = QByteArray::fromHex("80c80006000000090000000100000002000000030000000400000005");
        counted = 0;
        for (int tick = 0; tick < 600; ++tick) {
            for (size_t i = 0; i < 4; ++i) {
                if ((tick + int(i)) % 7 != 0)
                    peers[i].speak(lines[i].port, char(tick));
                else
                    peers[i].timestamp += 160 * (tick % 3);
                if (tick % 50 == 9)
                    peers[i].press(lines[i].port, char(tick % 16));
                stranger.speak(lines[i].port, char(tick));
                stranger.sendRaw(lines[i].port, "nonsense");
                if (tick % 20 == 0)
                    peers[i].sendRaw(quint16(lines[i].port + 1), report);
            }
            if (tick % 100 == 50)
                lines[2].stream->play(testmedia::playback("short", {constant(3000, 400)}));
            countHere = true;
            desk.tick();
            if (tick % 100 == 60)
                lines[2].stream->stopPlayback(qHash(QStringLiteral("loop")), desk.outbox);
            countHere = false;
        }
        QCOMPARE(counted.load(), 0);
        const QStringList news = desk.news();
        QVERIFY(news.filter("digit").size() >= 40);
        QVERIFY(news.contains("finished loop") && news.contains("finished short") && news.filter("sent").size() == 3);
        const TapedStream taped = lines[0].stream->taped();
        QVERIFY(!tape.read({&taped, 1}).packets.empty());
    }

    /// Every codec in and out with SRTP, with loss and disorder, with keys heard in the sound and sent as sound.
    void codecsAndKeysTickWithoutTheHeap()
    {
        constexpr std::array codecs{Codec::Pcma, Codec::G722, Codec::Opus, Codec::L16, Codec::L16Wide};
        constexpr size_t count = codecs.size();
        Desk desk;
        RtpTape tape(std::make_shared<core::SystemClock>(), 0);
        desk.outbox.tape = &tape;
        std::array<Peer, count> peers;
        std::array<Desk::Line, count> lines;
        std::array<std::unique_ptr<LineCodec>, count> sayers;
        std::deque<telephony::rtp::SrtpSender> senders;
        for (size_t i = 0; i < count; ++i) {
            auto agreed = Desk::parameters(peers[i].port());
            agreed.codec = codecs[i];
            agreed.payloadType = factsOf(codecs[i]).payloadType;
            agreed.dtmfPayloadType = -1;
            agreed.ptimeMs = i % 2 == 0 ? 20 : 40;
            agreed.srtp = SrtpKeys();
            senders.emplace_back(agreed.srtp->in);
            lines[i] = desk.open(QString::number(i));
            Desk::connect(lines[i], agreed);
            lines[i].stream->echo = true;
            lines[i].stream->sendDigits(testmedia::digits(lines[i].stream.get(), "159D"));
            CodecSetup setup;
            setup.codec = codecs[i];
            sayers[i] = std::make_unique<LineCodec>(setup);
        }
        counted = 0;
        uint32_t timestamp = 0;
        std::array<QByteArray, count> kept;
        for (int tick = 0; tick < 600; ++tick, timestamp += 160) {
            for (size_t i = 0; i < count; ++i) {
                Frame frame;
                for (size_t at = 0; at < frame.size(); ++at)
                    frame[at] = int16_t((at * 997 + size_t(tick) * 31) % 9000);
                sayers[i]->push(frame, timestamp);
                const auto payload = sayers[i]->next();
                QByteArray bytes = Peer::bytesOf(
                    {factsOf(codecs[i]).payloadType, false, peers[i].sequence++, sayers[i]->clock.toWire(timestamp), 7,
                     QByteArray(reinterpret_cast<const char *>(payload->bytes.data()), qsizetype(payload->bytes.size()))});
                const qsizetype size = bytes.size();
                bytes.resize(size + qsizetype(telephony::rtp::srtpOverhead));
                auto *data = reinterpret_cast<uint8_t *>(bytes.data());
                bytes.resize(qsizetype(senders[i].protect({data, size_t(bytes.size())}, size_t(size))));
                if (tick % 11 == 3) // lost
                    continue;
                if (tick % 7 == 5) { // overtaken
                    kept[i] = bytes;
                    continue;
                }
                peers[i].sendRaw(lines[i].port, bytes);
                if (!kept[i].isEmpty())
                    peers[i].sendRaw(lines[i].port, std::exchange(kept[i], {}));
                peers[i].sendRaw(lines[i].port, bytes);    // a replay
                peers[i].speak(lines[i].port, char(tick)); // no SRTP
                --peers[i].sequence;
            }
            countHere = true;
            desk.tick();
            countHere = false;
        }
        QCOMPARE(counted.load(), 0);
        for (const Desk::Line &line : lines)
            QVERIFY(line.stream->figures.received.load() > 400 && line.stream->figures.forged.load() > 400);
    }

    /// Snoops, pipes, recordings that end in every way, gains, talking, a holding bridge, members that come and go.
    void roomsTickWithoutTheHeap()
    {
        Desk desk;
        Bridge room, queue("queue", BridgeKind::Holding);
        desk.add(&room);
        desk.add(&queue);
        std::array<Peer, 10> peers;
        std::array<Desk::Line, 10> lines;
        for (size_t i = 0; i < 10; ++i) {
            lines[i] = desk.open(QString::number(i), peers[i]);
            lines[i].stream->bridge = &room;
        }
        const auto pipe = std::make_shared<SoundPipe>();
        PipeVoice phone("pipe", pipe);
        Snoop snoop("snoop", Tap::Both, Tap::Both);
        desk.add(&phone);
        desk.add(&snoop);
        lines[0].stream->attach(&snoop);
        phone.bridge = &queue;
        lines[1].stream->talk.set(TalkThresholds{core::Millis(100), 256});
        lines[2].stream->gainIn.set(6);
        lines[3].stream->gainOut.set(-6);
        Samples music = constant(500, 1000);
        queue.setMusic(music);
        std::vector<std::shared_ptr<SampleRing>> rings;
        const auto record = [&rings](RecorderList &list, int kind) {
            rings.push_back(std::make_shared<SampleRing>(kind == 0 ? 1024 : 65'536));
            auto *recorder = new Recorder;
            recorder->name = QString::number(kind);
            recorder->id = quint64(kind);
            recorder->ring = rings.back();
            recorder->longestTicks = kind == 1 ? 30 : 0;
            recorder->silenceTicks = kind == 2 ? 10 : 0;
            recorder->keys = kind == 3 ? "5" : "";
            recorder->beep = kind == 4 ? constant(99, 1600) : nullptr;
            list.add(recorder);
        };
        counted = 0;
        for (int tick = 0; tick < 300; ++tick) {
            for (size_t i = 0; i < 10; ++i)
                peers[i].speak(lines[i].port, char(tick % 40 < 20 ? 0x90 : 0xFF));
            if (tick % 50 == 0) {
                peers[0].press(lines[0].port, 5);
                for (int kind = 0; kind < 5; ++kind) {
                    record(room.recorders, kind);
                    record(snoop.recorders, kind);
                }
                room.player.play(testmedia::playback("hello", {constant(3000, 400)}));
            }
            Frame frame{};
            countHere = true;
            pipe->write(frame);
            pipe->read(frame);
            pipe->acknowledge();
            desk.tick();
            if (tick % 50 == 40) {
                room.recorders.stop(4, desk.outbox);
                lines[4].stream->bridge = nullptr;
            }
            if (tick % 50 == 45)
                lines[4].stream->bridge = &room;
            if (tick == 250) {
                snoop.finishAll(desk.outbox);
                room.finishAll(desk.outbox);
            }
            countHere = false;
        }
        QCOMPARE(counted.load(), 0);
        const QStringList news = desk.news();
        for (const char *kind : {"0", "1", "2", "3", "4"})
            QVERIFY2(!news.filter(QStringLiteral("recorded %1 ").arg(kind)).isEmpty(), kind);
        QVERIFY(!news.filter("talking").isEmpty() && news.contains("finished hello"));
    }

    void theThreadRunsWithoutTheHeap()
    {
        int digits = 0, finished = 0, recorded = 0;
        Events events;
        events.digit = [&digits](QString, char, int) { ++digits; };
        events.playbackFinished = [&finished](QString, QString) { ++finished; };
        events.recordingFinished = [&recorded](QString, int, int, int) { ++recorded; };
        MediaEngine media(std::make_shared<core::SystemClock>(), [](const QString &) { return constant(700, 800); }, events);
        media.start();
        std::array<Peer, 2> peers;
        std::array<quint16, 2> ports;
        media.createBridge("room");
        for (size_t i = 0; i < 2; ++i) {
            const QString name = QString::number(i);
            ports[i] = *media.open(name, QHostAddress::LocalHost);
            media.connectStream(name, Desk::parameters(peers[i].port()));
            media.addToBridge("room", name);
        }
        QTRY_VERIFY(media.stats("0")->packetsSent > 0 && media.stats("1")->packetsSent > 0);
        QTemporaryDir folder;
        const auto pipe = media.openPipe("pipe");
        media.openSnoop("snoop", "0", Tap::Both, Tap::Both);
        QTRY_VERIFY(media.stats("pipe")->packetsSent > 0);
        counted = 0;
        countMediaThread = true;
        media.keepRtp(1);
        media.play("0", "hello", {"x", "y"});
        media.setMusic("1", "music");
        media.playToBridge("room", "all", {"x"});
        media.setTalkDetection("0", TalkThresholds());
        media.setGain("0", Direction::Both, 3);
        for (const char *target : {"0", "room", "snoop", "pipe"}) {
            RecordingParameters parameters;
            parameters.path = folder.filePath(QLatin1String(target));
            parameters.beep = true;
            media.record(target, target, parameters);
        }
        media.sendDigits("0", "12", core::Millis(0), core::Millis(20), core::Millis(40), core::Millis(0));
        for (int i = 0; i < 20; ++i) {
            peers[0].speak(ports[0], char(i));
            peers[1].press(ports[1], 5);
            media.setMute("0", Direction::In, i % 2 == 0);
            QTest::qWait(10);
        }
        QTRY_VERIFY(digits >= 20 && finished == 2);
        media.setMusic("1", {});
        QVERIFY(!media.rtpOf({"0"})().packets.empty());
        media.keepRtp(0);
        media.stopRecording("0");
        media.close("snoop");
        media.removeFromBridge("0");
        media.destroyBridge("room");
        media.close("0");
        const quint64 sent = media.stats("1")->packetsSent;
        QTRY_VERIFY(media.stats("1")->packetsSent > sent + 2);
        QTRY_COMPARE(recorded, 3);
        countMediaThread = false;
        QCOMPARE(counted.load(), 0);
    }
};

QTEST_GUILESS_MAIN(MediaTickTest)
#include "tst_mediatick.moc"
