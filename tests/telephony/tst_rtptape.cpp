// SPDX-License-Identifier: GPL-3.0-or-later
// The tape of RTP alone: what it keeps, what goes, and who reads while it is written.
#include "core/systemclock.h"
#include "telephony/media/rtptape.h"

#include <QTest>

#include <atomic>
#include <thread>

#include <arpa/inet.h>

using namespace telephony::media;

namespace {
/// Stands until it is moved.
class SetClock final : public core::SystemClock
{
public:
    core::Nanos now() const override { return core::Nanos(nanos.load()); }
    std::atomic<qint64> nanos{1'000'000'000};
};

constexpr size_t smallest = RtpTape::fewestChunks * RtpTape::chunkSize;
constexpr quint32 here = 0x7F000001, there = 0xC0000205; // 127.0.0.1, 192.0.2.5

struct Bench
{
    std::shared_ptr<SetClock> clock = std::make_shared<SetClock>();
    RtpTape tape{clock, smallest};

    static RtpTape::Label label(quint32 stream, bool isOutgoing = false)
    {
        RtpTape::Label made;
        made.stream = stream;
        made.far.sin_addr.s_addr = htonl(there);
        made.far.sin_port = htons(4000);
        made.isOutgoing = isOutgoing;
        return made;
    }
    static TapedStream stream(quint32 number) { return {number, QHostAddress(here), quint16(20'000 + 2 * number)}; }
    /// A millisecond after the one before.
    void add(quint32 number, const QByteArray &bytes, core::Nanos age = core::Nanos(0))
    {
        clock->nanos += 1'000'000;
        tape.add(label(number), {reinterpret_cast<const uint8_t *>(bytes.constData()), size_t(bytes.size())}, age);
    }
    KeptRtp read(quint32 number) const
    {
        const TapedStream one = stream(number);
        return tape.read({&one, 1});
    }
};

QByteArray numbered(int number, qsizetype size = 172)
{
    QByteArray bytes = QByteArray::number(number) + ' ';
    return bytes + QByteArray(size - bytes.size(), char(number));
}

int numberIn(const KeptPacket &packet) { return packet.bytes.left(packet.bytes.indexOf(' ')).toInt(); }
} // namespace

class RtpTapeTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void packetsComeBackAsTheyWere()
    {
        Bench m;
        m.add(1, "in");
        RtpTape::Label out = Bench::label(1, true);
        out.isReport = true;
        out.isMuxed = false;
        m.clock->nanos += 5;
        const QByteArray report = "out";
        m.tape.add(out, {reinterpret_cast<const uint8_t *>(report.constData()), 3}, core::Nanos(0));
        const KeptRtp kept = m.read(1);
        QCOMPARE(kept.since, core::Nanos(1'000'000'000));
        QCOMPARE(kept.packets.size(), size_t(2));
        const KeptPacket &first = kept.packets[0], &second = kept.packets[1];
        QCOMPARE(first.at, core::Nanos(1'001'000'000));
        QCOMPARE(first.bytes, QByteArray("in"));
        QVERIFY(!first.isReport && second.isReport);
        QCOMPARE(first.from, QHostAddress(there));
        QCOMPARE(first.fromPort, quint16(4000));
        QCOMPARE(first.to, QHostAddress(here));
        QCOMPARE(first.toPort, quint16(20'002));
        QCOMPARE(second.at, core::Nanos(1'001'000'005));
        QCOMPARE(second.from, QHostAddress(here));
        QCOMPARE(second.fromPort, quint16(20'003)); // RFC 3550 §11: RTCP on the next port
        QCOMPARE(second.to, QHostAddress(there));
        QCOMPARE(second.toPort, quint16(4000));
    }

    void eachCallHasItsOwn()
    {
        Bench m;
        for (int i = 0; i < 300; ++i)
            m.add(quint32(i % 3), numbered(i));
        const std::array streams{Bench::stream(0), Bench::stream(2)};
        QCOMPARE(m.tape.read(streams).packets.size(), size_t(200));
        const KeptRtp one = m.read(1);
        QCOMPARE(one.packets.size(), size_t(100));
        for (const KeptPacket &packet : one.packets)
            QCOMPARE(numberIn(packet) % 3, 1);
        QVERIFY(m.read(3).packets.empty());
        QVERIFY(m.tape.read({}).packets.empty());
    }

    void theOldestGoes()
    {
        Bench m;
        constexpr int count = 20'000; // some four times what there is room for
        for (int i = 0; i < count; ++i)
            m.add(1, numbered(i));
        const KeptRtp kept = m.read(1);
        const size_t size = kept.packets.size() * 172;
        QVERIFY2(size > smallest / 2 && size <= smallest, QByteArray::number(quint64(size)).constData());
        QCOMPARE(numberIn(kept.packets.back()), count - 1);
        for (size_t i = 1; i < kept.packets.size(); ++i)
            QCOMPARE(numberIn(kept.packets[i]), numberIn(kept.packets[i - 1]) + 1);
        QCOMPARE(kept.since, kept.packets.front().at);
        QCOMPARE(m.read(2).since, kept.since); // of whomever
    }

    void whatWasOnItsWayStandsWhereItArrived()
    {
        Bench m;
        m.add(1, "first");
        m.add(1, "third");
        m.add(1, "second", core::Nanos(1'500'000));
        m.add(1, "the wall clock was set meanwhile", std::chrono::hours(1));
        QByteArrayList order;
        for (const KeptPacket &one : m.read(1).packets)
            order += one.bytes;
        QCOMPARE(order, QByteArrayList({"first", "second", "third", "the wall clock was set meanwhile"}));
    }

    void aDraftIsNothingUntilItIsKept()
    {
        Bench m;
        const std::array<uint8_t, 3> bytes{1, 2, 3};
        m.tape.draft(Bench::label(1), bytes);
        QVERIFY(m.read(1).packets.empty());
        m.tape.draft(Bench::label(1), std::span(bytes).first(2));
        m.tape.keep();
        m.tape.keep();
        QCOMPARE(m.read(1).packets.size(), size_t(1));
        QCOMPARE(m.read(1).packets.front().bytes.size(), 2);
    }

    void theLongestFitsAndNothingLonger()
    {
        Bench m;
        m.add(1, {});
        m.add(1, numbered(1, qsizetype(RtpTape::longestPacket)));
        m.add(1, numbered(2, qsizetype(RtpTape::longestPacket) + 1));
        for (int i = 3; i < 20; ++i)
            m.add(1, numbered(i, qsizetype(RtpTape::longestPacket)));
        const KeptRtp kept = m.read(1);
        QVERIFY(kept.packets.size() >= 9 && kept.packets.size() < 18);
        QCOMPARE(numberIn(kept.packets.back()), 19);
        for (const KeptPacket &one : kept.packets)
            QVERIFY(one.bytes == numbered(numberIn(one), qsizetype(RtpTape::longestPacket)) && numberIn(one) != 2);
    }

    /// Two read as fast as they can while the tape is written round and round: what they get is whole and in a row.
    void itIsReadWhileItIsWritten()
    {
        Bench m;
        std::atomic<bool> isOver{false};
        std::atomic<int> good{0}, bad{0};
        const auto readOn = [&] {
            while (!isOver) {
                const KeptRtp kept = m.read(1);
                bool isGood = !kept.packets.empty();
                for (size_t i = 0; i < kept.packets.size(); ++i) {
                    const int number = numberIn(kept.packets[i]);
                    isGood = isGood && kept.packets[i].bytes == numbered(number) &&
                             (i == 0 || number == numberIn(kept.packets[i - 1]) + 1);
                }
                ++(isGood ? good : bad);
            }
        };
        int written = 0;
        m.add(1, numbered(written++));
        std::thread one(readOn), other(readOn);
        while (good + bad < 200 && written < 2'000'000)
            m.add(1, numbered(written++));
        isOver = true;
        one.join();
        other.join();
        QCOMPARE(numberIn(m.read(1).packets.back()), written - 1);
        QCOMPARE(bad.load(), 0);
        QVERIFY(good > 0);
    }
};

QTEST_GUILESS_MAIN(RtpTapeTest)
#include "tst_rtptape.moc"
