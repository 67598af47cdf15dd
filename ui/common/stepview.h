// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/flow.h"

#include <QHash>
#include <QWidget>

#include <set>

#include <vector>

namespace ui {

/// A flow as a list of steps: cases of a branch indented with their keys, jumps named, calls counted at the step they are at, or the
/// way that one call took.
/// Arrows move, Ctrl+C copies the step's JSON.
class StepView : public QWidget
{
    Q_OBJECT

public:
    explicit StepView(QWidget *parent = nullptr);

    void setFlow(const contract::Flow &flow);
    /// Action id → calls that are there now.
    void setLive(QHash<QUuid, int> live);
    /// What one call ran.
    struct Stop
    {
        int times = 0;
        QString when, took; ///< the last time
    };
    struct Walk
    {
        QHash<QUuid, Stop> stops;               ///< by the action's id
        std::set<std::pair<QUuid, QUuid>> ways; ///< from one step to the next
        QUuid at;                               ///< where the call is; nil: nowhere
    };
    void setWalk(Walk walk);
    /// Json text of the current step; empty when none.
    QString currentJson() const;
    int current() const { return m_current; }
    /// When the call was at that step, of what setWalk() told; empty when it was not.
    QString timesOf(int step) const;
    int steps() const { return int(m_steps.size()); }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return QSize(160, sizeHint().height()); }

Q_SIGNALS:
    void currentChanged();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Step
    {
        contract::Action action;
        int depth = 0;
        int parent = -1; ///< step whose line leads here
        QString label;   ///< the case that leads here: `1`, `true`
        QString summary;
        QString jump; ///< where it goes when that is not the next: "then hangup"
    };
    void layoutSteps(const std::vector<contract::Action> &actions);
    void setCurrent(int step);
    void paintWays(QPainter &painter) const;
    void paintStep(QPainter &painter, int step) const;
    int leftEdge() const;
    QRect box(int step) const;
    QRect rowRect(int step) const;
    int rowHeight() const;

    std::vector<Step> m_steps;
    QHash<QUuid, int> m_live;
    Walk m_walk;
    int m_current = -1;
};

} // namespace ui
