// SPDX-License-Identifier: GPL-3.0-or-later
// What a call that arrives is for, by the domain it was sent to (contract/call-manager.md §5).
#include "services/call/incoming.h"

#include <QUrl>

namespace services::call {

using namespace contract;

namespace {
const QString directPrefix = QStringLiteral("direct.");

Address addressOf(const char *type, const QString &target, const QString &name)
{
    Address made;
    made.type = QLatin1String(type);
    made.target = target;
    made.targetName = name;
    return made;
}

Action actionOf(const char *type, Json option = Json())
{
    Action made;
    made.type = QLatin1String(type);
    made.option = std::move(option);
    return made;
}

[[noreturn]] void leadsNowhere(const QString &why)
{
    throw core::Error(core::Errc::NotFound, QStringLiteral("DESTINATION_NOT_FOUND"), why);
}
} // namespace

Task<Incoming::Plan> Incoming::planOf(Channel channel, QString domain)
{
    const QString &base = m.config.baseDomain;
    const QString registrarSuffix = QLatin1String(".registrar.") + base;
    const QString trunkSuffix = QLatin1String(".trunk.") + base;
    if (domain == QLatin1String("conference.") + base)
        return planConference(std::move(channel), std::move(domain));
    if (domain == QLatin1String("pstn.") + base)
        return planNumber(std::move(channel));
    if (domain == QLatin1String("sip.") + base)
        return channel.destinationNumber.startsWith(directPrefix) ? planDirect(std::move(channel))
                                                                  : planNumber(std::move(channel));
    if (domain.endsWith(registrarSuffix))
        return planRegistrar(std::move(channel), core::parseId(QStringView(domain).chopped(registrarSuffix.size())));
    if (domain.endsWith(trunkSuffix))
        return planTrunk(std::move(channel), domain.chopped(trunkSuffix.size()));
    leadsNowhere(QStringLiteral("the domain \"%1\" is of no known class").arg(domain));
}

Task<Incoming::Plan> Incoming::planNumber(Channel channel)
{
    Json filters{{"number", text(channel.destinationNumber)}, {"deleted", false}};
    const Page first{1, {}};
    const std::vector<Number> found = co_await m.numbers.numbers(first, std::move(filters));
    if (found.empty())
        leadsNowhere(QStringLiteral("nobody has the number %1").arg(channel.destinationNumber));
    const Number &number = found.front();
    if (number.callFlowId.isNull())
        leadsNowhere(QStringLiteral("the number %1 has no flow").arg(number.number));
    Plan plan;
    plan.customerId = number.customerId;
    plan.flowId = number.callFlowId;
    plan.source = addressOf("tel", channel.sourceNumber, channel.sourceName);
    plan.destination = addressOf("tel", number.number, number.name);
    plan.rtpDebug = member<bool>(number.metadata, "rtp_debug");
    co_return plan;
}

Task<Incoming::Plan> Incoming::planConference(Channel channel, QString domain)
{
    const QUuid conferenceId = core::parseId(channel.destinationNumber);
    const Conference conference = co_await m.conferences.conference(conferenceId);
    Plan plan;
    plan.customerId = conference.customerId;
    plan.source = addressOf("sip", channel.sourceNumber + QLatin1Char('@') + domain, channel.sourceName);
    plan.destination = addressOf("conference", core::toText(conferenceId), conference.name);
    plan.flowId = co_await conferenceFlow(plan.customerId, conferenceId, true);
    co_return plan;
}

Task<Incoming::Plan> Incoming::planDirect(Channel channel)
{
    const Direct direct = co_await m.directs.byHash(channel.destinationNumber);
    const QString target = core::toText(direct.resourceId);
    const QString &type = direct.resourceType;
    Plan plan;
    plan.customerId = direct.customerId;
    plan.source = addressOf("tel", channel.sourceNumber, channel.sourceName);
    const bool isFlowOrQueue = type == QLatin1String("flow") || type == QLatin1String("queue");
    const QString addressType = isFlowOrQueue ? QStringLiteral("tel") : type;
    plan.destination = addressOf(addressType.toLatin1().constData(), target, {});
    if (type == QLatin1String("flow")) {
        plan.flowId = direct.resourceId;
    } else if (type == QLatin1String("extension") || type == QLatin1String("agent")) {
        if (type == QLatin1String("extension")) {
            const Extension extension = co_await m.registrar.extension(direct.resourceId);
            plan.destination.targetName = extension.extension;
        }
        Json none = Json::object();
        plan.flowId = co_await connectFlow(plan.customerId, plan.source, plan.destination, std::move(none));
    } else if (type == QLatin1String("conference")) {
        plan.flowId = co_await conferenceFlow(plan.customerId, direct.resourceId, true);
    } else {
        std::vector<Action> actions{actionOf("answer")};
        if (type == QLatin1String("ai") || type == QLatin1String("ai_team")) {
            const bool team = type == QLatin1String("ai_team");
            actions.push_back(actionOf("ai_talk", {{"assistance_type", team ? "team" : "ai"}, {"assistance_id", text(target)}}));
        } else if (type == QLatin1String("queue")) {
            actions.push_back(actionOf("queue_join", {{"queue_id", text(target)}}));
        } else {
            leadsNowhere(QStringLiteral("\"%1\" cannot be called directly").arg(type));
        }
        plan.flowId = co_await temporaryFlow(plan.customerId, std::move(actions));
    }
    co_return plan;
}

Task<Incoming::Plan> Incoming::planTrunk(Channel channel, QString domainName)
{
    const Trunk trunk = co_await m.registrar.trunkOfDomain(std::move(domainName));
    Plan plan;
    plan.customerId = trunk.customerId;
    plan.source = addressOf("tel", channel.sourceNumber, channel.sourceName);
    plan.destination = addressOf("tel", channel.destinationNumber, {});
    Json relay{{"early_media", true}, {"relay_reason", true}};
    plan.flowId = co_await connectFlow(plan.customerId, plan.source, plan.destination, std::move(relay));
    co_return plan;
}

Task<Address> Incoming::extensionAddress(QUuid customerId, QString number, QString name)
{
    Json filters{{"customer_id", text(customerId)}, {"extension", text(number)}, {"deleted", false}};
    const Page first{1, {}};
    const std::vector<Extension> found = co_await m.registrar.extensions(first, std::move(filters));
    Address made = addressOf("extension", found.empty() ? number : core::toText(found.front().id), number);
    made.name = name.isEmpty() && !found.empty() ? found.front().name : name;
    co_return made;
}

Task<Incoming::Plan> Incoming::planRegistrar(Channel channel, QUuid customerId)
{
    if (customerId.isNull())
        leadsNowhere(QStringLiteral("the domain names no customer"));
    QString number = channel.destinationNumber;
    if (!number.startsWith(QLatin1Char('+')))
        number = QUrl::fromPercentEncoding(number.toUtf8());
    Plan plan;
    plan.customerId = customerId;
    plan.source = co_await extensionAddress(customerId, channel.sourceNumber, channel.sourceName);
    plan.destination = co_await dialled(customerId, std::move(number));
    plan.flowId = co_await registrarFlow(customerId, plan.source, plan.destination);
    co_return plan;
}

Task<Address> Incoming::dialled(QUuid customerId, QString number)
{
    if (number.startsWith(QLatin1Char('+')))
        co_return addressOf("tel", number, {});
    const QString prefix = number.section(QLatin1Char(':'), 0, 0);
    const QString rest = number.section(QLatin1Char(':'), 1);
    if (prefix == QLatin1String("tel"))
        co_return addressOf("tel", rest, {});
    if (prefix == QLatin1String("agent") || prefix == QLatin1String("conference"))
        co_return addressOf(prefix.toLatin1().constData(), rest, {});
    if (prefix == QLatin1String("line") || prefix == QLatin1String("sip"))
        leadsNowhere(QStringLiteral("\"%1\" cannot be dialled from an extension").arg(number));
    const QString noName;
    const bool named = prefix == QLatin1String("extension") && number.contains(QLatin1Char(':'));
    Address extension = co_await extensionAddress(customerId, named ? rest : number, noName);
    co_return extension;
}

Task<QUuid> Incoming::registrarFlow(QUuid customerId, Address source, Address destination)
{
    const QUuid target = core::parseId(destination.target);
    if (destination.type == QLatin1String("conference")) {
        const Conference conference = co_await m.conferences.conference(target);
        if (conference.customerId != customerId)
            leadsNowhere(QStringLiteral("the conference belongs to another customer"));
        co_return co_await conferenceFlow(customerId, target, false);
    }
    if (destination.type == QLatin1String("agent")) {
        const Agent agent = co_await m.agents.agent(target);
        if (agent.customerId != customerId)
            leadsNowhere(QStringLiteral("the agent belongs to another customer"));
    }
    Json more{{"anonymous", "auto"}};
    if (destination.type == QLatin1String("tel"))
        more.update({{"early_media", true}, {"relay_reason", true}});
    co_return co_await connectFlow(customerId, std::move(source), std::move(destination), std::move(more));
}

Task<QUuid> Incoming::connectFlow(QUuid customerId, Address source, Address destination, Json more)
{
    Json option{{"source", core::toJson(source)}, {"destinations", Json::array({core::toJson(destination)})}};
    option.update(more);
    std::vector<Action> actions{actionOf("connect", std::move(option))};
    return temporaryFlow(customerId, std::move(actions));
}

Task<QUuid> Incoming::conferenceFlow(QUuid customerId, QUuid conferenceId, bool answer)
{
    std::vector<Action> actions;
    if (answer)
        actions.push_back(actionOf("answer"));
    actions.push_back(actionOf("conference_join", {{"conference_id", text(conferenceId)}}));
    return temporaryFlow(customerId, std::move(actions));
}

Task<QUuid> Incoming::temporaryFlow(QUuid customerId, std::vector<Action> actions)
{
    FlowCreate body;
    body.customerId = customerId;
    body.type = QStringLiteral("flow");
    body.name = QStringLiteral("tmp");
    body.actions = std::move(actions);
    const Flow flow = co_await m.flows.createFlow(std::move(body));
    co_return flow.id;
}

} // namespace services::call
