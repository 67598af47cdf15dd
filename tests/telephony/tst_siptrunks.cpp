// SPDX-License-Identifier: GPL-3.0-or-later
// Trunks: who calls in from where (RFC 3261 §22), our registrations with providers (§10.2), calls out by them.
#include "switchbench.h"

#include <openssl/evp.h>

using telephony::sip::Trunk;
using testsip::answerTo;
using testsip::nextRequest;
using testsip::Peer;
using testsip::sdpText;
using testsip::Stack;
using testsip::Switch;

namespace {
const QByteArray md5 = "Digest realm=\"provider\", nonce=\"n\", algorithm=MD5, qop=\"auth\"";
const QByteArray sha256 = "Digest realm=\"provider\", nonce=\"n\", algorithm=SHA-256, qop=\"auth\"";
const QByteArray sha512 = "Digest realm=\"provider\", nonce=\"n\", algorithm=SHA-512-256, qop=\"auth\"";
const QByteArray unknown = "Digest realm=\"provider\", nonce=\"n\", algorithm=SHA3-256, qop=\"auth\"";

QByteArray challenged(const QByteArray &request, const QList<QByteArray> &challenges = {md5})
{
    const bool invite = request.startsWith("INVITE");
    QByteArray headers;
    for (const QByteArray &one : challenges)
        headers += QByteArray(invite ? "Proxy-Authenticate" : "WWW-Authenticate") + ": " + one + "\r\n";
    return answerTo(request, invite ? "407 Proxy Authentication Required" : "401 Unauthorized", headers);
}

/// Whether the request proves the password of such a challenge.
bool proves(const QByteArray &request, const QByteArray &user, const QByteArray &password, const QByteArray &algorithm = "MD5")
{
    const bool invite = request.startsWith("INVITE");
    const QByteArray header = Peer::header(request, invite ? "Proxy-Authorization" : "Authorization");
    const auto value = [&](const QByteArray &name) {
        const qsizetype at = header.indexOf(' ' + name + '=') + name.size() + 2;
        return header.mid(at).split(',').first().replace('"', "").trimmed();
    };
    const auto hash = [&algorithm](const QByteArray &text) {
        unsigned char sum[EVP_MAX_MD_SIZE];
        unsigned size = 0;
        EVP_Digest(text.constData(), size_t(text.size()), sum, &size, EVP_get_digestbyname(algorithm.constData()), nullptr);
        return QByteArray(reinterpret_cast<const char *>(sum), qsizetype(size)).toHex();
    };
    const bool session = value("algorithm").endsWith("-sess");
    QByteArray ha1 = hash(user + ":provider:" + password);
    if (session)
        ha1 = hash(ha1 + ":n:" + value("cnonce"));
    const QByteArray method = request.split(' ').first(), ha2 = hash(method + ':' + value("uri"));
    if (!header.contains("qop="))
        return value("response") == hash(ha1 + ":n:" + ha2);
    return value("response") == hash(ha1 + ":n:" + value("nc") + ':' + value("cnonce") + ":auth:" + ha2);
}

Trunk trunkTo(const Peer &provider)
{
    Trunk trunk;
    trunk.name = QStringLiteral("acme");
    trunk.host = QString::fromLatin1(provider.me());
    trunk.domain = QStringLiteral("acme.example");
    trunk.user = QStringLiteral("voxboard");
    trunk.password = QStringLiteral("open sesame");
    return trunk;
}
} // namespace

class SipTrunksTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aTrunkRegisters()
    {
        Stack stack;
        Peer provider(stack);
        Trunk trunk = trunkTo(provider);
        trunk.registers = true;
        stack.sip->setTrunks({trunk});
        QByteArray asked = nextRequest(provider, "REGISTER");
        QVERIFY(asked.startsWith("REGISTER sip:acme.example "));
        QVERIFY(Peer::header(asked, "To").contains("sip:voxboard@acme.example"));
        provider.send(challenged(asked));
        asked = nextRequest(provider, "REGISTER");
        QVERIFY(proves(asked, "voxboard", "open sesame"));
        const QByteArray contact = Peer::header(asked, "Contact");
        provider.send(answerTo(asked, "200 OK", "Contact: " + contact + ";expires=4\r\n"));
        QTRY_COMPARE(stack.trunks.size(), size_t(1));
        QVERIFY(stack.trunks[0].registered);
        asked = nextRequest(provider, "REGISTER", 6000); // before it ends
        QVERIFY(!asked.isEmpty());
        provider.send(answerTo(asked, "200 OK", "Contact: " + contact + ";expires=600\r\n"));
        stack.sip->setTrunks({});
        asked = nextRequest(provider, "REGISTER");
        QVERIFY(Peer::header(asked, "Expires") == "0" || Peer::header(asked, "Contact").contains("expires=0"));
    }

    void whichChallengeIsAnswered_data()
    {
        QTest::addColumn<bool>("registers");
        QTest::addColumn<QList<QByteArray>>("challenges");
        QTest::addColumn<QString>("password");
        QTest::addColumn<QByteArray>("hash");
        const QByteArray byMd5 = "MD5", bySha256 = "SHA256", bySha512 = "SHA512-256";
        const QString password = QStringLiteral("open sesame");
        for (const bool registers : {false, true}) {
            const QByteArray method = registers ? "REGISTER: " : "INVITE: ";
            const auto row = [&](const char *name, const QList<QByteArray> &challenges, const QString &with,
                                 const QByteArray &hash) {
                QTest::newRow((method + name).constData()) << registers << challenges << with << hash;
            };
            row("RFC 3261 §22.4: MD5 without qop and algorithm", {"Digest realm=\"provider\", nonce=\"n\""}, password, byMd5);
            row("RFC 7616 §3.3: one kind of qop of two", {QByteArray(md5).replace("\"auth\"", "\"auth-int,auth\"")}, password,
                byMd5);
            row("RFC 7616 §3.4.2: MD5-sess", {QByteArray(md5).replace("MD5", "MD5-sess")}, password, byMd5);
            row("RFC 8760 §2.4: SHA-256 alone", {sha256}, password, bySha256);
            row("RFC 8760 §2.4: SHA-256 above MD5", {sha256, md5}, password, bySha256);
            row("RFC 8760 §2.4: MD5 above SHA-256", {md5, sha256}, password, byMd5);
            row("RFC 8760 §2.4: SHA-512-256 above SHA-256", {sha512, sha256, md5}, password, bySha512);
            row("RFC 8760 §2.4: an unknown one above SHA-256", {unknown, sha256, md5}, password, bySha256);
            row("another scheme above Digest", {"Basic realm=\"provider\"", md5}, password, byMd5);
            row("a password with a colon and a per cent sign", {md5}, QStringLiteral("open:ses%41me"), byMd5);
        }
    }
    void whichChallengeIsAnswered()
    {
        QFETCH(bool, registers);
        QFETCH(QList<QByteArray>, challenges);
        QFETCH(QString, password);
        QFETCH(QByteArray, hash);
        Switch sw;
        Peer provider(sw.port());
        Trunk trunk = trunkTo(provider);
        trunk.registers = registers;
        trunk.password = password;
        sw.engine->setTrunks({trunk});
        const QByteArray method = registers ? "REGISTER" : "INVITE";
        if (!registers) {
            QCOMPARE(sw.ari(QStringLiteral("POST"), QStringLiteral("channels"),
                            {{"endpoint", "PJSIP/+15550009@acme"}, {"app", "voipbin"}, {"channelId", "out"}})
                         .status,
                     200);
        }
        provider.send(challenged(nextRequest(provider, method), challenges));
        const QByteArray again = nextRequest(provider, method);
        QVERIFY(proves(again, "voxboard", password.toUtf8(), hash));
        QCOMPARE(again.count("uthorization: "), qsizetype(1));
        provider.send(answerTo(again, "486 Busy Here"));
    }

    void aChallengeThatCannotBeAnsweredEndsTheCall()
    {
        Switch sw;
        Peer provider(sw.port());
        sw.engine->setTrunks({trunkTo(provider)});
        QCOMPARE(sw.ari(QStringLiteral("POST"), QStringLiteral("channels"),
                        {{"endpoint", "PJSIP/+15550009@acme"}, {"app", "voipbin"}, {"channelId", "out"}})
                     .status,
                 200);
        provider.send(challenged(nextRequest(provider, "INVITE"), {unknown}));
        QTRY_COMPARE(sw.count("ChannelDestroyed"), size_t(1));
        QCOMPARE(sw.last("ChannelDestroyed")["cause"].get<int>(), 21);
    }

    void aRegistrationThatIsRefused_data()
    {
        QTest::addColumn<QByteArray>("status");
        QTest::newRow("the password is wrong") << QByteArray("403 Forbidden");
        QTest::newRow("the provider is busy") << QByteArray("503 Service Unavailable");
    }
    void aRegistrationThatIsRefused()
    {
        QFETCH(QByteArray, status);
        Stack stack;
        Peer provider(stack);
        Trunk trunk = trunkTo(provider);
        trunk.registers = true;
        stack.sip->setTrunks({trunk});
        provider.send(answerTo(nextRequest(provider, "REGISTER"), status));
        QTRY_COMPARE(stack.trunks.size(), size_t(1));
        QVERIFY(!stack.trunks[0].registered);
        QCOMPARE(stack.trunks[0].status, status.left(3).toInt());
        QVERIFY(nextRequest(provider, "REGISTER", 1000).isEmpty()); // not at once
        const QByteArray again = nextRequest(provider, "REGISTER", 8000);
        QVERIFY(!again.isEmpty());
        provider.send(answerTo(again, "200 OK", "Contact: " + Peer::header(again, "Contact") + ";expires=600\r\n"));
        QTRY_COMPARE(stack.trunks.size(), size_t(2));
        QVERIFY(stack.trunks[1].registered);
    }

    void whoCallsInByATrunk_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<bool>("proves");
        QTest::addColumn<int>("status");
        QTest::newRow("an address of the trunk") << QStringLiteral("127.0.0.7") << false << 0;
        QTest::newRow("an address of the trunk's network") << QStringLiteral("127.0.1.3") << false << 0;
        QTest::newRow("another address, with the password") << QStringLiteral("127.0.0.8") << true << 0;
        QTest::newRow("another address, without the password") << QStringLiteral("127.0.0.8") << false << 403;
    }
    void whoCallsInByATrunk()
    {
        QFETCH(QString, from);
        QFETCH(bool, proves);
        QFETCH(int, status);
        Switch sw;
        Peer provider(sw.port(), QHostAddress(from));
        Trunk trunk = trunkTo(provider);
        trunk.addresses = {QHostAddress(QStringLiteral("127.0.0.7"))};
        trunk.networks = {QHostAddress::parseSubnet(QStringLiteral("127.0.1.0/30"))};
        sw.engine->setTrunks({trunk});
        const QByteArray target = "sip:+15550001@acme.trunk.voip.test";
        provider.send(provider.request("INVITE", target, {}, sdpText));
        if (from == QLatin1String("127.0.0.8")) {
            QCOMPARE(provider.finalStatus(), 407);
            const QByteArray proof = provider.authorization("voxboard", proves ? "open sesame" : "wrong", "INVITE", target);
            provider.send(provider.request("ACK", target));
            provider.send(provider.request("INVITE", target, proof, sdpText));
        }
        if (status != 0) {
            QCOMPARE(provider.finalStatus(), status);
            QCOMPARE(sw.count("StasisStart"), size_t(0));
            return;
        }
        QTRY_COMPARE(sw.count("StasisStart"), size_t(1));
        const core::Json event = sw.last("StasisStart");
        QVERIFY(event["args"].dump().find("domain=acme.trunk.voip.test") != std::string::npos);
        QVERIFY(core::fromUtf8(event["channel"]["name"]).startsWith(QLatin1String("PJSIP/acme-")));
    }

    /// As calls of the telephone network: what they dial is a number of the platform.
    void callsOfAProviderOfNumbers()
    {
        Switch sw;
        Peer provider(sw.port(), QHostAddress(QStringLiteral("127.0.0.7")));
        Trunk trunk = trunkTo(provider);
        trunk.addresses = {QHostAddress(QStringLiteral("127.0.0.7"))};
        trunk.toNumbers = true;
        sw.engine->setTrunks({trunk});
        provider.send(provider.request("INVITE", "sip:+15550001@127.0.0.1", {}, sdpText));
        QTRY_COMPARE(sw.count("StasisStart"), size_t(1));
        QVERIFY(sw.last("StasisStart")["args"].dump().find("domain=pstn.voip.test") != std::string::npos);
    }

    void aTrunkThatOnlyCallsInCannotBeDialled()
    {
        Switch sw;
        Trunk trunk;
        trunk.name = QStringLiteral("office");
        trunk.password = QStringLiteral("open sesame");
        sw.engine->setTrunks({trunk});
        const auto made = sw.ari(QStringLiteral("POST"), QStringLiteral("channels/create"),
                                 {{"endpoint", "PJSIP/+15550009@office"}, {"app", "voipbin"}, {"channelId", "out"}});
        QCOMPARE(made.status, 400);
    }

    void aTrunkIsFull()
    {
        Switch sw;
        Peer first(sw.port(), QHostAddress(QStringLiteral("127.0.0.7"))),
            second(sw.port(), QHostAddress(QStringLiteral("127.0.0.7")));
        Trunk trunk = trunkTo(first);
        trunk.addresses = {QHostAddress(QStringLiteral("127.0.0.7"))};
        trunk.maxChannels = 1;
        sw.engine->setTrunks({trunk});
        first.send(first.request("INVITE", "sip:+15550001@x", {}, sdpText));
        QTRY_COMPARE(sw.count("StasisStart"), size_t(1));
        second.send(second.request("INVITE", "sip:+15550001@x", {}, sdpText));
        QCOMPARE(second.finalStatus(), 503);
        QCOMPARE(sw.count("StasisStart"), size_t(1));
    }

    void aCallOutByATrunk_data()
    {
        QTest::addColumn<QString>("endpoint");
        QTest::newRow("by its name") << QStringLiteral("PJSIP/+15550009@acme");
        QTest::newRow("by the provider's domain, as dialroutes have it")
            << QStringLiteral("pjsip/call-out/sip:+15550009@acme.example");
        QTest::newRow("by its domain class") << QStringLiteral("pjsip/call-out/sip:+15550009@acme.trunk.voip.test");
    }
    void aCallOutByATrunk()
    {
        QFETCH(QString, endpoint);
        Switch sw;
        Peer provider(sw.port());
        sw.engine->setTrunks({trunkTo(provider)});
        const auto made = sw.ari(QStringLiteral("POST"), QStringLiteral("channels/create"),
                                 {{"endpoint", core::utf8(endpoint)}, {"app", "voipbin"}, {"channelId", "out"}});
        QCOMPARE(made.status, 200);
        QCOMPARE(sw.ari(QStringLiteral("POST"), QStringLiteral("channels/out/dial")).status, 204);
        QByteArray invite = nextRequest(provider, "INVITE");
        QVERIFY(invite.startsWith("INVITE sip:+15550009@acme.example "));
        QVERIFY(Peer::header(invite, "From").contains("acme.example"));
        provider.send(challenged(invite));
        QVERIFY(!nextRequest(provider, "ACK").isEmpty());
        invite = nextRequest(provider, "INVITE");
        QVERIFY(proves(invite, "voxboard", "open sesame"));
        const auto shown = sw.ari(QStringLiteral("GET"), QStringLiteral("endpoints/PJSIP/acme"));
        QCOMPARE(shown.status, 200);
        QCOMPARE(core::fromUtf8(shown.body["state"]), QStringLiteral("unknown"));
        QCOMPARE(core::fromUtf8(shown.body["channel_ids"][0]), QStringLiteral("out"));
        provider.send(answerTo(invite, "200 OK", "Contact: <sip:x@" + provider.me() + ">\r\n", sdpText));
        QVERIFY(!nextRequest(provider, "ACK").isEmpty());
        QTRY_VERIFY(sw.count("ChannelStateChange") >= 1);
    }

    void anUnknownTrunkCannotBeDialled()
    {
        Switch sw;
        const auto made = sw.ari(QStringLiteral("POST"), QStringLiteral("channels/create"),
                                 {{"endpoint", "PJSIP/+15550009@nobody"}, {"app", "voipbin"}});
        QCOMPARE(made.status, 400);
    }
};

QTEST_GUILESS_MAIN(SipTrunksTest)
#include "tst_siptrunks.moc"
