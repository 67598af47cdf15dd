// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/business.h"
#include "store/table.h"

namespace services::registrar {

/// Registrations on disk (table ps_contacts), by which phones are found after a restart until they register again. Lives on the
/// backend thread.
class ContactStore
{
public:
    explicit ContactStore(store::Store &db) : m_table(db, QStringLiteral("ps_contacts")) { m_table.letIdsComeAgain(); }

    /// Those that outlive a restart: neither expired nor marked `prune_on_boot`. The others are removed.
    /// @param now  Unix seconds
    core::Task<std::vector<contract::AstContact>> load(qint64 now);
    /// Writes what differs. States that come while the disk is busy are written as one.
    void keep(const std::vector<contract::AstContact> &contacts);
    /// Waits for what was kept so far, which the log tells of if it cannot be written.
    core::Task<void> durable();

private:
    using Contacts = std::map<QString, contract::AstContact>; ///< by id
    core::Task<void> write();

    store::Table<contract::AstContact> m_table;
    Contacts m_wanted, m_stored;
    std::vector<core::Promise<bool>> m_waiting;
    core::TaskGroup m_group;
    core::Alive m_alive;
};

} // namespace services::registrar
