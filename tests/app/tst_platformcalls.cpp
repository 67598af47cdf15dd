// SPDX-License-Identifier: GPL-3.0-or-later
// The whole platform with its real switch, called by phones that share no code with it: what recordings hold, and where they go.
#include "app/platformbench.h"
#include "clients/businessclients.h"
#include "clients/callclient.h"
#include "clients/serviceclients.h"
#include "support/sipphone.h"
#include "support/sound.h"

#include <QDir>
#include <QtTest>

#include <atomic>
#include <thread>

using core::Json;
using support::SipPhone;

namespace {
constexpr qint64 twoSeconds = 2 * 8000 * 2; ///< bytes of one recorded direction

/// A caller on a thread of its own, who speaks one tone until told to stop.
class Caller
{
public:
    Caller(const QString &sip, const QByteArray &number, int tone)
        : m_thread([this, sip, number, tone] {
              SipPhone phone(sip, "caller", {});
              answer = phone.call(number);
              talking = true;
              while (!m_enough)
                  phone.talk(100, tone);
              phone.hangup();
          })
    {
    }
    ~Caller() { stop(); }
    void stop()
    {
        m_enough = true;
        if (m_thread.joinable())
            m_thread.join();
    }

    std::atomic<int> answer{0};
    std::atomic<bool> talking{false};

private:
    std::atomic<bool> m_enough{false};
    std::thread m_thread;
};
} // namespace

class PlatformCallsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_bench.start();
        m_rooms = std::make_unique<clients::CallResourceClient>(m_bench.platform->bus(), m_bench.me);
        m_storage = std::make_unique<clients::StorageClient>(m_bench.platform->bus(), m_bench.me);
    }
    void cleanupTestCase() { m_bench.stop(); }

    void noRtpIsKeptForNobody() { QVERIFY(!m_bench.platform->rtpOf(core::newId(), {})); }

    void aRecordedCallBecomesTwoFiles()
    {
        const QByteArray number = m_bench.makeNumber(
            "1900", R"([{"type": "answer"}, {"type": "recording_start", "option": {"format": "wav"}}, {"type": "echo"}])");
        Caller caller(m_bench.facts.sip, number, 600);
        QTRY_VERIFY(caller.talking);
        QCOMPARE(int(caller.answer), 200);
        QTRY_COMPARE(recordings().size(), size_t(1));
        QTRY_COMPARE(recordings().front().status, contract::recordingstatus::recording);
        QTRY_VERIFY_WITH_TIMEOUT(spooled() > 2 * twoSeconds, 15'000);
        caller.stop();
        QTRY_COMPARE(recordings().front().status, contract::recordingstatus::ended);
        QTRY_COMPARE(files(recordings().front().id).size(), size_t(2));
        const auto stored = files(recordings().front().id);
        for (const contract::File &file : stored) {
            const auto sound = support::readWav(m_bench.folder() + QLatin1String("/data/storage/") + file.filepath);
            QVERIFY2(sound.size() > 8000, qPrintable(file.filename));
            const double share = support::toneShare(sound, 600); // the echo says it back: both directions have it
            QVERIFY2(share > 0.6, qPrintable(QStringLiteral("%1: %2").arg(file.filename).arg(share)));
        }
        wait(m_rooms->removeRecording(recordings().front().id));
        QTRY_VERIFY(!QFile::exists(m_bench.folder() + QLatin1String("/data/storage/") + stored.front().filepath));
    }

    void aRecordedConferenceHasEverybody()
    {
        const QByteArray number = m_bench.number("conference");
        Caller low(m_bench.facts.sip, number, 440), high(m_bench.facts.sip, number, 1000);
        QTRY_VERIFY(low.talking && high.talking);
        clients::ConferenceClient conferences(m_bench.platform->bus(), m_bench.me);
        const contract::Page one{1, {}};
        const auto found = wait(conferences.conferences(one, Json{{"deleted", false}}));
        QTRY_COMPARE(wait(conferences.conference(found.front().id)).conferencecallIds.size(), size_t(2));
        contract::RecordingStart wish;
        wish.format = QStringLiteral("wav");
        const contract::Confbridge room = wait(m_rooms->startRecording(found.front().confbridgeId, wish));
        QTRY_VERIFY_WITH_TIMEOUT(spooled() > twoSeconds, 15'000);
        wait(m_rooms->stopRecording(room.id));
        QTRY_COMPARE(files(room.recordingId).size(), size_t(1));
        const auto sound =
            support::readWav(m_bench.folder() + QLatin1String("/data/storage/") + files(room.recordingId).front().filepath);
        for (const int tone : {440, 1000}) {
            const double share = support::toneShare(sound, tone);
            QVERIFY2(share > 0.3, qPrintable(QStringLiteral("%1 Hz: %2").arg(tone).arg(share)));
        }
    }

private:
    std::vector<contract::Recording> recordings()
    {
        const contract::Page many{100, {}};
        return wait(m_rooms->recordings(many, Json{{"reference_type", "call"}, {"deleted", false}}));
    }
    /// Bytes of the recordings under way.
    qint64 spooled() const
    {
        qint64 bytes = 0;
        for (const QFileInfo &file : QDir(m_bench.folder() + QLatin1String("/data/recording")).entryInfoList(QDir::Files))
            bytes += file.size();
        return bytes;
    }
    std::vector<contract::File> files(const QUuid &recording)
    {
        const contract::Page many{100, {}};
        return wait(m_storage->files(many, Json{{"reference_id", core::utf8(core::toText(recording))}, {"deleted", false}}));
    }
    PlatformBench m_bench;
    std::unique_ptr<clients::CallResourceClient> m_rooms;
    std::unique_ptr<clients::StorageClient> m_storage;
};

QTEST_GUILESS_MAIN(PlatformCallsTest)
#include "tst_platformcalls.moc"
