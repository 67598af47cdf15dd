// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/registrar/contactstore.h"

#include "core/jsontext.h"
#include "core/log.h"

namespace services::registrar {

using contract::AstContact;
using core::Task;

Task<std::vector<AstContact>> ContactStore::load(qint64 now)
{
    QVariantList none;
    std::vector<AstContact> all = co_await m_table.where(QStringLiteral("1 = 1"), std::move(none));
    std::vector<AstContact> kept;
    for (AstContact &one : all) {
        m_stored[one.id] = one;
        if (one.expirationTime > now && one.pruneOnBoot != QLatin1String("yes"))
            kept.push_back(std::move(one));
    }
    keep(kept);
    co_return kept;
}

void ContactStore::keep(const std::vector<AstContact> &contacts)
{
    m_wanted.clear();
    for (const AstContact &one : contacts)
        m_wanted[one.id] = one;
    if (m_group.running() == 0)
        m_group.run(write());
}

Task<void> ContactStore::durable()
{
    if (m_group.running() == 0)
        co_return;
    const core::Promise<bool> written = m_waiting.emplace_back();
    co_await written;
}

Task<void> ContactStore::write()
{
    const core::Alive::Token alive = m_alive.token();
    while (true) {
        const Contacts wanted = m_wanted;
        std::vector<store::Sql> statements;
        for (const auto &[id, row] : m_stored) {
            if (!wanted.contains(id))
                statements.push_back(m_table.removeSql(row));
        }
        for (const auto &[id, row] : wanted) {
            const auto known = m_stored.find(id);
            if (known == m_stored.end() || core::jsonText(known->second) != core::jsonText(row))
                statements.push_back(m_table.insertSql(row));
        }
        if (statements.empty())
            break;
        bool failed = false;
        try {
            co_await m_table.store().write(std::move(statements));
        } catch (const core::Error &error) {
            core::log::warn("registrar", "registrations are not on disk: {}", error.message());
            failed = true; // the next change tries again
        }
        if (alive.expired())
            co_return;
        if (failed)
            break;
        m_stored = wanted;
    }
    for (const core::Promise<bool> &one : std::exchange(m_waiting, {}))
        one.resolve(true);
}

} // namespace services::registrar
