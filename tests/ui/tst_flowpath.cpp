// SPDX-License-Identifier: GPL-3.0-or-later
// The way of one call through its flow: graph, steps and the slider through time.
#include "ui/common/stepview.h"
#include "ui/common/theme.h"
#include "ui/docks/calldetail/flowpathview.h"

#include <QLabel>
#include <QSlider>
#include <QTableWidget>
#include <QtTest>

using contract::Action;

namespace {
constexpr qint64 startUs = 1'700'000'000'000'000;

core::Timestamp at(int ms) { return core::Timestamp::fromMicros(startUs + ms * 1000LL); }

Action action(const char *type)
{
    Action made;
    made.id = core::newId();
    made.type = QLatin1String(type);
    return made;
}

Action ran(Action step, int ms = -1)
{
    if (ms >= 0)
        step.tmExecute = at(ms);
    return step;
}

/// answer, talk, branch (1: echo, else back to talk), echo, hangup
struct Sample
{
    Action answer = action("answer"), talk = action("talk"), branch = action("branch"), echo = action("echo"),
           hangup = action("hangup");
    contract::Activeflow flow;
    ui::FlowPathView view;
    QTableWidget *table = view.findChild<QTableWidget *>();
    QSlider *slider = view.findChild<QSlider *>();
    ui::StepView *graph = view.findChild<ui::StepView *>();

    Sample()
    {
        branch.option = {{"target_ids", {{"1", core::utf8(echo.id)}}}, {"default_target_id", core::utf8(talk.id)}};
        contract::Stack main;
        main.actions = {answer, talk, branch, echo, hangup};
        flow.stackMap[QStringLiteral("1")] = main;
        view.resize(1000, 400);
        view.QWidget::show();
    }
    /// talk twice, as the first key was none.
    void show(bool lives, int endMs)
    {
        view.show(flow, {ran(answer, 100), ran(talk, 200), ran(branch), ran(talk, 5200), ran(branch), ran(echo, 9200)}, at(0),
                  at(endMs), lives);
    }
};
} // namespace

class FlowPathTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { ui::Theme::instance().install(*qApp); }

    void theWholeFlowIsDrawnAndWhatRanIsListed()
    {
        Sample m;
        m.show(false, 12'000);
        QCOMPARE(m.graph->steps(), 5);
        QCOMPARE(m.table->rowCount(), 6);
        QVERIFY(m.slider->isEnabled());
        QCOMPARE(m.slider->maximum(), 12'000);
        QCOMPARE(m.slider->value(), 12'000);
        QCOMPARE(m.graph->timesOf(0), QStringLiteral("0.1 s for 0.1 s"));
        QCOMPARE(m.graph->timesOf(1), QStringLiteral("2 times, last 5.2 s for 4.0 s"));
        QCOMPARE(m.graph->timesOf(3), QStringLiteral("9.2 s for 2.8 s"));
        QCOMPARE(m.graph->timesOf(4), QString()); // did not run
    }

    void theMomentIsReadable_data()
    {
        QTest::addColumn<int>("width");
        QTest::newRow("beside a message") << 560;
        QTest::newRow("in a large window") << 1600;
    }
    void theMomentIsReadable()
    {
        QFETCH(int, width);
        Sample m;
        m.view.resize(width, 400);
        m.show(false, 12'000);
        QCoreApplication::processEvents();
        const QLabel *moment = m.view.findChildren<QLabel *>().last();
        QCOMPARE(moment->text(), QStringLiteral("12.0 s, step 6 of 6: echo"));
        QVERIFY2(moment->geometry().right() < m.view.width(), qPrintable(QString::number(moment->geometry().right())));
        QVERIFY(moment->width() >= moment->sizeHint().width());
        QVERIFY(m.slider->width() > 100);
    }

    void theSliderGoesBackInTime_data()
    {
        QTest::addColumn<int>("ms");
        QTest::addColumn<int>("row");
        QTest::addColumn<QString>("talk");
        QTest::newRow("before the first step") << 50 << -1 << "";
        QTest::newRow("at the first step") << 100 << 0 << "";
        QTest::newRow("in the first talk") << 3000 << 1 << "0.2 s";
        QTest::newRow("in the second talk, and what took no time before it") << 6000 << 3 << "2 times, last 5.2 s";
        QTest::newRow("at the end") << 12'000 << 5 << "2 times, last 5.2 s for 4.0 s";
    }
    void theSliderGoesBackInTime()
    {
        QFETCH(int, ms);
        QFETCH(int, row);
        Sample m;
        m.show(false, 12'000);
        QSignalSpy chosen(&m.view, &ui::FlowPathView::currentChanged);
        m.slider->setValue(0);
        m.slider->setValue(ms);
        QVERIFY(!chosen.isEmpty());
        QCOMPARE(m.view.currentStep(), row);
        QTEST(m.graph->timesOf(1), "talk");
    }

    void aClickBesideTheHandleIsATime()
    {
        Sample m;
        m.show(false, 12'000);
        QTest::mouseClick(m.slider, Qt::LeftButton, {}, m.slider->rect().center());
        QVERIFY2(std::abs(m.slider->value() - 6000) < 200, qPrintable(QString::number(m.slider->value())));
        QCOMPARE(m.view.currentStep(), 3);
    }

    void aStepOfTheListMovesTheSlider()
    {
        Sample m;
        m.show(false, 12'000);
        m.table->setCurrentCell(3, 0);
        QCOMPARE(m.slider->value(), 5200);
        m.view.moveBy(1); // a branch, just before what followed
        QCOMPARE(m.slider->value(), 9200);
        QCOMPARE(m.view.currentStep(), 4);
        m.view.moveBy(1);
        QCOMPARE(m.slider->value(), 9200);
        m.view.moveBy(1); // there is none
        QCOMPARE(m.view.currentStep(), 5);
    }

    void aStepOfTheGraphIsFoundInTheList()
    {
        Sample m;
        m.show(false, 12'000);
        m.graph->setFocus();
        QTest::keyClick(m.graph, Qt::Key_Down); // answer
        QCOMPARE(m.view.currentStep(), 0);
        QTest::keyClick(m.graph, Qt::Key_Down); // talk, the last time
        QCOMPARE(m.view.currentStep(), 3);
        QTest::keyClick(m.graph, Qt::Key_End); // hangup did not run
        QCOMPARE(m.view.currentStep(), 3);
    }

    void atTheRightEndItFollowsTheCall()
    {
        Sample m;
        m.show(true, 10'000);
        m.show(true, 11'000);
        QCOMPARE(m.slider->value(), 11'000);
        m.slider->setValue(3000);
        m.show(true, 12'000);
        QCOMPARE(m.slider->value(), 3000);
        QCOMPARE(m.view.currentStep(), 1);
    }

    void whatTheFlowNoLongerHasIsDrawnBehindIt()
    {
        Sample m;
        const Action fetched = action("play");
        m.view.show(m.flow, {ran(m.answer, 100), ran(fetched, 300)}, at(0), at(1000), false);
        QCOMPARE(m.graph->steps(), 6);
        QCOMPARE(m.graph->timesOf(5), QStringLiteral("0.3 s for 0.7 s"));
    }

    void withoutAStepTheSliderSaysWhy()
    {
        Sample m;
        m.view.show({}, {}, at(0), at(1000), false);
        QVERIFY(!m.slider->isEnabled());
        QVERIFY2(m.slider->toolTip().contains(QStringLiteral("No step")), qPrintable(m.slider->toolTip()));
        m.show(false, 12'000);
        m.view.clear();
        QCOMPARE(m.table->rowCount(), 0);
        QCOMPARE(m.graph->steps(), 0);
        QCOMPARE(m.view.currentStep(), -1);
    }
};

QTEST_MAIN(FlowPathTest)
#include "tst_flowpath.moc"
