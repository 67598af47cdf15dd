// SPDX-License-Identifier: GPL-3.0-or-later
// Listen, whisper and barge by a sound device, in calls and rooms of the whole platform. The phones share no code with it.
#include "app/embeddedhost.h"
#include "app/testphone/callmonitor.h"
#include "app/testphone/testphone.h"
#include "clients/callclient.h"
#include "core/virtualclock.h"
#include "services/fakemanager.h"
#include "support/server.h"
#include "support/sipphone.h"
#include "support/sound.h"
#include "support/soundserver.h"
#include "support/wait.h"
#include "ui/callshost.h"

#include <QSignalSpy>
#include <QtPlugin>
#include <QtTest>

#include <atomic>
#include <mutex>
#include <thread>

Q_IMPORT_PLUGIN(EspeakProvider)

using Mode = ui::Monitor::Mode;
using State = ui::Monitor::State;

namespace {
constexpr int startMs = 30'000, deviceMs = 10'000, heardMs = 10'000;
constexpr double operatorTone = 600, firstTone = 900;
constexpr double silent = 30; ///< loudness of codec noise at most
constexpr size_t second = 8000;

/// A phone in a room, on a thread of its own: speaks a tone (0: silence) and keeps what it hears.
class Member
{
public:
    Member(const QString &sip, const QByteArray &name, const QByteArray &number)
        : m_thread([this, sip, name, number] {
              support::SipPhone phone(sip, name, {});
              answer = phone.call(number);
              while (!m_enough) {
                  const auto heard = phone.talk(100, tone);
                  const std::lock_guard lock(m_mutex);
                  m_heard.insert(m_heard.end(), heard.begin(), heard.end());
              }
              phone.hangup();
          })
    {
    }
    ~Member() { leave(); }
    void leave()
    {
        m_enough = true;
        if (m_thread.joinable())
            m_thread.join();
    }
    void forget()
    {
        const std::lock_guard lock(m_mutex);
        m_heard.clear();
    }
    /// The last second; empty before there is one.
    std::vector<qint16> lately()
    {
        const std::lock_guard lock(m_mutex);
        return m_heard.size() < second ? std::vector<qint16>() : std::vector<qint16>(m_heard.end() - second, m_heard.end());
    }
    double share(double hertz) { return support::toneShare(lately(), hertz); }
    /// Of the last second; a very loud one before there is one.
    double loudness()
    {
        const auto samples = lately();
        return samples.empty() ? 1e9 : support::loudness(samples);
    }

    std::atomic<int> answer{0}, tone{0};

private:
    std::mutex m_mutex;
    std::vector<qint16> m_heard;
    std::atomic<bool> m_enough{false};
    std::thread m_thread;
};
} // namespace

class MonitorTest : public QObject
{
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    support::SoundServer m_sound;
    app::Session m_session;
    std::unique_ptr<app::EmbeddedHost> m_host;
    std::unique_ptr<app::TestPhone> m_phone;
    std::unique_ptr<app::CallMonitor> m_monitor;
    std::unique_ptr<Member> m_first, m_second;

    std::vector<contract::Call> live()
    {
        clients::CallClient client(m_host->bus(), QStringLiteral("test"));
        std::vector<contract::Call> found;
        for (const contract::Call &one : wait(client.calls({100, {}}, core::Json{{"deleted", false}}))) {
            if (one.status == contract::callstatus::progressing && !one.confbridgeId.isNull())
                found.push_back(one);
        }
        return found;
    }
    contract::Call callOf(const char *caller)
    {
        for (const contract::Call &one : live()) {
            if (one.source.target == QLatin1String(caller))
                return one;
        }
        return {};
    }
    ui::Monitor::Subject first() { return {false, callOf("first").id, QStringLiteral("First")}; }
    ui::Monitor::Subject room() { return {true, callOf("first").confbridgeId, QStringLiteral("Room")}; }
    void enter(const ui::Monitor::Subject &subject, Mode mode)
    {
        m_monitor->start(subject, mode);
        QTRY_COMPARE_WITH_TIMEOUT(m_monitor->status().state, State::On, deviceMs);
        QCOMPARE(m_monitor->status().mode, mode);
    }
    void bothForget()
    {
        m_first->forget();
        m_second->forget();
    }

private Q_SLOTS:
    void initTestCase()
    {
        for (const char *program : {"pulseaudio", "pactl", "parec", "paplay"}) {
            if (!support::requireServer(QLatin1String(program), QStringLiteral("pulseaudio pulseaudio-utils libasound2-plugins")))
                return;
        }
        QVERIFY(m_sound.start());
        m_session.settings =
            core::Settings::resolve({QStringLiteral("--profile"), m_folder.path(), QStringLiteral("--sip_port=0")}, {});
        m_session.profile = core::Profile::below(m_folder.path());
        m_session.profile.create();
        m_host = std::make_unique<app::EmbeddedHost>(m_session);
        m_host->start();
        QTRY_COMPARE_WITH_TIMEOUT(m_host->stage(), ui::Host::Stage::Up, startMs);
        m_phone = std::make_unique<app::TestPhone>(m_session.clock, [this] { return m_host->facts().sip; });
        m_phone->start();
        QTRY_VERIFY_WITH_TIMEOUT(!m_phone->devices().microphone.isEmpty(), deviceMs);
        m_monitor = std::make_unique<app::CallMonitor>(*m_host, *m_phone);
        QVERIFY(support::writeTone(m_folder.filePath(QStringLiteral("tone.wav")), operatorTone, 20));
    }
    void init()
    {
        const QByteArray number = m_host->facts().numbers.at(QStringLiteral("conference")).toLatin1();
        m_first = std::make_unique<Member>(m_host->facts().sip, "first", number);
        m_second = std::make_unique<Member>(m_host->facts().sip, "second", number);
        QTRY_COMPARE_WITH_TIMEOUT(live().size(), size_t(2), heardMs);
    }
    void cleanup()
    {
        if (m_monitor)
            m_monitor->stop();
        m_first.reset();
        m_second.reset();
        if (m_host)
            QTRY_VERIFY_WITH_TIMEOUT(live().empty(), heardMs);
    }
    void cleanupTestCase()
    {
        m_monitor.reset();
        m_phone.reset();
        m_host.reset();
    }

    void listeningAddsNotOneSample()
    {
        const support::MicrophoneFeed feed(m_folder.filePath(QStringLiteral("tone.wav")));
        support::SpeakerTap speaker;
        enter(first(), Mode::Listen);
        m_first->tone = int(firstTone);
        QTRY_VERIFY_WITH_TIMEOUT(speaker.share(firstTone) > 0.6, heardMs);
        QTRY_VERIFY_WITH_TIMEOUT(m_monitor->figures().heardDb > -30, heardMs);
        QCOMPARE(support::SoundServer::capturing(), 0); // the microphone is not even open
        QTRY_VERIFY_WITH_TIMEOUT(m_second->share(firstTone) > 0.95, heardMs);
        m_first->tone = 0;
        bothForget();
        QTRY_VERIFY2_WITH_TIMEOUT(m_first->loudness() < silent, qPrintable(QString::number(m_first->loudness())), heardMs);
        QTRY_VERIFY2_WITH_TIMEOUT(m_second->loudness() < silent, qPrintable(QString::number(m_second->loudness())), heardMs);
        QVERIFY(m_monitor->figures().framesHeard > 50);
        QCOMPARE(m_monitor->figures().framesSaid, quint64(0));
    }

    void theRoomIsListenedToWithoutASample()
    {
        const support::MicrophoneFeed feed(m_folder.filePath(QStringLiteral("tone.wav")));
        support::SpeakerTap speaker;
        enter(room(), Mode::Listen);
        m_second->tone = int(firstTone);
        QTRY_VERIFY_WITH_TIMEOUT(speaker.share(firstTone) > 0.6, heardMs);
        QCOMPARE(support::SoundServer::capturing(), 0);
        m_second->tone = 0;
        bothForget();
        QTRY_VERIFY_WITH_TIMEOUT(m_first->loudness() < silent, heardMs);
        QTRY_VERIFY_WITH_TIMEOUT(m_second->loudness() < silent, heardMs);
        QCOMPARE(m_monitor->figures().framesSaid, quint64(0));
    }

    void aWhisperIsHeardByOneSideOnly()
    {
        const support::MicrophoneFeed feed(m_folder.filePath(QStringLiteral("tone.wav")));
        enter(first(), Mode::Whisper);
        QTRY_VERIFY_WITH_TIMEOUT(m_first->share(operatorTone) > 0.9, heardMs);
        QVERIFY(support::SoundServer::capturing() > 0);
        m_second->forget();
        QTRY_VERIFY_WITH_TIMEOUT(m_second->lately().size() == second, heardMs);
        QVERIFY2(m_second->loudness() < silent, qPrintable(QString::number(m_second->loudness())));
        QVERIFY2(m_first->share(operatorTone) > 0.6, "meanwhile the first goes on hearing it");
        m_monitor->stop();
        QTRY_VERIFY_WITH_TIMEOUT(m_first->loudness() < silent, heardMs);
        QTRY_COMPARE_WITH_TIMEOUT(support::SoundServer::capturing(), 0, deviceMs);
    }

    void bargedInAllHearTheOperator()
    {
        const support::MicrophoneFeed feed(m_folder.filePath(QStringLiteral("tone.wav")));
        enter(first(), Mode::Barge);
        QTRY_VERIFY_WITH_TIMEOUT(m_first->share(operatorTone) > 0.9, heardMs);
        QTRY_VERIFY_WITH_TIMEOUT(m_second->share(operatorTone) > 0.9, heardMs);
        m_monitor->stop();
        enter(room(), Mode::Barge);
        bothForget();
        QTRY_VERIFY_WITH_TIMEOUT(m_first->share(operatorTone) > 0.9, heardMs);
        QTRY_VERIFY_WITH_TIMEOUT(m_second->share(operatorTone) > 0.9, heardMs);
    }

    void nobodyWhispersToAWholeRoom()
    {
        const QSignalSpy failed(m_monitor.get(), &ui::Monitor::failed);
        m_monitor->start(room(), Mode::Whisper);
        QCOMPARE(failed.count(), 1);
        QCOMPARE(m_monitor->status().state, State::Off);
    }

    void itEndsWithTheCall()
    {
        enter(first(), Mode::Listen);
        m_first->leave();
        QTRY_COMPARE_WITH_TIMEOUT(m_monitor->status().state, State::Off, heardMs);
    }

    void whoHearsNothingIsToldAndMayTryAgain()
    {
        const auto clock = std::make_shared<core::VirtualClock>();
        CallsHost host(clock); // takes the request, but nobody comes to the port
        FakeManager manager(host.bus(), contract::service::call);
        const ui::Monitor::Subject subject{false, core::newId(), QStringLiteral("Silent")};
        manager.answer(QStringLiteral("POST /v1/calls/%1/external-media").arg(core::toText(subject.id)), core::Json::object());
        app::CallMonitor monitor(host, *m_phone);
        QSignalSpy failed(&monitor, &ui::Monitor::failed);
        monitor.start(subject, Mode::Listen);
        QCOMPARE(monitor.status().state, State::Starting);
        clock->advance(core::Millis(4999));
        QCOMPARE(failed.count(), 0);
        clock->advance(core::Millis(1));
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(monitor.status().state, State::Off);
        QCOMPARE(failed[0][2].value<ui::Monitor::Subject>(), subject);
        QCOMPARE(failed[0][3].value<Mode>(), Mode::Listen);
    }

    void whatThePlatformRefusesIsSaid()
    {
        const QSignalSpy failed(m_monitor.get(), &ui::Monitor::failed);
        m_monitor->start({false, core::newId(), QStringLiteral("Nobody")}, Mode::Listen);
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(m_monitor->status().state, State::Off);
    }
};

QTEST_GUILESS_MAIN(MonitorTest)
#include "tst_monitor.moc"
