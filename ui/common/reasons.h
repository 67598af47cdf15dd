// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QAction;
class QWidget;

namespace ui {

/// "<b>Hang up</b> is off. The call has ended."
QString offText(const QString &name, const QString &reason);

/// Disables and says why in the tooltip. `reason` is one or two sentences: why, and the way out.
void setOff(QWidget *widget, const QString &name, const QString &reason);
/// Enables again and restores the tooltip it had before `setOff`.
void setOn(QWidget *widget);
/// Off when `reason` is not empty.
void setOffIf(QWidget *widget, const QString &name, const QString &reason);

void setOff(QAction *action, const QString &name, const QString &reason);
void setOn(QAction *action);

/// Tooltip "Name  Ctrl+H" and accessible name for an icon button.
void setNames(QWidget *widget, const QString &name, const QString &shortcut = {});

} // namespace ui
