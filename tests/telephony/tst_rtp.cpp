// SPDX-License-Identifier: GPL-3.0-or-later
// Packets and figures of RFC 3550, and the events of RFC 4733 on the wire.
#include "telephony/rtp/reception.h"

#include <QTest>

#include <array>
#include <cmath>

using namespace telephony::rtp;

namespace {
std::span<const uint8_t> bytesOf(const QByteArray &bytes)
{
    return {reinterpret_cast<const uint8_t *>(bytes.constData()), size_t(bytes.size())};
}

QByteArray hex(const char *text) { return QByteArray::fromHex(text); }

Packet numbered(uint16_t sequence, uint32_t timestamp = 0, uint32_t ssrc = 7)
{
    Packet packet;
    packet.sequence = sequence;
    packet.timestamp = timestamp;
    packet.ssrc = ssrc;
    return packet;
}

const QByteArray head = hex("80000001000000a000000007");
const QByteArray receiverReport = hex("80c9000100000009");
const QByteArray goodbye = hex("81cb000100000009");
const QByteArray block = hex("00000007"
                             "19"
                             "fffffe"
                             "00011170"
                             "0000000c"
                             "00001234"
                             "00010000");
const QByteArray senderReport = hex("81c8000c00000009"
                                    "0000000100000002"
                                    "00000003"
                                    "00000004"
                                    "00000005") +
                                block;
} // namespace

class RtpTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsPackets_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("payload"); // bytes of it; -1: refused
        const auto row = [](const char *name, const QByteArray &bytes, int payload) { QTest::newRow(name) << bytes << payload; };
        row("RFC 3550 §5.1 plain header", head + "abc", 3);
        row("RFC 3550 §5.1 nothing but a header", head, 0);
        row("RFC 3550 §5.1 one byte short of a header", head.left(11), -1);
        row("RFC 3550 §5.1 empty", {}, -1);
        row("RFC 3550 §5.1 version 1", hex("40000001000000a000000007") + "abc", -1);
        row("RFC 3550 §5.1 version 3", hex("c0000001000000a000000007") + "abc", -1);
        row("RFC 3550 §5.1 two contributors", hex("82000001000000a000000007") + "11112222" + "abc", 3);
        row("RFC 3550 §5.1 a contributor is missing", hex("82000001000000a000000007") + "1111" + "abc", -1);
        row("RFC 3550 §5.1 padding", hex("a0000001000000a000000007") + "abc" + hex("000003"), 3);
        row("RFC 3550 §5.1 all padding", hex("a0000001000000a000000007") + hex("000003"), 0);
        row("RFC 3550 §5.1 padding of no bytes", hex("a0000001000000a000000007") + hex("000000"), -1);
        row("RFC 3550 §5.1 padding reaches into the header", hex("a0000001000000a000000007") + hex("000004"), -1);
        row("RFC 3550 §5.1 padding without a byte for it", hex("a0000001000000a000000007"), -1);
        row("RFC 3550 §5.3.1 extension of one word", hex("90000001000000a000000007") + hex("bede000100000000") + "abc", 3);
        row("RFC 3550 §5.3.1 extension of no words", hex("90000001000000a000000007") + hex("bede0000") + "abc", 3);
        row("RFC 3550 §5.3.1 extension longer than the packet", hex("90000001000000a000000007") + hex("bede000200000000"), -1);
        row("RFC 3550 §5.3.1 cut in the head of the extension", hex("90000001000000a000000007") + hex("bede"), -1);
        row("RFC 3550 §5.3.1 contributor, extension and padding",
            hex("b1000001000000a000000007") + "1111" + hex("bede0001ffffffff") + "abc" + hex("0002"), 3);
    }
    void readsPackets()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, payload);
        const auto packet = parse(bytesOf(bytes));
        QCOMPARE(packet ? int(packet->payload.size()) : -1, payload);
        if (packet && payload == 3)
            QVERIFY(std::equal(packet->payload.begin(), packet->payload.end(), "abc"));
    }

    void fieldsOfTheHeaderKeepTheirPlaces()
    {
        const auto packet = parse(bytesOf(hex("80e5fffe80000001deadbeef")));
        QVERIFY(packet);
        QVERIFY(packet->marker);
        QCOMPARE(int(packet->payloadType), 101);
        QCOMPARE(int(packet->sequence), 0xFFFE);
        QCOMPARE(packet->timestamp, 0x80000001U);
        QCOMPARE(packet->ssrc, 0xDEADBEEFU);
        std::array<uint8_t, headerSize> written;
        writeHeader(written, *packet);
        QCOMPARE(QByteArray(reinterpret_cast<const char *>(written.data()), headerSize).toHex(),
                 QByteArray("80e5fffe80000001deadbeef"));
    }

    void eventsComeBack()
    {
        const auto event = parseEvent(bytesOf(hex("0b8a0640")));
        QVERIFY(event);
        QCOMPARE(digitOf(event->event), '#');
        QVERIFY(event->end);
        QCOMPARE(int(event->volume), 10);
        QCOMPARE(int(event->duration), 1600);
        QVERIFY(!parseEvent(bytesOf(hex("0b8a06"))));
        std::array<uint8_t, eventSize> written;
        writeEvent(written, *event);
        QCOMPARE(QByteArray(reinterpret_cast<const char *>(written.data()), eventSize).toHex(), QByteArray("0b8a0640"));
        QCOMPARE(digitOf(16), '\0');
        QCOMPARE(digitOf(255), '\0');
        QCOMPARE(eventOf('d'), 15);
        QCOMPARE(eventOf('e'), -1);
        QCOMPARE(eventOf('\0'), -1);
    }

    void readsReports_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("blocks"); // -1: refused
        const auto row = [](const char *name, const QByteArray &bytes, int blocks) { QTest::newRow(name) << bytes << blocks; };
        row("RFC 3550 §6.4.2 empty receiver report", receiverReport, 0);
        row("RFC 3550 §6.4.1 sender report with a block", senderReport, 1);
        row("RFC 3550 §6.6 goodbye behind it", senderReport + goodbye, 1);
        row("RFC 3550 §6.1 a packet of an unknown type behind it", receiverReport + hex("80d00000"), 0);
        row("RFC 3550 A.2 a goodbye leads", goodbye, -1);
        row("RFC 3550 A.2 wrong version", hex("40c9000100000009"), -1);
        row("RFC 3550 A.2 wrong version of the second", receiverReport + hex("40cb000100000009"), -1);
        row("RFC 3550 A.2 longer than the datagram", receiverReport + hex("81cb000200000009"), -1);
        row("RFC 3550 A.2 bytes left over", receiverReport + "abc", -1);
        row("RFC 3550 §6.4 cut head", receiverReport.left(6), -1);
        row("RFC 3550 §6.4 no SSRC", hex("80c90000"), -1);
        row("RFC 3550 §6.4.2 claims a block that is not there", hex("81c9000100000009"), -1);
        row("RFC 3550 §6.4.1 sender info cut", hex("80c80002000000090000000100000002").left(12), -1);
        row("RFC 3550 §6.4.1 padding of the last",
            receiverReport + hex("a1cb000200000009"
                                 "00000004"),
            0);
        row("RFC 3550 A.2 padding of the first of two",
            hex("a0c9000200000009"
                "00000004") +
                goodbye,
            -1);
        row("RFC 3550 §6.4.1 padding not in words",
            hex("a0c9000200000009"
                "00000003"),
            -1);
        row("RFC 3550 §6.4.1 padding longer than the packet",
            hex("a0c9000200000009"
                "000000ff"),
            -1);
        row("empty datagram", {}, -1);
        row("RTP is no RTCP", head + "abcd", -1);
    }
    void readsReports()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, blocks);
        const auto report = parseReport(bytesOf(bytes));
        QCOMPARE(report ? int(report->blockCount) : -1, blocks);
        if (blocks != 1)
            return;
        QCOMPARE(report->sender->ntp, (uint64_t(1) << 32) + 2);
        QCOMPARE(report->sender->octets, 5U);
        QCOMPARE(int(report->blocks[0].fractionLost), 25);
        QCOMPARE(report->blocks[0].cumulativeLost, -2); // 24 bits, signed
        QCOMPARE(report->blocks[0].highestSequence, 70'000U);
        QCOMPARE(report->bye, bytes.endsWith(goodbye));
    }

    void countsLoss_data()
    {
        QTest::addColumn<QList<int>>("sequences");
        QTest::addColumn<int>("lost");
        QTest::addColumn<double>("share");
        const auto row = [](const char *name, const QList<int> &sequences, int lost, double share) {
            QTest::newRow(name) << sequences << lost << share;
        };
        row("RFC 3550 A.3 nothing lost", {1, 2, 3, 4}, 0, 0);
        row("RFC 3550 A.3 one of four", {1, 2, 4}, 1, 0.25);
        row("RFC 3550 A.1 over the wrap of the sequence", {65534, 65535, 1, 2}, 1, 0.2);
        row("RFC 3550 A.3 reordered is not lost", {1, 3, 2, 4}, 0, 0);
        row("RFC 3550 A.3 duplicates hide loss, never below zero", {1, 2, 2, 2, 2}, 0, 0);
        row("RFC 3550 A.1 one stray far away is not counted", {1, 2, 30'000, 3}, 0, 0);
        row("RFC 3550 A.1 two in a row far away begin anew", {1, 2, 30'000, 30'001, 30'002}, 0, 0);
        row("RFC 3550 A.1 a jump below the limit is loss", {1, 2, 1002}, 999, 999.0 / 1002);
    }
    void countsLoss()
    {
        QFETCH(QList<int>, sequences);
        QFETCH(int, lost);
        QFETCH(double, share);
        Reception reception;
        for (const int sequence : sequences)
            reception.add(numbered(uint16_t(sequence)), 0, false);
        QCOMPARE(int(reception.lost()), lost);
        QVERIFY(std::abs(reception.takeLossShare() - share) < 1e-9);
        QCOMPARE(reception.takeLossShare(), 0.0);
    }

    void tellsNewSources()
    {
        using Verdict = Reception::Verdict;
        Reception reception;
        QVERIFY(reception.add(numbered(1), 0, true) == Verdict::NewSource);
        QVERIFY(reception.add(numbered(2), 0, true) == Verdict::Counted);
        QVERIFY(reception.add(numbered(20'000), 0, true) == Verdict::Stray);
        QVERIFY(reception.add(numbered(20'001), 0, true) == Verdict::NewSource);
        QVERIFY(reception.add(numbered(20'002, 0, 8), 0, true) == Verdict::NewSource);
        QCOMPARE(reception.received(), uint64_t(4));
    }

    /// RFC 3550 §6.4.1: what a report says about a source is of that source alone.
    void aReportIsOfOneSource()
    {
        Reception reception;
        for (const int sequence : {1, 2, 5, 6})
            reception.add(numbered(uint16_t(sequence), uint32_t(sequence) * 160), sequence * 160 + (sequence % 2) * 80, true);
        QCOMPARE(reception.report().cumulativeLost, 2);
        QVERIFY(reception.jitterMs() > 0);
        reception.add(numbered(100, 5, 8), 0, true);
        reception.add(numbered(101, 165, 8), 160, true);
        QCOMPARE(reception.report().ssrc, 8U);
        QCOMPARE(reception.report().cumulativeLost, 0);
        QCOMPARE(reception.report().jitter, 0U);
        QCOMPARE(reception.report().highestSequence, 101U);
        QCOMPARE(reception.lost(), uint64_t(2)); // the stream's total
    }

    void jitterFollowsTheFormula_data()
    {
        QTest::addColumn<int>("sway"); // every second packet comes this much later, in timestamp units
        QTest::addColumn<uint32_t>("first");
        QTest::addColumn<double>("ms"); // where the mean settles
        QTest::newRow("RFC 3550 A.8 even arrival") << 0 << 0U << 0.0;
        QTest::newRow("RFC 3550 A.8 every second 10 ms late") << 80 << 0U << 10.0;
        QTest::newRow("RFC 3550 A.8 over the wrap of the timestamp") << 80 << 0xFFFFFF00U << 10.0;
    }
    void jitterFollowsTheFormula()
    {
        QFETCH(int, sway);
        QFETCH(uint32_t, first);
        QFETCH(double, ms);
        Reception reception;
        for (int i = 0; i < 400; ++i)
            reception.add(numbered(uint16_t(i), first + uint32_t(i) * 160), i * 160 + i % 2 * sway, true);
        QVERIFY2(std::abs(reception.jitterMs() - ms) < 0.1, qPrintable(QString::number(reception.jitterMs())));
    }

    void aNewTimeLineIsNoJitter()
    {
        Reception reception;
        for (int i = 0; i < 10; ++i)
            reception.add(numbered(uint16_t(i), uint32_t(i) * 160), i * 160, true);
        reception.add(numbered(10, 4'000'000), 10 * 160, true);
        QCOMPARE(reception.jitterMs(), 0.0);
    }

    void reportsStayInTheirFields()
    {
        Reception reception;
        reception.add(numbered(0), 0, true);
        for (uint32_t i = 1; i < 4000; ++i)
            reception.add(numbered(uint16_t(i * 2999)), 0, true);
        reception.takeLossShare();
        const ReportBlock report = reception.report();
        QCOMPARE(int(report.fractionLost), 255);
        QCOMPARE(report.cumulativeLost, 0x7FFFFF);
        QCOMPARE(report.highestSequence, 3999U * 2999U); // cycles and sequence, RFC 3550 §6.4.1
    }
};

QTEST_APPLESS_MAIN(RtpTest)
#include "tst_rtp.moc"
