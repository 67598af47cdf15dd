// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/commands.h"
#include "ui/common/messagebar.h"
#include "ui/common/monitor.h"

namespace ui {

/// One place of the window from which the operator enters a call or a room.
struct MonitorPlace
{
    QString prefix;                              ///< of the ids: `calls` makes `calls.listen`
    QString place;                               ///< translated
    QWidget *scope = nullptr;                    ///< where L, Shift+L and B work; null: there are no keys
    int group = 0;                               ///< in the menu Call
    std::function<QString()> whyNot;             ///< why nothing can be entered now; empty: it can
    std::function<Monitor::Subject()> subject;   ///< asked when whyNot() is empty
    std::function<QString()> whyNotWhisper = {}; ///< asked, too, for whisper
    MessageBar *messages = nullptr;              ///< where a key says why there is no sound; null: nowhere
};

/// Adds `<prefix>.listen`, `.whisper` and `.barge`: each enters, or leaves what it has entered.
void addMonitorCommands(CommandRegistry &commands, Monitor &monitor, const MonitorPlace &place, QObject *owner);

} // namespace ui
