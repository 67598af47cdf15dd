// SPDX-License-Identifier: GPL-3.0-or-later
// Transfers that the application carries out itself, as those of Asterisk with PJSIP_TRANSFER_HANDLING().
#include "transferbench.h"

using testsip::Consultation;
using testsip::Peer;
using testsip::Phone;
using testsip::progressOf;
using testsip::Switch;
using testsip::Talk;
using testsip::toCarol;

namespace {
QString pathTo(const QString &channel, const char *tail) { return QLatin1String("channels/") + channel + QLatin1String(tail); }

int tell(Switch &sw, const QString &channel, const char *state)
{
    return sw.ari(QStringLiteral("POST"), pathTo(channel, "/transfer_progress"), {{"states", state}}).status;
}

/// Bob's transfers are the application's.
bool beginOffering(Talk &talk)
{
    return talk.begin() && talk.sw.ari(QStringLiteral("POST"), pathTo(talk.bob.channel, "/variable"),
                                       {{"variable", "PJSIP_TRANSFER_HANDLING()"}, {"value", "ari-only"}})
                                   .status == 204;
}
} // namespace

class SwitchOffersTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aTransferForTheApplication_data()
    {
        QTest::addColumn<QByteArray>("state");
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("answered") << QByteArray("channel_answered") << QByteArray("SIP/2.0 200 OK");
        QTest::newRow("unavailable") << QByteArray("channel_unavailable") << QByteArray("SIP/2.0 503 Service Unavailable");
        QTest::newRow("declined") << QByteArray("channel_declined") << QByteArray("SIP/2.0 603 Decline");
    }
    /// RFC 3515 §2.4.5: what the application tells of it the phone is notified of.
    void aTransferForTheApplication()
    {
        QFETCH(QByteArray, state);
        QFETCH(QByteArray, line);
        Talk talk;
        QVERIFY(beginOffering(talk));
        QCOMPARE(tell(talk.sw, talk.bob.channel, "channel_progress"), 412); // nobody has asked for one
        QCOMPARE(talk.refer(talk.bob, toCarol, "Referred-By: <sip:1001@x>\r\n"), 202);
        QCOMPARE(progressOf(talk.bob).line, QByteArray("SIP/2.0 100 Trying"));
        QTRY_COMPARE(talk.sw.count("ChannelTransfer"), size_t(1));
        const core::Json event = talk.sw.last("ChannelTransfer");
        const core::Json &to = event["refer_to"], &by = event["referred_by"];
        QCOMPARE(core::fromUtf8(to["requested_destination"]["destination"]), QStringLiteral("1002"));
        QCOMPARE(core::fromUtf8(to["requested_destination"]["additional_protocol_params"][0]["parameter_value"]),
                 QStringLiteral("<sip:1001@x>"));
        QCOMPARE(core::fromUtf8(by["source_channel"]["id"]), talk.bob.channel);
        QCOMPARE(core::fromUtf8(by["connected_channel"]["id"]), talk.alice.channel);
        QCOMPARE(core::fromUtf8(by["bridge"]["id"]), QStringLiteral("b1"));
        QVERIFY(nextRequest(talk.carol, "INVITE", 300).isEmpty()); // the switch itself does nothing
        QCOMPARE(talk.sw.count("BridgeBlindTransfer"), size_t(0));
        QCOMPARE(tell(talk.sw, talk.bob.channel, "no_state"), 400);
        QCOMPARE(tell(talk.sw, talk.bob.channel, "channel_progress"), 204);
        const auto going = progressOf(talk.bob);
        QCOMPARE(going.line, QByteArray("SIP/2.0 183 Session Progress"));
        QVERIFY(!going.last);
        QCOMPARE(tell(talk.sw, talk.bob.channel, state.constData()), 204);
        const auto done = progressOf(talk.bob);
        QCOMPARE(done.line, line);
        QVERIFY(done.last);
        QCOMPARE(tell(talk.sw, talk.bob.channel, "channel_answered"), 412); // it is over
        QCOMPARE(talk.refer(talk.bob, toCarol), 202);                       // and may be asked for again
    }

    void anAttendedOneNamesTheSecondCall()
    {
        Talk talk;
        QVERIFY(beginOffering(talk));
        Consultation consultation(talk.sw);
        QVERIFY(consultation.begin(talk.sw));
        Phone &second = consultation.second, &carol = consultation.carol;
        const QByteArray dialog = dialogOf(second);
        QCOMPARE(talk.refer(talk.bob, "<sip:1002@" + testsip::realm.toLatin1() + "?Replaces=" + dialog + '>'), 202);
        QTRY_COMPARE(talk.sw.count("ChannelTransfer"), size_t(1));
        const core::Json to = talk.sw.last("ChannelTransfer")["refer_to"];
        QCOMPARE(core::fromUtf8(to["requested_destination"]["protocol_id"]), QString::fromLatin1(second.callId));
        QCOMPARE(core::fromUtf8(to["destination_channel"]["id"]), second.channel);
        QCOMPARE(core::fromUtf8(to["connected_channel"]["id"]), carol.channel);
        QCOMPARE(core::fromUtf8(to["bridge"]["id"]), QStringLiteral("b2"));
        QCOMPARE(talk.sw.count("BridgeAttendedTransfer"), size_t(0));
    }

    void noCallIsOfferedToSeveralApplications()
    {
        Switch sw;
        const QString claim = QStringLiteral("events/claim");
        QCOMPARE(sw.ari(QStringLiteral("POST"), claim, {{"application", "a"}}).status, 400);
        QCOMPARE(sw.ari(QStringLiteral("POST"), claim, {{"channelId", "c"}}).status, 400);
        QCOMPARE(sw.ari(QStringLiteral("POST"), claim, {{"channelId", "c"}, {"application", "a"}}).status, 404);
    }
};

QTEST_GUILESS_MAIN(SwitchOffersTest)
#include "tst_switchoffers.moc"
