// SPDX-License-Identifier: GPL-3.0-or-later
// The files that recordings leave, in every format: what is in them, and where they are cut.
#include "telephony/media/recorder.h"
#include "telephony/media/recordingwriter.h"
#include "telephony/media/wavfile.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <cmath>
#include <numbers>

using namespace telephony::media;

namespace {
constexpr int soundTicks = 50, silentTicks = 30, idleTicks = 20, keptTicks = soundTicks + silentTicks - idleTicks;

struct Desk
{
    Desk() { writer.start(); }

    /// A second of sound, then silence, of which the end is cut off.
    void record(const QString &path, const QString &format, bool append = false)
    {
        RecordingParameters parameters;
        parameters.path = path;
        parameters.format = format;
        parameters.append = append;
        const auto ring = std::make_shared<SampleRing>(65'536);
        std::vector<qint16> samples;
        for (int i = 0; i < (soundTicks + silentTicks) * 160; ++i)
            samples.push_back(i < soundTicks * 160 ? qint16(8000 * std::sin(2 * std::numbers::pi * 400 * i / sampleRate)) : 0);
        ring->put(samples);
        const int before = closed;
        writer.open({++id, ring, parameters});
        writer.close(id, false, idleTicks);
        QTRY_VERIFY(closed > before || failed);
    }

    quint64 id = 0;
    std::atomic<int> closed = 0;
    std::atomic<bool> failed = false;
    QTemporaryDir folder;
    RecordingWriter writer{[this](quint64, const QString &why) { failed = failed || !why.isEmpty(); },
                           [this](quint64, const QString &why) {
                               failed = failed || !why.isEmpty();
                               ++closed;
                           }};
};

double loudness(const std::vector<qint16> &samples, int fromTick, int ticks)
{
    double energy = 0;
    for (int i = fromTick * 160; i < (fromTick + ticks) * 160; ++i)
        energy += double(samples[size_t(i)]) * samples[size_t(i)];
    return std::sqrt(energy / (ticks * 160));
}
} // namespace

class RecordingFilesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void soundIsInThemAndIdleSilenceIsNot_data()
    {
        QTest::addColumn<int>("bytes"); // −1: as many as the format likes
        QTest::addColumn<int>("ticks");
        const auto row = [](const char *format, int head, int tickBytes, bool cut = true) {
            QTest::newRow(format) << (tickBytes == 0 ? -1 : head + keptTicks * tickBytes)
                                  << (cut ? keptTicks : soundTicks + silentTicks);
        };
        row("wav", 44, 320);
        row("wav16", 44, 640);
        row("sln", 0, 320);
        row("slin", 0, 320);
        row("raw", 0, 320);
        row("sln16", 0, 640);
        row("ulaw", 0, 160);
        row("ul", 0, 160);
        row("alaw", 0, 160);
        row("al", 0, 160);
        row("g722", 0, 160);
        row("gsm", 0, 33);
        row("flac", 0, 0, false);
        row("ogg", 0, 0, false);
    }
    void soundIsInThemAndIdleSilenceIsNot()
    {
        QFETCH(int, bytes);
        QFETCH(int, ticks);
        Desk desk;
        const QString format = QString::fromLatin1(QTest::currentDataTag()), path = desk.folder.filePath("r." + format);
        desk.record(path, format);
        QVERIFY(!desk.failed);
        if (bytes >= 0)
            QCOMPARE(int(QFileInfo(path).size()), bytes);
        const Samples read = readSound(path);
        QVERIFY(read && std::abs(int(read->size()) - ticks * 160) < 20);
        const double heard = loudness(*read, 5, 40);
        QVERIFY2(heard > 4800 && heard < 6200, QByteArray::number(heard).constData());
        const double after = loudness(*read, keptTicks - 7, 6);
        QVERIFY2(after < heard / 3, QByteArray::number(after).constData());
    }

    void whatTheFileNeedNotKeep_data()
    {
        QTest::addColumn<int>("silenceTicks");
        QTest::addColumn<int>("longestTicks");
        QTest::addColumn<int>("idleTicks");
        QTest::newRow("silence ended it") << 20 << 0 << 10;
        QTest::newRow("the maximum ended it, in silence") << 40 << 30 << 15;
        QTest::newRow("the maximum ended it, and nobody listened for silence") << 0 << 30 << 0;
        QTest::newRow("it was stopped in silence") << 40 << 0 << 0;
    }
    void whatTheFileNeedNotKeep()
    {
        QFETCH(int, silenceTicks);
        QFETCH(int, longestTicks);
        Recorder recorder;
        recorder.ring = std::make_shared<SampleRing>(65'536);
        recorder.silenceTicks = silenceTicks;
        recorder.longestTicks = longestTicks;
        Frame frame;
        for (int i = 0; i < 30; ++i) {
            frame.fill(i < 5 ? 3000 : 0);
            recorder.take(frame);
        }
        recorder.end(Recorder::End::Asked);
        QTEST(recorder.idleTicks(), "idleTicks");
    }

    void everyFormatIsTested() { QCOMPARE(recordingFormats().size(), 14); }

    void anotherFollowsInTheSameFile_data()
    {
        QTest::addColumn<int>("size");
        QTest::newRow("wav") << 44 + 2 * keptTicks * 320;
        QTest::newRow("wav16") << 44 + 2 * keptTicks * 640;
        QTest::newRow("sln16") << 2 * keptTicks * 640;
        QTest::newRow("g722") << 2 * keptTicks * 160;
    }
    void anotherFollowsInTheSameFile()
    {
        QFETCH(int, size);
        Desk desk;
        const QString format = QString::fromLatin1(QTest::currentDataTag()), path = desk.folder.filePath("r." + format);
        desk.record(path, format);
        desk.record(path, format, true);
        QVERIFY(!desk.failed);
        QCOMPARE(int(QFileInfo(path).size()), size);
        const Samples read = readSound(path);
        QVERIFY(read && loudness(*read, keptTicks + 5, 40) > 4800);
    }

    void oneOfThemCannotBeContinued()
    {
        Desk desk;
        const QString path = desk.folder.filePath("r.gsm");
        desk.record(path, "gsm");
        desk.record(path, "gsm", true);
        QVERIFY(desk.failed);
    }
};

QTEST_GUILESS_MAIN(RecordingFilesTest)
#include "tst_recordingfiles.moc"
