// SPDX-License-Identifier: GPL-3.0-or-later
// The operator's phone against the whole platform in a process of its own.
#include "app/testphone/testphone.h"
#include "core/error.h"
#include "core/systemclock.h"
#include "support/runningvoxboard.h"
#include "support/sipphone.h"
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
    std::unique_ptr<support::RunningVoxboard> m_platform;
    std::unique_ptr<TestPhone> m_phone;

    std::unique_ptr<TestPhone> makePhone() const
    {
        return std::make_unique<TestPhone>(std::make_shared<core::SystemClock>(), [this] { return m_platform->sip(); });
    }
    ui::Extension extension(int index = 0) const
    {
        return {m_platform->member(index, "extension"), QStringLiteral("Test"), m_platform->member(index, "password"),
                m_platform->member(index, "domain")};
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
            m_platform = std::make_unique<support::RunningVoxboard>();
            QVERIFY(m_platform->launch(QStringLiteral(VOXBOARD_BINARY)));
        }
        m_phone = makePhone();
    }
    void cleanup() { m_phone.reset(); }
    void cleanupTestCase()
    {
        if (!m_platform)
            return;
        m_platform->process().terminate();
        QVERIFY(m_platform->process().waitForFinished(10'000));
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
        QVERIFY(m_phone->figures().bufferMs > 0);
        QTRY_VERIFY_WITH_TIMEOUT(!m_phone->status().speaking, 6000);
        const auto samples = saved();
        QVERIFY2(support::toneShare(samples, 600) > 0.9, qPrintable(QString::number(support::toneShare(samples, 600))));
        QVERIFY(heard().count() >= qint64(samples.size()) / 8);
        QCOMPARE(m_phone->figures().lossPercent, 0.0);
    }
};

QTEST_GUILESS_MAIN(TestPhoneTest)
#include "tst_testphone.moc"
