// SPDX-License-Identifier: GPL-3.0-or-later
// Descriptions with every codec, changing numbers, several audio lines, and SDES keys.
#include "telephony/sip/sdp.h"

#include <QTest>

using namespace telephony::sip;
using telephony::rtp::SrtpSuite;

namespace {
const QByteArray head = "v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\ns=-\r\nc=IN IP4 10.0.0.1\r\nt=0 0\r\n";
const std::vector<QByteArray> everything{"PCMU", "PCMA", "G722", "OPUS", "L16", "L16/16000"};
const QByteArray someKey = "inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz"; // of RFC 4568 §6.1
const QByteArray opus = "a=rtpmap:107 opus/48000/2\r\n";

SdpWishes wishes(bool srtp = true)
{
    SdpWishes made;
    made.codecs = everything;
    made.srtp = srtp;
    return made;
}

/// `codec/clock type<in events@clock<in ptime`, with `secured` and `mux`.
QString told(const std::optional<SdpAgreement> &agreement)
{
    if (!agreement)
        return {};
    QString text = QStringLiteral("%1/%2 %3<%4 %5@%6<%7 %8")
                       .arg(QString::fromLatin1(agreement->encoding))
                       .arg(agreement->clockRate)
                       .arg(agreement->payloadType)
                       .arg(agreement->payloadTypeIn)
                       .arg(agreement->dtmfPayloadType)
                       .arg(agreement->dtmfClockRate)
                       .arg(agreement->dtmfPayloadTypeIn)
                       .arg(agreement->ptime);
    if (agreement->keys)
        text += QStringLiteral(" secured %1").arg(agreement->keys->tag);
    return agreement->rtcpMux ? text + " mux" : text;
}
} // namespace

class SdpCodecsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void offersAreUnderstood_data()
    {
        QTest::addColumn<QByteArray>("media");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const QByteArray &media, const char *expected) {
            QTest::newRow(name) << media << QString::fromUtf8(expected);
        };
        row("static G.722 without rtpmap", "m=audio 4000 RTP/AVP 9\r\n", "G722/8000 9<-1 -1@8000<-1 20");
        row("RFC 3551 §4.5.2: G.722 has the clock 8000, not 16000", "m=audio 4000 RTP/AVP 96\r\na=rtpmap:96 G722/16000\r\n", "");
        row("Opus, number as offered", "m=audio 4000 RTP/AVP 107\r\n" + opus, "OPUS/48000 107<-1 -1@8000<-1 20");
        row("RFC 7587 §7: Opus has two channels", "m=audio 4000 RTP/AVP 107\r\na=rtpmap:107 opus/48000\r\n", "");
        row("RFC 4733 §2.1: events of Opus' clock",
            "m=audio 4000 RTP/AVP 107 101 102\r\n" + opus +
                "a=rtpmap:101 telephone-event/8000\r\na=rtpmap:102 telephone-event/48000\r\n",
            "OPUS/48000 107<-1 102@48000<-1 20");
        row("events of 8000 where there are no others",
            "m=audio 4000 RTP/AVP 107 101\r\n" + opus + "a=rtpmap:101 telephone-event/8000\r\n",
            "OPUS/48000 107<-1 101@8000<-1 20");
        row("L16 at 16 kHz", "m=audio 4000 RTP/AVP 97\r\na=rtpmap:97 L16/16000\r\n", "L16/16000 97<-1 -1@8000<-1 20");
        row("L16 of a compact disc", "m=audio 4000 RTP/AVP 10 0\r\n", "PCMU/8000 0<-1 -1@8000<-1 20");
        row("their order wins", "m=audio 4000 RTP/AVP 9 107 0\r\n" + opus, "G722/8000 9<-1 -1@8000<-1 20");
        row("comfort noise is no codec", "m=audio 4000 RTP/AVP 13 8\r\n", "PCMA/8000 8<-1 -1@8000<-1 20");
        row("ptime", "m=audio 4000 RTP/AVP 0\r\na=ptime:40\r\n", "PCMU/8000 0<-1 -1@8000<-1 40");
        row("maxptime below ptime", "m=audio 4000 RTP/AVP 0\r\na=ptime:40\r\na=maxptime:30\r\n", "PCMU/8000 0<-1 -1@8000<-1 30");
        row("RFC 5761 §5.1.1", "m=audio 4000 RTP/AVP 0\r\na=rtcp-mux\r\n", "PCMU/8000 0<-1 -1@8000<-1 20 mux");
        row("the first audio line has no codec of ours", "m=audio 4000 RTP/AVP 18\r\nm=audio 4002 RTP/AVP 8\r\n",
            "PCMA/8000 8<-1 -1@8000<-1 20");
        row("the secured line cannot be done, the plain one can",
            "m=audio 4000 RTP/SAVP 0\r\na=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:x\r\nm=audio 4002 RTP/AVP 8\r\n",
            "PCMA/8000 8<-1 -1@8000<-1 20");
        row("RFC 4568 §5.1.1 secured", "m=audio 4000 RTP/SAVP 0\r\na=crypto:4 AES_CM_128_HMAC_SHA1_32 " + someKey + "\r\n",
            "PCMU/8000 0<-1 -1@8000<-1 20 secured 4");
        row("RTP/SAVPF (RFC 5124)", "m=audio 4000 RTP/SAVPF 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 " + someKey + "\r\n",
            "PCMU/8000 0<-1 -1@8000<-1 20 secured 1");
        row("RTP/AVPF (RFC 4585)", "m=audio 4000 RTP/AVPF 0\r\n", "PCMU/8000 0<-1 -1@8000<-1 20");
        row("keys as a choice in RTP/AVP", "m=audio 4000 RTP/AVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 " + someKey + "\r\n",
            "PCMU/8000 0<-1 -1@8000<-1 20 secured 1");
        row("no key, no secured line", "m=audio 4000 RTP/SAVP 0\r\n", "");
        row("DTLS is not done", "m=audio 4000 UDP/TLS/RTP/SAVPF 0\r\n", "");
    }
    void offersAreUnderstood()
    {
        QFETCH(QByteArray, media);
        QFETCH(QString, expected);
        std::optional<SdpAgreement> agreement;
        for (const SdpAudio &line : readSdp(head + media)) {
            if ((agreement = agree(line, wishes())))
                break;
        }
        QCOMPARE(told(agreement), expected);
    }

    void keysAreRead_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<bool>("good");
        const QByteArray suite = "1 AES_CM_128_HMAC_SHA1_80 ";
        const auto row = [](const char *name, const QByteArray &value, bool good) { QTest::newRow(name) << value << good; };
        row("RFC 4568 §9.1", suite + someKey, true);
        row("RFC 4568 §6.1 lifetime", suite + someKey + "|2^31", true);
        row("lifetime in packets", suite + someKey + "|4294967296", true);
        row("a lifetime of seconds", suite + someKey + "|2^10", false);
        row("a lifetime of 2^64", suite + someKey + "|2^64", false);
        row("RFC 4568 §6.1 MKI", suite + someKey + "|2^31|1:4", true);
        row("RFC 4568 §6.1 MKI without lifetime", suite + someKey + "|1:4", true);
        row("an MKI of 16 octets", suite + someKey + "|2^31|65537:16", true);
        row("an MKI longer than ours may be", suite + someKey + "|2^31|1:17", false);
        row("an MKI of no octets", suite + someKey + "|1:0", false);
        row("an MKI that does not fit into its octets", suite + someKey + "|256:1", false);
        row("an MKI that is no number", suite + someKey + "|x:4", false);
        row("two MKIs", suite + someKey + "|1:4|2:4", false);
        row("two keys", suite + someKey + ";" + someKey, false);
        row("RFC 4568 §6.3.7 a hint of the window", suite + someKey + " WSH=64", true);
        row("RFC 4568 §6.3.7 an unknown parameter that may be ignored", suite + someKey + " -NEW=1", true);
        row("RFC 4568 §6.3.7 an unknown parameter that may not", suite + someKey + " NEW=1", false);
        row("RFC 4568 §6.3.2 UNENCRYPTED_SRTP", suite + someKey + " UNENCRYPTED_SRTP", false);
        row("RFC 4568 §6.3.1 KDR", suite + someKey + " KDR=1", false);
        row("another suite", "1 F8_128_HMAC_SHA1_80 " + someKey, false);
        row("no tag", "AES_CM_128_HMAC_SHA1_80 " + someKey, false);
        row("a tag of ten digits", "1234567890 AES_CM_128_HMAC_SHA1_80 " + someKey, false);
        row("a negative tag", "-1 AES_CM_128_HMAC_SHA1_80 " + someKey, false);
        row("not inline", suite + "uri:http://x", false);
        row("too short a key", suite + "inline:AAAA", false);
        row("too long a key", suite + someKey + "AAAA", false);
        row("no base 64", suite + "inline:!!!!X19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz", false);
        row("more than 512 bytes", suite + someKey + " -X=" + QByteArray(600, 'x'), false);
        row("nothing", "", false);
    }
    void keysAreRead()
    {
        QFETCH(QByteArray, value);
        QFETCH(bool, good);
        const auto crypto = readCrypto(value);
        QCOMPARE(crypto.has_value(), good);
        if (crypto)
            QCOMPARE(writeCrypto(*crypto), "1 AES_CM_128_HMAC_SHA1_80 " + someKey);
    }

    /// RFC 4568 §6.1: their packets have the name of their key, ours none.
    void aNamedKeyIsTaken()
    {
        const auto offer =
            parseSdp(head + "m=audio 4000 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 " + someKey + "|2^31|258:4\r\n");
        const auto agreement = agree(*offer, wishes());
        QVERIFY(agreement && agreement->keys);
        QCOMPARE(agreement->keys->in.mkiSize, size_t(4));
        QCOMPARE(QByteArray(reinterpret_cast<const char *>(agreement->keys->in.mki.data()), 4), QByteArray::fromHex("00000102"));
        QCOMPARE(agreement->keys->out.mkiSize, size_t(0));
    }

    void ownKeysAreRandomAndComeBack()
    {
        const SdpCrypto one{3, makeSrtpKey(SrtpSuite::AesCm128HmacSha1_32)};
        const auto again = readCrypto(writeCrypto(one));
        QVERIFY(again && again->tag == 3 && again->key == one.key);
        QVERIFY(!(makeSrtpKey(SrtpSuite::AesCm128HmacSha1_32) == one.key));
    }

    void theAnswerMirrorsProfileTagAndMux()
    {
        const auto offer = parseSdp(head + "m=audio 4000 RTP/SAVPF 107 102\r\n" + opus +
                                    "a=rtpmap:102 telephone-event/48000\r\na=rtcp-mux\r\na=ptime:40\r\n"
                                    "a=crypto:7 AES_CM_128_HMAC_SHA1_32 " +
                                    someKey + "\r\n");
        QVERIFY(offer);
        const auto agreement = agree(*offer, wishes());
        QVERIFY(agreement && agreement->keys);
        QVERIFY(!(agreement->keys->in == agreement->keys->out));
        const QByteArray text = makeAnswer(*offer, *agreement, QHostAddress("192.0.2.1"), 6000, 1, 1);
        QVERIFY(text.contains("m=audio 6000 RTP/SAVPF 107 102\r\na=rtpmap:107 opus/48000/2\r\na=fmtp:107 useinbandfec=1"));
        QVERIFY(text.contains("a=rtpmap:102 telephone-event/48000\r\n"));
        QVERIFY(text.contains("a=crypto:7 AES_CM_128_HMAC_SHA1_32 inline:"));
        QVERIFY(text.contains("a=rtcp-mux\r\n") && text.contains("a=ptime:40\r\n"));
        const auto answer = parseSdp(text);
        QVERIFY(answer && answer->crypto.size() == 1 && answer->crypto[0].key == agreement->keys->out);
    }

    void theOwnKeyOutlivesAReinvite()
    {
        const QByteArray media = "m=audio 4000 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 " + someKey + "\r\n";
        const auto first = agree(*parseSdp(head + media), wishes());
        SdpWishes again = wishes();
        again.before = &*first;
        const auto second = agree(*parseSdp(head + media + "a=sendonly\r\n"), again);
        QVERIFY(first->keys->out == second->keys->out && first->keys->in == second->keys->in);
        QVERIFY(!(agree(*parseSdp(head + media), wishes())->keys->out == first->keys->out));
    }

    void offersNameEverythingInOrder()
    {
        const SdpOffer offer = offerOf({"OPUS", "PCMA", "G722", "PCMU"}, false);
        const QByteArray text = writeOffer(offer, {QHostAddress("192.0.2.1"), 6000, 1, 1});
        QVERIFY2(text.contains("m=audio 6000 RTP/AVP 96 8 9 0 101 102\r\n"), text.constData());
        QVERIFY(text.contains("a=rtpmap:96 opus/48000/2\r\na=fmtp:96 useinbandfec=1;maxplaybackrate=8000"));
        QVERIFY(text.contains("a=rtpmap:101 telephone-event/8000\r\n") &&
                text.contains("a=rtpmap:102 telephone-event/48000\r\n"));
        QVERIFY(!text.contains("crypto"));
        const auto read = parseSdp(text);
        QVERIFY(read && told(agree(*read, wishes())) == "OPUS/48000 96<-1 102@48000<-1 20");
    }

    void answersToOurOfferAreChecked_data()
    {
        QTest::addColumn<bool>("secured");
        QTest::addColumn<QByteArray>("media");
        QTest::addColumn<QString>("expected");
        const QByteArray keyed = "a=crypto:2 AES_CM_128_HMAC_SHA1_32 " + someKey + "\r\n";
        QTest::newRow("as offered") << false << QByteArray("m=audio 4000 RTP/AVP 0\r\n") << "PCMU/8000 0<-1 -1@8000<-1 20";
        QTest::newRow("RFC 3264 §6.1 another number for Opus")
            << false << "m=audio 4000 RTP/AVP 107 120\r\n" + opus + "a=rtpmap:120 telephone-event/48000\r\n"
            << "OPUS/48000 107<96 120@48000<102 20";
        QTest::newRow("mux was not offered")
            << false << QByteArray("m=audio 4000 RTP/AVP 0\r\na=rtcp-mux\r\n") << "PCMU/8000 0<-1 -1@8000<-1 20";
        QTest::newRow("a secured answer to a plain offer") << false << "m=audio 4000 RTP/SAVP 0\r\n" + keyed << "";
        QTest::newRow("RFC 4568 §5.1.2 the second key")
            << true << "m=audio 4000 RTP/SAVP 0\r\n" + keyed << "PCMU/8000 0<-1 -1@8000<-1 20 secured 2";
        QTest::newRow("RFC 4568 §5.1.3 a plain answer to a secured offer")
            << true << QByteArray("m=audio 4000 RTP/AVP 0\r\n") << "";
        QTest::newRow("RFC 4568 §5.1.3 a key for no line of ours")
            << true << "m=audio 4000 RTP/SAVP 0\r\na=crypto:3 AES_CM_128_HMAC_SHA1_32 " + someKey + "\r\n"
            << "";
        QTest::newRow("RFC 4568 §5.1.3 another suite than that line's")
            << true << "m=audio 4000 RTP/SAVP 0\r\na=crypto:2 AES_CM_128_HMAC_SHA1_80 " + someKey + "\r\n"
            << "";
        QTest::newRow("no key at all") << true << QByteArray("m=audio 4000 RTP/SAVP 0\r\n") << "";
    }
    void answersToOurOfferAreChecked()
    {
        QFETCH(bool, secured);
        QFETCH(QByteArray, media);
        QFETCH(QString, expected);
        const SdpOffer offer = offerOf({"PCMU", "PCMA", "G722", "OPUS"}, secured);
        SdpWishes asked = wishes();
        asked.offered = &offer;
        const auto agreement = agree(*parseSdp(head + media), asked);
        QCOMPARE(told(agreement), expected);
        if (agreement && agreement->keys)
            QVERIFY(agreement->keys->out == offer.crypto[1].key);
    }

    /// RFC 3264 §8.3.2: a number means the same for the whole session.
    void numbersKeepTheirMeaning()
    {
        const auto remote = parseSdp(head + "m=audio 4000 RTP/AVP 0 96 97\r\na=rtpmap:96 telephone-event/8000\r\n"
                                            "a=rtpmap:97 opus/48000/2\r\n");
        const SdpOffer offer = offerOf({"PCMU", "OPUS", "L16"}, false, remote->formats);
        const QByteArray text = writeOffer(offer, {QHostAddress("192.0.2.1"), 6000, 1, 1});
        QVERIFY2(text.contains("m=audio 6000 RTP/AVP 0 97 98 96 102\r\n"), text.constData());
    }

    void opusParametersAreBounded_data()
    {
        QTest::addColumn<QByteArray>("parameters");
        QTest::addColumn<int>("bitrate");
        QTest::addColumn<bool>("constant");
        QTest::newRow("RFC 7587 §6.1") << QByteArray("maxaveragebitrate=20000; stereo=1; cbr=1") << 20'000 << true;
        QTest::newRow("below the lowest") << QByteArray("maxaveragebitrate=1") << 6000 << false;
        QTest::newRow("above the highest") << QByteArray("maxaveragebitrate=2000000000") << 510'000 << false;
        QTest::newRow("no number") << QByteArray("maxaveragebitrate=;cbr=2") << 0 << false;
        QTest::newRow("negative") << QByteArray("maxaveragebitrate=-5") << 0 << false;
    }
    void opusParametersAreBounded()
    {
        QFETCH(QByteArray, parameters);
        QFETCH(int, bitrate);
        QFETCH(bool, constant);
        const auto agreement =
            agree(*parseSdp(head + "m=audio 4000 RTP/AVP 107\r\n" + opus + "a=fmtp:107 " + parameters + "\r\n"), wishes());
        QVERIFY(agreement);
        QCOMPARE(agreement->bitrate, bitrate);
        QCOMPARE(agreement->constantBitrate, constant);
    }

    void codecsAreNamedInAnOrder()
    {
        QCOMPARE(readCodecNames("opus, PCMA,nonsense,l16/16000,,opus"), (std::vector<QByteArray>{"OPUS", "PCMA", "L16/16000"}));
        QCOMPARE(readCodecNames(""), (std::vector<QByteArray>{"PCMU", "PCMA"}));
        QCOMPARE(readCodecNames("g729"), (std::vector<QByteArray>{"PCMU", "PCMA"}));
    }

    void addressesBelongToTheirLine()
    {
        const auto lines =
            readSdp(head + "m=audio 4000 RTP/AVP 0\r\nc=IN IP4 10.0.0.2\r\na=sendonly\r\nm=audio 4002 RTP/AVP 8\r\n"
                           "m=audio 4004 RTP/AVP 0\r\nc=IN IP4 not.an.address\r\nm=video 1 RTP/AVP 99\r\n");
        QCOMPARE(lines.size(), size_t(2));
        QCOMPARE(lines[0].address, QHostAddress("10.0.0.2"));
        QVERIFY(lines[0].direction == SdpDirection::SendOnly && lines[1].direction == SdpDirection::SendRecv);
        QCOMPARE(lines[1].address, QHostAddress("10.0.0.1"));
        QCOMPARE(lines[1].mediaLines, 4);
        const auto agreement = agree(lines[1], wishes());
        const QByteArray text = makeAnswer(lines[1], *agreement, QHostAddress("192.0.2.1"), 6000, 1, 1);
        QVERIFY(text.contains("m=audio 0 RTP/AVP 0\r\nm=audio 6000 RTP/AVP 8\r\n")); // RFC 3264 §6
        QVERIFY(text.contains("m=audio 0 RTP/AVP 0\r\nm=video 0 RTP/AVP 99\r\n"));
    }

    void keysAreBounded()
    {
        QByteArray text = head + "m=audio 4000 RTP/SAVP 0\r\n";
        for (int tag = 1; tag < 100; ++tag)
            text += "a=crypto:" + QByteArray::number(tag) + " AES_CM_128_HMAC_SHA1_80 " + someKey + "\r\n";
        QCOMPARE(parseSdp(text)->crypto.size(), size_t(16));
    }
};

QTEST_APPLESS_MAIN(SdpCodecsTest)
#include "tst_sdpcodecs.moc"
