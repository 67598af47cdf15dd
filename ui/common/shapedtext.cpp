// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/shapedtext.h"

#include <QFontMetrics>
#include <QHash>
#include <QPainter>
#include <QStaticText>

namespace ui {
namespace {
constexpr qsizetype shapedKept = 4096;

struct TextKey
{
    QString text;
    int face, weight, room; ///< room: pixels it was elided to, −1 when it was not
    friend bool operator==(const TextKey &, const TextKey &) = default;
};

size_t qHash(const TextKey &key, size_t seed = 0) { return qHashMulti(seed, key.text, key.face, key.weight, key.room); }

struct Shaped
{
    QStaticText glyphs;
    int width = 0, height = 0;
};

const Shaped &shaped(const QString &text, const QFont &font, int room)
{
    // Never freed: fonts must not outlive the application, which statics do.
    static auto &kept = *new QHash<TextKey, Shaped>;
    const int face = font.pixelSize() * 2 + (font.styleHint() == QFont::Monospace ? 1 : 0);
    const TextKey key{text, face, font.weight(), room};
    if (const auto known = kept.constFind(key); known != kept.cend())
        return *known;
    if (kept.size() >= shapedKept)
        kept.clear();
    const QFontMetrics metrics(font);
    const QString shown = room < 0 ? text : metrics.elidedText(text, Qt::ElideRight, room);
    Shaped made{QStaticText(shown), metrics.horizontalAdvance(shown), metrics.height()};
    made.glyphs.setTextFormat(Qt::PlainText);
    made.glyphs.prepare({}, font);
    return *kept.insert(key, made);
}
} // namespace

int drawShaped(QPainter &painter, const QRect &area, const QString &text, const QFont &font, const QColor &color,
               Qt::Alignment alignment)
{
    const Shaped *line = &shaped(text, font, -1);
    if (line->width > area.width())
        line = &shaped(text, font, area.width());
    const int x = alignment & Qt::AlignRight ? area.right() + 1 - line->width : area.x();
    painter.setFont(font);
    painter.setPen(color);
    painter.drawStaticText(x, area.y() + (area.height() - line->height) / 2, line->glyphs);
    return line->width;
}

} // namespace ui
