// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QWidget;

namespace ui {

/// A confirmation (design §11): the title is the question with name and number, the text says what happens and what is not
/// lost. The safe button has the focus; Esc and Enter are the safe one.
struct Question
{
    QString title, text;
    QString keep; ///< safe button: "Keep the calls"
    QString act;  ///< red button with the verb: "Hang up 3 calls"
};
bool confirm(QWidget *parent, const Question &question);

} // namespace ui
