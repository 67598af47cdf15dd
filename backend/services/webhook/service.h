// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clients/businessclients.h"
#include "contract/flow.h"
#include "contract/peers.h"
#include "core/fetch.h"
#include "services/common/manager.h"

#include <QHash>
#include <QQueue>

namespace services::webhook {

/// webhook-manager: tells customers' web servers what happens (contract/business-services.md §14). A delivery is tried three
/// times and never holds up who asked for it. Lives on the backend thread.
class Service : public Manager
{
public:
    /// @param fetcher  refuses private addresses; outlives the service.
    Service(bus::Bus &bus, std::shared_ptr<core::Clock> clock, core::Fetcher &fetcher);
    /// Deliveries under way.
    int running() const { return m_tasks.running(); }

private:
    /// Where a customer's webhooks go.
    struct Account
    {
        QString uri, method;
        QByteArray secret;
    };
    struct Delivery
    {
        QUrl url;
        QByteArray method, body, contentType, secret;
    };

    Task<void> on(bus::Event event) override;
    Task<Reply> send(Request request);
    Task<Reply> sendTo(Request request);
    Task<Account> accountOf(QUuid customerId);
    Task<void> deliver(contract::Webhook hook);
    Task<void> attempt(Delivery delivery);
    void remember(const contract::Activeflow &flow);

    core::Fetcher &m_fetcher;
    clients::CustomerClient m_customers;
    QHash<QUuid, Account> m_accounts;
    QHash<QUuid, Account> m_flowTargets; ///< by activeflow
    QQueue<QUuid> m_flowOrder;           ///< the oldest first
    core::TaskGroup m_tasks;
};

} // namespace services::webhook
