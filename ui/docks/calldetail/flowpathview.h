// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/flow.h"

#include <QWidget>

class QLabel;
class QScrollArea;
class QSlider;
class QTableWidget;

namespace ui {

class EmptyPage;
class StepView;

/// The way of one call through its flow (design §12.2): the graph with what ran in accent, each step with its time, the steps in
/// their order beside it, and a slider that moves through the time of the call. At its right end it follows the call.
class FlowPathView : public QWidget
{
    Q_OBJECT

public:
    explicit FlowPathView(QWidget *parent = nullptr);

    /// @param steps  what ran, oldest first; without a time what took none of the call's
    /// @param from,to  the call's begin and end, now for one that lives
    void show(const contract::Activeflow &flow, std::vector<contract::Action> steps, core::Timestamp from, core::Timestamp to,
              bool lives);
    void clear();
    /// Why the flow itself is not known, or what to know where none ran; empty when there is nothing.
    void setProblem(const QString &sentence);
    const std::vector<contract::Action> &steps() const { return m_steps; }
    int currentStep() const; ///< −1: none was chosen
    void moveBy(int by);

Q_SIGNALS:
    void currentChanged();

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void showMoment();
    void sliderMoved();
    void rowChosen();
    void stepChosen();
    /// Steps that had begun at the slider's time.
    size_t begun() const;

    EmptyPage *m_none;
    QWidget *m_both;
    StepView *m_graph;
    QScrollArea *m_scroll;
    QTableWidget *m_table;
    QSlider *m_slider;
    QLabel *m_moment;
    std::vector<contract::Action> m_steps;
    std::vector<int> m_begins; ///< of each step, in ms of the call
    std::vector<QUuid> m_shown;
    bool m_lives = false;
};

} // namespace ui
