// SPDX-License-Identifier: GPL-3.0-or-later
// What the trace of the program keeps, and of whom.
#include "core/timeline.h"

#include "core/systemclock.h"

#include <QtTest>

using core::TimelineKind;

class TimelineTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aCallKeepsItsOwnWhenOthersTalk()
    {
        add(TimelineKind::Sip, m_call, QStringLiteral("INVITE"));
        add(TimelineKind::Engine, m_call, QStringLiteral("ChannelCreated"));
        for (int i = 0; i < 5000; ++i)
            add(TimelineKind::Sip, QUuid::createUuid(), QStringLiteral("OPTIONS"));
        QCOMPARE(textsOf(m_call), QStringLiteral("INVITE ChannelCreated"));
        QVERIFY(m_timeline->ofCall(m_call).isWhole);
        QCOMPARE(m_timeline->since(0, 100'000).size(), size_t(2001));
        QVERIFY(m_timeline->ofCall(m_call).entries.front().detail);
    }

    void aThreadIsTheCallsOnceThatIsKnown()
    {
        add(TimelineKind::Sip, {}, QStringLiteral("INVITE"), QStringLiteral("one"));
        add(TimelineKind::Sip, {}, QStringLiteral("OPTIONS"), QStringLiteral("two"));
        add(TimelineKind::Engine, m_call, QStringLiteral("ChannelCreated"));
        m_timeline->adopt(QStringLiteral("one"), m_call);
        add(TimelineKind::Sip, m_call, QStringLiteral("200"), QStringLiteral("one"));
        QCOMPARE(textsOf(m_call), QStringLiteral("INVITE ChannelCreated 200"));
        QCOMPARE(m_timeline->since(0).front().callId, m_call);
    }

    void whatOneCallMaySay_data()
    {
        QTest::addColumn<TimelineKind>("kind");
        QTest::addColumn<bool>("isWhole");
        QTest::newRow("messages") << TimelineKind::Sip << false;
        QTest::newRow("health checks") << TimelineKind::Bus << true;
    }
    void whatOneCallMaySay()
    {
        QFETCH(TimelineKind, kind);
        for (int i = 0; i < 1000; ++i)
            add(kind, m_call, QString::number(i));
        const core::CallHistory kept = m_timeline->ofCall(m_call);
        QVERIFY(kept.entries.size() < 500);
        QCOMPARE(kept.entries.front().text, QStringLiteral("0"));
        QCOMPARE(kept.entries.back().text, QStringLiteral("999"));
        QTEST(kept.isWhole, "isWhole");
    }

    void theLongestSilentCallIsForgottenFirst()
    {
        const QUuid silent = QUuid::createUuid();
        add(TimelineKind::Sip, silent, QStringLiteral("INVITE"));
        add(TimelineKind::Sip, m_call, QStringLiteral("INVITE"));
        for (int i = 0; i < 400; ++i) {
            const QUuid other = QUuid::createUuid();
            for (int n = 0; n < 100; ++n)
                add(TimelineKind::Sip, other, QStringLiteral("INFO"));
            add(TimelineKind::Bus, m_call, QStringLiteral("health"));
        }
        QCOMPARE(textsOf(silent), QString());
        QVERIFY(textsOf(m_call).startsWith(QLatin1String("INVITE health")));
    }

    void init()
    {
        m_call = QUuid::createUuid();
        m_timeline.emplace(m_clock);
    }

private:
    void add(TimelineKind kind, QUuid call, const QString &text, const QString &thread = {})
    {
        core::TimelineEntry entry;
        entry.kind = kind;
        entry.callId = call;
        entry.text = text;
        entry.thread = thread;
        entry.detail = [] { return QString(); };
        m_timeline->add(std::move(entry));
    }
    QString textsOf(QUuid call) const
    {
        QStringList texts;
        for (const core::TimelineEntry &one : m_timeline->ofCall(call).entries)
            texts += one.text;
        return texts.join(QLatin1Char(' '));
    }

    std::shared_ptr<core::Clock> m_clock = std::make_shared<core::SystemClock>();
    std::optional<core::Timeline> m_timeline;
    QUuid m_call;
};

QTEST_GUILESS_MAIN(TimelineTest)
#include "tst_timeline.moc"
