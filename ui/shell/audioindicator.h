// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "ui/common/monitor.h"
#include "ui/common/theme.h"

#include <QTimer>
#include <QWidget>

class QPushButton;

namespace ui {

class LevelMeter;

/// In whose audio the operator is, and the way out (design §9): shown while it is so, louder the more is heard of the operator.
class AudioIndicator : public QWidget
{
    Q_OBJECT

public:
    AudioIndicator(Monitor &monitor, core::Clock &clock, QWidget *parent = nullptr);

    /// "Whispering to Ines Duarte"
    QString text() const;
    /// Shown on the button that leaves.
    void setStopKeys(const QKeySequence &keys);
    QSize sizeHint() const override;
    /// The name is cut short then, and the struck-through microphone says alone that it is closed.
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void update_();
    void tick();
    int textWidth() const;
    int widthWith(int text, int closed) const;
    /// What is written on: the ink of a filled bar, or the colour of the mode.
    Token ink() const;

    Monitor &m_monitor;
    core::Clock &m_clock;
    LevelMeter *m_level;
    QPushButton *m_stop;
    QTimer m_timer;
};

} // namespace ui
