// SPDX-License-Identifier: GPL-3.0-or-later
// Events of other managers (contract/call-manager.md §12).
#include "services/call/calls.h"
#include "services/call/confbridges.h"
#include "services/call/events.h"
#include "services/call/groupcalls.h"
#include "services/call/outboundconfigs.h"
#include "services/call/recovery.h"
#include "services/call/statemachine.h"

#include <QScopeGuard>

namespace services::call {

using namespace contract;

Task<void> Events::handle(bus::Event event)
{
    const auto measured = qScopeGuard([this, publisher = event.publisher, type = event.type, begun = m.measures.begin()] {
        m.measures.eventDone(publisher, type, begun);
    });
    co_await handOut(std::move(event));
}

Task<void> Events::handOut(bus::Event event)
{
    if (event.publisher == contract::service::asteriskProxy) {
        co_await ari(event.data.share<AriEvent>());
    } else if (event.type == QLatin1String("activeflow_updated")) {
        const auto flow = event.data.share<Activeflow>();
        const bool isOfCall = flow->status == activeflow::ended && flow->referenceType == QLatin1String("call");
        if (const Call *call = isOfCall ? m.repo.calls.live(flow->referenceId) : nullptr) {
            const bool waits = call->direction == direction::incoming && call->status == callstatus::ringing;
            const QString reason = waits ? QStringLiteral("noanswer") : QStringLiteral("normal"); // a caller is told that
            co_await m.calls->hangup(flow->referenceId, reason);
        }
    } else if (event.type == QLatin1String("customer_frozen")) {
        co_await customerFrozen(services::member<QUuid>(event.data.toJson(), "id"));
    } else if (event.type == QLatin1String("customer_deleted")) {
        co_await customerDeleted(services::member<QUuid>(event.data.toJson(), "id"));
    } else if (event.type == QLatin1String("pod_deleted")) {
        co_await podDeleted(event.data.toJson());
    }
}

Task<void> Events::customerFrozen(QUuid customerId)
{
    const auto calls = m.repo.calls.live().values();
    for (const auto &call : calls) {
        if (call->customerId == customerId)
            co_await m.calls->hangup(call->id, QStringLiteral("normal"));
    }
}

Task<void> Events::customerDeleted(QUuid customerId)
{
    const auto calls = m.repo.calls.live().values();
    for (const auto &call : calls) {
        if (call->customerId == customerId)
            co_await m.calls->remove(call->id);
    }
    const auto groups = m.repo.groupcalls.live().values();
    for (const auto &group : groups) {
        if (group->customerId == customerId)
            co_await m.groupcalls->remove(group->id);
    }
    const auto rooms = m.repo.confbridges.live().values();
    for (const auto &room : rooms) {
        if (room->customerId == customerId)
            co_await m.confbridges->remove(room->id);
    }
    co_await m.outboundConfigs->customerDeleted(customerId);
}

/// An engine of the cluster is gone: its calls are rebuilt elsewhere.
Task<void> Events::podDeleted(Json pod)
{
    const Json metadata = services::member<Json>(pod, "metadata");
    const Json labels = services::member<Json>(metadata, "labels");
    if (services::member<QString>(metadata, "namespace") != QLatin1String("voip") ||
        services::member<QString>(labels, "app") != QLatin1String("asterisk-call"))
        co_return;
    const Json annotations = services::member<Json>(metadata, "annotations");
    co_await m.recovery->start(services::member<QString>(annotations, "asterisk-id"));
}

} // namespace services::call
