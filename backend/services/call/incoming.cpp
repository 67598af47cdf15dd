// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/call/incoming.h"

#include "services/call/calls.h"
#include "services/call/statemachine.h"

#include <QUrl>

namespace services::call {

using namespace contract;

namespace {
Address address(const char *type, const QString &target, const QString &name)
{
    Address made;
    made.type = QLatin1String(type);
    made.target = target;
    made.targetName = name;
    return made;
}

[[noreturn]] void notFound(const QString &what)
{
    throw core::Error(core::Errc::NotFound, QStringLiteral("DESTINATION_NOT_FOUND"), what);
}
} // namespace

Task<void> Incoming::refuse(Channel channel, int causeCode, QString why)
{
    core::log::info("call", "call from {} to {} refused: {}", channel.sourceNumber, channel.destinationNumber, why);
    co_await m.ari.hangup(channel.asteriskId, channel.id, causeCode);
}

Task<void> Incoming::start(Channel channel)
{
    const auto domainArgument = channel.stasisData.find(QStringLiteral("domain"));
    const QString domain = domainArgument == channel.stasisData.end() ? QString() : domainArgument->second;
    const QString registrarSuffix = QLatin1String(".registrar.") + m.baseDomain;
    Plan plan;
    QString refusal;
    try {
        if (domain == QLatin1String("pstn.") + m.baseDomain || domain == QLatin1String("sip.") + m.baseDomain) {
            plan = co_await planNumber(channel);
        } else if (domain.endsWith(registrarSuffix)) {
            const QUuid customerId = core::parseId(QStringView(domain).chopped(registrarSuffix.size()));
            plan = co_await planRegistrar(channel, customerId);
        } else {
            refusal = QStringLiteral("the domain \"%1\" is of no known class").arg(domain);
        }
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

Task<Incoming::Plan> Incoming::planNumber(const Channel channel)
{
    Json filters{{"number", text(channel.destinationNumber)}, {"deleted", false}};
    const Page first{1, {}};
    const std::vector<Number> found = co_await m.numbers.numbers(first, std::move(filters));
    if (found.empty())
        notFound(QStringLiteral("nobody has the number %1").arg(channel.destinationNumber));
    const Number &number = found.front();
    if (number.callFlowId.isNull())
        notFound(QStringLiteral("the number %1 has no flow").arg(number.number));
    Plan plan;
    plan.customerId = number.customerId;
    plan.flowId = number.callFlowId;
    plan.source = address("tel", channel.sourceNumber, channel.sourceName);
    plan.destination = address("tel", number.number, number.name);
    co_return plan;
}

Task<Address> Incoming::extensionAddress(QUuid customerId, QString number, QString name)
{
    Json filters{{"customer_id", text(customerId)}, {"extension", text(number)}, {"deleted", false}};
    const Page first{1, {}};
    const std::vector<Extension> found = co_await m.registrar.extensions(first, std::move(filters));
    Address made = address("extension", found.empty() ? number : core::toText(found.front().id), number);
    made.name = name.isEmpty() && !found.empty() ? found.front().name : name;
    co_return made;
}

Task<Incoming::Plan> Incoming::planRegistrar(const Channel channel, QUuid customerId)
{
    if (customerId.isNull())
        notFound(QStringLiteral("the domain names no customer"));
    QString dialed = channel.destinationNumber;
    if (!dialed.startsWith(QLatin1Char('+')))
        dialed = QUrl::fromPercentEncoding(dialed.toUtf8());
    Plan plan;
    plan.customerId = customerId;
    QString sourceNumber = channel.sourceNumber;
    QString sourceName = channel.sourceName;
    plan.source = co_await extensionAddress(customerId, std::move(sourceNumber), std::move(sourceName));
    bool early = false;
    if (dialed.startsWith(QLatin1Char('+')) || dialed.startsWith(QLatin1String("tel:"))) {
        plan.destination = address("tel", dialed.startsWith(QLatin1Char('+')) ? dialed : dialed.mid(4), {});
        early = true;
    } else if (dialed.startsWith(QLatin1String("agent:")) || dialed.startsWith(QLatin1String("conference:")) ||
               dialed.startsWith(QLatin1String("line:")) || dialed.startsWith(QLatin1String("sip:"))) {
        notFound(QStringLiteral("\"%1\" cannot be dialled from an extension").arg(dialed));
    } else {
        QString number = dialed.startsWith(QLatin1String("extension:")) ? dialed.mid(10) : dialed;
        QString noName;
        plan.destination = co_await extensionAddress(customerId, std::move(number), std::move(noName));
    }
    Address source = plan.source;
    Address destination = plan.destination;
    plan.flowId = co_await connectFlow(customerId, std::move(source), std::move(destination), early);
    co_return plan;
}

Task<QUuid> Incoming::connectFlow(QUuid customerId, Address source, Address destination, bool early)
{
    FlowCreate body;
    body.customerId = customerId;
    body.type = QStringLiteral("flow");
    body.name = QStringLiteral("tmp");
    Action connect;
    connect.type = QStringLiteral("connect");
    connect.option =
        Json{{"source", core::toJson(source)}, {"destinations", Json::array({core::toJson(destination)})}, {"anonymous", "auto"}};
    if (early) {
        connect.option["early_media"] = true;
        connect.option["relay_reason"] = true;
    }
    body.actions.push_back(std::move(connect));
    const Flow flow = co_await m.flows.createFlow(std::move(body));
    co_return flow.id;
}

Task<void> Incoming::begin(Channel channel, Plan plan)
{
    try {
        const Customer customer = co_await m.customers.customer(plan.customerId);
        if (customer.status != QLatin1String("active") && customer.status != QLatin1String("initial"))
            throw core::Error(core::Errc::PermissionDenied, QStringLiteral("CUSTOMER_NOT_ACTIVE"),
                              QStringLiteral("The customer is %1.").arg(customer.status));
    } catch (const core::Error &error) {
        const bool unreachable = error.code() == core::Errc::Unavailable || error.code() == core::Errc::DeadlineExceeded;
        if (!unreachable)
            throw;
    }
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
    m.ari.hangupLater(channel.asteriskId, channel.id, cause::durationTimeout, core::Millis(3'600'000));
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
    co_await m.calls->setVariables(id);
    co_await m.calls->next(id);
}

} // namespace services::call
