// SPDX-License-Identifier: GPL-3.0-or-later
// The header of Call detail says of the call what its row says.
#include "detailbench.h"
#include "ui/common/labels.h"
#include "ui/common/theme.h"
#include "ui/docks/calldetail/verdict.h"

#include <QAction>
#include <QLabel>
#include <QTabBar>
#include <QTabWidget>
#include <QtTest>

class DetailHeaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { ui::Theme::instance().install(*qApp); }

    void itSaysWhatTheRowSays()
    {
        DetailBench m(1200);
        const contract::Call call = m.begin(1, 61'000);
        const auto header = [&m] {
            QStringList texts;
            for (const QLabel *one : m.dock->header()->findChildren<QLabel *>())
                texts += one->text();
            return texts.join(QLatin1Char('|'));
        };
        m.dock->setCall(call.id);
        QTRY_VERIFY2(header().contains(QStringLiteral("Progressing 0:01:0")), qPrintable(header()));
        m.calls.setHeld(call.id, true);
        QTRY_VERIFY2(header().contains(QStringLiteral("Hold 0:01:")), qPrintable(header()));
    }

    void aCallThatWasRefusedHasFailed_data()
    {
        QTest::addColumn<int>("answer");
        QTest::addColumn<bool>("isAnswered");
        QTest::addColumn<QString>("reason");
        QTest::addColumn<QString>("state");
        QTest::newRow("refused by the platform") << 480 << false << "normal" << "Failed 480";
        QTest::newRow("busy") << 486 << false << "busy" << "Failed 486";
        QTest::newRow("asked for a password, then given up") << 401 << false << "normal" << "Hangup";
        QTest::newRow("taken back") << 487 << false << "normal" << "Hangup";
        QTest::newRow("taken back, which is told as a failure") << 487 << false << "cancel" << "Failed";
        QTest::newRow("answered; another offer was refused") << 488 << true << "normal" << "Hangup";
        QTest::newRow("refused after its end was told") << -480 << false << "normal" << "Failed 480";
        QTest::newRow("no SIP answer at all") << 0 << false << "dialout" << "Failed";
    }

    void aCallThatWasRefusedHasFailed()
    {
        QFETCH(int, answer);
        QFETCH(bool, isAnswered);
        QFETCH(QString, reason);
        QFETCH(QString, state);
        DetailBench m(1200);
        contract::Call call = m.begin(1);
        const auto trace = [&](int status, const char *method) {
            m.trace(call.id, QStringLiteral("→ SIP/2.0 %1 An answer").arg(status),
                    QStringLiteral("CSeq: 2 ") + QLatin1String(method));
        };
        if (answer > 0)
            trace(answer, "INVITE");
        trace(405, "OPTIONS");
        if (!isAnswered)
            call.tmProgressing = {};
        call.status = contract::callstatus::hangup;
        call.hangupReason = reason;
        call.tmUpdate = call.tmHangup = m.host.now();
        m.host.tell(QStringLiteral("call_hangup"), call);
        if (answer < 0) {
            QTRY_VERIFY(m.calls.count(ui::State::Hangup) == 1);
            trace(-answer, "INVITE");
        }
        const auto cell = [&](int column) { return m.calls.cell(call.id, column, Qt::DisplayRole).toString(); };
        QTRY_COMPARE(cell(ui::CallsModel::StateColumn), state);
        const bool isFailed = state.startsWith(QLatin1String("Failed"));
        QCOMPARE(m.calls.stateOf(*m.calls.call(call.id)), isFailed ? ui::State::Failed : ui::State::Hangup);
        QCOMPARE(cell(ui::CallsModel::Reason), reason); // as it came over the wire
        m.dock->setCall(call.id);
        QCOMPARE(m.dock->findChild<ui::VerdictStrip *>()->stateText(), state);
    }

    void anotherCallOnTheFlowPathAsksForAStep()
    {
        DetailBench m(800);
        const auto titles = [&m] {
            QStringList all;
            for (const auto *label : m.dock->findChildren<ui::ElidedLabel *>())
                all += label->text();
            return all;
        };
        for (const int number : {1, 2}) {
            m.dock->setCall(m.begin(number).id);
            m.tabs->setCurrentIndex(ui::CallDetailDock::FlowPath);
            QVERIFY(titles().contains(QStringLiteral("Step")));
            QVERIFY(!titles().contains(QStringLiteral("Message")));
        }
    }

    void tabsStayWhereTheyAre()
    {
        DetailBench m(800);
        QTabWidget *tabs = m.tabs;
        m.dock->setCall(m.begin(1).id);
        QTRY_VERIFY(tabs->isVisible());
        const auto places = [tabs] {
            QList<int> all;
            for (int i = 0; i < tabs->count(); ++i)
                all += tabs->tabBar()->tabRect(i).width();
            return all;
        };
        const QList<int> before = places();
        for (int i = 1; i < tabs->count(); ++i) {
            tabs->setCurrentIndex(i);
            QCoreApplication::processEvents();
            const QList<int> now = places();
            for (int tab = 0; tab < tabs->count(); ++tab) // the chosen one is written bolder
                QVERIFY2(std::abs(now[tab] - before[tab]) <= 2, qPrintable(QStringLiteral("%1: %2").arg(tab).arg(now[tab])));
        }
    }
};

QTEST_MAIN(DetailHeaderTest)
#include "tst_detailheader.moc"
