// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/call/groupcalls.h"

#include "services/call/calls.h"
#include "services/call/outgoing.h"

namespace services::call {

using namespace contract;

namespace {
const QString progressingGroup = QStringLiteral("progressing");
const QString hangingup = QStringLiteral("hangingup");
const QString hangupGroup = QStringLiteral("hangup");
const QString ringAllMethod = QStringLiteral("ring_all");
const QString linearMethod = QStringLiteral("linear");
const QString hangupOthersMethod = QStringLiteral("hangup_others");

bool isGroup(const Address &address)
{
    return address.type == QLatin1String("agent") || address.type == QLatin1String("extension");
}

[[noreturn]] void refuseGroup(const char *reason, const QString &why)
{
    throw core::Error(core::Errc::Internal, QLatin1String(reason), why);
}
} // namespace

Task<std::vector<Address>> Groupcalls::phonesOf(QUuid customerId, Address extension)
{
    QString number = extension.targetName;
    const QUuid extensionId = core::parseId(extension.target);
    if (number.isEmpty() && !extensionId.isNull()) {
        const Extension known = co_await m.registrar.extension(extensionId);
        number = known.extension;
    } else if (number.isEmpty()) {
        number = extension.target;
    }
    const std::vector<AstContact> contacts = co_await m.registrar.contacts(customerId, number);
    if (contacts.empty())
        refuseGroup("EXTENSION_NOT_REGISTERED", QStringLiteral("No phone is registered as extension %1.").arg(number));
    std::vector<Address> phones;
    for (const AstContact &contact : contacts) {
        Address phone;
        phone.type = QStringLiteral("sip");
        phone.target = QString(contact.uri).replace(QLatin1String("^3B"), QLatin1String(";"));
        phone.targetName = number;
        phone.name = extension.name;
        phones.push_back(std::move(phone));
    }
    co_return phones;
}

Task<Groupcalls::Targets> Groupcalls::targetsOf(QUuid customerId, std::vector<Address> destinations, QString ringMethod)
{
    Targets targets{std::move(destinations), std::move(ringMethod)};
    if (targets.legs.size() == 1 && targets.legs.front().type == QLatin1String("agent")) {
        const Agent agent = co_await m.agents.agent(core::parseId(targets.legs.front().target));
        if (agent.customerId != customerId)
            refuseGroup("AGENT_OF_OTHER_CUSTOMER", QStringLiteral("The agent belongs to another customer."));
        if (agent.addresses.empty())
            refuseGroup("AGENT_WITHOUT_ADDRESS", QStringLiteral("The agent has no address."));
        targets.legs = agent.addresses;
        targets.ringMethod = agent.ringMethod == linearMethod ? linearMethod : ringAllMethod;
        std::erase_if(targets.legs, [](const Address &one) { return one.type == QLatin1String("agent"); });
        if (targets.legs.empty())
            refuseGroup("AGENT_WITHOUT_ADDRESS", QStringLiteral("The agent has no address that can ring."));
    }
    if (targets.legs.size() == 1 && targets.legs.front().type == QLatin1String("extension")) {
        Address extension = targets.legs.front();
        targets.legs = co_await phonesOf(customerId, std::move(extension));
        targets.ringMethod = ringAllMethod;
    }
    co_return targets;
}

Task<Groupcall> Groupcalls::create(GroupcallCreate body)
{
    if (body.destinations.empty())
        refuseGroup("DESTINATION_MISSING", QStringLiteral("No destination is given."));
    const QString asked = body.ringMethod.isEmpty() ? ringAllMethod : body.ringMethod;
    if (asked != ringAllMethod && asked != linearMethod)
        refuseGroup("RING_METHOD_UNKNOWN", QStringLiteral("\"%1\" is no ring method.").arg(asked));
    Targets targets;
    std::optional<core::Error> failure;
    try {
        targets = co_await targetsOf(body.customerId, body.destinations, asked);
    } catch (const core::Error &error) {
        failure = error;
    }
    if (failure)
        refuseGroup(failure->reason().toLatin1().constData(), failure->message());
    Groupcall group;
    group.id = body.id.isNull() ? core::newId() : body.id;
    group.customerId = body.customerId;
    group.status = progressingGroup;
    group.flowId = body.flowId;
    group.source = body.source;
    group.destinations = body.destinations;
    group.masterCallId = body.masterCallId;
    group.masterGroupcallId = body.masterGroupcallId;
    group.ringMethod = targets.ringMethod;
    group.answerMethod = body.answerMethod;
    group.anonymous = body.anonymous;
    const size_t first = targets.ringMethod == linearMethod ? 1 : targets.legs.size();
    targets.legs.resize(first);
    std::vector<QUuid> ids;
    for (const Address &leg : targets.legs) {
        ids.push_back(core::newId());
        auto &kept = isGroup(leg) ? group.groupcallIds : group.callIds;
        kept.push_back(ids.back());
        ++(isGroup(leg) ? group.groupcallCount : group.callCount);
    }
    const auto stored = co_await m.repo.groupcalls.insert(std::move(group));
    m.announce(QStringLiteral("groupcall_created"), stored);
    for (size_t i = 0; i < targets.legs.size(); ++i)
        start(*stored, ids[i], targets.legs[i], body.variables);
    co_return *stored;
}

Task<Groupcall> Groupcalls::createFor(CallsCreate body, Address destination)
{
    GroupcallCreate wanted;
    wanted.customerId = body.customerId;
    wanted.flowId = body.flowId;
    wanted.source = body.source;
    wanted.destinations = {std::move(destination)};
    wanted.masterCallId = body.masterCallId;
    wanted.ringMethod = ringAllMethod;
    wanted.answerMethod = hangupOthersMethod;
    wanted.anonymous = body.anonymous;
    wanted.variables = body.variables;
    return create(std::move(wanted));
}

void Groupcalls::start(const Groupcall &group, QUuid legId, Address target, std::map<QString, QString> variables)
{
    if (isGroup(target)) {
        GroupcallCreate body;
        body.id = legId;
        body.customerId = group.customerId;
        body.flowId = group.flowId;
        body.source = group.source;
        body.destinations = {std::move(target)};
        body.masterCallId = group.masterCallId;
        body.masterGroupcallId = group.id;
        body.answerMethod = hangupOthersMethod;
        body.anonymous = group.anonymous;
        body.variables = std::move(variables);
        m.background(legId, "ringing a group", [](Groupcalls *self, GroupcallCreate wanted) -> Task<void> {
            const QUuid master = wanted.masterGroupcallId;
            bool failed = false;
            try {
                co_await self->create(std::move(wanted));
            } catch (const core::Error &error) {
                core::log::info("call", "part of groupcall {} does not ring: {}", master, error.message());
                failed = true;
            }
            if (failed)
                co_await self->groupEnded(master);
        }(this, std::move(body)));
        return;
    }
    OutgoingLeg leg;
    leg.id = legId;
    leg.groupcallId = group.id;
    leg.destination = std::move(target);
    leg.common.customerId = group.customerId;
    leg.common.flowId = group.flowId;
    leg.common.source = group.source;
    leg.common.masterCallId = group.masterCallId;
    leg.common.anonymous = group.anonymous;
    leg.common.variables = std::move(variables);
    m.background(legId, "ringing a phone", [](Context *context, OutgoingLeg wanted) -> Task<void> {
        const QUuid groupcallId = wanted.groupcallId, callId = wanted.id;
        bool failed = false;
        try {
            co_await context->outgoing->start(std::move(wanted));
        } catch (const core::Error &error) {
            core::log::call(core::log::Level::Info, "call", callId, "does not ring: {}", error.message());
            failed = true;
        }
        if (failed)
            co_await context->groupcalls->legEnded(groupcallId);
    }(&m, std::move(leg)));
}

bool Groupcalls::wantsLegs(const QUuid &id) const
{
    const Groupcall *group = m.repo.groupcalls.live(id);
    if (!group || group->status != progressingGroup)
        return false;
    const bool answered = !group->answerCallId.isNull() || !group->answerGroupcallId.isNull();
    return !answered || group->answerMethod != hangupOthersMethod;
}

bool Groupcalls::ringsFor(const QUuid &masterCallId) const
{
    const auto &live = m.repo.groupcalls.live();
    return std::any_of(live.begin(), live.end(),
                       [&](const auto &group) { return group->masterCallId == masterCallId && group->status != hangupGroup; });
}

Task<void> Groupcalls::answered(QUuid id, QUuid callId) { co_await takeAnswer(id, callId, QUuid()); }

Task<Groupcall> Groupcalls::answeredByGroup(QUuid id, QUuid answerGroupcallId) { return takeAnswer(id, {}, answerGroupcallId); }

Task<Groupcall> Groupcalls::takeAnswer(QUuid id, QUuid callId, QUuid groupcallId)
{
    bool first = false;
    const auto group = co_await m.repo.groupcalls.modify(id, [&](Groupcall &row) {
        first = row.answerCallId.isNull() && row.answerGroupcallId.isNull();
        if (first) {
            row.answerCallId = callId;
            row.answerGroupcallId = groupcallId;
        }
        return first;
    });
    if (first)
        m.announce(QStringLiteral("groupcall_progressing"), group);
    if (first && !group->masterGroupcallId.isNull())
        co_await takeAnswer(group->masterGroupcallId, QUuid(), id);
    if (group->answerMethod == hangupOthersMethod)
        co_await hangupOthers(id);
    co_return *group;
}

Task<Groupcall> Groupcalls::hangupOthers(QUuid id)
{
    const auto group = co_await m.repo.groupcalls.get(id);
    for (const QUuid &other : group->callIds) {
        if (other != group->answerCallId && m.repo.calls.live(other))
            co_await m.calls->hangup(other, QStringLiteral("normal"));
    }
    for (const QUuid &other : group->groupcallIds) {
        if (other != group->answerGroupcallId && m.repo.groupcalls.live(other))
            co_await hangup(other);
    }
    co_return *group;
}

Task<Groupcall> Groupcalls::legEnded(QUuid id)
{
    Groupcall group = *co_await m.repo.groupcalls.modify(id, [](Groupcall &row) {
        --row.callCount;
        return true;
    });
    co_return co_await settle(std::move(group));
}

Task<Groupcall> Groupcalls::groupEnded(QUuid id)
{
    Groupcall group = *co_await m.repo.groupcalls.modify(id, [](Groupcall &row) {
        --row.groupcallCount;
        return true;
    });
    co_return co_await settle(std::move(group));
}

Task<Groupcall> Groupcalls::settle(Groupcall group)
{
    if (group.callCount > 0 || group.groupcallCount > 0 || group.status == hangupGroup)
        co_return group;
    const bool answered = !group.answerCallId.isNull() || !group.answerGroupcallId.isNull();
    if (answered || group.status == hangingup || group.ringMethod != linearMethod)
        co_return co_await finish(group.id);
    co_return co_await dialNext(std::move(group));
}

Task<Groupcall> Groupcalls::dialNext(Groupcall group)
{
    bool ending = false;
    if (!group.masterCallId.isNull()) {
        const Call *master = m.repo.calls.live(group.masterCallId);
        ending = !master || (master->status != callstatus::dialing && master->status != callstatus::ringing &&
                             master->status != callstatus::progressing);
    }
    if (!ending && !group.masterGroupcallId.isNull()) {
        const Groupcall *master = m.repo.groupcalls.live(group.masterGroupcallId);
        ending = !master || master->status != progressingGroup;
    }
    Targets targets;
    try {
        targets = co_await targetsOf(group.customerId, group.destinations, group.ringMethod);
    } catch (const core::Error &error) {
        core::log::info("call", "groupcall {} has no next leg: {}", group.id, error.message());
        ending = true;
    }
    const size_t next = size_t(group.dialIndex) + 1;
    if (ending || next >= targets.legs.size())
        co_return co_await finish(group.id);
    const Address target = targets.legs[next];
    const QUuid legId = core::newId();
    const auto changed = co_await m.repo.groupcalls.modify(group.id, [&](Groupcall &row) {
        row.dialIndex = int(next);
        auto &kept = isGroup(target) ? row.groupcallIds : row.callIds;
        kept.push_back(legId);
        ++(isGroup(target) ? row.groupcallCount : row.callCount);
        return true;
    });
    start(*changed, legId, target, {});
    co_return *changed;
}

Task<Groupcall> Groupcalls::finish(QUuid id)
{
    bool changed = false;
    const auto group = co_await m.repo.groupcalls.modify(id, [&](Groupcall &row) {
        changed = row.status != hangupGroup;
        row.status = hangupGroup;
        return changed;
    });
    if (!changed)
        co_return *group;
    m.announce(QStringLiteral("groupcall_hangup"), group);
    m.repo.groupcalls.forget(id);
    if (!group->masterCallId.isNull())
        m.background(id, "telling who waits for it", m.calls->legEnded(group->masterCallId, {}));
    if (!group->masterGroupcallId.isNull())
        m.background(id, "telling the master group", [](Groupcalls *self, QUuid master) -> Task<void> {
            co_await self->groupEnded(master);
        }(this, group->masterGroupcallId));
    co_return *group;
}

Task<Groupcall> Groupcalls::hangup(QUuid id)
{
    Groupcall group = *co_await m.repo.groupcalls.modify(id, [](Groupcall &row) {
        if (row.status != progressingGroup)
            return false;
        row.status = hangingup;
        return true;
    });
    if (group.status == hangupGroup)
        co_return group;
    bool legs = false;
    for (const QUuid &leg : group.callIds) {
        if (!m.repo.calls.live(leg))
            continue;
        legs = true;
        co_await m.calls->hangup(leg, QStringLiteral("normal"));
    }
    for (const QUuid &part : group.groupcallIds) {
        if (!m.repo.groupcalls.live(part))
            continue;
        legs = true;
        co_await hangup(part);
    }
    if (!legs && group.callCount <= 0 && group.groupcallCount <= 0)
        co_await finish(id);
    co_return group;
}

Task<Groupcall> Groupcalls::remove(QUuid id)
{
    Groupcall group = *co_await m.repo.groupcalls.get(id);
    if (group.tmDelete.isSet())
        co_return group;
    if (group.status != hangupGroup)
        co_await hangup(id);
    const auto now = m.clock->wall();
    group = *co_await m.repo.groupcalls.modify(id, [now](Groupcall &row) {
        row.tmDelete = now;
        return true;
    });
    m.announce(QStringLiteral("groupcall_deleted"), group);
    co_return group;
}

} // namespace services::call
