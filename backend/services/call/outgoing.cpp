// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/call/outgoing.h"

#include "services/call/calls.h"
#include "services/call/groupcalls.h"
#include "services/call/statemachine.h"

namespace services::call {

using namespace contract;
using core::log::Level;

namespace {
constexpr int dialTimeoutSeconds = 60;
constexpr core::Millis maximumDuration{3'600'000};

QString endpointOf(const Address &destination)
{
    const QString &target = destination.target;
    const bool uri = target.startsWith(QLatin1String("sip:")) || target.startsWith(QLatin1String("sips:"));
    return QLatin1String("pjsip/call-out/") + (uri ? target : QLatin1String("sip:") + target);
}

QString callerNumber(const Address &source) { return source.targetName.isEmpty() ? source.target : source.targetName; }
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
            if (destination.type == QLatin1String("extension")) {
                Groupcall group = co_await m.groupcalls->ringExtension(body, destination);
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

Task<Call> Outgoing::start(OutgoingLeg leg)
{
    if (leg.destination.type == QLatin1String("tel"))
        throw core::Error(core::Errc::Unavailable, QStringLiteral("NO_DIALROUTE"),
                          QStringLiteral("No provider is set up for phone numbers."));
    if (leg.destination.type != QLatin1String("sip"))
        throw core::Error(core::Errc::InvalidArgument, QStringLiteral("DESTINATION_TYPE_UNSUPPORTED"),
                          QStringLiteral("Calls to \"%1\" are not possible.").arg(leg.destination.type));
    Call call;
    call.id = leg.id.isNull() ? core::newId() : leg.id;
    call.customerId = leg.common.customerId;
    call.channelId = core::toText(core::newId());
    call.flowId = leg.common.flowId;
    call.type = QStringLiteral("flow");
    call.masterCallId = leg.common.masterCallId;
    call.groupcallId = leg.groupcallId;
    call.source = leg.common.source;
    call.destination = leg.destination;
    call.status = callstatus::dialing;
    call.direction = direction::outgoing;
    if (leg.common.metadata.is_object())
        call.metadata = leg.common.metadata;
    call.data["early_execution"] = leg.common.earlyExecution ? "true" : "false";
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
    Call stored = co_await m.calls->store(std::move(call));
    co_await m.calls->setVariables(stored.id);
    if (!stored.masterCallId.isNull()) {
        try {
            co_await m.calls->chain(stored.masterCallId, stored.id, true);
        } catch (const core::Error &error) {
            core::log::call(Level::Warn, "call", stored.id, "not chained: {}", error.message());
        }
    }
    const QString arguments = QStringLiteral("context_type=call,context=call-out,call_id=%1,transport=udp,direction=outgoing")
                                  .arg(core::toText(stored.id));
    std::map<QString, QString> variables{{QStringLiteral("CALLERID(num)"), callerNumber(stored.source)},
                                         {QStringLiteral("CALLERID(name)"), stored.source.name}};
    std::exception_ptr failure;
    try {
        const QString endpoint = endpointOf(stored.destination);
        co_await m.ari.createChannel(stored.channelId, endpoint, arguments, std::move(variables));
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure) {
        co_await m.calls->ended(stored.id, 0);
        if (stored.groupcallId.isNull()) // a leg of a groupcall reports through the ended call
            std::rethrow_exception(failure);
    }
    co_return stored;
}

Task<void> Outgoing::dial(QUuid callId, Channel channel)
{
    m.ari.hangupLater(channel.asteriskId, channel.id, cause::durationTimeout, maximumDuration);
    const QString bridgeId = core::toText(core::newId());
    const QString name = QLatin1String("reference_type=call,reference_id=") + core::toText(callId);
    co_await m.ari.createBridge(channel.asteriskId, bridgeId, QStringLiteral("mixing,video_sfu"), name);
    co_await m.ari.addToBridge(channel.asteriskId, bridgeId, channel.id);
    co_await m.repo.calls.modify(callId, [&](Call &row) {
        row.bridgeId = bridgeId;
        return true;
    });
    co_await m.ari.dial(channel.asteriskId, channel.id, dialTimeoutSeconds);
}

} // namespace services::call
