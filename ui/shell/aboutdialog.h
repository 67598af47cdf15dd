// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace ui {

/// Version, licence and what the program stands on.
void showAboutDialog(QWidget *parent);

} // namespace ui
