// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace app {

/// Whether a window could open at all: X11, Wayland, or a platform of Qt named by hand.
bool hasDisplay();
/// Call before QApplication: what Qt says goes to the log, and a display that cannot be reached ends the program with one
/// sentence and status 2 instead of a core dump.
void prepareDisplay();
/// Says how to run without a display. @return 2, the exit status
int noDisplay();

} // namespace app
