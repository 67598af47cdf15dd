// SPDX-License-Identifier: GPL-3.0-or-later
// The loop between a call and its flow (contract/call-manager.md §6).
#include "services/call/actions.h"
#include "services/call/calls.h"
#include "services/call/channeltype.h"
#include "services/call/confbridges.h"

namespace services::call {

using namespace contract;
using core::log::Level;

namespace {
constexpr core::Millis backPoll{20};
constexpr int backPolls = 100;

bool isEcho(const Action &action) { return action.type == QLatin1String("echo") || action.type == QLatin1String("stream_echo"); }

/// In the dialplan, where an action has sent it.
bool isOutside(const Channel &channel)
{
    return channel.type == channeltype::call && channel.stasisName.isEmpty() && !channel.tmEnd.isSet();
}

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
    const auto call = co_await m.repo.calls.get(id);
    std::map<QString, QString> variables{{QStringLiteral("voipbin.call.id"), core::toText(id)},
                                         {QStringLiteral("voipbin.call.direction"), call->direction},
                                         {QStringLiteral("voipbin.call.master_call_id"), core::toText(call->masterCallId)},
                                         {QStringLiteral("voipbin.call.digits"), QString()}};
    variables.merge(addressVariables("source", call->source));
    variables.merge(addressVariables("destination", call->destination));
    co_await m.flows.setVariables(call->activeflowId, std::move(variables));
}

Task<void> Calls::next(QUuid id, QUuid from)
{
    Call call = *co_await m.repo.calls.get(id);
    if (call.status == callstatus::hangup || waitsInRoom(call))
        co_return;
    if (call.activeflowId.isNull()) {
        co_await hangup(id, QStringLiteral("normal"));
        co_return;
    }
    bool held = false;
    call = *co_await m.repo.calls.modify(id, [&](Call &row) {
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
    m_echoUses.remove(id);
    bool alive = true;
    call = *co_await m.repo.calls.modify(id, [&](Call &row) {
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

bool Calls::waitsInRoom(const Call &call) const
{
    return !call.confbridgeId.isNull() && m_ledIn.value(call.id) != call.confbridgeId;
}

Task<void> Calls::lead(QUuid id)
{
    const auto call = co_await m.repo.calls.get(id);
    if (!call->confbridgeId.isNull())
        m_ledIn[id] = call->confbridgeId;
    co_await next(id);
}

Task<void> Calls::forceNext(QUuid id)
{
    const auto call = co_await m.repo.calls.modify(id, [](Call &row) {
        row.actionNextHold = false;
        return true;
    });
    const Channel *channel = m.repo.channels.live(call->channelId);
    const bool playsOfFlow = channel && m.actions->isOfAction(*call, channel->playbackId);
    const bool isInRoom = !call->confbridgeId.isNull() && (waitsInRoom(*call) || !playsOfFlow);
    const bool isAway = channel && isOutside(*channel);
    const QString asteriskId = channel ? channel->asteriskId : QString();
    const QString channelName = channel ? channel->name : QString();
    co_await stopMedia(id);
    if (isInRoom)
        co_await m.confbridges->kick(call->confbridgeId, id);
    else if (isAway)
        co_await m.ari.redirect(asteriskId, channelName, QStringLiteral("svc-stasis")); // where it enters, the next action runs
    else if (!playsOfFlow)                                                              // otherwise the end of that moves it on
        co_await next(id);
}

Task<void> Calls::takeBack(QUuid id, QString use)
{
    const auto call = co_await m.repo.calls.get(id);
    const Channel *channel = m.repo.channels.live(call->channelId);
    if (!channel || !isEcho(call->action) || (!isOutside(*channel) && !m_echoUses.contains(id)))
        co_return;
    if (QStringList &uses = m_echoUses[id]; !uses.contains(use))
        uses += use;
    if (!isOutside(*channel))
        co_return;
    const QString channelId = call->channelId;
    const QString asteriskId = channel->asteriskId;
    const QString channelName = channel->name;
    const bool isAsked = m_comingBack.contains(channelId);
    m_comingBack.insert(channelId);
    std::exception_ptr failure;
    try {
        if (!isAsked)
            co_await m.ari.redirect(asteriskId, channelName, QStringLiteral("svc-stasis"));
    } catch (...) {
        failure = std::current_exception();
    }
    bool goesOn = !failure;
    for (int i = 0; i < backPolls && goesOn && m_comingBack.contains(channelId) && m.repo.channels.live(channelId); ++i)
        goesOn = co_await m.pauses.pause(backPoll); // its event tells
    m_comingBack.remove(channelId);
    if (failure) {
        m_echoUses.remove(id);
        std::rethrow_exception(failure);
    }
}

Task<void> Calls::interrupt(QUuid id, QString use, std::function<Task<void>()> act)
{
    co_await takeBack(id, use);
    std::exception_ptr failure;
    try {
        co_await act();
    } catch (...) {
        failure = std::current_exception();
    }
    if (!failure)
        co_return;
    co_await letGo(id, use);
    std::rethrow_exception(failure);
}

Task<void> Calls::letGo(QUuid id, QString use)
{
    const auto uses = m_echoUses.find(id);
    if (uses == m_echoUses.end() || !uses->removeOne(use) || !uses->isEmpty())
        co_return;
    m_echoUses.erase(uses);
    const auto call = co_await m.repo.calls.get(id);
    const Channel *channel = m.repo.channels.live(call->channelId);
    if (!channel || isOutside(*channel) || !isEcho(call->action) || !call->confbridgeId.isNull())
        co_return;
    const QString asteriskId = channel->asteriskId;
    const QString context = QLatin1String("svc-") + call->action.type;
    co_await m.ari.continueInDialplan(asteriskId, call->channelId, context, QStringLiteral("s"), 1);
}

Task<void> Calls::stopMedia(QUuid id)
{
    const auto call = co_await m.repo.calls.get(id);
    const Channel *channel = m.repo.channels.live(call->channelId);
    if (!channel || channel->playbackId.isEmpty())
        co_return;
    const QString asteriskId = channel->asteriskId;
    const QString playbackId = channel->playbackId;
    try {
        co_await m.ari.stopPlayback(asteriskId, playbackId);
    } catch (const core::Error &error) { // it has ended by itself
        core::log::call(Level::Debug, "call", id, "nothing stopped: {}", error.message());
    }
}

Task<bool> Calls::actionTimeout(QUuid id, QUuid actionId, core::Timestamp tmExecute)
{
    const auto call = co_await m.repo.calls.get(id);
    const Channel *channel = m.repo.channels.live(call->channelId);
    if (call->action.id != actionId || call->action.tmExecute != tmExecute || call->actionNextHold || !channel)
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
    const auto call = co_await m.repo.calls.get(id);
    Dtmf dtmf{core::newId(), call->customerId, id, digit, durationMs, m.clock->wall()};
    m.notify.publish(QStringLiteral("dtmf_received"), dtmf);
    if (call->activeflowId.isNull())
        co_return;
    const bool collects = call->action.type == QLatin1String("digits_receive");
    std::map<QString, QString> variables{
        {QStringLiteral("voipbin.call.digits"), collects ? QLatin1String("${voipbin.call.digits}") + digit : digit}};
    co_await m.flows.setVariables(call->activeflowId, std::move(variables));
    const Call *now = m.repo.calls.live(id);
    if (!now || now->action.id != call->action.id)
        co_return;
    if (collects)
        co_await m.actions->digitsCollected(*now);
    else if (call->action.type == QLatin1String("talk") && call->action.option.is_object() &&
             call->action.option.value("digits_handle", "") == "next" &&
             std::exchange(m_skippedAt[id], call->action.tmExecute.micros()) != call->action.tmExecute.micros())
        co_await forceNext(id); // once: the digits that come while it ends are for what follows
}

} // namespace services::call
