// SPDX-License-Identifier: GPL-3.0-or-later
// The pure parts of ARI: what there is, which operation a path means, the documents, applications, names, AMD, AudioSocket.
#include "telephony/ari/apidocs.h"
#include "telephony/ari/routing.h"
#include "telephony/softswitch/answeringmachine.h"
#include "telephony/softswitch/applications.h"
#include "telephony/softswitch/audiosocket.h"
#include "telephony/softswitch/recordingstore.h"

#include <QFloat16>
#include <QTest>

using namespace telephony::softswitch;
using core::Json;

namespace {
Json aboutChannel(const char *type, const char *id)
{
    return {{"type", type}, {"channel", {{"id", id}, {"name", "PJSIP/1000-00000001"}}}};
}
} // namespace

class AriTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void findsTheOperation_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("nickname");
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("a list") << "GET" << "channels" << "list" << QStringList();
        QTest::newRow("a name written out wins") << "POST" << "channels/create" << "create" << QStringList();
        QTest::newRow("so does external media") << "POST" << "channels/externalMedia" << "externalMedia" << QStringList();
        QTest::newRow("an id") << "POST" << "channels/c1" << "originateWithId" << QStringList{"c1"};
        QTest::newRow("two ids") << "POST" << "channels/c1/snoop/s1" << "snoopChannelWithId" << QStringList{"c1", "s1"};
        QTest::newRow("an endpoint") << "GET" << "endpoints/PJSIP/1000@a" << "get" << QStringList{"PJSIP", "1000@a"};
        QTest::newRow("a wrong method") << "PUT" << "bridges" << QString() << QStringList();
        QTest::newRow("nothing") << "GET" << "nothing" << QString() << QStringList();
    }
    void findsTheOperation()
    {
        QFETCH(QString, method);
        QFETCH(QString, path);
        const auto match = telephony::ari::findOperation(method, path.split('/'));
        QTEST(match.operation ? QString::fromLatin1(match.operation->nickname) : QString(), "nickname");
        QTEST(match.arguments, "arguments");
    }

    void documentsEverything()
    {
        const Json index = telephony::ari::apiDocument(QStringLiteral("resources.json"), QStringLiteral("http://h/ari"));
        QCOMPARE(index["apis"].size(), size_t(11));
        QCOMPARE(index["basePath"], "http://h/ari");
        size_t operations = 0;
        for (const auto &resource : telephony::ari::resources()) {
            const Json document = telephony::ari::apiDocument(QLatin1String(resource.name) + QLatin1String(".json"), {});
            for (const Json &api : document["apis"])
                operations += api["operations"].size();
        }
        QCOMPARE(operations, size_t(109));
        const Json events = telephony::ari::apiDocument(QStringLiteral("events.json"), {});
        QCOMPARE(events["models"]["StasisStart"]["properties"]["channel"]["type"], "Channel");
        QVERIFY(telephony::ari::apiDocument(QStringLiteral("nothing.json"), {}).is_null());
        const Json channels = telephony::ari::apiDocument(QStringLiteral("channels.json"), {});
        for (const Json &api : channels["apis"]) {
            if (api["path"] != "/channels/{channelId}/play")
                continue;
            const Json parameters = api["operations"][0]["parameters"];
            QCOMPARE(parameters[0]["paramType"], "path");
            QCOMPARE(parameters[1]["name"], "media");
            QCOMPARE(parameters[1]["allowMultiple"], true);
        }
    }

    void applicationsHearTheirOwn()
    {
        Applications applications;
        std::vector<Json> heard, everything;
        applications.connect(QStringLiteral("demo"), false, [&](const Json &event) { heard.push_back(event); });
        const auto all =
            applications.connect(QStringLiteral("all"), true, [&](const Json &event) { everything.push_back(event); });
        QVERIFY(all);
        const Json event = aboutChannel("ChannelDtmfReceived", "c1");
        QCOMPARE(applications.listeners(event), QStringList{"all"});
        applications.hold(QStringLiteral("demo"), QStringLiteral("channel:c1"));
        QCOMPARE(applications.listeners(event).size(), 2);
        QCOMPARE(applications.listeners(aboutChannel("ChannelDtmfReceived", "c2")), QStringList{"all"});
        applications.release(QStringLiteral("demo"), QStringLiteral("channel:c1"));
        QCOMPARE(applications.listeners(event), QStringList{"all"});
        applications.subscribe(QStringLiteral("demo"), QStringLiteral("endpoint:PJSIP/1000"));
        QCOMPARE(applications.listeners(event).size(), 2);
        QVERIFY(applications.unsubscribe(QStringLiteral("demo"), QStringLiteral("endpoint:PJSIP/1000")));
        QVERIFY(!applications.unsubscribe(QStringLiteral("demo"), QStringLiteral("endpoint:PJSIP/1000")));
        QVERIFY(applications.setFilter(QStringLiteral("all"), {{"disallowed", {{{"type", "ChannelDtmfReceived"}}}}}));
        QVERIFY(applications.listeners(event).isEmpty());
        QVERIFY(!applications.setFilter(QStringLiteral("all"), {{"allowed", "x"}}));
        QVERIFY(applications.setFilter(QStringLiteral("all"), Json::object()));
        QCOMPARE(applications.listeners(event), QStringList{"all"});
        applications.disconnect(QStringLiteral("all"), *all);
        QVERIFY(!applications.isKnown(QStringLiteral("all")));
    }

    void anApplicationIsReplaced()
    {
        Applications applications;
        std::vector<Json> first, second;
        const QString demo = QStringLiteral("demo");
        const auto old = applications.connect(demo, false, [&](const Json &event) { first.push_back(event); });
        const auto young = applications.connect(demo, false, [&](const Json &event) { second.push_back(event); });
        applications.disconnect(demo, *old); // no longer its own
        QVERIFY(applications.isConnected(demo));
        applications.deliver(demo, std::make_shared<const telephony::ari::Event>(aboutChannel("StasisStart", "c1")));
        QCOMPARE(second.size(), size_t(1));
        applications.hold(demo, QStringLiteral("channel:c1"));
        applications.disconnect(demo, *young);
        QVERIFY(!applications.isConnected(demo));
        QVERIFY(applications.isKnown(demo)); // it holds a channel
        applications.forget(QStringLiteral("channel:c1"));
        QVERIFY(!applications.isKnown(demo));
        QVERIFY(!applications.connect(QStringLiteral("voipbin"), true, [](const Json &) {}));
    }

    void namesOfRecordings_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("good");
        QTest::newRow("call-manager's") << "call_0190d2a4-7f3e-7c3a-9a7e-2f1b3c4d5e6f_2026-01-01T10:00:00Z_in" << true;
        QTest::newRow("a folder") << "a/b" << true;
        QTest::newRow("what files may be called") << "a voicemail (2) #3; 50% & more" << true;
        QTest::newRow("another system's folders") << "a\\b" << false;
        QTest::newRow("climbing") << "../a" << false;
        QTest::newRow("climbing within") << "a/../../b" << false;
        QTest::newRow("absolute") << "/etc/passwd" << false;
        QTest::newRow("hidden") << ".a" << false;
        QTest::newRow("an empty part") << "a//b" << false;
        QTest::newRow("empty") << "" << false;
        QTest::newRow("a NUL") << QString(QChar(0)) << false;
        QTest::newRow("too long") << QString(201, 'a') << false;
    }
    void namesOfRecordings()
    {
        QFETCH(QString, name);
        QTEST(RecordingStore::isName(name), "good");
    }

    void detectsMachines_data()
    {
        QTest::addColumn<QByteArray>("sound"); // one letter is 20 ms: v voice, s silence
        QTest::addColumn<QString>("status");
        QTest::addColumn<QString>("rule");
        const auto voice = [](int ms) { return QByteArray(ms / 20, 'v'); };
        const auto silence = [](int ms) { return QByteArray(ms / 20, 's'); };
        QTest::newRow("nothing at all") << silence(3000) << "MACHINE" << "INITIALSILENCE-2500-2500";
        QTest::newRow("hello?") << silence(400) + voice(500) + silence(1000) << "HUMAN" << "HUMAN-800-800";
        QTest::newRow("a long greeting") << silence(400) + voice(2000) << "MACHINE" << "LONGGREETING-1500-1500";
        QTest::newRow("many words") << voice(200) + silence(100) + voice(200) + silence(100) + voice(200) << "MACHINE"
                                    << "MAXWORDS-3-3";
        QTest::newRow("a click, then hello") << silence(200) + voice(40) + silence(400) + voice(300) + silence(900) << "HUMAN"
                                             << "HUMAN-800-800";
        QTest::newRow("gaps within a word") << voice(300) + silence(40) + voice(300) + silence(900) << "HUMAN" << "HUMAN-800-800";
        QTest::newRow("clicks for ever") << (voice(40) + silence(200)).repeated(30) << "MACHINE" << "INITIALSILENCE-2500-2500";
        QTest::newRow("late and slow") << silence(2400) + voice(700) + silence(700) + voice(700) + silence(600) << "NOTSURE"
                                       << "TOOLONG-5000";
    }
    void detectsMachines()
    {
        QFETCH(QByteArray, sound);
        AnsweringMachine machine;
        std::optional<AmdResult> result;
        for (const char frame : sound) {
            if (!result)
                result = machine.hear(frame == 'v', 20);
        }
        QVERIFY(result);
        QTEST(result->status, "status");
        QTEST(result->cause, "rule");
    }

    void readsAudioSocketFrames()
    {
        audiosocket::Reader reader;
        const QByteArray bytes = audiosocket::frame(audiosocket::Kind::Id, QByteArray(16, 'i')) +
                                 audiosocket::frame(audiosocket::Kind::Hangup) + QByteArray("\x42\x00\x02zz", 5);
        std::vector<audiosocket::Frame> frames;
        for (const char byte : bytes) { // whatever pieces TCP makes of it
            reader.add(QByteArray(1, byte));
            while (auto frame = reader.next())
                frames.push_back(*frame);
        }
        QCOMPARE(frames.size(), size_t(3));
        QCOMPARE(frames[0].payload, QByteArray(16, 'i'));
        QCOMPARE(frames[1].kind, quint8(0));
        QCOMPARE(frames[2].kind, quint8(0x42));
        QVERIFY(!reader.next());
    }
};

QTEST_APPLESS_MAIN(AriTest)
#include "tst_ari.moc"
