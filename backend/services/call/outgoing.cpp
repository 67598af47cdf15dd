// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/call/outgoing.h"

#include "services/call/calls.h"
#include "services/call/groupcalls.h"
#include "services/call/rtpdebug.h"
#include "services/call/statemachine.h"

namespace services::call {

using namespace contract;
using core::log::Level;

namespace {
constexpr int dialTimeoutSeconds = 60;
constexpr core::Millis maximumDuration{3'600'000};

/// Causes that another route would not mend (contract/call-manager.md §4).
bool isFinal(int causeCode)
{
    switch (causeCode) {
    case cause::normal:
    case cause::busy:
    case cause::noAnswer:
    case cause::rejected:
    case 26:
    case cause::durationTimeout:
    case cause::machine: return true;
    default: return false;
    }
}
} // namespace

Task<CallsCreated> Outgoing::create(CallsCreate body)
{
    if (body.destinations.empty())
        throw core::Error(core::Errc::InvalidArgument, QStringLiteral("DESTINATION_MISSING"),
                          QStringLiteral("No destination is given."));
    CallsCreated made;
    std::optional<core::Error> failure;
    const std::vector<Address> destinations = body.destinations;
    for (const Address &destination : destinations) {
        try {
            if (destination.type == QLatin1String("extension") || destination.type == QLatin1String("agent")) {
                Groupcall group = co_await m.groupcalls->createFor(body, destination);
                made.groupcalls.push_back(std::move(group));
            } else {
                OutgoingLeg leg{core::newId(), {}, {}, body, destination};
                Call call = co_await start(std::move(leg));
                made.calls.push_back(std::move(call));
            }
        } catch (const core::Error &error) {
            core::log::warn("call", "no call to {} {}: {}", destination.type, destination.target, error.message());
            failure = error;
        }
    }
    if (made.calls.empty() && made.groupcalls.empty() && failure) // 500 whatever it was (contract/call-manager.md §1)
        throw core::Error(core::Errc::Internal, failure->reason(), failure->message(), failure->detail());
    co_return made;
}

Task<void> Outgoing::requireFree(QUuid id)
{
    const auto known = co_await m.repo.calls.find(id);
    if (known)
        throw core::Error(core::Errc::AlreadyExists, QStringLiteral("CALL_EXISTS"),
                          QStringLiteral("There is a call with that id."));
}

Task<void> Outgoing::stopFlow(QUuid activeflowId) { co_await m.flows.stopActiveflow(activeflowId); }

Task<Call> Outgoing::start(OutgoingLeg leg)
{
    if (leg.id.isNull())
        leg.id = core::newId();
    else
        co_await requireFree(leg.id);
    const Plan plan = co_await check(leg);
    if (!leg.groupcallId.isNull() && !m.groupcalls->wantsLegs(leg.groupcallId))
        throw core::Error(core::Errc::FailedPrecondition, QStringLiteral("GROUPCALL_OVER"),
                          QStringLiteral("Its groupcall needs no further leg."));
    Call call;
    call.id = leg.id;
    call.customerId = leg.common.customerId;
    call.channelId = core::toText(core::newId());
    call.flowId = leg.common.flowId;
    call.type = QStringLiteral("flow");
    call.masterCallId = leg.common.masterCallId;
    call.groupcallId = leg.groupcallId;
    call.source = plan.source;
    call.destination = plan.destination;
    call.status = callstatus::dialing;
    call.direction = direction::outgoing;
    call.metadata = plan.metadata;
    call.data["early_execution"] = leg.common.earlyExecution ? "true" : "false";
    call.data["execute_next_master_on_hangup"] = leg.common.connect ? "true" : "false";
    if (!leg.common.anonymous.isEmpty())
        call.data["anonymous"] = text(leg.common.anonymous);
    if (!plan.dialroutes.empty()) {
        call.dialrouteId = plan.dialroutes.front().id;
        call.dialroutes = core::toJson(plan.dialroutes);
    }
    const QUuid owner = co_await m.calls->ownerOf(call.customerId, call.destination);
    if (!owner.isNull()) {
        call.ownerType = QStringLiteral("agent");
        call.ownerId = owner;
    }
    ActiveflowCreate wanted;
    wanted.id = leg.activeflowId;
    wanted.customerId = call.customerId;
    wanted.flowId = call.flowId;
    wanted.referenceType = QStringLiteral("call");
    wanted.referenceId = call.id;
    wanted.variables = leg.common.variables;
    const Activeflow flow = co_await m.flows.createActiveflow(std::move(wanted));
    call.activeflowId = flow.id;
    call.action = flow.currentAction;
    Call stored;
    std::exception_ptr refused;
    try {
        stored = co_await m.calls->store(std::move(call));
    } catch (...) {
        refused = std::current_exception();
    }
    if (refused) { // its id is another's
        m.background(leg.id, "stopping the flow of a call that is not", stopFlow(flow.id));
        std::rethrow_exception(refused);
    }
    co_await m.calls->setVariables(stored.id);
    bool orphan = false;
    if (!stored.masterCallId.isNull()) {
        try {
            co_await m.calls->chain(stored.masterCallId, stored.id, true);
        } catch (const core::Error &error) {
            core::log::call(Level::Warn, "call", stored.id, "not chained: {}", error.message());
            orphan = error.reason() == Calls::masterEnding;
        }
    }
    if (orphan) { // nobody waits for it any more
        stored = co_await m.calls->hangup(stored.id, QStringLiteral("normal"));
        co_return stored;
    }
    std::exception_ptr failure;
    try {
        co_await createChannel(stored);
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure) {
        co_await m.calls->ended(stored.id, 0);
        stored = *co_await m.repo.calls.get(stored.id);
        const bool over = stored.status == callstatus::hangup; // otherwise it goes on by another route
        if (over && stored.groupcallId.isNull())               // a leg of a groupcall reports through the ended call
            std::rethrow_exception(failure);
    }
    co_return stored;
}

Task<void> Outgoing::createChannel(Call call)
{
    std::optional<Provider> provider;
    if (call.destination.type == QLatin1String("tel")) {
        const auto routes = core::as<std::vector<contract::Route>>(call.dialroutes);
        const auto current =
            std::find_if(routes.begin(), routes.end(), [&](const contract::Route &one) { return one.id == call.dialrouteId; });
        if (current == routes.end())
            throw core::Error(core::Errc::Unavailable, QStringLiteral("NO_DIALROUTE"),
                              QStringLiteral("The call has no route left."));
        const QUuid providerId = current->providerId;
        provider = co_await m.routes.provider(providerId);
    }
    Dialing dialing = dialingOf(call, provider ? &*provider : nullptr);
    const QString arguments = QStringLiteral("context_type=call,context=call-out,call_id=%1,transport=%2,direction=outgoing")
                                  .arg(core::toText(call.id), dialing.transport);
    co_await m.ari.createChannel(call.channelId, dialing.endpoint, arguments, std::move(dialing.variables));
}

Task<bool> Outgoing::failover(QUuid callId, int causeCode)
{
    const auto call = co_await m.repo.calls.get(callId);
    const bool early = call->data.value("early_execution", "") == "true" && call->status == callstatus::ringing;
    const bool waiting = call->status == callstatus::dialing || call->status == callstatus::ringing;
    if (call->direction != direction::outgoing || call->destination.type != QLatin1String("tel") || early || !waiting ||
        isFinal(causeCode))
        co_return false;
    const auto routes = core::as<std::vector<contract::Route>>(call->dialroutes);
    auto next =
        std::find_if(routes.begin(), routes.end(), [&](const contract::Route &one) { return one.id == call->dialrouteId; });
    if (next == routes.end() || ++next == routes.end())
        co_return false;
    for (; next != routes.end(); ++next) {
        const contract::Route route = *next;
        const QString former = call->channelId;
        const auto moved = co_await m.repo.calls.modify(callId, [&route](Call &row) {
            row.channelId = core::toText(core::newId());
            row.bridgeId.clear();
            row.dialrouteId = route.id;
            return true;
        });
        m.calls->rebind(former, moved->channelId, callId);
        m.announce(QStringLiteral("call_updated"), moved);
        core::log::call(Level::Info, "call", callId, "cause {}: on to dial route {}", causeCode, route.name);
        try {
            co_await createChannel(*moved);
            co_return true;
        } catch (const core::Error &error) {
            core::log::call(Level::Warn, "call", callId, "dial route {} failed: {}", route.name, error.message());
        }
    }
    co_return false;
}

Task<void> Outgoing::dial(QUuid callId, Channel channel)
{
    m.limitChannel(channel.id, m.ari.hangupLater(channel.asteriskId, channel.id, cause::durationTimeout, maximumDuration));
    const QString bridgeId = core::toText(core::newId());
    const QString name = QLatin1String("reference_type=call,reference_id=") + core::toText(callId);
    co_await m.ari.createBridge(channel.asteriskId, bridgeId, QStringLiteral("mixing,video_sfu"), name);
    std::exception_ptr failure;
    try {
        co_await m.ari.addToBridge(channel.asteriskId, bridgeId, channel.id);
        bool over = false;
        co_await m.repo.calls.modify(callId, [&](Call &row) {
            over = row.status == callstatus::hangup;
            if (!over)
                row.bridgeId = bridgeId;
            return !over;
        });
        if (over)
            throw core::Error(core::Errc::FailedPrecondition, QStringLiteral("CALL_ENDED"),
                              QStringLiteral("The call has ended."));
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure) { // the call does not own the bridge
        m.background(callId, "destroying the bridge", m.ari.destroyBridge(channel.asteriskId, bridgeId));
        std::rethrow_exception(failure);
    }
    co_await m.ari.dial(channel.asteriskId, channel.id, dialTimeoutSeconds);
}

} // namespace services::call
