// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QDockWidget;
class QMainWindow;

namespace ui {

/// Keeps the width of a dock's column while the window changes its own: what the window gains goes to the middle. The operator's
/// separator and the layouts decide the width. GUI thread.
class SideColumn : public QObject
{
    Q_OBJECT

public:
    /// Belongs to the window; `dock` is one of its docks.
    SideColumn(QMainWindow &window, QDockWidget &dock);
    /// 0: not known yet.
    int width() const { return m_width; }
    /// Before the window has got its size, when a layout gives the column a share of what there is.
    void setWidth(int width);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void keepSoon();
    void keep();
    bool isIn(Qt::DockWidgetArea area, QDockWidget &dock) const;

    QMainWindow &m_window;
    QDockWidget &m_dock;
    int m_windowWidth = 0, m_width = 0;
    bool m_isDue = false, m_isGiven = false; ///< isGiven: by setWidth(), and not yet to the column
};

} // namespace ui
