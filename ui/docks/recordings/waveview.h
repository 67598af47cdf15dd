// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/docks/recordings/wavclip.h"

#include <QWidget>

namespace ui {

/// Waveform of a clip, one lane a side, with where it plays and where speech starts. A click or the arrows seek.
class WaveView : public QWidget
{
    Q_OBJECT

public:
    explicit WaveView(QWidget *parent = nullptr);
    void setClip(const SoundClip &clip);
    /// Frame of the playhead.
    void setPosition(double frame);
    /// Frames where either side begins to speak after a pause of its own.
    const std::vector<size_t> &events() const { return m_events; }
    QSize minimumSizeHint() const override { return {240, 110}; }

Q_SIGNALS:
    void sought(double frame);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;

private:
    static std::vector<float> peaksOf(const std::vector<int16_t> &side);
    void findEvents(const SoundClip &clip);
    void findEvents(const std::vector<int16_t> &side, int rate);
    double frameAt(const QPointF &position) const;
    void paintSide(QPainter &painter, const QRect &area, const std::vector<float> &peaks, const QString &name) const;

    std::vector<float> m_left, m_right; ///< peak of each part of the clip, 0 to 1
    std::vector<size_t> m_events;
    size_t m_frames = 0;
    int m_rate = 8000;
    double m_position = 0;
};

} // namespace ui
