// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/host.h"

#include <QBasicTimer>
#include <QPointer>

namespace ui {

/// Keeps the level meters of a view moving: asks the host twenty times a second how loud the channels in sight are. Asks nothing,
/// and runs no timer, while the view is not on screen or shows no sound. GUI thread.
class LevelFeed : public QObject
{
    Q_OBJECT

public:
    static constexpr int stepMs = 50;

    /// @param inSight  the channels whose meters can be seen now; empty: none. Both outlive it.
    LevelFeed(Host &host, QWidget *view, std::function<QStringList()> inSight, QObject *parent = nullptr);

    /// There may be something in sight now. Cheap to call often.
    void wake();
    bool isRunning() const { return m_timer.isActive(); }

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    bool isOnScreen() const;

    Host &m_host;
    QPointer<QWidget> m_view;
    std::function<QStringList()> m_inSight;
    QBasicTimer m_timer;
    int m_waiting = 0; ///< steps since a question that has not been answered
};

} // namespace ui
