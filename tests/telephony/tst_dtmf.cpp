// SPDX-License-Identifier: GPL-3.0-or-later
// Keys by telephone events (RFC 4733).
#include "telephony/rtp/dtmf.h"

#include <QTest>

using namespace telephony::rtp;

namespace {
/// Reads rows such as `5@800:160 5@800:320! tick*10`: event, timestamp, duration; `!` is an end packet.
QString reports(const QString &script)
{
    DtmfReceiver receiver;
    QStringList heard;
    const auto note = [&heard](const std::optional<DtmfReceiver::Key> &key) {
        if (key)
            heard << QStringLiteral("%1:%2").arg(QLatin1Char(key->digit)).arg(key->durationMs);
    };
    for (QString word : script.split(' ', Qt::SkipEmptyParts)) {
        if (word.startsWith("tick")) {
            const int count = word.contains('*') ? word.section('*', 1).toInt() : 1;
            for (int i = 0; i < count; ++i)
                note(receiver.tick());
            continue;
        }
        TelephoneEvent event;
        event.end = word.endsWith('!');
        word.remove('!');
        event.event = uint8_t(word.section('@', 0, 0).toInt());
        event.duration = uint16_t(word.section(':', 1).toInt());
        note(receiver.packet(event, word.section('@', 1).section(':', 0, 0).toUInt()));
    }
    return heard.join(' ');
}

struct Sent
{
    int steps = 0, packets = 0, ends = 0, firsts = 0, lastDuration = 0;
    QByteArray digits;
};

Sent send(const DigitPlan &plan)
{
    DtmfSender sender;
    sender.start(plan);
    Sent sent;
    while (sender.isRunning()) {
        const auto step = sender.step();
        if (++sent.steps > 10'000)
            break;
        if (!step.send)
            continue;
        sent.packets += step.repeat;
        sent.firsts += step.first;
        if (step.event.end) {
            sent.ends += step.repeat;
            sent.digits += digitOf(step.event.event);
            sent.lastDuration = step.event.duration;
        }
    }
    return sent;
}

DigitPlan planOf(const QByteArray &digits)
{
    DigitPlan plan;
    for (const char digit : digits)
        plan.digits[plan.count++] = digit;
    return plan;
}
} // namespace

class DtmfTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void reportsEachKeyOnce_data()
    {
        QTest::addColumn<QString>("packets");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const char *packets, const char *expected) {
            QTest::newRow(name) << QString::fromLatin1(packets) << QString::fromLatin1(expected);
        };
        row("RFC 4733 §2.5.1.1 a key with three ends", "5@800:160 5@800:320 5@800:800! 5@800:800! 5@800:800!", "5:100");
        row("RFC 4733 §2.5.2.1 the same key twice", "5@800:800! 5@800:800! tick*3 5@4000:800! 5@4000:800!", "5:100 5:100");
        row("RFC 4733 §2.5.2.2 all but one end lost", "5@800:800!", "5:100");
        row("RFC 4733 §2.5.2.2 all ends lost", "5@800:160 5@800:320 tick*9 tick", "5:40");
        row("RFC 4733 §2.5.2.2 not yet given up", "5@800:160 5@800:320 tick*9", "");
        row("RFC 4733 §2.5.2.2 ends lost, the next key comes", "5@800:160 5@800:320 11@4000:160 11@4000:480!", "5:40 #:60");
        row("RFC 4733 §2.5.2.2 ends lost, the next key is one packet", "5@800:320 11@4000:480! tick", "5:40 #:60");
        row("RFC 4733 §2.5.2.2 an end after it was given up", "5@800:160 tick*10 5@800:800!", "5:20");
        row("reordered within a key", "5@800:320 5@800:160 5@800:800! 5@800:640", "5:100");
        row("a packet of the key before comes late", "5@800:800! 6@4000:160 5@800:640 6@4000:800!", "5:100 6:100");
        row("RFC 4733 §2.5.1.3 a key in two segments", "1@800:65535 1@66335:160 1@66335:1600!", "1:8391");
        row("RFC 4733 §2.5.1.3 a key in three segments", "1@0:65535 1@65535:65535 1@131070:1600!", "1:16583");
        row("over the wrap of the timestamp", "5@4294967000:800! 6@500:800!", "5:100 6:100");
        row("RFC 4733 §3.2 letters", "12@0:800! 15@4000:800!", "A:100 D:100");
        row("RFC 4733 §3.2 star", "10@0:800!", "*:100");
        row("an event that is no key", "16@0:800! 66@4000:160 66@4000:800!", "");
        row("a long held key is not repeated", "1@0:160 tick*5 1@0:960 tick*5 1@0:1760 tick*5 1@0:2560!", "1:320");
        row("nothing", "tick*50", "");
    }
    void reportsEachKeyOnce()
    {
        QFETCH(QString, packets);
        QFETCH(QString, expected);
        QCOMPARE(reports(packets), expected);
    }

    void sendsKeys()
    {
        const Sent sent = send(planOf("12#"));
        QCOMPARE(sent.digits, QByteArray("12#"));
        QCOMPARE(sent.firsts, 3);
        QCOMPARE(sent.ends, 9); // RFC 4733 §2.5.1.4: the end goes out three times
        QCOMPARE(sent.lastDuration, 800);
        QCOMPARE(sent.packets, 3 * (5 + 2));
        QCOMPARE(sent.steps, 3 * 5 + 2 * 5 + 1);
    }

    void durationsStayInTheField_data()
    {
        QTest::addColumn<int>("milliseconds");
        QTest::addColumn<int>("units");
        QTest::newRow("default") << 100 << 800;
        QTest::newRow("rounded up to a frame") << 101 << 960;
        QTest::newRow("at least two packets") << 0 << 320;
        QTest::newRow("negative") << -5 << 320;
        QTest::newRow("a minute") << 60'000 << 64'000;
    }
    void durationsStayInTheField()
    {
        QFETCH(int, milliseconds);
        QFETCH(int, units);
        DigitPlan plan = planOf("1");
        plan.duration = milliseconds;
        QCOMPARE(send(plan).lastDuration, units);
    }

    void pausesAreKept()
    {
        DigitPlan plan = planOf("1");
        plan.before = 200;
        plan.after = 400;
        QCOMPARE(send(plan).steps, 10 + 5 + 20 + 1);
        QCOMPARE(send(planOf("")).steps, 1);
        plan.count = 5000; // more than there is room for
        plan.digits.fill('7');
        QCOMPARE(send(plan).digits.size(), qsizetype(DigitPlan::maxDigits));
    }

    void whatIsSentIsUnderstood()
    {
        DtmfSender sender;
        DtmfReceiver receiver;
        sender.start(planOf("0123456789*#ABCD"));
        QByteArray heard;
        uint32_t now = 4'294'960'000, began = 0;
        while (sender.isRunning()) {
            const auto step = sender.step();
            if (step.first)
                began = now;
            for (int i = 0; step.send && i < step.repeat; ++i) {
                if (const auto key = receiver.packet(step.event, began))
                    heard += key->digit;
            }
            if (const auto key = receiver.tick())
                heard += key->digit;
            now += 160;
        }
        QCOMPARE(heard, QByteArray("0123456789*#ABCD"));
    }
};

QTEST_APPLESS_MAIN(DtmfTest)
#include "tst_dtmf.moc"
