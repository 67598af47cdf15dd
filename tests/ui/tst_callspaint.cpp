// SPDX-License-Identifier: GPL-3.0-or-later
// Live calls paint only what looks different: whatever happens, the screen shows what a view that paints everything would.
#include "callsbench.h"
#include "ui/common/callsmodel.h"
#include "ui/common/filterfield.h"
#include "ui/common/theme.h"

#include <QHeaderView>
#include <QRandomGenerator>
#include <QScreen>
#include <QScrollBar>
#include <QWindow>
#include <QtTest>

using ui::CallsModel;
namespace status = contract::callstatus;

class CallsPaintTest : public QObject
{
    Q_OBJECT

    struct Bench : CallsBench
    {
        std::vector<contract::Call> calls;
        QHash<QString, ui::ChannelQuality> quality;
        int number = 0;
        QUuid group;

        Bench() : CallsBench(Qt::LeftDockWidgetArea, {1500, 500}) { window.show(); }
        void add()
        {
            contract::Call call = host.make(number, number * 7 % 4000);
            if (number % 5 == 0) {
                group = core::newId();
                contract::Groupcall told;
                told.id = group;
                told.status = QStringLiteral("progressing");
                told.destinations.resize(2);
                told.tmCreate = told.tmUpdate = host.now();
                manager.answer(QStringLiteral("GET /v1/groupcalls/") + core::toText(group), core::toJson(told));
            }
            if (number % 5 < 2)
                call.groupcallId = group;
            if (number % 3 == 0)
                call.status = status::ringing;
            ++number;
            host.tell(QStringLiteral("call_created"), call);
            calls.push_back(call);
        }
        void end(size_t at)
        {
            host.tell(QStringLiteral("call_deleted"), calls[at]);
            calls.erase(calls.begin() + long(at));
        }
        void change(size_t at)
        {
            contract::Call &call = calls[at];
            call.tmUpdate = host.now();
            call.status = call.status == status::ringing ? status::progressing : status::ringing;
            call.action.type = QStringLiteral("talk");
            host.tell(QStringLiteral("call_updated"), call);
        }
        void measure(QRandomGenerator &random)
        {
            for (const contract::Call &call : calls)
                quality.insert(call.channelId, {"PCMU", 1 + random.bounded(3.4), 3, 0.1, -30, -40, call.id, {}, {}});
            host.tellQuality(quality);
        }
        QImage onScreen()
        {
            const QPoint at = view->viewport()->mapTo(&window, QPoint());
            return window.screen()
                ->grabWindow(window.winId(), at.x(), at.y(), view->viewport()->width(), view->viewport()->height())
                .toImage()
                .convertToFormat(QImage::Format_RGB32);
        }
        QImage painted() { return view->viewport()->grab().toImage().convertToFormat(QImage::Format_RGB32); }
        bool isRight()
        {
            QCoreApplication::processEvents();
            return onScreen() == painted();
        }
        /// Durations go on, and rows move, between two looks.
        bool becomesRight()
        {
            return QTest::qWaitFor([this] { return isRight(); });
        }
    };
    std::unique_ptr<Bench> m;

private Q_SLOTS:
    void initTestCase() { ui::Theme::instance().install(*qApp); }
    void init()
    {
        m = std::make_unique<Bench>();
        for (int i = 0; i < 120; ++i)
            m->add();
        QTRY_COMPARE(m->dock->model().live(), 120);
        QTRY_VERIFY(m->view->model()->rowCount() > 120);
        QVERIFY(m->becomesRight());
    }
    void cleanup() { m.reset(); }

    void theScreenShowsWhatIs_data()
    {
        QTest::addColumn<int>("column");
        QTest::addColumn<QString>("filter");
        QTest::addColumn<int>("scrolled");
        QTest::newRow("waiting calls first, at the top") << -1 << "" << 0;
        QTest::newRow("waiting calls first, scrolled") << -1 << "" << 333;
        QTest::newRow("by number") << int(CallsModel::From) << "" << 0;
        QTest::newRow("by number, scrolled to the end") << int(CallsModel::From) << "" << 100'000;
        QTest::newRow("by MOS") << int(CallsModel::Mos) << "" << 57;
        QTest::newRow("a filter by state") << -1 << "state:progressing" << 0;
        QTest::newRow("a filter by MOS") << int(CallsModel::Mos) << "mos<3" << 0;
    }

    void theScreenShowsWhatIs()
    {
        QFETCH(int, column);
        QFETCH(QString, filter);
        QFETCH(int, scrolled);
        QRandomGenerator random(7);
        m->measure(random);
        m->view->horizontalHeader()->setSortIndicator(column, Qt::AscendingOrder);
        m->dock->findChild<ui::FilterField *>()->setText(filter);
        QVERIFY(m->becomesRight());
        m->view->verticalScrollBar()->setValue(scrolled);
        QVERIFY(m->becomesRight());
        for (int round = 0; round < 20; ++round) {
            for (int i = random.bounded(4); i > 0; --i)
                m->add();
            for (int i = random.bounded(4); i > 0 && m->calls.size() > 60; --i)
                m->end(size_t(random.bounded(int(m->calls.size()))));
            for (int i = random.bounded(4); i > 0; --i)
                m->change(size_t(random.bounded(int(m->calls.size()))));
            const int what = random.bounded(8), rows = m->view->model()->rowCount();
            const QModelIndex index = m->view->model()->index(rows > 0 ? random.bounded(rows) : 0, 0);
            if (what == 0)
                m->measure(random);
            else if (what == 1 && index.isValid())
                m->tree->setOpen(index, !index.data(ui::CallsTree::OpenRole).toBool());
            else if (what == 2)
                m->view->verticalScrollBar()->setValue(m->view->verticalScrollBar()->value() + random.bounded(81) - 40);
            else if (what == 3 && index.isValid())
                m->view->selectRow(index.row());
            else if (what == 4)
                m->view->clearSelection();
            else if (what == 5)
                QTest::keyClick(m->view, Qt::Key_Down, Qt::ShiftModifier);
            else if (what == 6)
                QTest::keyClick(m->view, Qt::Key_Up);
            QVERIFY2(m->becomesRight(), qPrintable(QStringLiteral("round %1").arg(round)));
        }
    }

    void onlyOneRowIsMarkedAsCurrent()
    {
        m->view->selectRow(2);
        QVERIFY(m->becomesRight());
        for (int i = 0; i < 3; ++i) {
            QTest::keyClick(m->view, Qt::Key_Down, Qt::ShiftModifier);
            QVERIFY(m->becomesRight());
        }
    }

    void stripesStayWithTheirRows()
    {
        m->view->verticalScrollBar()->setValue(500);
        const int row = m->view->rowAt(10);
        const QPersistentModelIndex kept = m->view->model()->index(row, 0);
        const bool striped = m->view->isStriped(row, false);
        const int rows = m->view->model()->rowCount();
        contract::Call call = m->host.make(4999);
        call.status = status::ringing;
        m->host.tell(QStringLiteral("call_created"), call);
        QTRY_COMPARE(m->view->model()->rowCount(), rows + 1);
        QTRY_COMPARE(kept.row(), row + 1);
        m->view->layOut();
        QCOMPARE(m->view->isStriped(kept.row(), false), striped);
    }
};

QTEST_MAIN(CallsPaintTest)
#include "tst_callspaint.moc"
