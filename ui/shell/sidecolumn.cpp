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
    if (event->type() == QEvent::Resize && watched == &m_dock && m_window.width() == m_windowWidth && !m_isGiven)
        m_width = m_dock.width();
    else if (event->type() == QEvent::Resize && watched == &m_window)
        keepSoon();
    return QObject::eventFilter(watched, event);
}

void SideColumn::setWidth(int width)
{
    m_width = width;
    m_isGiven = true;
    keepSoon();
}

/// The docks have been resized by then, each by its share; the window may go on changing.
void SideColumn::keepSoon()
{
    if (!std::exchange(m_isDue, true))
        QMetaObject::invokeMethod(this, &SideColumn::keep, Qt::QueuedConnection);
}

void SideColumn::keep()
{
    m_isDue = m_isGiven = false;
    m_windowWidth = m_window.width();
    QDockWidget *middle = nullptr;
    for (QDockWidget *one : m_window.findChildren<QDockWidget *>()) {
        if (isIn(Qt::LeftDockWidgetArea, *one))
            middle = one;
    }
    if (!middle || !isIn(Qt::RightDockWidgetArea, m_dock))
        return;
    if (m_width == 0)
        m_width = m_dock.width(); // the one it has been given at the start
    else                          // without a central widget both have to be told
        m_window.resizeDocks({middle, &m_dock}, {m_window.width() - m_width, m_width}, Qt::Horizontal);
}

bool SideColumn::isIn(Qt::DockWidgetArea area, QDockWidget &dock) const
{
    return dock.isVisible() && !dock.isFloating() && m_window.dockWidgetArea(&dock) == area;
}

} // namespace ui
