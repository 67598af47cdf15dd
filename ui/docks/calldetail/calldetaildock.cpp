// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/calldetail/calldetaildock.h"

#include "clients/callclient.h"
#include "clients/flowclient.h"
#include "ui/common/callsmodel.h"
#include "ui/common/emptypage.h"
#include "ui/common/formats.h"
#include "ui/common/iconcache.h"
#include "ui/common/levelfeed.h"
#include "ui/common/monitorcommands.h"
#include "ui/docks/calldetail/detailparts.h"
#include "ui/docks/calldetail/flowpathview.h"
#include "ui/docks/calldetail/flowsteps.h"
#include "ui/docks/calldetail/jsonview.h"
#include "ui/docks/calldetail/ladderview.h"
#include "ui/docks/calldetail/qualityplots.h"
#include "ui/docks/calldetail/timelineview.h"
#include "ui/docks/calldetail/verdict.h"

#include <QApplication>
#include <QBoxLayout>
#include <QCheckBox>
#include <QClipboard>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QTabBar>
#include <QTabWidget>
#include <QToolButton>

namespace ui {
namespace {
constexpr int refreshMs = 400;
constexpr int tabsWithIcons = 560; ///< width from which the tabs have room for them
constexpr int splitterHandle = 5;
} // namespace

CallDetailDock::CallDetailDock(Host &host, CallsModel &calls, CallActions &actions, Monitor &monitor, CommandRegistry &commands,
                               QWidget *parent)
    : Dock(QStringLiteral("calldetail"), tr("Call detail"), QStringLiteral("ladder"), parent),
      m_host(host),
      m_calls(calls),
      m_actions(actions),
      m_commands(commands),
      m_story(new CallStory(host, this)),
      m_refused(new RefusedCalls(host, this)),
      m_quality(new QualityHistory(host, this)),
      m_verdict(new VerdictStrip(*m_story)),
      m_tabs(new QTabWidget),
      m_plots(new QualityPlots(*m_quality)),
      m_path(new FlowPathView),
      m_json(new JsonView),
      m_empty(new EmptyPage),
      m_refusedButton(new QToolButton),
      m_body(new QWidget)
{
    m_tabs->setAccessibleName(tr("Parts of the call"));
    m_tabs->tabBar()->setProperty("role", QStringLiteral("inner"));
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(makeTimelineTab(), tr("Timeline"));
    m_tabs->addTab(makeLadderTab(), tr("SIP ladder"));
    m_tabs->addTab(m_plots, tr("Media"));
    m_tabs->addTab(m_path, tr("Flow path"));
    m_tabs->addTab(m_json, tr("JSON"));
    m_tabs->installEventFilter(this);
    auto *splitter = new QSplitter(Qt::Horizontal);
    splitter->addWidget(m_tabs);
    m_messagePanel = makeMessage();
    splitter->addWidget(m_messagePanel);
    splitter->setStretchFactor(0, 1);
    splitter->setSizes({700, 300});
    auto *column = new QVBoxLayout(m_body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_verdict);
    m_incomplete = new QLabel(tr("Some of the call's earlier messages and events are no longer kept."));
    m_incomplete->setProperty("role", QStringLiteral("text3"));
    m_incomplete->setContentsMargins(12, 4, 12, 4);
    m_incomplete->hide();
    column->addWidget(m_incomplete);
    column->addWidget(splitter, 1);
    auto *both = new QWidget;
    auto *pages = new QVBoxLayout(both);
    pages->setContentsMargins(0, 0, 0, 0);
    pages->addWidget(m_empty);
    pages->addWidget(m_body);
    m_body->hide();
    m_empty->set(QStringLiteral("ladder"), tr("No call chosen"), tr("Select a row in Live calls; Enter or W opens it here."));
    setContent(both, m_tabs);
    addCommands(commands);
    addCallCommands(commands);
    addMonitorCommands(commands, monitor,
                       {QStringLiteral("detail"), tr("Call detail"), nullptr, 4, [this] { return whyNotEntered(); },
                        [this] {
                            const contract::Call &call = m_story->call();
                            return Monitor::Subject{false, call.id, partyOf(call)};
                        }},
                       this);
    makeHeader();
    connect(m_tabs, &QTabWidget::currentChanged, this, &CallDetailDock::updateMessagePanel);
    connect(m_path, &FlowPathView::currentChanged, this, &CallDetailDock::showStep);
    connect(m_story, &CallStory::callChanged, this, &CallDetailDock::showCall);
    connect(m_story, &CallStory::callChanged, this, [this] { m_incomplete->setVisible(!m_story->isWhole()); });
    connect(m_verdict, &VerdictStrip::chainLinkClicked, this, [this](quint64 sequence) {
        openTab(Ladder);
        m_ladder->select(sequence);
    });
    updateRefused();
    m_levels = new LevelFeed(
        host, m_timeline, [this] { return m_timeline->isVisible() ? QStringList(m_story->call().channelId) : QStringList(); },
        this);
    connect(&host, &Host::rtp, this, &CallDetailDock::offerExport);
    connect(&host, &Host::quality, m_levels, &LevelFeed::wake);
    m_timer.setInterval(refreshMs);
    connect(&m_timer, &QTimer::timeout, this, &CallDetailDock::refresh);
}

QWidget *CallDetailDock::makeTimelineTab()
{
    m_timeline = new TimelineView(*m_story, *m_quality, m_host.clock());
    auto *follow = makeTool(QStringLiteral("follow"), tr("Follow now"), QStringLiteral("End"));
    follow->setCheckable(true);
    follow->setChecked(true);
    auto *in = makeTool(QStringLiteral("zoom-in"), tr("Zoom in"), QStringLiteral("+"));
    auto *out = makeTool(QStringLiteral("zoom-out"), tr("Zoom out"), QStringLiteral("-"));
    auto *fit = makeTool(QStringLiteral("fit"), tr("Show the whole call"), QStringLiteral("0"));
    connect(in, &QToolButton::clicked, m_timeline, [this] { m_timeline->zoom(0.6, m_timeline->width() / 2.0); });
    connect(out, &QToolButton::clicked, m_timeline, [this] { m_timeline->zoom(1.6, m_timeline->width() / 2.0); });
    connect(fit, &QToolButton::clicked, m_timeline, &TimelineView::fit);
    connect(follow, &QToolButton::clicked, m_timeline, &TimelineView::setFollowing);
    connect(m_timeline, &TimelineView::followingChanged, follow, &QToolButton::setChecked);
    connect(m_timeline, &TimelineView::picked, this, &CallDetailDock::showMessage);
    return withBar({in, out, fit, follow}, m_timeline);
}

QWidget *CallDetailDock::makeLadderTab()
{
    m_ladder = new LadderView(*m_story, *m_quality);
    QList<QWidget *> switches;
    const std::pair<std::optional<core::TimelineKind>, QString> kinds[] = {{core::TimelineKind::Sip, tr("SIP")},
                                                                           {core::TimelineKind::Engine, tr("Engine")},
                                                                           {core::TimelineKind::Bus, tr("Bus")},
                                                                           {std::nullopt, tr("RTP")}};
    for (const auto &[kind, name] : kinds) { // the legend, too
        auto *box = new QCheckBox(name);
        const auto draw = [box, which = kind] { box->setIcon(LadderView::legend(which)); };
        draw();
        box->setIconSize({26, 12});
        box->setChecked(true);
        connect(&Theme::instance(), &Theme::changed, box, draw);
        connect(box, &QCheckBox::toggled, m_ladder, [this, which = kind](bool on) {
            if (which)
                m_ladder->setShown(*which, on);
            else
                m_ladder->setRtpShown(on);
        });
        switches += box;
    }
    connect(m_ladder, &LadderView::currentChanged, this, [this] {
        if (const StoryEntry *one = m_ladder->current())
            showMessage(one->entry.sequence);
    });
    return withBar(switches, m_ladder);
}

QString CallDetailDock::whyEmpty() const { return m_story->isEmpty() ? tr("No call is shown.") : QString(); }

QString CallDetailDock::whyNotEntered() const
{
    if (m_story->call().id.isNull())
        return tr("No call is shown.");
    return m_story->call().status == contract::callstatus::progressing ? QString() : tr("The call is not in progress.");
}

QString CallDetailDock::whyNotAlive() const
{
    if (m_story->call().id.isNull())
        return tr("No call is shown.");
    return m_story->call().status == contract::callstatus::hangup ? tr("The call has ended.") : QString();
}

core::Nanos CallDetailDock::begunAt(const contract::Call &call) const
{
    const core::Clock &clock = m_host.clock();
    return clock.now() - core::Nanos((clock.wall().micros() - call.tmCreate.micros()) * 1000);
}

QString CallDetailDock::partyOf(const contract::Call &call) const
{
    return m_calls.partyOf(call.direction == contract::direction::outgoing ? call.destination : call.source);
}

void CallDetailDock::setCall(const QUuid &id)
{
    const contract::Call *call = m_calls.call(id);
    if (!call || id == m_story->call().id)
        return;
    present();
    m_quality->watch(call->channelId);
    m_plots->setChannel(call->channelId, begunAt(*call));
    m_timeline->setFollowing(true);
    m_story->setCall(*call);
    if (call->status == contract::callstatus::hangup)
        m_timeline->fit();
    m_commands.refresh();
    loadActiveflow(call->activeflowId);
}

/// Makes room for another call.
void CallDetailDock::present()
{
    m_activeflow = {};
    m_stepsDone.clear();
    m_shown = 0;
    m_path->clear();
    m_timeline->setSteps({});
    updateMessagePanel();
    m_body->show();
    m_empty->hide();
}

bool CallDetailDock::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_tabs && event->type() == QEvent::Resize) {
        // As much as there is beside the message, also on a page that needs none: the tabs stay where they are.
        const int room = m_tabs->width() - (m_messagePanel->isHidden() ? m_messagePanel->width() + splitterHandle : 0);
        static const char *const icons[] = {"timeline", "ladder", "metrics", "flow", "json"};
        for (int i = 0; i < m_tabs->count(); ++i)
            m_tabs->setTabIcon(i, room < tabsWithIcons ? QIcon() : icon(QLatin1String(icons[i])));
    }
    return Dock::eventFilter(watched, event);
}

void CallDetailDock::openTab(Tab tab)
{
    m_tabs->setCurrentIndex(tab);
    m_tabs->currentWidget()->setFocus();
}

void CallDetailDock::refresh()
{
    m_refused->refresh();
    const QUuid id = m_story->call().id;
    if (id.isNull()) {
        m_story->refresh();
        return;
    }
    const contract::Call *now = m_calls.call(id);
    if (now && (now->tmUpdate != m_story->call().tmUpdate || now->status != m_story->call().status)) {
        m_story->update(*now);
        loadActiveflow(now->activeflowId);
    }
    showSummary();
    const bool ended = m_story->call().status == contract::callstatus::hangup;
    if (ended && m_verdict->stateText() != m_calls.stateText(m_story->call()))
        m_verdict->show(m_calls, m_stepsDone); // the answer was seen later
    if (!m_story->refresh() && !ended)
        m_timeline->update();
    if (!ended && m_tabs->currentIndex() == FlowPath)
        showSteps();
    if (m_story->call().status == contract::callstatus::progressing)
        m_host.askQuality();
}

void CallDetailDock::showCall()
{
    const contract::Call &call = m_story->call();
    m_plots->setChannel(call.channelId, begunAt(call));
    m_quality->watch(call.channelId);
    showSummary();
    if (m_story->isRefused()) {
        m_verdict->show(m_calls, {});
        showJson();
        return;
    }
    showSteps();
    m_verdict->show(m_calls, m_stepsDone);
    showJson();
}

/// State and duration, as in the row of the call, stand first: where there is little room they stay.
void CallDetailDock::showSummary()
{
    const contract::Call &call = m_story->call();
    const QString from = m_calls.partyOf(call.source), to = m_calls.partyOf(call.destination);
    if (m_story->isRefused()) {
        setSummary(tr("%1 to %2, refused").arg(from, to));
        return;
    }
    const auto cell = [&](int column) { return m_calls.cell(call.id, column, Qt::DisplayRole).toString(); };
    const bool isKnown = m_calls.call(call.id);
    const core::Timestamp end = call.tmHangup.isSet() ? call.tmHangup : m_host.clock().wall();
    const QString state = isKnown ? cell(CallsModel::StateColumn) : m_calls.stateText(call);
    const QString length = isKnown ? cell(CallsModel::Duration)
                           : call.tmCreate.isSet()
                               ? format::duration(core::Millis((end.micros() - call.tmCreate.micros()) / 1000))
                               : format::none();
    setSummary(tr("%1 %2, %3 to %4").arg(state, length, from, to));
}

void CallDetailDock::showSteps()
{
    m_stepsDone = flowSteps(m_activeflow, m_calls.actionsOf(m_story->call().id));
    m_timeline->setSteps(m_stepsDone);
    const contract::Call &call = m_story->call();
    const bool ended = call.tmHangup.isSet();
    m_path->show(m_activeflow, m_stepsDone, call.tmCreate, ended ? call.tmHangup : m_host.clock().wall(), !ended);
}

core::Task<void> CallDetailDock::loadActiveflow(QUuid id)
{
    const auto alive = m_alive.token();
    if (id.isNull() || m_host.stage() != Host::Stage::Up)
        co_return;
    clients::FlowClient client(m_host.bus(), contract::service::window);
    try {
        auto found = co_await client.activeflow(id);
        if (!alive.lock() || m_story->call().activeflowId != id)
            co_return;
        m_activeflow = std::move(found);
        showCall();
    } catch (const core::Error &error) {
        // A flow that has been deleted: what the timeline knows stays.
        if (alive.lock())
            m_path->setProblem(error.message());
    }
}

void CallDetailDock::showEvent(QShowEvent *event)
{
    Dock::showEvent(event);
    m_timer.start();
    refresh();
}

void CallDetailDock::hideEvent(QHideEvent *event)
{
    Dock::hideEvent(event);
    m_timer.stop();
}

} // namespace ui
