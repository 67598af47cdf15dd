// SPDX-License-Identifier: GPL-3.0-or-later
// The loop between a call and its flow (contract/call-manager.md §6).
#include "services/call/actions.h"
#include "services/call/calls.h"
#include "services/call/confbridges.h"

namespace services::call {

using namespace contract;
using core::log::Level;

namespace {
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

Task<void> Calls::next(QUuid id, QUuid from)
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
        held = !row.actionNextHold && (from.isNull() || row.action.id == from);
        row.actionNextHold = row.actionNextHold || held;
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
    m.announce(QStringLiteral("call_updated"), call);
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

} // namespace services::call
