// SPDX-License-Identifier: GPL-3.0-or-later
// Call detail: the ladder with its band of RTP, what a message came of and led to, how it differs from the one before; JSON as a tree.
#include "detailbench.h"
#include "ui/common/filterfield.h"
#include "ui/common/theme.h"
#include "ui/docks/calldetail/jsontree.h"
#include "ui/docks/calldetail/jsonview.h"
#include "ui/docks/calldetail/ladderview.h"
#include "ui/docks/calldetail/messagediff.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QToolButton>

class LadderTest : public QObject
{
    Q_OBJECT

    struct Bench : DetailBench
    {
        contract::Call call = begin(1);
        ui::LadderView *ladder = dock->findChild<ui::LadderView *>();
        QLabel *causes = dock->findChild<QLabel *>(QStringLiteral("causes"));
        QToolButton *difference = dock->findChild<QToolButton *>(QStringLiteral("difference"));

        Bench() : DetailBench(1400)
        {
            for (const char *line :
                 {"← INVITE sip:1800@host SIP/2.0", "→ SIP/2.0 100 Trying", "→ SIP/2.0 200 OK", "← ACK sip:1800@host SIP/2.0"})
                trace(call.id, QString::fromUtf8(line));
            trace(call.id, QStringLiteral("← INFO sip:1800@host SIP/2.0"), QStringLiteral("Same: 1\r\nSignal: 1"));
            trace(call.id, QStringLiteral("← INFO sip:1800@host SIP/2.0"), QStringLiteral("Same: 1\r\nSignal: 2"));
            dock->setCall(call.id);
            dock->openTab(ui::CallDetailDock::Ladder);
            ladder->setShown(core::TimelineKind::Bus, false);
        }
        QString message() const
        {
            for (const auto *one : dock->findChildren<QPlainTextEdit *>()) {
                if (one->isVisible())
                    return one->toPlainText();
            }
            return {};
        }
        /// Of a SIP message.
        quint64 sequence(int at) const
        {
            for (const ui::StoryEntry &one : dock->story().entries()) {
                if (one.entry.kind == core::TimelineKind::Sip && at-- == 0)
                    return one.entry.sequence;
            }
            return 0;
        }
    };

private Q_SLOTS:
    void initTestCase() { ui::Theme::instance().install(*qApp); }

    void anAnsweredCallHasABandOfRtp()
    {
        Bench m;
        QCOMPARE(m.ladder->rows(), 7);
        m.ladder->setRtpShown(false);
        QCOMPARE(m.ladder->rows(), 6);
        m.ladder->setRtpShown(true);
        m.ladder->select(m.sequence(3));
        m.ladder->step(1); // over the band, which is no message
        QCOMPARE(m.ladder->current()->entry.sequence, m.sequence(4));
        m.ladder->step(-1);
        QCOMPARE(m.ladder->current()->entry.sequence, m.sequence(3));
    }

    void aMessageSaysWhatItCameOf()
    {
        Bench m;
        m.ladder->select(m.sequence(0));
        QVERIFY2(m.causes->text().contains(QStringLiteral("The phone sent it by itself.")), qPrintable(m.causes->text()));
        QVERIFY2(m.causes->text().contains(QStringLiteral("100 Trying")), qPrintable(m.causes->text()));
        m.ladder->select(m.sequence(1));
        QVERIFY2(m.causes->text().contains(QStringLiteral(">INVITE</a>")), qPrintable(m.causes->text()));
        QTest::mouseClick(m.ladder->viewport(), Qt::LeftButton, {}, {200, 40}); // the first row
        QCOMPARE(m.ladder->current()->entry.sequence, m.sequence(0));
        Q_EMIT m.causes->linkActivated(QString::number(m.sequence(1)));
        QCOMPARE(m.ladder->current()->entry.sequence, m.sequence(1));
    }

    void aMessageIsComparedWithThePreviousOfItsKind()
    {
        Bench m;
        m.ladder->select(m.sequence(4));
        QVERIFY(!m.difference->isEnabled());
        m.ladder->select(m.sequence(5));
        QVERIFY(m.difference->isEnabled());
        m.difference->click();
        QCOMPARE(m.message(), QStringLiteral("  INFO sip:1800@host SIP/2.0\n  Same: 1\n− Signal: 1\n+ Signal: 2"));
        m.difference->click();
        QCOMPARE(m.message(), QStringLiteral("INFO sip:1800@host SIP/2.0\nSame: 1\nSignal: 2"));
    }

    void linesThatDiffer_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::addColumn<QString>("lines");
        QTest::newRow("equal") << "a b" << "a b" << " a| b";
        QTest::newRow("one more") << "a c" << "a b c" << " a|+b| c";
        QTest::newRow("one less") << "a b c" << "a c" << " a|−b| c";
        QTest::newRow("another") << "a b" << "a c" << " a|−b|+c";
        QTest::newRow("all others") << "a" << "b c" << "−a|+b|+c";
    }
    void linesThatDiffer()
    {
        QFETCH(QString, before);
        QFETCH(QString, after);
        QStringList lines = ui::lineDifference(before.replace(QLatin1Char(' '), QLatin1Char('\n')),
                                               after.replace(QLatin1Char(' '), QLatin1Char('\n')))
                                .split(QLatin1Char('\n'));
        for (QString &one : lines)
            one.remove(1, 1);
        QTEST(lines.join(QLatin1Char('|')), "lines");
    }

    void jsonIsATreeThatFolds()
    {
        ui::JsonView view;
        auto *tree = view.findChild<ui::JsonTree *>();
        const auto json = [](int number) {
            return QString::fromStdString(
                core::dumpJson({{"call", {{"id", number}, {"source", {{"name", "Jo"}}}, {"tags", {1, 2}}}}, {"z", nullptr}}, 2));
        };
        view.setText(json(1));
        view.show();
        QVERIFY(tree->isVisible());
        const auto index = [tree](std::initializer_list<int> rows) {
            QModelIndex at;
            for (const int row : rows)
                at = tree->model()->index(row, 0, at);
            return at;
        };
        QCOMPARE(index({0}).data().toString(), QStringLiteral("call"));
        QCOMPARE(index({0, 1, 0}).siblingAtColumn(1).data().toString(), QStringLiteral("\"Jo\""));
        QVERIFY(tree->isExpanded(index({0})) && !tree->isExpanded(index({0, 1})));
        QTest::keyClicks(view.field(), QStringLiteral("jo"));
        QCOMPARE(view.found(), 1);
        QCOMPARE(tree->currentIndex().siblingAtColumn(0), index({0, 1, 0})); // its folder opens
        tree->collapse(index({0, 2}));
        view.setText(json(2));
        QVERIFY(tree->isExpanded(index({0, 1})) && !tree->isExpanded(index({0, 2})));
        QCOMPARE(index({0, 0}).siblingAtColumn(1).data().toString(), QStringLiteral("2"));
        for (QToolButton *one : view.findChildren<QToolButton *>()) {
            if (one->isCheckable())
                one->click();
        }
        QVERIFY(!tree->isVisible());
        QCOMPARE(view.text(), json(2));
    }
};

QTEST_MAIN(LadderTest)
#include "tst_ladder.moc"
