// SPDX-License-Identifier: GPL-3.0-or-later
// Phones that come and go, and what they do, as Asterisk tells it of a peer and of a device.
#include "switchbench.h"

using testsip::answerTo;
using testsip::nextRequest;
using testsip::Phone;
using testsip::Switch;

namespace {
const QString device = QLatin1String("PJSIP/1000@") + testsip::realm;

/// A program that wrote down the states of devices and peers it heard of.
struct Watcher
{
    Switch &sw;
    QStringList devices, peers;
    quint64 ticket = 0;

    explicit Watcher(Switch &to, const QStringList &sources = {QLatin1String("deviceState:") + device,
                                                               QLatin1String("endpoint:PJSIP/1000@") + testsip::realm})
        : sw(to)
    {
        ticket = *sw.engine->connectApplication(QStringLiteral("watch"), false, [this](const core::Json &event) {
            if (event["type"] == "DeviceStateChanged")
                devices += core::fromUtf8(event["device_state"]["state"]);
            else if (event["type"] == "PeerStatusChange")
                peers +=
                    core::fromUtf8(event["peer"]["peer_status"]) + QLatin1Char(' ') + core::fromUtf8(event["endpoint"]["state"]);
        });
        for (const QString &source : sources)
            sw.ari(QStringLiteral("POST"), QStringLiteral("applications/watch/subscription"),
                   {{"eventSource", core::utf8(source)}});
    }
    ~Watcher() { sw.engine->disconnectApplication(QStringLiteral("watch"), ticket); }
    QString state(const QString &name = device) const
    {
        const QString path = QLatin1String("deviceStates/") + QString::fromLatin1(QUrl::toPercentEncoding(name));
        return core::fromUtf8(sw.ari(QStringLiteral("GET"), path).body["state"]);
    }
};

int unregister(Phone &phone)
{
    phone.remoteTo = "<sip:" + phone.user + '@' + testsip::realm.toLatin1() + '>';
    phone.callId += 'r'; // a call of its own is another dialog
    const QByteArray contact = "Contact: <" + phone.uri() + ">;expires=0\r\n";
    phone.send(phone.request("REGISTER", "sip:x", contact));
    if (phone.finalStatus() != 401)
        return 0;
    phone.send(phone.request("REGISTER", "sip:x",
                             contact + phone.authorization(phone.user, "p" + phone.user, "REGISTER", "sip:test.example")));
    const int status = phone.finalStatus();
    phone.remoteTo.clear();
    return status;
}
} // namespace

class SwitchDevicesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aPhoneComesAndGoes()
    {
        Switch sw;
        Watcher watch(sw);
        Phone desk(sw, "1000"), mobile(sw, "1000");
        QCOMPARE(watch.state(), QStringLiteral("UNAVAILABLE"));
        QCOMPARE(desk.enroll(), 200);
        QTRY_COMPARE(watch.devices, QStringList{"NOT_INUSE"});
        QCOMPARE(watch.peers, QStringList{"Reachable online"});
        QCOMPARE(mobile.enroll(), 200);
        QCOMPARE(desk.enroll(), 200);
        QTRY_VERIFY(sw.count("ContactStatusChange") >= 2);
        QCOMPARE(unregister(mobile), 200);
        QTRY_COMPARE(core::fromUtf8(sw.last("ContactStatusChange")["contact_info"]["contact_status"]), QStringLiteral("Removed"));
        QCOMPARE(core::fromUtf8(sw.last("ContactStatusChange")["endpoint"]["state"]), QStringLiteral("online"));
        QCOMPARE(watch.devices, QStringList{"NOT_INUSE"});
        QCOMPARE(watch.peers.size(), 1);
        QCOMPARE(unregister(desk), 200);
        QTRY_COMPARE(watch.devices, QStringList({"NOT_INUSE", "UNAVAILABLE"}));
        QCOMPARE(watch.peers, QStringList({"Reachable online", "Unreachable offline"}));
        QCOMPARE(watch.state(), QStringLiteral("UNAVAILABLE"));
        QCOMPARE(sw.count("PeerStatusChange"), size_t(2)); // the platform hears of peers
        QCOMPARE(sw.count("DeviceStateChanged"), size_t(0));
    }

    /// What is known of a contact stays known until it is asked again.
    void aContactIsAsked_data()
    {
        QTest::addColumn<int>("every"); // seconds; 0: never
        QTest::addColumn<QStringList>("told");
        QTest::newRow("never") << 0 << QStringList{"NonQualified", "NonQualified"};
        QTest::newRow("and answers") << 60 << QStringList{"NonQualified", "Reachable", "Reachable"};
    }
    void aContactIsAsked()
    {
        QFETCH(int, every);
        QFETCH(QStringList, told);
        auto config = Switch::config();
        config.qualifyEvery = std::chrono::seconds(every);
        Switch sw(config);
        Phone alice(sw, "1000");
        QCOMPARE(alice.enroll(), 200);
        if (every > 0) {
            const QByteArray options = nextRequest(alice, "OPTIONS");
            QVERIFY(!options.isEmpty());
            alice.send(answerTo(options, "200 OK"));
            QTRY_COMPARE(sw.count("ContactStatusChange"), size_t(2));
        }
        QCOMPARE(alice.enroll(), 200);
        const auto statuses = [&sw] {
            QStringList all;
            for (const core::Json &event : sw.events) {
                if (event["type"] == "ContactStatusChange")
                    all += core::fromUtf8(event["contact_info"]["contact_status"]);
            }
            return all;
        };
        QTRY_COMPARE(statuses(), told);
    }

    void aPhoneCalls()
    {
        Switch sw;
        Watcher watch(sw);
        Phone alice(sw, "1000");
        QCOMPARE(alice.enroll(), 200);
        QVERIFY(alice.callAndTalk(sw));
        QTRY_COMPARE(watch.devices, QStringList({"NOT_INUSE", "INUSE"}));
        QCOMPARE(watch.state(), QStringLiteral("INUSE"));
        QCOMPARE(watch.state(QStringLiteral("PJSIP/1001")), QStringLiteral("UNAVAILABLE"));
        QCOMPARE(unregister(alice), 200); // during its call
        QTRY_COMPARE(watch.peers.size(), 2);
        QCOMPARE(watch.devices, QStringList({"NOT_INUSE", "INUSE"}));
        sw.ari(QStringLiteral("DELETE"), QLatin1String("channels/") + alice.channel);
        QTRY_COMPARE(watch.devices, QStringList({"NOT_INUSE", "INUSE", "UNAVAILABLE"}));
    }

    void aPhoneRings()
    {
        Switch sw;
        Watcher watch(sw);
        Phone alice(sw, "1000");
        QCOMPARE(alice.enroll(), 200);
        QTRY_COMPARE(watch.devices.size(), 1);
        sw.ari(QStringLiteral("POST"), QStringLiteral("channels"),
               {{"endpoint", "PJSIP/1000"}, {"app", "watch"}, {"channelId", "out"}});
        const QByteArray invite = nextRequest(alice, "INVITE");
        QCOMPARE(watch.state(), QStringLiteral("NOT_INUSE")); // it knows nothing of it yet
        alice.send(answerTo(invite, "180 Ringing", "Contact: <" + alice.uri() + ">\r\n", {}));
        QTRY_COMPARE(watch.devices, QStringList({"NOT_INUSE", "RINGING"}));
        Phone line2(sw, "1000");
        QVERIFY(line2.call(sw));
        QTRY_COMPARE(watch.devices, QStringList({"NOT_INUSE", "RINGING", "RINGINUSE"}));
        alice.send(answerTo(invite, "486 Busy Here"));
        QTRY_COMPARE(watch.devices, QStringList({"NOT_INUSE", "RINGING", "RINGINUSE", "INUSE"}));
        sw.ari(QStringLiteral("DELETE"), QLatin1String("channels/") + line2.channel);
        QTRY_COMPARE(watch.devices.last(), QStringLiteral("NOT_INUSE"));
    }

    /// Who waits is on hold, not who lets others wait.
    void aPhoneWaits()
    {
        Switch sw;
        Watcher watch(sw);
        Phone alice(sw, "1000"), bob(sw, "1001");
        QCOMPARE(alice.enroll(), 200);
        QVERIFY(alice.callAndTalk(sw) && bob.callAndTalk(sw));
        QTRY_COMPARE(watch.devices, QStringList({"NOT_INUSE", "INUSE"}));
        const auto change = [&](const char *method, Phone &phone, const char *what) {
            return sw.ari(QLatin1String(method), QStringLiteral("channels/%1/%2").arg(phone.channel, QLatin1String(what))).status;
        };
        QCOMPARE(change("POST", alice, "moh"), 204); // music alone is no hold
        QCOMPARE(change("POST", alice, "hold"), 204);
        QTRY_COMPARE(watch.devices, QStringList({"NOT_INUSE", "INUSE", "ONHOLD"}));
        QCOMPARE(watch.state(), QStringLiteral("ONHOLD"));
        QCOMPARE(change("DELETE", alice, "hold"), 204);
        QTRY_COMPARE(watch.devices, QStringList({"NOT_INUSE", "INUSE", "ONHOLD", "INUSE"}));

        sw.makeBridge(QStringLiteral("b1"));
        QVERIFY(sw.join(QStringLiteral("b1"), alice.channel) == 204 && sw.join(QStringLiteral("b1"), bob.channel) == 204);
        watch.devices.clear();
        bob.send(bob.request("INVITE", "sip:x", {}, testsip::sdpText + "a=sendonly\r\n"));
        QCOMPARE(bob.finalStatus(), 200);
        bob.send(bob.request("ACK", "sip:x"));
        QTRY_COMPARE(watch.devices, QStringList{"ONHOLD"});
        QCOMPARE(watch.state(QStringLiteral("PJSIP/1001")), QStringLiteral("INUSE"));
        Phone line2(sw, "1000");
        QVERIFY(line2.call(sw)); // one that does not wait
        QTRY_COMPARE(watch.devices, QStringList({"ONHOLD", "INUSE"}));
        sw.ari(QStringLiteral("DELETE"), QLatin1String("channels/") + line2.channel);
        QTRY_COMPARE(watch.devices, QStringList({"ONHOLD", "INUSE", "ONHOLD"}));
        sw.ari(QStringLiteral("DELETE"), QLatin1String("channels/") + bob.channel);
        QTRY_COMPARE(watch.devices, QStringList({"ONHOLD", "INUSE", "ONHOLD", "INUSE"}));
    }

    void aPhoneWaitsForTwo()
    {
        Switch sw;
        Watcher watch(sw);
        Phone alice(sw, "1000"), bob(sw, "1001");
        QCOMPARE(alice.enroll(), 200);
        QVERIFY(alice.callAndTalk(sw) && bob.callAndTalk(sw));
        sw.makeBridge(QStringLiteral("b1"));
        QVERIFY(sw.join(QStringLiteral("b1"), alice.channel) == 204 && sw.join(QStringLiteral("b1"), bob.channel) == 204);
        const QString hold = QStringLiteral("channels/%1/hold").arg(alice.channel);
        QCOMPARE(sw.ari(QStringLiteral("POST"), hold).status, 204);
        for (const char *direction : {"a=sendonly\r\n", "a=sendrecv\r\n"}) {
            bob.send(bob.request("INVITE", "sip:x", {}, testsip::sdpText + direction));
            QCOMPARE(bob.finalStatus(), 200);
            bob.send(bob.request("ACK", "sip:x"));
        }
        QTRY_COMPARE(sw.count("ChannelUnhold"), size_t(1));
        QCOMPARE(watch.state(), QStringLiteral("ONHOLD")); // the application has not taken it back
        QCOMPARE(sw.ari(QStringLiteral("DELETE"), hold).status, 204);
        QCOMPARE(watch.state(), QStringLiteral("INUSE"));
    }

    void whoHears_data()
    {
        QTest::addColumn<QStringList>("sources");
        QTest::addColumn<QStringList>("heard");
        const QStringList all{"NOT_INUSE", "INUSE", "NOT_INUSE"};
        QTest::newRow("of the phone and its realm") << QStringList{QLatin1String("deviceState:") + device} << all;
        QTest::newRow("of the phone by its name alone") << QStringList{"deviceState:PJSIP/1000"} << all;
        QTest::newRow("of another phone") << QStringList{"deviceState:PJSIP/1001"} << QStringList();
        QTest::newRow("of the endpoint") << QStringList{"endpoint:PJSIP/1000"} << QStringList();
        QTest::newRow("of nothing") << QStringList() << QStringList();
    }
    void whoHears()
    {
        QFETCH(QStringList, sources);
        Switch sw;
        Watcher watch(sw, sources);
        Phone alice(sw, "1000");
        QCOMPARE(alice.enroll(), 200);
        QVERIFY(alice.callAndTalk(sw));
        sw.ari(QStringLiteral("DELETE"), QLatin1String("channels/") + alice.channel);
        QTRY_COMPARE(sw.count("ChannelDestroyed"), size_t(1));
        QTEST(watch.devices, "heard");
        QCOMPARE(sw.count("DeviceStateChanged"), size_t(0)); // the platform has no use for them
    }

    void namesOfDevices_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("state");
        QTest::newRow("a phone that is off") << QStringLiteral("PJSIP/1002") << QStringLiteral("UNAVAILABLE");
        QTest::newRow("nobody") << QStringLiteral("PJSIP/none") << QStringLiteral("INVALID");
        QTest::newRow("a provider") << QStringLiteral("PJSIP/acme") << QStringLiteral("NOT_INUSE");
        QTest::newRow("another realm") << QStringLiteral("PJSIP/1000@elsewhere.example") << QStringLiteral("INVALID");
        QTest::newRow("nothing") << QStringLiteral("PJSIP/") << QStringLiteral("INVALID");
    }
    void namesOfDevices()
    {
        QFETCH(QString, name);
        Switch sw;
        telephony::sip::Trunk trunk;
        trunk.name = QStringLiteral("acme");
        trunk.host = QStringLiteral("127.0.0.1:9");
        sw.engine->setTrunks({trunk});
        QTEST(Watcher(sw).state(name), "state");
        QVERIFY(sw.ari(QStringLiteral("GET"), QStringLiteral("deviceStates")).body.empty()); // lists those of applications
    }
};

QTEST_GUILESS_MAIN(SwitchDevicesTest)
#include "tst_switchdevices.moc"
