// SPDX-License-Identifier: GPL-3.0-or-later
// What of the rows of live calls is painted again: thousands change in a second, of which few are in sight.
#include "ui/docks/calls/callsview.h"

#include <QAccessible>
#include <QHeaderView>
#include <QPaintEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>

namespace ui {
namespace {
constexpr int dropFrame = 2; ///< px
}

bool CallsView::isStriped(int row, bool) const { return (row % 2 != 0) != m_areStripesOdd; }

std::vector<CallsView::Seen> CallsView::rowsInSight() const
{
    std::vector<Seen> rows;
    const int height = viewport()->height(), count = m_tree.rowCount();
    for (int row = std::max(rowAt(0), 0); row < count; ++row) {
        const int y = rowViewportPosition(row);
        if (y >= height)
            break;
        rows.push_back({m_tree.lookOf(row), y, rowHeight(row), isStriped(row, false)});
    }
    return rows;
}

/// A tip stands as long as the row below the pointer is the one that it tells of.
void CallsView::hideTipOfAnother(const std::vector<Seen> &before) const
{
    if (!QToolTip::isVisible() || !viewport()->underMouse())
        return;
    const int y = viewport()->mapFromGlobal(QCursor::pos()).y();
    const auto rowAtPointer = [y](const std::vector<Seen> &rows) -> quint64 {
        for (const Seen &one : rows) {
            if (y >= one.y && y < one.y + one.height)
                return one.look.serial;
        }
        return 0;
    };
    if (rowAtPointer(before) != rowAtPointer(m_seen))
        QToolTip::hideText();
}

/// The view would paint all of the viewport.
void CallsView::doItemsLayout()
{
    const bool isKnown = isVisible() && !m_seen.empty();
    m_isLayingOut = true;
    if (isKnown)
        viewport()->setAttribute(Qt::WA_UpdatesDisabled, true);
    TableView::doItemsLayout();
    if (isKnown)
        viewport()->setAttribute(Qt::WA_UpdatesDisabled, false);
    m_isLayingOut = m_isLayoutDue = false;
    const std::vector<Seen> before = std::exchange(m_seen, rowsInSight());
    hideTipOfAnother(before);
    const int width = viewport()->width();
    if (!isKnown || before.empty() || m_seen.empty()) { // the layout of the table may bring another one with it
        viewport()->update();
        return;
    }
    for (size_t i = 0; i < m_seen.size(); ++i) {
        if (i >= before.size() || m_seen[i] != before[i])
            viewport()->update(0, m_seen[i].y, width, m_seen[i].height);
    }
    const int end = m_seen.back().y + m_seen.back().height;
    if (before.back().y + before.back().height > end)
        viewport()->update(0, end, width, viewport()->height() - end);
}

/// As QTableView does, without asking the style sheet for each cell what the delegates paint anyway.
void CallsView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    const QStyle::State usual = option.state & ~QStyle::State_Selected;
    for (const QRect &area : event->region()) {
        for (int row = std::max(rowAt(area.top()), 0); row < m_tree.rowCount(); ++row) {
            if (rowViewportPosition(row) > area.bottom())
                break;
            option.state = usual;
            if (m_selection->isChosen(row))
                option.state |= QStyle::State_Selected;
            paintRow(painter, option, row, area);
        }
    }
    if (m_dropRow < 0)
        return;
    painter.setPen(QPen(color(Token::Accent), dropFrame));
    painter.drawRect(QRect(0, rowViewportPosition(m_dropRow), viewport()->width(), rowHeight(m_dropRow)).adjusted(1, 1, -1, -1));
}

void CallsView::paintRow(QPainter &painter, QStyleOptionViewItem &option, int row, const QRect &area) const
{
    const QHeaderView &header = *horizontalHeader();
    const int y = rowViewportPosition(row), height = rowHeight(row);
    bool isFirst = true;
    int last = header.count() - 1;
    while (last > 0 && header.isSectionHidden(header.logicalIndex(last)))
        --last;
    for (int visual = 0; visual < header.count(); ++visual) {
        const int column = header.logicalIndex(visual);
        if (header.isSectionHidden(column))
            continue;
        option.viewItemPosition = std::exchange(isFirst, false) ? QStyleOptionViewItem::Beginning
                                  : visual == last              ? QStyleOptionViewItem::End
                                                                : QStyleOptionViewItem::Middle;
        option.rect = QRect(columnViewportPosition(column), y, columnWidth(column), height);
        if (option.rect.left() > area.right() || option.rect.right() < area.left())
            continue;
        const QModelIndex index = m_tree.index(row, column);
        itemDelegateForIndex(index)->paint(&painter, option, index);
    }
}

void CallsView::dataChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight, const QList<int> &roles)
{
    if (!topLeft.isValid() || !bottomRight.isValid() || QAccessible::isActive()) {
        TableView::dataChanged(topLeft, bottomRight, roles);
        return;
    }
    if (!isVisible())
        return;
    executeDelayedItemsLayout();
    repaintCells(topLeft.row(), bottomRight.row(), topLeft.column(), bottomRight.column());
}

void CallsView::repaintColumns(int first, int last)
{
    if (isVisible())
        repaintCells(0, m_tree.rowCount() - 1, first, last);
}

void CallsView::repaintCells(int top, int bottom, int firstColumn, int lastColumn)
{
    const int from = std::max(top, rowAt(0)), below = rowAt(viewport()->height() - 1);
    const int upTo = below < 0 ? bottom : std::min(bottom, below);
    const bool isWhole = firstColumn == 0 && lastColumn == m_tree.columnCount() - 1;
    for (int row = std::max(from, 0); row <= upTo; ++row) {
        if (!m_tree.isChanged(row))
            continue;
        const int y = rowViewportPosition(row), height = rowHeight(row);
        if (isWhole)
            viewport()->update(0, y, viewport()->width(), height);
        for (int column = firstColumn; !isWhole && column <= lastColumn; ++column) {
            if (!isColumnHidden(column))
                viewport()->update(columnViewportPosition(column), y, columnWidth(column), height);
        }
    }
}

void CallsView::selectionChanged(const QItemSelection &selected, const QItemSelection &deselected)
{
    TableView::selectionChanged(selected, deselected);
    keepOrder();
    viewport()->update(); // Qt knows neither what was selected before nor, while the layout is due, where the rows are
}

void CallsView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    TableView::currentChanged(current, previous);
    if (m_isLayoutDue) {
        viewport()->update();
        return;
    }
    for (const QModelIndex &one : {current, previous}) { // the bar and the buttons of the current row
        if (one.isValid())
            viewport()->update(0, rowViewportPosition(one.row()), viewport()->width(), rowHeight(one.row()));
    }
}

/// Rows that keep their place are not moved on the screen either.
void CallsView::scrollContentsBy(int dx, int dy)
{
    if (m_isKeeping && m_isLayingOut && dx == 0) {
        verticalHeader()->setOffset(verticalScrollBar()->value());
        return;
    }
    TableView::scrollContentsBy(dx, dy);
    if (m_isLayingOut || m_isLayoutDue)
        m_seen.clear(); // paints all
    else
        m_seen = rowsInSight();
}

void CallsView::resizeEvent(QResizeEvent *event)
{
    TableView::resizeEvent(event);
    m_seen = m_isLayoutDue ? std::vector<Seen>() : rowsInSight();
}

} // namespace ui
