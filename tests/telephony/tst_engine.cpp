// SPDX-License-Identifier: GPL-3.0-or-later
// The suite of the TelephonyEngine port (contract/asterisk-proxy.md §3, §4, §7). Each implementation is a row.
#include "enginebench.h"

class EngineTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_bench = std::make_unique<EngineBench>();
        m_client = m_bench->client.get();
    }
    void cleanup() { m_bench.reset(); }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        const auto row = [](const char *name, const char *method, const char *path, const char *body, int status) {
            QTest::newRow(name) << QByteArray(method) << QString::fromLatin1(path) << QByteArray(body) << status;
        };
        row("a resource that is none", "GET", "/ari/nothing", "", 404);
        row("a method that the path does not take", "PUT", "/ari/bridges", "", 405);
        row("a channel that is not there", "GET", "/ari/channels/x", "", 404);
        row("answering a channel that is not there", "POST", "/ari/channels/x/answer", "", 404);
        row("a bridge that is not there", "DELETE", "/ari/bridges/x", "", 404);
        row("a playback that is not there", "DELETE", "/ari/playbacks/x", "", 404);
        row("a live recording that is not there", "POST", "/ari/recordings/live/x/stop", "", 404);
        row("a stored recording that is not there", "GET", "/ari/recordings/stored/x", "", 404);
        row("a stored recording that climbs", "GET", "/ari/recordings/stored/..%2F..%2Fetc%2Fpasswd", "", 404);
        row("an application that is not there", "GET", "/ari/applications/x", "", 404);
        row("originate without an endpoint", "POST", "/ari/channels", "{}", 400);
        row("originate without a destination", "POST", "/ari/channels", R"({"endpoint":"Local/s@svc-echo"})", 400);
        row("originate to nothing known", "POST", "/ari/channels/create", R"({"endpoint":"Bogus/1","app":"voipbin"})", 400);
        row("external media without app", "POST", "/ari/channels/externalMedia", R"({"format":"ulaw"})", 400);
        row("external media without format", "POST", "/ari/channels/externalMedia", R"({"app":"voipbin"})", 400);
        row("external media without a host", "POST", "/ari/channels/externalMedia", R"({"app":"voipbin","format":"ulaw"})", 400);
        row("external media of an unknown kind", "POST", "/ari/channels/externalMedia",
            R"({"app":"voipbin","format":"ulaw","external_host":"127.0.0.1:7000","encapsulation":"foo"})", 501);
        row("AudioSocket over UDP", "POST", "/ari/channels/externalMedia",
            R"({"app":"voipbin","format":"slin","external_host":"127.0.0.1:7000","encapsulation":"audiosocket"})", 400);
        row("AudioSocket without an id", "POST", "/ari/channels/externalMedia",
            R"({"app":"voipbin","format":"slin","external_host":"127.0.0.1:7000","encapsulation":"audiosocket","transport":"tcp"})",
            400);
        row("a subscription of an application that is not there", "POST",
            "/ari/applications/none/subscription?eventSource=channel:x", "", 404);
        row("a subscription without a source", "POST", "/ari/applications/voipbin/subscription", "", 400);
        row("a subscription to a strange source", "POST", "/ari/applications/voipbin/subscription?eventSource=foo:1", "", 400);
        row("a subscription to a channel that is not there", "POST",
            "/ari/applications/voipbin/subscription?eventSource=channel:x", "", 422);
        row("a device that is not Stasis's", "PUT", "/ari/deviceStates/PJSIP:a?deviceState=BUSY", "", 409);
        row("a global variable without a name", "GET", "/ari/asterisk/variable", "", 400);
        row("a sound that is not there", "GET", "/ari/sounds/nothing", "", 404);
        row("a user event for nobody", "POST", "/ari/events/user/x?application=nobody", "", 404);
        row("endpoints of a technology that is none", "GET", "/ari/endpoints/nothing", "", 404);
        row("a module that is none", "GET", "/ari/asterisk/modules/nothing", "", 404);
        row("unloading a module that is none", "DELETE", "/ari/asterisk/modules/nothing", "", 404);
        row("unloading a part of the switch", "DELETE", "/ari/asterisk/modules/res_ari.so", "", 409);
        row("loading a part that is there", "POST", "/ari/asterisk/modules/res_ari.so", "", 409);
        row("a log channel that is none", "DELETE", "/ari/asterisk/logging/nothing", "", 404);
        row("another log channel", "POST", "/ari/asterisk/logging/messages?configuration=notice", "", 409);
        row("a configuration object", "GET", "/ari/asterisk/config/dynamic/res_pjsip/endpoint/x", "", 404);
        row("changing one", "PUT", "/ari/asterisk/config/dynamic/res_pjsip/endpoint/x", "", 403);
        row("deleting one", "DELETE", "/ari/asterisk/config/dynamic/res_pjsip/endpoint/x", "", 404);
        row("a bridge whose name is a number", "POST", "/ari/bridges", R"({"bridgeId":"b","name":5})", 400);
        row("a bridge without a name, but with the word", "POST", "/ari/bridges", R"({"bridgeId":"b","name":null})", 400);
        row("the end of what nobody subscribed to", "DELETE",
            "/ari/applications/voipbin/subscription?eventSource=deviceState:Stasis:x", "", 422);
        row("a mailbox that is not there", "GET", "/ari/mailboxes/x", "", 404);
        row("a mailbox without its counts", "PUT", "/ari/mailboxes/x?oldMessages=1", "", 400);
    }
    void refuses()
    {
        QFETCH(QByteArray, method);
        QFETCH(QString, path);
        QFETCH(QByteArray, body);
        const core::Json given = body.isEmpty() ? core::Json() : core::parseJson(body.toStdString());
        const auto reply = m_client->ask(method.constData(), path, given);
        QTEST(reply.status, "status");
        QVERIFY2(reply.body.is_object() && reply.body.contains("message"), "an error says why");
    }

    void aBridgeLives()
    {
        const core::Json asked{{"bridgeId", "b1"}, {"name", "reference_type=call,reference_id=x"}, {"type", "mixing,video_sfu"}};
        const auto made = m_client->ask("POST", QStringLiteral("/ari/bridges"), asked);
        QCOMPARE(made.status, 200);
        QCOMPARE(text(made.body["id"]), QStringLiteral("b1"));
        QCOMPARE(text(made.body["bridge_type"]), QStringLiteral("mixing"));
        QCOMPARE(m_client->status("POST", QStringLiteral("/ari/bridges/b1")), 409);
        QCOMPARE(m_client->ask("GET", QStringLiteral("/ari/bridges")).body.size(), size_t(1));
        QCOMPARE(m_client->status("POST", QStringLiteral("/ari/bridges/b1/addChannel"), {{"channel", "x"}}), 400);
        QCOMPARE(m_client->status("POST", QStringLiteral("/ari/bridges/b1/addChannel")), 400);
        QCOMPARE(m_client->status("DELETE", QStringLiteral("/ari/bridges/b1")), 204);
        QCOMPARE(m_client->status("GET", QStringLiteral("/ari/bridges/b1")), 404);
        QTRY_COMPARE(m_client->told(QStringLiteral("b1")), (QStringList{"BridgeCreated", "BridgeDestroyed"}));
        const core::Json event = m_client->last(QStringLiteral("b1"), "BridgeCreated");
        QCOMPARE(text(event["asterisk_id"]), m_bench->under.engine->asteriskId());
        QCOMPARE(text(event["application"]), QStringLiteral("voipbin"));
        QVERIFY(text(event["timestamp"]).endsWith(QLatin1String("+0000")));
    }

    void aChannelIsCreatedThenDialled()
    {
        QCOMPARE(m_client->status("POST", QStringLiteral("/ari/channels/create"), echoTo(m_bench->under, "c1")), 200);
        QTRY_VERIFY(m_client->has(QStringLiteral("c1"), "StasisStart"));
        const core::Json start = m_client->last(QStringLiteral("c1"), "StasisStart");
        QCOMPARE(start["args"].size(), size_t(2));
        QCOMPARE(text(start["args"][0]), QStringLiteral("context_type=call"));
        QCOMPARE(text(start["channel"]["state"]), QStringLiteral("Down"));
        QCOMPARE(m_client->status("POST", QStringLiteral("/ari/channels/create"), echoTo(m_bench->under, "c1")), 409);
        QCOMPARE(m_client->status("POST", QStringLiteral("/ari/channels/c1/answer")), 412);
        QCOMPARE(m_client->status("POST", QStringLiteral("/ari/channels/c1/dial"), {{"timeout", 10}}), 204);
        QTRY_VERIFY(m_client->has(QStringLiteral("c1"), "ChannelStateChange"));
        const core::Json changed = m_client->last(QStringLiteral("c1"), "ChannelStateChange");
        QCOMPARE(text(changed["channel"]["state"]), QStringLiteral("Up"));
        QCOMPARE(m_client->status("POST", QStringLiteral("/ari/channels/c1/dial")), 409);
        QCOMPARE(m_client->status("DELETE", QStringLiteral("/ari/channels/c1"), {{"reason_code", "201"}}), 204);
        QTRY_VERIFY(m_client->has(QStringLiteral("c1"), "ChannelDestroyed"));
        QCOMPARE(m_client->last(QStringLiteral("c1"), "ChannelDestroyed")["cause"], 201);
        const QStringList told = m_client->told(QStringLiteral("c1"));
        QCOMPARE(told.first(), QStringLiteral("ChannelCreated"));
        QVERIFY(told.indexOf(QStringLiteral("ChannelHangupRequest")) < told.indexOf(QStringLiteral("StasisEnd")));
        QVERIFY(told.indexOf(QStringLiteral("StasisEnd")) < told.indexOf(QStringLiteral("ChannelDestroyed")));
        QTRY_VERIFY(m_client->has(QStringLiteral("c1-far"), "ChannelDestroyed"));
        QCOMPARE(m_client->status("DELETE", QStringLiteral("/ari/channels/c1"), {{"reason_code", "16"}}), 404);
    }

    void mediaIsPlayed()
    {
        up("c1");
        const core::Json asked{{"media", {core::utf8(m_bench->under.sound), core::utf8(m_bench->under.sound)}},
                               {"playbackId", "call:p1"}};
        const auto made = m_client->ask("POST", QStringLiteral("/ari/channels/c1/play"), asked);
        QCOMPARE(made.status, 201);
        QCOMPARE(text(made.body["state"]), QStringLiteral("queued"));
        QCOMPARE(text(made.body["target_uri"]), QStringLiteral("channel:c1"));
        QTRY_COMPARE(m_client->told(QStringLiteral("call:p1")),
                     (QStringList{"PlaybackStarted", "PlaybackContinuing", "PlaybackStarted", "PlaybackFinished"}));
        QCOMPARE(text(m_client->last(QStringLiteral("call:p1"), "PlaybackFinished")["playback"]["state"]),
                 QStringLiteral("done"));
        QCOMPARE(m_client->status("POST", QStringLiteral("/ari/channels/c1/play")), 400);
    }

    void aPlaybackIsControlled()
    {
        up("c1");
        const core::Json asked{{"media", core::utf8(m_bench->under.longSound)}, {"playbackId", "p"}};
        QCOMPARE(m_client->status("POST", QStringLiteral("/ari/channels/c1/play"), asked), 201);
        QTRY_VERIFY(m_client->has(QStringLiteral("p"), "PlaybackStarted"));
        const auto control = [&](const char *operation) {
            return m_client->status("POST", QStringLiteral("/ari/playbacks/p/control"), {{"operation", operation}});
        };
        QCOMPARE(control("unpause"), 409);
        QCOMPARE(control("pause"), 204);
        QCOMPARE(text(m_client->ask("GET", QStringLiteral("/ari/playbacks/p")).body["state"]), QStringLiteral("paused"));
        QCOMPARE(control("unpause"), 204);
        QCOMPARE(control("forward"), 204);
        QCOMPARE(control("reverse"), 204);
        QCOMPARE(control("restart"), 204);
        QCOMPARE(control("dance"), 400);
        QCOMPARE(m_client->status("DELETE", QStringLiteral("/ari/playbacks/p")), 204);
        QTRY_VERIFY(m_client->has(QStringLiteral("p"), "PlaybackFinished"));
        QCOMPARE(m_client->status("GET", QStringLiteral("/ari/playbacks/p")), 404);
    }

    void aPlaybackEndsBeforeItsChannel()
    {
        up("c1");
        const core::Json asked{{"media", core::utf8(m_bench->under.longSound)}, {"playbackId", "p"}};
        QCOMPARE(m_client->status("POST", QStringLiteral("/ari/channels/c1/play"), asked), 201);
        QTRY_VERIFY(m_client->has(QStringLiteral("p"), "PlaybackStarted"));
        QCOMPARE(m_client->status("DELETE", QStringLiteral("/ari/channels/c1")), 204);
        QTRY_VERIFY(m_client->has(QStringLiteral("c1"), "ChannelDestroyed"));
        QVERIFY(m_client->has(QStringLiteral("p"), "PlaybackFinished"));
    }

    void theIdOfAPlaybackMayComeAgainAtOnce()
    {
        up("c1");
        up("c2");
        const core::Json asked{{"media", core::utf8(m_bench->under.longSound)}, {"playbackId", "p"}};
        QCOMPARE(m_client->status("POST", QStringLiteral("/ari/channels/c1/play"), asked), 201);
        QTRY_VERIFY(m_client->has(QStringLiteral("p"), "PlaybackStarted"));
        QCOMPARE(m_client->status("DELETE", QStringLiteral("/ari/channels/c1")), 204);
        QTRY_VERIFY(m_client->has(QStringLiteral("p"), "PlaybackFinished"));
        QCOMPARE(m_client->status("POST", QStringLiteral("/ari/channels/c2/play"), asked), 201);
        QTRY_COMPARE(m_client->told(QStringLiteral("p")),
                     (QStringList{"PlaybackStarted", "PlaybackFinished", "PlaybackStarted"}));
        QCOMPARE(text(m_client->last(QStringLiteral("p"), "PlaybackStarted")["playback"]["target_uri"]),
                 QStringLiteral("channel:c2"));
        QCOMPARE(text(m_client->ask("GET", QStringLiteral("/ari/playbacks/p")).body["state"]), QStringLiteral("playing"));
    }

    void channelsMeetInABridge()
    {
        up("c1");
        up("c2");
        QCOMPARE(m_client->status("POST", QStringLiteral("/ari/bridges"), {{"bridgeId", "b1"}}), 200);
        QCOMPARE(m_client->status("POST", QStringLiteral("/ari/bridges/b1/addChannel"), {{"channel", {"c1", "c2"}}}), 204);
        QTRY_COMPARE(m_client->told(QStringLiteral("b1")),
                     (QStringList{"BridgeCreated", "ChannelEnteredBridge", "ChannelEnteredBridge"}));
        const core::Json members = m_client->last(QStringLiteral("b1"), "ChannelEnteredBridge")["bridge"]["channels"];
        QCOMPARE(members.size(), size_t(2));
        QCOMPARE(m_client->status("POST", QStringLiteral("/ari/channels/c1/record"), {{"name", "r"}, {"format", "wav"}}), 409);
        QCOMPARE(m_client->status("POST", QStringLiteral("/ari/bridges/b1/removeChannel"), {{"channel", "c1"}}), 204);
        QCOMPARE(m_client->status("POST", QStringLiteral("/ari/bridges/b1/removeChannel"), {{"channel", "c1"}}), 422);
        const core::Json asked{{"media", core::utf8(m_bench->under.sound)}, {"playbackId", "p"}};
        const auto playing = m_client->ask("POST", QStringLiteral("/ari/bridges/b1/play"), asked);
        QCOMPARE(playing.status, 201);
        QCOMPARE(text(playing.body["target_uri"]), QStringLiteral("bridge:b1"));
        QTRY_VERIFY(m_client->has(QStringLiteral("p"), "PlaybackFinished"));
        QCOMPARE(m_client->status("POST", QStringLiteral("/ari/bridges/b1/moh")), 204);
        QCOMPARE(m_client->status("DELETE", QStringLiteral("/ari/bridges/b1/moh")), 204);
        QCOMPARE(m_client->status("DELETE", QStringLiteral("/ari/bridges/b1/moh")), 409);
        QCOMPARE(m_client->status("DELETE", QStringLiteral("/ari/bridges/b1")), 204);
        QTRY_VERIFY(m_client->has(QStringLiteral("b1"), "BridgeDestroyed"));
        QVERIFY(m_client->has(QStringLiteral("c2"), "ChannelLeftBridge"));
        QCOMPARE(m_client->status("GET", QStringLiteral("/ari/channels/c2")), 200);
    }

    void variablesAreKept()
    {
        up("c1");
        const QString place = QStringLiteral("/ari/channels/c1/variable");
        QCOMPARE(m_client->status("POST", place, {{"variable", "A"}, {"value", "1"}}), 204);
        QCOMPARE(text(m_client->ask("GET", place + QLatin1String("?variable=A")).body["value"]), QStringLiteral("1"));
        QCOMPARE(m_client->status("GET", place + QLatin1String("?variable=B")), 404);
        QCOMPARE(m_client->status("GET", place), 400);
        QCOMPARE(m_client->status("GET", place + QLatin1String("?variable=CHANNEL(nonsense)")), 500);
        const auto name = m_client->ask("GET", place + QLatin1String("?variable=CHANNEL(name)"));
        QVERIFY(text(name.body["value"]).startsWith(QLatin1String("Local/")));
        QCOMPARE(m_client->status("POST", place, {{"variable", "CALLERID(num)"}, {"value", "4711"}}), 204);
        QCOMPARE(text(m_client->ask("GET", QStringLiteral("/ari/channels/c1")).body["caller"]["number"]), QStringLiteral("4711"));
        QTRY_VERIFY(m_client->has(QStringLiteral("c1"), "ChannelCallerId"));
        QVERIFY(m_client->has(QStringLiteral("c1"), "ChannelVarset"));
        QCOMPARE(text(m_client->last(QStringLiteral("c1"), "ChannelVarset")["variable"]), QStringLiteral("A")); // no function
        QCOMPARE(m_client->status("POST", place, {{"variable", "A"}}), 204);
        QCOMPARE(m_client->status("GET", place + QLatin1String("?variable=A")), 404);
    }

    void callersAreShownOrNot()
    {
        up("c1");
        const QString place = QStringLiteral("/ari/channels/c1/variable");
        const auto value = [&](const char *name) {
            return text(m_client->ask("GET", place + QLatin1String("?variable=") + QLatin1String(name)).body["value"]);
        };
        const auto set = [&](const char *name, const char *to) {
            return m_client->status("POST", place, {{"variable", name}, {"value", to}});
        };
        QCOMPARE(value("CALLERID(pres)"), QStringLiteral("allowed_not_screened"));
        QCOMPARE(m_client->ask("GET", place + QLatin1String("?variable=CALLERID(rdnis)")).status, 200);
        QCOMPARE(set("CALLERID(pres)", "prohib"), 204);
        QCOMPARE(value("CALLERID(num-pres)"), QStringLiteral("prohib"));
        QTRY_COMPARE(m_client->last(QStringLiteral("c1"), "ChannelCallerId")["caller_presentation"], core::Json(0x23));
        QCOMPARE(set("CALLERID(rdnis)", "4712"), 204);
        QCOMPARE(value("CALLERID(rdnis)"), QStringLiteral("4712"));
        QCOMPARE(text(m_client->ask("GET", QStringLiteral("/ari/channels/c1")).body["caller_rdnis"]), QStringLiteral("4712"));
        QCOMPARE(set("CALLERID(all)", "Bob <4713>"), 204);
        QCOMPARE(value("CALLERID(name)"), QStringLiteral("Bob"));
        QCOMPARE(value("CALLERID(num)"), QStringLiteral("4713"));
    }

    void mailboxesAreCounted()
    {
        const QString place = QStringLiteral("/ari/mailboxes/1000%40lab");
        QCOMPARE(m_client->status("PUT", place + QLatin1String("?oldMessages=1&newMessages=2")), 204);
        const core::Json box = m_client->ask("GET", place).body;
        QCOMPARE(box, (core::Json{{"name", "1000@lab"}, {"old_messages", 1}, {"new_messages", 2}}));
        QCOMPARE(m_client->ask("GET", QStringLiteral("/ari/mailboxes")).body, core::Json::array({box}));
        QCOMPARE(m_client->status("DELETE", place), 204);
        QCOMPARE(m_client->status("DELETE", place), 404);
        QCOMPARE(m_client->ask("GET", QStringLiteral("/ari/asterisk/logging")).body[0]["channel"], core::Json("stderr"));
    }

    void aJoinMeetsItsTwin()
    {
        const core::Json asked{
            {"endpoint", "PJSIP/conf-join/sip:room1@127.0.0.1:5060"},
            {"app", "voipbin"},
            {"appArgs", "context_type=call,context=call-join"},
            {"channelId", "join"},
            {"otherChannelId", "twin"},
            {"variables", {{"PJSIP_HEADER(add,VB-CALL-ID)", "call1"}, {"PJSIP_HEADER(add,VB-CONFBRIDGE-ID)", "conf1"}}}};
        QCOMPARE(m_client->status("POST", QStringLiteral("/ari/channels/create"), asked), 200);
        QCOMPARE(m_client->status("POST", QStringLiteral("/ari/channels/join/dial")), 204);
        QTRY_VERIFY(m_client->has(QStringLiteral("twin"), "StasisStart"));
        const core::Json start = m_client->last(QStringLiteral("twin"), "StasisStart");
        QCOMPARE(start["args"], core::Json({"context_type=conf", "context=conf-in", "confbridge_id=conf1", "call_id=call1"}));
        QCOMPARE(text(start["channel"]["dialplan"]["exten"]), QStringLiteral("room1"));
        QVERIFY(text(start["channel"]["name"]).startsWith(QLatin1String("PJSIP/conf-in")));
        QCOMPARE(m_client->status("POST", QStringLiteral("/ari/channels/twin/answer")), 204);
        QTRY_VERIFY(m_client->has(QStringLiteral("join"), "ChannelStateChange"));
        QCOMPARE(text(m_client->ask("GET", QStringLiteral("/ari/channels/join")).body["state"]), QStringLiteral("Up"));
        QCOMPARE(m_client->status("DELETE", QStringLiteral("/ari/channels/twin"), {{"reason_code", "16"}}), 204);
        QTRY_VERIFY(m_client->has(QStringLiteral("join"), "ChannelDestroyed"));
    }

    void aMachineIsTold()
    {
        up("c1");
        QCOMPARE(m_client->status("POST", QStringLiteral("/ari/channels/c1/continue"),
                                  {{"context", "svc-amd"}, {"extension", ""}, {"priority", 0}, {"label", ""}}),
                 204);
        QTRY_VERIFY(m_client->has(QStringLiteral("c1"), "StasisEnd"));
        const auto starts = [&] { return m_client->told(QStringLiteral("c1")).count(QStringLiteral("StasisStart")); };
        QTRY_COMPARE_WITH_TIMEOUT(starts(), 2, 8000);
        const core::Json args = m_client->last(QStringLiteral("c1"), "StasisStart")["args"];
        QCOMPARE(args[2], "context_from=svc-amd");
        QCOMPARE(args[3], "amd_status=MACHINE"); // who echoes says nothing by itself
        QVERIFY(text(args[4]).startsWith(QLatin1String("amd_cause=INITIALSILENCE-")));
    }

    void theDialplanReturns()
    {
        up("c1");
        QCOMPARE(
            m_client->status("POST", QStringLiteral("/ari/channels/c1/continue"), {{"context", "svc-echo"}, {"extension", "s"}}),
            204);
        QTRY_VERIFY(m_client->has(QStringLiteral("c1"), "StasisEnd"));
        QCOMPARE(m_client->status("POST", QStringLiteral("/ari/channels/c1/play"), {{"media", core::utf8(m_bench->under.sound)}}),
                 409);
        const QString name = text(m_client->ask("GET", QStringLiteral("/ari/channels/c1")).body["name"]);
        const core::Json redirect{
            {"Action", "Redirect"}, {"Channel", core::utf8(name)}, {"Context", "svc-stasis"}, {"Exten", "s"}, {"Priority", "1"}};
        for (const char *path : {"/ami", "/ami/"}) {
            const auto reply = m_client->ask("POST", QLatin1String(path), redirect);
            QCOMPARE(reply.status, 200);
            QCOMPARE(text(reply.body["Response"]), QStringLiteral("Success"));
        }
        QTRY_VERIFY(m_client->told(QStringLiteral("c1")).count(QStringLiteral("StasisStart")) >= 2);
        QCOMPARE(
            m_client->status("POST", QStringLiteral("/ari/channels/c1/continue"), {{"context", "nowhere"}, {"extension", "s"}}),
            204);
        QTRY_VERIFY(m_client->has(QStringLiteral("c1"), "ChannelDestroyed"));
    }

    void theRestOfAChannel()
    {
        up("c1");
        for (const char *what : {"hold", "moh", "silence", "mute", "ring"}) {
            const QString path = QStringLiteral("/ari/channels/c1/") + QLatin1String(what);
            QCOMPARE(m_client->status("POST", path), 204);
            QCOMPARE(m_client->status("DELETE", path), 204);
        }
        QCOMPARE(m_client->status("POST", QStringLiteral("/ari/channels/c1/mute?direction=up")), 400);
        QCOMPARE(m_client->status("POST", QStringLiteral("/ari/channels/c1/dtmf")), 400);
        QCOMPARE(m_client->status("POST", QStringLiteral("/ari/channels/c1/dtmf"), {{"dtmf", "12#"}}), 204);
        const core::Json figures = m_client->ask("GET", QStringLiteral("/ari/channels/c1/rtp_statistics")).body;
        for (const char *name :
             {"txcount", "rxcount", "txploss", "rxploss", "local_ssrc", "remote_ssrc", "txoctetcount", "rxoctetcount"})
            QVERIFY2(figures.contains(name) && figures[name].is_number_integer(), name);
        QVERIFY(!figures.contains("level_in") && !figures.contains("codec"));
        QCOMPARE(m_client->status("DELETE", QStringLiteral("/ari/channels/c1?reason=foo")), 400);
        QCOMPARE(m_client->status("DELETE", QStringLiteral("/ari/channels/c1?reason=busy&reason_code=16")), 400);
        QCOMPARE(m_client->status("GET", QStringLiteral("/ari/asterisk/info?only=system")), 200);
        QCOMPARE(m_client->ask("GET", QStringLiteral("/ari/asterisk/ping")).body["ping"], "pong");
    }

private:
    void up(const char *id) { QVERIFY(m_bench->up(id)); }

    std::unique_ptr<EngineBench> m_bench;
    EngineClient *m_client = nullptr;
};

QTEST_GUILESS_MAIN(EngineTest)
#include "tst_engine.moc"
