// SPDX-License-Identifier: GPL-3.0-or-later
// call-manager: events of other managers, restarts, and the form of January 2026 (contract/call-manager.md §12, §18).
#include "callbench.h"
#include "core/log.h"
#include "fakefetcher.h"
#include "fakemanager.h"

#include <QtTest>

using core::Json;

class CallPlatformTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m = std::make_unique<CallBench>();
        m->openShop();
    }
    void cleanup()
    {
        m->settle();
        m.reset();
    }

    void aDeletedCustomerLeavesNothing()
    {
        m->phoneCalls();
        const QString room = m->makeRoom();
        m->ask("POST", QStringLiteral("/v1/outbound_configs"),
               Json{{"customer_id", core::utf8(m->customer)}, {"destination_whitelist", {"kr"}}});
        tell(contract::service::customer, "customer_deleted", Json{{"id", core::utf8(m->customer)}});
        m->settle();
        QCOMPARE(m->calls->liveCalls(), 0);
        QCOMPARE(m->events.count(QStringLiteral("call_deleted")), 1);
        QCOMPARE(textOf(bodyOf(m->ask("GET", QLatin1String("/v1/confbridges/") + room)), "status"), QStringLiteral("terminated"));
        const Json configs =
            bodyOf(m->ask("GET", QLatin1String("/v1/outbound_configs?page_size=10&page_token=&customer_id=") + m->customer));
        QVERIFY(configs.empty());
    }

    void anotherCustomersCallsGoOn()
    {
        m->phoneCalls();
        tell(contract::service::customer, "customer_deleted", Json{{"id", core::utf8(core::toText(core::newId()))}});
        tell(contract::service::customer, "customer_frozen", Json{{"id", core::utf8(core::toText(core::newId()))}});
        m->settle();
        QCOMPARE(m->calls->liveCalls(), 1);
    }

    void aLostPodStartsRecovery_data()
    {
        QTest::addColumn<QString>("space");
        QTest::addColumn<QString>("app");
        QTest::addColumn<int>("searches");
        QTest::newRow("an engine of calls") << "voip" << "asterisk-call" << 1;
        QTest::newRow("another program") << "voip" << "kamailio" << 0;
        QTest::newRow("another namespace") << "default" << "asterisk-call" << 0;
    }
    void aLostPodStartsRecovery()
    {
        QFETCH(QString, space);
        QFETCH(QString, app);
        const auto homer = std::make_shared<FakeFetcher>();
        homer->statuses = {503};
        m->homer = homer;
        m->settle();
        m->calls.reset();
        m->calls = m->makeCalls();
        wait(m->calls->start());
        m->phoneCalls();
        tell(QStringLiteral("sentinel-manager"), "pod_deleted",
             Json{{"metadata",
                   {{"namespace", core::utf8(space)},
                    {"labels", {{"app", core::utf8(app)}}},
                    {"annotations", {{"asterisk-id", "02:00:00:00:00:01"}}}}}});
        m->settle();
        QTEST(int(homer->asked.size()), "searches");
    }

    void aConferenceRoomOutlivesARestart()
    {
        const QString room = m->makeRoom();
        const QString channel = m->phoneCalls();
        m->ask("POST", QStringLiteral("/v1/confbridges/%1/calls/%2").arg(room, textOf(m->callOfChannel(channel), "id")));
        m->settle();
        m->calls.reset();
        m->engine.lose(channel);
        m->calls = m->makeCalls();
        wait(m->calls->start());
        m->settle();
        const Json kept = bodyOf(m->ask("GET", QLatin1String("/v1/confbridges/") + room));
        QCOMPARE(textOf(kept, "status"), QStringLiteral("progressing"));
        QVERIFY(kept["channel_call_ids"].empty());
        const QString again = m->phoneCalls();
        const QString call = textOf(m->callOfChannel(again), "id");
        QCOMPARE(m->ask("POST", QStringLiteral("/v1/confbridges/%1/calls/%2").arg(room, call)).statusCode, 200);
    }

    void bridgesOfTheLastRun_data()
    {
        QTest::addColumn<bool>("bridgeLives");
        QTest::addColumn<bool>("callLives");
        QTest::addColumn<int>("open");
        QTest::newRow("gone with its engine") << false << false << 0;
        QTest::newRow("there, but nobody is in its room") << true << false << 0;
        QTest::newRow("there, and in use") << true << true << 1;
    }
    void bridgesOfTheLastRun()
    {
        QFETCH(bool, bridgeLives);
        QFETCH(bool, callLives);
        QFETCH(int, open);
        const QString room = m->makeRoom();
        const QString channel = m->phoneCalls();
        m->ask("POST", QStringLiteral("/v1/confbridges/%1/calls/%2").arg(room, textOf(m->callOfChannel(channel), "id")));
        m->settle();
        const QString bridge = textOf(bodyOf(m->ask("GET", QLatin1String("/v1/confbridges/") + room)), "bridge_id");
        const auto openRows = [&] {
            return int(
                wait(m->db.query({QStringLiteral("SELECT id FROM call_bridges WHERE tm_delete IS NULL"), {}})).rows.size());
        };
        QTRY_COMPARE(openRows(), 1);
        m->calls.reset();
        if (!callLives)
            m->engine.lose(channel);
        if (!bridgeLives)
            m->engine.loseBridge(bridge);
        m->calls = m->makeCalls();
        wait(m->calls->start());
        m->settle();
        QTRY_COMPARE(openRows(), open);
        QCOMPARE(m->engine.hasBridge(bridge), callLives);
    }

    void aChannelIdMayComeAgain()
    {
        QStringList errors;
        core::log::setSink([&errors](const core::log::Line &line) {
            if (line.level >= core::log::Level::Error)
                errors += QString::fromUtf8(line.text.data(), qsizetype(line.text.size()));
        });
        for (const char *caller : {"+15550001", "+15550002"}) {
            const Json channel{{"id", "chosen-by-a-program"},
                               {"name", "PJSIP/x-00000001"},
                               {"state", "Down"},
                               {"caller", {{"name", ""}, {"number", caller}}}};
            m->engine.emitEvent(Json{{"type", "ChannelCreated"}, {"channel", channel}});
            m->engine.emitEvent(
                Json{{"type", "ChannelStateChange"}, {"channel", {{"id", "chosen-by-a-program"}, {"state", "Ringing"}}}});
            m->settle();
            m->engine.emitEvent(Json{
                {"type", "ChannelDestroyed"}, {"channel", {{"id", "chosen-by-a-program"}, {"state", "Down"}}}, {"cause", 16}});
            m->settle();
        }
        const auto stored = [this] {
            QStringList callers;
            const auto found =
                wait(m->db.query({QStringLiteral("SELECT src_number FROM call_channels WHERE id = 'chosen-by-a-program'"), {}}));
            for (const store::Row &row : found.rows)
                callers += row.front().toString();
            return callers;
        };
        QTRY_COMPARE(stored(), QStringList{QStringLiteral("+15550002")});
        core::log::setSink({});
        QCOMPARE(errors, QStringList());
    }

    /// Who waits for a channel whose event has not come is let go by the stop, not by the clock.
    void aStopEndsTheWaitForAChannel()
    {
        QStringList said;
        core::log::setSink(
            [&said](const core::log::Line &line) { said += QString::fromUtf8(line.text.data(), qsizetype(line.text.size())); });
        const auto quiet = qScopeGuard([] { core::log::setSink({}); });
        m->engine.press(QStringLiteral("nobody"), QStringLiteral("1"));
        m->settle();
        QVERIFY(said.filter(QStringLiteral("CHANNEL_NOT_FOUND")).isEmpty());
        m->calls->stop();
        m->settle();
        QCOMPARE(said.filter(QStringLiteral("CHANNEL_NOT_FOUND")).size(), 1);
    }

    void aRoomWhoseBridgeIsGoneGetsAnother()
    {
        const QString room = m->makeRoom();
        const QString first = m->phoneCalls();
        const QString join = QStringLiteral("/v1/confbridges/%1/calls/").arg(room);
        m->ask("POST", join + textOf(m->callOfChannel(first), "id"));
        m->settle();
        const QString bridge = textOf(bodyOf(m->ask("GET", QLatin1String("/v1/confbridges/") + room)), "bridge_id");
        m->engine.release(first, 16);
        m->engine.emitEvent(Json{{"type", "BridgeDestroyed"}, {"bridge", {{"id", core::utf8(bridge)}}}});
        m->settle();
        const QString second = m->phoneCalls();
        QCOMPARE(m->ask("POST", join + textOf(m->callOfChannel(second), "id")).statusCode, 200);
        m->settle();
        const Json now = bodyOf(m->ask("GET", QLatin1String("/v1/confbridges/") + room));
        QVERIFY(textOf(now, "bridge_id") != bridge);
        QCOMPARE(now["channel_call_ids"].size(), size_t(1));
    }

    void callersOfALostBridgeGoOnInTheirFlow()
    {
        const QString room = m->makeRoom();
        const QString channel = m->phoneCalls();
        const QString call = textOf(m->callOfChannel(channel), "id");
        m->ask("POST", QStringLiteral("/v1/confbridges/%1/calls/%2").arg(room, call));
        m->settle();
        const QString bridge = textOf(bodyOf(m->ask("GET", QLatin1String("/v1/confbridges/") + room)), "bridge_id");
        m->engine.emitEvent(Json{{"type", "BridgeDestroyed"}, {"bridge", {{"id", core::utf8(bridge)}}}});
        m->settle();
        QVERIFY(core::parseId(textOf(m->call(call), "confbridge_id")).isNull());
        QCOMPARE(m->events.count(QStringLiteral("confbridge_leaved")), 1);
        QCOMPARE(m->events.count(QStringLiteral("confbridge_terminated")), 0);
    }

    /// One member whose channel cannot be moved keeps neither the others nor the room from ending.
    void aRoomEndsThoughItsMembersCannotBeMoved()
    {
        const QString room = m->makeRoom();
        for (int i = 0; i < 2; ++i) {
            const QString channel = m->phoneCalls();
            m->ask("POST", QStringLiteral("/v1/confbridges/%1/calls/%2").arg(room, textOf(m->callOfChannel(channel), "id")));
            m->settle();
        }
        m->engine.refuse(QStringLiteral("/addChannel"), 409);
        QCOMPARE(m->ask("POST", QStringLiteral("/v1/confbridges/%1/terminate").arg(room)).statusCode, 200);
        m->settle();
        const Json ended = bodyOf(m->ask("GET", QLatin1String("/v1/confbridges/") + room));
        QCOMPARE(textOf(ended, "status"), QStringLiteral("terminated"));
        QVERIFY(ended["channel_call_ids"].empty());
        QCOMPARE(m->events.count(QStringLiteral("confbridge_leaved")), 2);
    }

    void aCallMovesFromRoomToRoom()
    {
        const QString first = m->makeRoom(), second = m->makeRoom();
        const QString channel = m->phoneCalls();
        const QString call = textOf(m->callOfChannel(channel), "id");
        for (const QString &room : {first, second})
            QCOMPARE(m->ask("POST", QStringLiteral("/v1/confbridges/%1/calls/%2").arg(room, call)).statusCode, 200);
        m->settle();
        QVERIFY(bodyOf(m->ask("GET", QLatin1String("/v1/confbridges/") + first))["channel_call_ids"].empty());
        QCOMPARE(bodyOf(m->ask("GET", QLatin1String("/v1/confbridges/") + second))["channel_call_ids"].size(), size_t(1));
        QCOMPARE(textOf(m->call(call), "confbridge_id"), second);
        QCOMPARE(textOf(m->call(call), "status"), QStringLiteral("progressing"));
    }

    void januaryFiltersInTheQuery_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<int>("found");
        QTest::newRow("by status") << "filter_status=progressing" << 1;
        QTest::newRow("another status") << "filter_status=hangup" << 0;
        QTest::newRow("not deleted, as text") << "filter_deleted=false" << 1;
        QTest::newRow("two of them") << "filter_deleted=false&filter_direction=incoming" << 1;
    }
    void januaryFiltersInTheQuery()
    {
        QFETCH(QString, query);
        m->phoneCalls();
        const contract::Reply reply =
            m->ask("GET", QLatin1String("/v1/calls?page_size=10&page_token=2030-01-01 00:00:00.000000&") + query);
        QTEST(int(bodyOf(reply).size()), "found");
    }

    void listsRecordingsByTheirCall()
    {
        const QString channel = m->phoneCalls();
        const QString call = textOf(m->callOfChannel(channel), "id");
        m->ask("POST", QStringLiteral("/v1/recordings"),
               Json{{"reference_type", "call"}, {"reference_id", core::utf8(call)}, {"format", "wav"}});
        m->settle();
        const QString uri = QStringLiteral("/v1/recordings?page_size=10&page_token=");
        QCOMPARE(bodyOf(m->ask("GET", uri, Json{{"reference_id", core::utf8(call)}})).size(), size_t(1));
        QCOMPARE(bodyOf(m->ask("GET", uri, Json{{"reference_id", core::utf8(m->customer)}})).size(), size_t(0));
        QVERIFY(core::parseId(textOf(m->call(call), "recording_id")).isNull()); // the generic route does not name it
    }

    void namesARecordingAndARoomInACall()
    {
        const QString channel = m->phoneCalls();
        const QString call = textOf(m->callOfChannel(channel), "id");
        const QString id = core::toText(core::newId());
        const Json recorded = bodyOf(m->ask("PUT", CallBench::at(call, "/recording_id"), Json{{"recording_id", core::utf8(id)}}));
        QCOMPARE(textOf(recorded, "recording_id"), id);
        m->events.clear();
        const Json joined = bodyOf(m->ask("PUT", CallBench::at(call, "/confbridge_id"), Json{{"confbridge_id", core::utf8(id)}}));
        QCOMPARE(textOf(joined, "confbridge_id"), id);
        m->settle();
        QCOMPARE(m->events.types(), QStringList{QStringLiteral("call_updated")});
        m->engine.release(channel, 16); // a room that nobody knows does not keep the call
        m->settle();
        QCOMPARE(m->calls->liveCalls(), 0);
        const contract::Reply missing = m->ask("PUT", CallBench::at(id, "/recording_id"), Json{{"recording_id", core::utf8(id)}});
        QCOMPARE(missing.statusCode, 404);
        QVERIFY(missing.data.isEmpty());
    }

    void theOwnerIsTheAgentWithTheAddress()
    {
        FakeManager agents(m->bus, contract::service::agent);
        const QString agent = core::toText(core::newId());
        agents.answer(QStringLiteral("POST /v1/agents/get_by_customer_id_address"), Json{{"id", core::utf8(agent)}});
        const QString channel = m->phoneCalls();
        const Json call = m->callOfChannel(channel);
        QCOMPARE(textOf(call, "owner_type"), QStringLiteral("agent"));
        QCOMPARE(textOf(call, "owner_id"), agent);
        m->settle();
    }

    void rtpIsCapturedWhereTheProxyIs()
    {
        std::vector<Json> commands;
        const auto queue = m->bus.serve(QStringLiteral("rtpengine.10.0.0.9.request"),
                                        [&commands](bus::Request request) -> core::Task<contract::Reply> {
                                            commands.push_back(request.data.toJson());
                                            const Json stream{{"local port", 30'000}};
                                            const Json media{{"streams", Json::array({stream})}};
                                            const Json part{{"medias", Json::array({media})}};
                                            co_return contract::Reply::ok(Json{{"tags", {{"far", part}}}});
                                        });
        wait(m->cache->set(QStringLiteral("kamailio:abc@phone"), Json{{"rtpengine_address", "10.0.0.9"}, {"from_tag", "near"}},
                           core::Millis(60'000)));
        debugCustomer();
        const QString channel = m->phoneCalls();
        m->engine.release(channel, 16);
        m->settle();
        QCOMPARE(commands.size(), size_t(3));
        QCOMPARE(textOf(commands[0], "command"), QStringLiteral("query"));
        QCOMPARE(commands[1]["parameters"][0].get<std::string>(), std::string("udp port 30000"));
        QCOMPARE(textOf(commands[2], "type"), QStringLiteral("kill"));
    }

private:
    void tell(const QString &service, const char *type, Json data)
    {
        m->bus.publish(contract::eventExchange(service),
                       bus::Event{QLatin1String(type), service, contract::Payload(std::move(data))});
    }
    /// The customer wants captures: written as customer-manager would have.
    void debugCustomer()
    {
        std::vector<store::Sql> change{{QStringLiteral("UPDATE customer_customers SET metadata = ? WHERE id = ?"),
                                        {QStringLiteral(R"({"rtp_debug": true})"), core::parseId(m->customer).toRfc4122()}}};
        wait(m->db.write(std::move(change)));
        m->startCustomers();
    }

    std::unique_ptr<CallBench> m;
};

QTEST_GUILESS_MAIN(CallPlatformTest)
#include "tst_callplatform.moc"
