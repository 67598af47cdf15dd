// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/cells.h"

#include "ui/common/reasons.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

namespace ui {
namespace {
constexpr int buttonWidth = 24;

bool isHovered(const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const auto *view = qobject_cast<const QAbstractItemView *>(option.widget);
    if (!view)
        return false;
    const QPoint pointer = view->viewport()->mapFromGlobal(QCursor::pos());
    return view->viewport()->rect().contains(pointer) && view->viewport()->underMouse() && pointer.y() >= option.rect.top() &&
           pointer.y() <= option.rect.bottom() && index.isValid();
}

bool isCurrent(const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const auto *view = qobject_cast<const QAbstractItemView *>(option.widget);
    return view && view->currentIndex().row() == index.row() && view->currentIndex().parent() == index.parent();
}
} // namespace

RowActionsDelegate::RowActionsDelegate(QList<RowAction> actions, QObject *parent)
    : CellDelegate(parent), m_actions(std::move(actions))
{
}

QSize RowActionsDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return QSize(int(m_actions.size()) * buttonWidth + 14, CellDelegate::sizeHint(option, index).height());
}

void RowActionsDelegate::paintCell(QPainter &painter, const QRect &area, const QStyleOptionViewItem &option,
                                   const QModelIndex &index) const
{
    const bool areShown = isCurrent(option, index) || isHovered(option, index);
    const QString running = index.data(IconRole).toString();
    if (!areShown && running.isEmpty())
        return;
    QRect cell(area.x(), area.y(), buttonWidth, area.height());
    for (const RowAction &action : m_actions) {
        if (action.stays && !running.isEmpty())
            paintRunning(painter, cell, running, iconColor(option, index));
        else if (areShown)
            drawIcon(painter, cell.adjusted(4, 0, 0, 0), action.icon,
                     color(action.offReason && !action.offReason(index).isEmpty() ? Token::Disabled : action.token));
        cell.translate(buttonWidth, 0);
    }
}

void RowActionsDelegate::paintRunning(QPainter &painter, const QRect &cell, const QString &name, const QColor &tint)
{
    constexpr int size = 22;
    const QRectF frame(cell.x() + 1.5, cell.y() + (cell.height() - size) / 2 + 0.5, size - 1, size - 1);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(tint);
    painter.setBrush(color(Token::Button));
    painter.drawRoundedRect(frame, 4, 4);
    painter.setRenderHint(QPainter::Antialiasing, false);
    drawIcon(painter, cell.adjusted(4, 0, 0, 0), name, tint);
}

bool RowActionsDelegate::editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                                     const QModelIndex &index)
{
    if (event->type() != QEvent::MouseButtonRelease)
        return CellDelegate::editorEvent(event, model, option, index);
    const auto *mouse = static_cast<QMouseEvent *>(event);
    const int hit = at(option.rect, mouse->position().toPoint());
    if (mouse->button() != Qt::LeftButton || hit < 0)
        return false;
    const RowAction &action = m_actions[hit];
    if (!action.offReason || action.offReason(index).isEmpty())
        Q_EMIT triggered(action.id, index);
    return true;
}

bool RowActionsDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                                   const QModelIndex &index)
{
    const int hit = at(option.rect, event->pos());
    if (event->type() != QEvent::ToolTip || hit < 0)
        return CellDelegate::helpEvent(event, view, option, index);
    const RowAction &action = m_actions[hit];
    if (action.stays && !index.data(IconRole).toString().isEmpty())
        return CellDelegate::helpEvent(event, view, option, index);
    const QString reason = action.offReason ? action.offReason(index) : QString();
    QToolTip::showText(event->globalPos(), reason.isEmpty() ? action.name : offText(action.name, reason), view);
    return true;
}

int RowActionsDelegate::at(const QRect &cell, const QPoint &position) const
{
    const int x = position.x() - cell.x() - 7;
    if (x < 0 || !cell.contains(position))
        return -1;
    const int hit = x / buttonWidth;
    return hit < m_actions.size() ? hit : -1;
}

} // namespace ui
