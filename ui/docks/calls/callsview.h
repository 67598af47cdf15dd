// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/cells.h"
#include "ui/common/views.h"

#include <QTimer>

namespace ui {

class CallsTree;

/// The rows of live calls with their branches: a click on an arrow, → and ← open and close, a double click on a groupcall too.
/// Calls can be dragged out and dropped on another call.
class CallsView : public TableView
{
    Q_OBJECT

public:
    explicit CallsView(CallsTree &tree, QWidget *parent = nullptr);

    /// Where the arrow of a row is, in the coordinates of the viewport.
    QRect arrowOf(const QModelIndex &index) const;

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    bool toggleAt(const QPoint &position);

    CallsTree &m_tree;
    QTimer m_resting; ///< the pointer rests: rows may move again
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
