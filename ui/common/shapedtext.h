// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QRect>
#include <QString>

class QPainter;

namespace ui {

/// Draws one line of plain text, elided at its end if it must be, in the middle of the height. Keeps the glyphs of what was drawn
/// lately: tables draw the same few hundred texts in every frame. GUI thread.
/// @return its width
int drawShaped(QPainter &painter, const QRect &area, const QString &text, const QFont &font, const QColor &color,
               Qt::Alignment alignment = Qt::AlignLeft);

/// What `drawShaped` needs for the whole text.
int shapedWidth(const QString &text, const QFont &font);

} // namespace ui
