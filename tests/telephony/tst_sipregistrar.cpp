// SPDX-License-Identifier: GPL-3.0-or-later
// The registrar (RFC 3261 §10): how long, how many, by which way (RFC 3327), over which connection (RFC 5626), still there.
#include "sipcall.h"
#include "sipline.h"

using testsip::Line;
using testsip::nextRequest;
using testsip::Peer;
using testsip::Stack;

class SipRegistrarTest : public QObject
{
    Q_OBJECT
private:
    static int bind(Peer &peer, const QByteArray &headers) { return peer.registerUser("1000", "correct horse", headers); }
    static QByteArray contact(const QByteArray &user, const QByteArray &tail = {})
    {
        return "Contact: <sip:" + user + "@127.0.0.1:5999>" + tail + "\r\n";
    }

private Q_SLOTS:
    void forHowLong_data()
    {
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("answer");
        const auto row = [](const char *name, const char *headers, int status, const char *answer) {
            QTest::newRow(name) << QByteArray(headers) << status << QByteArray(answer);
        };
        row("RFC 3261 §10.3: without a wish", "Contact: <sip:a@h>\r\n", 200, "<sip:a@h>;expires=600");
        row("RFC 3261 §10.2.1.1: by the header", "Contact: <sip:a@h>\r\nExpires: 120\r\n", 200, "<sip:a@h>;expires=120");
        row("RFC 3261 §10.2.1.1: the parameter goes first", "Contact: <sip:a@h>;expires=90\r\nExpires: 120\r\n", 200,
            "<sip:a@h>;expires=90");
        row("RFC 3261 §10.3: longer than we keep it", "Contact: <sip:a@h>\r\nExpires: 99999\r\n", 200, "<sip:a@h>;expires=3600");
        row("RFC 3261 §10.3: too brief", "Contact: <sip:a@h>\r\nExpires: 5\r\n", 423, "");
        row("RFC 3261 §10.3: one of them too brief", "Contact: <sip:a@h>\r\nContact: <sip:b@h>;expires=1\r\n", 423, "");
        row("RFC 3261 §20.10: a number that is none", "Contact: <sip:a@h>;expires=soon\r\nExpires: 100\r\n", 200,
            "<sip:a@h>;expires=100");
        row("RFC 3261 §10.2.1.2: preferences", "Contact: <sip:a@h>;q=0.3, <sip:b@h>;q=0.7\r\n", 200,
            "<sip:b@h>;expires=600;q=0.7, <sip:a@h>;expires=600;q=0.3");
        row("RFC 5626 §4.2: a reg-id without outbound is a parameter as any other",
            "Contact: <sip:a@h>;reg-id=1;+sip.instance=\"<urn:uuid:00000000-0000-1000-8000-AABBCCDDEEFF>\"\r\n", 200,
            "<sip:a@h>;expires=600");
        row("RFC 3261 §10.3: all of nothing", "Contact: *\r\nExpires: 0\r\n", 200, "");
        row("RFC 3261 §10.3: all, but not at once", "Contact: *\r\nExpires: 60\r\n", 400, "");
        row("RFC 3261 §10.3: all and one more", "Contact: *\r\nContact: <sip:a@h>\r\nExpires: 0\r\n", 400, "");
        row("an address that is none of SIP", "Contact: <mailto:a@h>\r\n", 400, "");
        row("RFC 3261 §25.1: port 0", "Contact: <sip:a@h:0>\r\n", 400, "");
        row("RFC 3261 §25.1: port 99999", "Contact: <sip:a@h:99999>\r\n", 400, "");
        row("RFC 3327 §4: a way that is no SIP", "Contact: <sip:a@h>\r\nPath: <tel:1>\r\n", 400, "");
        row("RFC 3327 §4: a way with a port that is none", "Contact: <sip:a@h>\r\nPath: <sip:p:70000;lr>\r\n", 400, "");
        row("RFC 3327 §4: a way that cannot be read", "Contact: <sip:a@h>\r\nPath: <sip:p:x;lr>\r\n", 400, "");
        row("a question", "", 200, "");
    }
    void forHowLong()
    {
        QFETCH(QByteArray, headers);
        QFETCH(int, status);
        Stack stack;
        Peer peer(stack);
        QCOMPARE(bind(peer, headers), status);
        QByteArrayList contacts;
        for (const QByteArray &line : peer.answer.split('\n')) {
            if (line.startsWith("Contact:"))
                contacts += line.mid(8).trimmed();
        }
        QTEST(contacts.join(", "), "answer");
        if (status == 423)
            QCOMPARE(Peer::header(peer.answer, "Min-Expires"), QByteArray("30"));
    }

    void howMany()
    {
        Stack stack;
        Peer peer(stack);
        QByteArray many;
        for (int i = 0; i < 11; ++i)
            many += contact("many" + QByteArray::number(i));
        QCOMPARE(bind(peer, many), 403);
        QVERIFY(stack.sip->contacts("1000", "test.example").empty());
        for (int i = 0; i < 11; ++i)
            QCOMPARE(bind(peer, contact("one" + QByteArray::number(i))), 200);
        const auto bound = stack.sip->contacts("1000", "test.example");
        QCOMPARE(bound.size(), size_t(10));
        QCOMPARE(bound.front().uri, QStringLiteral("sip:one1@127.0.0.1:5999")); // the oldest is gone
        QTRY_COMPARE(stack.unregistered.size(), size_t(1));
    }

    void theWayToAContact()
    {
        Stack stack;
        Peer peer(stack), proxy(stack);
        const QByteArray path = "<sip:" + proxy.me() + ";lr>";
        QCOMPARE(bind(peer, contact("1000") + "Supported: path\r\nPath: " + path + "\r\n"), 200);
        QCOMPARE(Peer::header(peer.answer, "Path"), path);
        const auto bound = stack.sip->contacts("1000", "test.example");
        QCOMPARE(bound.size(), size_t(1));
        testsip::OutgoingCall call;
        call.leg = QStringLiteral("leg");
        call.uri = bound[0].uri;
        call.route = bound[0].path;
        call.fromHost = QStringLiteral("test.example");
        call.sdp = testsip::sdpText;
        stack.sip->invite(call);
        const QByteArray invite = nextRequest(proxy, "INVITE"); // RFC 3327 §5.5
        QVERIFY(invite.startsWith("INVITE sip:1000@127.0.0.1:5999 "));
        QCOMPARE(Peer::header(invite, "Route"), path);
    }

    void aLostConnectionEndsItsRegistration()
    {
        Stack stack;
        Peer challenge(stack);
        Line line;
        line.connectTo(stack.sip->port());
        const QByteArray aor = "<sip:1000@test.example>", mine = "Contact: <sip:1000@" + line.me() + ";transport=tcp>\r\n";
        line.send(line.request("REGISTER", "sip:test.example", aor, aor, mine));
        challenge.answer = line.receive();
        QCOMPARE(Peer::status(challenge.answer), 401);
        line.send(line.request("REGISTER", "sip:test.example", aor, aor,
                               mine + challenge.authorization("1000", "correct horse", "REGISTER", "sip:test.example")));
        QCOMPARE(Peer::status(line.receive()), 200);
        QTRY_COMPARE(stack.registered.size(), size_t(1));
        QCOMPARE(stack.registered[0].transport, QStringLiteral("tcp"));
        QCOMPARE(stack.registered[0].source.toLatin1(), line.me());
        line.close();
        QTRY_COMPARE(stack.unregistered.size(), size_t(1));
        QVERIFY(stack.sip->contacts("1000", "test.example").empty());
    }

    void aPingIsAnswered()
    {
        Stack stack;
        Line line;
        line.connectTo(stack.sip->port());
        line.send("\r\n\r\n"); // RFC 5626 §4.4.1
        QByteArray pong;
        QTRY_COMPARE((pong += line.takeBytes()), QByteArray("\r\n"));
        line.send(line.request("OPTIONS", "sip:test.example", "<sip:a@b>", "<sip:test.example>"));
        QCOMPARE(Peer::status(line.receive()), 200);
    }

    void answersGoWhereRequestsCameFrom()
    {
        Stack stack;
        Peer peer(stack);
        QByteArray options = peer.request("OPTIONS");
        options.replace("SIP/2.0/UDP " + peer.me(), "SIP/2.0/UDP 192.0.2.1:9;rport");
        peer.send(options); // RFC 3581 §4
        QCOMPARE(peer.finalStatus(), 200);
        const QByteArray via = Peer::header(peer.answer, "Via");
        QVERIFY(via.contains("received=127.0.0.1"));
        QVERIFY(via.contains("rport=" + peer.me().split(':').last()));
    }

    void contactsAreAskedWhetherTheyAreThere()
    {
        auto config = Stack::config();
        config.qualifyEvery = std::chrono::milliseconds(500);
        config.qualifyTimeout = std::chrono::milliseconds(1000);
        Stack stack(config);
        Peer peer(stack), registering(stack);
        QCOMPARE(bind(registering, "Contact: <sip:1000@" + peer.me() + ">\r\n"), 200);
        const QByteArray asked = nextRequest(registering, "OPTIONS"); // where the REGISTER came from
        QVERIFY(asked.startsWith("OPTIONS sip:1000@" + peer.me() + ' '));
        registering.send(testsip::answerTo(asked, "404 Not Found"));
        QTRY_COMPARE(stack.qualified.size(), size_t(1));
        QCOMPARE(stack.qualified[0].reachable, std::optional(true));
        QVERIFY(stack.qualified[0].roundTrip.count() > 0);
        QTRY_VERIFY(stack.qualified.size() >= 2);
        QCOMPARE(stack.qualified[1].reachable, std::optional(false));
    }

    void aChallengeOfAnothersIsNoFailedLogin_data()
    {
        QTest::addColumn<QByteArray>("password");
        QTest::addColumn<bool>("ours");
        QTest::addColumn<int>("status");
        QTest::newRow("a made up one") << QByteArray("wrong") << false << 401;
        QTest::newRow("one that another address was given") << QByteArray("wrong") << true << 401;
        QTest::newRow("the same, with the password") << QByteArray("correct horse") << true << 200;
    }
    /// A datagram with a borrowed address must not get its owner banned.
    void aChallengeOfAnothersIsNoFailedLogin()
    {
        QFETCH(QByteArray, password);
        QFETCH(bool, ours);
        Stack stack;
        Peer asking(stack.sip->port(), QHostAddress(QStringLiteral("127.0.0.2")));
        asking.send(asking.request("REGISTER"));
        QCOMPARE(asking.finalStatus(), 401);
        QByteArray challenge = asking.answer;
        if (!ours)
            challenge.replace("nonce=\"", "nonce=\"a");
        std::vector<QByteArray> users{"1000"};
        if (password == "wrong")
            users.push_back("9999");
        for (const QByteArray &user : users) {
            Peer peer(stack.sip->port(), QHostAddress(QStringLiteral("127.0.0.3")));
            peer.from = "<sip:" + user + "@test.example>;tag=x";
            peer.remoteTo = "<sip:" + user + "@test.example>";
            peer.answer = challenge;
            peer.send(peer.request("REGISTER", {}, peer.authorization(user, password, "REGISTER", "sip:test.example")));
            QTEST(peer.finalStatus(), "status");
        }
    }

    void strangersLearnNothing_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::newRow("from elsewhere") << QByteArray("bob@foreign.example");
        QTest::newRow("as a phone of ours, from elsewhere") << QByteArray("1000@foreign.example");
        QTest::newRow("as a phone of ours, by address") << QByteArray("1000@127.0.0.1");
        QTest::newRow("as nobody, by address") << QByteArray("1999@127.0.0.1");
    }
    /// Who proves nothing gets to what is for everybody; whatever else he dials, he is asked for a password.
    void strangersLearnNothing()
    {
        QFETCH(QByteArray, from);
        Stack stack;
        for (const QByteArray user : {"1001", "1998", "abc"}) {
            Peer peer(stack);
            const QByteArray target = "sip:" + user + "@test.example";
            peer.from = "<sip:" + from + ">;tag=x";
            peer.callId = user;
            const size_t before = stack.calls.size();
            peer.send(peer.request("INVITE", target, {}, testsip::sdpText));
            QTRY_COMPARE(stack.calls.size(), before + 1);
            QVERIFY(stack.calls.back().authUser.isEmpty());
            stack.sip->hangup(stack.calls.back().leg, 3); // there is no such number
            QCOMPARE(peer.finalStatus(), 407);
            const QByteArray proof = peer.authorization(from.split('@').front(), "correct horse", "INVITE", target);
            peer.send(peer.request("ACK", target));
            peer.send(peer.request("INVITE", target, proof, testsip::sdpText));
            if (!from.startsWith("1000")) {
                QCOMPARE(peer.finalStatus(), 403);
                continue;
            }
            QTRY_COMPARE(stack.calls.size(), before + 2);
            QCOMPARE(stack.calls.back().authUser, QStringLiteral("1000"));
            stack.sip->hangup(stack.calls.back().leg, 3);
            QCOMPARE(peer.finalStatus(), 404);
        }
    }

    /// A phone that names no domain of ours is known by where it has registered.
    void aRegisteredPhoneIsAskedAtOnce()
    {
        Stack stack;
        Peer peer(stack);
        QCOMPARE(bind(peer, contact("1000")), 200);
        peer.from = "<sip:1000@127.0.0.1>;tag=x";
        peer.remoteTo.clear();
        peer.callId = "call";
        peer.send(peer.request("INVITE", testsip::dialed, {}, testsip::sdpText));
        QCOMPARE(peer.finalStatus(), 407);
        QVERIFY(stack.calls.empty());
    }

    void nobodyLearnsWhoExists_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::newRow("REGISTER") << QByteArray("REGISTER");
        QTest::newRow("INVITE") << QByteArray("INVITE");
    }
    void nobodyLearnsWhoExists()
    {
        QFETCH(QByteArray, method);
        Stack stack;
        std::vector<QByteArray> seen;
        for (const QByteArray user : {"1000", "9999"}) {
            Peer peer(stack);
            peer.from = "<sip:" + user + "@test.example>;tag=x";
            peer.remoteTo = method == "REGISTER" ? "<sip:" + user + "@test.example>" : QByteArray("<sip:1800@test.example>");
            const QByteArray uri = method == "REGISTER" ? QByteArray("sip:test.example") : testsip::dialed;
            peer.send(peer.request(method, testsip::dialed, {}, testsip::sdpText));
            QByteArray answers = QByteArray::number(peer.finalStatus());
            peer.send(peer.request(method, testsip::dialed, peer.authorization(user, "wrong", method, uri), testsip::sdpText));
            answers += ' ' + QByteArray::number(peer.finalStatus());
            for (const QByteArray &line : peer.answer.split('\n')) // but what names the request
                answers += line.startsWith("SIP/2.0") || line.startsWith("Content") || line.startsWith("Allow") ? line : "";
            seen.push_back(answers);
        }
        QVERIFY(seen[0].startsWith(method == "REGISTER" ? "401 403" : "407 403"));
        QCOMPARE(seen[0], seen[1]);
    }
};

QTEST_GUILESS_MAIN(SipRegistrarTest)
#include "tst_sipregistrar.moc"
