// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace ui {

/// The lines of `after`, each behind two characters: "+ " where it is new, "− " where one of `before` is gone, else blanks.
/// In order; the shortest such list. `after` itself when both are of thousands of lines.
QString lineDifference(const QString &before, const QString &after);

} // namespace ui
