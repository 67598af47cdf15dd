// SPDX-License-Identifier: GPL-3.0-or-later
// Sounds of the folder that an operator fills: `sound:NAME` finds what lies there, and nothing else.
#include "switchbench.h"

#include <QDir>
#include <QTemporaryDir>

#include <sndfile.h>

using testsip::Phone;
using testsip::Switch;

namespace {
bool writeTone(const QString &path)
{
    SF_INFO shape{};
    shape.samplerate = 8000;
    shape.channels = 1;
    shape.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
    SNDFILE *file = sf_open(path.toUtf8().constData(), SFM_WRITE, &shape);
    std::vector<short> samples(800);
    for (size_t i = 0; i < samples.size(); ++i)
        samples[i] = i % 16 < 8 ? 5000 : -5000;
    const bool good = file && sf_write_short(file, samples.data(), sf_count_t(samples.size())) == 800;
    return file && sf_close(file) == 0 && good;
}
} // namespace

class SoundFolderTest : public QObject
{
    Q_OBJECT
private:
    QTemporaryDir m_place;

private Q_SLOTS:
    void initTestCase()
    {
        QDir root(m_place.path());
        QVERIFY(root.mkpath(QStringLiteral("sounds/custom")));
        QVERIFY(root.mkpath(QStringLiteral("sounds-not")));
        for (const char *name :
             {"sounds/hello-world.wav", "sounds/custom/welcome.wav", "sounds/.hidden.wav", "outside.wav", "sounds-not/x.wav"})
            QVERIFY(writeTone(root.filePath(QLatin1String(name))));
        QFile plain(root.filePath(QStringLiteral("sounds/raw.ulaw")));
        QVERIFY(plain.open(QIODevice::WriteOnly) && plain.write(QByteArray(800, char(0x20))) == 800);
        QVERIFY(QFile::link(root.filePath(QStringLiteral("outside.wav")), root.filePath(QStringLiteral("sounds/link.wav"))));
    }

    void aName_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("there");
        const auto row = [](const char *what, const QString &name, bool there) { QTest::newRow(what) << name << there; };
        row("a file", QStringLiteral("hello-world"), true);
        row("with its ending", QStringLiteral("hello-world.wav"), true);
        row("in a folder", QStringLiteral("custom/welcome"), true);
        row("without a header", QStringLiteral("raw"), true);
        row("none", QStringLiteral("good-bye"), false);
        row("a folder", QStringLiteral("custom"), false);
        row("the folder", QStringLiteral("."), false);
        row("no name", QStringLiteral(""), false);
        row("outside", QStringLiteral("../outside"), false);
        row("up and down again", QStringLiteral("custom/../hello-world"), false);
        row("a folder whose name begins alike", QStringLiteral("../sounds-not/x"), false);
        row("by its whole path", m_place.filePath(QStringLiteral("sounds/hello-world")), false);
        row("outside by its whole path", m_place.filePath(QStringLiteral("outside")), false);
        row("behind a link", QStringLiteral("link"), false);
        row("hidden", QStringLiteral(".hidden"), false);
        row("an octet 0", QStringLiteral("hello-world") + QChar(0), false);
    }
    void aName()
    {
        QFETCH(QString, name);
        QFETCH(bool, there);
        auto config = Switch::config();
        config.mediaFolder = m_place.filePath(QStringLiteral("sounds"));
        Switch sw(config);
        Phone phone(sw, "1000");
        QVERIFY(phone.callAndTalk(sw));
        const auto made = sw.ari(QStringLiteral("POST"),
                                 QLatin1String("channels/") + QLatin1String(phone.channel.toLatin1()) + QLatin1String("/play"),
                                 {{"media", core::utf8(QLatin1String("sound:") + name)}, {"playbackId", "p"}});
        if (made.status == 400) {
            QVERIFY(!there);
            return;
        }
        QCOMPARE(made.status, 201);
        QTRY_COMPARE(sw.count("PlaybackFinished"), size_t(1));
        QCOMPARE(core::fromUtf8(sw.last("PlaybackFinished")["playback"]["state"]),
                 there ? QStringLiteral("done") : QStringLiteral("failed"));
    }

    void theListOfSounds()
    {
        auto config = Switch::config();
        config.mediaFolder = m_place.filePath(QStringLiteral("sounds"));
        Switch sw(config);
        QCOMPARE(sw.ari(QStringLiteral("GET"), QStringLiteral("sounds/custom%2Fwelcome")).status, 200);
        QCOMPARE(sw.ari(QStringLiteral("GET"), QStringLiteral("sounds/hello-world")).status, 200);
        QCOMPARE(sw.ari(QStringLiteral("GET"), QStringLiteral("sounds/good-bye")).status, 404);
    }
};

QTEST_GUILESS_MAIN(SoundFolderTest)
#include "tst_soundfolder.moc"
