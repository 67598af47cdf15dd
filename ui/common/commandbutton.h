// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>

namespace ui {

class CommandRegistry;

/// A push button of one command: its text, icon and tooltip, off while the command is, with the reason. GUI thread.
class CommandButton : public QPushButton
{
    Q_OBJECT

public:
    enum class Kind { Usual, Danger };

    /// The command has been added to `commands`, which outlives the button.
    CommandButton(CommandRegistry &commands, const QString &id, Kind kind = Kind::Usual, QWidget *parent = nullptr);

    /// As wide as its longest text: nothing moves when it says something else.
    QSize sizeHint() const override;

private:
    void update_(const class QAction &action);

    QString m_otherText;
};

} // namespace ui
