// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/sip/siptrace.h"

#include "core/systemclock.h"

#include <QtTest>

using telephony::sip::SipTrace;

namespace {
const char *const ruler = "   ------------------------------------------------------------------------\n";

QByteArray logged(const char *head, const QByteArray &message)
{
    QByteArray text(head);
    text += ruler;
    for (const QByteArray &line : message.split('\n'))
        text += "   " + line + '\n';
    return text + ruler;
}
} // namespace

class SipTraceTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anArrowTellsTheDirection_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<QString>("text");
        QTest::newRow("received") << QByteArray("recv 500 bytes from udp/[127.0.0.1]:5062 at 10:00:00.000000:\n")
                                  << QString(QChar(0x2190)) + QStringLiteral(" BYE sip:1000@127.0.0.1 SIP/2.0");
        QTest::newRow("sent") << QByteArray("send 500 bytes to udp/[127.0.0.1]:5062 at 10:00:00.000000:\n")
                              << QString(QChar(0x2192)) + QStringLiteral(" BYE sip:1000@127.0.0.1 SIP/2.0");
    }
    void anArrowTellsTheDirection()
    {
        QFETCH(QByteArray, head);
        QFETCH(QString, text);
        core::Timeline timeline(std::make_shared<core::SystemClock>());
        SipTrace trace(&timeline);
        trace.feed(logged(head.constData(), "BYE sip:1000@127.0.0.1 SIP/2.0\nCall-ID: one\nCSeq: 2 BYE\n").constData());
        const auto entries = timeline.since(0);
        QCOMPARE(entries.size(), size_t(1));
        QCOMPARE(entries.front().text, text);
        QCOMPARE(entries.front().source, QStringLiteral("udp/[127.0.0.1]:5062"));
    }

    void aTaggedCallIdNamesTheCall_data()
    {
        QTest::addColumn<int>("endings");
        QTest::addColumn<int>("kept");
        QTest::newRow("while it lasts") << 0 << 2;
        QTest::newRow("its answer that is sent after its end") << 1 << 2;
        QTest::newRow("no longer a thousand calls later") << 1001 << 1;
    }
    void aTaggedCallIdNamesTheCall()
    {
        QFETCH(int, endings);
        QFETCH(int, kept);
        core::Timeline timeline(std::make_shared<core::SystemClock>());
        SipTrace trace(&timeline);
        const QUuid call = QUuid::createUuid();
        trace.tag(QStringLiteral("one"), call);
        trace.feed(message);
        if (endings > 0)
            trace.untag(QStringLiteral("one"));
        for (int i = 1; i < endings; ++i) {
            trace.tag(QString::number(i), QUuid::createUuid());
            trace.untag(QString::number(i));
        }
        trace.feed(message);
        QCOMPARE(int(timeline.ofCall(call).entries.size()), kept);
        QCOMPARE(timeline.since(0).size(), size_t(2));
    }
    void aCallIdThatComesAgainNamesTheNewCall()
    {
        core::Timeline timeline(std::make_shared<core::SystemClock>());
        SipTrace trace(&timeline);
        const QUuid call = QUuid::createUuid();
        trace.tag(QStringLiteral("one"), QUuid::createUuid());
        trace.untag(QStringLiteral("one"));
        trace.tag(QStringLiteral("one"), call);
        for (int i = 0; i < 1001; ++i) {
            trace.tag(QString::number(i), QUuid::createUuid());
            trace.untag(QString::number(i));
        }
        trace.feed(message);
        QCOMPARE(timeline.ofCall(call).entries.size(), size_t(1));
    }

private:
    const QByteArray message = logged("recv 9 bytes from udp/[127.0.0.1]:5062 at 1:\n", "BYE sip:x SIP/2.0\ni: one\n");
};

QTEST_GUILESS_MAIN(SipTraceTest)
#include "tst_siptrace.moc"
