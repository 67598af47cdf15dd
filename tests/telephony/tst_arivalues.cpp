// SPDX-License-Identifier: GPL-3.0-or-later
// What an ARI program reads of its channels, and how what it asks wrongly is refused, as Asterisk 22 answers.
#include "switchbench.h"

using testsip::answerTo;
using testsip::nextRequest;
using testsip::Peer;
using testsip::Phone;
using testsip::sdpText;
using testsip::Switch;

namespace {
const QString post = QStringLiteral("POST");

/// A program that hears what it holds.
struct Program
{
    Switch sw;
    std::vector<core::Json> heard;
    quint64 ticket;

    Program()
        : ticket(*sw.engine->connectApplication(QStringLiteral("desk"), false,
                                                [this](const core::Json &event) { heard.push_back(event); }))
    {
    }
    ~Program() { sw.engine->disconnectApplication(QStringLiteral("desk"), ticket); }
    telephony::AriReply read(const QString &channel, const QString &name)
    {
        const QString path = QStringLiteral("channels/%1/variable").arg(channel);
        return sw.ari(QStringLiteral("GET"), path, {{"variable", core::utf8(name)}});
    }
    QString value(const QString &channel, const QString &name)
    {
        const auto reply = read(channel, name);
        return reply.status == 200 ? core::fromUtf8(reply.body["value"]) : QStringLiteral("refused");
    }
    int echo(const char *id, core::Json more = core::Json::object())
    {
        more.update({{"endpoint", "Local/s@svc-echo"}, {"app", "desk"}, {"channelId", id}});
        return sw.ari(post, QStringLiteral("channels"), more).status;
    }
    core::Json channel(const char *id)
    {
        return sw.ari(QStringLiteral("GET"), QLatin1String("channels/") + QLatin1String(id)).body;
    }
};
} // namespace

class AriValuesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whomTheCallerIsShownAs_data()
    {
        QTest::addColumn<core::Json>("asked");
        QTest::addColumn<QString>("caller");
        QTest::addColumn<QString>("connected");
        const QString ann = QStringLiteral("Ann B 5551"), nobody = QStringLiteral(" ");
        QTest::newRow("by callerId") << core::Json{{"callerId", "\"Ann B\" <5551>"}} << ann << ann;
        QTest::newRow("a number alone") << core::Json{{"callerId", "5551"}} << " 5551" << " 5551";
        QTest::newRow("by a variable") << core::Json{{"variables", {{"CALLERID(num)", "777"}}}} << " 777" << nobody;
        QTest::newRow("by both") << core::Json{{"callerId", "\"Ann B\" <5551>"}, {"variables", {{"CALLERID(num)", "777"}}}}
                                 << "Ann B 777" << ann;
        QTest::newRow("not at all") << core::Json::object() << nobody << nobody;
    }
    void whomTheCallerIsShownAs()
    {
        QFETCH(core::Json, asked);
        Program desk;
        QCOMPARE(desk.echo("one", asked), 200);
        const core::Json made = desk.channel("one");
        const auto party = [&](const char *member) {
            return core::fromUtf8(made[member]["name"]) + QLatin1Char(' ') + core::fromUtf8(made[member]["number"]);
        };
        QTEST(party("caller"), "caller");
        QTEST(party("connected"), "connected");
    }

    void variablesAreTexts()
    {
        Program desk;
        for (const core::Json &value : {core::Json(5), core::Json(), core::Json{{"a", "b"}}})
            QCOMPARE(desk.echo("one", {{"variables", {{"A", "b"}, {"X", value}}}}), 400);
        QCOMPARE(desk.echo("one", {{"variables", {{"X", "5"}}}}), 200);
        QCOMPARE(desk.value(QStringLiteral("one"), QStringLiteral("X")), QStringLiteral("5"));
    }

    void whatIsKnownOfACall()
    {
        Program desk;
        Phone alice(desk.sw, "1000");
        QVERIFY(alice.callAndTalk(desk.sw));
        const auto value = [&](const char *name) { return desk.value(alice.channel, QLatin1String(name)); };
        QCOMPARE(value("CHANNEL(linkedid)"), alice.channel);
        QCOMPARE(value("CHANNEL(pjsip,remote_tag)"), QStringLiteral("1000"));
        QCOMPARE(value("CHANNEL(rtp,dest)"), value("CHANNEL(pjsip,remote_addr)"));
        QVERIFY(value("CHANNEL(rtp,dest)").startsWith(QLatin1String("127.0.0.1:")));
        for (const char *format : {"CHANNEL(audioreadformat)", "CHANNEL(audiowriteformat)"})
            QCOMPARE(value(format), QStringLiteral("ulaw"));
        QCOMPARE(value("CHANNEL(audionativeformat)"), QStringLiteral("(ulaw)"));
        for (const char *empty : {"CHANNEL(hangupsource)", "CHANNEL(musicclass)", "CDR(src)", "CDR(dst)"})
            QCOMPARE(value(empty), QString());
        QCOMPARE(value("HANGUPCAUSE"), QStringLiteral("0"));
        const qint64 now = desk.sw.clock->wall().micros() / 1'000'000;
        QVERIFY(std::abs(value("EPOCH").toLongLong() - now) <= 5);
        for (const char *unknown : {"CHANNEL(rtp,bogus)", "CHANNEL(rtp)", "CHANNEL(pjsip,bogus)", "CHANNEL(bogus)", "BOGUS(x)"})
            QCOMPARE(desk.read(alice.channel, QLatin1String(unknown)).status, 500);
        QCOMPARE(desk.read(alice.channel, QStringLiteral("BOGUS")).status, 404);
    }

    void theTagOfWhoIsCalled()
    {
        Program desk;
        Peer far(desk.sw.port());
        desk.sw.ari(post, QStringLiteral("channels"),
                    {{"endpoint", "PJSIP/call-out/sip:x@" + far.me().toStdString()}, {"app", "desk"}, {"channelId", "out"}});
        const QByteArray invite = nextRequest(far, "INVITE");
        QCOMPARE(desk.value(QStringLiteral("out"), QStringLiteral("CHANNEL(pjsip,remote_tag)")), QString());
        QCOMPARE(desk.read(QStringLiteral("out"), QStringLiteral("CHANNEL(rtp,dest)")).status, 500);
        far.send(answerTo(invite, "200 OK", "Contact: <sip:x@" + far.me() + ">\r\n", sdpText));
        QTRY_COMPARE(core::fromUtf8(desk.channel("out")["state"]), QStringLiteral("Up"));
        const QString tag = desk.value(QStringLiteral("out"), QStringLiteral("CHANNEL(pjsip,remote_tag)"));
        QCOMPARE(tag, QStringLiteral("peer"));
    }

    void whoBelongsTogether()
    {
        Program desk;
        const auto linked = [&](const char *id) { return desk.value(QLatin1String(id), QStringLiteral("CHANNEL(linkedid)")); };
        for (const char *id : {"first", "second", "third"})
            QCOMPARE(desk.echo(id, {{"otherChannelId", std::string(id) + "-far"}}), 200);
        QCOMPARE(linked("first-far"), QStringLiteral("first"));
        for (const char *id : {"first", "second", "third"})
            QTRY_COMPARE(core::fromUtf8(desk.channel(id)["state"]), QStringLiteral("Up"));
        QCOMPARE(desk.echo("child", {{"originator", "third"}}), 200);
        QCOMPARE(linked("child"), QStringLiteral("third"));
        desk.sw.makeBridge(QStringLiteral("room"));
        for (const char *id : {"third", "second"})
            QTRY_COMPARE(desk.sw.join(QStringLiteral("room"), QLatin1String(id)), 204); // once it is in the application
        QCOMPARE(linked("third"), QStringLiteral("second"));
        QTRY_COMPARE(desk.sw.join(QStringLiteral("room"), QStringLiteral("first")), 204);
        for (const char *id : {"first", "second", "third"})
            QCOMPARE(linked(id), QStringLiteral("first"));
        QCOMPARE(linked("child"), QStringLiteral("third"));
    }

    void sourcesThatAreNot_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<int>("status");
        QTest::newRow("no such endpoint") << "endpoint:PJSIP/none" << 422;
        QTest::newRow("of another realm") << "endpoint:PJSIP/1000@elsewhere.example" << 422;
        QTest::newRow("no endpoint") << "endpoint:PJSIP/" << 422;
        QTest::newRow("another technology") << "endpoint:IAX2/1000" << 422;
        QTest::newRow("an extension") << "endpoint:PJSIP/1000" << 200;
        QTest::newRow("an extension of its realm") << QLatin1String("endpoint:PJSIP/1000@") + testsip::realm << 200;
        QTest::newRow("who calls out") << "endpoint:PJSIP/call-out" << 200;
        QTest::newRow("all of them") << "endpoint:PJSIP" << 200;
    }
    void sourcesThatAreNot()
    {
        QFETCH(QString, source);
        Program desk;
        QTEST(desk.sw.ari(post, QStringLiteral("applications/desk/subscription"), {{"eventSource", core::utf8(source)}}).status,
              "status");
    }

    void externalMediaThatIsNot_data()
    {
        QTest::addColumn<core::Json>("asked");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *what, core::Json asked, const char *says) {
            asked.update({{"app", "desk"}, {"format", "ulaw"}});
            QTest::newRow(what) << asked << QString::fromLatin1(says);
        };
        row("RTP that waits", {{"external_host", "127.0.0.1:9999"}, {"connection_type", "server"}}, "'server' connection_type");
        row("IPv6", {{"external_host", "[::1]:9999"}}, "IPv6 is not spoken");
        row("IPv6 without a port", {{"external_host", "::1"}}, "IPv6 is not spoken");
        row("AudioSocket by IPv6",
            {{"external_host", "[::1]:9999"},
             {"encapsulation", "audiosocket"},
             {"transport", "tcp"},
             {"data", "40325ec2-5efd-4bd3-805f-53576e581d13"}},
            "IPv6 is not spoken");
        row("no port", {{"external_host", "127.0.0.1"}}, "IPv4");
    }
    void externalMediaThatIsNot()
    {
        QFETCH(core::Json, asked);
        QFETCH(QString, says);
        Program desk;
        const auto reply = desk.sw.ari(post, QStringLiteral("channels/externalMedia"), asked);
        QCOMPARE(reply.status, 400);
        QVERIFY2(core::fromUtf8(reply.body["message"]).contains(says), reply.body.dump().c_str());
    }

    void filters_data()
    {
        QTest::addColumn<core::Json>("filter");
        QTest::addColumn<bool>("stays"); // what was set before
        QTest::newRow("a key that means nothing") << core::Json{{"bogus", core::Json::array()}} << true;
        QTest::newRow("the other list") << core::Json{{"disallowed", {{{"type", "Dial"}}}}} << true;
        QTest::newRow("none") << core::Json{{"allowed", core::Json::array()}} << false;
        QTest::newRow("nothing") << core::Json::object() << false;
    }
    void filters()
    {
        QFETCH(core::Json, filter);
        QFETCH(bool, stays);
        Program desk;
        const QString path = QStringLiteral("applications/desk/eventFilter");
        const core::Json before = core::Json::array({{{"type", "StasisStart"}}});
        QCOMPARE(desk.sw.ari(QStringLiteral("PUT"), path, {{"allowed", before}}).status, 200);
        const auto reply = desk.sw.ari(QStringLiteral("PUT"), path, filter);
        QCOMPARE(reply.status, 200);
        QVERIFY(reply.body["events_allowed"] == (stays ? before : core::Json::array()));
    }

    /// As Asterisk, which begins with each.
    void whatCannotBePlayed()
    {
        Program desk;
        QCOMPARE(desk.echo("one"), 200);
        QTRY_COMPARE(core::fromUtf8(desk.channel("one")["state"]), QStringLiteral("Up"));
        QCOMPARE(desk.sw.ari(post, QStringLiteral("channels/one/play"), {{"media", "sound:none-such"}}).status, 201);
        const auto story = [&] {
            QStringList told;
            for (const core::Json &event : desk.heard) {
                if (const QString type = core::fromUtf8(event["type"]); type.startsWith(QLatin1String("Playback")))
                    told += type + QLatin1Char(' ') + core::fromUtf8(event["playback"]["state"]);
            }
            return told;
        };
        QTRY_COMPARE(story(), QStringList({"PlaybackStarted playing", "PlaybackFinished failed"}));
    }
};

QTEST_GUILESS_MAIN(AriValuesTest)
#include "tst_arivalues.moc"
