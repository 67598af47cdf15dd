// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/commands.h"

#include <QHash>

class QMenu;
class QMenuBar;

namespace ui {

/// The menu bar, made from the commands: a menu shows while it has one.
class Menus : public QObject
{
    Q_OBJECT

public:
    Menus(QMenuBar &bar, CommandRegistry &commands);

private:
    void fill(Menu which);
    void showWhatHasCommands();

    CommandRegistry &m_commands;
    QHash<int, QMenu *> m_menus;
};

} // namespace ui
