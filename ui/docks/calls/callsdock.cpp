// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/calls/callsdock.h"

#include "ui/common/callactions.h"
#include "ui/common/callsmodel.h"
#include "ui/common/cells.h"
#include "ui/common/emptypage.h"
#include "ui/common/filterfield.h"
#include "ui/common/formats.h"
#include "ui/common/iconcache.h"
#include "ui/common/labels.h"
#include "ui/common/levelfeed.h"
#include "ui/common/views.h"
#include "ui/docks/calls/callstree.h"
#include "ui/docks/calls/callsview.h"
#include "ui/docks/calls/newcallschip.h"

#include <QItemSelectionModel>
#include <QPushButton>
#include <QSettings>
#include <QToolButton>

#include <algorithm>

namespace ui {
namespace {
namespace callstatus = contract::callstatus;
constexpr int changesMs = 100; ///< what can be done to the selected calls is looked at again
constexpr int durationsMs = 500, qualityMs = 200, rowActionsWidth = 106;
} // namespace

CallsDock::CallsDock(Host &host, CommandRegistry &commands, QWidget *parent)
    : Dock(QStringLiteral("calls"), tr("Live calls"), QStringLiteral("calls"), parent),
      m_host(host),
      m_commands(commands),
      m_model(new CallsModel(host, this)),
      m_tree(new CallsTree(host, *m_model, this)),
      m_table(new CallsView(*m_tree)),
      m_field(new FilterField(tr("number, flow, state, id"))),
      m_empty(new EmptyPage),
      m_actions(new CallActions(host, *m_model, messages(), this)),
      m_levels(new LevelFeed(host, m_table, [this] { return channelsInSight(); }, this))
{
    new NewCallsChip(host, *m_model, *m_tree, *m_table);
    m_table->setAccessibleName(tr("Calls"));
    m_table->support()->setFilter(m_field);
    m_table->support()->setEmptyPage(m_empty);
    m_table->support()->setColumns({{158, false, false, 0, false, 176, 141},
                                    {218, false, false, 0, false, 380, 168},
                                    {150, false, false, 0, false, 320, 100},
                                    {190, true, false, 0, false, 0, 112},
                                    {54, false, false, 4},
                                    {64, false, false, 1},
                                    {56, false, false, 3},
                                    {50, false, false, 2},
                                    {52, false, false, 6},
                                    {60, false, false, 5},
                                    {68},
                                    {76, false, true},
                                    {76, false, true},
                                    {150, false, true},
                                    {96, false, true},
                                    {96, false, true},
                                    {110, false, true},
                                    {60, false, true},
                                    {76, false, true},
                                    {110, false, true},
                                    {rowActionsWidth, false, false, 0, true}});
    m_table->setItemDelegateForColumn(CallsModel::StateColumn, new BranchDelegate(m_table));
    m_table->setItemDelegateForColumn(CallsModel::Flow, new ActionDelegate(m_table));
    m_table->setItemDelegateForColumn(CallsModel::Levels, new MeterDelegate(m_table));
    for (const int column : {CallsModel::Mos, CallsModel::Jitter, CallsModel::Loss, CallsModel::Duration, CallsModel::Age})
        m_table->setItemDelegateForColumn(column, new NumberDelegate(m_table));
    makeRowActions();
    setContent(makeContent(), m_table);
    addCommands(commands);
    addSoundCommands(commands);

    useWidth(m_field, 230);
    header()->addTool(m_field);
    header()->addTool(commands.action(QStringLiteral("calls.tree")));
    header()->addTool(commands.action(QStringLiteral("calls.ended")));
    header()->addTool(commands.action(QStringLiteral("calls.columns")));
    header()->addSeparator();
    auto *newCall = new QPushButton(icon(QStringLiteral("phone")), tr("New call…"));
    newCall->setFixedHeight(24);
    header()->addTool(newCall);
    connect(newCall, &QPushButton::clicked, this, &CallsDock::newCallWanted);
    connectModel();
    m_durations.setInterval(durationsMs);
    m_quality.setInterval(qualityMs);
    connect(&m_durations, &QTimer::timeout, this, [this] {
        m_table->repaintColumns(CallsModel::Duration, CallsModel::Duration);
        m_table->repaintColumns(CallsModel::Age, CallsModel::RtpPeer);
        m_table->support()->refit();
    });
    connect(&m_quality, &QTimer::timeout, &host, [&host] { host.askQuality(); });
    updateSummary();
    updateEmptyPage();
}

void CallsDock::keepTree(QSettings &store)
{
    const QString key = QStringLiteral("calls/tree");
    m_tree->setTree(store.value(key, true).toBool());
    connect(m_tree, &CallsTree::treeChanged, this, [&store, key](bool on) { store.setValue(key, on); });
}

void CallsDock::makeRowActions()
{
    const auto anyOf = [this](const QModelIndex &index, const auto &wanted) {
        const QList<QUuid> ids = m_tree->callsOf(index);
        return std::any_of(ids.begin(), ids.end(), [&](const QUuid &id) {
            const contract::Call *call = m_model->call(id);
            return call && wanted(*call);
        });
    };
    const auto audible = [anyOf](const QModelIndex &index) {
        const bool on = anyOf(index, [](const contract::Call &call) { return call.status == callstatus::progressing; });
        return on ? QString() : tr("The call is not in progress.");
    };
    const auto alive = [anyOf](const QModelIndex &index) {
        const bool on = anyOf(index, [](const contract::Call &call) { return !CallsModel::isEnded(call); });
        return on ? QString() : tr("The call has ended.");
    };
    auto *actions = new RowActionsDelegate({{"hold", tr("Hold, or take off hold"), "hold", Token::Text2, audible},
                                            {"mute", tr("Mute both ways, or unmute"), "mute", Token::Text2, audible},
                                            {"listen", tr("Listen: hear, never speak"), "listen", Token::Text2,
                                             [this](const QModelIndex &index) { return whyNotHeard(index); }, true},
                                            {"hangup", tr("Hang up"), "hangup", Token::Danger, alive}},
                                           m_table);
    m_table->setItemDelegateForColumn(CallsModel::Actions, actions);
    connect(actions, &RowActionsDelegate::triggered, this, [this](const QString &action, const QModelIndex &index) {
        const QList<QUuid> ids = m_tree->callsOf(index);
        if (action == QLatin1String("hangup"))
            m_actions->hangup(ids);
        else if (action == QLatin1String("mute"))
            m_actions->toggleMute(ids, QStringLiteral("both"));
        else if (action == QLatin1String("listen"))
            listenTo(ids.value(0));
        else
            m_actions->toggleHold(ids);
    });
}

void CallsDock::connectModel()
{
    connect(m_field, &FilterField::filterChanged, m_tree, &CallsTree::setFilter);
    connect(m_tree, &CallsTree::filtered, this, [this] {
        updateEmptyPage();
        updateSummary();
    });
    connect(m_actions, &CallActions::selectWanted, this, &CallsDock::selectAll);
    connect(m_tree, &CallsTree::dropped, m_actions, &CallActions::connectTo, Qt::QueuedConnection); // asks
    connect(m_model, &CallsModel::countsChanged, this, [this] {
        updateSummary();
        updateTimers();
        if (m_model->live() == 0)
            updateEmptyPage();
    });
    m_changes.setSingleShot(true);
    m_changes.setInterval(changesMs);
    connect(m_model, &CallsModel::flushed, this, [this] {
        if (!m_changes.isActive())
            m_changes.start();
    });
    connect(&m_changes, &QTimer::timeout, this, [this] {
        if (!m_tree->filter().isEmpty())
            updateSummary();
        m_commands.refresh();
        updateBulkBar();
    });
    connect(m_model, &CallsModel::qualityChanged, m_levels, &LevelFeed::wake);
    connect(m_model, &CallsModel::levelsChanged, m_table,
            [this] { m_table->repaintColumns(CallsModel::Levels, CallsModel::Levels); });
    connect(m_model, &CallsModel::failed, this, [this](const QString &what, const QString &sentence) {
        messages()->show(MessageBar::Kind::Error, what, sentence, tr("Read again"), [this] {
            messages()->clear();
            m_model->refresh();
        });
    });
    connect(m_table, &QWidget::customContextMenuRequested, this, &CallsDock::showMenu);
    connect(&m_table->selection(), &CallsSelection::selectionChanged, this, &CallsDock::selectionChanged);
    connect(&m_table->selection(), &CallsSelection::drifted, this, &CallsDock::callSelected);
    connect(m_table, &TableView::opened, this, &CallsDock::detailWanted);
    connect(&m_host, &Host::stageChanged, this, &CallsDock::updateEmptyPage);
}

/// Of the rows on screen, while the column is.
QStringList CallsDock::channelsInSight() const
{
    QStringList ids;
    const int column = CallsModel::Levels;
    const int x = m_table->columnViewportPosition(column);
    if (m_table->isColumnHidden(column) || x >= m_table->viewport()->width() || x + m_table->columnWidth(column) <= 0)
        return ids;
    const int bottom = m_table->rowAt(m_table->viewport()->height() - 1);
    const int last = bottom < 0 ? m_tree->rowCount() - 1 : bottom;
    for (int row = std::max(0, m_table->rowAt(0)); row <= last; ++row) {
        const QString id = m_tree->index(row, column).data(CallsTree::ChannelRole).toString();
        if (!id.isEmpty() && !ids.contains(id))
            ids += id;
    }
    return ids;
}

void CallsDock::selectionChanged()
{
    m_commands.refresh();
    updateBulkBar();
    callSelected();
}

QList<QUuid> CallsDock::selected() const { return m_table->selection().calls(); }

/// Not the current row: when a call ends and its row goes, that one moves on by itself.
void CallsDock::callSelected()
{
    if (m_table->selection().count() == 1)
        Q_EMIT currentChanged(selected().front());
}

void CallsDock::select(const QUuid &id)
{
    QModelIndex index = m_tree->reveal(id);
    if (!index.isValid() && m_model->call(id)) {
        m_field->clear();
        index = m_tree->reveal(id);
    }
    if (!index.isValid())
        return;
    m_table->setCurrentIndex(index);
    m_table->selectRow(index.row());
}

/// Those that are in sight of the filter.
void CallsDock::selectAll(const QList<QUuid> &ids)
{
    QItemSelection rows;
    for (const QUuid &id : ids) {
        if (const QModelIndex index = m_tree->reveal(id); index.isValid())
            rows.select(index, index);
    }
    m_table->selectionModel()->select(rows, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    takeFocus();
}

void CallsDock::updateSummary()
{
    const int all = m_model->rowCount();
    QStringList parts{m_tree->filter().isEmpty() ? tr("%Ln call(s)", nullptr, m_model->live())
                                                 : tr("%1 of %Ln call(s)", nullptr, all).arg(format::count(m_tree->matching()))};
    if (const int ringing = m_model->count(State::Ringing))
        parts += tr("%Ln ringing", nullptr, ringing);
    if (const int dialing = m_model->count(State::Dialing))
        parts += tr("%Ln dialing", nullptr, dialing);
    if (const int held = m_model->count(State::Hold))
        parts += tr("%Ln on hold", nullptr, held);
    if (const int ended = m_model->endedKept(); ended > 0 && m_model->keepsEnded())
        parts += tr("%Ln ended", nullptr, ended);
    setSummary(parts.join(QStringLiteral(" · ")));
    setBadge(m_model->live());
}

void CallsDock::updateEmptyPage()
{
    if (m_host.stage() == Host::Stage::Starting) {
        m_empty->set(QStringLiteral("calls"), tr("The platform is starting"), tr("Calls appear here the moment they ring."));
    } else if (m_host.stage() == Host::Stage::Failed) {
        m_empty->set(QStringLiteral("error"), tr("The platform did not start"), m_host.failure(), Token::Failed);
    } else if (!m_tree->filter().isEmpty() && m_model->rowCount() > 0) {
        m_empty->set(QStringLiteral("filter"), tr("No call matches “%1”").arg(m_tree->filter()),
                     tr("%Ln hidden.", nullptr, m_model->rowCount()));
        m_empty->addAction(tr("Clear filter"), [this] { m_field->clear(); });
    } else if (m_model->endedSeen() > 0 && !m_model->keepsEnded()) {
        m_empty->set(QStringLiteral("calls"), tr("No call now"),
                     tr("%Ln call(s) have ended since this window was opened.", nullptr, m_model->endedSeen()));
        m_empty
            ->addAction(
                tr("Show ended calls"), [this] { m_commands.run(QStringLiteral("calls.ended")); }, QStringLiteral("history"))
            ->setObjectName(QStringLiteral("showEnded"));
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
