// SPDX-License-Identifier: GPL-3.0-or-later
// What comes in place of what: transfers in an application besides the platform's, phones that transfer what was transferred to
// them, calls in place of others (RFC 3891).
#include "transferbench.h"

#include <QtTest>

using testsip::answerTo;
using testsip::Consultation;
using testsip::dialogOf;
using testsip::nextRequest;
using testsip::Peer;
using testsip::Phone;
using testsip::progressOf;
using testsip::sdpText;
using testsip::Switch;
using testsip::tagOf;
using testsip::Talk;
using testsip::toCarol;

namespace {
const QByteArray realm = testsip::realm.toLatin1();

std::string idOf(const core::Json &event, const char *name) { return event[name]["id"].get<std::string>(); }

bool tells(const std::vector<core::Json> &events, const std::string &type, const QString &channel)
{
    return std::any_of(events.begin(), events.end(),
                       [&](const auto &one) { return one["type"] == type && one["channel"]["id"] == core::utf8(channel); });
}
bool hasEnded(const Switch &sw, const QString &channel) { return tells(sw.events, "ChannelDestroyed", channel); }

/// An application besides the platform's, as a program of ARI would be.
struct Shop
{
    Switch &sw;
    std::vector<core::Json> heard;
    quint64 ticket;

    explicit Shop(Switch &to) : sw(to)
    {
        ticket = *sw.engine->connectApplication(QStringLiteral("shop"), false,
                                                [this](const core::Json &event) { heard.push_back(event); });
    }
    ~Shop() { sw.engine->disconnectApplication(QStringLiteral("shop"), ticket); }

    std::vector<core::Json> all(const std::string &type) const
    {
        std::vector<core::Json> found;
        std::copy_if(heard.begin(), heard.end(), std::back_inserter(found), [&](const auto &one) { return one["type"] == type; });
        return found;
    }
    bool has(const std::string &type, const QString &channel) const { return tells(heard, type, channel); }
    /// The phone calls the application, which answers.
    bool admit(Phone &phone)
    {
        const QByteArray target = "sip:app-shop@" + realm;
        const size_t before = all("StasisStart").size();
        phone.callId = phone.user + QByteArray::number(QRandomGenerator::global()->generate(), 36);
        phone.send(phone.request("INVITE", target, {}, sdpText));
        if (phone.finalStatus() != 407)
            return false;
        const QByteArray proof = phone.authorization(phone.user, "p" + phone.user, "INVITE", target);
        phone.send(phone.request("ACK", target));
        phone.send(phone.request("INVITE", target, proof, sdpText));
        if (!QTest::qWaitFor([&] { return all("StasisStart").size() > before; }))
            return false;
        phone.channel = core::fromUtf8(idOf(all("StasisStart").back(), "channel"));
        sw.ari(QStringLiteral("POST"), QLatin1String("channels/") + phone.channel + QLatin1String("/answer"));
        return phone.pickUp();
    }
    bool pair(const char *bridge, const Phone &one, const Phone &other)
    {
        const QString id = QString::fromLatin1(bridge);
        sw.makeBridge(id);
        return sw.join(id, one.channel) == 204 && sw.join(id, other.channel) == 204;
    }
};

/// An INVITE in place of a dialog, with the password of the phone; the final status.
int replace(Phone &phone, const QByteArray &replaces)
{
    const QByteArray target = "sip:1001@" + realm, header = "Replaces: " + replaces + "\r\n";
    phone.send(phone.request("INVITE", target, header, sdpText));
    if (phone.finalStatus() != 407)
        return 0;
    const QByteArray proof = phone.authorization(phone.user, "p" + phone.user, "INVITE", target);
    phone.send(phone.request("ACK", target));
    phone.send(phone.request("INVITE", target, header + proof, sdpText));
    const int status = phone.finalStatus();
    phone.remoteTo = Peer::header(phone.answer, "To");
    phone.send(phone.request("ACK", "sip:x"));
    return status;
}
} // namespace

class SwitchReplacementsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// As in Asterisk: Local channels come in place of the two channels of who transfers, and those end.
    void anAttendedTransferInAnApplication()
    {
        Switch sw;
        Shop shop(sw);
        Phone alice{sw, "1000"}, bob{sw, "1001"}, second{sw, "1001"}, carol{sw, "1002"};
        second.from += "second";
        QVERIFY(shop.admit(alice) && shop.admit(bob) && shop.admit(second) && shop.admit(carol));
        QVERIFY(shop.pair("b1", alice, bob) && shop.pair("b2", second, carol));
        bob.send(bob.request("REFER", "sip:x", "Refer-To: <sip:1002@" + realm + "?Replaces=" + dialogOf(second) + ">\r\n"));
        QCOMPARE(bob.finalStatus(), 202);
        QCOMPARE(progressOf(bob).line, QByteArray("SIP/2.0 100 Trying"));
        QCOMPARE(progressOf(bob).line, QByteArray("SIP/2.0 200 OK"));
        QTRY_VERIFY(hasEnded(sw, bob.channel) && hasEnded(sw, second.channel));
        const auto transfers = shop.all("BridgeAttendedTransfer");
        QCOMPARE(transfers.size(), size_t(1));
        const core::Json event = transfers[0];
        QCOMPARE(event["destination_type"], core::Json("link"));
        const QString one = core::fromUtf8(idOf(event, "destination_link_first_leg")),
                      other = core::fromUtf8(idOf(event, "destination_link_second_leg"));
        QCOMPARE(sw.membersOf(QStringLiteral("b1")), (QStringList{alice.channel, one}));
        QCOMPARE(sw.membersOf(QStringLiteral("b2")), (QStringList{carol.channel, other}));
        const auto starts = shop.all("StasisStart");
        QCOMPARE(idOf(starts[starts.size() - 2], "replace_channel"), core::utf8(bob.channel));
        QCOMPARE(idOf(starts.back(), "replace_channel"), core::utf8(second.channel));
        QCOMPARE(idOf(starts.back(), "channel"), core::utf8(other));
        QVERIFY(!nextRequest(bob, "BYE", 5000).isEmpty());
        sw.ari(QStringLiteral("DELETE"), QLatin1String("channels/") + one);
        QTRY_VERIFY(hasEnded(sw, other));
        QVERIFY(shop.has("StasisEnd", bob.channel) && shop.has("StasisEnd", second.channel));
    }

    void anAttendedTransferToACallInNoBridge_data()
    {
        QTest::addColumn<bool>("firstIsBridged");
        QTest::newRow("the second call is in none") << true;
        QTest::newRow("the first call is in none") << false;
    }
    void anAttendedTransferToACallInNoBridge()
    {
        QFETCH(bool, firstIsBridged);
        Switch sw;
        Shop shop(sw);
        Phone alice{sw, "1000"}, bob{sw, "1001"}, second{sw, "1001"};
        second.from += "second";
        QVERIFY(shop.admit(alice) && shop.admit(bob) && shop.admit(second));
        QVERIFY(shop.pair("b1", alice, firstIsBridged ? bob : second));
        bob.send(bob.request("REFER", "sip:x", "Refer-To: <sip:1002@" + realm + "?Replaces=" + dialogOf(second) + ">\r\n"));
        QCOMPARE(bob.finalStatus(), 202);
        QTRY_VERIFY(hasEnded(sw, bob.channel) && hasEnded(sw, second.channel));
        const core::Json event = shop.all("BridgeAttendedTransfer").at(0);
        QCOMPARE(event["destination_type"], core::Json("application"));
        QCOMPARE(event["destination_application"], core::Json("Stasis"));
        QCOMPARE(sw.membersOf(QStringLiteral("b1")).size(), 2);
        const auto starts = shop.all("StasisStart");
        QCOMPARE(starts.size(), size_t(5)); // who is alone is replaced in the application, too
    }

    void twoCallsInNoBridge()
    {
        Switch sw;
        Shop shop(sw);
        Phone bob{sw, "1001"}, second{sw, "1001"};
        second.from += "second";
        QVERIFY(shop.admit(bob) && shop.admit(second));
        bob.send(bob.request("REFER", "sip:x", "Refer-To: <sip:1002@" + realm + "?Replaces=" + dialogOf(second) + ">\r\n"));
        QCOMPARE(bob.finalStatus(), 400);
        QCOMPARE(sw.count("ChannelDestroyed"), size_t(0));
    }

    /// Bob transfers alice to carol, and carol to dave: whoever controls bob's call sees it go on all the while.
    void whatWasTransferredIsTransferredAgain()
    {
        Talk talk;
        Phone dave{talk.sw, "1000"};
        QVERIFY(talk.begin());
        QCOMPARE(dave.enroll(), 200);
        QCOMPARE(talk.refer(talk.bob, toCarol), 202);
        Phone &carol = talk.carol;
        const QByteArray invite = nextRequest(carol, "INVITE");
        carol.send(answerTo(invite, "200 OK", "Contact: <" + carol.uri() + ">\r\n", sdpText));
        QVERIFY(!nextRequest(carol, "ACK").isEmpty());
        QTRY_COMPARE(talk.sw.count("BridgeBlindTransfer"), size_t(1));
        const std::string carols = idOf(talk.sw.last("ChannelCreated"), "channel");
        carol.callId = Peer::header(invite, "Call-ID");
        carol.from = Peer::header(invite, "To") + ";tag=peer";
        carol.remoteTo = Peer::header(invite, "From");
        QCOMPARE(progressOf(talk.bob).line, QByteArray("SIP/2.0 100 Trying"));
        QVERIFY(progressOf(talk.bob).last);
        QVERIFY(!nextRequest(talk.bob, "BYE", 5000).isEmpty());
        QCOMPARE(talk.refer(carol, "<sip:1000@" + realm + '>'), 202);
        QCOMPARE(progressOf(carol).line, QByteArray("SIP/2.0 100 Trying"));
        const QByteArray second = nextRequest(dave, "INVITE");
        QVERIFY(!second.isEmpty());
        dave.send(answerTo(second, "200 OK", "Contact: <" + dave.uri() + ">\r\n", sdpText));
        QCOMPARE(progressOf(carol).line, QByteArray("SIP/2.0 200 OK"));
        QTRY_COMPARE(talk.sw.count("ChannelDestroyed"), size_t(1));
        QCOMPARE(idOf(talk.sw.last("ChannelDestroyed"), "channel"), carols);
        QCOMPARE(talk.sw.membersOf(QStringLiteral("b1")), (QStringList{talk.alice.channel, talk.bob.channel}));
        QVERIFY(!nextRequest(carol, "BYE", 5000).isEmpty());
        dave.callId = Peer::header(second, "Call-ID");
        dave.from = Peer::header(second, "To") + ";tag=peer";
        dave.remoteTo = Peer::header(second, "From");
        dave.send(dave.request("BYE", "sip:x"));
        QTRY_COMPARE(talk.sw.count("ChannelDestroyed"), size_t(3)); // dave's, and the one it stood for
        QCOMPARE(talk.sw.membersOf(QStringLiteral("b1")), QStringList{talk.alice.channel});
    }

    /// Carol, whom bob has transferred alice to after asking her, sends alice on to dave.
    void whoWasAskedFirstTransfersToo()
    {
        Talk talk;
        Phone dave{talk.sw, "1000"};
        QVERIFY(talk.begin());
        QCOMPARE(dave.enroll(), 200);
        Consultation consultation(talk.sw);
        QVERIFY(consultation.begin(talk.sw));
        QCOMPARE(talk.refer(talk.bob, "<sip:1002@" + realm + "?Replaces=" + dialogOf(consultation.second) + '>'), 202);
        QCOMPARE(progressOf(talk.bob).line, QByteArray("SIP/2.0 100 Trying"));
        QCOMPARE(progressOf(talk.bob).line, QByteArray("SIP/2.0 200 OK"));
        Phone &carol = consultation.carol;
        QCOMPARE(talk.refer(carol, "<sip:1000@" + realm + '>'), 202);
        QCOMPARE(progressOf(carol).line, QByteArray("SIP/2.0 100 Trying"));
        const QByteArray invite = nextRequest(dave, "INVITE");
        QVERIFY(!invite.isEmpty());
        dave.send(answerTo(invite, "200 OK", "Contact: <" + dave.uri() + ">\r\n", sdpText));
        QCOMPARE(progressOf(carol).line, QByteArray("SIP/2.0 200 OK"));
        QCOMPARE(talk.sw.count("ChannelDestroyed"), size_t(0));
    }

    /// The platform's call goes on with another phone.
    void aCallInPlaceOfAnother()
    {
        Talk talk;
        QVERIFY(talk.begin());
        Phone carol(talk.sw, "1002");
        QCOMPARE(replace(carol, QByteArray::fromPercentEncoding(dialogOf(talk.bob))), 200);
        QVERIFY(!nextRequest(talk.bob, "BYE").isEmpty());
        QCOMPARE(talk.sw.membersOf(QStringLiteral("b1")), (QStringList{talk.alice.channel, talk.bob.channel}));
        QCOMPARE(talk.sw.count("ChannelDestroyed"), size_t(0));
        carol.send(carol.request("BYE", "sip:x"));
        QTRY_COMPARE(talk.sw.count("ChannelDestroyed"), size_t(2));
        QCOMPARE(talk.sw.membersOf(QStringLiteral("b1")), QStringList{talk.alice.channel});
    }

    void aCallInPlaceOfAnotherInAnApplication_data()
    {
        QTest::addColumn<bool>("isBridged");
        QTest::newRow("in a bridge") << true;
        QTest::newRow("in none") << false;
    }
    void aCallInPlaceOfAnotherInAnApplication()
    {
        QFETCH(bool, isBridged);
        Switch sw;
        Shop shop(sw);
        Phone alice{sw, "1000"}, bob{sw, "1001"}, carol{sw, "1002"};
        QVERIFY(shop.admit(alice) && shop.admit(bob));
        if (isBridged)
            QVERIFY(shop.pair("b1", alice, bob));
        QCOMPARE(replace(carol, QByteArray::fromPercentEncoding(dialogOf(bob))), 200);
        QVERIFY(!nextRequest(bob, "BYE").isEmpty());
        QTRY_VERIFY(hasEnded(sw, bob.channel));
        QVERIFY(shop.has("StasisEnd", bob.channel));
        const core::Json start = shop.all("StasisStart").back();
        QCOMPARE(idOf(start, "replace_channel"), core::utf8(bob.channel));
        if (isBridged)
            QCOMPARE(sw.membersOf(QStringLiteral("b1")), (QStringList{alice.channel, core::fromUtf8(idOf(start, "channel"))}));
    }

    void aCallThatRingsElsewhereIsFetched_data()
    {
        QTest::addColumn<QByteArray>("parameter");
        QTest::newRow("RFC 3891 §3: an early dialog of ours") << QByteArray();
        QTest::newRow("early-only") << QByteArray(";early-only");
    }
    void aCallThatRingsElsewhereIsFetched()
    {
        QFETCH(QByteArray, parameter);
        Switch sw;
        Phone bob{sw, "1001"}, carol{sw, "1002"};
        QCOMPARE(carol.enroll(), 200);
        QTRY_COMPARE(sw.count("ContactStatusChange"), size_t(1));
        QCOMPARE(sw.ari(QStringLiteral("POST"), QStringLiteral("channels"),
                        {{"endpoint", "PJSIP/1002"}, {"app", "voipbin"}, {"channelId", "out"}})
                     .status,
                 200);
        const QByteArray invite = nextRequest(carol, "INVITE");
        carol.send(answerTo(invite, "180 Ringing", "Contact: <" + carol.uri() + ">\r\n"));
        QTRY_COMPARE(sw.ari(QStringLiteral("GET"), QStringLiteral("channels/out")).body["state"], core::Json("Ringing"));
        const QByteArray dialog =
            Peer::header(invite, "Call-ID") + ";to-tag=" + tagOf(Peer::header(invite, "From")) + ";from-tag=peer";
        QCOMPARE(replace(bob, dialog + parameter), 200);
        const QByteArray cancel = nextRequest(carol, "CANCEL");
        QVERIFY2(cancel.contains("Q.850;cause=26") && cancel.contains("SIP;cause=200"), cancel);
        QTRY_COMPARE(sw.count("StasisStart"), size_t(1));
        QCOMPARE(idOf(sw.last("StasisStart"), "channel"), std::string("out"));
        QCOMPARE(sw.ari(QStringLiteral("GET"), QStringLiteral("channels/out")).body["state"], core::Json("Up"));
    }

    /// One that has not answered yet is not taken from the caller's side: 481 (RFC 3891 §3).
    void aCallThatComesInAndRingsIsNot()
    {
        Switch sw;
        Phone alice{sw, "1000"}, carol{sw, "1002"};
        QVERIFY(alice.call(sw));
        sw.ari(QStringLiteral("POST"), QLatin1String("channels/") + alice.channel + QLatin1String("/ring"));
        QCOMPARE(alice.provisionalStatus(), 180);
        alice.remoteTo = Peer::header(alice.answer, "To");
        QCOMPARE(replace(carol, QByteArray::fromPercentEncoding(dialogOf(alice))), 481);
    }
};

QTEST_GUILESS_MAIN(SwitchReplacementsTest)
#include "tst_switchreplacements.moc"
