// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/calls/dragchip.h"

#include "ui/common/iconcache.h"
#include "ui/common/theme.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>

namespace ui {
namespace {
constexpr int chipHeight = 28, iconSize = 16, side = 8, gap = 6, longest = 260;
}

QPixmap dragChip(const QString &icon, const QString &words, bool mono, qreal ratio)
{
    const Theme &theme = Theme::instance();
    const QFont font = theme.font(mono ? Type::MonoStrong : Type::Strong);
    const QFontMetrics metrics(font);
    const QString shown = metrics.elidedText(words, Qt::ElideMiddle, theme.scaled(longest));
    const QSize size(side + iconSize + gap + metrics.horizontalAdvance(shown) + side + 2, theme.scaled(chipHeight));
    QPixmap chip(size * ratio);
    chip.setDevicePixelRatio(ratio);
    chip.fill(Qt::transparent);
    QPainter painter(&chip);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color(Token::Accent), 1));
    painter.setBrush(color(Token::AccentWash));
    painter.drawRoundedRect(QRectF(QPointF(), size).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.drawPixmap(side, (size.height() - iconSize) / 2,
                       IconCache::instance().pixmap(icon, iconSize, color(Token::Accent), ratio));
    painter.setPen(color(Token::Text));
    painter.setFont(font);
    painter.drawText(QRect(side + iconSize + gap, 0, size.width(), size.height()), Qt::AlignVCenter, shown);
    return chip;
}

} // namespace ui
