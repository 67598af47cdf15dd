// SPDX-License-Identifier: GPL-3.0-or-later
// Text messages of telephones (RFC 3428): who hears them, and what their senders are told.
#include "switchbench.h"

using testsip::Peer;
using testsip::Phone;
using testsip::realm;
using testsip::Switch;

namespace {
const QByteArray hello = "h\xC3\xA9llo";

/// Another application than the platform.
struct Listener
{
    Switch &sw;
    std::vector<core::Json> heard;
    std::optional<quint64> ticket;

    Listener(Switch &to, bool all) : sw(to)
    {
        ticket = sw.engine->connectApplication(QStringLiteral("chat"), all,
                                               [this](const core::Json &event) { heard.push_back(event); });
    }
    ~Listener() { leave(); }
    void leave() { sw.engine->disconnectApplication(QStringLiteral("chat"), *ticket); }
    int subscribe(const QString &source)
    {
        return sw
            .ari(QStringLiteral("POST"), QStringLiteral("applications/chat/subscription"), {{"eventSource", core::utf8(source)}})
            .status;
    }
    core::Json message() const
    {
        for (const core::Json &event : heard) {
            if (event["type"] == "TextMessageReceived")
                return event;
        }
        return {};
    }
};

/// Whether OPTIONS says that messages are taken, once it is as wanted.
bool isAllowed(Phone &phone, bool wanted)
{
    return QTest::qWaitFor(
        [&] { return phone.options() == 200 && Peer::header(phone.answer, "Allow").contains("MESSAGE") == wanted; });
}

/// Sends a text with the phone's password, if it is asked for; the final status.
int write(Phone &phone, const QByteArray &text, const QByteArray &type = "text/plain;charset=UTF-8", const QByteArray &to = {})
{
    const QByteArray target = "sip:1801@" + (to.isEmpty() ? realm.toLatin1() : to), extra = "X-Colour: red\r\n";
    phone.remoteTo.clear();
    phone.callId += 'm';
    phone.send(phone.request("MESSAGE", target, extra, text, type));
    if (phone.finalStatus() != 407)
        return Peer::status(phone.answer);
    const QByteArray proof = phone.authorization(phone.user, "p" + phone.user, "MESSAGE", target);
    phone.send(phone.request("MESSAGE", target, extra + proof, text, type));
    return phone.finalStatus();
}
} // namespace

class SwitchMessagesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nobodyTakesThem()
    {
        Switch sw;
        Phone alice(sw, "1000");
        QVERIFY(isAllowed(alice, false));
        QCOMPARE(write(alice, hello), 405);
        QVERIFY(!Peer::header(alice.answer, "Allow").contains("MESSAGE"));
    }

    void anApplicationTakesThem()
    {
        Switch sw;
        Phone alice(sw, "1000");
        alice.from = "\"Ann \\\"A\\\"\" " + alice.from;
        Listener chat(sw, true);
        QVERIFY(isAllowed(alice, true));
        QCOMPARE(write(alice, hello), 202);
        QTRY_VERIFY(!chat.message().is_null());
        const core::Json event = chat.message();
        QCOMPARE(core::fromUtf8(event["message"]["body"]), QString::fromUtf8(hello));
        QCOMPARE(core::fromUtf8(event["message"]["from"]), QStringLiteral("\"Ann \\\"A\\\"\" <sip:1000@%1>").arg(realm));
        QCOMPARE(core::fromUtf8(event["message"]["to"]), QStringLiteral("sip:1801@%1").arg(realm));
        QCOMPARE(core::fromUtf8(event["message"]["variables"]["X-Colour"]), QStringLiteral("red"));
        QCOMPARE(core::fromUtf8(event["endpoint"]["technology"]), QStringLiteral("PJSIP"));
        QCOMPARE(core::fromUtf8(event["endpoint"]["resource"]), QLatin1String("1000@") + realm);
        QTRY_COMPARE(sw.count("TextMessageReceived"), size_t(1)); // the platform hears everything
        chat.leave();
        QVERIFY(isAllowed(alice, false));
        QCOMPARE(write(alice, hello), 405);
    }

    void oneEndpointsMessages_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QByteArray>("who");
        QTest::addColumn<int>("status");
        QTest::newRow("of the endpoint it subscribed to")
            << QLatin1String("endpoint:PJSIP/1000@") + realm << QByteArray("1000") << 202;
        QTest::newRow("of another") << QLatin1String("endpoint:PJSIP/1000@") + realm << QByteArray("1001") << 405;
        QTest::newRow("of the technology") << QStringLiteral("endpoint:PJSIP") << QByteArray("1001") << 202;
        QTest::newRow("of none") << QString() << QByteArray("1000") << 405;
    }
    void oneEndpointsMessages()
    {
        QFETCH(QString, source);
        QFETCH(QByteArray, who);
        QFETCH(int, status);
        Switch sw;
        Phone phone(sw, who);
        Listener chat(sw, false);
        if (!source.isEmpty())
            QCOMPARE(chat.subscribe(source), 200);
        QVERIFY(isAllowed(phone, true));
        QCOMPARE(write(phone, hello), status);
        if (status == 202)
            QTRY_VERIFY(!chat.message().is_null());
        else
            QVERIFY(!Peer::header(phone.answer, "Allow").contains("MESSAGE"));
        QCOMPARE(chat.message().is_null(), status != 202);
    }

    /// One who proves no password is heard by who hears everything, without an endpoint.
    void aStrangersMessage()
    {
        Switch sw;
        Phone stranger(sw, "9");
        stranger.from = "<sip:x@elsewhere.example>;tag=1";
        {
            Listener chat(sw, true);
            QVERIFY(isAllowed(stranger, true));
            QCOMPARE(write(stranger, hello, "text/plain", "numbers.example"), 202);
            QTRY_VERIFY(!chat.message().is_null());
            QVERIFY(!chat.message().contains("endpoint"));
        }
        Listener chat(sw, false);
        QCOMPARE(chat.subscribe(QStringLiteral("endpoint:PJSIP")), 200);
        QVERIFY(isAllowed(stranger, true));
        QCOMPARE(write(stranger, hello, "text/plain", "numbers.example"), 405);
    }

    void strangersLearnNothing_data()
    {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<int>("status");
        QTest::newRow("our domain") << realm.toLatin1() << 407;
        QTest::newRow("our address") << QByteArray("127.0.0.1") << 407;
        QTest::newRow("another domain") << QByteArray("numbers.example") << 202;
    }
    /// Whether there is such an extension is not told.
    void strangersLearnNothing()
    {
        QFETCH(QByteArray, host);
        Switch sw;
        Phone stranger(sw, "9");
        stranger.from = "<sip:x@elsewhere.example>;tag=1";
        Listener chat(sw, true);
        QVERIFY(isAllowed(stranger, true));
        for (const QByteArray user : {"1000", "1999", "1801"}) {
            stranger.remoteTo.clear();
            stranger.callId += 'm';
            stranger.send(stranger.request("MESSAGE", "sip:" + user + '@' + host, {}, hello, "text/plain"));
            QTEST(stranger.finalStatus(), "status");
        }
    }

    void whatIsNoMessage_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<int>("status");
        QTest::newRow("nothing said") << QByteArray() << QByteArray("text/plain") << 202;
        QTest::newRow("the longest") << QByteArray(16 * 1024, 'x') << QByteArray("text/plain") << 202;
        QTest::newRow("longer") << QByteArray(16 * 1024 + 1, 'x') << QByteArray("text/plain") << 413;
        QTest::newRow("RFC 3428 §7: no text") << hello << QByteArray("application/octet-stream") << 415;
        QTest::newRow("no text, though it says so") << hello << QByteArray("textual/plain") << 415;
    }
    void whatIsNoMessage()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, type);
        Switch sw;
        Phone alice(sw, "1000");
        Listener chat(sw, true);
        QVERIFY(isAllowed(alice, true));
        QTEST(write(alice, text, type), "status");
    }

    void aMessageInACall()
    {
        Switch sw;
        Phone alice(sw, "1000");
        Listener chat(sw, true);
        QVERIFY(isAllowed(alice, true));
        QVERIFY(alice.callAndTalk(sw));
        alice.send(alice.request("MESSAGE", "sip:x", {}, hello, "text/plain"));
        QCOMPARE(alice.finalStatus(), 200);
        QTRY_VERIFY(!chat.message().is_null());
        const core::Json event = chat.message();
        QCOMPARE(core::fromUtf8(event["message"]["body"]), QString::fromUtf8(hello));
        QCOMPARE(core::fromUtf8(event["endpoint"]["resource"]), QLatin1String("1000@") + realm);
        alice.send(alice.request("MESSAGE", "sip:x", {}, hello, "image/png"));
        QCOMPARE(alice.finalStatus(), 415);
        chat.leave();
        QTRY_COMPARE_WITH_TIMEOUT(([&] {
                                      alice.send(alice.request("MESSAGE", "sip:x", {}, hello, "text/plain"));
                                      return alice.finalStatus();
                                  }()),
                                  405, 5000);
        alice.send(alice.request("INFO", "sip:x"));
        QCOMPARE(alice.finalStatus(), 200); // the call goes on
    }

    /// What came as the sender is good for the answer.
    void anAnswerToAMessage()
    {
        Switch sw;
        Phone alice(sw, "1000");
        QCOMPARE(alice.enroll(), 200);
        QTRY_COMPARE(sw.count("ContactStatusChange"), size_t(1));
        Listener chat(sw, true);
        QVERIFY(isAllowed(alice, true));
        QCOMPARE(write(alice, hello), 202);
        QTRY_VERIFY(!chat.message().is_null());
        const core::Json asked = chat.message()["message"];
        QCOMPARE(sw.ari(QStringLiteral("PUT"), QStringLiteral("endpoints/sendMessage"),
                        {{"to", asked["from"]}, {"from", asked["to"]}, {"body", "hi"}})
                     .status,
                 202);
        const QByteArray answer = nextRequest(alice, "MESSAGE");
        QVERIFY(answer.startsWith("MESSAGE " + alice.uri() + ' '));
        QCOMPARE(testsip::bodyOf(answer), QByteArray("hi"));
        alice.send(testsip::answerTo(answer, "200 OK"));
    }
};

QTEST_GUILESS_MAIN(SwitchMessagesTest)
#include "tst_switchmessages.moc"
