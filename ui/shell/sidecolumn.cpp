// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/sidecolumn.h"

#include <QDockWidget>
#include <QEvent>
#include <QMainWindow>

namespace ui {

SideColumn::SideColumn(QMainWindow &window, QDockWidget &dock) : QObject(&window), m_window(window), m_dock(dock)
{
    window.installEventFilter(this);
    dock.installEventFilter(this);
}

bool SideColumn::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize && watched == &m_dock && m_window.width() == m_windowWidth) {
        m_width = m_dock.width();
    } else if (event->type() == QEvent::Resize && watched == &m_window && !std::exchange(m_isDue, true)) {
        // The docks have been resized by now, each by its share; the window may go on changing.
        QMetaObject::invokeMethod(this, &SideColumn::keep, Qt::QueuedConnection);
    }
    return QObject::eventFilter(watched, event);
}

void SideColumn::keep()
{
    m_isDue = false;
    m_windowWidth = m_window.width();
    const bool isAtSide =
        m_dock.isVisible() && !m_dock.isFloating() && m_window.dockWidgetArea(&m_dock) == Qt::RightDockWidgetArea;
    const bool isAlone = m_dock.width() > m_window.width() * 9 / 10;
    if (m_width > 0 && isAtSide && !isAlone)
        m_window.resizeDocks({&m_dock}, {m_width}, Qt::Horizontal);
}

} // namespace ui
