// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/call/calls.h"

#include "contract/address.h"
#include "services/call/confbridges.h"
#include "services/call/externalmedias.h"
#include "services/call/groupcalls.h"
#include "services/call/outgoing.h"
#include "services/call/recordings.h"
#include "services/call/rtpdebug.h"
#include "services/call/statemachine.h"

namespace services::call {

using namespace contract;
using core::log::Level;

namespace {
constexpr int healthMisses = 2;

/// Queues and flows are called as a number that is their id; that one stays (contract/call-manager.md §5).
Address storedAddress(Address address)
{
    return core::parseId(address.target).isNull() ? normalized(std::move(address)) : address;
}
} // namespace

Task<Call> Calls::store(Call call)
{
    call.source = storedAddress(std::move(call.source));
    call.destination = storedAddress(std::move(call.destination));
    call.sourceTarget = call.source.target;
    call.destinationTarget = call.destination.target;
    std::shared_ptr<const Call> stored;
    if (call.direction == direction::incoming) // others may have been given their id
        stored = m.repo.calls.add(std::move(call));
    else
        stored = co_await m.repo.calls.insert(std::move(call));
    m_byChannel.insert(stored->channelId, stored->id);
    m.announce(QStringLiteral("call_created"), stored);
    m.measures.callCreated(*stored);
    scheduleHealthCheck(stored->id, 0);
    core::log::call(Level::Info, "call", stored->id, "{} call from {} to {}", stored->direction, stored->source.target,
                    stored->destination.target);
    co_return *stored;
}

Task<bool> Calls::setStatus(QUuid id, QString status)
{
    bool changed = false;
    const auto call = co_await m.repo.calls.modify(id, [&](Call &row) {
        changed = mayChange(row.status, status);
        if (!changed)
            return false;
        row.status = status;
        const auto now = m.clock->wall();
        if (status == callstatus::ringing)
            row.tmRinging = now;
        else if (status == callstatus::progressing)
            row.tmProgressing = now;
        return true;
    });
    if (changed)
        m.announce(QLatin1String("call_") + status, call);
    co_return changed;
}

Task<void> Calls::ringing(QUuid id)
{
    const bool changed = co_await setStatus(id, callstatus::ringing);
    if (!changed)
        co_return;
    const auto call = co_await m.repo.calls.get(id);
    if (call->data.value("early_execution", "") == "true")
        co_await next(id, actionid::start);
}

Task<void> Calls::earlyMedia(QUuid id)
{
    const auto call = co_await m.repo.calls.get(id);
    if (call->confbridgeId.isNull())
        co_await ringing(id);
    else
        co_await m.confbridges->ringAll(call->confbridgeId);
}

Task<void> Calls::progressing(QUuid id)
{
    const bool changed = co_await setStatus(id, callstatus::progressing);
    if (!changed)
        co_return;
    const auto call = co_await m.repo.calls.get(id);
    if (call->direction != direction::outgoing)
        co_return;
    m.rtpDebug->start(*call);
    if (!call->groupcallId.isNull())
        co_await m.groupcalls->answered(call->groupcallId, id);
    co_await m.confbridges->memberAnswered(*call);
    co_await next(id, actionid::start);
}

Task<Call> Calls::hangup(QUuid id, QString reason) { return hangupWithCause(id, causeOfReason(reason)); }

Task<Call> Calls::hangupWithCause(QUuid id, int causeCode)
{
    Call call = *co_await m.repo.calls.get(id);
    using namespace callstatus;
    if (call.status == terminating || call.status == canceling || call.status == callstatus::hangup)
        co_return call;
    const bool early = call.direction == direction::outgoing && (call.status == dialing || call.status == callstatus::ringing);
    QString wanted = early ? canceling : terminating;
    const bool changed = co_await setStatus(id, wanted);
    call = *co_await m.repo.calls.get(id);
    if (!changed)
        co_return call;
    const Channel *channel = m.repo.channels.live(call.channelId);
    if (!channel || channel->tmEnd.isSet()) {
        co_await ended(id, causeCode);
        Call final = *co_await m.repo.calls.get(id);
        co_return final;
    }
    const QString asteriskId = channel->asteriskId;
    co_await m.ari.hangup(asteriskId, call.channelId, causeCode);
    co_return call;
}

Task<void> Calls::ended(QUuid id, int causeCode)
{
    const auto last = co_await m.repo.calls.get(id);
    const Channel *former = m.repo.channels.live(last->channelId);
    if (former && !last->bridgeId.isEmpty() && last->status != callstatus::hangup)
        m.background(id, "destroying the bridge", m.ari.destroyBridge(former->asteriskId, last->bridgeId));
    const bool goesOn = co_await m.outgoing->failover(id, causeCode);
    if (!goesOn)
        co_await close(id, causeCode);
}

Task<void> Calls::close(QUuid id, int causeCode)
{
    bool changed = false;
    const auto call = co_await m.repo.calls.modify(id, [&](Call &row) {
        changed = row.status != callstatus::hangup;
        if (!changed)
            return false;
        row.hangupBy = services::call::hangupBy(row.status);
        row.hangupReason = services::call::hangupReason(row.direction, row.status, causeCode);
        row.status = callstatus::hangup;
        row.tmHangup = m.clock->wall();
        return true;
    });
    if (!changed)
        co_return;
    m.announce(QStringLiteral("call_hangup"), call);
    m.measures.callEnded(*call);
    core::log::call(Level::Info, "call", id, "ended: {} by {}, cause {}", call->hangupReason, call->hangupBy, causeCode);

    m.rtpDebug->stop(*call);
    m.background(id, "ending its recordings", m.recordings->parentEnded(id));
    m.background(id, "ending its external media", m.externalMedias->parentEnded(id));
    try {
        co_await m.confbridges->callEnded(*call);
    } catch (const core::Error &error) {
        core::log::call(Level::Warn, "call", id, "it did not leave its room: {}", error.message());
    }
    if (!call->groupcallId.isNull())
        m.background(id, "telling the groupcall", [](Groupcalls *groups, QUuid group) -> Task<void> {
            co_await groups->legEnded(group);
        }(m.groupcalls, call->groupcallId));
    if (!call->activeflowId.isNull()) {
        try {
            co_await m.flows.stopActiveflow(call->activeflowId);
        } catch (const core::Error &error) {
            core::log::call(Level::Warn, "call", id, "the flow was not stopped: {}", error.message());
        }
    }
    for (const QUuid &chained : call->chainedCallIds)
        m.background(chained, "hanging up a chained call", [](Calls *self, QUuid leg) -> Task<void> {
            co_await self->hangup(leg, QStringLiteral("normal"));
        }(this, chained));
    if (!call->masterCallId.isNull())
        m.background(call->masterCallId, "going on without its leg", legEnded(call->masterCallId, call->hangupReason));
    m_byChannel.remove(call->channelId);
    m_skippedAt.remove(call->id);
    m_echoUses.remove(call->id);
    m_ledIn.remove(call->id);
    const Channel *channel = m.repo.channels.live(call->channelId);
    if (!channel || channel->tmEnd.isSet()) { // otherwise its end is still to come
        m.channelTimers.erase(call->channelId);
        m.repo.channels.forget(call->channelId);
    }
    m.callTimers.erase(id);
    m.repo.calls.forget(id);
}

bool Calls::awaitsLegs(const Call &master) const
{
    const bool rings = std::any_of(master.chainedCallIds.begin(), master.chainedCallIds.end(), [this](const QUuid &leg) {
        const Call *call = m.repo.calls.live(leg);
        return call && call->status != callstatus::hangup;
    });
    return rings || m.groupcalls->ringsFor(master.id); // whose legs may be yet to come
}

Task<void> Calls::legEnded(QUuid masterId, QString reason)
{
    const Call *master = m.repo.calls.live(masterId);
    if (!master)
        co_return co_await m.confbridges->closeUnused(masterId);
    const bool talks = master->status == callstatus::progressing;
    const QUuid room = master->confbridgeId;
    if (!m.confbridges->isAloneIn(room, masterId) || awaitsLegs(*master)) // before it enters it has nothing to leave
        co_return;
    if (talks)
        co_return co_await m.confbridges->kick(room, masterId);
    if (reason.isEmpty() && !master->chainedCallIds.empty()) {
        const QUuid last = master->chainedCallIds.back();
        const auto leg = co_await m.repo.calls.find(last);
        reason = leg ? leg->hangupReason : QString();
    }
    co_await hangup(masterId, reason.isEmpty() || reason == QLatin1String("failed") ? QStringLiteral("noanswer") : reason);
}

Task<Call> Calls::remove(QUuid id)
{
    Call call = *co_await m.repo.calls.get(id);
    if (call.tmDelete.isSet())
        co_return call;
    if (call.status != callstatus::hangup)
        co_await hangup(id, QStringLiteral("normal"));
    call = *co_await m.repo.calls.modify(id, [&](Call &row) {
        row.tmDelete = m.clock->wall();
        return true;
    });
    m.announce(QStringLiteral("call_deleted"), call);
    co_return call;
}

QUuid Calls::ofChannel(const QString &channelId) const { return m_byChannel.value(channelId); }

void Calls::rebind(const QString &former, const QString &channelId, const QUuid &callId)
{
    m_byChannel.remove(former);
    m_byChannel.insert(channelId, callId);
}

Task<QUuid> Calls::ownerOf(QUuid customerId, Address address)
{
    if (!m.agents.isServed())
        co_return QUuid();
    try {
        const Agent agent = co_await m.agents.byAddress(customerId, std::move(address));
        co_return agent.id;
    } catch (const core::Error &error) {
        if (error.code() != core::Errc::NotFound && !isUnreachable(error))
            core::log::info("call", "owner not found: {}", error.message());
    }
    co_return QUuid();
}

Task<std::shared_ptr<const Call>> Calls::setRecording(QUuid id, QUuid recordingId)
{
    return m.repo.calls.modify(id, [recordingId](Call &row) {
        if (row.recordingId == recordingId)
            return false;
        row.recordingId = recordingId;
        if (!recordingId.isNull())
            row.recordingIds.push_back(recordingId);
        return true;
    });
}

Task<Call> Calls::chain(QUuid masterId, QUuid chainedId, bool add)
{
    co_await m.repo.calls.get(chainedId); // 404 before anything changes
    bool refused = false;
    const auto master = co_await m.repo.calls.modify(masterId, [&](Call &row) {
        refused =
            row.status == callstatus::terminating || row.status == callstatus::canceling || row.status == callstatus::hangup;
        if (refused)
            return false;
        std::erase(row.chainedCallIds, chainedId);
        if (add)
            row.chainedCallIds.push_back(chainedId);
        return true;
    });
    if (refused)
        throw core::Error(core::Errc::Internal, masterEnding, QStringLiteral("The master call is ending."));
    m.announce(QStringLiteral("call_updated"), master);
    const auto chained = co_await m.repo.calls.modify(chainedId, [&](Call &row) {
        row.masterCallId = add ? masterId : QUuid();
        return true;
    });
    m.announce(QStringLiteral("call_updated"), chained);
    co_return *master;
}

Task<void> Calls::mute(QUuid id, QString direction, bool on)
{
    const auto call = co_await m.repo.calls.get(id);
    const Channel *channel = m.repo.channels.live(call->channelId);
    if (!channel || call->status == callstatus::hangup)
        throw core::Error(core::Errc::InvalidArgument, QStringLiteral("CALL_ENDED"), QStringLiteral("The call has ended."));
    const QString asteriskId = channel->asteriskId;
    co_await m.ari.mute(asteriskId, call->channelId, direction, on);
    const auto changed = co_await m.repo.calls.modify(id, [&](Call &row) {
        const bool wasIn = row.muteDirection == QLatin1String("in") || row.muteDirection == QLatin1String("both");
        const bool wasOut = row.muteDirection == QLatin1String("out") || row.muteDirection == QLatin1String("both");
        const bool in = direction == QLatin1String("out") ? wasIn : on;
        const bool out = direction == QLatin1String("in") ? wasOut : on;
        row.muteDirection = QLatin1String(in && out ? "both" : in ? "in" : out ? "out" : "");
        return true;
    });
    m.announce(QStringLiteral("call_updated"), changed);
    if (m.repo.channels.live(call->channelId))
        co_await m.repo.channels.modify(call->channelId, [&](Channel &row) {
            row.muteDirection = changed->muteDirection;
            return true;
        });
}

void Calls::scheduleHealthCheck(QUuid id, int misses)
{
    if (!m.repo.calls.live(id))
        return;
    bus::Request request;
    request.method = QStringLiteral("POST");
    request.uri = clients::path("calls", id, "/health-check");
    request.publisher = Context::name;
    request.data = bus::Payload(Json{{"retry_count", misses}});
    m.callTimers[id].health = m.bus.requestUnless(requestQueue(Context::name), std::move(request), core::Millis(healthPeriodMs));
}

Task<void> Calls::checkHealth(QUuid id, int misses)
{
    const Call *call = m.repo.calls.live(id);
    if (!call || call->status == callstatus::hangup)
        co_return; // over: most are when their first check comes
    const Channel *channel = m.repo.channels.live(call->channelId);
    const bool gone = !channel || channel->tmEnd.isSet();
    if (gone && misses > healthMisses)
        co_return co_await ended(id, cause::normal);
    scheduleHealthCheck(id, gone ? misses + 1 : 0);
}

} // namespace services::call
