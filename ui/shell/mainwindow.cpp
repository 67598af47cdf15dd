// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/mainwindow.h"

#include "ui/common/callactions.h"
#include "ui/common/callsmodel.h"
#include "ui/common/confirm.h"
#include "ui/common/iconcache.h"
#include "ui/common/views.h"
#include "ui/docks/calldetail/calldetaildock.h"
#include "ui/docks/calls/callsdock.h"
#include "ui/docks/confbridges/confbridgesdock.h"
#include "ui/docks/flows/flowsdock.h"
#include "ui/docks/log/logdock.h"
#include "ui/docks/recordings/recordingsdock.h"
#include "ui/docks/services/servicesdock.h"
#include "ui/docks/testphone/testphonedock.h"
#include "ui/docks/welcome/welcomedock.h"
#include "ui/shell/layouts.h"
#include "ui/shell/menus.h"
#include "ui/shell/palette.h"
#include "ui/shell/preferences.h"
#include "ui/shell/settingsdialog.h"
#include "ui/shell/sidecolumn.h"
#include "ui/shell/sources.h"
#include "ui/shell/statusbar.h"
#include "ui/shell/topbar.h"

#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QMenu>
#include <QMenuBar>
#include <QPainter>
#include <QScreen>
#include <QToolBar>

namespace ui {
namespace {
const QString geometryKey = QStringLiteral("window/geometry"), perspectiveKey = QStringLiteral("window/perspective"),
              sideKey = QStringLiteral("window/side");
QString columnsKey(const Dock *dock) { return QStringLiteral("columns/") + dock->id(); }
constexpr QSize smallest(960, 600), preferred(1600, 1000);
} // namespace

MainWindow::MainWindow(Host &host, Phone &phone, Monitor &monitor, Preferences &preferences)
    : m_host(host),
      m_phone(phone),
      m_monitor(monitor),
      m_preferences(preferences),
      m_layouts(new Layouts(*this, preferences.store())),
      m_calls(new CallsDock(host, m_commands, this)),
      m_detail(new CallDetailDock(host, m_calls->model(), m_calls->actions(), monitor, m_commands, this)),
      m_confbridges(new ConfbridgesDock(host, m_calls->model(), m_calls->actions(), monitor, m_commands, this)),
      m_recordings(new RecordingsDock(host, m_calls->model(), m_commands, this)),
      m_testPhone(new TestPhoneDock(host, phone, m_commands, this)),
      m_flows(new FlowsDock(host, m_commands, this)),
      m_services(new ServicesDock(host, this)),
      m_log(new LogDock(host, m_commands, this)),
      m_welcome(new WelcomeDock(host, phone, m_commands, this))
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(tr("Voxboard"));
    setWindowIcon(QIcon(IconCache::instance().logo(64, 1)));
    setMinimumSize(smallest);
    setContentsMargins(1, 1, 1, 1);
    setDockOptions(AllowTabbedDocks | AllowNestedDocks | GroupedDragging);
    setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    m_commands.setWindow(this);
    for (Dock *dock : std::initializer_list<Dock *>{m_welcome, m_calls, m_detail, m_confbridges, m_recordings, m_testPhone,
                                                    m_flows, m_services, m_log})
        m_layouts->add(dock);
    m_side = new SideColumn(*this, *m_testPhone);

    m_top = new TopBar(host, *m_layouts, monitor);
    auto *bar = new QToolBar(tr("Top bar"));
    bar->setObjectName(QStringLiteral("top"));
    bar->setMovable(false);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    bar->toggleViewAction()->setVisible(false);
    bar->setStyleSheet(QStringLiteral("QToolBar { padding: 0; border: 0; }"));
    bar->addWidget(m_top);
    addToolBar(bar);
    auto *status = new StatusBar(host, m_calls->model(), phone);
    setStatusBar(status);
    m_palette = new Palette(m_commands, this);
    const auto settings = [this](const QString &page, const QString &filter) { openSettings(page, filter); };
    for (auto &source : paletteSources(host, *m_calls, *m_flows, *m_testPhone, settings))
        m_palette->addSource(std::move(source));
    new Menus(*menuBar(), m_commands);
    addCommands();
    addViewCommands();
    addDockCommands();
    addMonitoring();
    preferences.keepKeys(m_commands);
    connectDocks();
    connect(status, &StatusBar::opened, this, [this](const QString &what) {
        if (what == QLatin1String("services"))
            m_services->takeFocus();
        else if (what == QLatin1String("calls"))
            m_calls->takeFocus();
        else
            openSettings(what == QLatin1String("audio") ? QStringLiteral("audio") : QStringLiteral("sip"));
    });
    connect(&host, &Host::stageChanged, this, &MainWindow::stageChanged);
    connect(&host, &Host::networkChanged, this, [this] { m_commands.refresh(); });
    stageChanged();
}

MainWindow::~MainWindow() = default;

/// Not into docks behind a tab: for Qt they are visible, their keys would do what nobody sees.
bool MainWindow::focusNextPrevChild(bool next)
{
    const auto isBehind = [](const QWidget *widget) {
        for (; widget; widget = widget->parentWidget()) {
            if (qobject_cast<const Dock *>(widget))
                return widget->visibleRegion().isEmpty();
        }
        return false;
    };
    QWidget *const from = focusWidget() ? focusWidget() : this;
    const auto step = [next](QWidget *at) { return next ? at->nextInFocusChain() : at->previousInFocusChain(); };
    for (QWidget *at = step(from); at && at != from; at = step(at)) {
        if (at->window() != this || !(at->focusPolicy() & Qt::TabFocus) || at->focusProxy() || !at->isVisibleTo(this) ||
            !at->isEnabled() || isBehind(at))
            continue;
        at->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
        return true;
    }
    return false;
}

void MainWindow::connectDocks()
{
    const auto call = [this](const QString &number) { m_testPhone->call(number); };
    const auto audio = [this] { openSettings(QStringLiteral("audio")); };
    m_confbridges->keepRooms(m_preferences.store());
    m_calls->keepTree(m_preferences.store());
    m_commands.refresh();
    connect(m_welcome, &WelcomeDock::callWanted, this, call);
    connect(m_welcome, &QDockWidget::visibilityChanged, m_testPhone, [phone = m_testPhone](bool on) { phone->setMain(!on); });
    connect(m_welcome, &WelcomeDock::audioSettingsWanted, this, audio);
    connect(m_welcome, &WelcomeDock::showAtStartChanged, this, [this](bool on) { m_preferences.setShowsWelcome(on); });
    connect(m_testPhone, &TestPhoneDock::audioSettingsWanted, this, audio);
    connect(m_testPhone, &TestPhoneDock::whyWanted, this, [this](const QString &sipCallId) {
        if (!m_detail->showBySipCallId(sipCallId))
            m_testPhone->messages()->show(MessageBar::Kind::Info, {}, tr("The trace no longer holds this call."));
    });
    connect(m_flows, &FlowsDock::callWanted, this, call);
    connect(m_calls, &CallsDock::newCallWanted, m_testPhone, &TestPhoneDock::chooseNumber);
    connect(m_calls, &CallsDock::currentChanged, m_detail, &CallDetailDock::setCall);
    connect(m_calls, &CallsDock::detailWanted, m_detail, &Dock::takeFocus);
    connect(m_calls, &CallsDock::joinWanted, m_confbridges, &ConfbridgesDock::chooseRoomFor);
    connect(m_services, &ServicesDock::logWanted, this, [this](const QString &service) {
        m_log->takeFocus();
        m_log->filterBy(service);
    });
    connect(m_top, &TopBar::paletteWanted, this, [this] { m_palette->open(m_top->field()); });
    connect(m_top, &TopBar::layoutMenuWanted, this, &MainWindow::showLayoutMenu);
    connect(m_layouts, &Layouts::changed, &m_commands, &CommandRegistry::refresh);
    connect(qApp, &QApplication::focusChanged, &m_commands, &CommandRegistry::refresh);
}

void MainWindow::stageChanged()
{
    m_commands.refresh();
    if (m_host.stage() == Host::Stage::Failed) {
        m_calls->messages()->show(MessageBar::Kind::Error, tr("The platform did not start."), m_host.failure());
    } else if (m_host.stage() == Host::Stage::Up && !m_host.facts().notice.isEmpty()) {
        m_calls->messages()->show(MessageBar::Kind::Warn, {}, m_host.facts().notice, tr("Copy address"),
                                  [this] { QApplication::clipboard()->setText(m_host.facts().sip); });
    }
}

void MainWindow::openSettings(const QString &page, const QString &filter)
{
    if (!m_settings) {
        m_settings = new SettingsDialog(m_host, m_phone, m_preferences, m_commands, this);
        m_settings->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_settings, &SettingsDialog::showWelcomeChanged, m_welcome, &WelcomeDock::setShowsAtStart);
        m_settings->show();
    }
    m_settings->openPage(page, filter);
    m_settings->raise();
    m_settings->activateWindow();
}

void MainWindow::showLayoutMenu(const QPoint &at)
{
    QMenu menu;
    menu.setToolTipsVisible(true);
    for (Dock *dock : m_layouts->docks())
        menu.addAction(m_commands.action(QStringLiteral("dock.") + dock->id()));
    menu.addSeparator();
    menu.addAction(m_commands.action(QStringLiteral("view.reset")));
    menu.exec(at);
}

void MainWindow::toggleNetwork()
{
    if (m_host.isOnNetwork()) {
        m_host.setOnNetwork(false);
        return;
    }
    const QString port = m_host.facts().sip.section(QLatin1Char(':'), -1);
    const Question question{
        tr("Open the platform to phones on this network?"),
        tr("SIP on port %1 (UDP and TCP) and its audio (RTP) will answer other devices on this network. Passwords stay needed; requests "
           "are limited and guessers are banned.")
            .arg(port),
        tr("Keep it on this computer"), tr("Open to this network")};
    if (confirm(this, question))
        m_host.setOnNetwork(true);
}

void MainWindow::placeWindow()
{
    QSettings &store = m_preferences.store();
    if (!restoreGeometry(store.value(geometryKey).toByteArray())) {
        const QRect free = screen()->availableGeometry();
        resize(preferred.boundedTo(free.size()));
        move(free.center() - rect().center());
        if (free.width() <= preferred.width())
            setWindowState(windowState() | Qt::WindowMaximized);
    }
    for (Dock *dock : m_layouts->docks()) {
        const QByteArray columns = store.value(columnsKey(dock)).toByteArray();
        auto *table = dock->findChild<TableView *>();
        if (table && !columns.isEmpty())
            table->support()->restoreColumns(columns);
    }
    m_layouts->setWelcome(m_preferences.showsWelcome());
    m_welcome->setShowsAtStart(m_preferences.showsWelcome());
    const QString last = store.value(perspectiveKey).toString();
    m_layouts->show(Layouts::isPerspective(last) ? last : QStringLiteral("operate"));
    if (const int side = store.value(sideKey).toInt(); side > 0)
        m_side->setWidth(side); // a window that is to be maximised is small yet
}

void MainWindow::showEvent(QShowEvent *event)
{
    QMainWindow::showEvent(event);
    if (std::exchange(m_placed, true))
        return;
    // The docks take their sizes from the window's, which is final one turn after it has been shown.
    QMetaObject::invokeMethod(
        this,
        [this] {
            placeWindow();
            if (m_preferences.showsWelcome() && !m_welcome->isHidden())
                m_welcome->takeFocus();
        },
        Qt::QueuedConnection);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    const int live = m_host.stage() == Host::Stage::Up ? m_calls->model().live() : 0;
    if (live > 0 && !qApp->isSavingSession()) {
        const Question question{
            tr("Quit and hang up %Ln calls?", nullptr, live),
            tr("The platform runs inside this window and stops with it. The calls end; flows, recordings and history stay."),
            tr("Keep running"), tr("Quit and hang up %Ln calls", nullptr, live)};
        if (!confirm(this, question)) {
            event->ignore();
            return;
        }
    }
    keepPlace();
    event->accept();
}

void MainWindow::keepPlace()
{
    if (!m_placed || m_layouts->current().isEmpty())
        return;
    m_layouts->save();
    m_preferences.store().setValue(geometryKey, saveGeometry());
    m_preferences.store().setValue(perspectiveKey, m_layouts->current());
    m_preferences.store().setValue(sideKey, m_side->width());
    for (Dock *dock : m_layouts->docks()) {
        if (const auto *table = dock->findChild<TableView *>())
            m_preferences.store().setValue(columnsKey(dock), table->support()->saveColumns());
    }
}

void MainWindow::paintEvent(QPaintEvent *event)
{
    QMainWindow::paintEvent(event);
    QPainter painter(this);
    painter.setPen(color(Token::LineStrong));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace ui
