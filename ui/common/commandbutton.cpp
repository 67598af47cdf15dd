// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/commandbutton.h"

#include "ui/common/commands.h"
#include "ui/common/iconcache.h"

#include <QAction>

#include <algorithm>

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
    m_otherText = command->text.size() > command->otherText.size() ? command->text : command->otherText;
    setIcon(kind == Kind::Danger ? ui::icon(command->icon, Token::Danger) : ui::icon(command->icon));
    connect(action, &QAction::changed, this, [this, action] { update_(*action); });
    connect(this, &QPushButton::clicked, action, &QAction::trigger);
    update_(*action);
}

QSize CommandButton::sizeHint() const // the least size, too
{
    const QSize size = QPushButton::sizeHint();
    const QFontMetrics metrics = fontMetrics();
    const int more = metrics.horizontalAdvance(m_otherText) - metrics.horizontalAdvance(text());
    return {size.width() + std::max(0, more), size.height()};
}

void CommandButton::update_(const QAction &action)
{
    if (text() != action.text())
        setText(action.text());
    setToolTip(action.toolTip());
    setEnabled(action.isEnabled());
}

} // namespace ui
