// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/cells.h"

#include "ui/common/formats.h"
#include "ui/common/iconcache.h"
#include "ui/common/meters.h"
#include "ui/common/shapedtext.h"
#include "ui/common/views.h"

#include <QAbstractItemView>
#include <QPainter>

#include <algorithm>

namespace ui {
namespace {
constexpr int padding = 7, textGap = 6;
constexpr int barWidth = 3, outlineWidth = 2;

bool isFirstColumn(const QStyleOptionViewItem &option)
{
    return option.viewItemPosition == QStyleOptionViewItem::Beginning || option.viewItemPosition == QStyleOptionViewItem::OnlyOne;
}

bool isLastColumn(const QStyleOptionViewItem &option)
{
    return option.viewItemPosition == QStyleOptionViewItem::End || option.viewItemPosition == QStyleOptionViewItem::OnlyOne;
}

bool isCurrentRow(const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const auto *view = qobject_cast<const QAbstractItemView *>(option.widget);
    return view && view->currentIndex().isValid() && view->currentIndex().row() == index.row() &&
           view->currentIndex().parent() == index.parent();
}

bool isStriped(const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const bool usual = option.features & QStyleOptionViewItem::Alternate;
    const auto *table = qobject_cast<const TableView *>(option.widget);
    return table ? table->isStriped(index.row(), usual) : usual;
}

bool isActiveView(const QStyleOptionViewItem &option) { return option.widget && option.widget->hasFocus(); }
} // namespace

void paintChosen(QPainter &painter, const QRect &area, bool isActive, bool isFirst, bool isLast)
{
    if (!Theme::instance().highContrast()) {
        painter.fillRect(area, color(isActive ? Token::AccentWash : Token::SelInactive));
        return;
    }
    const QColor line = color(isActive ? Token::Accent : Token::LineStrong);
    painter.fillRect(QRect(area.left(), area.top(), area.width(), outlineWidth), line);
    painter.fillRect(QRect(area.left(), area.bottom() - outlineWidth + 1, area.width(), outlineWidth), line);
    if (isFirst)
        painter.fillRect(QRect(area.left(), area.top(), outlineWidth, area.height()), line);
    if (isLast)
        painter.fillRect(QRect(area.right() - outlineWidth + 1, area.top(), outlineWidth, area.height()), line);
}

CellDelegate::CellDelegate(QObject *parent) : QStyledItemDelegate(parent) {}

void CellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    const bool selected = option.state & QStyle::State_Selected;
    if (selected)
        paintChosen(*painter, option.rect, isActiveView(option), isFirstColumn(option), isLastColumn(option));
    else if (isStriped(option, index))
        painter->fillRect(option.rect, color(Token::Alt));
    if (isFirstColumn(option) && (selected || isActiveView(option)) && isCurrentRow(option, index))
        painter->fillRect(QRect(0, option.rect.y(), barWidth, option.rect.height()), color(Token::Accent));
    paintCell(*painter, option.rect.adjusted(padding, 0, -padding, 0), option, index);
    painter->restore();
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return QSize(40, Theme::instance().rowHeight());
}

void CellDelegate::paintCell(QPainter &painter, const QRect &area, const QStyleOptionViewItem &option,
                             const QModelIndex &index) const
{
    QRect rest = area;
    const QString iconName = index.data(IconRole).toString();
    if (!iconName.isEmpty())
        rest = drawIcon(painter, rest, iconName, iconColor(option, index));
    const bool mono = index.data(MonoRole).toBool();
    const Theme &theme = Theme::instance();
    const QFont font = theme.font(mono              ? (isStrong(index) ? Type::MonoStrong : Type::Mono)
                                  : isStrong(index) ? Type::Strong
                                                    : Type::Body);
    const Qt::Alignment alignment(index.data(Qt::TextAlignmentRole).toInt());
    const QString text = index.data(Qt::DisplayRole).toString();
    const QColor tint = textColor(option, index, text == format::none() ? Token::Text3 : Token::Text);
    const QString secondary = index.data(SecondaryRole).toString();
    if (secondary.isEmpty()) {
        drawText(painter, rest, text, font, tint, alignment & Qt::AlignRight ? Qt::AlignRight : Qt::AlignLeft);
        return;
    }
    QRect first = rest; // the name is whole before the number behind it is
    const QFont second = theme.font(Type::Mono);
    const int whole = shapedWidth(text, font), least = whole <= rest.width() ? whole : rest.width() * 2 / 3;
    first.setWidth(std::max(least, rest.width() - shapedWidth(secondary, second) - textGap));
    const int used = first.width() - drawText(painter, first, text, font, tint).width();
    rest.setLeft(rest.left() + used);
    drawText(painter, rest, secondary, second, textColor(option, index, Token::Text3));
}

QColor CellDelegate::textColor(const QStyleOptionViewItem &, const QModelIndex &index, Token usual)
{
    if (index.data(DimRole).toBool())
        return color(Token::Text3);
    const QVariant token = index.data(TokenRole);
    return color(token.isValid() ? Token(token.toInt()) : usual);
}

QColor CellDelegate::iconColor(const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const QVariant own = index.data(IconTokenRole);
    return own.isValid() ? color(Token(own.toInt())) : textColor(option, index, Token::Text2);
}

bool CellDelegate::isStrong(const QModelIndex &index) { return index.data(StrongRole).toBool(); }

QRect CellDelegate::drawText(QPainter &painter, QRect area, const QString &text, const QFont &font, const QColor &tint,
                             Qt::Alignment alignment)
{
    if (text.isEmpty() || area.width() <= 0)
        return area;
    area.setLeft(area.left() + drawShaped(painter, area, text, font, tint, alignment) + textGap);
    return area;
}

QRect CellDelegate::drawIcon(QPainter &painter, QRect area, const QString &name, const QColor &tint, int size)
{
    if (area.width() < size)
        return area;
    const QPixmap picture = IconCache::instance().pixmap(name, size, tint, painter.device()->devicePixelRatioF());
    painter.drawPixmap(area.x(), area.y() + (area.height() - size) / 2, picture);
    area.setLeft(area.left() + size + 6);
    return area;
}

void StateDelegate::paintCell(QPainter &painter, const QRect &area, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const
{
    const QVariant value = index.data(StateRole);
    if (!value.isValid()) {
        CellDelegate::paintCell(painter, area, option, index);
        return;
    }
    const State state = value.value<State>();
    const QPixmap glyph = IconCache::instance().state(state, 12, painter.device()->devicePixelRatioF());
    painter.drawPixmap(area.x(), area.y() + (area.height() - 12) / 2, glyph);
    const QColor tint = index.data(DimRole).toBool() ? color(Token::Text3) : color(stateToken(state));
    drawText(painter, area.adjusted(19, 0, 0, 0), index.data(Qt::DisplayRole).toString(), Theme::instance().font(Type::Body),
             tint);
}

void NumberDelegate::paintCell(QPainter &painter, const QRect &area, const QStyleOptionViewItem &option,
                               const QModelIndex &index) const
{
    const QString text = index.data(Qt::DisplayRole).toString();
    const QString shown = text.isEmpty() ? format::none() : text;
    const bool strong = isStrong(index) || index.data(TokenRole) == int(Token::Warn);
    drawText(painter, area, shown, Theme::instance().font(strong ? Type::MonoStrong : Type::Mono),
             textColor(option, index, text.isEmpty() ? Token::Text3 : Token::Text), Qt::AlignRight);
}

void MeterDelegate::paintCell(QPainter &painter, const QRect &area, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const
{
    const QVariant levels = index.data(LevelsRole);
    if (!levels.isValid()) {
        if (index.data(Qt::DisplayRole).isValid()) { // not applicable, or something else is to be said
            CellDelegate::paintCell(painter, area, option, index);
            return;
        }
        drawText(painter, area, format::none(), Theme::instance().font(Type::Mono), textColor(option, index, Token::Text3));
        return;
    }
    constexpr int segments = 11, barHeight = 4;
    const QPointF both = levels.toPointF();
    const int y = area.y() + area.height() / 2;
    paintLevel(painter, QRect(area.x(), y - barHeight - 1, area.width(), barHeight), both.x(), segments);
    paintLevel(painter, QRect(area.x(), y + 1, area.width(), barHeight), both.y(), segments);
}

void ActionDelegate::paintCell(QPainter &painter, const QRect &area, const QStyleOptionViewItem &option,
                               const QModelIndex &index) const
{
    const Theme &theme = Theme::instance();
    const QString action = index.data(ActionRole).toString();
    const QString flow = index.data(Qt::DisplayRole).toString();
    QRect rest = drawText(painter, area, flow.isEmpty() && action.isEmpty() ? format::none() : flow, theme.font(Type::Body),
                          textColor(option, index, flow.isEmpty() ? Token::Text3 : Token::Text));
    if (action.isEmpty())
        return;
    if (!flow.isEmpty())
        rest = drawText(painter, rest, QString(QChar(0x203A)), theme.font(Type::Body), textColor(option, index, Token::Text3));
    const QString iconName = index.data(IconRole).toString();
    if (!iconName.isEmpty())
        rest = drawIcon(painter, rest, iconName, textColor(option, index, Token::Text2));
    drawText(painter, rest, action, theme.font(Type::Body), textColor(option, index, Token::Text));
}

void SparkDelegate::paintCell(QPainter &painter, const QRect &area, const QStyleOptionViewItem &, const QModelIndex &index) const
{
    paintSpark(painter, area.adjusted(0, 5, 0, -5), index.data(SparkRole).value<QList<float>>(), 0, color(Token::Accent));
}

} // namespace ui
