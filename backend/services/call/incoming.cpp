// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/call/incoming.h"

#include "services/call/calls.h"
#include "services/call/countries.h"
#include "services/call/rtpdebug.h"
#include "services/call/statemachine.h"

namespace services::call {

using namespace contract;

Task<void> Incoming::refuse(Channel channel, int causeCode, QString why)
{
    core::log::info("call", "call from {} to {} refused: {}", channel.sourceNumber, channel.destinationNumber, why);
    co_await m.ari.hangup(channel.asteriskId, channel.id, causeCode);
}

Task<void> Incoming::start(Channel channel)
{
    const auto argument = channel.stasisData.find(QStringLiteral("domain"));
    const QString domain = argument == channel.stasisData.end() ? QString() : argument->second;
    Plan plan;
    QString refusal;
    try {
        plan = co_await planOf(channel, domain);
    } catch (const core::Error &error) {
        refusal = error.message();
    }
    if (!refusal.isEmpty())
        co_return co_await refuse(std::move(channel), cause::noRoute, refusal);
    try {
        co_await begin(channel, plan);
    } catch (const core::Error &error) {
        refusal = error.message();
    }
    if (!refusal.isEmpty())
        co_await refuse(std::move(channel), cause::networkFailure, refusal);
}

Task<void> Incoming::checkCustomer(Plan *plan)
{
    try {
        const Customer customer = co_await m.customers.customer(plan->customerId);
        if (customer.status != QLatin1String("active") && customer.status != QLatin1String("initial"))
            throw core::Error(core::Errc::PermissionDenied, QStringLiteral("CUSTOMER_NOT_ACTIVE"),
                              QStringLiteral("The customer is %1.").arg(customer.status));
        plan->rtpDebug = plan->rtpDebug || member<bool>(customer.metadata, "rtp_debug");
    } catch (const core::Error &error) {
        if (!isUnreachable(error))
            throw;
    }
    const QString country = countryOf(plan->source.target);
    co_await requireBalance(m.billing, plan->customerId, QStringLiteral("call"), country);
}

Task<void> Incoming::begin(Channel channel, Plan plan)
{
    co_await checkCustomer(&plan);
    Call call;
    call.id = core::newId();
    call.customerId = plan.customerId;
    call.channelId = channel.id;
    call.flowId = plan.flowId;
    call.type = QStringLiteral("flow");
    call.source = plan.source;
    call.destination = plan.destination;
    call.direction = direction::incoming;
    call.status = statusOfChannelState(channel.state);
    const auto now = m.clock->wall();
    if (call.status == callstatus::ringing)
        call.tmRinging = now;
    else if (call.status == callstatus::progressing)
        call.tmProgressing = now;
    if (plan.rtpDebug)
        call.metadata["rtp_debug"] = true;
    m.limitChannel(channel.id,
                   m.ari.hangupLater(channel.asteriskId, channel.id, cause::durationTimeout, core::Millis(3'600'000)));
    call.bridgeId = core::toText(core::newId());
    const QString bridgeName = QLatin1String("reference_type=call,reference_id=") + core::toText(call.id);
    co_await m.ari.createBridge(channel.asteriskId, call.bridgeId, QStringLiteral("mixing,video_sfu"), bridgeName);
    ActiveflowCreate wanted;
    wanted.customerId = plan.customerId;
    wanted.flowId = plan.flowId;
    wanted.referenceType = QStringLiteral("call");
    wanted.referenceId = call.id;
    Activeflow flow;
    std::exception_ptr failure;
    try {
        co_await m.ari.addToBridge(channel.asteriskId, call.bridgeId, channel.id);
        const bool fromPhone = plan.source.type == QLatin1String("extension");
        call.ownerId = co_await m.calls->ownerOf(plan.customerId, fromPhone ? plan.source : plan.destination);
        if (!call.ownerId.isNull())
            call.ownerType = QStringLiteral("agent");
        flow = co_await m.flows.createActiveflow(std::move(wanted));
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure) { // no call owns the bridge yet
        m.background(call.id, "destroying the bridge", m.ari.destroyBridge(channel.asteriskId, call.bridgeId));
        std::rethrow_exception(failure);
    }
    call.activeflowId = flow.id;
    call.action = flow.currentAction;
    const QUuid id = call.id;
    co_await m.calls->store(std::move(call));
    const Channel *current = m.repo.channels.live(channel.id);
    if (!current || current->tmEnd.isSet()) { // hung up while we prepared
        const int code = current ? current->hangupCause : cause::normal;
        co_return co_await m.calls->ended(id, code);
    }
    m.rtpDebug->start(*m.repo.calls.live(id));
    co_await m.calls->setVariables(id);
    co_await m.calls->next(id);
}

} // namespace services::call
