// SPDX-License-Identifier: GPL-3.0-or-later
// What rooms and those in them are called, since when, and how the one is marked that the operator is in.
#include "clients/serviceclients.h"
#include "core/log.h"
#include "ui/common/callsmodel.h"
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

void RoomsModel::setSince(QStandardItem &cell, core::Timestamp since)
{
    cell.setData(since.isSet() ? QVariant(since.micros()) : QVariant(), SinceRole);
    cell.setToolTip(since.isSet() ? tr("Since %1").arg(format::clock(since)) : QString());
}

QVariant RoomsModel::data(const QModelIndex &index, int role) const
{
    if (index.column() == Joined && (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)) {
        const QVariant since = QStandardItemModel::data(index, SinceRole);
        const qint64 age = m_host.clock().wall().micros() - since.toLongLong();
        return since.isValid() ? QVariant(format::duration(core::Millis(std::max<qint64>(0, age / 1000)))) : QVariant(QString());
    }
    return QStandardItemModel::data(index, role);
}

} // namespace ui
