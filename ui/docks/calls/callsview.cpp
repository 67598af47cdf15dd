// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/calls/callsview.h"

#include "ui/common/formats.h"
#include "ui/common/iconcache.h"
#include "ui/docks/calls/dragchip.h"

#include <QApplication>
#include <QDrag>
#include <QDropEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace ui {
namespace {
constexpr int arrowSize = 12, recordSize = 14;
constexpr int sortMark = 10;
constexpr QPoint besidePointer(-14, -12); ///< of the chip that is dragged: to the right of it and below

/// The mark of the order stands above the text, which keeps its width.
class CallsHeader : public QHeaderView
{
public:
    explicit CallsHeader(QWidget *parent) : QHeaderView(Qt::Horizontal, parent) { setSectionsClickable(true); }

protected:
    void paintSection(QPainter *painter, const QRect &area, int section) const override
    {
        painter->save();
        QHeaderView::paintSection(painter, area, section);
        painter->restore();
        if (section != sortIndicatorSection())
            return;
        const QString name = sortIndicatorOrder() == Qt::AscendingOrder ? QStringLiteral("sort-up") : QStringLiteral("sort-down");
        const QPixmap mark =
            IconCache::instance().pixmap(name, sortMark, color(Token::Accent), painter->device()->devicePixelRatioF());
        painter->drawPixmap(area.center().x() - sortMark / 2, area.top() - 2, mark);
    }
};
} // namespace

CallsView::CallsView(CallsTree &tree, QWidget *parent)
    : TableView(parent), m_tree(tree), m_selection(new CallsSelection(tree, tree.calls(), this))
{
    setHorizontalHeader(new CallsHeader(this));
    setModel(&tree);
    const std::unique_ptr<QItemSelectionModel> before(selectionModel());
    setSelectionModel(m_selection);
    horizontalHeader()->setSortIndicatorClearable(true);
    horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    setSortingEnabled(true);
    setAlternatingRowColors(false); // isStriped() says it
    setDragEnabled(true);
    setAcceptDrops(true);
    setDragDropMode(QAbstractItemView::DragDrop);
    setDragDropOverwriteMode(true); // on a call, never between two
    setDropIndicatorShown(true);
    connect(m_selection, &CallsSelection::drifted, this, &CallsView::keepOrder);
    connect(verticalScrollBar(), &QScrollBar::rangeChanged, this, &CallsView::keepOrder);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this] {
        if (m_isKeeping)
            return;
        m_wasAtTop = false;
        noteTop();
    });
    const auto layoutDue = [this] { m_isLayoutDue = true; };
    connect(&tree, &QAbstractItemModel::rowsInserted, this, layoutDue);
    connect(&tree, &QAbstractItemModel::rowsRemoved, this, layoutDue);
    connect(&tree, &QAbstractItemModel::layoutChanged, this, layoutDue);
    connect(&tree, &CallsTree::sorted, this, &CallsView::noteTop);
}

int CallsView::firstWhole() const
{
    const int row = rowAt(0);
    return row >= 0 && rowViewportPosition(row) < 0 ? row + 1 : std::max(row, 0);
}

int CallsView::lastWhole() const
{
    const int height = viewport()->height(), row = rowAt(height - 1);
    if (row < 0)
        return m_tree.rowCount() - 1;
    return rowViewportPosition(row) + rowHeight(row) > height ? row - 1 : row;
}

void CallsView::layOut()
{
    executeDelayedItemsLayout();
    updateGeometries();
}

bool CallsView::isInUse() const { return viewport()->underMouse() || (hasFocus() && m_selection->count() > 0); }

bool CallsView::isHolding() const { return verticalScrollBar()->value() > 0 || isInUse(); }

void CallsView::noteTop()
{
    const bool isAtTop = verticalScrollBar()->value() == 0; // where the header need not be asked
    const int row = isAtTop ? (m_tree.rowCount() > 0 ? 0 : -1) : rowAt(0);
    m_top = row < 0 ? QPersistentModelIndex() : QPersistentModelIndex(m_tree.index(row, 0));
    m_topRow = row;
    m_topOffset = row < 0 || isAtTop ? 0 : -rowViewportPosition(row);
}

void CallsView::updateGeometries()
{
    TableView::updateGeometries();
    if (!m_isKeeping)
        keepTop();
}

/// After rows came or went: what was at the top of the view is there again.
void CallsView::keepTop()
{
    QScrollBar *bar = verticalScrollBar();
    if (m_top.isValid() && (m_top.row() - m_topRow) % 2 != 0)
        m_areStripesOdd = !m_areStripesOdd;
    const bool isKept = m_top.isValid() && isHolding();
    const int wanted = isKept ? verticalHeader()->sectionPosition(m_top.row()) + m_topOffset : bar->value();
    if (wanted != bar->value()) {
        m_isKeeping = true;
        m_wasAtTop = m_wasAtTop || bar->value() == 0;
        bar->setValue(wanted);
        m_isKeeping = false;
    }
    noteTop();
}

void CallsView::letGo()
{
    if (m_wasAtTop && !hasFocus() && !viewport()->underMouse())
        verticalScrollBar()->setValue(0);
}

void CallsView::focusOutEvent(QFocusEvent *event)
{
    TableView::focusOutEvent(event);
    if (event->reason() == Qt::PopupFocusReason || event->reason() == Qt::ActiveWindowFocusReason)
        return;
    keepOrder();
    letGo();
}

QModelIndexList CallsView::selectedRows() const
{
    QModelIndexList rows;
    for (int row = 0; row < m_tree.rowCount(); ++row) {
        if (m_selection->isChosen(row))
            rows += m_tree.index(row, 0);
    }
    return rows;
}

QItemSelectionModel::SelectionFlags CallsView::selectionCommand(const QModelIndex &index, const QEvent *event) const
{
    m_selection->answerFor(index);
    return TableView::selectionCommand(index, event);
}

QRect CallsView::arrowOf(const QModelIndex &index) const
{
    const QModelIndex cell = index.siblingAtColumn(0);
    if (!cell.data(CallsTree::ExpandableRole).toBool())
        return {};
    const QRect area = visualRect(cell);
    return {area.x() + cell.data(CallsTree::DepthRole).toInt() * BranchDelegate::indent, area.y(), BranchDelegate::arrowWidth + 8,
            area.height()};
}

bool CallsView::toggleAt(const QPoint &position)
{
    const QModelIndex index = indexAt(position);
    if (!index.isValid() || index.column() != 0 || !arrowOf(index).contains(position))
        return false;
    m_tree.setOpen(index, !index.data(CallsTree::OpenRole).toBool());
    return true;
}

void CallsView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && toggleAt(event->position().toPoint()))
        return;
    TableView::mousePressEvent(event);
}

void CallsView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const QModelIndex index = indexAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && toggleAt(event->position().toPoint()))
        return;
    if (index.isValid() && m_tree.data(index, CallsModel::IdRole).isNull()) {
        m_tree.setOpen(index, !index.data(CallsTree::OpenRole).toBool());
        return;
    }
    TableView::mouseDoubleClickEvent(event);
}

void CallsView::mouseMoveEvent(QMouseEvent *event)
{
    TableView::mouseMoveEvent(event);
    keepOrder();
}

void CallsView::leaveEvent(QEvent *event)
{
    TableView::leaveEvent(event);
    keepOrder();
    letGo();
}

void CallsView::focusInEvent(QFocusEvent *event)
{
    TableView::focusInEvent(event);
    keepOrder();
}

/// What the operator points at, has chosen or has a menu of stays where it is.
void CallsView::keepOrder()
{
    if (!QApplication::activePopupWidget())
        m_tree.setSteady(isInUse(), verticalScrollBar()->maximum() == 0);
}

void CallsView::startDrag(Qt::DropActions actions)
{
    const QList<QUuid> ids = m_selection->calls();
    if (ids.isEmpty())
        return;
    const CallsModel &calls = m_tree.calls();
    const contract::Call *one = ids.size() == 1 ? calls.call(ids.front()) : nullptr;
    const bool isOutgoing = one && one->direction == contract::direction::outgoing;
    const QString words = one ? format::groupedNumber(CallsModel::numberOf(isOutgoing ? one->destination : one->source))
                              : tr("%Ln call(s)", nullptr, int(ids.size()));
    auto *drag = new QDrag(this);
    drag->setMimeData(m_tree.mimeData(selectedRows()));
    drag->setPixmap(dragChip(one ? QStringLiteral("phone") : QStringLiteral("calls"), words, one, devicePixelRatioF()));
    drag->setHotSpot(besidePointer);
    drag->exec(actions, Qt::CopyAction);
    showDrop(-1);
}

void CallsView::dragMoveEvent(QDragMoveEvent *event)
{
    TableView::dragMoveEvent(event);
    const bool canDrop = event->isAccepted() && dropIndicatorPosition() == OnItem;
    showDrop(canDrop ? indexAt(event->position().toPoint()).row() : -1);
}

void CallsView::dragLeaveEvent(QDragLeaveEvent *event)
{
    TableView::dragLeaveEvent(event);
    showDrop(-1);
}

void CallsView::dropEvent(QDropEvent *event)
{
    showDrop(-1);
    TableView::dropEvent(event);
}

void CallsView::showDrop(int row)
{
    if (std::exchange(m_dropRow, row) != row)
        viewport()->update();
}

void CallsView::keyPressEvent(QKeyEvent *event)
{
    const QModelIndex current = currentIndex();
    const bool plain = !(event->modifiers() & ~Qt::KeypadModifier);
    if (current.isValid() && plain && (event->key() == Qt::Key_Right || event->key() == Qt::Key_Left)) {
        const bool open = event->key() == Qt::Key_Right;
        const bool isOpen = current.data(CallsTree::OpenRole).toBool();
        if (current.data(CallsTree::ExpandableRole).toBool() && isOpen != open) {
            m_tree.setOpen(current, open);
        } else if (open && isOpen) {
            setCurrentIndex(m_tree.index(current.row() + 1, 0));
        } else if (const QModelIndex above = m_tree.parentRow(current); !open && above.isValid()) {
            setCurrentIndex(above);
        }
        return;
    }
    TableView::keyPressEvent(event);
}

void BranchDelegate::paintCell(QPainter &painter, const QRect &area, const QStyleOptionViewItem &option,
                               const QModelIndex &index) const
{
    const int x = area.x() + index.data(CallsTree::DepthRole).toInt() * indent;
    if (index.data(CallsTree::ExpandableRole).toBool()) {
        const QString name =
            index.data(CallsTree::OpenRole).toBool() ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right");
        const QPixmap arrow =
            IconCache::instance().pixmap(name, arrowSize, color(Token::Text2), painter.device()->devicePixelRatioF());
        painter.drawPixmap(x - 2, area.y() + (area.height() - arrowSize) / 2, arrow);
    }
    QRect rest = area;
    rest.setLeft(x + arrowWidth);
    if (index.data(RecordedRole).toBool()) {
        const QRect mark(rest.right() - recordSize, rest.y(), recordSize, rest.height());
        drawIcon(painter, mark, QStringLiteral("record"), color(Token::Failed), recordSize);
        rest.setRight(mark.left() - 4);
    }
    StateDelegate::paintCell(painter, rest, option, index);
}

} // namespace ui
