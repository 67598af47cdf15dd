// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/router.h"
#include "contract/business.h"
#include "services/common/notify.h"
#include "store/table.h"

namespace services::registrar {

using core::Task;

/// registrar-manager as far as calls need it (contract/business-services.md). Lives on the backend thread.
class Service
{
public:
    Service(bus::Bus &bus, store::Store &db, std::shared_ptr<core::Clock> clock, QString baseDomain);
    Task<void> start();
    void stop();
    const std::vector<bus::RouteInfo> &routes() const { return m_router.routes(); }
    /// Replaces what is registered; the switch knows (contract: table ps_contacts).
    void setContacts(std::vector<contract::AstContact> contacts) { m_contacts = std::move(contacts); }

private:
    using Reply = bus::Reply;
    using Request = bus::Call;
    Task<Reply> list(Request request);
    Task<Reply> create(Request request);
    Task<Reply> get(Request request);
    Task<Reply> update(Request request);
    Task<Reply> remove(Request request);
    Task<contract::Extension> find(QUuid id);
    Task<contract::Extension> erase(contract::Extension extension);
    Task<void> deleteOf(QUuid customerId);
    Task<Reply> byNumber(Request request);
    Task<Reply> count(Request request);
    Task<Reply> contacts(Request request);
    Task<Reply> refreshContacts(Request request);

    bus::Bus &m_bus;
    std::shared_ptr<core::Clock> m_clock;
    Notifier m_notify;
    store::Table<contract::Extension> m_table;
    bus::Router m_router;
    bus::Subscription m_requests, m_events;
    QString m_baseDomain;
    store::Table<contract::SipAuth> m_auths;
    std::vector<contract::AstContact> m_contacts;
};

} // namespace services::registrar
