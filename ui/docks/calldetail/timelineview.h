// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/docks/calldetail/callstory.h"
#include "ui/docks/calldetail/qualityhistory.h"

#include <QWidget>

namespace ui {

/// Lanes SIP, RTP in, RTP out, Engine, Bus and Flow of a call on one axis of seconds (design §12.2). The wheel zooms at the
/// pointer, dragging pans, following sticks to now. Paints what is in sight only.
class TimelineView : public QWidget
{
    Q_OBJECT

public:
    TimelineView(CallStory &story, const QualityHistory &quality, core::Clock &clock, QWidget *parent = nullptr);

    void setSteps(std::vector<contract::Action> executed);
    void fit();
    void zoom(double factor, double atX);
    bool isFollowing() const { return m_following; }
    void setFollowing(bool on);
    QSize minimumSizeHint() const override { return {260, 150}; }

Q_SIGNALS:
    /// Sequence of the entry that was clicked.
    void picked(quint64 sequence);
    void followingChanged(bool on);

protected:
    void paintEvent(QPaintEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    enum Lane { Sip, RtpIn, RtpOut, Engine, Bus, Flow, Lanes };
    QRect laneRect(int lane) const;
    double xOf(core::Nanos at) const;
    double seconds(core::Nanos at) const;
    double endSeconds() const;
    void stickToNow();
    const StoryEntry *at(const QPoint &point) const;
    static int laneOf(core::TimelineKind kind);
    void paintAxis(QPainter &painter) const;
    void paintMarks(QPainter &painter) const;
    void paintLevels(QPainter &painter, const QRect &lane, bool in) const;
    void paintSteps(QPainter &painter) const;

    CallStory &m_story;
    const QualityHistory &m_quality;
    core::Clock &m_clock;
    std::vector<contract::Action> m_steps;
    double m_from = 0, m_span = 30; ///< seconds in sight
    bool m_following = true;
    int m_dragX = 0;
    quint64 m_current = 0;
};

} // namespace ui
