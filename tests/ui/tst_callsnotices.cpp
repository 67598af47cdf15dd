// SPDX-License-Identifier: GPL-3.0-or-later
// What Live calls says beside its rows: what is new out of sight, how many, why a key does nothing, and which row is chosen.
#include "callsbench.h"
#include "core/virtualclock.h"
#include "nomonitor.h"
#include "ui/common/callsmodel.h"
#include "ui/common/filterfield.h"
#include "ui/common/theme.h"
#include "ui/docks/calls/newcallschip.h"

#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QtTest>

using ui::CallsModel;

class CallsNoticesTest : public QObject
{
    Q_OBJECT

    struct Bench : CallsBench
    {
        QLineEdit *elsewhere = new QLineEdit;
        NoMonitor monitor;
        ui::NewCallsChip *chip = dock->findChild<ui::NewCallsChip *>();
        int number = 0;

        Bench() : CallsBench(Qt::BottomDockWidgetArea, {1200, 500})
        {
            window.setCentralWidget(elsewhere);
            dock->setMonitor(monitor);
            window.show();
        }
        bool tell(int count)
        {
            for (int i = 0; i < count; ++i) {
                contract::Call call = host.make(++number);
                call.tmCreate = host.now();
                host.tell(QStringLiteral("call_created"), call);
            }
            return QTest::qWaitFor([this] { return tree->rowCount() == number; });
        }
        /// More calls than the view has room for, at its top: all of them count as seen.
        bool fill()
        {
            return tell(60) && QTest::qWaitFor([this] { return bar().maximum() > 0 && chip->count() == 0; });
        }
        QScrollBar &bar() const { return *view->verticalScrollBar(); }
    };
    std::unique_ptr<Bench> m;

    QString header() const
    {
        QStringList texts;
        for (const QLabel *one : m->dock->header()->findChildren<QLabel *>())
            texts += one->text();
        return texts.join(QLatin1Char(' '));
    }

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        ui::Theme::instance().install(*qApp);
    }
    void init()
    {
        m = std::make_unique<Bench>();
        QTRY_VERIFY(m->view->isVisible() && m->dock->messages()->isShown()); // the fake has no list of calls
        m->dock->messages()->clear();
    }
    void cleanup()
    {
        m.reset();
        ui::Theme::instance().setHighContrast(false);
    }

    void whoGoesToTheTopHasSeenWhatIsNew()
    {
        QVERIFY(m->fill());
        m->bar().setValue(m->bar().maximum());
        QVERIFY(m->tell(90));
        QTRY_VERIFY(m->chip->isVisible() && m->chip->count() == 90);
        m->bar().setValue(0);
        QTRY_COMPARE(m->chip->count(), 0);
        QVERIFY(!m->chip->isVisible());
    }

    void whatIsScrolledPastIsSeen()
    {
        QVERIFY(m->fill());
        m->view->setFocus();
        m->view->selectRow(3); // rows keep their places
        QVERIFY(m->tell(100));
        QTRY_VERIFY(m->chip->isVisible() && m->chip->count() == 100);
        m->bar().setValue(0);
        QTRY_COMPARE(m->chip->count(), 0);
    }

    void aCallThatHasEndedIsNotNew()
    {
        QVERIFY(m->fill());
        m->bar().setValue(m->bar().maximum());
        contract::Call call = m->host.make(1000);
        call.tmCreate = m->host.now();
        m->host.tell(QStringLiteral("call_created"), call);
        QTRY_COMPARE(m->chip->count(), 1);
        call.status = contract::callstatus::hangup;
        call.tmUpdate = call.tmHangup = m->host.now();
        m->host.tell(QStringLiteral("call_hangup"), call);
        QTRY_COMPARE(m->chip->count(), 0);
    }

    void manyHaveAGroupMark()
    {
        QVERIFY(m->tell(1234));
        QVERIFY2(header().contains(QStringLiteral("1,234 call")), qPrintable(header()));
    }

    void howManyTheFilterFindsIsSaid()
    {
        QVERIFY(m->tell(12));
        m->dock->findChild<ui::FilterField *>()->setText(QStringLiteral("+822555000010"));
        QTRY_VERIFY2(header().contains(QStringLiteral("1 of 12 call")), qPrintable(header()));
    }

    /// What ends above the pointer must not bring another row below it.
    void endedCallsStayInATableInUse()
    {
        const auto clock = std::make_shared<core::VirtualClock>();
        CallsHost host(clock);
        CallsModel used(host), other(host);
        used.setInUse(true);
        contract::Call call = host.make(1);
        host.tell(QStringLiteral("call_created"), call);
        call.status = contract::callstatus::hangup;
        call.tmUpdate = call.tmHangup = host.now();
        host.tell(QStringLiteral("call_hangup"), call);
        QTRY_VERIFY(used.rowCount() == 1 && other.rowCount() == 1);
        clock->advance(core::Millis(6'000));
        QTRY_COMPARE(other.rowCount(), 0);
        QCOMPARE(used.rowCount(), 1);
        used.setInUse(false);
        QTRY_COMPARE(used.rowCount(), 0);
    }

    void aKeyWithoutSoundSaysWhy_data()
    {
        QTest::addColumn<QKeySequence>("keys");
        QTest::addColumn<QString>("text");
        QTest::newRow("listen") << QKeySequence(Qt::Key_L) << "Listen is off.";
        QTest::newRow("whisper") << QKeySequence(Qt::SHIFT | Qt::Key_L) << "Whisper is off.";
        QTest::newRow("barge") << QKeySequence(Qt::Key_B) << "Barge is off.";
    }
    void aKeyWithoutSoundSaysWhy()
    {
        QFETCH(QKeySequence, keys);
        QFETCH(QString, text);
        QVERIFY(m->tell(1));
        m->view->setFocus();
        QTest::keySequence(m->view, keys);
        QVERIFY(!m->dock->messages()->isShown()); // nothing is selected
        m->view->selectionModel()->select(m->tree->index(0, 0), QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        QTest::keySequence(m->view, keys);
        QTRY_VERIFY(m->dock->messages()->isShown());
        QVERIFY2(m->dock->messages()->text().startsWith(text), qPrintable(m->dock->messages()->text()));
        QVERIFY(m->dock->messages()->text().contains(m->monitor.whyNot(ui::Monitor::Mode::Listen)));
    }

    void withHighContrastAChosenRowHasAnOutline()
    {
        QVERIFY(m->tell(2));
        m->view->selectRow(1);
        ui::Theme::instance().setHighContrast(true);
        const auto shown = [this](int row, int y) {
            const QRect area = m->view->visualRect(m->tree->index(row, CallsModel::Flow));
            return m->view->viewport()->grab().toImage().pixelColor(area.center().x(), area.top() + y);
        };
        const QColor line = ui::color(m->view->hasFocus() ? ui::Token::Accent : ui::Token::LineStrong);
        for (const int y : {0, 1, ui::Theme::instance().rowHeight() - 1})
            QCOMPARE(shown(1, y), line);
        QVERIFY(shown(1, 3) != ui::color(ui::Token::SelInactive) && shown(1, 3) != ui::color(ui::Token::AccentWash));
        QVERIFY(shown(0, 0) != line);
    }
};

QTEST_MAIN(CallsNoticesTest)
#include "tst_callsnotices.moc"
