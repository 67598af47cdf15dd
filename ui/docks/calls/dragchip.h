// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPixmap>
#include <QString>

namespace ui {

/// What is dragged, as it goes beside the pointer: an icon and a few words in the colours of the theme. `mono`: the words came
/// over the wire. Long ones end in an ellipsis. @param ratio  device pixels for a logical one
QPixmap dragChip(const QString &icon, const QString &words, bool mono, qreal ratio);

} // namespace ui
