// SPDX-License-Identifier: GPL-3.0-or-later
// Recordings: what the tick takes, and the files that come of it.
#include "mediapeer.h"

#include "core/systemclock.h"
#include "telephony/media/pipevoice.h"
#include "telephony/media/wavfile.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace telephony::media;
using testmedia::Desk;
using testmedia::Peer;

namespace {
/// One voice at a pipe, and its recorder.
struct Booth
{
    Booth()
    {
        desk.add(&voice);
        recorder->name = "r";
        recorder->id = 1;
        recorder->ring = ring;
    }
    void begin() { voice.recorders.add(recorder); }
    void say(qint16 level, int ticks)
    {
        Frame frame;
        frame.fill(level);
        for (int i = 0; i < ticks; ++i) {
            pipe->write(frame);
            desk.tick();
        }
    }
    /// What was recorded, as `value×frames`.
    QStringList recorded()
    {
        QStringList runs;
        Frame frame{};
        int last = 0, count = 0;
        const auto flush = [&] {
            if (count > 0)
                runs << QStringLiteral("%1x%2").arg(last).arg(count);
            count = 0;
        };
        while (ring->take(frame) == frameSamples) {
            if (frame[0] != last)
                flush();
            last = frame[0];
            ++count;
        }
        flush();
        return runs;
    }

    Desk desk;
    std::shared_ptr<SoundPipe> pipe = std::make_shared<SoundPipe>();
    PipeVoice voice{"v", pipe};
    std::shared_ptr<SampleRing> ring = std::make_shared<SampleRing>(65'536);
    Recorder *recorder = new Recorder;
};

struct Engine
{
    QStringList log;
    MediaEngine media{std::make_shared<core::SystemClock>(), [](const QString &) { return Samples(); }, events()};
    QTemporaryDir folder;

    Events events()
    {
        Events wanted;
        wanted.recordingStarted = [this](QString name) { log << "started " + name; };
        wanted.recordingFinished = [this](QString name, int duration, int talking, int silence) {
            log << QStringLiteral("finished %1").arg(name);
            lengths = {duration, talking, silence};
        };
        wanted.recordingFailed = [this](QString name, QString why) { log << "failed " + name + (why.isEmpty() ? " ?" : ""); };
        return wanted;
    }
    QString path(const QString &name) const { return folder.filePath(name); }
    RecordingParameters into(const QString &name, const QString &format = "wav") const
    {
        RecordingParameters parameters;
        parameters.path = path(name);
        parameters.format = format;
        return parameters;
    }
    static void say(SoundPipe &pipe, qint16 level, int frames)
    {
        Frame frame;
        frame.fill(level);
        for (int i = 0; i < frames; ++i)
            pipe.write(frame);
    }
    std::array<int, 3> lengths{};
};

bool has(const Samples &samples, qint16 level, int tolerance = 0)
{
    return samples && std::any_of(samples->begin(), samples->end(),
                                  [&](qint16 sample) { return sample != 0 && std::abs(sample - level) <= tolerance; });
}
} // namespace

class RecordingTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void pauseWritesNothingAndMuteWritesSilence()
    {
        Booth booth;
        booth.begin();
        booth.say(500, 3);
        booth.recorder->paused = true;
        booth.say(600, 5);
        booth.recorder->paused = false;
        booth.recorder->muted = true;
        booth.say(700, 4);
        booth.recorder->muted = false;
        booth.say(800, 2);
        QCOMPARE(booth.recorded(), QStringList({"0x1", "500x2", "0x4", "700x1", "800x1"})); // the pipe is a frame behind
        booth.voice.recorders.stop(1, booth.desk.outbox);
        QCOMPARE(booth.desk.news(), QStringList({"recorded r 180"}));
    }

    void aBeepIsHeardAndNotRecorded()
    {
        Booth booth;
        booth.recorder->beep = testmedia::constant(99, 400);
        booth.begin();
        booth.say(500, 6);
        QCOMPARE(booth.recorded(), QStringList({"500x3"}));
        Frame frame;
        QList<int> heard;
        while (booth.pipe->read(frame))
            heard << frame[0];
        QCOMPARE(heard, QList<int>({99, 99, 99, 0, 0, 0}));
        booth.voice.recorders.endAll(booth.desk.outbox);
        QCOMPARE(booth.desk.news(), QStringList({"recorded r 60"}));
    }

    void itEndsAtTheMaximum()
    {
        Booth booth;
        booth.recorder->longestTicks = 10;
        booth.begin();
        booth.say(500, 30);
        QCOMPARE(booth.desk.news(), QStringList({"recorded r 200"}));
    }

    void itEndsAfterSilence()
    {
        Booth booth;
        booth.recorder->silenceTicks = 10;
        booth.begin();
        booth.say(300, 8);
        booth.say(100, 9); // not yet
        booth.say(300, 5);
        QVERIFY(booth.desk.news().isEmpty());
        booth.recorder->muted = true;
        booth.say(300, 30);
        QVERIFY(booth.desk.news().isEmpty()); // the silence of a mute ends nothing
        booth.recorder->muted = false;
        booth.say(100, 30);
        QCOMPARE(booth.desk.news().size(), 1);
    }

    void theSilenceThatEndedItIsCutOff()
    {
        Engine engine;
        engine.media.start();
        const auto pipe = engine.media.openPipe("a");
        RecordingParameters parameters = engine.into("cut.wav");
        parameters.maxSilence = core::Millis(1000);
        Engine::say(*pipe, 3000, 50);
        QVERIFY(engine.media.record("r", "a", parameters));
        QTRY_COMPARE_WITH_TIMEOUT(engine.log, QStringList({"started r", "finished r"}), 15'000);
        QVERIFY(engine.lengths[2] >= 1000); // the report tells of all
        QCOMPARE(int(readSound(engine.path("cut.wav"))->size()), (engine.lengths[0] - 800) * 8);
    }

    void keysEndIt_data()
    {
        QTest::addColumn<QByteArray>("keys");
        QTest::addColumn<char>("pressed");
        QTest::addColumn<bool>("ends");
        QTest::newRow("none") << QByteArray() << '#' << false;
        QTest::newRow("the one") << QByteArray("#") << '#' << true;
        QTest::newRow("another") << QByteArray("#") << '5' << false;
        QTest::newRow("any") << QByteArray("0123456789*#ABCD") << '5' << true;
    }
    void keysEndIt()
    {
        QFETCH(QByteArray, keys);
        QFETCH(char, pressed);
        Booth booth;
        booth.recorder->keys = keys;
        booth.begin();
        booth.say(500, 5);
        booth.voice.pressed(pressed, booth.desk.outbox);
        QTEST(!booth.desk.news().isEmpty(), "ends");
    }

    void keysOfAMemberEndTheBridgesRecording()
    {
        Desk desk;
        Bridge room;
        desk.add(&room);
        Peer peer;
        auto line = desk.open("a", peer);
        line.stream->bridge = &room;
        auto *recorder = new Recorder;
        recorder->name = "mix";
        recorder->ring = std::make_shared<SampleRing>(65'536);
        recorder->keys = "#";
        room.recorders.add(recorder);
        peer.press(line.port, 11);
        for (int i = 0; i < 6; ++i)
            desk.tick();
        QVERIFY(desk.news().filter("recorded mix").size() == 1);
    }

    /// A disk that takes nothing must not stop the tick.
    void aFullRingEndsIt()
    {
        Booth booth;
        booth.begin();
        booth.say(500, 500);
        QCOMPARE(booth.desk.news(), QStringList({"recorded r 8180"}));
    }

    void aStreamIsRecordedToAFile()
    {
        Engine engine;
        engine.media.start();
        const auto pipe = engine.media.openPipe("a");
        const QString name = "one.wav";
        QVERIFY(engine.media.record("r", "a", engine.into(name)));
        QVERIFY(!engine.media.record("r", "a", engine.into("other.wav")));
        QTRY_COMPARE(engine.log, QStringList({"started r"}));
        Engine::say(*pipe, 3000, 20);
        QTRY_COMPARE(pipe->pending(), size_t(0));
        engine.media.stopRecording("r");
        QTRY_COMPARE(engine.log, QStringList({"started r", "finished r"}));
        QVERIFY(engine.lengths[0] >= 380 && engine.lengths[1] >= 380 && engine.lengths[1] <= 400);
        QCOMPARE(engine.lengths[0], engine.lengths[1] + engine.lengths[2]);
        const Samples file = readSound(engine.path(name));
        QVERIFY(has(file, 3000));
        QCOMPARE(int(file->size()), engine.lengths[0] * 8);
        QVERIFY(engine.media.record("r", "a", engine.into("again.wav"))); // the name is free again
    }

    void aBridgeIsRecordedAsItsMix()
    {
        Engine engine;
        engine.media.start();
        const auto one = engine.media.openPipe("1"), two = engine.media.openPipe("2");
        engine.media.createBridge("room");
        engine.media.addToBridge("room", "1");
        engine.media.addToBridge("room", "2");
        Engine::say(*one, 1000, 100);
        Engine::say(*two, 300, 100);
        QVERIFY(engine.media.record("r", "room", engine.into("mix.wav")));
        QTRY_VERIFY(one->pending() < 60);
        engine.media.destroyBridge("room"); // ends it
        QTRY_COMPARE(engine.log, QStringList({"started r", "finished r"}));
        const Samples file = readSound(engine.path("mix.wav"));
        QVERIFY(has(file, 1300));
    }

    void closingTheStreamEndsIt()
    {
        Engine engine;
        engine.media.start();
        const auto pipe = engine.media.openPipe("a");
        engine.media.record("r", "a", engine.into("closed.wav"));
        QTRY_COMPARE(engine.log, QStringList({"started r"}));
        engine.media.close("a");
        QTRY_COMPARE(engine.log, QStringList({"started r", "finished r"}));
        QTRY_VERIFY(pipe->isClosed());
    }

    void discardingDeletes()
    {
        Engine engine;
        engine.media.start();
        const auto pipe = engine.media.openPipe("a");
        engine.media.record("r", "a", engine.into("gone.wav"));
        QTRY_COMPARE(engine.log, QStringList({"started r"}));
        QVERIFY(QFile::exists(engine.path("gone.wav")));
        engine.media.stopRecording("r", true);
        QTRY_COMPARE(engine.log, QStringList({"started r", "finished r"}));
        QVERIFY(!QFile::exists(engine.path("gone.wav")));
    }

    /// The calls right behind record(), before the file is open.
    void whatIsAskedAtOnceHolds()
    {
        Engine engine;
        engine.media.start();
        const auto pipe = engine.media.openPipe("a");
        engine.media.record("muted", "a", engine.into("muted.wav"));
        engine.media.muteRecording("muted", true);
        engine.media.record("stopped", "a", engine.into("stopped.wav"));
        engine.media.stopRecording("stopped");
        Engine::say(*pipe, 3000, 20);
        QTRY_COMPARE(pipe->pending(), size_t(0));
        engine.media.stopRecording("muted");
        QTRY_COMPARE(engine.log.filter("finished").size(), 2);
        QVERIFY(!has(readSound(engine.path("muted.wav")), 3000));
        QVERIFY(QFile::exists(engine.path("stopped.wav")));
    }

    void whatCannotBeWrittenIsTold()
    {
        Engine engine;
        engine.media.start();
        const auto pipe = engine.media.openPipe("a");
        QVERIFY(!engine.media.record("r", "nobody", engine.into("x.wav")));
        QVERIFY(!engine.media.record("r", "a", engine.into("x.doc", "doc")));
        QVERIFY(engine.media.record("r", "a", engine.into("no/such/folder.wav")));
        QTRY_COMPARE(engine.log, QStringList({"failed r"}));
        if (QFile::exists("/dev/full")) {
            RecordingParameters full;
            full.path = "/dev/full";
            full.format = "sln";
            QVERIFY(engine.media.record("full", "a", full));
            QTRY_VERIFY(engine.log.contains("failed full"));
        }
    }

    void appendingGoesOn_data()
    {
        QTest::addColumn<QString>("format");
        QTest::newRow("wav") << "wav";
        QTest::newRow("u-law") << "ulaw";
    }
    void appendingGoesOn()
    {
        QFETCH(QString, format);
        Engine engine;
        engine.media.start();
        const auto pipe = engine.media.openPipe("a");
        RecordingParameters parameters = engine.into("long." + format, format);
        for (const qint16 level : {qint16(3000), qint16(5000)}) {
            parameters.append = level == 5000;
            QVERIFY(engine.media.record("r", "a", parameters));
            QTRY_VERIFY(engine.log.endsWith("started r"));
            Engine::say(*pipe, level, 10);
            QTRY_COMPARE(pipe->pending(), size_t(0));
            engine.media.stopRecording("r");
            QTRY_VERIFY(engine.log.endsWith("finished r"));
        }
        const Samples file = readSound(engine.path("long." + format));
        QVERIFY(has(file, 3000, 90) && has(file, 5000, 130));
    }

    /// A crash costs a second: the header tells of what is there.
    void theHeaderIsRightWhileItRuns()
    {
        Engine engine;
        engine.media.start();
        const auto pipe = engine.media.openPipe("a");
        Engine::say(*pipe, 3000, 150);
        engine.media.record("r", "a", engine.into("running.wav"));
        QTRY_VERIFY(has(readSound(engine.path("running.wav")), 3000));
        QVERIFY(!engine.log.contains("finished r"));
        engine.media.stop();
        const Samples file = readSound(engine.path("running.wav"));
        QVERIFY(has(file, 3000)); // stopping the engine closes the file
    }
};

QTEST_GUILESS_MAIN(RecordingTest)
#include "tst_recording.moc"
