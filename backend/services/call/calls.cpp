// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/call/calls.h"

#include "services/call/actions.h"
#include "services/call/confbridges.h"
#include "services/call/groupcalls.h"
#include "services/call/statemachine.h"

namespace services::call {

using namespace contract;
using core::log::Level;

namespace {
constexpr int healthMisses = 2;

QString updated() { return QStringLiteral("call_updated"); }

std::map<QString, QString> addressVariables(const char *prefix, const Address &address)
{
    const QString base = QLatin1String("voipbin.call.") + QLatin1String(prefix) + QLatin1Char('.');
    return {{base + QLatin1String("name"), address.name},
            {base + QLatin1String("detail"), address.detail},
            {base + QLatin1String("target"), address.target},
            {base + QLatin1String("target_name"), address.targetName},
            {base + QLatin1String("type"), address.type}};
}
} // namespace

Task<Call> Calls::store(Call call)
{
    call.sourceTarget = call.source.target;
    call.destinationTarget = call.destination.target;
    m_byChannel.insert(call.channelId, call.id);
    const Call stored = co_await m.repo.calls.insert(std::move(call));
    m.notify.publish(QStringLiteral("call_created"), stored);
    scheduleHealthCheck(stored.id, 0);
    core::log::call(Level::Info, "call", stored.id, "{} call from {} to {}", stored.direction, stored.source.target,
                    stored.destination.target);
    co_return stored;
}

Task<bool> Calls::setStatus(QUuid id, QString status)
{
    bool changed = false;
    const Call call = co_await m.repo.calls.modify(id, [&](Call &row) {
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
        m.notify.publish(QLatin1String("call_") + status, call);
    co_return changed;
}

Task<void> Calls::ringing(QUuid id)
{
    const bool changed = co_await setStatus(id, callstatus::ringing);
    if (!changed)
        co_return;
    const Call call = co_await m.repo.calls.get(id);
    if (call.data.value("early_execution", "") == "true")
        co_await next(id);
}

Task<void> Calls::progressing(QUuid id)
{
    const bool changed = co_await setStatus(id, callstatus::progressing);
    if (!changed)
        co_return;
    const Call call = co_await m.repo.calls.get(id);
    if (call.direction != direction::outgoing)
        co_return;
    if (!call.groupcallId.isNull())
        co_await m.groupcalls->answered(call.groupcallId, id);
    co_await m.confbridges->memberAnswered(call);
    if (call.data.value("early_execution", "") != "true")
        co_await next(id);
}

Task<Call> Calls::hangup(QUuid id, QString reason) { return hangupWithCause(id, causeOfReason(reason)); }

Task<Call> Calls::hangupWithCause(QUuid id, int causeCode)
{
    Call call = co_await m.repo.calls.get(id);
    using namespace callstatus;
    if (call.status == terminating || call.status == canceling || call.status == callstatus::hangup)
        co_return call;
    const bool early = call.direction == direction::outgoing && (call.status == dialing || call.status == callstatus::ringing);
    QString wanted = early ? canceling : terminating;
    const bool changed = co_await setStatus(id, wanted);
    call = co_await m.repo.calls.get(id);
    if (!changed)
        co_return call;
    const Channel *channel = m.repo.channels.live(call.channelId);
    if (!channel || channel->tmEnd.isSet()) {
        co_await ended(id, causeCode);
        Call final = co_await m.repo.calls.get(id);
        co_return final;
    }
    const QString asteriskId = channel->asteriskId;
    co_await m.ari.hangup(asteriskId, call.channelId, causeCode);
    co_return call;
}

Task<void> Calls::ended(QUuid id, int causeCode)
{
    bool changed = false;
    const Call call = co_await m.repo.calls.modify(id, [&](Call &row) {
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
    m.notify.publish(QStringLiteral("call_hangup"), call);
    core::log::call(Level::Info, "call", id, "ended: {} by {}, cause {}", call.hangupReason, call.hangupBy, causeCode);

    const Channel *channel = m.repo.channels.live(call.channelId);
    if (channel && !call.bridgeId.isEmpty())
        m.background(id, "destroying the bridge", m.ari.destroyBridge(channel->asteriskId, call.bridgeId));
    co_await m.confbridges->callEnded(call);
    if (!call.groupcallId.isNull())
        m.background(id, "telling the groupcall", m.groupcalls->legEnded(call.groupcallId));
    if (!call.activeflowId.isNull()) {
        try {
            co_await m.flows.stopActiveflow(call.activeflowId);
        } catch (const core::Error &error) {
            core::log::call(Level::Warn, "call", id, "the flow was not stopped: {}", error.message());
        }
    }
    for (const QUuid &chained : call.chainedCallIds)
        m.background(chained, "hanging up a chained call", [](Calls *self, QUuid leg) -> Task<void> {
            co_await self->hangup(leg, QStringLiteral("normal"));
        }(this, chained));
    co_await failedLeg(call);
    m_byChannel.remove(call.channelId);
    m_skippedAt.remove(call.id);
    m.repo.channels.forget(call.channelId);
    m.repo.calls.forget(id);
}

/// A leg that never answered must not leave its master ringing for ever: when it was the last one, the master goes on.
Task<void> Calls::failedLeg(Call leg)
{
    if (leg.masterCallId.isNull() || leg.tmProgressing.isSet())
        co_return;
    const Call *master = m.repo.calls.live(leg.masterCallId);
    if (!master || master->confbridgeId.isNull())
        co_return;
    for (const QUuid &other : master->chainedCallIds) {
        const Call *call = m.repo.calls.live(other);
        if (other != leg.id && call && call->status != callstatus::hangup)
            co_return;
    }
    const QUuid masterId = master->id;
    if (master->status == callstatus::progressing)
        co_await m.confbridges->kick(master->confbridgeId, masterId);
    else
        co_await hangup(masterId, leg.hangupReason == QLatin1String("failed") ? QStringLiteral("noanswer") : leg.hangupReason);
}

Task<Call> Calls::remove(QUuid id)
{
    Call call = co_await m.repo.calls.get(id);
    if (call.tmDelete.isSet())
        co_return call;
    if (call.status != callstatus::hangup)
        co_await hangup(id, QStringLiteral("normal"));
    call = co_await m.repo.calls.modify(id, [&](Call &row) {
        row.tmDelete = m.clock->wall();
        return true;
    });
    m.notify.publish(QStringLiteral("call_deleted"), call);
    co_return call;
}

Task<void> Calls::setVariables(QUuid id)
{
    const Call call = co_await m.repo.calls.get(id);
    std::map<QString, QString> variables{{QStringLiteral("voipbin.call.id"), core::toText(id)},
                                         {QStringLiteral("voipbin.call.direction"), call.direction},
                                         {QStringLiteral("voipbin.call.master_call_id"), core::toText(call.masterCallId)},
                                         {QStringLiteral("voipbin.call.digits"), QString()}};
    variables.merge(addressVariables("source", call.source));
    variables.merge(addressVariables("destination", call.destination));
    co_await m.flows.setVariables(call.activeflowId, std::move(variables));
}

Task<void> Calls::next(QUuid id)
{
    Call call = co_await m.repo.calls.get(id);
    if (call.status == callstatus::hangup)
        co_return;
    if (call.activeflowId.isNull()) {
        co_await hangup(id, QStringLiteral("normal"));
        co_return;
    }
    bool held = false;
    call = co_await m.repo.calls.modify(id, [&](Call &row) {
        held = !row.actionNextHold;
        row.actionNextHold = true;
        return held;
    });
    if (!held)
        co_return;
    Action action;
    try {
        action = co_await m.flows.next(call.activeflowId, call.action.id);
    } catch (const core::Error &error) {
        core::log::call(Level::Warn, "call", id, "no next action: {}", error.message());
        co_return; // the hold stays: activeflow_updated ends the call (contract/flow-manager.md §7.2)
    }
    bool alive = true;
    call = co_await m.repo.calls.modify(id, [&](Call &row) {
        alive = row.status != callstatus::hangup;
        if (!alive)
            return false;
        action.tmExecute = m.clock->wall();
        row.action = action;
        row.actionNextHold = false;
        return true;
    });
    if (!alive)
        co_return;
    m.notify.publish(updated(), call);
    co_await m.actions->execute(std::move(call));
}

Task<void> Calls::forceNext(QUuid id)
{
    const Call call = co_await m.repo.calls.modify(id, [](Call &row) {
        row.actionNextHold = false;
        return true;
    });
    const Channel *channel = m.repo.channels.live(call.channelId);
    if (channel && !channel->playbackId.isEmpty()) {
        const QString asteriskId = channel->asteriskId;
        const QString playbackId = channel->playbackId;
        co_await m.ari.stopPlayback(asteriskId, playbackId);
    } else if (!call.confbridgeId.isNull()) {
        co_await m.confbridges->kick(call.confbridgeId, id);
    } else {
        co_await next(id);
    }
}

Task<bool> Calls::actionTimeout(QUuid id, QUuid actionId, core::Timestamp tmExecute)
{
    const Call call = co_await m.repo.calls.get(id);
    const Channel *channel = m.repo.channels.live(call.channelId);
    if (call.action.id != actionId || call.action.tmExecute != tmExecute || call.actionNextHold || !channel)
        co_return false;
    if (!channel->stasisName.isEmpty()) {
        co_await next(id);
        co_return true;
    }
    const QString asteriskId = channel->asteriskId;
    const QString channelName = channel->name;
    co_await m.ari.redirect(asteriskId, channelName, QStringLiteral("svc-stasis"));
    co_return true;
}

Task<void> Calls::digit(QUuid id, QString digit, int durationMs)
{
    const Call call = co_await m.repo.calls.get(id);
    Dtmf dtmf{core::newId(), call.customerId, id, digit, durationMs, m.clock->wall()};
    m.notify.publish(QStringLiteral("dtmf_received"), dtmf);
    if (call.activeflowId.isNull())
        co_return;
    const bool collects = call.action.type == QLatin1String("digits_receive");
    std::map<QString, QString> variables{
        {QStringLiteral("voipbin.call.digits"), collects ? QLatin1String("${voipbin.call.digits}") + digit : digit}};
    co_await m.flows.setVariables(call.activeflowId, std::move(variables));
    const Call *now = m.repo.calls.live(id);
    if (!now || now->action.id != call.action.id)
        co_return;
    if (collects)
        co_await m.actions->digitsCollected(*now);
    else if (call.action.type == QLatin1String("talk") && call.action.option.is_object() &&
             call.action.option.value("digits_handle", "") == "next" &&
             std::exchange(m_skippedAt[id], call.action.tmExecute.micros()) != call.action.tmExecute.micros())
        co_await forceNext(id); // once: the digits that come while it ends are for what follows
}

Task<Call> Calls::chain(QUuid masterId, QUuid chainedId, bool add)
{
    bool refused = false;
    const Call master = co_await m.repo.calls.modify(masterId, [&](Call &row) {
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
        throw core::Error(core::Errc::Internal, QStringLiteral("MASTER_CALL_ENDING"),
                          QStringLiteral("The master call is ending."));
    m.notify.publish(updated(), master);
    const Call chained = co_await m.repo.calls.modify(chainedId, [&](Call &row) {
        row.masterCallId = add ? masterId : QUuid();
        return true;
    });
    m.notify.publish(updated(), chained);
    co_return master;
}

Task<void> Calls::mute(QUuid id, QString direction, bool on)
{
    const Call call = co_await m.repo.calls.get(id);
    const Channel *channel = m.repo.channels.live(call.channelId);
    if (!channel || call.status == callstatus::hangup)
        throw core::Error(core::Errc::InvalidArgument, QStringLiteral("CALL_ENDED"), QStringLiteral("The call has ended."));
    const QString asteriskId = channel->asteriskId;
    co_await m.ari.mute(asteriskId, call.channelId, direction, on);
    const Call changed = co_await m.repo.calls.modify(id, [&](Call &row) {
        const bool wasIn = row.muteDirection == QLatin1String("in") || row.muteDirection == QLatin1String("both");
        const bool wasOut = row.muteDirection == QLatin1String("out") || row.muteDirection == QLatin1String("both");
        const bool in = direction == QLatin1String("out") ? wasIn : on;
        const bool out = direction == QLatin1String("in") ? wasOut : on;
        row.muteDirection = QLatin1String(in && out ? "both" : in ? "in" : out ? "out" : "");
        return true;
    });
    m.notify.publish(updated(), changed);
    if (m.repo.channels.live(call.channelId))
        co_await m.repo.channels.modify(call.channelId, [&](Channel &row) {
            row.muteDirection = changed.muteDirection;
            return true;
        });
}

void Calls::scheduleHealthCheck(QUuid id, int misses)
{
    bus::Request request;
    request.method = QStringLiteral("POST");
    request.uri = clients::path("calls", id, "/health-check");
    request.publisher = Context::name;
    request.data = bus::Payload(Json{{"retry_count", misses}});
    m.bus.requestLater(requestQueue(Context::name), std::move(request), core::Millis(healthPeriodMs));
}

Task<void> Calls::checkHealth(QUuid id, int misses)
{
    const Call call = co_await m.repo.calls.get(id);
    if (call.status == callstatus::hangup || call.tmDelete.isSet())
        co_return;
    const Channel *channel = m.repo.channels.live(call.channelId);
    const bool gone = !channel || channel->tmEnd.isSet();
    if (gone && misses > healthMisses)
        co_return co_await ended(id, cause::normal);
    scheduleHealthCheck(id, gone ? misses + 1 : 0);
}

} // namespace services::call
