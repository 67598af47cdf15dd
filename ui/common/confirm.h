// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/requesttext.h"

class QWidget;

namespace ui {

/// A confirmation (design §11): the title is the question with name and number, the text says what happens and what is not
/// lost. The safe button has the focus; Esc and Enter are the safe one. Below *Show request* stands what would be sent.
struct Question
{
    QString title, text;
    QString keep;               ///< safe button: "Keep the calls"
    QString act;                ///< red button with the verb: "Hang up 3 calls"
    RequestTexts requests = {}; ///< unset: it is no request
};
bool confirm(QWidget *parent, const Question &question);

} // namespace ui
