// SPDX-License-Identifier: GPL-3.0-or-later
// What the switch agrees on with a SIP peer: codecs, numbers and keys, in calls both ways.
#include "enginesuite.h"
#include "sippeer.h"

#include "telephony/sip/sdp.h"
#include "telephony/softswitch/softswitch.h"

using namespace telephony;
using telephony::sip::SdpAudio;

namespace {
const QByteArray head = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n";
const QByteArray someKey = "inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz";
const QByteArray keyed = "a=crypto:3 AES_CM_128_HMAC_SHA1_80 " + someKey + "\r\n";
const QByteArray opusLine = "m=audio 40000 RTP/SAVP 110 120\r\na=rtpmap:110 opus/48000/2\r\n"
                            "a=rtpmap:120 telephone-event/48000\r\n";
} // namespace

class SwitchMediaTest : public QObject
{
    Q_OBJECT
private:
    std::unique_ptr<softswitch::SoftSwitch> m_switch;
    std::unique_ptr<EngineClient> m_client;
    std::unique_ptr<testsip::Stack> m_phone;

    /// A call to the switch with this description; its leg.
    QString call(const QByteArray &sdp)
    {
        sip::OutgoingCall call;
        call.leg = core::toText(core::newId());
        call.uri = QStringLiteral("sip:1800@%1").arg(m_switch->sipAddress());
        call.fromUser = QStringLiteral("outside");
        call.fromHost = QStringLiteral("caller.example");
        call.sdp = sdp;
        const QString leg = call.leg;
        m_phone->sip->invite(std::move(call));
        return leg;
    }
    /// The channel that came into the application, empty without one.
    QString arrived()
    {
        const auto started = [this]() -> QString {
            for (const core::Json &event : m_client->events) {
                if (event["type"] == "StasisStart")
                    return core::fromUtf8(event["channel"]["id"]);
            }
            return {};
        };
        if (!QTest::qWaitFor([&] { return !started().isEmpty(); }, 3000))
            return {};
        return started();
    }
    /// Description of the 200, empty without one.
    QByteArray answerOf(const QString &leg)
    {
        const auto found = [&]() -> QByteArray {
            for (const auto &answer : m_phone->answers) {
                if (answer.leg == leg && answer.status == 200)
                    return answer.sdp;
            }
            return {};
        };
        if (!QTest::qWaitFor([&] { return !found().isEmpty(); }, 3000))
            return {};
        return found();
    }
    /// Calls the phone; what it is offered.
    QByteArray offered(const QString &parameters, const core::Json &variables = core::Json::object())
    {
        const QString endpoint = QStringLiteral("PJSIP/x/sip:phone@%1%2").arg(m_phone->address(), parameters);
        const core::Json asked{
            {"endpoint", core::utf8(endpoint)}, {"app", "voipbin"}, {"channelId", "out"}, {"variables", variables}};
        if (m_client->status("POST", QStringLiteral("/ari/channels"), asked) != 200)
            return {};
        if (!QTest::qWaitFor([this] { return !m_phone->calls.empty(); }, 3000))
            return {};
        return m_phone->calls.front().sdp;
    }

private Q_SLOTS:
    void init()
    {
        softswitch::Config config;
        config.asteriskId = QStringLiteral("02:00:00:00:00:01");
        config.baseDomain = QStringLiteral("voipbin.test");
        config.sipPort = 0;
        m_switch = std::make_unique<softswitch::SoftSwitch>(std::make_shared<core::SystemClock>(), nullptr, std::move(config));
        m_switch->start();
        m_client = std::make_unique<EngineClient>(*m_switch);
        m_phone = std::make_unique<testsip::Stack>();
    }
    void cleanup()
    {
        wait(m_switch->stop());
        m_client.reset();
        m_phone.reset();
        m_switch.reset();
    }

    void refusesWhatItCannotAgreeOn_data()
    {
        QTest::addColumn<QByteArray>("media");
        QTest::newRow("no codec of ours") << QByteArray("m=audio 40000 RTP/AVP 18\r\n");
        QTest::newRow("RFC 4568 §5.1.2 secured, without keys") << QByteArray("m=audio 40000 RTP/SAVP 0\r\n");
        QTest::newRow("RFC 4568 §5.1.2 secured, with a suite that we do not have")
            << "m=audio 40000 RTP/SAVP 0\r\na=crypto:1 AES_256_CM_HMAC_SHA1_80 " + someKey + "\r\n";
        QTest::newRow("only video") << QByteArray("m=video 40000 RTP/AVP 99\r\n");
        QTest::newRow("an address of the other family") << QByteArray("m=audio 40000 RTP/AVP 0\r\nc=IN IP6 ::1\r\n");
    }
    void refusesWhatItCannotAgreeOn()
    {
        QFETCH(QByteArray, media);
        call(head + media);
        QTRY_COMPARE_WITH_TIMEOUT(m_phone->ends.size(), size_t(1), 3000);
        QCOMPARE(m_phone->ends[0].status, 488);
    }

    /// RFC 3261 §20.43
    void tellsWhyItRefuses()
    {
        testsip::Peer phone(quint16(m_switch->sipAddress().section(QLatin1Char(':'), -1).toInt()));
        const QByteArray named = QByteArray(testsip::sdpText).replace("c=IN IP4 127.0.0.1", "c=IN IP4 phone.example");
        phone.send(phone.request("INVITE", "sip:1800@127.0.0.1", {}, named));
        QCOMPARE(phone.finalStatus(), 488);
        QCOMPARE(testsip::Peer::header(phone.answer, "Warning"),
                 QByteArray("301 voxboard \"Incompatible network address formats\""));
    }

    void answersWithCodecAndKeys()
    {
        const QString leg = call(head + opusLine + keyed + "a=rtcp-mux\r\n");
        const QString channel = arrived();
        QVERIFY(!channel.isEmpty());
        QCOMPARE(m_client->status("POST", "/ari/channels/" + channel + "/answer"), 204);
        const QByteArray text = answerOf(leg);
        QVERIFY2(text.contains(" RTP/SAVP 110 120\r\n") && text.contains("a=crypto:3 AES_CM_128_HMAC_SHA1_80 inline:") &&
                     text.contains("a=rtcp-mux\r\n"),
                 text.constData());
        QVERIFY(!text.contains(someKey));
        const auto stats = m_switch->channelStats();
        QCOMPARE(stats.size(), size_t(1));
        QCOMPARE(stats[0].codec, QStringLiteral("OPUS"));
    }

    /// RFC 2543's hold.
    void takesADescriptionWithoutAnAddress()
    {
        const QString leg =
            call(QByteArray(head + "m=audio 40000 RTP/AVP 0\r\n").replace("c=IN IP4 127.0.0.1", "c=IN IP4 0.0.0.0"));
        const QString channel = arrived();
        QVERIFY(!channel.isEmpty());
        QCOMPARE(m_client->status("POST", "/ari/channels/" + channel + "/answer"), 204);
        QVERIFY(!answerOf(leg).isEmpty());
    }

    void offersEverythingInOrder()
    {
        const QByteArray text = offered({});
        QVERIFY2(text.contains(" RTP/AVP 0 8 9 96 101 102\r\n"), text.constData());
        QVERIFY(!text.contains("crypto"));
    }

    void offersKeysWhenAsked_data()
    {
        QTest::addColumn<QString>("parameters");
        QTest::addColumn<bool>("variable");
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<bool>("agreed");
        const QByteArray good = "m=audio 40000 RTP/SAVP 0\r\na=crypto:2 AES_CM_128_HMAC_SHA1_32 " + someKey + "\r\n";
        QTest::newRow("by the endpoint") << ";media=srtp" << false << good << true;
        QTest::newRow("by the variable") << "" << true << good << true;
        QTest::newRow("RFC 4568 §5.1.3 the answer is plain")
            << ";media=srtp" << false << QByteArray("m=audio 40000 RTP/AVP 0\r\n") << false;
        QTest::newRow("RFC 4568 §5.1.3 the answer has another line's key")
            << ";media=srtp" << false << "m=audio 40000 RTP/SAVP 0\r\na=crypto:9 AES_CM_128_HMAC_SHA1_32 " + someKey + "\r\n"
            << false;
    }
    void offersKeysWhenAsked()
    {
        QFETCH(QString, parameters);
        QFETCH(bool, variable);
        QFETCH(QByteArray, answer);
        QFETCH(bool, agreed);
        const QByteArray text = offered(parameters, variable ? core::Json{{"SECURE_MEDIA", "1"}} : core::Json::object());
        QVERIFY2(text.contains(" RTP/SAVP 0 8 9 96 101 102\r\n"), text.constData());
        const auto line = sip::parseSdp(text);
        QVERIFY(line && line->crypto.size() == 2);
        m_phone->sip->answer(m_phone->calls.front().leg, head + answer);
        if (agreed)
            QTRY_VERIFY_WITH_TIMEOUT(m_client->has("out", "StasisStart"), 3000);
        else
            QTRY_VERIFY_WITH_TIMEOUT(m_client->has("out", "ChannelDestroyed"), 3000);
    }

    void tellsAnAnswerFromALaterOffer()
    {
        offered({});
        const QString leg = m_phone->calls.front().leg;
        m_phone->sip->ring(leg, head + "m=audio 40000 RTP/AVP 8\r\n"); // an early answer, and the same again
        m_phone->sip->answer(leg, head + "m=audio 40000 RTP/AVP 8\r\n");
        QTRY_VERIFY_WITH_TIMEOUT(m_client->has("out", "StasisStart"), 3000);
        QCOMPARE(m_switch->channelStats().at(0).codec, QStringLiteral("PCMA"));
    }
};

QTEST_GUILESS_MAIN(SwitchMediaTest)
#include "tst_switchmedia.moc"
