// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/sip/sipstack.h"

#include <QSet>

#include <mutex>

namespace telephony::sip {

/// Who may register, and who has. Safe from any thread.
class Registrar
{
public:
    /// Of one user. One REGISTER with more is refused; otherwise the oldest is replaced.
    static constexpr size_t maxContacts = 10;

    void setCredentials(std::vector<Credential> credentials);
    /// The password, or nullopt for an unknown user.
    std::optional<QString> password(const QString &user, const QString &realm) const;
    bool knowsRealm(const QString &realm) const;

    /// False for a request that arrived out of order: same Call-ID, no higher CSeq (RFC 3261 §10.3, step 7).
    bool isNewer(const QString &user, const QString &realm, const QString &callId, quint32 cseq);

    /// Adds or renews; the oldest beyond `maxContacts` falls out. Returns those that were removed.
    std::vector<Contact> bind(Contact contact);
    std::vector<Contact> unbind(const QString &user, const QString &realm, const QString &uri = {}); ///< empty: all
    std::vector<Contact> expire(qint64 now);
    /// Removes bindings of users that no longer exist.
    std::vector<Contact> dropUnknown();
    /// By preference (q), the oldest first among equals.
    std::vector<Contact> contacts(const QString &user, const QString &realm) const;
    std::vector<Contact> all() const;
    /// A phone has registered from there (`ip:port`).
    bool isBoundFrom(const QString &source) const;

private:
    using Key = std::pair<QString, QString>;
    mutable std::mutex m_mutex;
    std::map<Key, QString> m_passwords;
    QSet<QString> m_realms; ///< of the passwords
    std::map<Key, std::vector<Contact>> m_contacts;
    std::map<Key, std::map<QString, quint32>> m_sequences; ///< of the bindings' Call-IDs
};

} // namespace telephony::sip
