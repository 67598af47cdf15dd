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
} // namespace

Task<Groupcall> Groupcalls::ringExtension(CallsCreate body, Address extension)
{
    QString number = extension.targetName;
    const QUuid extensionId = core::parseId(extension.target);
    if (number.isEmpty() && !extensionId.isNull()) {
        const Extension known = co_await m.registrar.extension(extensionId);
        number = known.extension;
    } else if (number.isEmpty()) {
        number = extension.target;
    }
    const std::vector<AstContact> contacts = co_await m.registrar.contacts(body.customerId, number);
    if (contacts.empty())
        throw core::Error(core::Errc::FailedPrecondition, QStringLiteral("EXTENSION_NOT_REGISTERED"),
                          QStringLiteral("No phone is registered as extension %1.").arg(number));
    Groupcall group;
    group.id = core::newId();
    group.customerId = body.customerId;
    group.status = progressingGroup;
    group.flowId = body.flowId;
    group.source = body.source;
    group.destinations = {extension};
    group.masterCallId = body.masterCallId;
    group.ringMethod = QStringLiteral("ring_all");
    group.answerMethod = QStringLiteral("hangup_others");
    group.callCount = int(contacts.size());
    for (size_t i = 0; i < contacts.size(); ++i)
        group.callIds.push_back(core::newId());
    const Groupcall stored = co_await m.repo.groupcalls.insert(std::move(group));
    m.notify.publish(QStringLiteral("groupcall_created"), stored);
    for (size_t i = 0; i < contacts.size(); ++i) {
        QString uri = contacts[i].uri;
        Address leg;
        leg.type = QStringLiteral("sip");
        leg.target = uri.replace(QLatin1String("^3B"), QLatin1String(";"));
        leg.targetName = number;
        leg.name = extension.name;
        OutgoingLeg start{stored.callIds[i], stored.id, {}, body, std::move(leg)};
        m.background(start.id, "ringing a phone", [](Context *context, OutgoingLeg wanted) -> Task<void> {
            bool failed = false;
            const QUuid groupcallId = wanted.groupcallId;
            try {
                co_await context->outgoing->start(std::move(wanted));
            } catch (const core::Error &) {
                failed = true;
            }
            if (failed)
                co_await context->groupcalls->legEnded(groupcallId);
        }(&m, std::move(start)));
    }
    co_return stored;
}

Task<void> Groupcalls::answered(QUuid id, QUuid callId)
{
    bool first = false;
    const Groupcall group = co_await m.repo.groupcalls.modify(id, [&](Groupcall &row) {
        first = row.answerCallId.isNull();
        if (first)
            row.answerCallId = callId;
        return first;
    });
    if (first)
        m.notify.publish(QStringLiteral("groupcall_progressing"), group);
    for (const QUuid &other : group.callIds) {
        if (other != group.answerCallId && m.repo.calls.live(other))
            co_await m.calls->hangup(other, QStringLiteral("normal"));
    }
}

Task<void> Groupcalls::legEnded(QUuid id)
{
    bool over = false;
    const Groupcall group = co_await m.repo.groupcalls.modify(id, [&](Groupcall &row) {
        --row.callCount;
        over = row.callCount <= 0 && row.groupcallCount <= 0 && row.status != hangupGroup;
        if (over)
            row.status = hangupGroup;
        return true;
    });
    if (!over)
        co_return;
    m.notify.publish(QStringLiteral("groupcall_hangup"), group);
    m.repo.groupcalls.forget(id);
}

Task<Groupcall> Groupcalls::hangup(QUuid id)
{
    const Groupcall group = co_await m.repo.groupcalls.modify(id, [](Groupcall &row) {
        if (row.status != progressingGroup)
            return false;
        row.status = hangingup;
        return true;
    });
    for (const QUuid &leg : group.callIds) {
        if (m.repo.calls.live(leg))
            co_await m.calls->hangup(leg, QStringLiteral("normal"));
    }
    co_return group;
}

} // namespace services::call
