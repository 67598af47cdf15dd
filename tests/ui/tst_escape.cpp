// SPDX-License-Identifier: GPL-3.0-or-later
// Esc belongs to the innermost: the filter or the palette that has the focus, before the command of the whole window.
#include "ui/common/filterfield.h"
#include "ui/common/theme.h"
#include "ui/shell/palette.h"

#include <QAction>
#include <QBoxLayout>
#include <QMainWindow>
#include <QtTest>

class EscapeTest : public QObject
{
    Q_OBJECT

    struct Bench
    {
        ui::CommandRegistry commands;
        QMainWindow window;
        ui::FilterField *filter = new ui::FilterField(QStringLiteral("number"));
        QLineEdit *view = new QLineEdit;
        ui::Palette *palette = new ui::Palette(commands, &window);
        int left = 0;

        Bench()
        {
            auto *whole = new QWidget;
            auto *column = new QVBoxLayout(whole);
            column->addWidget(filter);
            column->addWidget(view);
            filter->setView(view);
            window.setCentralWidget(whole);
            window.resize(800, 600);
            commands.setWindow(&window);
            ui::Command leave;
            leave.id = QStringLiteral("leave");
            leave.shortcut = QKeySequence(Qt::Key_Escape);
            leave.run = [this] { ++left; };
            commands.add(leave);
            window.show();
        }
    };
    std::unique_ptr<Bench> m;

private Q_SLOTS:
    void initTestCase() { ui::Theme::instance().install(*qApp); }
    void init()
    {
        m = std::make_unique<Bench>();
        QTRY_VERIFY(m->window.isActiveWindow());
    }
    void cleanup() { m.reset(); }

    void theFilterIsClearedThenLeftThenItIsTheWindows()
    {
        m->filter->setFocus();
        m->filter->setText(QStringLiteral("zz"));
        QTest::keyClick(m->filter, Qt::Key_Escape);
        QCOMPARE(m->filter->text(), QString());
        QVERIFY(m->filter->hasFocus());
        QTest::keyClick(m->filter, Qt::Key_Escape);
        QVERIFY(m->view->hasFocus());
        QCOMPARE(m->left, 0);
        QTest::keyClick(m->view, Qt::Key_Escape);
        QCOMPARE(m->left, 1);
    }

    void thePaletteCloses()
    {
        m->view->setFocus();
        m->palette->open(m->view);
        QVERIFY(m->palette->isVisible());
        QTest::keyClick(&m->palette->field(), Qt::Key_Escape);
        QVERIFY(!m->palette->isVisible());
        QVERIFY(m->view->hasFocus());
        QCOMPARE(m->left, 0);
    }
};

QTEST_MAIN(EscapeTest)
#include "tst_escape.moc"
