// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/calls/callsdock.h"

#include "ui/common/callactions.h"
#include "ui/common/callsmodel.h"
#include "ui/common/cells.h"
#include "ui/common/emptypage.h"
#include "ui/common/filterfield.h"
#include "ui/common/iconcache.h"
#include "ui/common/views.h"
#include "ui/docks/calls/callsfilter.h"

#include <QAction>
#include <QItemSelectionModel>
#include <QPushButton>
#include <QToolButton>

namespace ui {
namespace {
namespace callstatus = contract::callstatus;
constexpr int durationsMs = 500, qualityMs = 200;
} // namespace

CallsDock::CallsDock(Host &host, CommandRegistry &commands, QWidget *parent)
    : Dock(QStringLiteral("calls"), tr("Live calls"), QStringLiteral("calls"), parent),
      m_host(host),
      m_commands(commands),
      m_model(new CallsModel(host, this)),
      m_filter(new CallsFilter(this)),
      m_table(new TableView),
      m_field(new FilterField(tr("number, flow, state, id"))),
      m_empty(new EmptyPage),
      m_actions(new CallActions(host, *m_model, messages(), this))
{
    m_filter->setSourceModel(m_model);
    m_table->setAccessibleName(tr("Calls"));
    m_table->support()->setFilter(m_field);
    m_table->support()->setEmptyPage(m_empty);
    m_table->setModel(m_filter);
    m_table->support()->setColumns({{118},
                                    {150},
                                    {150},
                                    {190, true},
                                    {60, false, false, 1},
                                    {74, false, false, 2},
                                    {58, false, false, 4},
                                    {50, false, false, 3},
                                    {50, false, false, 6},
                                    {56, false, false, 5},
                                    {76},
                                    {76, false, true},
                                    {60, false, true},
                                    {110, false, true},
                                    {106}});
    m_table->setItemDelegateForColumn(CallsModel::StateColumn, new StateDelegate(m_table));
    m_table->setItemDelegateForColumn(CallsModel::Flow, new ActionDelegate(m_table));
    m_table->setItemDelegateForColumn(CallsModel::Levels, new MeterDelegate(m_table));
    for (const int column : {CallsModel::Mos, CallsModel::Jitter, CallsModel::Loss, CallsModel::Duration})
        m_table->setItemDelegateForColumn(column, new NumberDelegate(m_table));
    const auto audible = [this](const QModelIndex &index) {
        const contract::Call *call = m_model->call(index);
        return call && call->status == callstatus::progressing ? QString() : tr("The call is not in progress.");
    };
    const auto alive = [this](const QModelIndex &index) {
        const contract::Call *call = m_model->call(index);
        return call && call->status != callstatus::hangup ? QString() : tr("The call has ended.");
    };
    auto *actions = new RowActionsDelegate({{"hold", tr("Hold, or take off hold"), "hold", Token::Text2, audible},
                                            {"mute", tr("Mute both ways, or unmute"), "mute", Token::Text2, audible},
                                            {"hangup", tr("Hang up"), "hangup", Token::Danger, alive}},
                                           m_table);
    m_table->setItemDelegateForColumn(CallsModel::Actions, actions);
    connect(actions, &RowActionsDelegate::triggered, this, [this](const QString &action, const QModelIndex &index) {
        const QList<QUuid> ids{index.data(CallsModel::IdRole).toUuid()};
        if (action == QLatin1String("hangup"))
            m_actions->hangup(ids);
        else if (action == QLatin1String("mute"))
            m_actions->toggleMute(ids, QStringLiteral("both"));
        else
            m_actions->toggleHold(ids);
    });
    m_table->setDragEnabled(true);
    m_table->setDragDropMode(QAbstractItemView::DragOnly);
    setContent(makeContent(), m_table);
    addCommands(commands);
    addSoundCommands(commands);

    m_field->setFixedWidth(Theme::instance().scaled(230));
    header()->addTool(m_field);
    header()->addTool(commands.action(QStringLiteral("calls.ended")));
    auto *columns = header()->addTool(commands.action(QStringLiteral("calls.columns")));
    columns->setPopupMode(QToolButton::InstantPopup);
    header()->addSeparator();
    auto *newCall = new QPushButton(icon(QStringLiteral("phone")), tr("New call…"));
    newCall->setFixedHeight(24);
    header()->addTool(newCall);
    connect(newCall, &QPushButton::clicked, this, &CallsDock::newCallWanted);

    connect(m_field, &FilterField::filterChanged, this, [this](const QString &text) {
        m_filter->setText(text);
        updateEmptyPage();
    });
    connect(m_model, &CallsModel::countsChanged, this, [this] {
        updateSummary();
        updateTimers();
        m_commands.refresh();
    });
    connect(m_model, &CallsModel::ranksChanged, m_filter, &CallsFilter::invalidate);
    connect(m_model, &CallsModel::failed, this, [this](const QString &what, const QString &sentence) {
        messages()->show(MessageBar::Kind::Error, what, sentence, tr("Read again"), [this] {
            messages()->clear();
            m_model->refresh();
        });
    });
    connect(m_table, &QWidget::customContextMenuRequested, this, &CallsDock::showMenu);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        m_commands.refresh();
        updateBulkBar();
        // Not the current row: when a call ends and its row goes, that one moves on by itself.
        if (const QList<QUuid> ids = selected(); ids.size() == 1)
            Q_EMIT currentChanged(ids.front());
    });
    connect(m_table, &TableView::opened, this, &CallsDock::detailWanted);
    connect(&host, &Host::stageChanged, this, &CallsDock::updateEmptyPage);
    m_durations.setInterval(durationsMs);
    m_quality.setInterval(qualityMs);
    connect(&m_durations, &QTimer::timeout, this, [this] { m_table->viewport()->update(); });
    connect(&m_quality, &QTimer::timeout, &host, [&host] { host.askQuality(); });
    updateSummary();
    updateEmptyPage();
}

QList<QUuid> CallsDock::selected() const
{
    QList<QUuid> ids;
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    for (const QModelIndex &row : rows)
        ids += row.data(CallsModel::IdRole).toUuid();
    return ids;
}

void CallsDock::select(const QUuid &id)
{
    const QModelIndex index = m_filter->mapFromSource(m_model->indexOf(id));
    if (!index.isValid())
        return;
    m_table->setCurrentIndex(index);
    m_table->selectRow(index.row());
}

void CallsDock::updateSummary()
{
    QStringList parts{tr("%n call(s)", nullptr, m_model->live())};
    if (const int ringing = m_model->count(State::Ringing))
        parts += tr("%n ringing", nullptr, ringing);
    if (const int dialing = m_model->count(State::Dialing))
        parts += tr("%n dialing", nullptr, dialing);
    setSummary(parts.join(QStringLiteral(" · ")));
    setBadge(m_model->live());
}

void CallsDock::updateEmptyPage()
{
    if (m_host.stage() == Host::Stage::Starting) {
        m_empty->set(QStringLiteral("calls"), tr("The platform is starting"), tr("Calls appear here the moment they ring."));
    } else if (m_host.stage() == Host::Stage::Failed) {
        m_empty->set(QStringLiteral("error"), tr("The platform did not start"), m_host.failure(), Token::Failed);
    } else if (!m_filter->text().isEmpty() && m_model->rowCount() > 0) {
        m_empty->set(QStringLiteral("filter"), tr("No call matches “%1”").arg(m_filter->text()),
                     tr("%n hidden.", nullptr, m_model->rowCount()));
        m_empty->addAction(tr("Clear filter"), [this] { m_field->clear(); });
    } else {
        const auto &numbers = m_host.facts().numbers;
        const auto welcome = numbers.find(QStringLiteral("welcome"));
        m_empty->set(QStringLiteral("calls"), tr("No calls yet"),
                     tr("Press Call in the test phone, or dial %1 from a registered phone.")
                         .arg(welcome == numbers.end() ? QStringLiteral("1800") : welcome->second));
        m_empty->addAction(tr("New call…"), [this] { Q_EMIT newCallWanted(); }, QStringLiteral("phone"));
    }
}

void CallsDock::updateTimers()
{
    const bool wanted = isVisible() && m_model->live() > 0;
    for (QTimer *timer : {&m_durations, &m_quality}) {
        if (wanted && !timer->isActive())
            timer->start();
        else if (!wanted)
            timer->stop();
    }
}

void CallsDock::showEvent(QShowEvent *event)
{
    Dock::showEvent(event);
    updateTimers();
}

void CallsDock::hideEvent(QHideEvent *event)
{
    Dock::hideEvent(event);
    updateTimers();
}

} // namespace ui
