// SPDX-License-Identifier: GPL-3.0-or-later
// The menu bar: what acts on different things stands apart and says on what.
#include "ui/common/theme.h"
#include "ui/shell/menus.h"

#include <QMenuBar>
#include <QtTest>

using ui::Command;
using ui::CommandRegistry;

class MenusTest : public QObject
{
    Q_OBJECT

    static void add(CommandRegistry &commands, const QString &id, const QString &place, int group)
    {
        Command made;
        made.id = id;
        made.text = id;
        made.place = place;
        made.group = group;
        made.menu = ui::Menu::Call;
        commands.add(made);
    }
    /// "New|-|Room: Lab(Record|Say|-|End)"
    static QString shown(const QMenu &menu)
    {
        QStringList texts;
        for (const QAction *one : menu.actions()) {
            if (one->menu())
                texts += QStringLiteral("%1(%2)").arg(one->text(), shown(*one->menu()));
            else if (one->isSeparator())
                texts += QStringLiteral("-");
            else
                texts += one->text();
        }
        return texts.join(QLatin1Char('|'));
    }

private Q_SLOTS:
    void initTestCase() { ui::Theme::instance().install(*qApp); }

    void thePlacesOfAMenuStandApart()
    {
        const QString rooms = QStringLiteral("Rooms"), calls = QStringLiteral("Calls");
        CommandRegistry commands;
        QMenuBar bar;
        ui::Menus menus(bar, commands);
        QMenu *menu = nullptr;
        for (QAction *one : bar.actions()) {
            if (one->text() == QLatin1String("&Call"))
                menu = one->menu();
        }
        QVERIFY(menu);
        const auto open = [&] {
            Q_EMIT menu->aboutToShow();
            return shown(*menu);
        };
        QString room = QStringLiteral("Room: Lab & Co");
        commands.setSubject(rooms, [&] { return room; });
        commands.setSubject(calls, [] { return QStringLiteral("Selected calls: none"); });
        add(commands, "New", rooms, 0);
        add(commands, "Leave", {}, 2);
        add(commands, "Hold", calls, 1);
        add(commands, "Say", rooms, 6);
        add(commands, "Record", rooms, 6);
        add(commands, "Play", rooms, 6);
        add(commands, "End", rooms, 7);
        QCOMPARE(open(), QStringLiteral("New|-|Hold|-|Leave|-|Room: Lab && Co(Say|Record|Play|-|End)"));
        room = QStringLiteral("Room: Shop");
        QVERIFY2(open().contains(QStringLiteral("Room: Shop(")), "what it acts on is asked each time");
    }

    void withoutASubjectAllIsOneMenu()
    {
        CommandRegistry commands;
        QMenuBar bar;
        ui::Menus menus(bar, commands);
        for (const char *id : {"a", "b", "c", "d", "e"})
            add(commands, QLatin1String(id), QStringLiteral("Somewhere"), 1);
        for (QAction *one : bar.actions()) {
            if (one->text() != QLatin1String("&Call"))
                continue;
            Q_EMIT one->menu()->aboutToShow();
            QCOMPARE(shown(*one->menu()), QStringLiteral("a|b|c|d|e"));
        }
    }
};

QTEST_MAIN(MenusTest)
#include "tst_menus.moc"
