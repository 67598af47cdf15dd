// SPDX-License-Identifier: GPL-3.0-or-later
// The window for those who use no mouse or no eyes: whatever takes the focus has a name, whatever is off says why, and Tab goes
// through each dock without a trap.
#include "ui/common/dock.h"
#include "windowbench.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QTabBar>
#include <QtPlugin>

Q_IMPORT_PLUGIN(EspeakProvider)

namespace {
/// What a screen reader says for it.
QString nameOf(const QWidget &widget)
{
    if (!widget.accessibleName().isEmpty())
        return widget.accessibleName();
    if (const auto *button = qobject_cast<const QAbstractButton *>(&widget))
        return button->text();
    if (const auto *label = qobject_cast<const QLabel *>(&widget))
        return label->text();
    const QWidget *top = widget.window();
    for (const QLabel *label : top->findChildren<QLabel *>()) {
        if (label->buddy() == &widget)
            return label->text();
    }
    return {};
}

QString describe(const QWidget &widget)
{
    QStringList path;
    for (const QWidget *one = &widget; one && !one->isWindow(); one = one->parentWidget())
        path.prepend(QLatin1String(one->metaObject()->className()) +
                     (one->objectName().isEmpty() ? QString() : QLatin1Char('#') + one->objectName()));
    return path.join(QStringLiteral(" > "));
}

/// Part of another: a spin box's line, the tab bar's arrows, a view's viewport.
bool isPart(const QWidget &widget)
{
    const QWidget *parent = widget.parentWidget();
    return widget.objectName().startsWith(QLatin1String("qt_")) || qobject_cast<const QAbstractSpinBox *>(parent) ||
           qobject_cast<const QComboBox *>(parent) || qobject_cast<const QTabBar *>(parent) ||
           widget.inherits("QTableCornerButton") || widget.inherits("QComboBoxListView") || widget.inherits("QScrollBar");
}

bool isControl(const QWidget &widget)
{
    return qobject_cast<const QAbstractButton *>(&widget) || qobject_cast<const QLineEdit *>(&widget) ||
           qobject_cast<const QComboBox *>(&widget) || qobject_cast<const QAbstractSpinBox *>(&widget);
}
} // namespace

class KeyboardTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<WindowBench> m;

private Q_SLOTS:
    void initTestCase()
    {
        m = std::make_unique<WindowBench>();
        QVERIFY(m->start());
        QVERIFY(m->open());
    }
    void cleanupTestCase() { m.reset(); }

    void docks_data()
    {
        QTest::addColumn<QString>("id");
        for (const char *id :
             {"welcome", "calls", "calldetail", "confbridges", "recordings", "testphone", "flows", "services", "log"})
            QTest::newRow(id) << id;
    }
    ui::Dock *dock(const QString &id)
    {
        for (ui::Dock *one : m->window().findChildren<ui::Dock *>()) {
            if (one->id() == id)
                return one;
        }
        return nullptr;
    }

    void whatTakesTheFocusHasAName_data() { docks_data(); }
    void whatTakesTheFocusHasAName()
    {
        QFETCH(QString, id);
        ui::Dock *one = dock(id);
        QVERIFY2(one, "no such dock");
        QStringList nameless;
        for (const QWidget *widget : one->findChildren<QWidget *>()) {
            if ((widget->focusPolicy() & Qt::TabFocus) && widget->isVisibleTo(one) && !isPart(*widget) &&
                nameOf(*widget).isEmpty())
                nameless += describe(*widget);
        }
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QLatin1Char('\n'))));
    }

    void whatIsOffSaysWhy_data() { docks_data(); }
    void whatIsOffSaysWhy()
    {
        QFETCH(QString, id);
        ui::Dock *one = dock(id);
        QVERIFY2(one, "no such dock");
        QStringList silent;
        for (const QWidget *widget : one->findChildren<QWidget *>()) {
            if (isControl(*widget) && !widget->isEnabledTo(widget->parentWidget()) && !isPart(*widget) &&
                widget->toolTip().isEmpty())
                silent += describe(*widget);
        }
        QVERIFY2(silent.isEmpty(), qPrintable(silent.join(QLatin1Char('\n'))));
    }

    void tabGoesThroughTheDock_data() { docks_data(); }
    void tabGoesThroughTheDock()
    {
        QFETCH(QString, id);
        ui::Dock *one = dock(id);
        QVERIFY2(one, "no such dock");
        one->takeFocus();
        QTRY_VERIFY2(one->isAncestorOf(QApplication::focusWidget()), "the dock takes the focus");
        // Round the window and back again: a widget that keeps Tab for itself would be a trap.
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab); // what a click alone focuses is not in the round
        const QWidget *start = QApplication::focusWidget();
        QSet<QWidget *> seen;
        int steps = 0;
        do {
            seen.insert(QApplication::focusWidget());
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            QVERIFY2(QApplication::focusWidget(), "the focus is lost");
        } while (QApplication::focusWidget() != start && ++steps < 300);
        QVERIFY2(steps < 300, qPrintable(describe(*QApplication::focusWidget())));
        QStringList missed;
        for (QWidget *widget : one->findChildren<QWidget *>()) {
            if ((widget->focusPolicy() & Qt::TabFocus) && widget->isVisible() && widget->isEnabled() && !isPart(*widget) &&
                !seen.contains(widget) && !widget->focusProxy())
                missed += describe(*widget);
        }
        QVERIFY2(missed.isEmpty(), qPrintable(missed.join(QLatin1Char('\n'))));
    }

    void menusHaveMnemonics()
    {
        for (const QAction *menu : m->window().menuBar()->actions())
            QVERIFY2(menu->text().contains(QLatin1Char('&')), qPrintable(menu->text()));
    }

    void tabGoesToWhatIsSeen()
    {
        m->window().activateWindow();
        QTRY_VERIFY(m->window().isActiveWindow());
        QSet<QWidget *> reached;
        for (int i = 0; i < 300; ++i) {
            QTest::keyClick(&m->window(), i < 150 ? Qt::Key_Tab : Qt::Key_Backtab);
            QWidget *now = QApplication::focusWidget();
            QVERIFY(now);
            QVERIFY2(!now->visibleRegion().isEmpty() || now->size().isEmpty(), qPrintable(describe(*now)));
            reached.insert(now);
        }
        QVERIFY(reached.size() > 5);
    }

    void theKeysBelongToTheDockWhoseTabIsClicked()
    {
        const auto titleOfFocus = [] {
            for (const QWidget *up = QApplication::focusWidget(); up; up = up->parentWidget()) {
                if (const auto *dock = qobject_cast<const ui::Dock *>(up))
                    return dock->windowTitle();
            }
            return QString();
        };
        m->window().activateWindow();
        QTRY_VERIFY(m->window().isActiveWindow());
        int clicked = 0;
        for (QTabBar *bar : m->window().findChildren<QTabBar *>(Qt::FindDirectChildrenOnly)) {
            for (int tab = 0; bar->isVisible() && tab < bar->count(); ++tab, ++clicked) {
                const QString title = bar->tabText(tab);
                QTest::mouseClick(bar, Qt::LeftButton, {}, bar->tabRect(tab).center());
                QTRY_VERIFY2(titleOfFocus() == title,
                             QApplication::focusWidget() ? qPrintable(describe(*QApplication::focusWidget())) : "nobody");
            }
        }
        QVERIFY(clicked > 1);
    }

    void theTopBarHasNames()
    {
        QStringList nameless;
        for (const QWidget *widget : m->window().findChildren<QWidget *>()) {
            bool inDock = false;
            for (const QWidget *up = widget; up; up = up->parentWidget())
                inDock = inDock || qobject_cast<const ui::Dock *>(up);
            if (!inDock && widget->window() == &m->window() && widget->focusPolicy() != Qt::NoFocus && !isPart(*widget) &&
                !qobject_cast<const QTabBar *>(widget) && !qobject_cast<const QMenuBar *>(widget) && widget->isVisible() &&
                nameOf(*widget).isEmpty())
                nameless += describe(*widget);
        }
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QLatin1Char('\n'))));
    }
};

QTEST_MAIN(KeyboardTest)
#include "tst_keyboard.moc"
