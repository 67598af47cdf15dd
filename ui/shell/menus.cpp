// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/menus.h"

#include <QMenuBar>

#include <algorithm>

namespace ui {
namespace {
constexpr size_t fewOfPlace = 3; ///< they need no menu of their own
constexpr int titleWidth = 360;
} // namespace

Menus::Menus(QMenuBar &bar, CommandRegistry &commands) : QObject(&bar), m_commands(commands)
{
    const std::pair<Menu, QString> all[] = {{Menu::File, tr("&File")},   {Menu::Edit, tr("&Edit")},   {Menu::Call, tr("&Call")},
                                            {Menu::Flow, tr("F&low")},   {Menu::Voice, tr("V&oice")}, {Menu::View, tr("&View")},
                                            {Menu::Tools, tr("&Tools")}, {Menu::Help, tr("&Help")}};
    for (const auto &[which, title] : all) {
        QMenu *menu = bar.addMenu(title);
        menu->setToolTipsVisible(true);
        m_menus.insert(int(which), menu);
        connect(menu, &QMenu::aboutToShow, this, [this, id = which] { fill(id); });
    }
    connect(&commands, &CommandRegistry::added, this, &Menus::showWhatHasCommands, Qt::QueuedConnection);
    connect(&commands, &CommandRegistry::removed, this, &Menus::showWhatHasCommands, Qt::QueuedConnection);
    showWhatHasCommands();
}

void Menus::showWhatHasCommands()
{
    QHash<int, bool> used;
    for (const Command *one : m_commands.all())
        used[int(one->menu)] = true;
    for (auto menu = m_menus.begin(); menu != m_menus.end(); ++menu)
        (*menu)->menuAction()->setVisible(used.value(menu.key()));
}

void Menus::fill(Menu which)
{
    QMenu *menu = m_menus.value(int(which));
    menu->clear();
    std::vector<const Command *> commands;
    for (const Command *one : m_commands.all()) {
        if (one->menu == which)
            commands.push_back(one);
    }
    m_commands.refreshNow();
    m_places.clear();
    QStringList places;
    QHash<QString, std::vector<const Command *>> byPlace;
    for (const Command *one : commands) {
        if (one->group == 0 || m_commands.subject(one->place).isEmpty())
            continue;
        if (!places.contains(one->place))
            places += one->place;
        byPlace[one->place].push_back(one);
    }
    places.removeIf([&](const QString &place) { return byPlace.value(place).size() <= fewOfPlace; });
    std::erase_if(commands, [&](const Command *one) { return one->group != 0 && places.contains(one->place); });
    addGroups(*menu, commands);
    if (!places.isEmpty())
        menu->addSeparator();
    for (const QString &place : std::as_const(places)) {
        const QString title = menu->fontMetrics().elidedText(m_commands.subject(place), Qt::ElideRight, titleWidth);
        auto below = std::make_unique<QMenu>(QString(title).replace(QLatin1Char('&'), QLatin1String("&&")));
        below->setToolTipsVisible(true);
        addGroups(*below, byPlace.value(place));
        menu->addMenu(below.get());
        m_places.push_back(std::move(below));
    }
}

void Menus::addGroups(QMenu &menu, const std::vector<const Command *> &commands)
{
    int last = -1;
    for (int group = 0; group <= 9; ++group) {
        for (const Command *one : commands) {
            if (one->group != group)
                continue;
            if (last >= 0 && last != group)
                menu.addSeparator();
            last = group;
            menu.addAction(m_commands.action(one->id));
        }
    }
}

} // namespace ui
