// SPDX-License-Identifier: GPL-3.0-or-later
// What rooms and those in them are called, since when, what is recorded and what else is there.
#include "clients/engineclient.h"
#include "clients/serviceclients.h"
#include "core/log.h"
#include "ui/common/callsmodel.h"
#include "ui/common/cells.h"
#include "ui/common/formats.h"
#include "ui/common/theme.h"
#include "ui/docks/confbridges/roomsmodel.h"

#include <algorithm>

namespace ui {
namespace {
constexpr unsigned conferencesRead = 200;

const contract::Address &farEnd(const contract::Call &call)
{
    return call.direction == contract::direction::outgoing ? call.destination : call.source;
}
} // namespace

core::Task<void> RoomsModel::loadName(QUuid conference)
{
    const auto alive = m_alive.token();
    clients::ConferenceClient client(m_host.bus(), contract::service::window);
    try {
        const contract::Conference found = co_await client.conference(conference);
        if (!alive.lock() || found.name.isEmpty())
            co_return;
        m_names[conference] = found.name;
    } catch (const core::Error &error) { // its id names the room
        core::log::debug("window", "conference {} not read: {}", core::toText(conference), error.message());
        co_return;
    }
    for (const auto &[id, room] : m_rooms) {
        if (room.confbridge.referenceId == conference)
            show(room);
    }
    Q_EMIT roomsChanged();
}

/// Whose rooms are there, also while nobody is in.
core::Task<void> RoomsModel::loadConferences()
{
    const auto alive = m_alive.token();
    clients::ConferenceClient client(m_host.bus(), contract::service::window);
    std::vector<contract::Conference> found;
    try {
        const contract::Page page{conferencesRead, {}};
        core::Json filters{{"deleted", false}};
        found = co_await client.conferences(page, filters);
    } catch (const core::Error &error) { // rooms with calls in them are known all the same
        core::log::debug("window", "conferences not read: {}", error.message());
        co_return;
    }
    if (!alive.lock())
        co_return;
    for (const contract::Conference &one : found) {
        m_names.insert(one.id, one.name);
        if (!one.confbridgeId.isNull())
            load(one.confbridgeId);
    }
}

QString RoomsModel::nameOf(const QUuid &callId) const
{
    const contract::Call *call = m_calls.call(callId);
    return call ? m_calls.partyOf(farEnd(*call)) : format::shortId(callId);
}

QString RoomsModel::numberOf(const QUuid &callId) const
{
    const contract::Call *call = m_calls.call(callId);
    return call ? format::groupedNumber(CallsModel::numberOf(farEnd(*call))) : QString();
}

QString RoomsModel::roomName(const Room &room) const
{
    const QString name = m_names.value(room.confbridge.referenceId);
    if (!name.isEmpty())
        return name;
    if (room.confbridge.type == QLatin1String("connect") && room.members.size() == 2)
        return tr("%1 and %2").arg(nameOf(room.members[0].call), nameOf(room.members[1].call));
    return tr("Room %1").arg(format::shortId(room.confbridge.id));
}

QVariant RoomsModel::enteredToken(const QUuid &id) const
{
    return !m_entered.isIn(id)                       ? QVariant()
           : m_entered.mode == Monitor::Mode::Listen ? QVariant(int(Token::Text))
                                                     : QVariant(int(Token::Warn));
}

/// The flow's action that took it there tells it, also of those who were in before this window knew.
core::Timestamp RoomsModel::joinedAt(const QUuid &id) const
{
    const contract::Call *call = m_calls.call(id);
    const bool isKnown = call && call->action.type.endsWith(QLatin1String("_join")) && call->action.tmExecute.isSet();
    return isKnown ? call->action.tmExecute : m_host.clock().wall();
}

bool RoomsModel::isRecorded(const QUuid &callId) const
{
    const contract::Call *call = m_calls.call(callId);
    return call && !call->recordingId.isNull();
}

/// In place of a level: that it is recorded, and for how long.
void RoomsModel::showRecording(const Room &room)
{
    const QUuid id = room.confbridge.recordingId;
    const bool recorded = !id.isNull();
    if (recorded && !m_recordedSince.contains(id)) {
        m_recordedSince.insert(id, m_host.clock().wall());
        loadRecording(id, room.confbridge.id);
    }
    QStandardItem *cell = item(headOf(room.confbridge.id)->row(), Level);
    cell->setData(recorded ? QVariant(m_recordedSince.value(id).micros()) : QVariant(), SinceRole);
    cell->setData(recorded ? QVariant(QStringLiteral("record")) : QVariant(), IconRole);
    cell->setData(recorded ? QVariant(int(Token::Failed)) : QVariant(), TokenRole);
    cell->setData(true, MonoRole);
    cell->setToolTip(recorded ? tr("The room is being recorded.") : QString());
}

/// call-manager knows nothing of channels that others put there.
core::Task<void> RoomsModel::loadChannels(QUuid room, QString bridge)
{
    const auto alive = m_alive.token();
    clients::EngineClient engine(m_host.bus(), contract::service::window);
    try {
        QStringList channels = co_await engine.channelsIn(QString(), bridge);
        if (!alive.lock())
            co_return;
        const auto known = m_rooms.find(room);
        if (known == m_rooms.end() || known->second.channels == channels)
            co_return;
        known->second.channels = std::move(channels);
        Q_EMIT roomsChanged();
    } catch (const core::Error &error) {
        core::log::debug("window", "bridge {} not read: {}", bridge, error.message());
    }
}

size_t RoomsModel::externals(const Room &room) const
{
    const auto inBridge = std::count_if(room.channels.begin(), room.channels.end(),
                                        [this](const QString &one) { return m_mediaChannels.contains(one); });
    return std::max(size_t(inBridge), room.confbridge.externalMediaIds.size());
}

/// It may have begun before this window knew of it.
core::Task<void> RoomsModel::loadRecording(QUuid recording, QUuid room)
{
    const auto alive = m_alive.token();
    clients::CallResourceClient client(m_host.bus(), contract::service::window);
    try {
        const contract::Recording found = co_await client.recording(recording);
        if (!alive.lock() || !found.tmStart.isSet())
            co_return;
        m_recordedSince[recording] = found.tmStart;
        if (const auto known = m_rooms.find(room); known != m_rooms.end())
            showRecording(known->second);
    } catch (const core::Error &error) {
        core::log::debug("window", "recording {} not read: {}", core::toText(recording), error.message());
    }
}

const RoomsModel::Member *RoomsModel::memberOf(const QString &channel) const
{
    for (const auto &[id, room] : m_rooms) {
        for (const Member &one : room.members) {
            if (one.channel == channel)
                return &one;
        }
    }
    return nullptr;
}

void RoomsModel::setGain(const QString &channel, const Gain &gain)
{
    for (auto &[id, room] : m_rooms) {
        for (size_t i = 0; i < room.members.size(); ++i) {
            if (room.members[i].channel != channel)
                continue;
            room.members[i].gain = gain;
            showMember(*headOf(id), int(i), room.members[i]);
        }
    }
}

/// Behind the number, and in words where the level is.
void RoomsModel::showGain(QStandardItem &head, int row, const Member &member, const QString &number)
{
    QStringList behind{number, gainText(member.gain)};
    behind.removeAll(QString());
    head.child(row, Participant)->setData(behind.join(QLatin1String(", ")), SecondaryRole);
    head.child(row, Level)->setToolTip(gainTip(member.gain));
}

void RoomsModel::setSince(QStandardItem &cell, core::Timestamp since)
{
    cell.setData(since.isSet() ? QVariant(since.micros()) : QVariant(), SinceRole);
    cell.setToolTip(since.isSet() ? tr("Since %1").arg(format::clock(since)) : QString());
}

QVariant RoomsModel::data(const QModelIndex &index, int role) const
{
    const bool isTime = index.column() == Joined || (index.column() == Level && !index.parent().isValid());
    if (isTime && (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)) {
        const QVariant since = QStandardItemModel::data(index, SinceRole);
        const core::Millis age(std::max<qint64>(0, (m_host.clock().wall().micros() - since.toLongLong()) / 1000));
        return !since.isValid() ? QString() : index.column() == Joined ? format::duration(age) : format::shortDuration(age);
    }
    return QStandardItemModel::data(index, role);
}

} // namespace ui
