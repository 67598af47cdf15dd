// SPDX-License-Identifier: GPL-3.0-or-later
// call-manager: what digits do to the flow of their call (contract/call-manager.md §5).
#include "callbench.h"
#include "fakemanager.h"

#include <QtTest>

using core::Json;

namespace {
const char *const talkThenCollect =
    R"([{"type": "answer"}, {"type": "talk", "option": {"text": "Press a key.", "language": "en-US", "digits_handle": "next"}},
        {"type": "digits_receive", "option": {"duration": 9000, "length": 2}},
        {"type": "sleep", "option": {"duration": 60000}}, {"type": "hangup"}])";

/// Stands in for tts-manager: each speech is ready when the test says so.
class Voices
{
public:
    explicit Voices(bus::Bus &bus)
        : m_serving(
              bus.serve(contract::requestQueue(contract::service::tts), [this](bus::Request) -> core::Task<contract::Reply> {
                  const core::Promise<bool> said = m_waiting.emplace_back();
                  co_await said;
                  contract::Reply reply;
                  reply.statusCode = 200;
                  reply.data = contract::Payload(Json{{"media_filepath", "voice:said"}});
                  co_return reply;
              }))
    {
    }
    int waiting() const { return int(m_waiting.size()); }
    void finish()
    {
        for (const auto &one : std::exchange(m_waiting, {}))
            one.resolve(true);
    }

private:
    std::vector<core::Promise<bool>> m_waiting;
    bus::Subscription m_serving;
};
} // namespace

class CallDigitsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m = std::make_unique<CallBench>();
        m_voices = std::make_unique<Voices>(m->bus);
    }
    void cleanup()
    {
        m_voices->finish();
        m->settle();
        m_voices.reset();
        m.reset();
    }

    /// Numbers of a flow beyond what time can be counted in.
    void immenseTimes()
    {
        m->makeNumber(QStringLiteral("+899123456789"),
                      R"([{"type": "answer"},
                          {"type": "digits_send", "option": {"digits": "123", "duration": 1e300, "interval": 4000000000}},
                          {"type": "sleep", "option": {"duration": 1}}])");
        const QString channel = m->phoneCalls(QStringLiteral("+899123456789"));
        const Json sent = m->engine.last(QStringLiteral("/dtmf")).body;
        QCOMPARE(sent["duration"].get<int>(), 86'400'000);
        QCOMPARE(sent["between"].get<int>(), 86'400'000);
        QCOMPARE(textOf(m->callOfChannel(channel)["action"], "type"), QStringLiteral("digits_send")); // for days
    }

    void digitsAreCollectedAndAnnounced()
    {
        m->makeNumber(
            QStringLiteral("+899123456789"),
            R"([{"type": "digits_receive", "option": {"duration": 9000, "length": 2, "key": "*"}}, {"type": "sleep", "option": {"duration": 60000}}])");
        const QString channel = m->phoneCalls(QStringLiteral("+899123456789"), QStringLiteral("Up"));
        const QString id = textOf(m->callOfChannel(channel), "id");
        m->engine.press(channel, QStringLiteral("4"), 120);
        m->settle();
        QCOMPARE(textOf(m->call(id)["action"], "type"), QStringLiteral("digits_receive"));
        m->engine.press(channel, QStringLiteral("2"));
        m->settle();
        QCOMPARE(textOf(m->call(id)["action"], "type"), QStringLiteral("sleep"));
        QCOMPARE(textOf(bodyOf(m->ask("GET", CallBench::at(id, "/digits"))), "digits"), QStringLiteral("42"));
        QCOMPARE(m->events.count(QStringLiteral("dtmf_received")), 2);
        const Json heard = m->events.last(QStringLiteral("dtmf_received"));
        QCOMPARE(textOf(heard, "digit"), QStringLiteral("2"));
        QCOMPARE(textOf(heard, "call_id"), id);
        QCOMPARE(heard["duration"].get<int>(), 100);
        m->engine.press(channel, QStringLiteral("7"));
        m->settle();
        QCOMPARE(textOf(bodyOf(m->ask("GET", CallBench::at(id, "/digits"))), "digits"), QStringLiteral("7"));
        QCOMPARE(m->ask("POST", CallBench::at(id, "/digits"), Json{{"digits", "123"}}).statusCode, 200);
        QCOMPARE(textOf(bodyOf(m->ask("GET", CallBench::at(id, "/digits"))), "digits"), QStringLiteral("123"));
    }

    void aDigitDuringTheSynthesisGoesOnAndNothingIsSaid()
    {
        m->makeNumber(QStringLiteral("+899123456789"), talkThenCollect);
        const QString channel = m->phoneCalls(QStringLiteral("+899123456789"), QStringLiteral("Up"));
        QCOMPARE(m_voices->waiting(), 1);
        QCOMPARE(action(channel), QStringLiteral("talk"));
        m->engine.press(channel, QStringLiteral("5"));
        m->settle();
        QCOMPARE(action(channel), QStringLiteral("digits_receive"));
        m_voices->finish();
        m->settle();
        QCOMPARE(m->engine.count(QStringLiteral("/play")), 0);
        QCOMPARE(action(channel), QStringLiteral("digits_receive"));
        QCOMPARE(textOf(m->callOfChannel(channel), "status"), QStringLiteral("progressing"));
    }

    void severalDigitsEndATalkOnce()
    {
        m->makeNumber(QStringLiteral("+899123456789"), talkThenCollect);
        const QString channel = m->phoneCalls(QStringLiteral("+899123456789"), QStringLiteral("Up"));
        m_voices->finish();
        m->settle();
        QCOMPARE(m->engine.count(QStringLiteral("/play")), 1);
        for (const char *digit : {"1", "2", "3"})
            m->engine.press(channel, QLatin1String(digit));
        m->settle();
        QCOMPARE(action(channel), QStringLiteral("digits_receive"));
    }

    void moreDigitsThanWantedGoOnOnce()
    {
        m->makeNumber(
            QStringLiteral("+899123456789"),
            R"([{"type": "digits_receive", "option": {"duration": 9000, "length": 2}}, {"type": "sleep", "option": {"duration": 60000}}, {"type": "hangup"}])");
        const QString channel = m->phoneCalls(QStringLiteral("+899123456789"), QStringLiteral("Up"));
        for (const char *digit : {"1", "2", "3", "4", "5"})
            m->engine.press(channel, QLatin1String(digit));
        m->settle();
        QCOMPARE(action(channel), QStringLiteral("sleep"));
    }

    void aKeyEndsARecording_data()
    {
        QTest::addColumn<QString>("endOfKey");
        QTest::addColumn<QString>("key");
        QTest::addColumn<bool>("ofRoom");
        QTest::addColumn<bool>("ends");
        QTest::newRow("the key") << "#" << "#" << false << true;
        QTest::newRow("another key") << "#" << "*" << false << false;
        QTest::newRow("any key") << "any" << "7" << false << true;
        QTest::newRow("no key") << "none" << "#" << false << false;
        QTest::newRow("nothing said of keys") << "" << "#" << false << false;
        QTest::newRow("of a room: the key of who is in it") << "*" << "*" << true << true;
        QTest::newRow("of a room: another key") << "*" << "5" << true << false;
    }
    void aKeyEndsARecording()
    {
        QFETCH(QString, endOfKey);
        QFETCH(QString, key);
        QFETCH(bool, ofRoom);
        QFETCH(bool, ends);
        FakeManager storage(m->bus, contract::service::storage);
        storage.answer(QStringLiteral("POST /v1/files"), Json::object());
        m->openShop();
        const QString bystander = m->phoneCalls(), channel = m->phoneCalls();
        const QString id = textOf(m->callOfChannel(channel), "id");
        const QString room = m->makeRoom();
        const QString parent = ofRoom ? QLatin1String("/v1/confbridges/") + room : CallBench::at(id);
        if (ofRoom) {
            m->ask("POST", QStringLiteral("/v1/confbridges/%1/calls/%2").arg(room, id));
            m->settle();
        }
        const QString recording = textOf(bodyOf(m->ask("POST", parent + QLatin1String("/recording_start"),
                                                       Json{{"format", "wav"}, {"end_of_key", core::utf8(endOfKey)}})),
                                         "recording_id");
        m->settle();
        const auto status = [&] { return textOf(bodyOf(m->ask("GET", QLatin1String("/v1/recordings/") + recording)), "status"); };
        m->engine.press(bystander, key);
        m->settle();
        QCOMPARE(status(), QStringLiteral("recording"));
        m->engine.press(channel, key);
        m->engine.press(channel, key); // it is impatient
        m->settle();
        QCOMPARE(status(), ends ? QStringLiteral("ended") : QStringLiteral("recording"));
        QCOMPARE(m->events.count(QStringLiteral("recording_finished")), ends ? 1 : 0);
        QCOMPARE(core::parseId(textOf(bodyOf(m->ask("GET", parent)), "recording_id")).isNull(), ends);
        QCOMPARE(m->events.count(QStringLiteral("dtmf_received")), 3);
        QCOMPARE(m->engine.recordings().isEmpty(), ends);
        QCOMPARE(int(storage.asked.size()), ends ? (ofRoom ? 1 : 2) : 0); // its files are stored
    }

    /// The key was pressed while the engine made it.
    void aSnoopThatComesTooLateRecordsNothing()
    {
        FakeManager storage(m->bus, contract::service::storage);
        storage.answer(QStringLiteral("POST /v1/files"), Json::object());
        m->openShop();
        const QString channel = m->phoneCalls();
        const QString id = textOf(m->callOfChannel(channel), "id");
        const QString recording =
            textOf(bodyOf(m->ask("POST", CallBench::at(id, "/recording_start"), Json{{"format", "wav"}, {"end_of_key", "#"}})),
                   "recording_id");
        m->engine.press(channel, QStringLiteral("#"));
        m->settle();
        m->engine.forget();
        const Json late{{"id", "late"}, {"name", "Snoop/late"}, {"state", "Up"}};
        m->engine.emitEvent(Json{{"type", "ChannelCreated"}, {"channel", late}});
        const Json args{"context_type=call", "context=call-record",    "recording_id=" + core::utf8(recording),
                        "recording_name=x",  "recording_direction=in", "recording_format=wav"};
        m->engine.emitEvent(Json{{"type", "StasisStart"}, {"channel", late}, {"args", args}});
        m->settle();
        QCOMPARE(m->engine.count(QStringLiteral("DELETE /ari/channels/late")), 1);
        QCOMPARE(m->engine.count(QStringLiteral("/record")), 0);
    }

private:
    QString action(const QString &channel) const { return textOf(m->callOfChannel(channel)["action"], "type"); }

    std::unique_ptr<CallBench> m;
    std::unique_ptr<Voices> m_voices;
};

QTEST_GUILESS_MAIN(CallDigitsTest)
#include "tst_calldigits.moc"
