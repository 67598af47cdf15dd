// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/state.h"

#include <QHash>
#include <QIcon>
#include <QPixmap>

namespace ui {

/// Line icons and state glyphs, tinted and rendered once per (name, size, colour, ratio). GUI thread only.
class IconCache
{
public:
    static IconCache &instance();

    /// `name` without path and extension (`hangup`), or `state/ringing`. `size` in logical pixels. Empty for an unknown name.
    QPixmap pixmap(const QString &name, int size, const QColor &color, qreal ratio);
    QPixmap state(State state, int size, qreal ratio);
    /// The logo in its own colours.
    QPixmap logo(int size, qreal ratio);
    void clear();

private:
    QByteArray source(const QString &name);

    QHash<QString, QByteArray> m_sources;
    QHash<QString, QPixmap> m_pixmaps;
};

/// An icon that follows the theme: Normal text2, Active text, Disabled disabled, On accent.
QIcon icon(const QString &name);
/// The same in one colour, for buttons with a fill or an outline of their own.
QIcon icon(const QString &name, Token token);

} // namespace ui
