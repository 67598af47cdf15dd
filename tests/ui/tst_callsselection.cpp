// SPDX-License-Identifier: GPL-3.0-or-later
// Selecting in live calls: as everywhere with mouse and keyboard, and of calls, which come, go and change meanwhile.
#include "callsbench.h"
#include "ui/common/callsmodel.h"
#include "ui/common/theme.h"
#include "ui/docks/calls/dragchip.h"

#include <QAction>
#include <QPushButton>
#include <QtTest>

using ui::CallsModel;

class CallsSelectionTest : public QObject
{
    Q_OBJECT

    struct Bench : CallsBench
    {
        std::vector<contract::Call> calls;
        Bench() : CallsBench(Qt::LeftDockWidgetArea, {1200, 500}) { window.show(); }
        contract::Call add(const QUuid &group = {})
        {
            contract::Call call = host.make(int(calls.size()), 1000 + int(calls.size()));
            call.groupcallId = group;
            host.tell(QStringLiteral("call_created"), call);
            calls.push_back(call);
            return call;
        }
        void update(contract::Call &call)
        {
            call.tmUpdate = host.now();
            host.tell(QStringLiteral("call_updated"), call);
        }
        QUuid idAt(int row) { return tree->index(row, 0).data(CallsModel::IdRole).toUuid(); }
        void press(int row, Qt::KeyboardModifiers keys = {}, Qt::MouseButton button = Qt::LeftButton)
        {
            QTest::mousePress(view->viewport(), button, keys, at(row));
        }
        void click(int row, Qt::KeyboardModifiers keys = {})
        {
            QTest::mouseClick(view->viewport(), Qt::LeftButton, keys, at(row));
        }
        QPoint at(int row)
        {
            view->layOut();
            return view->visualRect(tree->index(row, CallsModel::To)).center();
        }
        QList<int> rows()
        {
            QList<int> found;
            for (const QModelIndex &one : view->selectedRows())
                found += one.row();
            return found;
        }
    };
    std::unique_ptr<Bench> m;

    void fill(int count)
    {
        for (int i = 0; i < count; ++i)
            m->add();
        QTRY_COMPARE(m->tree->rowCount(), count);
    }

private Q_SLOTS:
    void initTestCase() { ui::Theme::instance().install(*qApp); }
    void init() { m = std::make_unique<Bench>(); }
    void cleanup() { m.reset(); }

    /// The specification, §1.3: rows keep their place while the pointer is over the table or a row is selected.
    void nothingMovesBelowAChosenRow()
    {
        fill(2);
        const contract::Call a = m->calls[0], b = m->calls[1];
        const auto told = [&](double ofA, double ofB) {
            m->host.tellQuality({{a.channelId, {"PCMU", ofA, 3, 0, -12, -20, a.id, {}, {}}},
                                 {b.channelId, {"PCMU", ofB, 3, 0, -12, -20, b.id, {}, {}}}});
        };
        told(2.0, 3.0);
        m->tree->sort(CallsModel::Mos, Qt::AscendingOrder);
        ui::CallsTree other(m->host, m->tree->calls());
        other.sort(CallsModel::Mos, Qt::AscendingOrder);
        QCOMPARE(m->idAt(0), a.id);
        m->window.activateWindow();
        m->view->setFocus();
        QTRY_VERIFY(m->view->hasFocus());
        m->click(1);
        QEvent left(QEvent::Leave); // the pointer
        QCoreApplication::sendEvent(m->view, &left);
        told(4.0, 3.0);
        QTRY_COMPARE(other.index(0, 0).data(CallsModel::IdRole).toUuid(), b.id);
        QCOMPARE(m->idAt(0), a.id);
        m->view->clearSelection();
        QTRY_COMPARE(m->idAt(0), b.id);
    }

    void newRowsComeBelowAChosenOneUntilItIsLeft()
    {
        fill(3);
        const QUuid first = m->idAt(0);
        m->window.activateWindow();
        m->view->setFocus();
        QTRY_VERIFY(m->view->hasFocus());
        m->click(1);
        const QUuid chosen = m->idAt(1);
        const auto younger = [this](int number) {
            const contract::Call call = m->host.make(number, 500 - number);
            m->host.tell(QStringLiteral("call_created"), call);
            return call.id;
        };
        const QUuid fourth = younger(10);
        QTRY_COMPARE(m->tree->rowCount(), 4);
        const QUuid fifth = younger(11);
        QTRY_COMPARE(m->tree->rowCount(), 5);
        QCOMPARE(m->idAt(0), first);
        QCOMPARE(m->idAt(1), chosen);
        QCOMPARE(m->idAt(3), fourth);
        QCOMPARE(m->idAt(4), fifth);
        m->view->clearSelection();
        QTRY_VERIFY(m->idAt(1) != chosen);
        CallsModel &calls = m->tree->calls();
        ui::CallsTree asItOughtToBe(m->host, calls);
        for (int row = 0; row < 5; ++row)
            QTRY_COMPARE(m->idAt(row), asItOughtToBe.index(row, 0).data(CallsModel::IdRole).toUuid());
    }

    void homeAndEndGoToTheFirstAndTheLastRow_data()
    {
        QTest::addColumn<Qt::KeyboardModifiers>("keys");
        QTest::newRow("alone") << Qt::KeyboardModifiers();
        QTest::newRow("with Ctrl") << Qt::KeyboardModifiers(Qt::ControlModifier);
    }
    void homeAndEndGoToTheFirstAndTheLastRow()
    {
        QFETCH(Qt::KeyboardModifiers, keys);
        fill(40);
        m->view->setFocus();
        m->click(2);
        QTest::keyClick(m->view, Qt::Key_End, keys);
        QCOMPARE(m->rows(), QList<int>({39}));
        QCOMPARE(m->view->currentIndex().row(), 39);
        QTest::keyClick(m->view, Qt::Key_Home, keys);
        QCOMPARE(m->rows(), QList<int>({0}));
        QTest::keyClick(m->view, Qt::Key_Down);
        QTest::keyClick(m->view, Qt::Key_Home, keys | Qt::ShiftModifier);
        QCOMPARE(m->rows(), QList<int>({0, 1}));
    }

    void mouseAndKeyboardSelectAsEverywhere()
    {
        fill(12);
        m->view->setFocus();
        m->click(2);
        QCOMPARE(m->rows(), QList<int>({2}));
        m->click(5, Qt::ControlModifier);
        QCOMPARE(m->rows(), QList<int>({2, 5}));
        m->click(8, Qt::ShiftModifier);
        QCOMPARE(m->rows(), QList<int>({2, 5, 6, 7, 8}));
        m->click(6, Qt::ShiftModifier); // from the same place, not so far
        QCOMPARE(m->rows(), QList<int>({2, 5, 6}));
        m->click(5, Qt::ControlModifier);
        QCOMPARE(m->rows(), QList<int>({2, 6}));
        m->press(6, {}, Qt::RightButton);
        QCOMPARE(m->rows(), QList<int>({2, 6}));
        m->press(2); // perhaps they are dragged
        QCOMPARE(m->rows(), QList<int>({2, 6}));
        QTest::mouseRelease(m->view->viewport(), Qt::LeftButton, {}, m->at(2));
        QCOMPARE(m->rows(), QList<int>({2}));
        QTest::keyClick(m->view, Qt::Key_Down, Qt::ShiftModifier);
        QTest::keyClick(m->view, Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(m->rows(), QList<int>({2, 3, 4}));
        QTest::keyClick(m->view, Qt::Key_Up, Qt::ShiftModifier);
        QCOMPARE(m->rows(), QList<int>({2, 3}));
        QTest::keyClick(m->view, Qt::Key_Down);
        QCOMPARE(m->rows(), QList<int>({4}));
        QTest::keyClick(m->view, Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(m->rows().size(), 12);
        m->view->clearSelection();
        QCOMPARE(m->rows(), QList<int>());
    }

    void whatComesIsNotSelected()
    {
        fill(120);
        m->view->selectAll();
        QCOMPARE(m->dock->selected().size(), 120);
        for (const size_t gone : {size_t(3), size_t(77)})
            m->host.tell(QStringLiteral("call_deleted"), m->calls[gone]);
        const contract::Call one = m->add(), other = m->add();
        QTRY_VERIFY(m->tree->rowOf(one.id) >= 0 && m->tree->rowOf(other.id) >= 0);
        QTRY_COMPARE(m->dock->selected().size(), 118);
        QVERIFY(!m->dock->selected().contains(one.id) && !m->dock->selected().contains(other.id));
        QCOMPARE(m->tree->rowCount(), 120);
        auto *hangup = m->dock->findChild<QPushButton *>(QStringLiteral("bulk.hangup"));
        QTRY_COMPARE(hangup->text().remove(QRegularExpression(QStringLiteral("[^0-9]"))), QStringLiteral("118"));
    }

    void theOrderOfTheRowsDoesNotChangeWhoIsSelected()
    {
        fill(60);
        m->click(3);
        m->click(10, Qt::ControlModifier);
        const QSet<QUuid> chosen{m->idAt(3), m->idAt(10)};
        m->tree->sort(CallsModel::From, Qt::DescendingOrder);
        const QList<QUuid> now = m->dock->selected();
        QCOMPARE(QSet<QUuid>(now.begin(), now.end()), chosen);
        for (const QModelIndex &row : m->view->selectedRows())
            QVERIFY(chosen.contains(m->idAt(row.row())));
    }

    void commandsSayWhatAllOfThemAre()
    {
        fill(3);
        m->view->selectAll();
        const auto says = [this](const char *id) { return m->commands.action(QLatin1String(id))->text(); };
        const auto isOn = [this](const char *id) { return m->commands.action(QLatin1String(id))->isEnabled(); };
        QTRY_VERIFY(isOn("calls.hold"));
        m->dock->model().setHeld(m->calls[0].id, true);
        m->dock->model().setHeld(m->calls[1].id, true);
        QTest::qWait(0);
        QTRY_COMPARE(says("calls.hold"), QStringLiteral("Hold"));
        m->dock->model().setHeld(m->calls[2].id, true);
        QTRY_COMPARE(says("calls.hold"), QStringLiteral("Take off hold"));
        contract::Call &third = m->calls[2];
        third.status = contract::callstatus::hangup;
        third.tmHangup = m->host.now();
        m->dock->model().setKeepEnded(true);
        m->update(third);
        m->dock->model().setHeld(m->calls[0].id, false);
        QTRY_COMPARE(says("calls.hold"), QStringLiteral("Hold"));
        for (const size_t one : {size_t(0), size_t(1)}) {
            m->calls[one].status = contract::callstatus::ringing;
            m->update(m->calls[one]);
        }
        QTRY_VERIFY(!isOn("calls.hold"));
        QVERIFY(isOn("calls.hangup"));
    }

    void aLegThatComesIntoASelectedGroupcallCounts()
    {
        contract::Groupcall group;
        group.id = core::newId();
        group.status = QStringLiteral("progressing");
        group.destinations.resize(2);
        group.tmCreate = group.tmUpdate = m->host.now();
        m->manager.answer(QStringLiteral("GET /v1/groupcalls/") + core::toText(group.id), core::toJson(group));
        const contract::Call first = m->add(group.id), second = m->add(group.id);
        QTRY_COMPARE(m->tree->rowCount(), 3);
        m->click(0);
        QCOMPARE(m->dock->selected().size(), 2);
        m->click(1, Qt::ControlModifier);
        QCOMPARE(m->dock->selected().size(), 2); // each once
        const contract::Call third = m->add(group.id);
        QTRY_COMPARE(m->dock->selected().size(), 3);
        m->host.tell(QStringLiteral("call_deleted"), second);
        QTRY_COMPARE(m->dock->selected().size(), 2);
        QVERIFY(m->dock->selected().contains(first.id) && m->dock->selected().contains(third.id));
    }

    void theOneThatIsLeftIsShown()
    {
        fill(2);
        QSignalSpy shown(m->dock, &ui::CallsDock::currentChanged);
        m->view->selectAll();
        QCOMPARE(shown.count(), 0);
        m->host.tell(QStringLiteral("call_deleted"), m->calls[0]);
        QTRY_COMPARE(shown.count(), 1);
        QCOMPARE(shown[0][0].toUuid(), m->calls[1].id);
    }

    void theFirstSelectedGoesFirst()
    {
        fill(6);
        const QUuid first = m->idAt(4), second = m->idAt(1);
        m->click(4);
        m->click(1, Qt::ControlModifier);
        QCOMPARE(m->dock->selected(), QList<QUuid>({first, second}));
    }

    void aClosedBranchTakesItsSelectionAlong()
    {
        fill(2);
        m->tree->setOpen(m->tree->index(0, 0), true);
        QCOMPARE(m->tree->rowCount(), 3);
        m->click(1); // its channel
        QCOMPARE(m->dock->selected(), QList<QUuid>({m->idAt(0)}));
        m->tree->setOpen(m->tree->index(0, 0), false);
        QTRY_COMPARE(m->dock->selected(), QList<QUuid>());
    }

    void copiesWhatIsSelected()
    {
        fill(4);
        m->click(1);
        m->click(3, Qt::ControlModifier);
        QCOMPARE(m->view->support()->selectedText().split(QLatin1Char('\n')).size(), 2);
    }

    void whatIsDraggedIsDrawnForTheScreen()
    {
        const QPixmap plain = ui::dragChip(QStringLiteral("calls"), QStringLiteral("3 calls"), false, 1),
                      fine = ui::dragChip(QStringLiteral("calls"), QStringLiteral("3 calls"), false, 2);
        QCOMPARE(fine.size(), plain.size() * 2);
        QCOMPARE(fine.devicePixelRatio(), 2.0);
        const QPixmap longOne = ui::dragChip(QStringLiteral("phone"), QString(500, QLatin1Char('8')), true, 1);
        QVERIFY(longOne.width() < 400);
    }
};

QTEST_MAIN(CallsSelectionTest)
#include "tst_callsselection.moc"
