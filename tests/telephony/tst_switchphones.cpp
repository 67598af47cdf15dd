// SPDX-License-Identifier: GPL-3.0-or-later
// A telephone of another make (baresip) hears its echo from the switch, with every codec and with SRTP.
#include "enginesuite.h"

#include "support/baresip.h"
#include "support/server.h"
#include "support/sipphone.h"
#include "support/sound.h"
#include "telephony/softswitch/softswitch.h"

#include <QScopeGuard>

#include <algorithm>

using support::Baresip;

namespace {
constexpr int hertz = 440;
constexpr double nearlyAll = 0.85; ///< of the energy in the tone
} // namespace

class SwitchPhonesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { support::requireServer(Baresip::program(), Baresip::package()); }

    void hearsItsEcho_data()
    {
        QTest::addColumn<QString>("codec");
        QTest::addColumn<QString>("encryption");
        QTest::addColumn<QString>("agreed");
        QTest::newRow("PCMA") << "pcma" << "" << "PCMA";
        QTest::newRow("Opus") << "opus/48000/2" << "" << "OPUS";
        QTest::newRow("PCMU, keys as a choice in RTP/AVP") << "pcmu" << "srtp" << "PCMU";
        QTest::newRow("PCMU, RTP/SAVP") << "pcmu" << "srtp-mand" << "PCMU";
        QTest::newRow("PCMU, RTP/SAVPF") << "pcmu" << "srtp-mandf" << "PCMU";
        QTest::newRow("Opus, RTP/SAVP") << "opus/48000/2" << "srtp-mand" << "OPUS";
    }
    void hearsItsEcho()
    {
        QFETCH(QString, codec);
        QFETCH(QString, encryption);
        QFETCH(QString, agreed);
        telephony::softswitch::Config config;
        config.asteriskId = QStringLiteral("02:00:00:00:00:01");
        config.baseDomain = QStringLiteral("voipbin.test");
        config.realm = QStringLiteral("phones.test");
        config.sipPort = 0;
        telephony::softswitch::SoftSwitch softSwitch(std::make_shared<core::SystemClock>(), nullptr, std::move(config));
        softSwitch.start();
        softSwitch.setCredentials({{"1000", "phones.test", "secret"}});
        EngineClient client(softSwitch);
        const auto stopped = qScopeGuard([&softSwitch] { wait(softSwitch.stop()); });

        Baresip::Account account;
        account.user = QStringLiteral("1000");
        account.password = QStringLiteral("secret");
        account.server = softSwitch.sipAddress();
        account.codec = codec;
        account.encryption = encryption;
        Baresip phone(0);
        QVERIFY2(phone.start(account, hertz), qPrintable(phone.error()));
        phone.dial(QStringLiteral("sip:1800@") + softSwitch.sipAddress());
        const auto arrived = [&client]() -> QString {
            for (const core::Json &event : client.events) {
                if (event["type"] == "StasisStart")
                    return core::fromUtf8(event["channel"]["id"]);
            }
            return {};
        };
        QTRY_VERIFY2_WITH_TIMEOUT(!arrived().isEmpty(), phone.log().constData(), 5000);
        const QString channel = arrived();
        QCOMPARE(client.status("POST", "/ari/channels/" + channel + "/answer"), 204);
        const core::Json echo{
            {"endpoint", "Local/s@svc-echo"}, {"app", "voipbin"}, {"channelId", "e"}, {"otherChannelId", "e-far"}};
        QCOMPARE(client.status("POST", QStringLiteral("/ari/channels"), echo), 200);
        QTRY_VERIFY(client.has(QStringLiteral("e"), "StasisStart"));
        QCOMPARE(client.status("POST", QStringLiteral("/ari/bridges"), {{"bridgeId", "b"}, {"type", "mixing"}}), 200);
        const core::Json members{{"channel", {core::utf8(channel), "e"}}};
        QCOMPARE(client.status("POST", QStringLiteral("/ari/bridges/b/addChannel"), members), 204);

        bool heard = false;
        for (int more = 0; more < 6 && !heard && phone.listen(2000); ++more)
            heard = support::toneShare(support::tail(phone.heard(), 1), hertz) > nearlyAll;
        const auto stats = softSwitch.channelStats();
        const auto one = std::find_if(stats.begin(), stats.end(), [&](const auto &s) { return s.channel == channel; });
        QVERIFY(one != stats.end());
        QCOMPARE(one->codec, agreed);
        QVERIFY2(heard, phone.log().constData());
        QVERIFY(one->packetsReceived > 50 && one->packetsSent > 50);
        phone.hangup();
        QTRY_VERIFY(client.has(channel, "ChannelDestroyed"));
    }
};

QTEST_GUILESS_MAIN(SwitchPhonesTest)
#include "tst_switchphones.moc"
