// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

class QObject;

namespace ui {

/// What the desktop asks for through its settings portal; true (dark) where there is no portal or no preference. Asked once
/// and kept up to date by `watchSystemScheme`.
bool systemPrefersDark();
/// Calls `changed` when the desktop's preference changes, as long as `owner` lives.
void watchSystemScheme(QObject *owner, std::function<void()> changed);

} // namespace ui
