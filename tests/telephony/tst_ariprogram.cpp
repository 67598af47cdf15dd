// SPDX-License-Identifier: GPL-3.0-or-later
// What an ARI program that hears its own channels alone gets to know, and what it may ask of them.
#include "switchbench.h"

#include <QTemporaryDir>

using testsip::Switch;

namespace {
const QString post = QStringLiteral("POST"), channels = QStringLiteral("channels");

/// A switch with one program, `desk`.
struct Desk
{
    QTemporaryDir folder;
    Switch sw;
    std::vector<core::Json> heard;
    quint64 ticket = 0;

    telephony::softswitch::Config config() const
    {
        auto wanted = Switch::config();
        wanted.recordingFolder = folder.path();
        return wanted;
    }
    Desk() : sw(config())
    {
        const auto hear = [this](const core::Json &event) { heard.push_back(event); };
        ticket = *sw.engine->connectApplication(QStringLiteral("desk"), false, hear);
    }
    ~Desk() { sw.engine->disconnectApplication(QStringLiteral("desk"), ticket); }

    bool has(const std::string &type) const
    {
        return std::any_of(heard.begin(), heard.end(), [&](const core::Json &event) { return event["type"] == type; });
    }
    /// A channel of the program that is up.
    bool makeChannel(const char *id)
    {
        const auto made = sw.ari(
            post, channels, {{"endpoint", "Local/s@svc-echo"}, {"app", "desk"}, {"channelId", id}, {"otherChannelId", "far"}});
        return made.status == 200 && QTest::qWaitFor([this] { return has("StasisStart"); });
    }
    QStringList sequence() const
    {
        QStringList types;
        for (const core::Json &event : heard) {
            const QString type = core::fromUtf8(event["type"]);
            if (type.startsWith(QLatin1String("Playback")))
                types += type.mid(8) + QLatin1Char(' ') + core::fromUtf8(event["playback"]["media_uri"]) + QLatin1Char(' ') +
                         core::fromUtf8(event["playback"]["state"]);
        }
        return types;
    }
};
} // namespace

class AriProgramTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aRecordingIsHeardToItsEnd_data()
    {
        QTest::addColumn<QString>("recorded");
        QTest::newRow("of a channel that is hung up") << "channels/one";
        QTest::newRow("of a bridge whose last member goes") << "bridges/room";
    }
    void aRecordingIsHeardToItsEnd()
    {
        QFETCH(QString, recorded);
        Desk desk;
        QVERIFY(desk.makeChannel("one"));
        desk.sw.makeBridge(QStringLiteral("room"));
        if (recorded.startsWith(QLatin1String("bridges")))
            QCOMPARE(desk.sw.join(QStringLiteral("room"), QStringLiteral("one")), 204);
        QCOMPARE(desk.sw.ari(post, recorded + QLatin1String("/record"), {{"name", "voicemail"}, {"format", "wav"}}).status, 201);
        QTRY_VERIFY(desk.has("RecordingStarted"));
        QCOMPARE(desk.sw.ari(QStringLiteral("DELETE"), QStringLiteral("channels/one")).status, 204);
        QTRY_VERIFY(desk.has("StasisEnd"));
        desk.sw.ari(QStringLiteral("DELETE"), QStringLiteral("bridges/room"));
        QTRY_VERIFY(desk.has("RecordingFinished"));
    }

    void aProgramHearsWithWhomItsChannelsTalk()
    {
        Desk desk;
        const auto nameOf = [&](const char *id) {
            return core::fromUtf8(
                desk.sw.ari(QStringLiteral("GET"), QLatin1String("channels/") + QLatin1String(id)).body["name"]);
        };
        for (const std::string id : {"one", "two"}) {
            desk.sw.ari(post, channels,
                        {{"endpoint", "Local/s@svc-echo"}, {"app", "desk"}, {"channelId", id}, {"callerId", id + " <1>"}});
            QTRY_COMPARE(std::count_if(desk.heard.begin(), desk.heard.end(),
                                       [](const core::Json &event) { return event["type"] == "StasisStart"; }),
                         id == "one" ? 1 : 2);
        }
        const QString one = nameOf("one"), two = nameOf("two");
        desk.heard.clear();
        desk.sw.makeBridge(QStringLiteral("room"));
        desk.sw.join(QStringLiteral("room"), QStringLiteral("one"));
        desk.sw.join(QStringLiteral("room"), QStringLiteral("two"));
        QCOMPARE(
            core::fromUtf8(
                desk.sw.ari(QStringLiteral("GET"), QStringLiteral("channels/one/variable?variable=BRIDGEPEER")).body["value"]),
            two);
        desk.sw.ari(QStringLiteral("DELETE"), QStringLiteral("channels/one"));
        QTRY_VERIFY(desk.has("ChannelDestroyed"));
        QStringList told;
        for (const core::Json &event : desk.heard) {
            const std::string type = event["type"], id = event.contains("channel") ? event["channel"]["id"] : "";
            QString detail = core::fromUtf8(id + ' ');
            if (type == "ChannelVarset")
                told << detail + core::fromUtf8(event["variable"]) + '=' + core::fromUtf8(event["value"]);
            else if (type == "ChannelConnectedLine")
                told << detail + "connected to " + core::fromUtf8(event["channel"]["connected"]["name"]);
        }
        QCOMPARE(told, QStringList({"one BRIDGEPEER=" + two, "two BRIDGEPEER=" + one, "two connected to one",
                                    "one connected to two", "one BRIDGEPEER=", "one STASISSTATUS=SUCCESS"}));
        QCOMPARE(desk.sw.count("ChannelVarset") + desk.sw.count("ChannelDialplan") + desk.sw.count("ChannelConnectedLine"),
                 size_t(0)); // the platform is told nothing of it
    }

    void aProgramThatHearsAllHearsTheDialplan()
    {
        Switch sw;
        QStringList told;
        const auto ticket = *sw.engine->connectApplication(QStringLiteral("desk"), true, [&told](const core::Json &event) {
            if (event["type"] == "ChannelDialplan")
                told << core::fromUtf8(event["channel"]["id"]) + ' ' + core::fromUtf8(event["dialplan_app"]) + '(' +
                            core::fromUtf8(event["dialplan_app_data"]) + ')';
        });
        sw.ari(post, channels,
               {{"endpoint", "Local/s@svc-echo"},
                {"app", "desk"},
                {"appArgs", "a,b"},
                {"channelId", "one"},
                {"otherChannelId", "far"}});
        QTRY_COMPARE(told, QStringList({"far Echo()", "one Stasis(desk,a,b)"}));
        sw.engine->disconnectApplication(QStringLiteral("desk"), ticket);
    }

    void aProgramThatHearsAllHearsWhatChannelsAreMadeWith()
    {
        Switch sw;
        QStringList told;
        const auto ticket = *sw.engine->connectApplication(QStringLiteral("desk"), true, [&told](const core::Json &event) {
            if (event["type"] == "ChannelCreated")
                told << QStringLiteral("created");
            else if (event["type"] == "ChannelVarset")
                told << core::fromUtf8(event["variable"]) + '=' + core::fromUtf8(event["value"]);
        });
        const auto valueOf = [&sw](const QString &name) {
            const auto reply = sw.ari(QStringLiteral("GET"), QLatin1String("channels/one/variable?variable=") + name);
            return reply.status == 200 ? core::fromUtf8(reply.body["value"]) : QStringLiteral("none");
        };
        const core::Json given{{"A", "1"}, {"EMPTY", ""}, {"_B", "2"}, {"CALLERID(num)", "5"}, {"PJSIP_HEADER(add,X)", "6"}};
        sw.ari(post, QStringLiteral("channels/create"),
               {{"endpoint", "PJSIP/sip:x@127.0.0.1:9"}, {"app", "desk"}, {"channelId", "one"}, {"variables", given}});
        QTRY_VERIFY(told.size() >= 5);
        QCOMPARE(told, QStringList({"created", "A=1", "EMPTY=", "_B=2", "STASISSTATUS="}));
        QCOMPARE(sw.count("ChannelVarset"), size_t(0)); // the platform is told nothing of it
        QCOMPARE(valueOf(QStringLiteral("B")), QStringLiteral("2"));
        QCOMPARE(valueOf(QStringLiteral("_B")), QStringLiteral("none"));
        QCOMPARE(valueOf(QStringLiteral("EMPTY")), QString());
        for (const char *name : {"__B", "B"}) {
            sw.ari(post, QStringLiteral("channels/one/variable"), {{"variable", name}, {"value", name}});
            QCOMPARE(valueOf(QStringLiteral("B")), QLatin1String(name));
        }
        sw.engine->disconnectApplication(QStringLiteral("desk"), ticket);
    }

    void whoGoesOnInTheDialplanLeavesItsBridge()
    {
        Desk desk;
        QVERIFY(desk.makeChannel("one"));
        desk.sw.makeBridge(QStringLiteral("room"));
        QCOMPARE(desk.sw.join(QStringLiteral("room"), QStringLiteral("one")), 204);
        QTRY_VERIFY(desk.has("ChannelEnteredBridge"));
        desk.heard.clear();
        QCOMPARE(desk.sw.ari(post, QStringLiteral("channels/one/continue"), {{"context", "default"}, {"extension", "app-desk"}})
                     .status,
                 204);
        QTRY_VERIFY(desk.has("StasisStart"));
        QStringList types;
        for (const core::Json &event : desk.heard)
            types += core::fromUtf8(event["type"]);
        types.removeAll(QStringLiteral("ChannelVarset"));
        types.removeAll(QStringLiteral("ChannelDialplan"));
        QCOMPARE(types, QStringList({"ChannelLeftBridge", "StasisEnd", "StasisStart"}));
        QVERIFY(desk.sw.membersOf(QStringLiteral("room")).isEmpty());
    }

    void aPlaybackInABridgeIsHeardToItsEnd()
    {
        Desk desk;
        QVERIFY(desk.makeChannel("one"));
        desk.sw.makeBridge(QStringLiteral("room"));
        QCOMPARE(desk.sw.join(QStringLiteral("room"), QStringLiteral("one")), 204);
        QCOMPARE(desk.sw.ari(post, QStringLiteral("bridges/room/play"), {{"media", "tone:ring"}, {"playbackId", "p"}}).status,
                 201);
        QTRY_VERIFY(desk.has("PlaybackStarted"));
        desk.sw.ari(QStringLiteral("DELETE"), QStringLiteral("channels/one"));
        QTRY_VERIFY(desk.has("StasisEnd"));
        QCOMPARE(desk.sw.ari(QStringLiteral("DELETE"), QStringLiteral("playbacks/p")).status, 204);
        QTRY_VERIFY(desk.has("PlaybackFinished"));
    }

    void missingMediaHaveTheirTurn_data()
    {
        QTest::addColumn<QString>("media");
        QTest::addColumn<QStringList>("told");
        QTest::newRow("first") << "sound:none,sound:beep"
                               << QStringList{"Started sound:none playing", "Continuing sound:none continuing",
                                              "Started sound:beep playing", "Finished sound:beep done"};
        QTest::newRow("last") << "sound:beep,sound:none"
                              << QStringList{"Started sound:beep playing", "Continuing sound:beep continuing",
                                             "Started sound:none playing", "Finished sound:none failed"};
        QTest::newRow("alone") << "sound:none" << QStringList{"Started sound:none playing", "Finished sound:none failed"};
    }
    void missingMediaHaveTheirTurn()
    {
        QFETCH(QString, media);
        Desk desk;
        QVERIFY(desk.makeChannel("one"));
        QCOMPARE(desk.sw.ari(post, QStringLiteral("channels/one/play"), {{"media", core::utf8(media)}}).status, 201);
        QTRY_VERIFY(desk.has("PlaybackFinished"));
        QTEST(desk.sequence(), "told");
    }

    void formatsAndOriginator_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("formats");
        QTest::addColumn<QString>("originator");
        QTest::addColumn<int>("status");
        for (const char *path : {"channels", "channels/create", "channels/own"}) {
            const auto row = [path](const char *what) -> QTestData & {
                return QTest::newRow((QByteArray(path) + ", " + what).constData()) << QString::fromLatin1(path);
            };
            const bool isCreate = QByteArray(path) == "channels/create";
            row("formats that are known") << "alaw,ulaw" << "" << 200;
            row("a format that is not") << "foo" << "" << 400;
            row("both") << "alaw" << "one" << 400;
            row("an originator") << "" << "one" << 200;
            row("an originator that is not there") << "" << "nobody" << (isCreate ? 200 : 400); // contract §7 row 8
        }
    }
    void formatsAndOriginator()
    {
        QFETCH(QString, path);
        QFETCH(QString, formats);
        QFETCH(QString, originator);
        Desk desk;
        QVERIFY(desk.makeChannel("one"));
        const auto reply = desk.sw.ari(post, path,
                                       {{"endpoint", "Local/s@svc-echo"},
                                        {"app", "desk"},
                                        {"formats", core::utf8(formats)},
                                        {"originator", core::utf8(originator)}});
        QTEST(reply.status, "status");
    }

    void theWantedCodecIsOfferedFirst()
    {
        Desk desk;
        testsip::Peer phone(desk.sw.port());
        const QString uri = QStringLiteral("PJSIP/x/sip:x@%1").arg(QString::fromLatin1(phone.me()));
        QCOMPARE(desk.sw.ari(post, channels, {{"endpoint", core::utf8(uri)}, {"app", "desk"}, {"formats", "alaw"}}).status, 200);
        const QByteArray offer = phone.receive();
        QVERIFY2(offer.contains(" RTP/AVP 8 0 "), offer.constData());
    }

    void bothHalvesOfALocalPairHaveTheVariables()
    {
        Desk desk;
        const core::Json variables{{"_ORDER", "17"}};
        QCOMPARE(desk.sw
                     .ari(post, channels,
                          {{"endpoint", "Local/s@svc-echo"},
                           {"app", "desk"},
                           {"channelId", "one"},
                           {"otherChannelId", "far"},
                           {"variables", variables}})
                     .status,
                 200);
        for (const char *id : {"one", "far"}) {
            const auto read = desk.sw.ari(QStringLiteral("GET"), QStringLiteral("channels/%1/variable?variable=ORDER").arg(id));
            QCOMPARE(core::fromUtf8(read.body["value"]), QStringLiteral("17"));
        }
    }
};

QTEST_GUILESS_MAIN(AriProgramTest)
#include "tst_ariprogram.moc"
