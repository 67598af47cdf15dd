// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/call/confbridges.h"

#include "services/call/calls.h"
#include "services/call/channeltype.h"
#include "services/call/externalmedias.h"
#include "services/call/recordings.h"

#include <QScopeGuard>

namespace services::call {

using namespace contract;

namespace {
const QString typeConnect = QStringLiteral("connect");
const QString progressingRoom = QStringLiteral("progressing");
const QString terminatingRoom = QStringLiteral("terminating");
const QString terminatedRoom = QStringLiteral("terminated");

Json withMember(const Confbridge &room, const char *name, const QUuid &callId)
{
    Json json = core::toJson(room);
    json[name] = text(callId);
    return json;
}

bool isEarly(const Call &call) { return call.status == callstatus::dialing || call.status == callstatus::ringing; }
} // namespace

Task<Confbridge> Confbridges::create(ConfbridgeCreate body)
{
    Confbridge room;
    room.id = core::newId();
    room.customerId = body.customerId;
    room.activeflowId = body.activeflowId;
    room.referenceType = body.referenceType;
    room.referenceId = body.referenceId;
    room.type = body.type;
    room.status = progressingRoom;
    if (room.type == typeConnect && room.referenceType == QLatin1String("call"))
        m_connect.insert(room.referenceId, room.id);
    Confbridge stored = *co_await m.repo.confbridges.insert(std::move(room));
    m.notify.publish(QStringLiteral("confbridge_created"), stored);
    m.measures.roomCreated();
    co_return stored;
}

Task<void> Confbridges::join(QUuid id, QUuid callId)
{
    if (m_joining.contains(callId))
        throw core::Error(core::Errc::FailedPrecondition, QStringLiteral("CALL_JOINING"),
                          QStringLiteral("The call is on its way into a room."));
    {
        m_joining.insert(callId);
        const auto there = qScopeGuard([this, callId] { m_joining.remove(callId); });
        co_await enter(id, callId);
    }
    const QString unknown;
    co_await m.calls->legEnded(callId, unknown); // its legs may be over before it came
}

Task<void> Confbridges::enter(QUuid id, QUuid callId)
{
    Confbridge room = *co_await m.repo.confbridges.get(id);
    if (room.status != progressingRoom || room.tmDelete.isSet())
        throw core::Error(core::Errc::FailedPrecondition, QStringLiteral("CONFBRIDGE_ENDED"),
                          QStringLiteral("The room has ended."));
    if (room.type != typeConnect && room.type != QLatin1String("conference"))
        throw core::Error(core::Errc::InvalidArgument, QStringLiteral("CONFBRIDGE_TYPE_UNKNOWN"),
                          QStringLiteral("\"%1\" is no type of room.").arg(room.type));
    const auto call = co_await m.repo.calls.get(callId);
    const Channel *channel = m.repo.channels.live(call->channelId);
    if (!channel)
        throw core::Error(core::Errc::FailedPrecondition, QStringLiteral("CALL_ENDED"), QStringLiteral("The call has ended."));
    const QString asteriskId = channel->asteriskId;
    const QString channelId = call->channelId;
    if (!call->confbridgeId.isNull() && call->confbridgeId != id)
        co_await leave(call->confbridgeId, callId, false);
    co_await ensureBridge(id, asteriskId);
    room = *co_await m.repo.confbridges.get(id);
    co_await m.calls->takeBack(callId, QStringLiteral("room"));
    co_await m.ari.addToBridge(asteriskId, room.bridgeId, channelId);
    bool stands = false;
    room = *co_await m.repo.confbridges.modify(id, [&](Confbridge &row) {
        const Call *joining = m.repo.calls.live(callId); // what ended meanwhile leaves nobody to take it out again
        stands = row.status == progressingRoom && joining && joining->status != callstatus::hangup;
        if (stands)
            row.channelCallIds[channelId] = callId;
        return stands;
    });
    if (!stands)
        throw core::Error(core::Errc::FailedPrecondition, QStringLiteral("CONFBRIDGE_NOT_JOINED"),
                          QStringLiteral("The room or the call has ended meanwhile."));
    const auto joined = co_await m.repo.calls.modify(callId, [&](Call &row) {
        row.confbridgeId = id;
        return true;
    });
    m.notify.publish(QStringLiteral("confbridge_joined"), withMember(room, "joined_call_id", callId));
    m.announce(QStringLiteral("call_updated"), joined);
    co_await m.calls->stopMedia(callId); // what the flow plays is not for the room
    if (room.type == QLatin1String("conference")) {
        if (isEarly(*joined))
            co_await m.ari.answer(asteriskId, channelId);
        co_return;
    }
    if (room.channelCallIds.size() == 1) {
        co_await m.ari.ring(asteriskId, channelId);
        co_return;
    }
    bool rings = false, answered = false;
    for (const auto &[memberChannel, memberId] : room.channelCallIds) {
        const Call *member = m.repo.calls.live(memberId);
        if (member && member->direction == direction::outgoing)
            (isEarly(*member) ? rings : answered) = true;
    }
    if (rings && !answered)
        co_await ringAll(id);
    else
        co_await answerAll(id);
}

/// Who can be heard already, is.
Task<void> Confbridges::ringAll(QUuid id)
{
    const auto room = co_await m.repo.confbridges.get(id);
    const bool heard = std::any_of(room->channelCallIds.begin(), room->channelCallIds.end(), [this](const auto &member) {
        const Channel *channel = m.repo.channels.live(member.first);
        return channel && channel->dialResult == channeltype::progressed;
    });
    for (const auto &[channelId, callId] : room->channelCallIds) {
        const Call *call = m.repo.calls.live(callId);
        const Channel *channel = m.repo.channels.live(channelId);
        if (!call || !channel || call->direction != direction::incoming || !isEarly(*call))
            continue;
        const QString asteriskId = channel->asteriskId;
        bool listens = false;
        if (heard)
            listens = co_await m.ari.progress(asteriskId, channelId);
        if (!listens)
            co_await m.ari.ring(asteriskId, channelId);
    }
}

Task<void> Confbridges::answerAll(QUuid id)
{
    const auto room = co_await m.repo.confbridges.get(id);
    for (const auto &[channelId, callId] : room->channelCallIds) {
        const Call *call = m.repo.calls.live(callId);
        const Channel *channel = m.repo.channels.live(channelId);
        if (!call || !channel || call->direction != direction::incoming || !isEarly(*call))
            continue;
        const QString asteriskId = channel->asteriskId;
        co_await m.ari.answer(asteriskId, channelId);
    }
}

Task<void> Confbridges::memberAnswered(Call call)
{
    if (!call.confbridgeId.isNull())
        co_await answerAll(call.confbridgeId);
}

Task<void> Confbridges::leave(QUuid id, QUuid callId, bool goOn)
{
    const auto call = co_await m.repo.calls.get(callId);
    const QString channelId = call->channelId;
    bool left = false;
    Confbridge room = *co_await m.repo.confbridges.modify(id, [&](Confbridge &row) {
        left = row.channelCallIds.erase(channelId) > 0;
        return left;
    });
    if (!left)
        co_return;
    const auto out = co_await m.repo.calls.modify(callId, [&](Call &row) {
        row.confbridgeId = QUuid();
        return true;
    });
    m.notify.publish(QStringLiteral("confbridge_leaved"), withMember(room, "leaved_call_id", callId));
    m.announce(QStringLiteral("call_updated"), out);
    if (goOn)
        co_await returnToFlow(*call);
    const bool keeps = room.flags.contains(QLatin1String("no_auto_leave"));
    // Nobody left counts too: a caller who gives up alone must not leave a bridge behind.
    if (room.type == typeConnect && room.channelCallIds.size() <= 1 && !keeps && room.status == progressingRoom &&
        !awaitsAnother(room, *call))
        co_await terminate(id);
}

/// Who is left there waits for others than the one that went without an answer.
bool Confbridges::awaitsAnother(const Confbridge &room, const Call &gone) const
{
    const Call *left = room.channelCallIds.empty() ? nullptr : m.repo.calls.live(room.channelCallIds.begin()->second);
    return left && gone.masterCallId == left->id && !gone.tmProgressing.isSet() && m.calls->awaitsLegs(*left);
}

bool Confbridges::isAloneIn(const QUuid &id, const QUuid &callId) const
{
    const Confbridge *room = m.repo.confbridges.live(id);
    return room && room->type == typeConnect && room->referenceId == callId && room->channelCallIds.size() == 1;
}

/// What becomes of one member must not keep the others, or the room, from ending.
Task<void> Confbridges::returnToFlow(Call call)
{
    const Channel *channel = m.repo.channels.live(call.channelId);
    if (!channel || channel->tmEnd.isSet())
        co_return;
    const QString asteriskId = channel->asteriskId;
    try {
        co_await m.ari.addToBridge(asteriskId, call.bridgeId, call.channelId);
        co_await m.calls->next(call.id);
    } catch (const core::Error &error) {
        const bool hasGone = error.code() == core::Errc::NotFound;
        core::log::call(hasGone ? core::log::Level::Debug : core::log::Level::Warn, "call", call.id,
                        "it did not go on behind its room: {}", error.message());
    }
}

Task<void> Confbridges::kick(QUuid id, QUuid callId)
{
    const auto room = co_await m.repo.confbridges.get(id);
    const bool inside = std::any_of(room->channelCallIds.begin(), room->channelCallIds.end(),
                                    [&](const auto &member) { return member.second == callId; });
    if (!inside)
        throw core::Error(core::Errc::Internal, QStringLiteral("CALL_NOT_IN_CONFBRIDGE"),
                          QStringLiteral("The call is not in that room."));
    co_await leave(id, callId, true);
}

Task<Confbridge> Confbridges::terminate(QUuid id)
{
    bool changed = false;
    Confbridge room = *co_await m.repo.confbridges.modify(id, [&](Confbridge &row) {
        changed = row.status == progressingRoom;
        if (changed)
            row.status = terminatingRoom;
        return changed;
    });
    if (!changed)
        co_return room;
    m.notify.publish(QStringLiteral("confbridge_terminating"), room);
    m_connect.remove(room.referenceId, id);
    const auto members = room.channelCallIds;
    co_await m.recordings->parentEnded(id);
    co_await m.externalMedias->parentEnded(room.id);
    for (const auto &[channelId, callId] : members)
        co_await leave(id, callId, true);
    if (!room.bridgeId.isEmpty()) {
        try {
            const auto bridge = co_await m.repo.bridges.get(room.bridgeId);
            co_await m.ari.destroyBridge(bridge->asteriskId, bridge->id);
        } catch (const core::Error &error) {
            core::log::warn("call", "bridge of room {} not destroyed: {}", id, error.message());
        }
    }
    room = *co_await m.repo.confbridges.modify(id, [&](Confbridge &row) {
        row.status = terminatedRoom;
        return true;
    });
    m.notify.publish(QStringLiteral("confbridge_terminated"), room);
    m.measures.roomClosed(room, m.clock->wall());
    m.repo.confbridges.forget(id);
    co_return room;
}

Task<Confbridge> Confbridges::remove(QUuid id)
{
    co_await terminate(id);
    bool removed = false;
    Confbridge room = *co_await m.repo.confbridges.modify(id, [&](Confbridge &row) {
        removed = !row.tmDelete.isSet();
        if (removed)
            row.tmDelete = m.clock->wall();
        return removed;
    });
    m.repo.confbridges.forget(id);
    if (removed)
        m.notify.publish(QStringLiteral("confbridge_deleted"), room);
    co_return room;
}

Task<std::shared_ptr<const Confbridge>> Confbridges::setFlag(QUuid id, QString flag, bool on)
{
    return m.repo.confbridges.modify(id, [flag, on](Confbridge &row) {
        if (row.flags.contains(flag) == on)
            return false;
        if (on)
            row.flags.append(flag);
        else
            row.flags.removeAll(flag);
        return true;
    });
}

Task<void> Confbridges::callEnded(Call call)
{
    if (!call.confbridgeId.isNull())
        co_await leave(call.confbridgeId, call.id, false);
    co_await closeUnused(call.id);
}

Task<void> Confbridges::closeUnused(QUuid callId)
{
    for (const QUuid &id : m_connect.values(callId)) {
        const Confbridge *room = m.repo.confbridges.live(id);
        if (!room || room->channelCallIds.empty())
            co_await terminate(id);
    }
}

} // namespace services::call
