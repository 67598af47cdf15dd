// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/shapedtext.h"

#include <QFontMetrics>
#include <QGlyphRun>
#include <QHash>
#include <QPainter>
#include <QRawFont>
#include <QStaticText>

namespace ui {
namespace {
constexpr qsizetype shapedKept = 4096; // of each generation

struct TextKey
{
    QString text;
    int face, weight, room; ///< room: pixels it was elided to, −1 when it was not
    friend bool operator==(const TextKey &, const TextKey &) = default;
};

size_t qHash(const TextKey &key, size_t seed = 0) { return qHashMulti(seed, key.text, key.face, key.weight, key.room); }

struct Shaped
{
    QStaticText text;
    QGlyphRun glyphs; ///< in place of `text`, if `isSimple`
    int width = 0, height = 0, ascent = 0;
    bool isSimple = false;
};
using ShapedTexts = QHash<TextKey, Shaped>;

/// Digits and what stands between them, in a font whose characters are all as wide: each is its own glyph, beside the one before.
bool isSimple(const QString &text)
{
    bool wasMark = false;
    for (const QChar one : text) {
        const bool isDigit = one >= QLatin1Char('0') && one <= QLatin1Char('9');
        const bool isMark = one == QLatin1Char(':') || one == QLatin1Char('.') || one == QLatin1Char('+');
        if ((!isDigit && !isMark && one != QLatin1Char(' ')) || (isMark && wasMark)) // two may be one glyph
            return false;
        wasMark = isMark;
    }
    return true;
}

/// @return false when the font lacks a glyph
bool layOutSimple(Shaped &made, const QString &text, const QFont &font)
{
    const QRawFont raw = QRawFont::fromFont(font);
    const QList<quint32> glyphs = raw.glyphIndexesForString(text);
    if (!raw.isValid() || glyphs.size() != text.size() || glyphs.contains(0U))
        return false;
    const QList<QPointF> steps = raw.advancesForGlyphIndexes(glyphs);
    QList<QPointF> places;
    double x = 0;
    for (const QPointF &step : steps) {
        places += QPointF(x, 0);
        x += step.x();
    }
    made.glyphs.setRawFont(raw);
    made.glyphs.setGlyphIndexes(glyphs);
    made.glyphs.setPositions(places);
    made.isSimple = true;
    return true;
}

Shaped shape(const QString &text, const QFont &font, int room)
{
    const QFontMetrics metrics(font);
    Shaped made;
    const QString shown = room < 0 ? text : metrics.elidedText(text, Qt::ElideRight, room);
    made.height = metrics.height();
    made.ascent = metrics.ascent();
    if (font.styleHint() == QFont::Monospace && isSimple(shown) && layOutSimple(made, shown, font)) {
        made.width = shown.isEmpty() ? 0 : int(shown.size()) * metrics.horizontalAdvance(QLatin1Char('0'));
        return made;
    }
    made.width = metrics.horizontalAdvance(shown);
    made.text = QStaticText(shown);
    made.text.setTextFormat(Qt::PlainText);
    made.text.prepare({}, font);
    return made;
}

/// Two generations, so that what is still in use is not lost with the rest.
const Shaped &shaped(const QString &text, const QFont &font, int room)
{
    // Never freed: fonts must not outlive the application, which statics do.
    static auto &young = *new ShapedTexts, &old = *new ShapedTexts;
    const int face = font.pixelSize() * 2 + (font.styleHint() == QFont::Monospace ? 1 : 0);
    const TextKey key{text, face, font.weight(), room};
    if (const auto known = young.constFind(key); known != young.cend())
        return *known;
    if (young.size() >= shapedKept) {
        old.swap(young);
        young.clear();
    }
    if (const auto known = old.find(key); known != old.end())
        return *young.insert(key, *known);
    return *young.insert(key, shape(text, font, room));
}
} // namespace

int shapedWidth(const QString &text, const QFont &font) { return shaped(text, font, -1).width; }

int drawShaped(QPainter &painter, const QRect &area, const QString &text, const QFont &font, const QColor &color,
               Qt::Alignment alignment)
{
    const Shaped *line = &shaped(text, font, -1);
    if (line->width > area.width())
        line = &shaped(text, font, area.width());
    const int x = alignment & Qt::AlignRight ? area.right() + 1 - line->width : area.x();
    painter.setFont(font);
    painter.setPen(color);
    const int y = area.y() + (area.height() - line->height) / 2;
    if (line->isSimple)
        painter.drawGlyphRun(QPointF(x, y + line->ascent), line->glyphs);
    else
        painter.drawStaticText(x, y, line->text);
    return line->width;
}

} // namespace ui
