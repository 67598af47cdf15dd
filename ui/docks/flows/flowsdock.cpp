// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/flows/flowsdock.h"

#include "ui/common/cells.h"
#include "ui/common/emptypage.h"
#include "ui/common/iconcache.h"
#include "ui/common/reasons.h"
#include "ui/common/stepview.h"
#include "ui/common/views.h"
#include "ui/docks/flows/flowsmodel.h"

#include <QBoxLayout>
#include <QItemSelectionModel>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>

namespace ui {
namespace {
constexpr int sideBySideFrom = 640;
}

FlowsDock::FlowsDock(Host &host, CommandRegistry &commands, QWidget *parent)
    : Dock(QStringLiteral("flows"), tr("Flows"), QStringLiteral("flow"), parent),
      m_host(host),
      m_commands(commands),
      m_model(new FlowsModel(host, this)),
      m_table(new TableView),
      m_steps(new StepView),
      m_empty(new EmptyPage),
      m_name(new QLabel),
      m_call(new QPushButton(icon(QStringLiteral("phone")), tr("Call"))),
      m_splitter(new QSplitter)
{
    m_table->setAccessibleName(tr("Flows"));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->support()->setEmptyPage(m_empty);
    m_table->setModel(m_model);
    m_table->support()->setColumns({{110, true}, {70}, {50}, {56}});
    for (const int column : {FlowsModel::Live, FlowsModel::Nodes})
        m_table->setItemDelegateForColumn(column, new NumberDelegate(m_table));
    m_table->setMinimumHeight(80);

    auto *lower = new QWidget;
    auto *column = new QVBoxLayout(lower);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *bar = new QWidget;
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(14, 5, 10, 3);
    m_name->setTextFormat(Qt::RichText);
    row->addWidget(m_name, 1);
    row->addWidget(m_call);
    m_call->setFixedHeight(24);
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(m_steps);
    scroll->viewport()->setBackgroundRole(QPalette::Base);
    scroll->setFocusPolicy(Qt::NoFocus);
    column->addWidget(bar);
    column->addWidget(scroll, 1);
    m_splitter->setOrientation(Qt::Vertical);
    m_splitter->setHandleWidth(5);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_table);
    m_splitter->addWidget(lower);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({132, 400});
    setContent(m_splitter, m_table);

    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex &index) {
        m_current = index.data(FlowsModel::IdRole).toUuid();
        showCurrent();
    });
    connect(m_table, &TableView::opened, this, [this] { m_steps->setFocus(); });
    connect(m_model, &FlowsModel::loaded, this, [this] {
        setSummary(tr("%Ln flow(s)", nullptr, m_model->rowCount()));
        if (m_current.isNull()) {
            for (const contract::Flow &one : m_model->flows()) {
                if (m_model->numberOf(one.id) == m_host.facts().numbers.at(QStringLiteral("welcome")))
                    m_current = one.id;
            }
        }
        select(m_current);
        updateLive();
    });
    connect(m_model, &FlowsModel::flowChanged, this, [this](const QUuid &id) {
        if (id == m_current)
            showCurrent();
    });
    connect(m_model, &FlowsModel::liveChanged, this, &FlowsDock::updateLive);
    connect(m_model, &FlowsModel::failed, this, [this](const QString &what, const QString &sentence) {
        messages()->show(MessageBar::Kind::Error, what, sentence, tr("Read again"), [this] {
            messages()->clear();
            m_model->refresh();
        });
    });
    connect(m_call, &QPushButton::clicked, this, [this] { Q_EMIT callWanted(m_model->numberOf(m_current)); });
    connect(&host, &Host::stageChanged, this, &FlowsDock::updateEmptyPage);
    commands.add({"flows.call",
                  tr("Call the selected flow"),
                  "phone",
                  {},
                  Menu::Flow,
                  0,
                  [this] { return m_model->numberOf(m_current).isEmpty() ? tr("No number leads to this flow.") : QString(); },
                  [this] { Q_EMIT callWanted(m_model->numberOf(m_current)); },
                  {},
                  nullptr,
                  tr("Flows")},
                 this);
    commands.add({"flows.refresh",
                  tr("Read flows again"),
                  "refresh",
                  QKeySequence(Qt::Key_F5),
                  Menu::Flow,
                  1,
                  {},
                  [this] { m_model->refresh(); },
                  {},
                  m_table,
                  tr("Flows")},
                 this);
    updateEmptyPage();
    showCurrent();
}

void FlowsDock::select(const QUuid &flowId)
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex index = m_model->index(row, 0);
        if (index.data(FlowsModel::IdRole).toUuid() != flowId)
            continue;
        m_table->setCurrentIndex(index);
        m_current = flowId;
        showCurrent();
    }
}

void FlowsDock::showCurrent()
{
    const contract::Flow *flow = m_model->flow(m_current);
    m_steps->setFlow(flow ? *flow : contract::Flow{});
    m_name->setText(
        flow ? tr("<b>%1</b>&nbsp; %2").arg(flow->name.toHtmlEscaped(), tr("%Ln step(s)", nullptr, int(flow->actions.size())))
             : tr("No flow selected"));
    const QString number = m_model->numberOf(m_current);
    m_call->setText(number.isEmpty() ? tr("Call") : tr("Call %1").arg(number));
    setOffIf(m_call, tr("Call"), number.isEmpty() ? tr("No number leads to this flow.") : QString());
    updateLive();
    m_commands.refresh();
}

void FlowsDock::updateLive() { m_steps->setLive(m_model->liveSteps(m_current)); }

void FlowsDock::updateEmptyPage()
{
    if (m_host.stage() == Host::Stage::Starting)
        m_empty->set(QStringLiteral("flow"), tr("The platform is starting"), {});
    else if (m_host.stage() == Host::Stage::Failed)
        m_empty->set(QStringLiteral("error"), tr("The platform did not start"), m_host.failure(), Token::Failed);
    else
        m_empty->set(QStringLiteral("flow"), tr("No flows"), tr("Flows made through flow-manager appear here."));
}

void FlowsDock::resizeEvent(QResizeEvent *event)
{
    Dock::resizeEvent(event);
    const Qt::Orientation wanted = width() >= sideBySideFrom ? Qt::Horizontal : Qt::Vertical;
    if (m_splitter->orientation() == wanted)
        return;
    m_splitter->setOrientation(wanted);
    m_splitter->setSizes(wanted == Qt::Horizontal ? QList<int>{300, width() - 300} : QList<int>{132, 400});
}

} // namespace ui
