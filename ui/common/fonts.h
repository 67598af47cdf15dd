// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/theme.h"

namespace ui {

/// Makes the embedded resources of the library known; harmless when repeated.
void initResources();
/// Loads Inter and JetBrains Mono from the resources, once.
void loadFonts();
QFont makeFont(Type type, int textScale);
/// The font file without contextual alternates and ligatures: Qt 6.4 cannot switch them off, and `->` or `!=` must show as
/// they came. Returns the bytes as they are when they are no such font.
QByteArray withoutLigatures(QByteArray font);

} // namespace ui
