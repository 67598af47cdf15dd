// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/confbridges/confbridgesdock.h"

#include "ui/common/callactions.h"
#include "ui/common/cells.h"
#include "ui/common/emptypage.h"
#include "ui/common/formats.h"
#include "ui/common/monitorcommands.h"
#include "ui/common/views.h"
#include "ui/docks/confbridges/bridgedrawing.h"

#include <QAction>
#include <QBoxLayout>
#include <QItemSelectionModel>
#include <QMenu>
#include <QToolButton>

namespace ui {
namespace {
constexpr int qualityEveryMs = 200, readAgainMs = 5000;
const QStringList barCommands{"rooms.new", "rooms.add", "rooms.say", "rooms.record"};
} // namespace

ConfbridgesDock::ConfbridgesDock(Host &host, CallsModel &calls, CallActions &actions, Monitor &monitor, CommandRegistry &commands,
                                 QWidget *parent)
    : Dock(QStringLiteral("confbridges"), tr("Confbridges"), QStringLiteral("confbridge"), parent),
      m_host(host),
      m_actions(actions),
      m_commands(commands),
      m_model(new RoomsModel(host, calls, this)),
      m_tree(new TreeView),
      m_drawing(new BridgeDrawing(*m_model)),
      m_empty(new EmptyPage),
      m_tasks(messages())
{
    m_tree->setAccessibleName(tr("Rooms and participants"));
    m_tree->support()->setEmptyPage(m_empty);
    m_tree->setModel(m_model);
    m_tree->support()->setColumns({{200, true}, {80}, {40}, {76}});
    m_tree->setItemDelegateForColumn(RoomsModel::Level, new MeterDelegate(m_tree));
    m_tree->setDragDropMode(QAbstractItemView::DropOnly);
    m_tree->setSelectionMode(QAbstractItemView::SingleSelection);
    addCommands(monitor);
    setContent(makeContent(), m_tree);
    m_empty->set(QStringLiteral("confbridge"), tr("No rooms yet"), tr("Make one, or join a call to one with J in Live calls."));
    m_empty->addAction(tr("New room"), [this] { m_commands.run(QStringLiteral("rooms.new")); }, QStringLiteral("add"));

    connect(m_model, &RoomsModel::roomsChanged, this, &ConfbridgesDock::update_);
    connect(m_model, &RoomsModel::joinWanted, this,
            [this](const QList<QUuid> &ids, const QUuid &room) { m_actions.join(ids, room); });
    connect(m_model, &QAbstractItemModel::rowsInserted, m_tree, [this](const QModelIndex &parentIndex) {
        if (!parentIndex.isValid())
            QMetaObject::invokeMethod(m_tree, &QTreeView::expandAll, Qt::QueuedConnection);
    });
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
        m_drawing->setRoom(currentRoom());
        m_commands.refresh();
    });
    connect(m_tree, &QWidget::customContextMenuRequested, this, &ConfbridgesDock::showMenu);
    connect(m_tree, &QAbstractItemView::clicked, this, [this](const QModelIndex &index) {
        if (index.column() == RoomsModel::Mic && !currentCall().isNull())
            m_actions.toggleMute({currentCall()}, QStringLiteral("in"));
    });
    connect(m_drawing, &BridgeDrawing::picked, this, [this](const QUuid &call) {
        const auto found =
            m_model->match(m_model->index(0, 0), RoomsModel::CallRole, call, 1, Qt::MatchExactly | Qt::MatchRecursive);
        if (!found.isEmpty())
            m_tree->setCurrentIndex(found.front());
    });
    connect(&monitor, &Monitor::changed, this, [this, &monitor] {
        m_model->setOwnMedia(monitor.status().externalMediaId);
        if (m_host.stage() == Host::Stage::Up && !currentRoom().isNull())
            m_model->load(currentRoom());
    });
    m_again.setInterval(readAgainMs);
    connect(&m_again, &QTimer::timeout, this, [this] {
        if (m_host.stage() == Host::Stage::Up && !currentRoom().isNull())
            m_model->load(currentRoom());
    });
    m_quality.setInterval(qualityEveryMs);
    connect(&m_quality, &QTimer::timeout, &host, [&host] { host.askQuality(); });
    connect(&host, &Host::stageChanged, &m_commands, &CommandRegistry::refresh);
    update_();
}

QWidget *ConfbridgesDock::makeContent()
{
    auto *whole = new QWidget;
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(10, 5, 10, 5);
    bar->setSpacing(6);
    const auto button = [&](const QString &id) {
        auto *made = new QToolButton;
        made->setDefaultAction(m_commands.action(id));
        made->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        made->setFocusPolicy(Qt::TabFocus);
        bar->addWidget(made);
    };
    for (const QString &id : barCommands)
        button(id);
    bar->addStretch();
    button(QStringLiteral("rooms.terminate"));
    auto *column = new QVBoxLayout(whole);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(bar);
    column->addWidget(m_tree, 1);
    column->addWidget(m_drawing);
    return whole;
}

void ConfbridgesDock::addCommand(const QString &id, const QString &text, const QString &iconName, const QKeySequence &keys,
                                 std::function<QString()> offReason, std::function<void()> run)
{
    Command command;
    command.id = id;
    command.text = text;
    command.icon = iconName;
    command.shortcut = keys;
    command.menu = Menu::Call;
    command.group = 6;
    command.offReason = std::move(offReason);
    command.run = std::move(run);
    command.scope = keys.isEmpty() ? nullptr : m_tree;
    command.place = tr("Confbridges");
    m_commands.add(std::move(command), this);
}

void ConfbridgesDock::addCommands(Monitor &monitor)
{
    const auto room = [this] { return whyNoRoom(); };
    const auto member = [this] { return whyNoMember(); };
    const auto up = [this] { return m_host.stage() == Host::Stage::Up ? QString() : tr("The platform is not up."); };
    addCommand("rooms.new", tr("New room"), "add", {}, up, [this] { create({}); });
    addCommand("rooms.add", tr("Add…"), "phone", QKeySequence(Qt::Key_A), room, [this] { addByDialling(); });
    addCommand("rooms.say", tr("Say…"), "say", QKeySequence(Qt::Key_S), room, [this] { m_actions.say(membersOfCurrent()); });
    addCommand("rooms.play", tr("Play…"), "play", {}, room, [this] { m_actions.play(membersOfCurrent()); });
    addCommand("rooms.record", tr("Record"), "record", QKeySequence(Qt::Key_R), room, [this] { toggleRecording(); });
    addCommand("rooms.flag", tr("Stay open when empty (no_auto_leave)"), "pin", {}, room, [this] { toggleFlag(); });
    addCommand("rooms.mute", tr("Mute the participant"), "mic-off", QKeySequence(Qt::Key_M), member,
               [this] { m_actions.toggleMute({currentCall()}, QStringLiteral("in")); });
    addCommand("rooms.kick", tr("Remove from the room"), "kick", QKeySequence(Qt::Key_K), member, [this] { kick(); });
    addCommand("rooms.terminate", tr("Terminate…"), "hangup", QKeySequence(Qt::CTRL | Qt::Key_T), room, [this] { terminate(); });
    const auto whole = [this] {
        return currentCall().isNull() ? tr("Whisper is for one ear: select a participant.") : QString();
    };
    const auto subject = [this] {
        const QUuid call = currentCall();
        if (!call.isNull())
            return Monitor::Subject{false, call, m_model->nameOf(call)};
        const RoomsModel::Room *room = m_model->room(currentRoom());
        return Monitor::Subject{true, currentRoom(), room ? RoomsModel::roomName(*room) : QString()};
    };
    addMonitorCommands(m_commands, monitor, {QStringLiteral("rooms"), tr("Confbridges"), m_tree, 6, room, subject, whole}, this);
}

QUuid ConfbridgesDock::currentRoom() const
{
    return m_tree->currentIndex().siblingAtColumn(0).data(RoomsModel::RoomRole).toUuid();
}

QUuid ConfbridgesDock::currentCall() const
{
    return m_tree->currentIndex().siblingAtColumn(0).data(RoomsModel::CallRole).toUuid();
}

QList<QUuid> ConfbridgesDock::membersOfCurrent() const
{
    QList<QUuid> ids;
    if (const RoomsModel::Room *room = m_model->room(currentRoom())) {
        for (const RoomsModel::Member &one : room->members)
            ids += one.call;
    }
    return ids;
}

QString ConfbridgesDock::whyNoRoom() const { return currentRoom().isNull() ? tr("No room is selected.") : QString(); }

QString ConfbridgesDock::whyNoMember() const { return currentCall().isNull() ? tr("No participant is selected.") : QString(); }

void ConfbridgesDock::update_()
{
    const int rooms = int(m_model->rooms().size());
    setSummary(tr("%n room(s)", nullptr, rooms) + QStringLiteral(", ") + tr("%n in", nullptr, m_model->participants()));
    setBadge(rooms);
    if (!m_tree->currentIndex().isValid() && rooms > 0)
        m_tree->setCurrentIndex(m_model->index(0, 0));
    m_drawing->setRoom(currentRoom());
    m_commands.refresh();
}

void ConfbridgesDock::showMenu(const QPoint &at)
{
    m_commands.refreshNow();
    QMenu menu(this);
    menu.setToolTipsVisible(true);
    for (const char *id : {"rooms.mute", "rooms.kick", "rooms.flag", "rooms.record", "rooms.say", "rooms.play", "rooms.add"})
        menu.addAction(m_commands.action(QLatin1String(id)));
    menu.addSeparator();
    for (const char *id : {"rooms.listen", "rooms.whisper", "rooms.barge"})
        menu.addAction(m_commands.action(QLatin1String(id)));
    menu.addSeparator();
    menu.addAction(m_commands.action(QStringLiteral("rooms.terminate")));
    menu.exec(m_tree->viewport()->mapToGlobal(at));
}

void ConfbridgesDock::chooseRoomFor(const QList<QUuid> &calls)
{
    if (calls.isEmpty())
        return;
    QMenu menu(this);
    for (const auto &[id, room] : m_model->rooms()) {
        menu.addAction(RoomsModel::roomName(room), this, [this, calls, one = id] { m_actions.join(calls, one); });
    }
    menu.addSeparator();
    menu.addAction(tr("New room"), this, [this, calls] { create(calls); });
    menu.exec(QCursor::pos());
}

void ConfbridgesDock::showEvent(QShowEvent *event)
{
    Dock::showEvent(event);
    m_quality.start();
    m_again.start();
}

void ConfbridgesDock::hideEvent(QHideEvent *event)
{
    Dock::hideEvent(event);
    m_quality.stop();
    m_again.stop();
}

} // namespace ui
