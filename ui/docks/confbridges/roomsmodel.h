// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clients/callclient.h"
#include "ui/common/host.h"
#include "ui/common/monitor.h"
#include "ui/docks/confbridges/gain.h"

#include <QStandardItemModel>

#include <map>

namespace ui {

class CallsModel;

/// Rooms and who is in them. call-manager lists no confbridges: they come from its events, from the calls that are in one and
/// from the conferences.
/// GUI thread.
class RoomsModel : public QStandardItemModel
{
    Q_OBJECT

public:
    enum Column { Participant, Level, Mic, Joined, Count };
    enum Role { RoomRole = Qt::UserRole + 1, CallRole, KeyRole, SinceRole };

    struct Member
    {
        QString channel;
        QUuid call;
        bool speaking = false;
        bool isTapped = false; ///< a snoop hears or whispers to it: a recording, or somebody listens
        core::Nanos spokeAt{0};
        core::Timestamp joined;
        Gain gain = {}; ///< as this window has set it: no event tells of it
    };
    struct Room
    {
        contract::Confbridge confbridge;
        std::vector<Member> members;
        QStringList channels; ///< in its bridge, as the engine says
    };

    RoomsModel(Host &host, CallsModel &calls, QObject *parent = nullptr);

    /// Null when the room has gone.
    const Room *room(const QUuid &id) const;
    const std::map<QUuid, Room> &rooms() const { return m_rooms; }
    int participants() const;
    QString nameOf(const QUuid &callId) const;
    /// As it is written; empty for an unknown call.
    QString numberOf(const QUuid &callId) const;
    /// That of its conference; else who talks to whom; else its id.
    QString roomName(const Room &room) const;
    /// External media in the room: those of call-manager, and channels that another program has put into its bridge.
    size_t externals(const Room &room) const;
    bool isMuted(const QUuid &callId) const;
    bool isRecorded(const QUuid &callId) const;
    /// The channel whose level the row shows; empty for a room or a tap.
    QString channelOf(const QModelIndex &index) const;
    /// Null when the channel is in no room.
    const Member *memberOf(const QString &channel) const;
    /// The engine has made a participant louder or softer.
    void setGain(const QString &channel, const Gain &gain);
    /// Reads the rooms of all live calls and of all conferences again.
    void refresh();
    /// Reads one room again: recordings and external media of others are not announced.
    core::Task<void> load(QUuid id);
    /// Marks the room or the participant that the operator is in, and the operator's own external media.
    void setEntered(const Monitor::Status &status);
    bool isOwn(const QUuid &externalMediaId) const { return externalMediaId == m_entered.externalMediaId; }
    /// The rooms that were made here: no conference leads to them, and call-manager has no list of rooms. refresh() reads them,
    /// too; those that have gone are forgotten.
    const QSet<QUuid> &made() const { return m_made; }
    void setMade(const QSet<QUuid> &ids) { m_made = ids; }
    /// Takes a room as it is now.
    void take(const contract::Confbridge &confbridge);

    QVariant data(const QModelIndex &index, int role) const override;
    QStringList mimeTypes() const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    bool dropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column, const QModelIndex &parent) override;
    Qt::DropActions supportedDropActions() const override { return Qt::CopyAction | Qt::MoveAction; }

Q_SIGNALS:
    void roomsChanged();
    void speakingChanged();
    /// Calls were dropped on a room.
    void joinWanted(const QList<QUuid> &calls, const QUuid &room);

private:
    void receive(const bus::Event &event);
    core::Task<void> loadName(QUuid conference);
    core::Task<void> loadConferences();
    core::Timestamp joinedAt(const QUuid &call) const;
    static void setSince(QStandardItem &cell, core::Timestamp since);
    void takeTaps(const QHash<QString, ChannelQuality> &channels);
    void takeQuality(const QHash<QString, ChannelQuality> &channels);
    void takeLevels(const QHash<QString, QPointF> &channels);
    void remove(const QUuid &id);
    void show(const Room &room);
    void showName(const Room &room);
    void showRecording(const Room &room);
    core::Task<void> loadChannels(QUuid room, QString bridge);
    core::Task<void> loadRecording(QUuid recording, QUuid room);
    static void syncRows(QStandardItem &head, const QList<QUuid> &keys, const QUuid &room);
    void showMember(QStandardItem &head, int row, const Member &member);
    static void showGain(QStandardItem &head, int row, const Member &member, const QString &number);
    QVariant enteredToken(const QUuid &id) const;
    void showTap(QStandardItem &head, int row, const QUuid &id);
    void showChanged(const QList<QUuid> &calls);
    QStandardItem *headOf(const QUuid &id) const { return m_heads.value(id); }

    Host &m_host;
    CallsModel &m_calls;
    core::Alive m_alive;
    std::map<QUuid, Room> m_rooms;
    QHash<QUuid, QStandardItem *> m_heads;         ///< the rows of rooms
    QHash<QUuid, QUuid> m_roomOf;                  ///< of each call that is in one
    QHash<QUuid, QString> m_names;                 ///< of conferences, empty until it is known
    QSet<QString> m_mediaChannels;                 ///< of all channels those that are external media
    QHash<QUuid, core::Timestamp> m_recordedSince; ///< by recording
    Monitor::Status m_entered;
    QSet<QUuid> m_made;
};

} // namespace ui
