// SPDX-License-Identifier: GPL-3.0-or-later
// What the window keeps, what it says of everything that is off, and how it meets a platform that is not up.
#include "ui/common/commands.h"
#include "ui/common/keypad.h"
#include "ui/common/reasons.h"
#include "ui/docks/testphone/testphonedock.h"
#include "ui/shell/keyboardpage.h"
#include "ui/shell/layouts.h"
#include "ui/shell/settingsdialog.h"
#include "windowbench.h"

#include <QAbstractSpinBox>
#include <QCheckBox>
#include <QComboBox>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QSettings>
#include <QSignalSpy>
#include <QTreeWidget>
#include <QtPlugin>

Q_IMPORT_PLUGIN(EspeakProvider)

using ui::CallsModel;

namespace {
constexpr int startMs = 30'000, answerMs = 8000;
const QStringList perspectives{"operate", "build", "inspect"};

bool canBeOperated(const QWidget *widget)
{
    return qobject_cast<const QAbstractButton *>(widget) || qobject_cast<const QComboBox *>(widget) ||
           qobject_cast<const QLineEdit *>(widget) || qobject_cast<const QAbstractSpinBox *>(widget) ||
           qobject_cast<const QKeySequenceEdit *>(widget) || qobject_cast<const ui::Keypad *>(widget);
}

QString describe(const QWidget *widget)
{
    QStringList names;
    for (; widget; widget = widget->parentWidget()) {
        const auto *button = qobject_cast<const QAbstractButton *>(widget);
        names.prepend(
            QStringLiteral("%1 %2 %3")
                .arg(QLatin1String(widget->metaObject()->className()), widget->objectName(), button ? button->text() : QString())
                .trimmed());
    }
    return names.join(QStringLiteral(" / "));
}

bool saysWhyOff(const QString &tip)
{
    return tip.contains(QLatin1String("</b> is off. ")) && !tip.endsWith(QLatin1String("is off. "));
}

/// Disabled things of `root`, visible ones, that do not say why.
QStringList silentlyOff(const QWidget *root)
{
    QStringList found;
    for (const QWidget *widget : root->findChildren<QWidget *>()) {
        const bool off = !widget->isEnabled() && widget->parentWidget()->isEnabled();
        if (off && widget->isVisible() && canBeOperated(widget) && !saysWhyOff(widget->toolTip()))
            found += describe(widget);
        for (const QAction *action : widget->actions()) {
            if (!action->isSeparator() && !action->menu() && !action->isEnabled() && action->isVisible() &&
                !saysWhyOff(action->toolTip()))
                found += describe(widget) + QStringLiteral(" / action ") + action->text();
        }
    }
    return found;
}

/// Visible buttons of `root` that have neither a text nor a name.
QStringList nameless(const QWidget *root)
{
    QStringList found;
    for (const QAbstractButton *button : root->findChildren<QAbstractButton *>()) {
        if (button->text().isEmpty() && button->isVisible() && button->accessibleName().isEmpty())
            found += describe(button);
    }
    return found;
}
} // namespace

class WindowKeptTest : public QObject
{
    Q_OBJECT
private:
    std::unique_ptr<WindowBench> m_bench;

    void closeWindow()
    {
        QVERIFY(m_bench->window().close());
        m_bench->closeWindow();
    }
    void restart()
    {
        closeWindow();
        openWindow();
    }
    void openWindow()
    {
        m_bench->openWindow();
        QTRY_VERIFY(m_bench->isPlaced());
    }
    QString perspective()
    {
        for (const QString &one : perspectives) {
            if (m_bench->find<QToolButton>(QStringLiteral("perspective_") + one)->isChecked())
                return one;
        }
        return {};
    }
    void toggleColumn(const QString &name)
    {
        const std::unique_ptr<QMenu> menu(m_bench->table().support()->columnsMenu());
        for (QAction *column : menu->actions()) {
            if (column->text() == name)
                column->trigger();
        }
    }
    ui::Dock *dock(const char *id) { return m_bench->find<ui::Dock>(QLatin1String(id)); }
    ui::SettingsDialog *openSettings(const char *page)
    {
        QTest::keyClick(&m_bench->window(), Qt::Key_Comma, Qt::ControlModifier);
        auto *dialog = m_bench->find<ui::SettingsDialog>();
        if (dialog)
            dialog->openPage(QLatin1String(page));
        return dialog;
    }
    /// The keyboard page with the command current.
    ui::KeyboardPage *keyboardPage(const QString &command)
    {
        ui::SettingsDialog *dialog = openSettings("keyboard");
        auto *page = dialog ? dialog->findChild<ui::KeyboardPage *>() : nullptr;
        auto *tree = page ? page->findChild<QTreeWidget *>() : nullptr;
        const auto found = tree ? tree->findItems(command, Qt::MatchExactly) : QList<QTreeWidgetItem *>();
        if (found.size() != 1)
            return nullptr;
        tree->setCurrentItem(found.first());
        return page;
    }
    static QPushButton *button(const QWidget *parent, const QString &text)
    {
        for (QPushButton *one : parent->findChildren<QPushButton *>()) {
            if (one->text() == text)
                return one;
        }
        return nullptr;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_bench = std::make_unique<WindowBench>();
        QVERIFY(m_bench->start());
    }
    void init()
    {
        m_bench->forget();
        openWindow();
    }
    void cleanup()
    {
        m_bench->phone().hangup();
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->live(), 0, answerMs);
        m_bench->closeWindow();
        ui::Theme::instance().setScheme(ui::Scheme::Dark);
    }
    void cleanupTestCase() { m_bench.reset(); }

    void aChangedShortcutIsKept()
    {
        ui::KeyboardPage *page = keyboardPage(QStringLiteral("Hold, or take off hold"));
        QVERIFY(page);
        auto *keys = page->findChild<QKeySequenceEdit *>();
        QPushButton *set = button(page, QStringLiteral("Set"));
        QVERIFY2(!set->isEnabled() && set->toolTip().contains(QLatin1String("Nothing has changed.")), qPrintable(set->toolTip()));
        keys->setKeySequence(QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_P));
        QVERIFY(set->isEnabled());
        QTest::mouseClick(set, Qt::LeftButton);
        QCOMPARE(m_bench->action(QStringLiteral("calls.hold"))->shortcut(), QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_P));
        closeWindow();
        QCOMPARE(QSettings(m_bench->preferencesFile(), QSettings::IniFormat).value(QStringLiteral("keys/calls.hold")).toString(),
                 QStringLiteral("Ctrl+Alt+P"));
        openWindow();
        QCOMPARE(m_bench->action(QStringLiteral("calls.hold"))->shortcut(), QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_P));

        page = keyboardPage(QStringLiteral("Hold, or take off hold"));
        QVERIFY(page);
        QPushButton *reset = button(page, QStringLiteral("Default"));
        QVERIFY(reset->isEnabled());
        QTest::mouseClick(reset, Qt::LeftButton);
        QCOMPARE(m_bench->action(QStringLiteral("calls.hold"))->shortcut(), QKeySequence(Qt::Key_H));
        QVERIFY(!reset->isEnabled());
        restart();
        QCOMPARE(m_bench->action(QStringLiteral("calls.hold"))->shortcut(), QKeySequence(Qt::Key_H));
    }

    void takenKeysCannotBeSet()
    {
        ui::KeyboardPage *page = keyboardPage(QStringLiteral("Hold, or take off hold"));
        QVERIFY(page);
        page->findChild<QKeySequenceEdit *>()->setKeySequence(QKeySequence(Qt::CTRL | Qt::Key_K));
        const QPushButton *set = button(page, QStringLiteral("Set"));
        QVERIFY(!set->isEnabled());
        QVERIFY2(saysWhyOff(set->toolTip()) && set->toolTip().contains(QLatin1String("already has these keys")),
                 qPrintable(set->toolTip()));
    }

    void theThemeIsKept()
    {
        const QColor dark = qApp->palette().color(QPalette::Window);
        QVERIFY(ui::Theme::instance().isDark());
        m_bench->action(QStringLiteral("view.theme%1").arg(int(ui::Scheme::Light)))->trigger();
        QVERIFY(!ui::Theme::instance().isDark());
        QVERIFY(qApp->palette().color(QPalette::Window) != dark);
        closeWindow();
        ui::Theme::instance().setScheme(ui::Scheme::Dark);
        openWindow();
        QCOMPARE(ui::Theme::instance().scheme(), ui::Scheme::Light);
    }

    /// It is small while its layout comes back, and the window system makes it large afterwards.
    void theSideColumnOfALargeWindowIsKept()
    {
        const auto side = [this] { return m_bench->find<ui::TestPhoneDock>()->width(); };
        QTRY_VERIFY(m_bench->window().width() == 1600 && side() < 600);
        QCoreApplication::processEvents();
        m_bench->window().resize(2500, 1000);
        QTRY_VERIFY2(m_bench->window().width() == 2500 && side() < 600, qPrintable(QString::number(side())));
        const int before = side();
        closeWindow();
        m_bench->openWindow();
        QTRY_VERIFY(m_bench->isPlaced());
        m_bench->window().resize(2500, 1000);
        QTRY_VERIFY2(m_bench->window().width() == 2500 && std::abs(side() - before) < 20,
                     qPrintable(QStringLiteral("%1 instead of %2").arg(side()).arg(before)));
    }

    void perspectiveLayoutAndColumnsAreKept()
    {
        QCOMPARE(perspective(), QStringLiteral("operate"));
        toggleColumn(QStringLiteral("Codec"));
        QVERIFY(m_bench->table().horizontalHeader()->isSectionHidden(CallsModel::Codec));
        dock("flows")->close();
        QTest::keyClick(&m_bench->window(), Qt::Key_2, Qt::ControlModifier);
        QCOMPARE(perspective(), QStringLiteral("build"));
        QVERIFY2(!dock("flows")->isHidden(), "each perspective has its own layout");
        dock("log")->close();
        restart();
        QCOMPARE(perspective(), QStringLiteral("build"));
        QVERIFY(dock("log")->isHidden());
        QVERIFY(!dock("flows")->isHidden());
        QVERIFY(m_bench->table().horizontalHeader()->isSectionHidden(CallsModel::Codec));
        QTest::keyClick(&m_bench->window(), Qt::Key_1, Qt::ControlModifier);
        QVERIFY(dock("flows")->isHidden());
        m_bench->action(QStringLiteral("view.reset"))->trigger();
        QVERIFY(!dock("flows")->isHidden());
    }

    void theListWithoutATreeIsKept()
    {
        QVERIFY(m_bench->action(QStringLiteral("calls.tree"))->isChecked());
        m_bench->action(QStringLiteral("calls.tree"))->trigger();
        restart();
        QVERIFY(!m_bench->action(QStringLiteral("calls.tree"))->isChecked());
        m_bench->action(QStringLiteral("calls.tree"))->trigger();
        restart();
        QVERIFY(m_bench->action(QStringLiteral("calls.tree"))->isChecked());
    }

    void aMaximisedDockIsNoLayout()
    {
        m_bench->table().setFocus();
        QTRY_VERIFY(m_bench->action(QStringLiteral("view.maximise"))->isEnabled());
        QTest::keyClick(&m_bench->window(), Qt::Key_M, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(dock("testphone")->isHidden());
        restart();
        QVERIFY(!dock("testphone")->isHidden());
        QVERIFY(!dock("calls")->isHidden());
    }

    void iconButtonsHaveNames()
    {
        QStringList found;
        for (int i = 0; i < perspectives.size(); ++i) {
            QTest::keyClick(&m_bench->window(), Qt::Key(Qt::Key_1 + i), Qt::ControlModifier);
            QCOMPARE(perspective(), perspectives[i]);
            found += nameless(&m_bench->window());
        }
        for (const char *page : {"general", "audio", "sip", "keyboard", "advanced"})
            found += nameless(openSettings(page));
        QVERIFY2(found.isEmpty(), qPrintable('\n' + found.join('\n')));
    }

    void whatIsOffSaysWhy()
    {
        QStringList found;
        for (int i = 0; i < perspectives.size(); ++i) {
            QTest::keyClick(&m_bench->window(), Qt::Key(Qt::Key_1 + i), Qt::ControlModifier);
            found += silentlyOff(&m_bench->window());
        }
        for (const char *page : {"general", "audio", "sip", "keyboard", "advanced"})
            found += silentlyOff(openSettings(page));
        found.removeDuplicates();
        QVERIFY2(found.isEmpty(), qPrintable('\n' + found.join('\n')));
    }

    void whatIsOffInACallSaysWhy()
    {
        m_bench->phone().call(m_bench->extension(QStringLiteral("1000")),
                              m_bench->host().facts().numbers.at(QStringLiteral("quiet")));
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->phone().status().state, ui::Phone::State::Up, answerMs);
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->live(), 1, answerMs);
        QStringList found = silentlyOff(&m_bench->window());
        QVERIFY2(found.isEmpty(), qPrintable('\n' + found.join('\n')));
        m_bench->phone().hangup();
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->live(), 0, answerMs);
        m_bench->table().setCurrentIndex(m_bench->cell(0));
        found = silentlyOff(&m_bench->window());
        QVERIFY2(found.isEmpty(), qPrintable('\n' + found.join('\n')));
    }

    void menusSayWhatIsOff()
    {
        for (const QAction *top : m_bench->window().menuBar()->actions()) {
            QVERIFY(top->menu());
            QVERIFY2(top->menu()->toolTipsVisible(), qPrintable(top->text()));
        }
    }

    void phonesOnThisNetwork()
    {
        app::EmbeddedHost &host = m_bench->host();
        QSignalSpy changed(&host, &ui::Host::networkChanged);
        auto *box = m_bench->find<QCheckBox>(QStringLiteral("network"));
        QTRY_VERIFY(box->isEnabled() && !box->isChecked());
        box->click();
        QTRY_COMPARE(changed.count(), 1);
        const QString error = changed[0][1].toString();
        QCOMPARE(host.isOnNetwork(), error.isEmpty());
        QTRY_COMPARE(box->isChecked(), error.isEmpty());
        if (!error.isEmpty()) {
            QVERIFY2(error.endsWith(QLatin1Char('.')), qPrintable(error));
            QVERIFY(dock("welcome")->messages()->isVisible());
            return;
        }
        for (const QString &address : host.facts().networkAddresses)
            QVERIFY2(!address.startsWith(QLatin1String("127.")), qPrintable(address));
        box->click();
        QTRY_COMPARE(changed.count(), 2);
        QVERIFY(!host.isOnNetwork());
        QCOMPARE(changed[1][1].toString(), QString());
        QVERIFY(!box->isChecked());
    }

    void theMenuAsksBeforeItOpensTheNetwork()
    {
        QSignalSpy changed(&m_bench->host(), &ui::Host::networkChanged);
        QStringList asked;
        WindowBench::answerNext(false, &asked);
        m_bench->action(QStringLiteral("tools.network"))->trigger();
        QCOMPARE(asked, QStringList({"Keep it on this computer", "Open to this network"}));
        QCOMPARE(changed.count(), 0);
        QVERIFY(!m_bench->host().isOnNetwork());
        QTRY_VERIFY2(!m_bench->action(QStringLiteral("tools.network"))->isChecked(),
                     "the tick follows the network, not the click");
    }
};

/// A platform of its own that is not up.
class WindowEarlyTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whileStartingWhatIsOffSaysWhy()
    {
        WindowBench bench;
        bench.openWindow();
        QTRY_VERIFY(bench.isPlaced());
        auto *call = bench.find<QPushButton>(QStringLiteral("callWelcome"));
        QVERIFY(!call->isEnabled());
        QVERIFY2(call->text().startsWith(QLatin1String("Starting, 0 of ")), qPrintable(call->text()));
        const QStringList found = silentlyOff(&bench.window());
        QVERIFY2(found.isEmpty(), qPrintable('\n' + found.join('\n')));
    }

    void theFirstKeyCalls()
    {
        WindowBench bench;
        bench.openWindow();
        QTRY_VERIFY(bench.isPlaced());
        QVERIFY(bench.start());
        QTRY_COMPARE(QApplication::focusWidget(), bench.find<QPushButton>(QStringLiteral("callWelcome")));
    }

    void aPlatformThatFailsSaysWhy()
    {
        WindowBench bench;
        QVERIFY(QDir(bench.profile().data).removeRecursively());
        QFile inTheWay(bench.profile().data);
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        bench.openWindow();
        QTRY_VERIFY(bench.isPlaced());
        bench.startPlatform();
        QTRY_COMPARE_WITH_TIMEOUT(bench.host().stage(), ui::Host::Stage::Failed, startMs);
        QVERIFY(!bench.host().failure().isEmpty());
        QVERIFY(bench.calls().messages()->isVisible());
        const QStringList found = silentlyOff(&bench.window());
        QVERIFY2(found.isEmpty(), qPrintable('\n' + found.join('\n')));
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    WindowEarlyTest early;
    WindowKeptTest kept;
    const int first = QTest::qExec(&early, argc, argv);
    return first + QTest::qExec(&kept, argc, argv);
}
#include "tst_windowkept.moc"
