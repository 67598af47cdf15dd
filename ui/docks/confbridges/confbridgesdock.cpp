// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/confbridges/confbridgesdock.h"

#include "ui/common/callactions.h"
#include "ui/common/cells.h"
#include "ui/common/commandbutton.h"
#include "ui/common/emptypage.h"
#include "ui/common/formats.h"
#include "ui/common/levelfeed.h"
#include "ui/common/monitorcommands.h"
#include "ui/common/views.h"
#include "ui/docks/confbridges/bridgedrawing.h"

#include <QAction>
#include <QApplication>
#include <QBoxLayout>
#include <QItemSelectionModel>
#include <QMenu>

namespace ui {
namespace {
constexpr int qualityEveryMs = 200, readAgainMs = 5000, agesEveryMs = 500, playbacksEveryMs = 500;
constexpr int heightWithDrawing = 370; ///< of the dock: there is room for six rows and the drawing
const QStringList barCommands{"rooms.add", "rooms.say", "rooms.record"};
const QString flagCommand = QStringLiteral("rooms.flag"), recordCommand = QStringLiteral("rooms.record"),
              muteCommand = QStringLiteral("rooms.mute"), drawingCommand = QStringLiteral("rooms.drawing"),
              newCommand = QStringLiteral("rooms.new");
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
      m_levels(new LevelFeed(
          host, m_tree, [this] { return channelsInSight(); }, this)),
      m_tasks(messages())
{
    m_tree->setAccessibleName(tr("Rooms and participants"));
    m_tree->support()->setEmptyPage(m_empty);
    m_tree->setModel(m_model);
    m_tree->support()->setColumns({{200, true}, {72}, {36}, {74}});
    m_tree->setItemDelegateForColumn(RoomsModel::Level, new MeterDelegate(m_tree));
    m_tree->setItemDelegateForColumn(RoomsModel::Joined, new NumberDelegate(m_tree));
    m_tree->setDragDropMode(QAbstractItemView::DropOnly);
    m_tree->setSelectionMode(QAbstractItemView::SingleSelection);
    addCommands(monitor);
    setContent(makeContent(), m_tree);
    header()->addTool(m_commands.action(drawingCommand));
    header()->addTool(m_commands.action(newCommand));
    m_empty->set(QStringLiteral("confbridge"), tr("No rooms yet"), tr("Make one, or join a call to one with J in Live calls."));
    m_empty->addAction(tr("New room"), [this] { m_commands.run(newCommand); }, QStringLiteral("add"));

    connect(m_model, &RoomsModel::roomsChanged, this, &ConfbridgesDock::update_);
    connect(
        m_model, &RoomsModel::joinWanted, this, [this](const QList<QUuid> &ids, const QUuid &room) { m_actions.join(ids, room); },
        Qt::QueuedConnection); // asks, which the one that drags does not wait for
    connect(m_model, &QAbstractItemModel::rowsInserted, m_tree, [this](const QModelIndex &above, int first) {
        if (above.isValid() && first == 0 && m_model->rowCount(above) == 1)
            m_tree->expand(above); // the first one in; a room that the operator closes stays closed
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
        m_model->setEntered(monitor.status());
        if (m_host.stage() == Host::Stage::Up && !currentRoom().isNull())
            m_model->load(currentRoom());
    });
    m_again.setInterval(readAgainMs);
    connect(&m_again, &QTimer::timeout, this, [this] {
        if (m_host.stage() == Host::Stage::Up && !currentRoom().isNull())
            m_model->load(currentRoom());
    });
    m_quality.setInterval(qualityEveryMs);
    connect(&m_quality, &QTimer::timeout, this, [this] {
        m_host.askQuality();
        m_levels->wake();
    });
    m_ages.setInterval(agesEveryMs);
    connect(&m_ages, &QTimer::timeout, m_tree, [this] {
        const int from = m_tree->columnViewportPosition(RoomsModel::Level); // of recordings, and since when they are in
        m_tree->viewport()->update(from, 0, m_tree->viewport()->width() - from, m_tree->viewport()->height());
    });
    m_playbacks.setInterval(playbacksEveryMs);
    connect(&m_playbacks, &QTimer::timeout, this, &ConfbridgesDock::lookAtPlaybacks);
    connect(&host, &Host::stageChanged, &m_commands, &CommandRegistry::refresh);
    update_();
}

QWidget *ConfbridgesDock::makeContent()
{
    auto *whole = new QWidget;
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(10, 5, 10, 5);
    bar->setSpacing(6);
    for (const QString &id : barCommands)
        bar->addWidget(new CommandButton(m_commands, id));
    bar->addStretch();
    bar->addWidget(new CommandButton(m_commands, QStringLiteral("rooms.terminate"), CommandButton::Kind::Danger));
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
    command.group = id == newCommand ? 0 : 6;
    command.offReason = std::move(offReason);
    command.run = std::move(run);
    command.scope = keys.isEmpty() ? nullptr : m_tree;
    command.place = tr("Confbridges");
    if (id == drawingCommand)
        command.checked = [this] { return m_isDrawingWanted && height() >= heightWithDrawing; };
    if (id == flagCommand)
        command.checked = [this] {
            const RoomsModel::Room *now = m_model->room(currentRoom());
            return now && now->confbridge.flags.contains(QStringLiteral("no_auto_leave"));
        };
    if (id == muteCommand)
        command.textNow = [this] { return m_model->isMuted(currentCall()) ? tr("Unmute the participant") : QString(); };
    if (id == recordCommand) {
        command.otherText = tr("Stop recording");
        command.textNow = [this] {
            const RoomsModel::Room *now = m_model->room(currentRoom());
            return now && !now->confbridge.recordingId.isNull() ? tr("Stop recording") : QString();
        };
    }
    m_commands.add(std::move(command), this);
}

void ConfbridgesDock::addCommands(Monitor &monitor)
{
    m_commands.setSubject(tr("Confbridges"), [this] {
        const RoomsModel::Room *now = m_model->room(currentRoom());
        const QUuid call = currentCall();
        if (!now)
            return tr("Room: none selected");
        const QString name = format::isolated(m_model->roomName(*now));
        return call.isNull() ? tr("Room: %1").arg(name)
                             : tr("Room: %1, participant: %2").arg(name, format::isolated(m_model->nameOf(call)));
    });
    const auto room = [this] { return whyNoRoom(); };
    const auto somebody = [this] { return whyNobody(); };
    const auto member = [this] { return whyNoMember(); };
    const auto up = [this] { return m_host.stage() == Host::Stage::Up ? QString() : tr("The platform is not up."); };
    addCommand(newCommand, tr("New room"), "add", {}, up, [this] { create(); });
    addCommand("rooms.add", tr("Add…"), "phone", QKeySequence(Qt::Key_A), room, [this] { addByDialling(); });
    addCommand("rooms.say", tr("Say…"), "say", QKeySequence(Qt::Key_S), somebody, [this] { say(); });
    addCommand("rooms.play", tr("Play…"), "play", {}, somebody, [this] { play(); });
    addCommand(
        "rooms.stopMedia", tr("Stop what plays"), "stop", {},
        [this] {
            return m_playing.contains(currentRoom()) ? QString() : tr("Nothing has been played from here that still plays.");
        },
        [this] { stopPlaying(); });
    addCommand(recordCommand, tr("Record"), "record", QKeySequence(Qt::Key_R), room, [this] { toggleRecording(); });
    addCommand(flagCommand, tr("Stay open when empty (no_auto_leave)"), "pin", {}, room, [this] { toggleFlag(); });
    addCommand(muteCommand, tr("Mute the participant"), "mic-off", QKeySequence(Qt::Key_M), member,
               [this] { m_actions.toggleMute({currentCall()}, QStringLiteral("in")); });
    addCommand(
        "rooms.gain", tr("Gain…"), "level", QKeySequence(Qt::Key_G), [this] { return whyNoGain(); }, [this] { changeGain(); });
    addCommand("rooms.kick", tr("Remove from the room: its flow goes on, or ends the call"), "kick", QKeySequence(Qt::Key_K),
               member, [this] { kick(); });
    const auto high = [this] {
        return height() < heightWithDrawing ? tr("There is no room for it. Make the dock higher, or maximise it.") : QString();
    };
    addCommand(drawingCommand, tr("Drawing of the room"), "bridge", {}, high, [this] {
        m_isDrawingWanted = !m_isDrawingWanted;
        updateDrawing();
    });
    addCommand("rooms.terminate", tr("Terminate…"), "hangup", QKeySequence(Qt::CTRL | Qt::Key_T), room, [this] { terminate(); });
    const auto whole = [this] {
        return currentCall().isNull() ? tr("Whisper is for one ear: select a participant.") : QString();
    };
    const auto subject = [this] {
        const QUuid call = currentCall();
        if (!call.isNull())
            return Monitor::Subject{false, call, m_model->nameOf(call)};
        const RoomsModel::Room *room = m_model->room(currentRoom());
        return Monitor::Subject{true, currentRoom(), room ? m_model->roomName(*room) : QString()};
    };
    addMonitorCommands(m_commands, monitor,
                       {QStringLiteral("rooms"), tr("Confbridges"), m_tree, 6, room, subject, whole, messages()}, this);
}

QUuid ConfbridgesDock::currentRoom() const
{
    return m_tree->currentIndex().siblingAtColumn(0).data(RoomsModel::RoomRole).toUuid();
}

QUuid ConfbridgesDock::currentCall() const
{
    return m_tree->currentIndex().siblingAtColumn(0).data(RoomsModel::CallRole).toUuid();
}

QStringList ConfbridgesDock::channelsInSight() const
{
    QStringList ids;
    const int bottom = m_tree->viewport()->height();
    for (QModelIndex row = m_tree->indexAt(QPoint(1, 1)); row.isValid() && m_tree->visualRect(row).top() < bottom;
         row = m_tree->indexBelow(row)) {
        if (const QString channel = m_model->channelOf(row); !channel.isEmpty())
            ids += channel;
    }
    return ids;
}

QString ConfbridgesDock::whyNoRoom() const { return currentRoom().isNull() ? tr("No room is selected.") : QString(); }

QString ConfbridgesDock::whyNobody() const
{
    const RoomsModel::Room *room = m_model->room(currentRoom());
    return !room ? whyNoRoom() : room->members.empty() ? tr("Nobody is in the room.") : QString();
}

QString ConfbridgesDock::whyNoMember() const { return currentCall().isNull() ? tr("No participant is selected.") : QString(); }

void ConfbridgesDock::update_()
{
    const int rooms = int(m_model->rooms().size());
    setSummary(tr("%Ln room(s)", nullptr, rooms) + QStringLiteral(", ") + tr("%Ln in", nullptr, m_model->participants()));
    setBadge(rooms);
    if (!m_tree->currentIndex().isValid() && rooms > 0)
        m_tree->setCurrentIndex(m_model->index(0, 0));
    m_drawing->setRoom(currentRoom());
    m_playing.removeIf([this](auto one) {
        const RoomsModel::Room *room = m_model->room(one.key());
        return !room || room->members.empty();
    });
    m_gains.removeIf([this](auto one) { return !m_model->memberOf(one.key()); });
    updateTimers();
    updateDrawing();
    m_commands.refresh();
}

/// Nothing is asked while nobody is in a room, or nobody looks.
void ConfbridgesDock::updateTimers()
{
    const bool heard = isVisible() && m_model->participants() > 0, read = isVisible() && !m_model->rooms().empty();
    for (const auto &[timer, wanted] : {std::pair{&m_quality, heard}, std::pair{&m_again, read}, std::pair{&m_ages, read},
                                        std::pair{&m_playbacks, !m_playing.isEmpty()}}) {
        if (wanted && !timer->isActive())
            timer->start();
        else if (!wanted)
            timer->stop();
    }
}

void ConfbridgesDock::lookAtPlaybacks()
{
    const QHash<QUuid, QString> playing = m_playing;
    for (auto one = playing.cbegin(); one != playing.cend(); ++one) {
        const RoomsModel::Room *room = m_model->room(one.key());
        if (room && !room->members.empty())
            lookWhetherPlaying(one.key(), room->members.front().channel, one.value());
    }
}

void ConfbridgesDock::showMenu(const QPoint &at)
{
    m_commands.refreshNow();
    QMenu menu(this);
    menu.setToolTipsVisible(true);
    for (const char *id : {"rooms.mute", "rooms.gain", "rooms.kick", "rooms.flag", "rooms.record", "rooms.say", "rooms.play",
                           "rooms.stopMedia", "rooms.add"})
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
        const QString name = m_model->roomName(room).replace(QLatin1Char('&'), QLatin1String("&&"));
        menu.addAction(name, this, [this, calls, one = id] { m_actions.join(calls, one); });
    }
    menu.addSeparator();
    menu.addAction(tr("New room"), this, [this, calls] { m_actions.join(calls, QUuid()); });
    const auto *view = qobject_cast<const QAbstractItemView *>(QApplication::focusWidget());
    const bool byKey = view && view->currentIndex().isValid() && !view->underMouse();
    menu.exec(byKey ? view->viewport()->mapToGlobal(view->visualRect(view->currentIndex()).bottomLeft()) : QCursor::pos());
}

void ConfbridgesDock::updateDrawing()
{
    m_drawing->setVisible(m_isDrawingWanted && height() >= heightWithDrawing && !m_model->rooms().empty());
}

void ConfbridgesDock::resizeEvent(QResizeEvent *event)
{
    Dock::resizeEvent(event);
    updateDrawing();
    m_commands.refresh();
}

void ConfbridgesDock::showEvent(QShowEvent *event)
{
    Dock::showEvent(event);
    updateTimers();
}

void ConfbridgesDock::hideEvent(QHideEvent *event)
{
    Dock::hideEvent(event);
    updateTimers();
}

} // namespace ui
