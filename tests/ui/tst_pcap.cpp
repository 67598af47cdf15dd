// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/calldetail/pcap.h"

#include <QtEndian>
#include <QtTest>

using ui::PcapWriter;

namespace {
constexpr qsizetype fileHeader = 24, recordHeader = 16, ip4 = 20, ip6 = 40, udp = 8;
const QString invite = QStringLiteral("INVITE sip:1800@example.org SIP/2.0\nCall-ID: a\n\n");

quint32 own(const QByteArray &bytes, qsizetype at)
{
    quint32 value = 0;
    memcpy(&value, bytes.constData() + at, sizeof value);
    return value;
}

quint16 network(const QByteArray &bytes, qsizetype at) { return qFromBigEndian<quint16>(bytes.constData() + at); }

/// RFC 1071: the sum over a header with its checksum in it is all ones.
quint16 sumOf(const QByteArray &bytes)
{
    quint32 sum = 0;
    for (qsizetype i = 0; i < bytes.size(); i += 2)
        sum += quint32(quint8(bytes[i])) << 8 | (i + 1 < bytes.size() ? quint8(bytes[i + 1]) : 0U);
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return quint16(sum);
}
} // namespace

class PcapTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anEmptyCaptureIsAFileHeader()
    {
        const QByteArray bytes = PcapWriter().bytes();
        QCOMPARE(bytes.size(), fileHeader);
        QCOMPARE(own(bytes, 0), 0xa1b2c3d4U);
        QCOMPARE(own(bytes, 20), 101U);
    }

    void aMessageStandsInIpAndUdp()
    {
        PcapWriter writer;
        writer.add(core::Timestamp::fromMicros(1'700'000'000'123'456), QStringLiteral("127.0.0.1:5060"),
                   QStringLiteral("127.0.0.2:40000"), invite);
        const QByteArray bytes = writer.bytes();
        QCOMPARE(own(bytes, fileHeader), 1'700'000'000U);
        QCOMPARE(own(bytes, fileHeader + 4), 123'456U);
        const qsizetype size = own(bytes, fileHeader + 8);
        QCOMPARE(fileHeader + recordHeader + size, bytes.size());
        const QByteArray packet = bytes.mid(fileHeader + recordHeader);
        QCOMPARE(quint8(packet[0]), quint8(0x45));
        QCOMPARE(quint8(packet[9]), quint8(17));
        QCOMPARE(qsizetype(network(packet, 2)), packet.size());
        QVERIFY2(sumOf(packet.left(ip4)) == 0xffff, "RFC 791: header checksum");
        QCOMPARE(network(packet, ip4), quint16(5060));
        QCOMPARE(network(packet, ip4 + 2), quint16(40000));
        QCOMPARE(qsizetype(network(packet, ip4 + 4)), packet.size() - ip4);
        QByteArray pseudo = packet.mid(12, 8) + QByteArray::fromHex("0011") + packet.mid(ip4 + 4, 2);
        QVERIFY2(sumOf(pseudo + packet.mid(ip4)) == 0xffff, "RFC 768: checksum over the pseudo header");
        QCOMPARE(QString::fromUtf8(packet.mid(ip4 + udp)), QString(invite).replace("\n", "\r\n"));
    }

    void ipv6HasItsOwnHeader()
    {
        PcapWriter writer;
        writer.add(core::Timestamp::fromMicros(0), QStringLiteral("[::1]:5060"), QStringLiteral("[::1]:5062"), invite);
        const QByteArray packet = writer.bytes().mid(fileHeader + recordHeader);
        QCOMPARE(quint8(packet[0]) >> 4, 6);
        QCOMPARE(qsizetype(network(packet, 4)), packet.size() - ip6);
        QCOMPARE(quint8(packet[6]), quint8(17));
    }

    void whatHasNoAddressIsLeftOut_data()
    {
        QTest::addColumn<QString>("from");
        QTest::newRow("no port") << "127.0.0.1";
        QTest::newRow("a name") << "example.org:5060";
        QTest::newRow("a port above 65535") << "127.0.0.1:65536";
        QTest::newRow("another family") << "[::1]:5060";
        QTest::newRow("nothing") << "";
    }
    void whatHasNoAddressIsLeftOut()
    {
        QFETCH(QString, from);
        PcapWriter writer;
        writer.add(core::Timestamp::fromMicros(0), from, QStringLiteral("127.0.0.1:5060"), invite);
        QCOMPARE(writer.bytes().size(), fileHeader);
    }

    void rtpStandsAsItIs_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<qsizetype>("header"); // of IP; 0: left out
        QTest::newRow("IPv4") << "192.0.2.5" << "127.0.0.1" << ip4;
        QTest::newRow("IPv6") << "2001:db8::5" << "::1" << ip6;
        QTest::newRow("of two families") << "192.0.2.5" << "::1" << qsizetype(0);
        QTest::newRow("from nowhere") << "" << "127.0.0.1" << qsizetype(0);
    }
    void rtpStandsAsItIs()
    {
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(qsizetype, header);
        const QByteArray rtp = QByteArray::fromHex("800000010000000a00000007") + QByteArray(160, '\n');
        PcapWriter writer;
        writer.add(core::Timestamp::fromMicros(5), ui::PcapPlace{QHostAddress(from), 4000},
                   ui::PcapPlace{QHostAddress(to), 20'002}, rtp);
        const QByteArray packet = writer.bytes().mid(fileHeader + recordHeader);
        QCOMPARE(packet.size(), header == 0 ? qsizetype(0) : header + udp + rtp.size());
        if (header == 0)
            return;
        QCOMPARE(network(packet, header), quint16(4000));
        QCOMPARE(network(packet, header + 2), quint16(20'002));
        QCOMPARE(packet.mid(header + udp), rtp);
    }

    void aMessageLongerThanADatagramIsCut()
    {
        PcapWriter writer;
        writer.add(core::Timestamp::fromMicros(0), QStringLiteral("127.0.0.1:1"), QStringLiteral("127.0.0.1:2"),
                   QString(100'000, 'x'));
        QCOMPARE(writer.bytes().size(), fileHeader + recordHeader + 65'535);
    }
};

QTEST_GUILESS_MAIN(PcapTest)
#include "tst_pcap.moc"
