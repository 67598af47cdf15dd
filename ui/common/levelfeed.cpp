// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/levelfeed.h"

#include <QWidget>

namespace ui {
namespace {
constexpr int patience = 20; ///< steps until a question counts as lost
}

LevelFeed::LevelFeed(Host &host, QWidget *view, std::function<QStringList()> inSight, QObject *parent)
    : QObject(parent), m_host(host), m_view(view), m_inSight(std::move(inSight))
{
    connect(&host, &Host::levels, this, [this] { m_waiting = 0; });
}

bool LevelFeed::isOnScreen() const { return m_view && m_view->isVisible() && !m_view->window()->isMinimized(); }

void LevelFeed::wake()
{
    if (!m_timer.isActive() && isOnScreen() && !m_inSight().isEmpty())
        m_timer.start(stepMs, this);
}

void LevelFeed::timerEvent(QTimerEvent *)
{
    const QStringList channels = isOnScreen() ? m_inSight() : QStringList();
    if (channels.isEmpty()) {
        m_timer.stop();
        m_waiting = 0;
        return;
    }
    if (m_waiting > 0 && ++m_waiting < patience)
        return; // a busy platform is not asked twice
    m_waiting = 1;
    m_host.askLevels(channels);
}

} // namespace ui
