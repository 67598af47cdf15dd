// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/sip/sdp.h"

#include <QTest>

using namespace telephony::sip;

namespace {
const QByteArray head = "v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\ns=-\r\nc=IN IP4 10.0.0.1\r\nt=0 0\r\n";
const std::vector<QByteArray> codecs{"PCMU", "PCMA"};

QByteArray many(const QByteArray &text, int count)
{
    QByteArray all;
    for (int i = 0; i < count; ++i)
        all += text;
    return all;
}
} // namespace

class SdpTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void negotiates_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("expected"); // address:port codec/payload events/payload direction; empty: refused
        const auto row = [](const char *name, const QByteArray &text, const char *expected) {
            QTest::newRow(name) << text << QString::fromUtf8(expected);
        };
        row("static PCMU without rtpmap", head + "m=audio 4000 RTP/AVP 0\r\n", "10.0.0.1:4000 PCMU/0 -1 0");
        row("their order wins", head + "m=audio 4000 RTP/AVP 8 0\r\n", "10.0.0.1:4000 PCMA/8 -1 0");
        row("bare line feeds", QByteArray(head + "m=audio 4000 RTP/AVP 0\r\n").replace("\r\n", "\n"),
            "10.0.0.1:4000 PCMU/0 -1 0");
        row("dynamic PCMA", head + "m=audio 4000 RTP/AVP 96\r\na=rtpmap:96 pcma/8000\r\n", "10.0.0.1:4000 PCMA/96 -1 0");
        row("RFC 4733 events", head + "m=audio 4000 RTP/AVP 0 97\r\na=rtpmap:97 telephone-event/8000\r\na=fmtp:97 0-16\r\n",
            "10.0.0.1:4000 PCMU/0 97 0");
        row("events of another clock", head + "m=audio 4000 RTP/AVP 0 97\r\na=rtpmap:97 telephone-event/48000\r\n",
            "10.0.0.1:4000 PCMU/0 -1 0");
        row("two channels are another codec", head + "m=audio 4000 RTP/AVP 96 8\r\na=rtpmap:96 PCMU/8000/2\r\n",
            "10.0.0.1:4000 PCMA/8 -1 0");
        row("media address wins", head + "m=audio 4000 RTP/AVP 0\r\nc=IN IP4 10.0.0.2\r\n", "10.0.0.2:4000 PCMU/0 -1 0");
        row("address of a later line is not ours",
            head + "m=audio 4000 RTP/AVP 0\r\nm=video 1 RTP/AVP 99\r\nc=IN IP4 10.0.0.9\r\n", "10.0.0.1:4000 PCMU/0 -1 0");
        row("sendonly", head + "a=sendonly\r\nm=audio 4000 RTP/AVP 0\r\n", "10.0.0.1:4000 PCMU/0 -1 1");
        row("media direction wins", head + "a=sendonly\r\nm=audio 4000 RTP/AVP 0\r\na=inactive\r\n", "10.0.0.1:4000 PCMU/0 -1 3");
        row("refused audio, then usable", head + "m=audio 0 RTP/AVP 8\r\nm=audio 4002 RTP/AVP 0\r\n",
            "10.0.0.1:4002 PCMU/0 -1 0");
        row("RFC 2543 hold", QByteArray(head + "m=audio 4000 RTP/AVP 0\r\n").replace("c=IN IP4 10.0.0.1", "c=IN IP4 0.0.0.0"),
            ":4000 PCMU/0 -1 0");
        row("IPv6", "v=0\r\nc=IN IP6 ::1\r\nm=audio 4000 RTP/AVP 0\r\n", "::1:4000 PCMU/0 -1 0");
        row("no codec of ours", head + "m=audio 4000 RTP/AVP 3 18\r\n", "");
        row("only video", head + "m=video 4000 RTP/AVP 0\r\n", "");
        row("secured media only", head + "m=audio 4000 RTP/SAVP 0\r\n", "");
        row("port 65536", head + "m=audio 65536 RTP/AVP 0\r\n", "");
        row("negative port", head + "m=audio -1 RTP/AVP 0\r\n", "");
        row("payload type 128", head + "m=audio 4000 RTP/AVP 0 128\r\n", "");
        row("no formats", head + "m=audio 4000 RTP/AVP\r\n", "");
        row("broken other media", head + "m=audio 4000 RTP/AVP 0\r\nm=video\r\n", "");
        row("no address", "v=0\r\nm=audio 4000 RTP/AVP 0\r\n", "");
        row("a name for an address", "v=0\r\nc=IN IP4 phone.example\r\nm=audio 4000 RTP/AVP 0\r\n", "");
        row("a name for the session, an address for the line",
            "v=0\r\nc=IN IP4 phone.example\r\nm=audio 4000 RTP/AVP 0\r\nc=IN IP4 10.0.0.2\r\n", "10.0.0.2:4000 PCMU/0 -1 0");
        row("multicast is no peer", "v=0\r\nc=IN IP4 224.2.1.1/127\r\nm=audio 4000 RTP/AVP 0\r\n", "");
        row("broadcast is no peer", "v=0\r\nc=IN IP4 255.255.255.255\r\nm=audio 4000 RTP/AVP 0\r\n", "");
        row("no version", "o=- 1 1 IN IP4 10.0.0.1\r\n", "");
        row("empty", "", "");
        row("33 media lines", head + "m=audio 4000 RTP/AVP 0\r\n" + many("m=video 1 RTP/AVP 99\r\n", 32), "");
        row("more than 16 kB", head + "m=audio 4000 RTP/AVP 0\r\n" + many("a=x:123456789012\r\n", 1000), "");
        row("only the first 32 formats count", head + "m=audio 4000 RTP/AVP" + many(" 18", 32) + " 0\r\n", "");
        row("NUL inside", head + QByteArray("m=audio 4000 RTP/AVP 0\0 8\r\n", 28), "");
    }

    void negotiates()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, expected);
        const auto audio = parseSdp(text);
        const auto agreement = audio ? agree(*audio, codecs) : std::nullopt;
        const QString actual = agreement ? QStringLiteral("%1:%2 %3/%4 %5 %6")
                                               .arg(audio->address.toString())
                                               .arg(audio->port)
                                               .arg(QString::fromLatin1(agreement->encoding))
                                               .arg(agreement->payloadType)
                                               .arg(agreement->dtmfPayloadType)
                                               .arg(int(audio->direction))
                                         : QString();
        QCOMPARE(actual, expected);
    }

    void tellsWhyItRefuses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("warning");
        const QByteArray media = "m=audio 4000 RTP/AVP 0\r\n";
        const auto row = [](const char *name, const QByteArray &text, const QByteArray &warning) {
            QTest::newRow(name) << text << warning;
        };
        row("a name for an address (RFC 8866 §5.7)", "v=0\r\nc=IN IP4 phone.example\r\n" + media,
            "301 voxboard \"Incompatible network address formats\"");
        row("IPv6", "v=0\r\nc=IN IP6 ::1\r\n" + media, "300 voxboard \"Incompatible network protocol\"");
        row("another network", "v=0\r\nc=ATM NSAP 47.0091\r\n" + media, "300 voxboard \"Incompatible network protocol\"");
        row("multicast", "v=0\r\nc=IN IP4 224.2.1.1/127\r\n" + media, "330 voxboard \"Multicast not available\"");
        row("only video", head + "m=video 4000 RTP/AVP 99\r\n", "304 voxboard \"Media type not available\"");
        row("no codec of ours", head + "m=audio 4000 RTP/AVP 18\r\n", "305 voxboard \"Incompatible media format\"");
        row("no key that we can do", head + "m=audio 4000 RTP/SAVP 0\r\n", "306 voxboard \"Attribute not understood\"");
        row("no description at all", "x", "304 voxboard \"Media type not available\"");
    }
    void tellsWhyItRefuses()
    {
        QFETCH(QByteArray, text);
        QTEST(warningOf(text, QHostAddress(QHostAddress::LocalHost)), "warning");
    }

    void readsEverythingOfALine()
    {
        const auto audio = parseSdp(
            head + "m=audio 4000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:30\r\n");
        QVERIFY(audio);
        QCOMPARE(audio->ptime, 30);
        QCOMPARE(audio->formats.at(1).encoding, QByteArray("TELEPHONE-EVENT"));
        QCOMPARE(audio->formats.at(1).parameters, QByteArray("0-15"));
        QVERIFY(!audio->isHeld());
    }

    void answersInTheDirectionAsked_data()
    {
        QTest::addColumn<QByteArray>("offered");
        QTest::addColumn<QByteArray>("answered");
        QTest::newRow("both ways") << QByteArray("sendrecv") << QByteArray("sendrecv");
        QTest::newRow("RFC 3264 §6.1 hold") << QByteArray("sendonly") << QByteArray("recvonly");
        QTest::newRow("RFC 3264 §6.1 announcement to them") << QByteArray("recvonly") << QByteArray("sendonly");
        QTest::newRow("RFC 3264 §6.1 nothing") << QByteArray("inactive") << QByteArray("inactive");
    }

    void answersInTheDirectionAsked()
    {
        QFETCH(QByteArray, offered);
        QFETCH(QByteArray, answered);
        const auto offer = parseSdp(
            head + "m=video 5000 RTP/AVP 99\r\nm=audio 4000 RTP/AVP 8 96\r\na=rtpmap:96 telephone-event/8000\r\na=" + offered +
            "\r\n");
        QVERIFY(offer);
        const QByteArray text = makeAnswer(*offer, *agree(*offer, codecs), QHostAddress("192.0.2.1"), 6000, 7, 9);
        QVERIFY(text.contains("o=voxboard 7 9 IN IP4 192.0.2.1\r\n"));
        QVERIFY(
            text.contains("m=video 0 RTP/AVP 99\r\nm=audio 6000 RTP/AVP 8 96\r\n")); // RFC 3264 §6: as many lines, refused by 0
        const auto answer = parseSdp(text);
        QVERIFY(answer);
        QVERIFY(text.contains("a=" + answered + "\r\n"));
        QCOMPARE(agree(*answer, codecs)->dtmfPayloadType, 96);
    }

    void ownOfferIsUnderstood()
    {
        const QByteArray text = makeOffer(QHostAddress("::1"), 6000, 7, 8, SdpDirection::SendOnly);
        const auto audio = parseSdp(text);
        QVERIFY(audio);
        QCOMPARE(audio->address, QHostAddress("::1"));
        QVERIFY(audio->isHeld());
        QCOMPARE(agree(*audio, {"PCMA"})->payloadType, 8);
        QCOMPARE(agree(*audio, codecs)->dtmfPayloadType, 101);
    }

    void everyTruncationIsHarmless()
    {
        const QByteArray text = makeOffer(QHostAddress("10.0.0.1"), 6000, 7, 8);
        for (qsizetype size = 0; size < text.size(); ++size) {
            if (const auto audio = parseSdp(text.left(size)))
                QVERIFY(audio->port > 0 && audio->port <= 6000);
        }
    }
};

QTEST_GUILESS_MAIN(SdpTest)
#include "tst_sdp.moc"
