// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/commands.h"
#include "ui/common/dock.h"
#include "ui/common/tasks.h"
#include "ui/docks/confbridges/roomsmodel.h"

#include <QTimer>

class QSettings;

namespace ui {

class BridgeDrawing;
class CallActions;
class EmptyPage;
class LevelFeed;
class Monitor;
class TreeView;

/// The engine that a room's bridge lives on: that of any of its channels. @throws core::Error
core::Task<QString> engineOfRoom(Host *host, QString channelId);

/// Confbridges (design §12.3).
class ConfbridgesDock : public Dock
{
    Q_OBJECT

public:
    ConfbridgesDock(Host &host, CallsModel &calls, CallActions &actions, Monitor &monitor, CommandRegistry &commands,
                    QWidget *parent = nullptr);

    RoomsModel &model() { return *m_model; }
    /// The rooms made here are known after a restart, too. `store` outlives the dock. Before the platform is up.
    void keepRooms(QSettings &store);
    /// Joins the calls to a room that the operator chooses from a menu; a new one can be made there.
    void chooseRoomFor(const QList<QUuid> &calls);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeContent();
    void addCommands(Monitor &monitor);
    void addCommand(const QString &id, const QString &text, const QString &icon, const QKeySequence &keys,
                    std::function<QString()> offReason, std::function<void()> run);
    void update_();
    void showMenu(const QPoint &at);
    QUuid currentRoom() const;
    QUuid currentCall() const;
    QString whyNoRoom() const;
    QString whyNoMember() const;
    QString whyNoGain() const;
    void create();
    struct GainWish;
    void changeGain();
    void wantGain(const std::shared_ptr<GainWish> &wish, const Gain &gain);
    core::Task<void> sendGain(std::shared_ptr<GainWish> wish);
    void kick();
    void terminate();
    void toggleRecording();
    void toggleFlag();
    void addByDialling();
    void say();
    void play();
    void stopPlaying();
    core::Task<void> playOn(QUuid room, QString playbackId, core::Task<void> begun);
    core::Task<void> lookWhetherPlaying(QUuid room, QString channelId, QString playbackId);
    void lookAtPlaybacks();
    QString whyNobody() const;
    QStringList channelsInSight() const;
    void updateTimers();
    void updateDrawing();

    Host &m_host;
    CallActions &m_actions;
    CommandRegistry &m_commands;
    RoomsModel *m_model;
    TreeView *m_tree;
    BridgeDrawing *m_drawing;
    bool m_isDrawingWanted = true;
    EmptyPage *m_empty;
    LevelFeed *m_levels;
    QHash<QString, std::shared_ptr<GainWish>> m_gains; ///< by channel
    QHash<QUuid, QString> m_playing;                   ///< room → the playback that was started last, while it plays
    core::Alive m_alive;
    Tasks m_tasks;
    QTimer m_quality, m_again, m_ages, m_playbacks;
};

} // namespace ui
