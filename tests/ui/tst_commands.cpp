// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/commands.h"

#include <QAction>
#include <QDialog>
#include <QSignalSpy>
#include <QTimer>
#include <QWidget>
#include <QtTest>

using ui::Command;
using ui::CommandRegistry;

namespace {
const QKeySequence ctrlH(Qt::CTRL | Qt::Key_H), ctrlJ(Qt::CTRL | Qt::Key_J);

Command command(const QString &id, const QKeySequence &keys = {}, QWidget *scope = nullptr)
{
    Command made;
    made.id = id;
    made.text = QStringLiteral("Do ") + id;
    made.shortcut = keys;
    made.scope = scope;
    return made;
}
} // namespace

class CommandsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void operatorsKeysGoBeforeTheDefault()
    {
        CommandRegistry commands;
        QAction *action = commands.add(command("a", ctrlH));
        QSignalSpy changed(&commands, &CommandRegistry::shortcutChanged);
        QCOMPARE(action->shortcut(), ctrlH);
        commands.setShortcut("a", ctrlJ);
        QCOMPARE(action->shortcut(), ctrlJ);
        QCOMPARE(commands.overrides(), (QHash<QString, QString>{{"a", "Ctrl+J"}}));
        QVERIFY2(action->toolTip().contains(ctrlJ.toString(QKeySequence::NativeText)), qPrintable(action->toolTip()));
        commands.setShortcut("a", {});
        QVERIFY2(action->shortcut().isEmpty(), "none is a choice, too");
        QCOMPARE(commands.overrides().value("a", "default"), QString());
        commands.resetShortcut("a");
        QCOMPARE(action->shortcut(), ctrlH);
        QVERIFY(commands.overrides().isEmpty());
        QCOMPARE(changed.count(), 3);
    }

    void theDefaultSetByHandIsNoOverride()
    {
        CommandRegistry commands;
        commands.add(command("a", ctrlH));
        commands.setShortcut("a", ctrlJ);
        commands.setShortcut("a", ctrlH);
        QVERIFY(commands.overrides().isEmpty());
    }

    void keptKeysWaitForTheirCommand()
    {
        CommandRegistry commands;
        commands.setOverrides({{"later", "Ctrl+J"}});
        QCOMPARE(commands.add(command("later", ctrlH))->shortcut(), ctrlJ);
    }

    void conflicts_data()
    {
        QTest::addColumn<int>("scope"); // 0 the window, 1 a dock, 2 a table in it, 3 another dock
        QTest::addColumn<int>("otherScope");
        QTest::addColumn<bool>("expected");
        QTest::newRow("window and window") << 0 << 0 << true;
        QTest::newRow("window and dock") << 0 << 1 << true;
        QTest::newRow("dock and window") << 1 << 0 << true;
        QTest::newRow("dock and what is in it") << 1 << 2 << true;
        QTest::newRow("what is in it and the dock") << 2 << 1 << true;
        QTest::newRow("same dock") << 1 << 1 << true;
        QTest::newRow("two docks") << 1 << 3 << false;
    }

    void conflicts()
    {
        QFETCH(int, scope);
        QFETCH(int, otherScope);
        QFETCH(bool, expected);
        QWidget dock, table(&dock), otherDock;
        QWidget *const scopes[] = {nullptr, &dock, &table, &otherDock};
        CommandRegistry commands;
        commands.add(command("a", {}, scopes[scope]));
        commands.add(command("b", ctrlH, scopes[otherScope]));
        QCOMPARE(commands.conflict("a", ctrlH), expected ? QStringLiteral("b") : QString());
        QCOMPARE(commands.conflict("a", ctrlJ), QString());
        QCOMPARE(commands.conflict("a", {}), QString());
        QCOMPARE(commands.conflict("b", ctrlH), QString());
    }

    void conflictsFollowTheOperatorsKeys()
    {
        CommandRegistry commands;
        commands.add(command("a"));
        commands.add(command("b", ctrlH));
        commands.setShortcut("b", ctrlJ);
        QCOMPARE(commands.conflict("a", ctrlH), QString());
        QCOMPARE(commands.conflict("a", ctrlJ), QStringLiteral("b"));
    }

    void offSaysWhyAndDoesNotRun()
    {
        CommandRegistry commands;
        QString reason = QStringLiteral("No call is selected.");
        int ran = 0;
        Command made = command("a", ctrlH);
        made.offReason = [&] { return reason; };
        made.run = [&] { ++ran; };
        QAction *action = commands.add(made);
        QVERIFY(!action->isEnabled());
        QVERIFY2(action->toolTip().contains(reason), qPrintable(action->toolTip()));
        QVERIFY(!commands.run("a"));
        QVERIFY(commands.recent().isEmpty());

        reason.clear();
        QVERIFY2(!action->isEnabled(), "asked only when somebody says so");
        commands.refresh();
        QTRY_VERIFY(action->isEnabled());
        QVERIFY(!action->toolTip().contains(QLatin1String("is off")));
        action->trigger();
        QCOMPARE(ran, 1);
        QVERIFY(!commands.offReason("unknown").isEmpty());
        QVERIFY(!commands.run("unknown"));
    }

    void recentFirstTwelveAtMost()
    {
        CommandRegistry commands;
        for (int i = 0; i < 14; ++i) {
            Command made = command(QString::number(i));
            made.run = [] {};
            commands.add(made);
        }
        for (int i = 0; i < 14; ++i)
            QVERIFY(commands.run(QString::number(i)));
        QCOMPARE(commands.recent().size(), 12);
        QCOMPARE(commands.recent().first(), QStringLiteral("13"));
        QVERIFY(commands.run("5"));
        QCOMPARE(commands.recent().first(), QStringLiteral("5"));
        QCOMPARE(commands.recent().count("5"), 1);
        QCOMPARE(commands.recent().size(), 12);
    }

    void goWithTheirOwner()
    {
        CommandRegistry commands;
        auto owner = std::make_unique<QObject>();
        commands.add(command("a", ctrlH), owner.get());
        QSignalSpy removed(&commands, &CommandRegistry::removed);
        owner.reset();
        QCOMPARE(removed.count(), 1);
        QVERIFY(!commands.action("a"));
        QVERIFY(!commands.find("a"));
    }

    void anIdIsUsedOnce()
    {
        CommandRegistry commands;
        commands.add(command("a", ctrlH));
        commands.add(command("a", ctrlJ));
        QCOMPARE(commands.all().size(), size_t(1));
        QCOMPARE(commands.shortcut("a"), ctrlJ);
    }

    void switchesAndRadiosShowTheirState()
    {
        CommandRegistry commands;
        int chosen = 0;
        for (int i = 0; i < 2; ++i) {
            Command made = command(QString::number(i));
            made.radio = QStringLiteral("group");
            made.checked = [&chosen, i] { return chosen == i; };
            made.run = [&chosen, i] { chosen = i; };
            commands.add(made);
        }
        QVERIFY(commands.action("0")->isChecked());
        QVERIFY(commands.run("1"));
        QTRY_VERIFY(commands.action("1")->isChecked());
        QVERIFY(!commands.action("0")->isChecked());
    }

    void aKeyWorksWhereItsWidgetHasTheFocus()
    {
        QWidget window;
        auto *table = new QWidget(&window), *other = new QWidget(&window);
        for (QWidget *one : {table, other})
            one->setFocusPolicy(Qt::StrongFocus);
        int ran = 0;
        CommandRegistry commands;
        commands.setWindow(&window);
        Command made = command("a", QKeySequence(Qt::Key_H), table);
        made.run = [&ran] { ++ran; };
        commands.add(made);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        other->setFocus();
        QTest::keyClick(other, Qt::Key_H);
        QCOMPARE(ran, 0);
        table->setFocus();
        QTest::keyClick(table, Qt::Key_H);
        QCOMPARE(ran, 1);
    }

    void nothingRunsBehindADialog()
    {
        QWidget window;
        ui::CommandRegistry commands;
        int ran = 0;
        commands.add({"one", "One", {}, {}, ui::Menu::None, 0, {}, [&ran] { ++ran; }});
        QDialog dialog(&window);
        QTimer::singleShot(0, &dialog, [&] {
            QVERIFY(!commands.run(QStringLiteral("one")));
            dialog.reject();
        });
        dialog.exec();
        QCOMPARE(ran, 0);
        QVERIFY(commands.run(QStringLiteral("one")));
        QCOMPARE(ran, 1);
    }
};

QTEST_MAIN(CommandsTest)
#include "tst_commands.moc"
