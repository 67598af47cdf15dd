// SPDX-License-Identifier: GPL-3.0-or-later
// The operator's phone against the whole platform in a process of its own.
#include "app/testphone/testphone.h"
#include "core/error.h"
#include "core/systemclock.h"
#include "support/sipphone.h"
#include "support/voxboard.h"
#include "telephony/media/wavfile.h"
#include "ui/common/host.h"

#include <QFile>
#include <QSignalSpy>
#include <QtTest>

#include <cmath>
#include <numbers>

using app::TestPhone;
using State = ui::Phone::State;

namespace {
constexpr int answerMs = 5000;

bool writeTone(const QString &path, double hertz, int seconds)
{
    std::vector<qint16> samples(size_t(seconds) * 8000);
    for (size_t i = 0; i < samples.size(); ++i)
        samples[i] = qint16(12'000 * std::sin(2 * std::numbers::pi * hertz * double(i) / 8000));
    return telephony::media::writeWav(path, samples);
}
} // namespace

class TestPhoneTest : public QObject
{
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    std::unique_ptr<support::Voxboard> m_platform;
    std::unique_ptr<TestPhone> m_phone;

    std::unique_ptr<TestPhone> makePhone() const
    {
        return std::make_unique<TestPhone>(std::make_shared<core::SystemClock>(), [this] { return m_platform->sip(); });
    }
    ui::Extension extension(int index = 0) const
    {
        const auto one = m_platform->extension(index);
        return {one.number, QStringLiteral("Test"), one.password, one.domain};
    }
    QString inFolder(const char *name) const { return m_folder.filePath(QLatin1String(name)); }
    std::vector<qint16> saved() const
    {
        m_phone->saveHeard(inFolder("heard.wav"));
        const auto samples = telephony::media::readSound(inFolder("heard.wav"));
        return samples ? *samples : std::vector<qint16>();
    }
    State state() const { return m_phone->status().state; }
    QString reason() const { return m_phone->status().reason; }
    core::Millis heard() const { return m_phone->figures().heard; }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("ALSA_CONFIG_PATH", m_folder.filePath(QStringLiteral("none.conf")).toLocal8Bit()); // no sound device here
        QVERIFY(writeTone(inFolder("tone.wav"), 600, 4));
    }
    void init()
    {
        if (!m_platform) {
            m_platform = std::make_unique<support::Voxboard>(QStringLiteral(VOXBOARD_BINARY));
            QVERIFY2(m_platform->start(), qPrintable(m_platform->error()));
        }
        m_phone = makePhone();
    }
    void cleanup() { m_phone.reset(); }
    void cleanupTestCase()
    {
        if (m_platform)
            QVERIFY(m_platform->stop());
    }

    void hearsTheEchoOfWhatItPlays()
    {
        m_phone->call(extension(), m_platform->number("echo"));
        QCOMPARE(state(), State::Calling);
        QTRY_COMPARE_WITH_TIMEOUT(state(), State::Up, answerMs);
        QVERIFY(m_phone->status().answeredAt > m_phone->status().startedAt);
        m_phone->play(inFolder("tone.wav"));
        QTRY_VERIFY(m_phone->status().speaking);
        QTRY_VERIFY(m_phone->figures().earpieceDb > -20);
        QVERIFY(m_phone->figures().microphoneDb > -20);
        QCOMPARE(m_phone->figures().codec, QStringLiteral("PCMU"));
        QTRY_VERIFY(m_phone->figures().bufferMs > 0); // an instant in which the last packet was played is 0
        QTRY_VERIFY_WITH_TIMEOUT(!m_phone->status().speaking, 6000);
        const auto samples = saved();
        QVERIFY2(support::toneShare(samples, 600) > 0.6, qPrintable(QString::number(support::toneShare(samples, 600))));
        QVERIFY(heard().count() >= qint64(samples.size()) / 8);
        QCOMPARE(m_phone->figures().lossPercent, 0.0);
    }

    void welcomeTakesADigit()
    {
        m_phone->call(extension(), m_platform->number("welcome"));
        QTRY_COMPARE_WITH_TIMEOUT(state(), State::Up, answerMs);
        QTRY_VERIFY_WITH_TIMEOUT(m_phone->figures().earpieceDb > -40, answerMs);
        m_phone->sendDigit(QLatin1Char('x'));
        QCOMPARE(m_phone->status().digits, QString());
        m_phone->sendDigit(QLatin1Char('1'));
        QCOMPARE(m_phone->status().digits, QStringLiteral("1"));
        m_phone->play(inFolder("tone.wav"));
        QTRY_VERIFY_WITH_TIMEOUT(m_phone->status().speaking, 2000);
        QTRY_VERIFY_WITH_TIMEOUT(!m_phone->status().speaking, 6000);
        QVERIFY2(support::toneShare(saved(), 600) > 0.6, "digit 1 did not lead to the echo");
    }

    void hangsUp()
    {
        m_phone->call(extension(), m_platform->number("quiet"));
        QTRY_COMPARE_WITH_TIMEOUT(state(), State::Up, answerMs);
        QTRY_VERIFY(heard().count() > 200);
        QTRY_COMPARE(m_platform->liveCalls(), 1);
        m_phone->hangup();
        QCOMPARE(state(), State::Ended);
        QCOMPARE(reason(), QStringLiteral("Hung up here"));
        QVERIFY(!m_phone->status().failed);
        QTRY_COMPARE(m_platform->liveCalls(), 0);
        QVERIFY2(!saved().empty(), "what was heard is kept after the call");
        m_phone->call(extension(), m_platform->number("echo"));
        QCOMPARE(heard().count(), 0);
        QTRY_COMPARE_WITH_TIMEOUT(state(), State::Up, answerMs);
    }

    void hangsUpBeforeTheAnswer()
    {
        m_phone->call(extension(), m_platform->number("echo"));
        m_phone->hangup();
        QCOMPARE(state(), State::Ended);
        QTRY_COMPARE(m_platform->liveCalls(), 0);
        QCOMPARE(reason(), QStringLiteral("Hung up here"));
    }

    void aSecondCallIsIgnored()
    {
        m_phone->call(extension(), m_platform->number("echo"));
        QTRY_COMPARE_WITH_TIMEOUT(state(), State::Up, answerMs);
        const QString id = m_phone->status().sipCallId;
        m_phone->call(extension(), m_platform->number("quiet"));
        QCOMPARE(m_phone->status().sipCallId, id);
        QCOMPARE(m_phone->status().to, m_platform->number("echo"));
    }

    void failuresSayWhy_data()
    {
        QTest::addColumn<QString>("number");
        QTest::addColumn<bool>("password");
        QTest::addColumn<QString>("reason");
        QTest::newRow("nobody has the number") << "999999" << true << "404 Not Found";
        QTest::newRow("characters of no number") << "a b\"<>;@\u00e9" << true << "404 Not Found";
        QTest::newRow("wrong password") << "1801" << false << "403 Forbidden";
    }

    void failuresSayWhy()
    {
        QFETCH(QString, number);
        QFETCH(bool, password);
        ui::Extension from = extension();
        if (!password)
            from.password = QStringLiteral("guess");
        m_phone->call(from, number);
        QTRY_COMPARE_WITH_TIMEOUT(state(), State::Ended, answerMs);
        QTEST(reason(), "reason");
        QVERIFY(m_phone->status().failed);
        QCOMPARE(m_phone->status().answeredAt.count(), 0);
    }

    void mutedItSendsSilence()
    {
        m_phone->call(extension(), m_platform->number("echo"));
        QTRY_COMPARE_WITH_TIMEOUT(state(), State::Up, answerMs);
        m_phone->play(inFolder("tone.wav"));
        QTRY_VERIFY(m_phone->figures().earpieceDb > -20);
        m_phone->setMuted(true);
        QVERIFY(m_phone->status().muted);
        QTRY_VERIFY(m_phone->figures().earpieceDb < -70);
        QVERIFY(m_phone->figures().microphoneDb < -70);
        QVERIFY(m_phone->status().speaking);
        m_phone->setMuted(false);
        QTRY_VERIFY(m_phone->figures().earpieceDb > -20);
        m_phone->stopPlaying();
        QTRY_VERIFY(!m_phone->status().speaking);
        QTRY_VERIFY(m_phone->figures().earpieceDb < -70);
    }

    void playsOnlyInACall()
    {
        QSignalSpy failures(m_phone.get(), &ui::Phone::failed);
        m_phone->play(inFolder("tone.wav"));
        QCOMPARE(failures.count(), 1);
        QCOMPARE(failures[0][1].toString(), QStringLiteral("No call is in progress."));
        m_phone->call(extension(), m_platform->number("echo"));
        QTRY_COMPARE_WITH_TIMEOUT(state(), State::Up, answerMs);
        m_phone->play(m_platform->http() + QStringLiteral("nothing.wav"));
        QTRY_COMPARE(failures.count(), 2);
        QCOMPARE(failures[1][0].toString(), QStringLiteral("Play failed."));
        QVERIFY2(failures[1][1].toString().endsWith(QLatin1String("answered 404.")), qPrintable(failures[1][1].toString()));
    }

    void savesOnlyWhatWasHeard()
    {
        QVERIFY_THROWS_EXCEPTION(core::Error, m_phone->saveHeard(inFolder("none.wav")));
        m_phone->call(extension(), m_platform->number("quiet"));
        QTRY_VERIFY_WITH_TIMEOUT(heard().count() > 0, answerMs);
        try {
            m_phone->saveHeard(inFolder("no such folder/heard.wav"));
            QFAIL("the file cannot exist");
        } catch (const core::Error &error) {
            QCOMPARE(error.reason(), QStringLiteral("FILE_NOT_WRITTEN"));
        }
    }

    void destroyedItHangsUp()
    {
        m_phone->call(extension(), m_platform->number("echo"));
        QTRY_COMPARE_WITH_TIMEOUT(state(), State::Up, answerMs);
        QTRY_COMPARE(m_platform->liveCalls(), 1);
        QElapsedTimer timer;
        timer.start();
        m_phone.reset();
        QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
        QTRY_COMPARE(m_platform->liveCalls(), 0);
    }

    void worksWithoutSoundDevice()
    {
        QSignalSpy changed(m_phone.get(), &ui::Phone::devicesChanged);
        m_phone->start();
        QTRY_COMPARE(changed.count(), 1);
        QCOMPARE(m_phone->devices().problem, QStringLiteral("No sound device was found."));
        QVERIFY(m_phone->devices().microphone.isEmpty());
        QVERIFY(m_phone->devices().speaker.isEmpty());
        QVERIFY(m_phone->microphones().isEmpty());
        QVERIFY(m_phone->speakers().isEmpty());
        m_phone->chooseDevices(QStringLiteral("none"), QStringLiteral("none"));
        QSignalSpy failures(m_phone.get(), &ui::Phone::failed);
        m_phone->playTestSound();
        QCOMPARE(failures.count(), 1);
        QCOMPARE(failures[0][1].toString(), QStringLiteral("No sound device was found."));
    }

    void noPlatformNoCall()
    {
        TestPhone phone(std::make_shared<core::SystemClock>(), [] { return QString(); });
        phone.call(extension(), QStringLiteral("1800"));
        QCOMPARE(phone.status().state, State::Ended);
        QVERIFY(phone.status().failed);
        QCOMPARE(phone.status().reason, QStringLiteral("The platform is not running."));
    }

    void thePlatformHangsUp()
    {
        m_phone->call(extension(), m_platform->number("quiet"));
        QTRY_COMPARE_WITH_TIMEOUT(state(), State::Up, answerMs);
        m_platform->terminate();
        QTRY_COMPARE_WITH_TIMEOUT(state(), State::Ended, answerMs);
        QCOMPARE(reason(), QStringLiteral("Hung up by the platform"));
        QVERIFY(!m_phone->status().failed);
        QVERIFY(m_platform->ends());
        m_platform.reset();
    }
};

QTEST_GUILESS_MAIN(TestPhoneTest)
#include "tst_testphone.moc"
