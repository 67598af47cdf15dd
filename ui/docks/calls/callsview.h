// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/cells.h"
#include "ui/common/views.h"
#include "ui/docks/calls/callsselection.h"
#include "ui/docks/calls/callstree.h"

#include <vector>

namespace ui {

/// The rows of live calls with their branches: a click on an arrow, → and ← open and close, a double click on a groupcall too.
/// Calls can be dragged out and dropped on another call. Rows keep their place on screen when others come above them, while
/// the list is scrolled, the pointer is over it, or it has the focus and a selection (design §1). Paints only the rows and cells
/// in sight that look different now.
class CallsView : public TableView
{
    Q_OBJECT

public:
    explicit CallsView(CallsTree &tree, QWidget *parent = nullptr);

    CallsSelection &selection() const { return *m_selection; }
    void clearSelection() { m_selection->select(QItemSelection(), QItemSelectionModel::Clear); }
    QModelIndexList selectedRows() const override;
    /// Where the arrow of a row is, in the coordinates of the viewport.
    QRect arrowOf(const QModelIndex &index) const;
    /// The first and the last row of which nothing is cut off; the first is behind the last when there is none.
    int firstWhole() const;
    int lastWhole() const;
    /// Puts the rows to their places at once, not with the next paint.
    void layOut();
    /// The rows keep their stripes when others come or go above them.
    bool isStriped(int row, bool usual) const override;
    /// While the scroll bar moves with the rows, not over them.
    bool isKeeping() const { return m_isKeeping; }
    /// The cells of these columns may say something else now.
    void repaintColumns(int first, int last);

    void doItemsLayout() override;

protected:
    QItemSelectionModel::SelectionFlags selectionCommand(const QModelIndex &index, const QEvent *event) const override;
    void startDrag(Qt::DropActions actions) override;
    void dataChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight, const QList<int> &roles) override;
    void selectionChanged(const QItemSelection &selected, const QItemSelection &deselected) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void scrollContentsBy(int dx, int dy) override;
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void updateGeometries() override;
    void dragMoveEvent(QDragMoveEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    bool toggleAt(const QPoint &position);
    bool isInUse() const;
    bool isHolding() const;
    void noteTop();
    void showDrop(int row);
    void keepOrder();
    void keepTop();
    void letGo();
    struct Seen
    {
        CallsTree::Look look;
        int y, height;
        bool isStriped;
        friend bool operator==(const Seen &, const Seen &) = default;
    };
    std::vector<Seen> rowsInSight() const;
    void hideTipOfAnother(const std::vector<Seen> &before) const;
    void paintRow(QPainter &painter, QStyleOptionViewItem &option, int row, const QRect &area) const;
    void repaintCells(int top, int bottom, int firstColumn, int lastColumn);

    CallsTree &m_tree;
    CallsSelection *m_selection;
    QPersistentModelIndex m_top; ///< the first row in sight
    int m_topRow = -1;           ///< where it was
    int m_topOffset = 0;         ///< how much of it is cut off, pixels
    std::vector<Seen> m_seen;    ///< what the viewport shows, or will with the next paint
    int m_dropRow = -1;          ///< where a dragged call would be dropped
    bool m_isLayoutDue = false;  ///< rows came, went or moved since
    bool m_isLayingOut = false;
    bool m_areStripesOdd = false;
    bool m_isKeeping = false; ///< the scroll bar is moved by the view itself
    bool m_wasAtTop = false;  ///< only held rows keep the list from its top
};

/// The state, indented by depth, with the arrow of its branch.
class BranchDelegate : public StateDelegate
{
    Q_OBJECT

public:
    using StateDelegate::StateDelegate;
    static constexpr int indent = 17, arrowWidth = 14;

protected:
    void paintCell(QPainter &painter, const QRect &area, const QStyleOptionViewItem &option,
                   const QModelIndex &index) const override;
};

} // namespace ui
