// SPDX-License-Identifier: GPL-3.0-or-later
// call-manager: recordings, external media and the detector of machines (contract/call-manager.md §6, §9, §10).
#include "callbench.h"
#include "fakemanager.h"

#include <QtTest>

using core::Json;

namespace {
const QString recordings = QStringLiteral("/v1/recordings");
}

class CallMediaTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m = std::make_unique<CallBench>();
        m_storage = std::make_unique<FakeManager>(m->bus, contract::service::storage);
        m_storage->answer(QStringLiteral("POST /v1/files"), Json::object());
        m->openShop();
        m_channel = m->phoneCalls();
        m_call = textOf(m->callOfChannel(m_channel), "id");
    }
    void cleanup()
    {
        m->settle();
        m_storage.reset();
        m.reset();
    }

    void recordsACallByOneSnoopPerDirection()
    {
        const Json call = bodyOf(m->ask("POST", CallBench::at(m_call, "/recording_start"),
                                        Json{{"format", "wav"}, {"end_of_silence", 7}, {"end_of_key", "#"}, {"duration", 60}}));
        m->settle();
        const QString id = textOf(call, "recording_id");
        QVERIFY(!core::parseId(id).isNull());
        const QStringList snoops = m->engine.snoopsOf(m_channel);
        QCOMPARE(snoops.size(), 2);
        const Json recording = bodyOf(m->ask("GET", recordings + QLatin1Char('/') + id));
        QCOMPARE(textOf(recording, "status"), QStringLiteral("recording"));
        QCOMPARE(core::as<QStringList>(recording["channel_ids"]), snoops);
        const QString name = textOf(recording, "recording_name");
        QVERIFY2(name.startsWith(QLatin1String("call_") + m_call + QLatin1Char('_')) && name.endsWith(QLatin1Char('Z')),
                 qPrintable(name));
        const QStringList files{name + QLatin1String("_in.wav"), name + QLatin1String("_out.wav")};
        QCOMPARE(core::as<QStringList>(recording["filenames"]), files);
        const Json asked = m->engine.last(QStringLiteral("/record")).body;
        QCOMPARE(textOf(asked, "name"), name + QLatin1String("_out"));
        QCOMPARE(asked["maxSilenceSeconds"].get<int>(), 7);
        QCOMPARE(asked["maxDurationSeconds"].get<int>(), 60);
        QCOMPARE(textOf(asked, "terminateOn"), QStringLiteral("#"));
        QCOMPARE(textOf(asked, "ifExists"), QStringLiteral("fail"));
        QCOMPARE(m->events.count(QStringLiteral("recording_started")), 1);

        QCOMPARE(m->ask("POST", CallBench::at(m_call, "/recording_start"), Json::object()).statusCode, 500);
        const Json stopped = bodyOf(m->ask("POST", CallBench::at(m_call, "/recording_stop")));
        QVERIFY(core::parseId(textOf(stopped, "recording_id")).isNull());
        m->settle();
        QCOMPARE(m->events.count(QStringLiteral("recording_finished")), 1);
        QCOMPARE(m->engine.movedFiles(), files);
        QCOMPARE(m_storage->count(QStringLiteral("POST /v1/files")), 2);
        const Json file = m_storage->asked.front().body;
        QCOMPARE(textOf(file, "filepath"), QLatin1String("recording/") + files.front());
        QCOMPARE(textOf(file, "reference_id"), id);
        const Json ended = bodyOf(m->ask("GET", recordings + QLatin1Char('/') + id));
        QCOMPARE(textOf(ended, "status"), QStringLiteral("ended"));
        QVERIFY(ended.contains("tm_start") && ended.contains("tm_end"));
    }

    void aRecordingThatEndsBySilenceEndsBothDirections()
    {
        const Json call = bodyOf(m->ask("POST", CallBench::at(m_call, "/recording_start"), Json{{"format", "wav"}}));
        m->settle();
        const Json recording = bodyOf(m->ask("GET", recordings + QLatin1Char('/') + textOf(call, "recording_id")));
        m->engine.finishRecording(textOf(recording, "recording_name") + QLatin1String("_in"));
        m->settle();
        QVERIFY(m->engine.recordings().isEmpty());
        QCOMPARE(m->engine.movedFiles().size(), 2);
        QVERIFY(core::parseId(textOf(m->call(m_call), "recording_id")).isNull());
        QCOMPARE(m->call(m_call)["recording_ids"].size(), size_t(1));
    }

    void hangupEndsARecordingAndKeepsItsId()
    {
        const Json call = bodyOf(m->ask("POST", CallBench::at(m_call, "/recording_start"), Json{{"format", "wav"}}));
        m->settle();
        m->engine.release(m_channel, 16);
        m->settle();
        QCOMPARE(textOf(m->call(m_call), "recording_id"), textOf(call, "recording_id"));
        QCOMPARE(m->events.count(QStringLiteral("recording_finished")), 1);
        QCOMPARE(m->engine.movedFiles().size(), 2);
    }

    void twoRecordingsOfOneSecondHaveTwoNames()
    {
        QStringList names;
        for (int i = 0; i < 2; ++i) {
            const Json call = bodyOf(m->ask("POST", CallBench::at(m_call, "/recording_start"), Json{{"format", "wav"}}));
            m->settle();
            names +=
                textOf(bodyOf(m->ask("GET", recordings + QLatin1Char('/') + textOf(call, "recording_id"))), "recording_name");
            m->ask("POST", CallBench::at(m_call, "/recording_stop"));
            m->settle();
        }
        QVERIFY(names[0] != names[1]);
        QCOMPARE(m->engine.movedFiles().size(), 4);
    }

    void wishesThatNoRecordingCanHave_data()
    {
        QTest::addColumn<QString>("wish");
        QTest::addColumn<QString>("named");
        QTest::newRow("arguments behind the key") << R"({"end_of_key": "#,context=call-in"})" << "end_of_key";
        QTest::newRow("a digit as key") << R"({"end_of_key": "5"})" << "end_of_key";
        QTest::newRow("arguments behind the format") << R"({"format": "wav,context=call-in"})" << "format";
        QTest::newRow("a value in the format") << R"({"format": "wav=1"})" << "format";
        QTest::newRow("a folder in the format") << R"({"format": "../wav"})" << "format";
        QTest::newRow("a duration below zero") << R"({"duration": -1})" << "duration";
        QTest::newRow("a silence below zero") << R"({"end_of_silence": -1})" << "end_of_silence";
    }
    /// Stasis arguments are joined by commas (contract/asterisk-proxy.md §4).
    void wishesThatNoRecordingCanHave()
    {
        QFETCH(QString, wish);
        QFETCH(QString, named);
        const contract::Reply reply = m->ask("POST", CallBench::at(m_call, "/recording_start"), Json::parse(core::utf8(wish)));
        QCOMPARE(reply.statusCode, 400);
        QCOMPARE(reasonOf(reply), QLatin1String("INVALID_") + named.toUpper());
        m->settle();
        QVERIFY(m->engine.snoopsOf(m_channel).isEmpty());
        QVERIFY(core::parseId(textOf(m->call(m_call), "recording_id")).isNull());
        QVERIFY(bodyOf(m->ask("GET", bus::listUri(recordings, 10, {}), Json::object())).empty());
    }

    void aRecordingThatCannotBeginEndsUnheard()
    {
        m->engine.refuse(QStringLiteral("/record"), 422);
        const Json call = bodyOf(m->ask("POST", CallBench::at(m_call, "/recording_start"), Json{{"format", "mp3"}}));
        const QString id = textOf(call, "recording_id");
        m->advance(core::Millis(1000));
        const Json ended = bodyOf(m->ask("GET", recordings + QLatin1Char('/') + id));
        QCOMPARE(textOf(ended, "status"), QStringLiteral("ended"));
        QVERIFY(ended.contains("tm_end"));
        QVERIFY(core::parseId(textOf(m->call(m_call), "recording_id")).isNull());
        QCOMPARE(m->events.count(QStringLiteral("recording_finished")), 0);
        QVERIFY(m->engine.movedFiles().isEmpty());
    }

    void aRecordingHasBegunBeforeItIsOver()
    {
        m->engine.refuse(QStringLiteral("/record"), 422); // so that its events can come in another order
        const Json call = bodyOf(m->ask("POST", CallBench::at(m_call, "/recording_start"), Json{{"format", "wav"}}));
        m->settle();
        const Json row = bodyOf(m->ask("GET", recordings + QLatin1Char('/') + textOf(call, "recording_id")));
        const std::string name = core::utf8(textOf(row, "recording_name")) + "_in";
        for (const char *type : {"RecordingFinished", "RecordingStarted"})
            m->engine.emitEvent(Json{{"type", type}, {"recording", {{"name", name}}}});
        m->settle();
        const QStringList told = m->events.types().filter(QStringLiteral("recording_"));
        QCOMPARE(told, QStringList({QStringLiteral("recording_started"), QStringLiteral("recording_finished")}));
    }

    void aStoppedRecordingEndsWithoutTheEnginesWord()
    {
        const Json call = bodyOf(m->ask("POST", CallBench::at(m_call, "/recording_start"), Json{{"format", "wav"}}));
        m->settle();
        for (const QString &snoop : m->engine.snoopsOf(m_channel))
            m->engine.lose(snoop);
        m->ask("POST", CallBench::at(m_call, "/recording_stop"));
        m->advance(core::Millis(10'000));
        const Json row = bodyOf(m->ask("GET", recordings + QLatin1Char('/') + textOf(call, "recording_id")));
        QCOMPARE(textOf(row, "status"), QStringLiteral("ended"));
        QCOMPARE(m->events.count(QStringLiteral("recording_finished")), 1);
    }

    void stoppingWithoutARecordingIsNull()
    {
        const contract::Reply reply = m->ask("POST", CallBench::at(m_call, "/recording_stop"));
        QCOMPARE(reply.statusCode, 200);
        QVERIFY(bodyOf(reply).is_null());
    }

    void aFlowRunsWhenTheRecordingEnds()
    {
        const QString flow = m->makeFlow(R"([{"type": "variable_set", "option": {"key": "a", "value": "b"}}])");
        EventLog flows(m->bus, contract::eventExchange(contract::service::flow));
        m->ask("POST", CallBench::at(m_call, "/recording_start"), Json{{"format", "wav"}, {"on_end_flow_id", core::utf8(flow)}});
        m->settle();
        m->ask("POST", CallBench::at(m_call, "/recording_stop"));
        m->settle();
        const Json made = flows.last(QStringLiteral("activeflow_created"));
        QCOMPARE(textOf(made, "flow_id"), flow);
        QCOMPARE(textOf(made, "reference_activeflow_id"), textOf(m->call(m_call), "activeflow_id"));
    }

    void deletingARecordingDeletesItsFiles()
    {
        const Json call = bodyOf(m->ask("POST", CallBench::at(m_call, "/recording_start"), Json{{"format", "wav"}}));
        m->settle();
        const QString id = textOf(call, "recording_id");
        const QString file = core::toText(core::newId());
        m_storage->answer(QStringLiteral("GET /v1/files?page_size=1000&page_token="),
                          Json::array({Json{{"id", core::utf8(file)}}}));
        m_storage->answer(QLatin1String("DELETE /v1/files/") + file, Json::object());
        QCOMPARE(m->ask("DELETE", recordings + QLatin1Char('/') + id).statusCode, 200);
        m->settle();
        QCOMPARE(m_storage->count(QLatin1String("DELETE /v1/files/") + file), 1);
        QCOMPARE(m->ask("DELETE", recordings + QLatin1String("/6a1b2c3d-0000-4000-8000-000000000000")).statusCode, 404);
    }

    void recordsARoomByItsBridge()
    {
        const QString id = m->makeRoom();
        m->ask("POST", QStringLiteral("/v1/confbridges/%1/calls/%2").arg(id, m_call));
        m->settle();
        const Json started =
            bodyOf(m->ask("POST", QStringLiteral("/v1/confbridges/%1/recording_start").arg(id), Json{{"format", "wav"}}));
        m->settle();
        QVERIFY(!core::parseId(textOf(started, "recording_id")).isNull());
        QCOMPARE(m->engine.recordings().size(), 1);
        QCOMPARE(m->events.count(QStringLiteral("recording_started")), 1);
        QCOMPARE(m->ask("POST", QStringLiteral("/v1/confbridges/%1/recording_stop").arg(id)).statusCode, 200);
        m->settle();
        QCOMPARE(m->engine.movedFiles().size(), 1);
        QCOMPARE(m->ask("POST", QStringLiteral("/v1/confbridges/%1/recording_stop").arg(id)).statusCode, 500);
    }

    void sharesTheSoundOfACall()
    {
        const contract::Reply reply = m->ask("POST", CallBench::at(m_call, "/external-media"),
                                             Json{{"external_host", "127.0.0.1:9000"}, {"direction_listen", "in"}});
        QCOMPARE(reply.statusCode, 200);
        m->settle();
        const Json call = bodyOf(reply);
        QCOMPARE(call["external_media_ids"].size(), size_t(1));
        const QString id = core::fromUtf8(call["external_media_ids"][0].get<std::string>());
        const Json media = bodyOf(m->ask("GET", QLatin1String("/v1/external-medias/") + id));
        QCOMPARE(textOf(media, "encapsulation"), QStringLiteral("rtp"));
        QCOMPARE(textOf(media, "format"), QStringLiteral("ulaw"));
        QCOMPARE(textOf(media, "local_ip"), QStringLiteral("127.0.0.1"));
        QCOMPARE(media["local_port"].get<int>(), 16384);
        const Json snoop = m->engine.last(QStringLiteral("/snoop")).body;
        QCOMPARE(textOf(snoop, "spy"), QStringLiteral("in"));
        QVERIFY(!snoop.contains("whisper"));
        QCOMPARE(m->engine.count(QStringLiteral("/addChannel")), 3); // the call, the snoop, the media
        const Json listed = bodyOf(m->ask("GET", QStringLiteral("/v1/external-medias?page_size=10&page_token="),
                                          Json{{"reference_id", core::utf8(m_call)}}));
        QCOMPARE(listed.size(), size_t(1));
        QCOMPARE(m->ask("DELETE", CallBench::at(m_call, "/external-media")).statusCode, 200); // January: the only one
        m->settle();
        QVERIFY(!m->call(m_call).contains("external_media_ids"));
        QCOMPARE(m->ask("GET", QLatin1String("/v1/external-medias/") + id).statusCode, 500);
        QVERIFY(m->engine.snoopsOf(m_channel).size() == 1 && !m->engine.channels().contains(m->engine.snoopsOf(m_channel)[0]));
    }

    void atMostFiveExternalMedias()
    {
        for (int i = 0; i < 5; ++i)
            QCOMPARE(
                m->ask("POST", CallBench::at(m_call, "/external-media"), Json{{"external_host", "127.0.0.1:9000"}}).statusCode,
                200);
        QCOMPARE(m->ask("POST", CallBench::at(m_call, "/external-media"), Json{{"external_host", "127.0.0.1:9000"}}).statusCode,
                 400);
        QCOMPARE(m->ask("DELETE", CallBench::at(m_call, "/external-media"), Json::object()).statusCode, 400); // which one?
        m->engine.release(m_channel, 16);
        m->settle();
        QVERIFY(m->engine.channels().isEmpty());
    }

    void theMediaHostHangsUp()
    {
        const Json call =
            bodyOf(m->ask("POST", CallBench::at(m_call, "/external-media"), Json{{"external_host", "127.0.0.1:9000"}}));
        m->settle();
        const QString id = core::fromUtf8(call["external_media_ids"][0].get<std::string>());
        const Json media = bodyOf(m->ask("GET", QLatin1String("/v1/external-medias/") + id));
        m->engine.release(textOf(media, "channel_id"), 16);
        m->settle();
        QVERIFY(!m->call(m_call).contains("external_media_ids"));
    }

    /// The engine tells that the channel is gone before it was in Stasis.
    void aMediaHostThatRefusesEndsIt()
    {
        const Json start{{"external_host", "127.0.0.1:1"}, {"encapsulation", "audiosocket"}, {"transport", "tcp"}};
        const Json call = bodyOf(m->ask("POST", CallBench::at(m_call, "/external-media"), start));
        const QString id = core::fromUtf8(call["external_media_ids"][0].get<std::string>());
        const Json media = bodyOf(m->ask("GET", QLatin1String("/v1/external-medias/") + id));
        m->engine.release(textOf(media, "channel_id"), 16);
        m->settle();
        QCOMPARE(m->ask("GET", QLatin1String("/v1/external-medias/") + id).statusCode, 500);
        QCOMPARE(m->engine.channels().size(), 1);
    }

    void anIdThatIsTakenStartsNothingAndEndsNothing()
    {
        const QString id = core::toText(core::newId());
        const Json start{{"external_host", "127.0.0.1:9000"}, {"external_media_id", core::utf8(id)}};
        QCOMPARE(m->ask("POST", CallBench::at(m_call, "/external-media"), start).statusCode, 200);
        m->settle();
        const qsizetype channels = m->engine.channels().size();
        QCOMPARE(m->ask("POST", CallBench::at(m_call, "/external-media"), start).statusCode, 400);
        m->settle();
        QCOMPARE(m->ask("GET", QLatin1String("/v1/external-medias/") + id).statusCode, 200);
        QCOMPARE(m->engine.channels().size(), channels);
    }

    void aMediaThatItsCallDoesNotNameEndsWithIt()
    {
        const Json start{{"external_host", "127.0.0.1:9000"}, {"reference_type", "call"}, {"reference_id", core::utf8(m_call)}};
        const Json media = bodyOf(m->ask("POST", QStringLiteral("/v1/external-medias"), start));
        m->settle();
        QVERIFY(m->engine.channels().size() > 1);
        m->ask("POST", CallBench::at(m_call, "/hangup"));
        m->settle();
        QVERIFY(m->engine.channels().isEmpty());
        QCOMPARE(m->ask("GET", QLatin1String("/v1/external-medias/") + textOf(media, "id")).statusCode, 500);
    }

    void audioSocketNamesItsMediaAlone()
    {
        m->ask("POST", CallBench::at(m_call, "/external-media"),
               Json{{"external_host", "127.0.0.1:9000"}, {"encapsulation", "audiosocket"}, {"transport", "tcp"}});
        m->settle();
        const Json asked = m->engine.last(QStringLiteral("/externalMedia")).body;
        QVERIFY(!core::parseId(textOf(asked, "data")).isNull());
        QCOMPARE(m->engine.count(QStringLiteral("/addChannel")), 3);
    }

    void aMediaThatCannotStartLeavesNothing()
    {
        m->engine.refuse(QStringLiteral("/externalMedia"), 500);
        QCOMPARE(m->ask("POST", CallBench::at(m_call, "/external-media"), Json{{"external_host", "127.0.0.1:9000"}}).statusCode,
                 400);
        m->settle();
        QVERIFY(!m->call(m_call).contains("external_media_ids"));
        QCOMPARE(m->engine.channels().size(), 1);
    }

    void aMachineIsHungUp_data()
    {
        QTest::addColumn<QString>("handle");
        QTest::addColumn<QString>("heard");
        QTest::addColumn<QString>("status");
        QTest::addColumn<QString>("reason");
        QTest::newRow("a machine, hang up") << "hangup" << "MACHINE" << "hangup" << "amd";
        QTest::newRow("a machine, go on") << "continue" << "MACHINE" << "progressing" << "";
        QTest::newRow("a person") << "hangup" << "HUMAN" << "progressing" << "";
    }
    void aMachineIsHungUp()
    {
        QFETCH(QString, handle);
        QFETCH(QString, heard);
        const Json made = bodyOf(m->start(R"([{"type": "sip", "target": "a@b"}])",
                                          QStringLiteral(R"([{"type": "amd", "option": {"machine_handle": "%1"}},
                                                             {"type": "sleep", "option": {"duration": 60000}}])")
                                              .arg(handle)
                                              .toLatin1()
                                              .constData()));
        const QString id = textOf(made["calls"][0], "id");
        const QString channel = textOf(m->call(id), "channel_id");
        m->engine.pickUp(channel);
        m->settle();
        const QStringList listeners = m->engine.snoopsOf(channel);
        QCOMPARE(listeners.size(), 1);
        QCOMPARE(textOf(m->engine.last(QStringLiteral("/continue")).body, "context"), QStringLiteral("svc-amd"));
        QCOMPARE(textOf(m->call(id)["action"], "type"), QStringLiteral("amd"));
        m->engine.judge(listeners.front(), heard);
        m->settle();
        QTEST(textOf(m->call(id), "status"), "status");
        QTEST(textOf(m->call(id), "hangup_reason"), "reason");
        QVERIFY(!m->engine.channels().contains(listeners.front()));
    }

private:
    std::unique_ptr<CallBench> m;
    std::unique_ptr<FakeManager> m_storage;
    QString m_channel, m_call;
};

QTEST_GUILESS_MAIN(CallMediaTest)
#include "tst_callmedia.moc"
