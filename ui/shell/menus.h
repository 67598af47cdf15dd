// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/commands.h"

#include <QHash>
#include <QMenu>

#include <memory>
#include <vector>

class QMenuBar;

namespace ui {

/// The menu bar, made from the commands: a menu shows while it has one. The many commands of a place stand in a menu below, which
/// says what they act on.
class Menus : public QObject
{
    Q_OBJECT

public:
    Menus(QMenuBar &bar, CommandRegistry &commands);

private:
    void fill(Menu which);
    void showWhatHasCommands();
    void addGroups(QMenu &menu, const std::vector<const Command *> &commands);

    CommandRegistry &m_commands;
    QHash<int, QMenu *> m_menus;
    std::vector<std::unique_ptr<QMenu>> m_places; ///< menus below the one that was opened last
};

} // namespace ui
