// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/sip/registrar.h"

#include <algorithm>

namespace telephony::sip {

void Registrar::setCredentials(std::vector<Credential> credentials)
{
    const std::lock_guard lock(m_mutex);
    m_passwords.clear();
    m_realms.clear();
    for (Credential &one : credentials) {
        m_realms.insert(one.realm);
        m_passwords[{one.user, one.realm}] = std::move(one.password);
    }
}

std::optional<QString> Registrar::password(const QString &user, const QString &realm) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_passwords.find({user, realm});
    return found == m_passwords.end() ? std::nullopt : std::optional(found->second);
}

bool Registrar::knowsRealm(const QString &realm) const
{
    const std::lock_guard lock(m_mutex);
    return m_realms.contains(realm);
}

bool Registrar::isNewer(const QString &user, const QString &realm, const QString &callId, quint32 cseq)
{
    const std::lock_guard lock(m_mutex);
    auto &sequences = m_sequences[{user, realm}];
    const auto known = sequences.find(callId);
    if (known != sequences.end() && cseq <= known->second)
        return false;
    if (sequences.size() >= 4 * maxContacts)
        sequences.clear();
    sequences[callId] = cseq;
    return true;
}

std::vector<Contact> Registrar::bind(Contact contact)
{
    const std::lock_guard lock(m_mutex);
    auto &list = m_contacts[{contact.user, contact.realm}];
    std::erase_if(list, [&](const Contact &old) { return old.uri == contact.uri; });
    list.push_back(std::move(contact));
    std::vector<Contact> removed;
    while (list.size() > maxContacts) {
        removed.push_back(std::move(list.front()));
        list.erase(list.begin());
    }
    return removed;
}

std::vector<Contact> Registrar::unbind(const QString &user, const QString &realm, const QString &uri)
{
    const std::lock_guard lock(m_mutex);
    std::vector<Contact> removed;
    const auto found = m_contacts.find({user, realm});
    if (found == m_contacts.end())
        return removed;
    std::erase_if(found->second, [&](const Contact &old) {
        const bool matches = uri.isEmpty() || old.uri == uri;
        if (matches)
            removed.push_back(old);
        return matches;
    });
    if (found->second.empty())
        m_contacts.erase(found);
    return removed;
}

std::vector<Contact> Registrar::expire(qint64 now)
{
    const std::lock_guard lock(m_mutex);
    std::vector<Contact> removed;
    for (auto it = m_contacts.begin(); it != m_contacts.end();) {
        std::erase_if(it->second, [&](const Contact &old) {
            if (old.expiresAt <= now)
                removed.push_back(old);
            return old.expiresAt <= now;
        });
        it = it->second.empty() ? m_contacts.erase(it) : std::next(it);
    }
    return removed;
}

std::vector<Contact> Registrar::dropUnknown()
{
    const std::lock_guard lock(m_mutex);
    std::vector<Contact> removed;
    for (auto it = m_contacts.begin(); it != m_contacts.end();) {
        if (m_passwords.contains(it->first)) {
            ++it;
            continue;
        }
        removed.insert(removed.end(), it->second.begin(), it->second.end());
        m_sequences.erase(it->first);
        it = m_contacts.erase(it);
    }
    return removed;
}

std::vector<Contact> Registrar::contacts(const QString &user, const QString &realm) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_contacts.find({user, realm});
    std::vector<Contact> list = found == m_contacts.end() ? std::vector<Contact>() : found->second;
    for (size_t i = 1; i < list.size(); ++i) // few, and equals stay in their order
        std::rotate(std::upper_bound(list.begin(), list.begin() + qsizetype(i), list[i],
                                     [](const Contact &a, const Contact &b) { return a.q > b.q; }),
                    list.begin() + qsizetype(i), list.begin() + qsizetype(i) + 1);
    return list;
}

std::vector<Contact> Registrar::all() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<Contact> list;
    for (const auto &[key, contacts] : m_contacts)
        list.insert(list.end(), contacts.begin(), contacts.end());
    return list;
}

bool Registrar::isBoundFrom(const QString &source) const
{
    const std::lock_guard lock(m_mutex);
    return std::any_of(m_contacts.begin(), m_contacts.end(), [&](const auto &entry) {
        return std::any_of(entry.second.begin(), entry.second.end(), [&](const Contact &one) { return one.source == source; });
    });
}

} // namespace telephony::sip
