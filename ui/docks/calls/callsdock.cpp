// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/calls/callsdock.h"

#include "ui/common/cells.h"
#include "ui/common/confirm.h"
#include "ui/common/emptypage.h"
#include "ui/common/filterfield.h"
#include "ui/common/iconcache.h"
#include "ui/common/views.h"
#include "ui/docks/calls/callsfilter.h"
#include "ui/docks/calls/callsmodel.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QItemSelectionModel>
#include <QMenu>
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
      m_tasks(messages())
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
            hangup(ids);
        else if (action == QLatin1String("mute"))
            toggleMute(ids);
        else
            toggleHold(ids);
    });
    setContent(m_table, m_table);
    addCommands(commands);

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
    connect(m_model, &CallsModel::failed, this, [this](const QString &what, const QString &sentence) {
        messages()->show(MessageBar::Kind::Error, what, sentence, tr("Read again"), [this] {
            messages()->clear();
            m_model->refresh();
        });
    });
    connect(m_table, &QWidget::customContextMenuRequested, this, &CallsDock::showMenu);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] { m_commands.refresh(); });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &index) { Q_EMIT currentChanged(index.data(CallsModel::IdRole).toUuid()); });
    connect(&host, &Host::stageChanged, this, &CallsDock::updateEmptyPage);
    m_durations.setInterval(durationsMs);
    m_quality.setInterval(qualityMs);
    connect(&m_durations, &QTimer::timeout, this, [this] { m_table->viewport()->update(); });
    connect(&m_quality, &QTimer::timeout, &host, [&host] { host.askQuality(); });
    updateSummary();
    updateEmptyPage();
}

void CallsDock::addCommands(CommandRegistry &commands)
{
    const QString place = tr("Live calls");
    const auto reason = [this](bool audible) { return [this, audible] { return whyNotOn(audible); }; };
    commands.add({"calls.new",
                  tr("New call…"),
                  "phone",
                  QKeySequence(Qt::CTRL | Qt::Key_N),
                  Menu::Call,
                  0,
                  {},
                  [this] { Q_EMIT newCallWanted(); },
                  {},
                  nullptr,
                  place},
                 this);
    commands.add({"calls.hold",
                  tr("Hold"),
                  "hold",
                  QKeySequence(Qt::Key_H),
                  Menu::Call,
                  1,
                  reason(true),
                  [this] { toggleHold(selected()); },
                  {},
                  m_table,
                  place},
                 this);
    commands.add({"calls.mute",
                  tr("Mute in and out"),
                  "mute",
                  QKeySequence(Qt::Key_M),
                  Menu::Call,
                  1,
                  reason(true),
                  [this] { toggleMute(selected()); },
                  {},
                  m_table,
                  place},
                 this);
    commands.add({"calls.hangup",
                  tr("Hang up selected calls"),
                  "hangup",
                  QKeySequence(Qt::CTRL | Qt::Key_H),
                  Menu::Call,
                  2,
                  reason(false),
                  [this] { hangup(selected()); },
                  {},
                  nullptr,
                  place},
                 this);
    commands.add({"calls.copyRequest",
                  tr("Copy hang up as request"),
                  "copy-request",
                  QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C),
                  Menu::Edit,
                  1,
                  reason(false),
                  [this] { copyAsRequest(); },
                  {},
                  m_table,
                  place},
                 this);
    commands.add({"calls.refresh",
                  tr("Read calls again"),
                  "refresh",
                  QKeySequence(Qt::Key_F5),
                  Menu::View,
                  3,
                  {},
                  [this] { m_model->refresh(); },
                  {},
                  m_table,
                  place},
                 this);
    commands.add({"calls.ended",
                  tr("Ended calls too"),
                  "history",
                  {},
                  Menu::View,
                  3,
                  {},
                  [this] { m_model->setKeepEnded(!m_model->keepsEnded()); },
                  [this] { return m_model->keepsEnded(); },
                  nullptr,
                  place},
                 this);
    commands.add({"calls.columns",
                  tr("Columns of Calls"),
                  "columns",
                  QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_L),
                  Menu::None,
                  0,
                  {},
                  [this] {
                      QMenu *menu = m_table->support()->columnsMenu();
                      menu->setAttribute(Qt::WA_DeleteOnClose);
                      menu->popup(QCursor::pos());
                  },
                  {},
                  m_table,
                  place},
                 this);
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

QString CallsDock::whyNotOn(bool audible) const
{
    const QList<QUuid> ids = selected();
    if (ids.isEmpty())
        return tr("No call is selected.");
    for (const QUuid &id : ids) {
        const contract::Call *call = m_model->call(id);
        if (call && (audible ? call->status == callstatus::progressing : call->status != callstatus::hangup))
            return {};
    }
    return audible ? tr("The call is not in progress.") : tr("The call has ended.");
}

void CallsDock::hangup(const QList<QUuid> &ids)
{
    const int count = int(ids.size());
    if (count > 1) {
        Question question;
        question.title = tr("Hang up %n calls?", nullptr, count);
        question.text = tr("Everyone in them hears the line drop. Their records stay.");
        question.keep = tr("Keep the calls");
        question.act = tr("Hang up %n calls", nullptr, count);
        if (!confirm(this, question))
            return;
    }
    for (const QUuid &id : ids) {
        const auto task = [](Host *host, QUuid one) -> core::Task<void> {
            clients::CallClient client(host->bus(), contract::service::window);
            co_await client.hangup(one);
        };
        m_tasks.run(tr("Hang up failed."), task(&m_host, id));
    }
}

void CallsDock::toggleMute(const QList<QUuid> &ids)
{
    for (const QUuid &id : ids) {
        const contract::Call *call = m_model->call(id);
        if (!call)
            continue;
        const auto task = [](Host *host, QUuid one, bool muted) -> core::Task<void> {
            clients::CallClient client(host->bus(), contract::service::window);
            const QString both = QStringLiteral("both");
            if (muted)
                co_await client.unmute(one, both);
            else
                co_await client.mute(one, both);
        };
        m_tasks.run(tr("Mute failed."), task(&m_host, id, !call->muteDirection.isEmpty()));
    }
}

void CallsDock::toggleHold(const QList<QUuid> &ids)
{
    for (const QUuid &id : ids) {
        const auto task = [](Host *host, QPointer<CallsModel> model, QUuid one, bool on) -> core::Task<void> {
            clients::CallClient client(host->bus(), contract::service::window);
            co_await client.hold(one, on);
            if (model)
                model->setHeld(one, on);
        };
        m_tasks.run(tr("Hold failed."), task(&m_host, m_model, id, !m_model->isHeld(id)));
    }
}

void CallsDock::copyAsRequest()
{
    QStringList lines;
    const QList<QUuid> ids = selected();
    for (const QUuid &id : ids) {
        bus::Request request;
        request.method = clients::post;
        request.uri = clients::path("calls", id, "/hangup");
        request.publisher = contract::service::window;
        lines += contract::requestQueue(contract::service::call) + QLatin1Char(' ') +
                 core::fromUtf8(core::dumpJson(contract::toJson(request)));
    }
    QApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
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

void CallsDock::showMenu(const QPoint &at)
{
    m_commands.refreshNow();
    QMenu menu(this);
    menu.setToolTipsVisible(true);
    menu.addAction(m_commands.action(QStringLiteral("calls.hold")));
    menu.addAction(m_commands.action(QStringLiteral("calls.mute")));
    menu.addSeparator();
    menu.addAction(icon(QStringLiteral("copy")), tr("Copy rows"), this,
                   [this] { QApplication::clipboard()->setText(m_table->support()->selectedText()); });
    menu.addAction(icon(QStringLiteral("copy")), tr("Copy id"), this, [this] {
        QStringList ids;
        for (const QUuid &id : selected())
            ids += core::toText(id);
        QApplication::clipboard()->setText(ids.join(QLatin1Char('\n')));
    });
    menu.addAction(m_commands.action(QStringLiteral("calls.copyRequest")));
    menu.addSeparator();
    menu.addAction(m_commands.action(QStringLiteral("calls.hangup")));
    menu.exec(m_table->viewport()->mapToGlobal(at));
}

} // namespace ui
