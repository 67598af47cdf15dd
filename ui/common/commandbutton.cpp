// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/commandbutton.h"

#include "ui/common/commands.h"
#include "ui/common/iconcache.h"

#include <QAction>

namespace ui {

CommandButton::CommandButton(CommandRegistry &commands, const QString &id, Kind kind, QWidget *parent) : QPushButton(parent)
{
    setObjectName(id);
    setFixedHeight(24);
    setAutoDefault(false);
    if (kind == Kind::Danger)
        setProperty("role", QStringLiteral("danger"));
    const Command *command = commands.find(id);
    QAction *action = commands.action(id);
    setIcon(kind == Kind::Danger ? ui::icon(command->icon, Token::Danger) : ui::icon(command->icon));
    connect(action, &QAction::changed, this, [this, action] { update_(*action); });
    connect(this, &QPushButton::clicked, action, &QAction::trigger);
    update_(*action);
}

void CommandButton::update_(const QAction &action)
{
    if (text() != action.text())
        setText(action.text());
    setToolTip(action.toolTip());
    setEnabled(action.isEnabled());
}

} // namespace ui
