// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/business.h"
#include "contract/peers.h"
#include "services/common/manager.h"
#include "services/registrar/contactstore.h"

namespace services::registrar {

using core::Task;

/// registrar-manager as far as calls need it (contract/business-services.md §3). Lives on the backend thread.
class Service : public Manager
{
public:
    Service(bus::Bus &bus, store::Store &db, std::shared_ptr<core::Clock> clock, QString baseDomain);
    /// Registrations of the last run that still hold. For the switch, before it tells of new ones.
    Task<std::vector<contract::AstContact>> keptContacts();
    /// Replaces what is registered; the switch knows (contract: table ps_contacts).
    void setContacts(std::vector<contract::AstContact> contacts);
    /// Waits until these are on disk.
    Task<void> durable() { return m_kept.durable(); }

private:
    Task<void> on(bus::Event event) override;
    Task<Reply> list(Request request) { return m_extensions.list(std::move(request)); }
    Task<Reply> create(Request request);
    Task<Reply> get(Request request) { return m_extensions.get(std::move(request)); }
    Task<Reply> update(Request request);
    Task<Reply> remove(Request request);
    Task<contract::Extension> erase(contract::Extension extension);
    Task<void> deleteOf(QUuid customerId);
    Task<Reply> byNumber(Request request);
    Task<Reply> count(Request request);
    Task<Reply> contacts(Request request);
    Task<Reply> refreshContacts(Request request);

    Task<Reply> listTrunks(Request request) { return m_trunks.list(std::move(request)); }
    Task<Reply> createTrunk(Request request);
    Task<Reply> trunk(Request request) { return m_trunks.get(std::move(request)); }
    Task<Reply> trunkOfDomain(Request request);
    Task<Reply> updateTrunk(Request request);
    Task<Reply> removeTrunk(Request request);
    Task<contract::Trunk> eraseTrunk(contract::Trunk trunk);

    QString m_baseDomain;
    Resource<contract::Extension> m_extensions;
    Resource<contract::Trunk> m_trunks;
    store::Table<contract::SipAuth> m_auths;
    std::vector<contract::AstContact> m_contacts;
    ContactStore m_kept;
};

} // namespace services::registrar
