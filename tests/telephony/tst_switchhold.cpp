// SPDX-License-Identifier: GPL-3.0-or-later
// Hold and keys of telephones, and of one that has taken the place of another.
#include "mediapeer.h"
#include "transferbench.h"

using testsip::answerTo;
using testsip::bodyOf;
using testsip::nextRequest;
using testsip::Peer;
using testsip::Phone;
using testsip::sdpText;
using testsip::sdpWith;
using testsip::Switch;
using testsip::Talk;
using testsip::toCarol;

namespace {
const QString bridge = QStringLiteral("b1");
const QByteArray onHold = sdpText + "a=sendonly\r\n";

/// The phone says this of its sound in its dialog: the answer of the switch; empty when it refuses.
QByteArray describe(Phone &phone, const QByteArray &sdp, const QByteArray &method = "INVITE")
{
    phone.send(phone.request(method, "sip:x", {}, sdp));
    const int status = phone.finalStatus();
    const QByteArray answer = phone.answer;
    if (method == "INVITE")
        phone.send(phone.request("ACK", "sip:x"));
    return status == 200 ? bodyOf(answer) : QByteArray();
}

using Packet = testmedia::Peer::Packet;

bool isLoud(const Packet &packet)
{
    return packet.payloadType == 0 &&
           std::any_of(packet.payload.begin(), packet.payload.end(), [](char code) { return (code & 0x7f) < 0x50; });
}

/// What comes to the phone becomes something else than silence.
bool becomesLoud(testmedia::Peer &rtp)
{
    return QTest::qWaitFor([&] {
        const auto packets = rtp.receive();
        return std::any_of(packets.begin(), packets.end(), isLoud);
    });
}

/// Half a second of silence comes to the phone.
bool becomesQuiet(testmedia::Peer &rtp)
{
    size_t quiet = 0;
    return QTest::qWaitFor([&] {
        for (const Packet &packet : rtp.receive())
            quiet = isLoud(packet) ? 0 : quiet + 1;
        return quiet >= 25;
    });
}

bool hearsKey(testmedia::Peer &rtp, char event)
{
    return QTest::qWaitFor([&] {
        const auto packets = rtp.receive();
        return std::any_of(packets.begin(), packets.end(), [event](const Packet &packet) {
            return packet.payloadType == 101 && packet.payload.startsWith(event);
        });
    });
}

/// Digits of the events about a channel, in their order.
QByteArray keysOf(const Switch &sw, const QString &channel)
{
    QByteArray keys;
    for (const core::Json &event : sw.events) {
        if (event["type"] == "ChannelDtmfReceived" && core::fromUtf8(event["channel"]["id"]) == channel)
            keys += QByteArray::fromStdString(event["digit"]);
    }
    return keys;
}

QStringList channelsOf(const Switch &sw, const std::string &type)
{
    QStringList channels;
    for (const core::Json &event : sw.events) {
        if (event["type"] == type)
            channels += core::fromUtf8(event["channel"]["id"]);
    }
    channels.sort();
    return channels;
}

/// Bob has transferred alice to carol.
struct Transferred : Talk
{
    testmedia::Peer aliceRtp{1}, carolRtp{2};
    quint16 carolPort = 0, alicePort = 0; ///< of the switch
    QString carolChannel;

    static quint16 portOf(const QByteArray &sdp) { return sdp.mid(sdp.indexOf("m=audio ") + 8).split(' ').first().toUShort(); }
    bool transfer()
    {
        if (!begin(sdpWith(aliceRtp.port())))
            return false;
        alicePort = portOf(bodyOf(alice.answer));
        if (refer(bob, toCarol) != 202)
            return false;
        const QByteArray invite = nextRequest(carol, "INVITE");
        carol.send(answerTo(invite, "200 OK", "Contact: <" + carol.uri() + ">\r\n", sdpWith(carolRtp.port())));
        carol.callId = Peer::header(invite, "Call-ID");
        carol.from = Peer::header(invite, "To") + ";tag=peer";
        carol.remoteTo = Peer::header(invite, "From");
        carolPort = portOf(bodyOf(invite));
        if (nextRequest(carol, "ACK").isEmpty() || !QTest::qWaitFor([this] { return sw.count("BridgeBlindTransfer") == 1; }))
            return false;
        carolChannel = core::fromUtf8(sw.last("ChannelCreated")["channel"]["id"]);
        return carolPort != 0 && alicePort != 0;
    }
    QStringList both() const
    {
        QStringList channels{bob.channel, carolChannel};
        channels.sort();
        return channels;
    }
};
} // namespace

class SwitchHoldTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// RFC 3264 §8.2: the session stays, and its sound can come back.
    void aPhoneSwitchesItsSoundOff()
    {
        Talk talk;
        QVERIFY(talk.begin());
        const QByteArray off = sdpWith(0);
        const QByteArray answer = describe(talk.bob, off);
        QVERIFY(answer.contains("m=audio 0 RTP/AVP 0"));
        QTRY_COMPARE(talk.sw.count("ChannelHold"), size_t(1));
        QVERIFY(describe(talk.bob, sdpText).contains("m=audio "));
        QVERIFY(!bodyOf(talk.bob.answer).contains("m=audio 0 "));
        QTRY_COMPARE(talk.sw.count("ChannelUnhold"), size_t(1));
        QCOMPARE(talk.sw.count("ChannelDestroyed"), size_t(0));
    }
    void aPhoneHolds_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("held");
        QTest::addColumn<QByteArray>("answered");
        for (const QByteArray method : {"INVITE", "UPDATE"}) {
            QTest::addRow("RFC 3264 §8.4: sendonly by %s", method.constData()) << method << sdpText + "a=sendonly\r\n"
                                                                               << QByteArray("a=recvonly");
            QTest::addRow("RFC 3264 §8.4: inactive by %s", method.constData()) << method << sdpText + "a=inactive\r\n"
                                                                               << QByteArray("a=inactive");
            QTest::addRow("RFC 2543 §B.5: 0.0.0.0 by %s", method.constData())
                << method << QByteArray(sdpText).replace("c=IN IP4 127.0.0.1", "c=IN IP4 0.0.0.0") << QByteArray();
        }
    }
    void aPhoneHolds()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, held);
        QFETCH(QByteArray, answered);
        Switch sw;
        Phone alice(sw, "1000");
        QVERIFY(alice.callAndTalk(sw));
        const auto change = [&](const QByteArray &sdp) { return describe(alice, sdp, method); };
        QVERIFY(change(held).contains(answered));
        QTRY_COMPARE(sw.count("ChannelHold"), size_t(1));
        QCOMPARE(core::fromUtf8(sw.last("ChannelHold")["channel"]["id"]), alice.channel);
        QVERIFY(change(held).contains(answered)); // once more changes nothing
        QVERIFY(change(sdpText).contains("a=sendrecv") || !change(sdpText).contains("a=recvonly"));
        QTRY_COMPARE(sw.count("ChannelUnhold"), size_t(1));
        QCOMPARE(sw.count("ChannelHold"), size_t(1));
    }

    void whoIsHeldHearsMusic()
    {
        Talk talk;
        testmedia::Peer rtp;
        QVERIFY(talk.begin(sdpWith(rtp.port())));
        QVERIFY(!describe(talk.bob, onHold).isEmpty());
        QVERIFY(becomesLoud(rtp));
        QVERIFY(!describe(talk.bob, sdpText).isEmpty());
        QVERIFY(becomesQuiet(rtp));
    }

    void theMusicEndsWithWhoHolds_data()
    {
        QTest::addColumn<QString>("how");
        QTest::newRow("the phone hangs up") << QStringLiteral("bye");
        QTest::newRow("the channel leaves the bridge") << QStringLiteral("remove holder");
        QTest::newRow("who waits leaves the bridge") << QStringLiteral("remove waiting");
        QTest::newRow("a third one has come, and the phone takes it back") << QStringLiteral("third");
    }
    void theMusicEndsWithWhoHolds()
    {
        QFETCH(QString, how);
        Talk talk;
        testmedia::Peer rtp;
        QVERIFY(talk.begin(sdpWith(rtp.port())));
        QVERIFY(!describe(talk.bob, onHold).isEmpty());
        QVERIFY(becomesLoud(rtp));
        const auto remove = [&](const QString &channel) {
            talk.sw.ari(QStringLiteral("POST"), QStringLiteral("bridges/b1/removeChannel"), {{"channel", core::utf8(channel)}});
        };
        if (how == QLatin1String("bye"))
            talk.bob.send(talk.bob.request("BYE", "sip:x"));
        else if (how == QLatin1String("remove holder"))
            remove(talk.bob.channel);
        else if (how == QLatin1String("remove waiting"))
            remove(talk.alice.channel);
        else {
            Phone third(talk.sw, "1002");
            QVERIFY(third.callAndTalk(talk.sw));
            QCOMPARE(talk.sw.join(bridge, third.channel), 204);
            QVERIFY(!describe(talk.bob, sdpText).isEmpty());
            QVERIFY(becomesQuiet(rtp));
            return;
        }
        QVERIFY(becomesQuiet(rtp));
    }

    /// The tone of who waits for the target of a transfer is gone with the channel that asked for it.
    void theRingingEndsWithWhoTransferred()
    {
        Talk talk;
        testmedia::Peer rtp;
        QVERIFY(talk.begin(sdpWith(rtp.port())));
        QCOMPARE(talk.refer(talk.bob, toCarol), 202);
        const QByteArray invite = nextRequest(talk.carol, "INVITE");
        talk.carol.send(answerTo(invite, "180 Ringing", "Contact: <" + talk.carol.uri() + ">\r\n"));
        talk.bob.send(talk.bob.request("BYE", "sip:x"));
        QVERIFY(becomesLoud(rtp));
        talk.sw.ari(QStringLiteral("DELETE"), QLatin1String("channels/") + talk.bob.channel);
        QVERIFY(!nextRequest(talk.carol, "CANCEL").isEmpty());
        QVERIFY(becomesQuiet(rtp));
    }

    void keysOfThePhoneThatTookOver_data()
    {
        QTest::addColumn<bool>("byInfo");
        QTest::newRow("RFC 4733") << false;
        QTest::newRow("RFC 6086: SIP INFO") << true;
    }
    /// Carol's keys are those of her channel and of bob's, whose place she has, and reach alice.
    void keysOfThePhoneThatTookOver()
    {
        QFETCH(bool, byInfo);
        Transferred call;
        QVERIFY(call.transfer());
        if (byInfo)
            call.carol.send(call.carol.request("INFO", "sip:x", {}, "Signal=5\r\nDuration=160\r\n", "application/dtmf-relay"));
        else
            call.carolRtp.press(call.carolPort, 5);
        QTRY_COMPARE(keysOf(call.sw, call.carolChannel), QByteArray("5"));
        QTRY_COMPARE(keysOf(call.sw, call.bob.channel), QByteArray("5"));
        QVERIFY(hearsKey(call.aliceRtp, 5));
        QCOMPARE(keysOf(call.sw, call.alice.channel), QByteArray());
    }

    void keysReachThePhoneThatTookOver()
    {
        Transferred call;
        QVERIFY(call.transfer());
        call.aliceRtp.press(call.alicePort, 7);
        QTRY_COMPARE(keysOf(call.sw, call.alice.channel), QByteArray("7"));
        QVERIFY(hearsKey(call.carolRtp, 7));
        QCOMPARE(keysOf(call.sw, call.carolChannel), QByteArray());
    }

    void thePhoneThatTookOverHolds_data()
    {
        QTest::addColumn<QByteArray>("held");
        QTest::newRow("RFC 3264 §8.4: sendonly") << sdpText + "a=sendonly\r\n";
        QTest::newRow("RFC 3264 §8.4: inactive") << sdpText + "a=inactive\r\n";
    }
    void thePhoneThatTookOverHolds()
    {
        QFETCH(QByteArray, held);
        Transferred call;
        QVERIFY(call.transfer());
        QVERIFY(!describe(call.carol, held).isEmpty());
        QTRY_COMPARE(channelsOf(call.sw, "ChannelHold"), call.both());
        QVERIFY(becomesLoud(call.aliceRtp));
        QVERIFY(!describe(call.carol, sdpText).isEmpty());
        QTRY_COMPARE(channelsOf(call.sw, "ChannelUnhold"), call.both());
        QVERIFY(becomesQuiet(call.aliceRtp));
        QVERIFY(!describe(call.carol, held).isEmpty());
        QVERIFY(becomesLoud(call.aliceRtp));
        call.carol.send(call.carol.request("BYE", "sip:x"));
        QTRY_COMPARE(call.sw.membersOf(bridge), QStringList{call.alice.channel});
        QVERIFY(becomesQuiet(call.aliceRtp));
    }
};

QTEST_GUILESS_MAIN(SwitchHoldTest)
#include "tst_switchhold.moc"
