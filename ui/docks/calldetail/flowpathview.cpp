// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/calldetail/flowpathview.h"

#include "ui/common/emptypage.h"
#include "ui/common/formats.h"
#include "ui/common/labels.h"
#include "ui/common/reasons.h"
#include "ui/common/stepview.h"
#include "ui/common/theme.h"
#include "ui/docks/calldetail/detailparts.h"

#include <QBoxLayout>
#include <QLabel>
#include <QMouseEvent>
#include <QResizeEvent>
#include <QScrollArea>
#include <QSet>
#include <QSignalBlocker>
#include <QSlider>
#include <QSplitter>
#include <QStyle>
#include <QTableWidget>

#include <algorithm>

namespace ui {
namespace {
constexpr int tableWithSummary = 460; ///< width from which the table has room for what a step did
constexpr int sliderHandle = 14;
enum StepColumn { SummaryColumn = 2 };

int sinceMs(core::Timestamp from, core::Timestamp at) { return int(std::max<qint64>(at.micros() - from.micros(), 0) / 1000); }

QString seconds(int ms) { return FlowPathView::tr("%1 s").arg(ms / 1000.0, 0, 'f', 1); }

/// In ms of the call. A step without a time took none: it ran just before the next one that has one.
std::vector<int> beginsOf(const std::vector<contract::Action> &steps, core::Timestamp from)
{
    std::vector<int> begins;
    int last = 0;
    for (const contract::Action &step : steps)
        begins.push_back(step.tmExecute.isSet() ? last = std::max(last, sinceMs(from, step.tmExecute)) : -1);
    for (size_t i = begins.size(); i-- > 0;)
        begins[i] = last = begins[i] < 0 ? last : begins[i];
    return begins;
}

/// What the flow is made of, and what ran of pieces that it no longer has.
contract::Flow graphOf(const contract::Activeflow &flow, const std::vector<contract::Action> &steps)
{
    contract::Flow graph;
    QSet<QUuid> known;
    const auto add = [&](const contract::Action &action) {
        if (known.contains(action.id))
            return;
        known.insert(action.id);
        graph.actions.push_back(action);
    };
    for (const auto &[id, stack] : flow.stackMap)
        std::for_each(stack.actions.begin(), stack.actions.end(), add);
    std::for_each(steps.begin(), steps.end(), add);
    return graph;
}
} // namespace

FlowPathView::FlowPathView(QWidget *parent)
    : QWidget(parent),
      m_none(new EmptyPage),
      m_graph(new StepView),
      m_scroll(new QScrollArea),
      m_table(makeStepsTable()),
      m_slider(new QSlider(Qt::Horizontal)),
      m_moment(new QLabel)
{
    m_scroll->setWidget(m_graph);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_graph->setAccessibleName(tr("The flow and what ran of it"));
    auto *both = new QSplitter(Qt::Horizontal);
    both->addWidget(m_scroll);
    both->addWidget(m_table);
    both->setSizes({520, 400});
    m_both = both;
    setNames(m_slider, tr("Time of the call"));
    m_slider->setSingleStep(100);
    m_slider->setPageStep(1000);
    m_slider->installEventFilter(this);
    m_moment->setTextFormat(Qt::PlainText);
    useWidth(m_moment, 250);
    useFont(m_moment, Type::MonoAxis);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(12, 4, 12, 6);
    bar->setSpacing(12);
    bar->addWidget(m_slider, 1);
    bar->addWidget(m_moment);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_none, 1);
    column->addWidget(both, 1);
    column->addLayout(bar);
    setFocusProxy(m_table);
    connect(m_slider, &QSlider::valueChanged, this, &FlowPathView::sliderMoved);
    connect(m_table, &QTableWidget::currentCellChanged, this, &FlowPathView::rowChosen);
    connect(m_graph, &StepView::currentChanged, this, &FlowPathView::stepChosen);
    clear();
}

void FlowPathView::clear()
{
    contract::Activeflow none;
    setProblem({});
    m_shown.clear();
    show(none, {}, {}, {}, false);
}

void FlowPathView::setProblem(const QString &sentence)
{
    m_table->setToolTip(sentence);
    m_none->set(QStringLiteral("flow"), tr("No step of a flow has run"), sentence);
}

void FlowPathView::show(const contract::Activeflow &flow, std::vector<contract::Action> steps, core::Timestamp from,
                        core::Timestamp to, bool lives)
{
    const bool follows = m_slider->value() >= m_slider->maximum();
    m_steps = std::move(steps);
    m_lives = lives;
    m_begins = beginsOf(m_steps, from);
    const int last = m_begins.empty() ? 0 : m_begins.back();
    fillSteps(*m_table, m_steps);
    contract::Flow graph = graphOf(flow, m_steps);
    std::vector<QUuid> shown;
    for (const contract::Action &action : graph.actions)
        shown.push_back(action.id);
    if (shown != m_shown || shown.empty()) {
        const QSignalBlocker quiet(m_graph);
        m_shown = std::move(shown);
        m_graph->setFlow(graph);
    }
    m_none->setVisible(graph.actions.empty());
    m_both->setVisible(!graph.actions.empty());
    const QSignalBlocker quietTable(m_table), quietSlider(m_slider);
    m_slider->setMaximum(std::max(last, sinceMs(from, to)));
    if (follows) { // and the table has a row before the focus comes, which would take the first
        m_slider->setValue(m_slider->maximum());
        m_table->setCurrentCell(int(begun()) - 1, 0);
    }
    setOffIf(m_slider, tr("Time of the call"), m_steps.empty() ? tr("No step of a flow has run.") : QString());
    showMoment();
}

size_t FlowPathView::begun() const
{
    return size_t(std::upper_bound(m_begins.begin(), m_begins.end(), m_slider->value()) - m_begins.begin());
}

void FlowPathView::showMoment()
{
    StepView::Walk walk;
    const size_t count = begun();
    const bool atEnd = m_slider->value() >= m_slider->maximum();
    for (size_t i = 0; i < count; ++i) {
        const int end = i + 1 < m_begins.size() ? m_begins[i + 1] : m_slider->maximum();
        StepView::Stop &stop = walk.stops[m_steps[i].id];
        ++stop.times;
        stop.when = seconds(m_begins[i]);
        stop.took = i + 1 < count || atEnd ? seconds(end - m_begins[i]) : QString();
        if (i > 0)
            walk.ways.insert({m_steps[i - 1].id, m_steps[i].id});
    }
    if (count > 0 && (m_lives || !atEnd))
        walk.at = m_steps[count - 1].id;
    m_graph->setWalk(std::move(walk));
    m_moment->setText(count == 0 ? (m_steps.empty() ? QString() : seconds(m_slider->value()))
                                 : tr("%1, step %2 of %3: %4")
                                       .arg(seconds(m_slider->value()))
                                       .arg(count)
                                       .arg(m_steps.size())
                                       .arg(m_steps[count - 1].type));
}

int FlowPathView::currentStep() const
{
    const int row = m_table->currentRow();
    return row < int(m_steps.size()) ? row : -1;
}

void FlowPathView::moveBy(int by)
{
    const int row = m_table->currentRow() + by;
    if (row >= 0 && row < m_table->rowCount())
        m_table->setCurrentCell(row, 0);
}

void FlowPathView::sliderMoved()
{
    showMoment();
    const QSignalBlocker quiet(m_table);
    m_table->setCurrentCell(int(begun()) - 1, 0);
    Q_EMIT currentChanged();
}

void FlowPathView::rowChosen()
{
    const int row = currentStep();
    if (row >= 0) {
        const QSignalBlocker quiet(m_slider);
        m_slider->setValue(m_begins[size_t(row)]);
        showMoment();
    }
    Q_EMIT currentChanged();
}

/// The last time that the step of the graph ran.
void FlowPathView::stepChosen()
{
    const int step = m_graph->current();
    if (step < 0 || size_t(step) >= m_shown.size())
        return;
    const auto found = std::find_if(m_steps.rbegin(), m_steps.rend(),
                                    [&](const contract::Action &one) { return one.id == m_shown[size_t(step)]; });
    if (found != m_steps.rend())
        m_table->setCurrentCell(int(m_steps.rend() - found) - 1, 0);
}

/// A click beside the handle is a time, not a page.
bool FlowPathView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_slider && event->type() == QEvent::MouseButtonPress) {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        const int from = sliderHandle / 2, span = m_slider->width() - sliderHandle;
        const int value = QStyle::sliderValueFromPosition(0, m_slider->maximum(), mouse->pos().x() - from, span);
        if (mouse->button() == Qt::LeftButton && m_slider->isEnabled())
            m_slider->setValue(value); // and the handle, which is below the mouse now, takes the press
    }
    return QWidget::eventFilter(watched, event);
}

void FlowPathView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_table->setColumnHidden(SummaryColumn, m_table->width() < tableWithSummary);
}

} // namespace ui
